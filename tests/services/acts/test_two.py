"""Who may be one of two: any two of the three of the day, never an administrator, nobody new to a frozen election."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from sqlalchemy import update

from app.language.names import Names
from app.models import Account, Officer
from app.services.accounts import newcomers, officer
from app.services.acts import two
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.acts.two import need_pair
from app.services.election.rows import find
from app.services.letters import letter, replacement
from app.states.officer import Permission, Role
from app.states.phase import Phase
from tests.services.conftest import Hold
from tests.services.letters.test_letter import issue
from tests.support.annulments import annul
from tests.support.assemblies import TERMS, Simulation, refused, user_name

OF_THE_DAY = (Role.RETURNING_OFFICER, Role.SECRETARY, Role.SIGNATORY)


def answer(held: Simulation, act: Act, permission: Permission = Permission.DECIDE) -> str:
    """What these officers are told, or nothing when they may act."""
    with held.database.reading() as db:
        try:
            need_pair(db, act, find(db, held.election).id, permission)
        except Refused as refusal:
            return refusal.code
    return ""


def admit(held: Simulation, role: Role, username: str = "kiana", *, is_own: bool = True) -> None:
    with held.database.transaction() as db:
        officer.add_officer(
            db, held.two(), assembly=held.address, username=username, name=f"کیانا {username}", post="", role=role,
            password="ten quiet days", is_own=is_own,
        )  # fmt: skip


def change(held: Simulation, who: str, **more: object) -> None:
    with held.database.transaction() as db:
        every = officer.officers(db, 1)
        one = next(one for one in every if one.username == user_name(held.address, who))
        known = {"name": one.name, "post": one.post, "role": one.role, "disabled": one.disabled}
        officer.change_officer(db, held.two(), 1, one.id, **{**known, **more})  # type: ignore[arg-type]


def with_name(held: Simulation, name: str) -> Act:
    plain = held.act()
    return Act(officers=(*plain.officers, name), now=held.now, random=plain.random)


def test_any_two_of_the_three_of_the_day_suffice_and_nobody_else(hold: Hold) -> None:
    held = hold("frozen")
    for pair in combinations(Role, 2):
        expected = "" if set(pair) <= set(OF_THE_DAY) else "officer-role"
        assert answer(held, held.act(*pair)) == expected, pair
    for role in Role:
        assert answer(held, held.act(role)) == "two-officers-needed"
        assert answer(held, held.act(role, role)) == "two-officers-needed"
    assert answer(held, with_name(held, "nobody")) == "two-officers-needed"


def test_who_is_admitted_re_roled_or_reset_confirms_nothing_in_an_election_that_was_frozen(hold: Hold) -> None:
    held = hold("frozen")
    held.wait(minutes=1)
    admit(held, Role.SIGNATORY)
    assert answer(held, with_name(held, "kiana")) == "officer-late"
    change(held, "reviewer", role=Role.SIGNATORY)
    assert answer(held, held.act("secretary", "reviewer")) == "officer-late"
    change(held, "signatory", disabled=True)
    assert answer(held, held.act("secretary", "signatory")) == "two-officers-needed"
    change(held, "signatory", disabled=False)
    assert answer(held, held.act("secretary", "signatory")) == "officer-late"
    with held.database.transaction() as db:
        officer.reset_officer(db, held.act(), user_name(held.address, "returning-officer"), reason="x")
    assert answer(held, held.act("secretary", "returning-officer")) == "officer-unsettled"
    with held.database.transaction() as db:
        db.execute(update(Account).values(password_given=False))
    assert answer(held, held.act("secretary", "returning-officer")) == "officer-late"


@pytest.mark.parametrize("end", [Phase.FINAL, Phase.ANNULLED])
def test_when_an_election_is_over_who_came_since_counts_after_a_month_and_not_before(hold: Hold, end: Phase) -> None:
    """An administrator with one accomplice lets in two more; every other officer is told so, for as long."""
    held = hold(Phase.PROVISIONAL)
    held.wait(minutes=1)
    for name in ("ghost", "shade"):
        admit(held, Role.SIGNATORY, name)
    if end == Phase.ANNULLED:
        annul(held)
    else:
        held.certify()
    pair = replace(held.act(), officers=("ghost", "shade"))
    assert answer(held, pair) == "officer-new"
    for days, said, told in ((29, "officer-new", {"ghost", "shade"}), (1, "", set())):
        held.wait(days=days)
        assert answer(held, replace(pair, now=held.now)) == said
        with held.database.reading() as db:
            assert {one.name for one in newcomers.newcomers(db, 1, held.now)} == {f"کیانا {name}" for name in told}


def test_while_an_election_goes_on_no_time_makes_a_newcomer_one_of_two(hold: Hold) -> None:
    held = hold(Phase.PROVISIONAL)
    held.wait(minutes=1)
    admit(held, Role.SIGNATORY)
    held.wait(days=400)
    assert answer(held, with_name(held, "kiana")) == "officer-late"


def test_a_newcomer_who_counts_at_once_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold(Phase.FINAL)
    held.wait(minutes=1)
    admit(held, Role.SIGNATORY)
    monkeypatch.setattr(two, "SETTLED_AFTER", timedelta(0))
    assert answer(held, with_name(held, "kiana")) == ""


def test_where_all_officers_have_changed_letters_are_revoked_and_replaced_a_year_later(hold: Hold) -> None:
    held = hold(Phase.FINAL)
    drafted = held.draft()[0]
    issue(held, drafted)
    held.wait(days=100)
    for role, name in ((Role.SECRETARY, "kiana"), (Role.SIGNATORY, "ramin")):
        admit(held, role, name)
    change(held, "signatory", disabled=True)
    change(held, "returning-officer", disabled=True)
    held.wait(days=265)
    new = replace(held.act(), officers=("kiana", "ramin"))
    with held.database.transaction() as db:
        letter.revoke_letter(db, new, drafted.id, reason="x")
        replacement.draft_in_place(
            db, new, held.election, drafted.id, TERMS, representative=Names("نگین"), reason="x"
        )  # fmt: skip
        latest = letter.letters(db, held.election)[-1]
        assert letter.need_issuable(db, new, latest.id).replaces == drafted.number


def test_before_the_freeze_a_new_officer_is_one_of_two_with_an_own_password(hold: Hold) -> None:
    held = hold("reviewing")
    admit(held, Role.SIGNATORY, is_own=False)
    assert answer(held, with_name(held, "kiana")) == "officer-unsettled"
    with held.database.transaction() as db:
        db.execute(update(Account).values(password_given=False))
    assert answer(held, with_name(held, "kiana")) == ""
    held.wait(minutes=1)
    held.to("frozen")
    assert answer(held, with_name(held, "kiana")) == ""


def test_officers_of_before_are_kept_from_nothing(hold: Hold) -> None:
    held = hold("frozen")
    with held.database.transaction() as db:
        db.execute(update(Officer).values(since=None))
    assert answer(held, held.two()) == ""


def test_a_rule_that_asks_no_instant_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("frozen")
    held.wait(minutes=1)
    admit(held, Role.SIGNATORY)
    monkeypatch.setattr(two, "need_known", lambda *_: None)
    assert answer(held, with_name(held, "kiana")) == ""


def test_one_officer_admits_nobody_where_another_is_there(hold: Hold) -> None:
    held = hold()
    with refused("two-officers-needed"), held.database.transaction() as db:
        officer.add_officer(
            db, held.act("administrator"), assembly=held.address, username="ghost", name="نو", post="",
            role=Role.SIGNATORY, password="ten quiet days",
        )  # fmt: skip
    for more in ({"role": Role.SIGNATORY}, {"password": "three calm rivers"}, {"disabled": True}):
        with refused("two-officers-needed"), held.database.transaction() as db:
            one = next(one for one in officer.officers(db, 1) if one.role == Role.DESK)
            known = {"name": one.name, "post": one.post, "role": one.role, "disabled": False}
            officer.change_officer(db, held.act("administrator"), 1, one.id, **{**known, **more})  # type: ignore[arg-type]
    with held.database.transaction() as db:
        db.execute(update(Officer).where(Officer.role != Role.ADMINISTRATOR).values(disabled=True))
        officer.add_officer(
            db, held.act("administrator"), assembly=held.address, username="first", name="نو", post="",
            role=Role.SIGNATORY, password="ten quiet days",
        )  # fmt: skip
