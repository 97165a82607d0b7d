"""The election's own copy: what services say of it does not move with register, assembly and session."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.language.names import Names
from app.services.acts import kept_value
from app.services.election import election
from app.services.hall import electorate
from app.services.letters import letter
from app.services.nomination import candidate_list, nomination, review
from app.services.nomination.candidate_list import Wanted
from app.services.voting import ballot_order
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation
from tests.support.moved_register import move_register

LATE = ("closed", "tallied", "provisional", "final")


def said(held: Simulation) -> dict[str, object]:
    """What services say of the candidates, the roll, the election and its letters, as papers and pages ask for it."""
    with held.database.reading() as db:
        found = election.election(db, held.election)
        spread = candidate_list.spread(db, held.election)
        return {
            "candidates": [_plain(one) for one in nomination.candidates(db, held.election)],
            "nominations": [_plain(one) for one in nomination.nominations(db, held.election)],
            "lines": candidate_list.listing(db, held.election),
            "found": [
                candidate_list.listing(db, held.election, Wanted(province=one)) for one in sorted(spread.provinces)
            ],
            "searched": candidate_list.count(db, held.election, Wanted(search="انجمن mehr 1")),
            "spread": spread,
            "emblems": candidate_list.emblems(db, held.election),
            "order": ballot_order.order(db, held.election),
            "review": review.work_list(db, held.election),
            "attended": electorate.attended(db, found.id),
            "assembly": replace(found.session.assembly, address=""),
            "body": replace(found.body, code=""),
            "number": found.session.number,
            "letters": [_plain(one) for one in letter.letters(db, held.election)],
        }


def kept() -> object:
    return None


def _plain(one: object) -> object:
    """A value without how to reach the institution, which stays with the register."""
    return replace(one, institution=replace(one.institution, contacts=kept()))  # type: ignore[type-var,attr-defined]


def session_of(held: Simulation) -> tuple[object, object]:
    """What the minutes say of the session, and who was there."""
    with held.database.reading() as db:
        found = election.election(db, held.election).session
        return replace(found, assembly=replace(found.assembly, address="")), electorate.attended(
            db, election.election(db, held.election).id
        )


@pytest.mark.parametrize("phase", ["frozen", "open", *LATE, "annulled"])
def test_what_services_say_does_not_move_with_the_register(hold: Hold, phase: str) -> None:
    held = hold("frozen" if phase == "annulled" else phase)
    if phase == "annulled":
        _annul(held)
    if phase == "final":
        held.draft()
    before, session = said(held), session_of(held)
    moved = move_register(held.database, sessions=phase in LATE)
    assert {"institution.name_fa", "institution.province", "body.name_fa"} <= moved
    assert said(held) == before
    if phase in ("provisional", "final"):
        assert session_of(held) == session


def _annul(held: Simulation) -> None:
    with held.database.transaction() as db:
        election.move(db, held.two(), election.election(db, held.election).id, "annulled")  # type: ignore[arg-type]


def test_before_it_is_frozen_the_register_speaks(hold: Hold) -> None:
    """The twin: a reader of the register says the new names."""
    held = hold("reviewing")
    before = said(held)
    move_register(held.database, sessions=False)
    after = said(held)
    assert {name for name in before if before[name] != after[name]} >= {"candidates", "lines", "spread", "assembly"}


def test_day_and_place_stand_from_closing_on_and_the_presidium_from_the_announcement(hold: Hold) -> None:
    held = hold("closed")
    with held.database.reading() as db:
        before = election.election(db, held.election).session
    move_register(held.database, sessions=True)
    with held.database.reading() as db:
        closed = election.election(db, held.election).session
    assert (closed.held_on, closed.place, closed.quorum) == (before.held_on, before.place, before.quorum)
    assert closed.agenda != before.agenda
    held.to("provisional")
    move_register(held.database, sessions=True)
    with held.database.reading() as db:
        assert election.election(db, held.election).session == replace(closed, assembly=closed.assembly)


def test_on_both_databases_lists_find_the_frozen_words(hold_on_both: Hold) -> None:
    held = hold_on_both("frozen")
    before = said(held)
    move_register(held.database, sessions=False)
    assert said(held) == before


def test_a_field_that_is_newer_than_the_record_is_as_it_is_today() -> None:
    today = electorate.Attended(name=Names("آرش"), institution=Names("انجمن", "Society"), province="IR-01")
    record = {"institution": {"fa": "بنیاد"}, "gone": 1}
    assert kept_value.as_kept(today, record) == replace(today, institution=Names("بنیاد", "Society"))
    assert kept_value.as_kept(today, None) is today
    with pytest.raises(TypeError):
        kept_value.packed(replace(today, province=b"IR-01"))  # type: ignore[arg-type]
