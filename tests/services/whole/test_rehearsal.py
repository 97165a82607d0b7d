"""Rehearsals: marked in the title and so in the record, without seats, letters and numbers; removed whole by two."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.db import Database
from app.language.dates import in_tehran
from app.language.names import Names
from app.models import AssemblySession, Base, Election, LetterCounter
from app.services.acts import journal
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.count import announcement
from app.services.day import observer, observer_note
from app.services.election import election as elections
from app.services.election.rehearsal import SERIES, need_meant
from app.services.hall import calling, session
from app.services.hall.calling import SessionDraft
from app.services.letters import letter
from app.services.voting import freeze
from app.services.whole import rehearsal
from app.states.election import Quorum
from tests.support.assemblies import CLEAR_VOTES, Simulation, simulate
from tests.support.sealed import keep_minutes

LASTING = {
    "assembly", "body", "officer", "account", "letterhead", "institution", "introduction", "journal", "journal_head",
    "letter_counter",
}  # fmt: skip
"""What is of the assembly, and not of its rehearsal."""


def rehearse(tmp_path: Path, database: Database | None = None) -> Simulation:
    """An assembly whose only session is a rehearsal."""
    held = simulate(tmp_path, votes=CLEAR_VOTES, database=database)
    with held.database.transaction() as db:
        db.get_one(AssemblySession, held.session_id).rehearsal = True
    with held.database.transaction() as db:
        found = elections.election(db, held.election)
        elections.change_rule(db, held.act(), held.election, title=found.title, rule=found.rule)
    return held


def rows(held: Simulation) -> dict[str, int]:
    """How many rows each table has."""
    with held.database.reading() as db:
        return {one.name: db.scalar(select(func.count()).select_from(one)) or 0 for one in Base.metadata.sorted_tables}


def test_a_rehearsal_takes_no_number_of_the_sessions_and_its_elections_bear_the_mark_once(tmp_path: Path) -> None:
    held = simulate(tmp_path).to("reviewing")
    home = held.value.session.assembly.id
    draft = SessionDraft(
        number=2, held_on=in_tehran(held.now).date(), place=Names("تهران"), quorum=Quorum.NONE, rehearsal=True
    )  # fmt: skip
    with held.database.transaction() as db:
        made = calling.call_session(db, held.act(), home, draft)
        other = calling.call_session(db, held.act(), home, draft)
        assert (made.number, other.number, made.rehearsal) == (901, 902, True)
        assert calling.proposal(db, home, held.now).number == held.value.session.number + 1
        with pytest.raises(Refused, match="number-taken"):
            calling.call_session(db, held.act(), home, SessionDraft(
                number=901, held_on=in_tehran(held.now).date(), place=Names("تهران"), quorum=Quorum.NONE,
            ))  # fmt: skip
        one = elections.create_election(
            db, held.act(), made.id, body_id=held.value.body.id, title=Names("انتخاب اعضا", "Election"),
            rule=held.value.rule,
        )  # fmt: skip
        assert (one.title.fa, one.title.en, one.title.ar) == ("تمرین: انتخاب اعضا", "Rehearsal: Election", "")
        again = elections.change_rule(db, held.act(), one.public_id, title=one.title, rule=one.rule)
        assert again.title == one.title
        meant = elections.change_rule(
            db, held.act(), held.election, title=held.value.title, rule=held.value.rule
        ).title  # fmt: skip
        assert meant == held.value.title


def test_the_record_says_rehearsal_and_it_never_becomes_final(tmp_path: Path) -> None:
    held = rehearse(tmp_path).to("provisional")
    with held.database.reading() as db:
        assert json.loads(freeze.definition(db, held.election))["name"].startswith("تمرین: ")
        with pytest.raises(Refused, match="rehearsal-stays"):
            need_meant(db, held.value.id)
    with held.database.transaction() as db, pytest.raises(Refused, match="rehearsal-stays"):
        announcement.certify(db, held.two(), held.election)
    with held.database.transaction() as db, pytest.raises(Refused, match="rehearsal-stays"):
        letter.write_draft(db, held.act(), held.value.id, 1, {}, rank=1, until=in_tehran(held.now).date())
    keep_minutes(held)
    with held.database.reading() as db:
        home = held.value.session.assembly.id
        assert {one.series for one in db.scalars(select(LetterCounter).where(LetterCounter.assembly_id == home))} == {
            SERIES
        }


def test_two_officers_remove_a_rehearsal_whole_and_nothing_else(tmp_path: Path) -> None:
    other = simulate(tmp_path, address="sepehr").to("open")
    alone = rows(other)
    held = rehearse(tmp_path, other.database)
    held.to("provisional")
    keep_minutes(held)
    with held.database.transaction() as db:
        made = observer.admit(db, held.act(), held.session_id, name="نگار البرزی", house="انجمن")
        observer_note.write_note(db, held.act(), made.observer.id, "یادداشت")
    with held.database.transaction() as db, pytest.raises(Refused, match="two-officers-needed"):
        rehearsal.discard_rehearsal(db, held.act(), held.session_id)
    with held.database.transaction() as db:
        rehearsal.discard_rehearsal(db, held.two(), held.session_id)
    after = rows(held)
    more = {name: count - alone[name] for name, count in after.items() if name not in LASTING}
    assert {name: count for name, count in more.items() if count} == {"session": 1, "election": 1}
    with held.database.transaction() as db:
        home = db.get_one(AssemblySession, held.session_id).assembly_id
        assert session.sessions(db, home) == ()
        assert "rehearsal-discarded" in {one.kind for one in journal.entries(db, 0, home=home)}
        assert journal.first_broken(db) is None
        with pytest.raises(Refused) as gone:
            elections.election(db, held.election)
        assert gone.value.why is NOT_FOUND
        with pytest.raises(Refused, match="not-found"):
            rehearsal.discard_rehearsal(db, held.two(), held.session_id)
        left = db.scalars(select(Election).where(Election.session_id == held.session_id)).one()
        assert (left.frozen, left.counts, left.accounting) == (None, None, None)


def test_a_session_that_is_meant_cannot_be_removed(tmp_path: Path) -> None:
    held = simulate(tmp_path).to("reviewing")
    with held.database.transaction() as db, pytest.raises(Refused, match="no-rehearsal"):
        rehearsal.discard_rehearsal(db, held.two(), held.session_id)
