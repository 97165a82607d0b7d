"""A hundred introductions become a list of candidates in a real browser: Persian by touch, Arabic by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.pictures import page_count, signature_report, text_of
from tests.journeys.registration import WAYS, Registration, bring_lists, prepared, publish, register

pytestmark = pytest.mark.prove


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Registration, ...]]:
    """An assembly whose institutions stand in the register, as both ways see it; its program is running."""
    with prepared(tmp_path_factory.mktemp("registration")) as held:
        bring_lists(*held)
        yield held


@pytest.fixture(params=WAYS, ids=lambda way: way.name)
def journey(request: pytest.FixtureRequest, assembly: tuple[Registration, ...]) -> Registration:
    """The registration of an institution that went this way, up to its acceptance."""
    place = WAYS.index(request.param)
    return registered(assembly[place], place)


@pytest.fixture
def ended(assembly: tuple[Registration, ...]) -> tuple[Registration, ...]:
    """Both ways, to the booklet."""
    held = tuple(registered(one, place) for place, one in enumerate(assembly))
    if not held[0].booklet:
        publish(*held)
    return held


def registered(journey: Registration, place: int) -> Registration:
    """One way gone, whichever test asks for it first: its institutions are two of the register."""
    if not journey.receipts:
        register(journey, 5 + 2 * place)
    return journey


def test_the_receipt_stays_the_same_when_a_dossier_comes_again(journey: Registration) -> None:
    assert len(journey.receipts) == 2
    assert len(set(journey.receipts)) == 1


def test_every_decision_came_as_a_signed_paper(journey: Registration, tmp_path: Path) -> None:
    assert len(journey.notices) == 3  # returned, rejected, accepted on appeal
    for paper in (journey.receipt, *journey.notices):
        assert "Signature is Valid" in signature_report(paper, tmp_path)


def test_each_invited_institution_has_a_sheet_of_its_own(journey: Registration, tmp_path: Path) -> None:
    assert page_count(journey.invitations, tmp_path) == 2


def test_the_booklet_holds_every_candidate(ended: tuple[Registration, ...], tmp_path: Path) -> None:
    for journey in ended:
        text = text_of(journey.booklet, tmp_path)
        assert page_count(journey.booklet, tmp_path) >= 6
        assert "یاری" in text


def test_no_page_of_the_registration_has_a_fault(ended: tuple[Registration, ...]) -> None:
    witness = ended[0].witness
    assert witness.faults == []
    for journey in ended:
        assert len([name for name in witness.seen if name.startswith(f"{journey.way.name}: ")]) > 30
