"""The order of the speakers, the screens, and what is corrected: of none, twice, or of who came late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.language.dates import in_tehran
from app.language.names import Names
from app.models import Election, HallScreen, Nomination, Presentation
from app.services.acts import journal
from app.services.day import presentation, screen, screen_mark, speaking_order
from app.services.election import corrigendum, election, timetable, title_corrigendum
from app.services.hall import session
from app.services.nomination import nomination
from app.states.election import Quorum
from app.states.phase import Phase
from app.states.presentation import SpeakingOrder
from app.states.screen import HallPicture
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused
from tests.support.second_round import next_election

REASON = "یک حرف افتاده بود"


def draw(db: Session, held: Simulation) -> None:
    speaking_order.announce_order(db, held.act(), held.session_id)
    needed = speaking_order.order_draw(db, held.session_id).balls_needed
    speaking_order.draw_order(db, held.act(), held.session_id, digits="6" * needed)


# The order of the speakers


def test_who_stands_in_two_elections_of_a_session_presents_itself_once(hold: Hold) -> None:
    held = hold("reviewing")
    later = next_election(held)
    with held.database.transaction() as db:
        db.execute(update(Nomination).values(status="accepted"))
        both = [one.institution.id for one in nomination.candidates(db, held.election)]
        assert [one.institution.id for one in nomination.candidates(db, later.election)] == both
        found = speaking_order.speakers(db, held.session_id)
    assert [one.candidate.institution.id for one in found] == both


def test_the_order_of_the_ballot_is_taken_once(hold: Hold) -> None:
    held = hold("frozen")
    with held.database.transaction() as db:
        speaking_order.take_ballot_order(db, held.act(), held.session_id)
        found = speaking_order.order_draw(db, held.session_id)
        assert found.order is SpeakingOrder.BALLOT
        turns = presentation.presentations(db, held.session_id).turns
        assert [one.speaker.candidate.number for one in turns] == [1, 2, 3, 4]
    before = everything(held.database)
    with held.database.transaction() as db:
        speaking_order.take_ballot_order(db, held.act(), held.session_id)
    assert everything(held.database) == before


def test_after_the_balls_the_order_of_the_ballot_is_not_taken(hold: Hold) -> None:
    held = hold("frozen")
    with held.database.transaction() as db:
        draw(db, held)
    before = everything(held.database)
    with refused("speaking-begun"), held.database.transaction() as db:
        speaking_order.take_ballot_order(db, held.act(), held.session_id)
    assert everything(held.database) == before


def test_who_was_accepted_after_the_draw_speaks_after_those_drawn(hold: Hold) -> None:
    held = hold("reviewing")
    with held.database.transaction() as db:
        late = db.scalars(select(Nomination).order_by(Nomination.id)).first()
        assert late is not None
        late.status = "returned"  # type: ignore[assignment]
        db.flush()
        draw(db, held)
        late.status = "accepted"  # type: ignore[assignment]
        db.flush()
        presentation.start(db, held.act(), held.session_id, late.id)
        found = presentation.presentations(db, held.session_id)
        assert found.present is not None
        assert found.present.id == found.turns[-1].id == late.id
        row = db.scalars(select(Presentation).where(Presentation.nomination_id == late.id)).one()
        assert (row.place, row.started) == (len(found.turns), held.now)


# Screens


def test_a_screen_shows_the_welcome_while_what_it_was_told_may_not_be_shown(hold: Hold) -> None:
    held = hold("frozen")
    with held.database.transaction() as db:
        screen.show(db, held.session_id, HallPicture.WELCOME)
        db.execute(update(HallScreen).values(shows=HallPicture.RESULT))
        assert screen.screen(db, held.session_id).shows is HallPicture.WELCOME
        db.execute(update(Election).values(phase=Phase.PROVISIONAL))
        assert screen.screen(db, held.session_id).shows is HallPicture.RESULT


def test_the_screen_of_a_session_without_an_election_has_a_mark_that_follows_it(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        made = session.create_session(
            db, held.act(), assembly=held.address, number=2, held_on=in_tehran(held.now).date(), place=Names("تالار"),
            quorum=Quorum.NONE, agenda="",
        )  # fmt: skip
        shown = screen.screen(db, made.id)
        assert shown.election == ""
        first = screen_mark.mark_of(db, shown)
        assert (first.cast, first.handed, first.present) == (0, 0, 0)
        assert screen_mark.mark_of(db, shown) == first
        screen.show(db, made.id, HallPicture.WELCOME, message="تا ساعت ده")
        assert screen_mark.mark_of(db, screen.screen(db, made.id)).mark != first.mark


# The election


def test_one_officer_alone_takes_an_election_no_further_than_to_the_review(hold: Hold) -> None:
    held = hold("reviewing")
    before = everything(held.database)
    with pytest.raises(ValueError, match="does not go to frozen"), held.database.transaction() as db:
        election.advance_early(db, held.act(), held.election, to=Phase.FROZEN)
    assert everything(held.database) == before


def test_a_corrigendum_of_the_representative_alone_leaves_the_name(hold: Hold) -> None:
    held = hold("open")
    with held.database.transaction() as db:
        one = nomination.candidates(db, held.election)[0]
        found = corrigendum.correct(
            db, held.two(), held.election, one.id, name=one.institution.name, representative=Names("نگین رودبار"),
            reason=REASON,
        )  # fmt: skip
        assert found == corrigendum.Corrected(representative=Names("نگین رودبار"))
        (said,) = corrigendum.corrigenda(db, held.election, one.id)
    assert (said.was, said.now, said.reason) == (Names("نگین رودباری"), Names("نگین رودبار"), REASON)


def test_who_is_not_on_the_ballot_has_no_corrigendum(hold: Hold) -> None:
    held = hold("open")
    with held.database.transaction() as db:
        one = nomination.candidates(db, held.election)[0]
        db.execute(update(Nomination).where(Nomination.id == one.id).values(number=None, status="rejected"))
    before = everything(held.database)
    with refused("not-found"), held.database.transaction() as db:
        corrigendum.correct(
            db, held.two(), held.election, one.id, name=Names("نام نو"), representative=Names("نگین"), reason=REASON
        )
    assert everything(held.database) == before


def test_before_it_is_frozen_an_election_has_no_words_to_correct(hold: Hold) -> None:
    held = hold("reviewing")
    with held.database.reading() as db:
        assert title_corrigendum.frozen_words(db, held.election) == {}


def test_a_step_that_was_not_announced_is_added_by_a_correction(hold: Hold) -> None:
    held = hold("nominating")
    with held.database.transaction() as db:
        wanted = replace(timetable.timetable(db, held.election), list_final=held.now + timedelta(days=21))
        found = timetable.correct(db, held.two(), held.election, wanted, REASON)
        assert found == timetable.timetable(db, held.election) == wanted
        (entry,) = journal.of_kind(db, held.value.id, journal.Kind.DEADLINE_CORRECTED)
        assert (entry.detail["step"], entry.detail["before"], entry.detail["reason"]) == ("list_final", None, REASON)
