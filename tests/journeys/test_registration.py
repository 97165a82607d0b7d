"""A hundred introductions become a list of candidates in a real browser: Persian by touch, Arabic by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.pictures import page_count, signature_report, text_of
from tests.journeys.registration import WAYS, Registration, prepared, travel

pytestmark = pytest.mark.prove


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: way.name)
def journey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registration]:
    """A registration that was gone through, its program still running."""
    with prepared(tmp_path_factory.mktemp("registration"), request.param) as held:
        travel(held)
        yield held


def test_no_page_of_the_registration_has_a_fault(journey: Registration) -> None:
    assert journey.witness.faults == []
    assert len(journey.witness.seen) > 35


def test_the_receipt_stays_the_same_when_a_dossier_comes_again(journey: Registration) -> None:
    assert len(journey.receipts) == 2
    assert len(set(journey.receipts)) == 1


def test_every_decision_came_as_a_signed_paper(journey: Registration, tmp_path: Path) -> None:
    assert len(journey.notices) == 3  # returned, rejected, accepted on appeal
    for paper in (journey.receipt, *journey.notices):
        assert "Signature is Valid" in signature_report(paper, tmp_path)


def test_each_invited_institution_has_a_sheet_of_its_own(journey: Registration, tmp_path: Path) -> None:
    assert page_count(journey.invitations, tmp_path) == 2


def test_the_booklet_holds_every_candidate(journey: Registration, tmp_path: Path) -> None:
    text = text_of(journey.booklet, tmp_path)
    assert page_count(journey.booklet, tmp_path) >= 5
    assert "یاری" in text
