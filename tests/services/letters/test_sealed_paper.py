"""Minutes and supplements: one number each without a gap, the same bytes for ever, nothing said twice or left out."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.services.acts import journal
from app.services.letters import sealed_paper
from app.services.letters.sealed_paper import Slot
from app.services.voting import key_destruction, opening
from tests.services.conftest import Hold
from tests.support.annulments import annul
from tests.support.assemblies import Simulation, everything, refused

FILES: Mapping[str, bytes] = {"fa": b"%PDF fa", "en": b"%PDF en"}
TEXT = "در بند سوم شمار حاضران بیست و سه است، نه بیست و دو."


def slot(held: Simulation) -> Slot:
    with held.database.reading() as db:
        made = sealed_paper.minutes(db, held.election)
        place = sealed_paper.minutes_slot if made is None else sealed_paper.supplement_slot
        return place(db, held.election, held.now)


def make(held: Simulation, place: Slot | None = None) -> sealed_paper.SealedValue:
    with held.database.transaction() as db:
        return sealed_paper.keep_minutes(db, held.act(), held.election, place or slot(held), FILES)


def add(held: Simulation, text: str = "", place: Slot | None = None) -> sealed_paper.SealedValue:
    place = place or slot(held)
    with held.database.transaction() as db:
        if text:
            return sealed_paper.amend(db, held.two(), held.election, place, FILES, text=text)
        return sealed_paper.keep_supplement(db, held.act(), held.election, place, FILES)


def test_minutes_and_supplements_are_numbered_without_a_gap_and_each_names_what_it_amends(hold: Hold) -> None:
    held = hold("provisional")
    first = make(held)
    held.certify()
    second, third = add(held), add(held, TEXT)
    assert [one.number for one in (first, second, third)] == [f"1404/م/0000{number}" for number in (1, 2, 3)]
    assert [one.amends for one in (first, second, third)] == ["", first.number, first.number]
    assert (third.text, third.officers, first.officers) == (TEXT, ("negar", "bahram"), ("negar",))


def test_the_bytes_stay_and_number_and_hash_stand_in_the_journal(hold: Hold) -> None:
    held = hold("provisional")
    made = make(held)
    held.certify()
    with held.database.reading() as db:
        for language, content in FILES.items():
            assert sealed_paper.document(db, held.election, made.id, language)[1] == content
        (entry,) = journal.of_kind(db, held.value.id, journal.Kind.MINUTES_MADE)
        with refused("not-found"):
            sealed_paper.document(db, held.election, made.id, "ar")
    assert entry.detail == {"number": made.number, "sha256": made.files}


def test_they_are_made_once_and_only_when_there_is_a_result(hold: Hold) -> None:
    early = hold("tallied")
    with refused("phase-wrong"):
        slot(early)
    held = hold("provisional")
    with refused("minutes-missing"), held.database.reading() as db:
        sealed_paper.supplement_slot(db, held.election, held.now)
    place = slot(held)
    made = make(held, place)
    before = everything(held.database)
    with refused("minutes-made"):
        make(held, place)
    assert everything(held.database) == before
    assert slot(held).number == "1404/م/00002"
    assert made.number == place.number


def test_of_an_election_annulled_without_a_count_there_are_none(hold: Hold) -> None:
    held = hold("open")
    annul(held)
    with refused("phase-wrong"):
        slot(held)


def test_what_was_recorded_while_a_paper_was_printed_is_in_none(hold: Hold) -> None:
    """Nothing is kept and no number is lost, whether the journal moved or another paper took the number."""
    held = hold("provisional")
    place = slot(held)
    held.certify()
    before = everything(held.database)
    with refused("paper-overtaken"):
        make(held, place)
    assert everything(held.database) == before
    assert make(held).number == "1404/م/00001"
    late = slot(held)
    add(held, TEXT)
    with refused("paper-overtaken"):
        add(held, TEXT, late)
    assert slot(held).number == "1404/م/00003"


def test_a_program_that_does_not_look_again_loses_what_was_recorded(
    hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold("provisional")
    place = slot(held)
    held.certify()
    monkeypatch.setattr(sealed_paper, "_slot", lambda *_: place)
    made = make(held, place)
    with held.database.reading() as db:
        assert journal.last_of(db, held.value.id) > made.covers + 1  # an entry that this paper does not know


def test_a_supplement_covers_what_came_after_the_paper_before_it(hold: Hold) -> None:
    held = hold("provisional")
    made = make(held)
    held.certify()
    first = slot(held)
    assert first.since == made.covers < first.covers
    second = add(held)
    with held.database.transaction() as db:
        key_destruction.destroy_office_key(db, held.two(), held.election, stated=True)
    after = slot(held)
    assert after.since == second.covers
    with held.database.reading() as db:
        kinds = [one.kind for one in journal.between(db, held.value.id, after.since, after.covers)]
    assert journal.Kind.OFFICE_KEY_DESTROYED in kinds
    assert journal.Kind.PHASE_CHANGED not in kinds


def test_the_presidium_amends_by_two_and_in_words(hold: Hold) -> None:
    held = hold("provisional")
    make(held)
    place = slot(held)
    with refused("two-officers-needed"), held.database.transaction() as db:
        sealed_paper.amend(db, held.act(), held.election, place, FILES, text=TEXT)
    with refused("amendment-text"):
        add(held, "نه", place)


def test_a_zero_report_is_kept_once_and_knows_the_opening(hold: Hold) -> None:
    held = hold("frozen")
    with refused("phase-wrong"), held.database.transaction() as db:
        sealed_paper.keep_zero_report(db, held.act(), held.election, FILES)
    held.open()
    held.vote(0, 1)
    with held.database.transaction() as db:
        first = sealed_paper.keep_zero_report(db, held.act(), held.election, FILES)
        again = sealed_paper.keep_zero_report(db, held.act(), held.election, {"fa": b"another"})
        stood = opening.opening(db, held.election)
    assert first == again
    assert (first.number, first.files.keys()) == ("", FILES.keys())
    assert (stood.checked_in, stood.printed, stood.board_height) == (5, 7, 0)
