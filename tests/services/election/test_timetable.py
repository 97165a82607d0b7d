"""The timetable: its order, the working week of Iran, what is too late, what may be extended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest

from app.language import dates
from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.election import timetable
from app.services.election.timetable import STEPS, TimetableValue
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation

SATURDAY = dates.parse_jalali("1404/08/24")


def at(days: int, clock: time = time(14)) -> datetime:
    """So many days after a Saturday."""
    return dates.at_tehran(SATURDAY + timedelta(days=days), clock)


PLAN = TimetableValue(
    notice=at(0), registration_opens=at(1, time(8)), registration_closes=at(8), review_ends=at(14),
    appeals_end=at(18), list_final=at(21),
)  # fmt: skip


def code_of(act: Callable[[], object]) -> str:
    """The code with which an act is refused."""
    with pytest.raises(Refused) as said:
        act()
    return said.value.code


def put(held: Simulation, plan: TimetableValue) -> None:
    with held.database.transaction() as db:
        timetable.set_timetable(db, held.act(), held.election, plan)


def kept(held: Simulation) -> TimetableValue:
    with held.database.reading() as db:
        return timetable.timetable(db, held.election)


def test_an_election_without_a_timetable_forbids_nothing(hold: Hold) -> None:
    held = hold("nominating")
    assert kept(held) == TimetableValue()
    with held.database.reading() as db:
        timetable.need_open(db, timetable.find(db, held.election).id, held.now)


def test_what_was_set_is_kept_to_the_minute_and_journalled(hold_on_both: Hold) -> None:
    held = hold_on_both()
    held.now = at(-3)
    put(held, PLAN)
    assert kept(held) == PLAN
    with held.database.reading() as db:
        last = journal.entries(db, timetable.find(db, held.election).id)[0]
    assert last.kind == "timetable-set"
    assert last.detail["steps"]["list_final"] == PLAN.list_final.isoformat()  # type: ignore[index, union-attr]


@pytest.mark.parametrize(("first", "second"), list(pairwise(STEPS)))
def test_a_step_before_the_one_before_it_is_refused(hold: Hold, first: str, second: str) -> None:
    held = hold()
    plan = replace(PLAN, **{second: getattr(PLAN, first)})
    with pytest.raises(Refused) as said:
        put(held, plan)
    assert (said.value.code, said.value.facts["second"]) == ("timetable-order", second)
    assert kept(held) == TimetableValue()


@pytest.mark.parametrize("step", timetable.DEADLINES)
@pytest.mark.parametrize("rest", [5, 6])
def test_no_deadline_ends_on_a_thursday_or_a_friday(hold: Hold, step: str, rest: int) -> None:
    held = hold()
    moved = {"registration_closes": 7 + rest, "review_ends": 7 + rest, "appeals_end": 14 + rest}
    plan = replace(PLAN, **{step: at(moved[step])})
    if step == "registration_closes":
        plan = replace(plan, review_ends=at(15), appeals_end=at(18))
    assert code_of(lambda: put(held, plan)) == "timetable-day"


@pytest.mark.parametrize(
    ("plan", "step"),
    [
        (replace(PLAN, registration_closes=at(4)), "registration_closes"),
        (replace(PLAN, appeals_end=at(15)), "appeals_end"),
    ],
)
def test_too_few_working_days_are_refused_and_the_days_of_rest_do_not_count(
    hold: Hold, plan: TimetableValue, step: str
) -> None:
    with pytest.raises(Refused) as said:
        put(hold(), plan)
    assert (said.value.code, said.value.facts["step"]) == ("timetable-short", step)


def test_exactly_enough_working_days_are_enough(hold: Hold) -> None:
    held = hold()
    held.now = at(-1)
    put(held, replace(PLAN, registration_opens=at(0, time(8)), notice=at(-1), registration_closes=at(4)))
    put(held, replace(PLAN, appeals_end=at(17)))


def test_the_timetable_is_rewritten_until_registration_opens_and_only_extended_afterwards(hold: Hold) -> None:
    held = hold("nominating")
    held.now = at(0)
    put(held, PLAN)
    put(held, replace(PLAN, list_final=at(22)))
    held.now = at(2)
    assert code_of(lambda: put(held, PLAN)) == "timetable-begun"
    put(held, replace(PLAN, list_final=at(22)))  # sent twice: nothing changes


MISTYPED = replace(PLAN, appeals_end=at(367), list_final=at(369))


def mend(held: Simulation, plan: TimetableValue, *, two: bool = True, reason: str = "سال نادرست نوشته شد") -> None:
    with held.database.transaction() as db:
        timetable.correct(db, held.two() if two else held.act(), held.election, plan, reason)


def test_a_mistyped_year_is_taken_back_by_two_and_everybody_reads_why(hold: Hold) -> None:
    """R7: after registration began nobody could take it back, and the public page showed it for good."""
    held = hold("nominating")
    put(held, MISTYPED)
    held.now = at(2)
    assert code_of(lambda: put(held, PLAN)) == "timetable-begun"
    assert code_of(lambda: extend(held, "appeals_end", at(18))) == "deadline-earlier"
    assert code_of(lambda: mend(held, PLAN, two=False)) == "two-officers-needed"
    assert kept(held) == MISTYPED
    mend(held, PLAN)
    assert kept(held) == PLAN
    with held.database.reading() as db:
        found = timetable.extensions(db, held.election)
        said = journal.of_kind(db, held.value.id, journal.Kind.DEADLINE_CORRECTED)
    assert [(one.step, one.before, one.until, one.corrected) for one in found] == [
        ("appeals_end", at(367), at(18), True), ("list_final", at(369), at(21), True),
    ]  # fmt: skip
    assert [len(one.actors) for one in said] == [2, 2]


@pytest.mark.parametrize(
    ("now", "wanted", "code"),
    [
        (at(2), MISTYPED, "timetable-same"),
        (at(5), replace(MISTYPED, registration_closes=at(7)), "timetable-cut"),
        (at(5), replace(MISTYPED, registration_closes=at(4)), "timetable-cut"),
        (at(9), replace(MISTYPED, registration_closes=at(7)), "timetable-over"),
        (at(9), replace(MISTYPED, registration_closes=None), "timetable-over"),
        (at(9), replace(MISTYPED, registration_opens=at(10)), "timetable-over"),
        (at(2), replace(MISTYPED, list_final=at(900)), "timetable-far"),
        (at(2), replace(MISTYPED, review_ends=at(8)), "timetable-order"),
    ],
)  # fmt: skip
def test_a_correction_takes_no_right_that_is_in_use(
    hold: Hold, now: datetime, wanted: TimetableValue, code: str
) -> None:
    held = hold("nominating")
    put(held, MISTYPED)
    held.now = now
    assert code_of(lambda: mend(held, wanted)) == code
    assert kept(held) == MISTYPED


def test_a_deadline_that_was_mistyped_into_the_past_is_given_again(hold: Hold) -> None:
    held = hold("nominating")
    put(held, PLAN)
    held.now = at(9)
    mend(held, replace(PLAN, registration_closes=at(10)))
    assert kept(held).registration_closes == at(10)


def test_a_year_that_nobody_means_is_not_set_at_all(hold: Hold) -> None:
    """2026/12/25 was read as the Solar year 2026, and the appeals ended in 2648."""
    held = hold()
    assert code_of(lambda: put(held, replace(PLAN, list_final=at(401)))) == "timetable-far"
    assert code_of(lambda: put(held, replace(PLAN, list_final=at(227_000)))) == "timetable-far"


def extend(held: Simulation, step: str, until: datetime, reason: str = "سیل در دو استان") -> TimetableValue:
    with held.database.transaction() as db:
        return timetable.extend(db, held.act(), held.election, step, until, reason)


def test_a_deadline_is_extended_with_a_reason_that_is_read_by_everybody(hold: Hold) -> None:
    held = hold("nominating")
    held.now = at(0)
    put(held, PLAN)
    held.now = at(9)
    assert extend(held, "registration_closes", at(10)).registration_closes == at(10)
    with held.database.reading() as db:
        (found,) = timetable.extensions(db, held.election)
    assert (found.step, found.until, found.reason, found.at) == (
        "registration_closes", at(10), "سیل در دو استان", held.now,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("step", "until", "code"),
    [
        ("registration_closes", at(7), "deadline-earlier"),
        ("registration_closes", at(8), "deadline-earlier"),
        ("registration_closes", at(12), "timetable-day"),
        ("registration_closes", at(15), "timetable-order"),
        ("review_ends", at(18), "timetable-order"),
        ("list_final", at(30), "not-found"),
        ("seats", at(30), "not-found"),
    ],
)
def test_an_extension_that_is_none_is_refused(hold: Hold, step: str, until: datetime, code: str) -> None:
    held = hold("nominating")
    held.now = at(0)
    put(held, PLAN)
    assert code_of(lambda: extend(held, step, until)) == code
    assert kept(held) == PLAN


def test_a_frozen_election_keeps_its_timetable(hold: Hold) -> None:
    held = hold("nominating")
    held.now = at(0)
    put(held, replace(PLAN, appeals_end=None, list_final=None))
    held.now = at(13)
    held.to("frozen")
    assert code_of(lambda: extend(held, "review_ends", at(15))) == "phase-wrong"
    assert code_of(lambda: put(held, PLAN)) == "phase-wrong"
