"""The clock: what was recorded last is the floor; what is doubted waits for two; a release may go back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.services.acts import clock, clock_release, journal
from app.services.acts.act import Act
from app.services.acts.clock import SLACK, TOLERANCE
from app.services.voting import annulment, checkpoint, poll
from app.states.clock import Doubt
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, refused

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def held(hold: Hold) -> Simulation:
    return hold()


def program(held: Simulation) -> Act:
    return replace(held.act(), officers=())


def judge(held: Simulation, now: datetime) -> Doubt | None:
    with held.database.reading() as db:
        return clock.judge_start(db, now, None, last=clock.last_record(db))


def doubt(held: Simulation, why: Doubt = Doubt.JUMPED_BACK) -> None:
    with held.database.transaction() as db:
        clock_release.begin_doubt(db, program(held), why, held.now - DAY)


def test_no_entry_is_earlier_than_the_one_before(held: Simulation) -> None:
    held.now -= TOLERANCE
    held.advance()
    with held.database.reading() as db:
        last = clock.last_record(db)
        newest = journal.entries(db, held.value.id)[0]
    assert newest.at == last == held.now + TOLERANCE


def test_an_act_before_the_last_record_is_refused(held: Simulation) -> None:
    held.now -= SLACK + MINUTE
    with refused("clock-doubtful"):
        held.advance()


@pytest.mark.parametrize(
    ("phase", "span", "why"),
    [
        ("draft", -2 * MINUTE, Doubt.BEHIND), ("draft", -TOLERANCE, None), ("draft", 400 * DAY, None),
        ("open", 2 * DAY, None), ("open", 40 * DAY, Doubt.FAR_AHEAD), ("open", -60 * MINUTE, Doubt.BEHIND),
        ("provisional", 29 * DAY, None), ("provisional", 31 * DAY, Doubt.FAR_AHEAD), ("final", 400 * DAY, None),
    ],
)  # fmt: skip
def test_the_hour_of_a_start_is_judged(hold: Hold, phase: str, span: timedelta, why: Doubt | None) -> None:
    held = hold(phase)
    assert judge(held, held.now + span) == why


def test_a_start_outside_the_certificates_is_doubted(held: Simulation) -> None:
    with held.database.reading() as db:
        good, over = (held.now - DAY, held.now + DAY), (held.now - 9 * DAY, held.now - DAY)
        assert clock.judge_start(db, held.now, good, last=None) is None
        assert clock.judge_start(db, held.now, over, last=None) == Doubt.OUTSIDE_CERTIFICATES


def test_while_in_doubt_votes_go_on_and_nothing_else(hold: Hold) -> None:
    held = hold("open")
    doubt(held)
    held.vote(0, 1)
    with refused("clock-doubtful"):
        held.close()
    with refused("clock-doubtful"), held.database.transaction() as db:
        annulment.annul(db, held.two(), held.election, reason="The clock was wrong, and nobody noticed it.")
    with held.database.reading() as db:
        blocked = poll.CLOSE.why_not(db, held.election, held.now)
    assert (held.phase, held.value.cast) == ("open", 1)
    assert blocked is not None
    assert blocked.code == "clock-doubtful"


def test_without_the_question_the_poll_would_close(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: a clock that nobody asks about."""
    held = hold("open")
    doubt(held)
    monkeypatch.setattr(clock, "doubt", lambda db: None)
    held.vote_and_close()
    assert held.phase == "closed"


def test_no_head_is_signed_while_in_doubt_and_the_next_one_says_so(hold: Hold) -> None:
    held = hold("open")
    doubt(held)
    for place in range(5):
        held.vote(place, 1)
    held.wait(minutes=11)

    def last(db: Session) -> str:
        found = checkpoint.last(db, held.election)
        return found.note if found else ""

    with held.database.transaction() as db:
        before = last(db)
        checkpoint.keep_up(db, held.election, held.signer, held.now)
        assert last(db) == before
        clock_release.release(db, held.two(), 1, held.now)
    held.sign()
    with held.database.reading() as db:
        assert "\nclock released\n" in last(db)
    held.close()
    with held.database.reading() as db:
        assert "\nclock released\n" not in last(db)


def test_a_release_needs_two_who_have_just_looked(held: Simulation) -> None:
    with refused("clock-sound"), held.database.transaction() as db:
        clock_release.release(db, held.two(), 1, held.now)
    doubt(held)
    for who, looked, code in (
        (held.act(), held.now, "two-officers-needed"),
        (held.two(), held.now - 16 * MINUTE, "clock-moved"),
        (held.two(), held.now + MINUTE, "clock-moved"),
    ):
        with refused(code), held.database.transaction() as db:
            clock_release.release(db, who, 1, looked)
    with held.database.transaction() as db:
        clock_release.release(db, held.two(), 1, held.now)
        assert clock.doubt(db) is None
    held.advance()


def test_a_release_may_set_an_earlier_floor(hold: Hold) -> None:
    """The clock stood forty days ahead when an entry was written and a head was signed; then it is set right."""
    held = hold("open")
    right = held.now
    held.wait(days=40)
    for place in range(5):
        held.vote(place, 1)
    held.sign()
    with held.database.transaction() as db:
        journal.record(db, held.act(), journal.Kind.OFFICER_SIGNED_IN)
    held.now = right + MINUTE
    assert judge(held, held.now) == Doubt.BEHIND
    doubt(held, Doubt.BEHIND)
    with held.database.transaction() as db:
        clock_release.release(db, held.two(), 1, held.now)
        assert clock.last_record(db) == held.now
    assert judge(held, held.now) is None
    held.close()
    assert held.value.times["closed"] == held.now  # type: ignore[index]
    with held.database.reading() as db:
        assert journal.first_broken(db) is None


def test_a_second_doubt_changes_nothing_of_the_first(held: Simulation) -> None:
    doubt(held, Doubt.JUMPED_AHEAD)
    doubt(held, Doubt.BEHIND)
    with held.database.reading() as db:
        found = clock.doubt(db)
        said = journal.of_clock(db, held.value.id)
    assert found is not None
    assert (found.why, len(said)) == (Doubt.JUMPED_AHEAD, 1)
