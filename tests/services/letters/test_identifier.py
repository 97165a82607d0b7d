"""An identifier in doubt stops a letter until somebody has compared it: it is right, another is, or it is left out."""

from __future__ import annotations

import pytest

from app.models import Letter
from app.services.letters import identifier, letter
from app.states.letter import Identified
from tests.services.conftest import Hold
from tests.services.letters.test_letter import issue
from tests.support.assemblies import Simulation, refused

DOUBTFUL, FIT = "14001234567", "14001234562"


def drafted(held: Simulation, number: str = DOUBTFUL) -> letter.LetterValue:
    """The first draft, whose institution has this identifier in the election's copy."""
    first = held.draft()[0]
    with held.database.transaction() as db:
        row = db.get_one(Letter, first.id)
        row.data = {**row.data, "institution": {**row.data["institution"], "national_id": number}}  # type: ignore[dict-item]
    return read(held, first.id)


def read(held: Simulation, letter_id: int) -> letter.LetterValue:
    with held.database.reading() as db:
        return letter.letter(db, held.election, letter_id)


def settle(
    held: Simulation, one: letter.LetterValue, answer: Identified, legal_id: str = "", role: str = "secretary"
) -> None:
    with held.database.transaction() as db:
        identifier.settle_identifier(db, held.act(role), held.election, one.id, answer=answer, legal_id=legal_id)


@pytest.mark.parametrize(
    ("answer", "typed", "said"),
    [(Identified.COMPARED, "", DOUBTFUL), (Identified.OTHER, FIT, FIT), (Identified.LEFT_OUT, "", "")],
)
def test_a_letter_waits_until_its_identifier_is_settled(answer: Identified, typed: str, said: str, hold: Hold) -> None:
    held = hold("final")
    one = drafted(held)
    assert one.doubtful and one.legal_id == DOUBTFUL
    with refused("identifier-doubtful"):
        issue(held, one)
    settle(held, one, answer, typed)
    after = read(held, one.id)
    assert (after.doubtful, after.legal_id, after.version) == (False, said, one.version + 1)
    issue(held, after)
    assert read(held, one.id).status == "issued"


def test_another_number_that_does_not_fit_is_refused_and_who_settled_does_not_issue(hold: Hold) -> None:
    held = hold("final")
    one = drafted(held)
    for number in ("", DOUBTFUL, "12"):
        with refused("identifier-unfit"):
            settle(held, one, Identified.OTHER, number)
    settle(held, one, Identified.COMPARED, role="signatory")
    assert read(held, one.id).drafter.startswith("laleh")
    with refused("letter-drafter"):
        issue(held, one)


@pytest.mark.parametrize("number", ["", FIT])
def test_where_nothing_is_in_doubt_nothing_is_asked(number: str, hold: Hold) -> None:
    held = hold("final")
    one = drafted(held, number)
    assert not one.doubtful
    with refused("identifier-sure"):
        settle(held, one, Identified.COMPARED)
    issue(held, one)


def test_a_program_that_does_not_ask_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("final")
    one = drafted(held)
    monkeypatch.setattr(letter, "need_sure", lambda *_: None)
    issue(held, one)  # what the first test forbids
    assert read(held, one.id).status == "issued"
