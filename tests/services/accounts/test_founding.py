"""Founding: one-time links, the second person, several assemblies of one person."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest

from app.db import Database
from app.language.names import Names
from app.models import FoundingLink
from app.services.accounts import founding, officer, sign_in
from app.services.accounts import password as passwords
from app.services.accounts.founding import AssemblyDraft, Founder, Second
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.register import assembly
from app.services.register.body import composed
from app.states.officer import Role
from tests.services.conftest import Hold
from tests.support.assemblies import CHEAP, everything, fresh_sqlite, refused, user_name

NOW = datetime(2025, 11, 8, 6, 0, tzinfo=UTC)
FOUNDER = Founder(username="Yalda", name="یلدا سپهری", password="three calm rivers")
DRAFT = AssemblyDraft(
    address="ostan",
    name=Names("مجمع نهادهای استان"),
    body=composed("provincial", Names("کارگروه استان")),
    province="IR-24",
)
SECOND = Second(username="laleh", name="لاله دشتی", post="", role=Role.SIGNATORY)


def act(*officers: str) -> Act:
    return Act(officers=officers, now=NOW, random=secrets.token_bytes)


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    return Database(fresh_sqlite(tmp_path))


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)


def begun(database: Database) -> tuple[officer.OfficerValue, str]:
    """The first administrator, and the second person's link."""
    with database.transaction() as db:
        me = founding.found(db, act(), founding.first_link(db, act()), FOUNDER, DRAFT)
        return me, founding.name_second(db, act("yalda"), me.assembly_id, SECOND)


def test_an_assembly_is_founded_when_the_second_person_has_come_in(empty: Database) -> None:
    me, link = begun(empty)
    assert me.founding
    with empty.transaction() as db:
        assert founding.second(db, me.assembly_id) is not None
        came = founding.join(db, act(), link, "seven loud windmills")
    assert (came.founding, came.role, came.must_choose) == (False, "signatory", False)
    with empty.reading() as db:
        (home,) = assembly.assemblies(db)
        said = [entry.kind for entry in journal.of_assembly(db, home.id, journal.Kind.ASSEMBLY_FOUNDED, NOW)]
    assert (home.founded, home.province, said) == (True, "IR-24", ["assembly-founded"])
    typed = sign_in.Attempt(username="laleh", password="seven loud windmills")
    assert sign_in.by_password(empty, sign_in.Door.OFFICER, typed, NOW, has_passkeys=False) == came
    text = repr(everything(empty))
    assert link not in text
    assert "seven loud windmills" not in text


def test_each_link_is_good_once_and_a_newer_one_ends_it(empty: Database) -> None:
    with empty.transaction() as db:
        old, new = founding.first_link(db, act()), founding.first_link(db, act())
    for wrong in (old, "", new[:-1]):
        with refused("link-over"), empty.transaction() as db:
            founding.found(db, act(), wrong, FOUNDER, DRAFT)
    with empty.transaction() as db:
        me = founding.found(db, act(), new, FOUNDER, DRAFT)
        first = founding.name_second(db, act("yalda"), me.assembly_id, SECOND)
        newer = founding.renew_link(db, act("yalda"), me.assembly_id)
    for wrong in (new, first):
        with refused("link-over"), empty.transaction() as db:
            founding.join(db, act(), wrong, "seven loud windmills")
    with refused("link-over"), empty.transaction() as db:
        founding.found(db, act(), newer, FOUNDER, replace(DRAFT, address="other"))
    with empty.transaction() as db:
        founding.join(db, act(), newer, "seven loud windmills")
    with refused("link-over"), empty.transaction() as db:
        founding.join(db, act(), newer, "eight loud windmills")
    with refused("founding-over"), empty.transaction() as db:
        founding.first_link(db, act())
    with refused("founding-over"), empty.transaction() as db:
        founding.name_second(db, act("yalda"), me.assembly_id, SECOND)


def test_a_link_that_outlives_its_use_is_caught(empty: Database) -> None:
    """The broken twin: one that leaves the row."""
    _, link = begun(empty)
    forgets = mock.patch.object(founding, "delete", lambda table: FoundingLink.__table__.delete().where(False))
    with forgets, empty.transaction() as db:
        founding.join(db, act(), link, "seven loud windmills")
    with pytest.raises(pytest.fail.Exception), refused("link-over"), empty.transaction() as db:
        founding.join(db, act(), link, "eight loud windmills")


def test_what_is_refused_leaves_nothing_and_the_link_good(empty: Database) -> None:
    with empty.transaction() as db:
        secret = founding.first_link(db, act())
    before = everything(empty)
    for code, founder in (
        ("passphrase-weak", replace(FOUNDER, password="short")), ("username-wrong", replace(FOUNDER, username="یلدا")),
    ):  # fmt: skip
        with refused(code), empty.transaction() as db:
            founding.found(db, act(), secret, founder, DRAFT)
    assert everything(empty) == before
    with empty.transaction() as db:
        founding.found(db, act(), secret, FOUNDER, DRAFT)


def test_another_person_takes_the_place_of_one_who_has_not_come(empty: Database) -> None:
    me, link = begun(empty)
    with empty.transaction() as db:
        newer = founding.name_second(db, act("yalda"), me.assembly_id, replace(SECOND, username="laleh", name="لاله"))
    with refused("link-over"), empty.transaction() as db:
        founding.join(db, act(), link, "seven loud windmills")
    with refused("username-taken"), empty.transaction() as db:
        founding.name_second(db, act("yalda"), me.assembly_id, replace(SECOND, username="yalda"))
    with empty.transaction() as db:
        assert founding.join(db, act(), newer, "seven loud windmills").name == "لاله"
        assert len(officer.officers(db, me.assembly_id)) == 2


def test_a_person_has_a_role_of_its_own_in_each_assembly(hold: Hold) -> None:
    held = hold("draft")
    leader, negar = (user_name(held.address, role) for role in ("administrator", "secretary"))
    with held.database.transaction() as db:
        me = founding.found_further(db, act(leader), DRAFT)
        link = founding.name_second(db, act(leader), me.assembly_id, replace(SECOND, username=negar))
    assert (link, me.founding) == ("", True)
    with held.database.transaction() as db:
        account = next(one.account_id for one in officer.officers(db, 1) if one.username == negar)
        secret = sign_in.open_sign_in(db, act(negar), account)
        mine = {one.assembly: one.role for one in officer.posts(db, account)}
    assert mine == {held.address: "secretary", "ostan": "signatory"}
    for place, role in ((1, "secretary"), (me.assembly_id, "signatory"), (None, "secretary"), (99, "secretary")):
        found = sign_in.signed_in(held.database, secret, NOW, place)
        assert isinstance(found, officer.OfficerValue)
        assert (found.role, found.assemblies) == (role, 2)
    with refused("address-taken"), held.database.transaction() as db:
        founding.found_further(db, act(leader), DRAFT)


def test_who_is_shut_out_of_one_assembly_works_in_the_other_alone(hold: Hold) -> None:
    held = hold("draft")
    leader, negar = (user_name(held.address, role) for role in ("administrator", "secretary"))
    with held.database.transaction() as db:
        home = founding.found_further(db, act(leader), DRAFT).assembly_id
        founding.name_second(db, act(leader), home, replace(SECOND, username=negar))
        here = next(one for one in officer.officers(db, 1) if one.username == negar)
        secret = sign_in.open_sign_in(db, act(negar), here.account_id)
        first = next(one for one in officer.officers(db, 1) if one.role == "returning-officer")
        officer.change_officer(
            db, act(leader, first.username), 1, here.id, name="ن", post="", role=here.role, disabled=True
        )
        secret = sign_in.open_sign_in(db, act(negar), here.account_id)
    found = sign_in.signed_in(held.database, secret, NOW, 1)
    assert isinstance(found, officer.OfficerValue)
    assert (found.assembly_id, found.assemblies) == (home, 1)
    with refused("sign-in-failed"):
        sign_in.countersign(held.database, first, negar, "a password of the test", NOW)


def test_an_administrator_opens_no_other_assembly_by_a_new_password(hold: Hold) -> None:
    """An officer of two assemblies: only who leads both gives a new password, or the machine itself."""
    held = hold("draft")
    leader, negar = (user_name(held.address, role) for role in ("administrator", "secretary"))
    with held.database.transaction() as db:
        home = founding.found_further(db, act(leader), DRAFT).assembly_id
        founding.name_second(db, act(leader), home, replace(SECOND, username=negar))
        officer.add_officer(
            db, act(leader, negar), assembly="ostan", username="kiana", name="کیانا", post="", role=Role.ADMINISTRATOR,
            password="seven loud windmills",
        )  # fmt: skip
        there = next(one for one in officer.officers(db, home) if one.username == negar)
    said = {"name": "ن", "post": "", "role": there.role, "disabled": False, "password": "eight loud windmills"}
    with refused("officer-elsewhere"), held.database.transaction() as db:
        officer.change_officer(db, act("kiana"), home, there.id, **said)  # type: ignore[arg-type]
    with held.database.transaction() as db:
        officer.change_officer(db, act(leader, negar), home, there.id, **said)  # type: ignore[arg-type]
