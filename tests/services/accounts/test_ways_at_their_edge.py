"""Accounts and founding where somebody is another, comes twice, or was faster: refused by name, or left as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Account, Assembly, Passkey, SignIn
from app.services.accounts import account, assembly_intake, founding, officer, passkey, sign_in, ways_in
from app.services.accounts.founding import AssemblyDraft, Second
from app.services.accounts.sign_in import Door
from app.services.acts.act import Act
from app.services.register.body import composed
from app.states.officer import Role
from tests.services.conftest import Hold
from tests.support.accounts import cheap_passwords
from tests.support.assemblies import Simulation, everything, refused
from tests.support.authenticator import Authenticator
from tests.support.one_process import one_process as one_process

DRAFT = AssemblyDraft(
    address="ostan", name=Names("مجمع استان"), body=composed("provincial", Names("کارگروه")), province="IR-24"
)
PARTY = passkey.Party(id="vote.example", origin="https://vote.example")


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


def account_of(db: Session, username: str) -> int:
    return db.scalars(select(Account.id).where(Account.username == username)).one()


def further(held: Simulation) -> int:
    """A further assembly that waits for its second person; its administrator is yalda."""
    with held.database.transaction() as db:
        founding.found_further(db, held.act("administrator"), DRAFT)
        return db.scalars(select(Assembly.id).where(Assembly.address == "ostan")).one()


def name(held: Simulation, home: int, username: str, role: Role = Role.SIGNATORY) -> str:
    with held.database.transaction() as db:
        named = Second(username=username, name="نگین رودباری", post="", role=role)
        return founding.name_second(db, held.act("administrator"), home, named)


# Founding


def test_a_second_person_of_another_role_or_without_an_own_password_is_not_named(hold: Hold) -> None:
    held = hold()
    home = further(held)
    with held.database.transaction() as db:
        db.execute(update(Account).where(Account.username == "laleh.mehr").values(password_given=True))
    before = everything(held.database)
    with pytest.raises(ValueError, match="signatory or a secretary"):
        name(held, home, "negin", Role.DESK)
    with refused("officer-unknown"):
        name(held, home, "laleh.mehr")
    with refused("username-taken"):
        name(held, home, "yalda.mehr")
    assert everything(held.database) == before
    assert name(held, home, "negar.mehr") == ""
    with refused("founding-over"):
        name(held, home, "negin")


def test_a_link_is_renewed_while_somebody_waits_and_not_before(hold: Hold) -> None:
    held = hold()
    home = further(held)
    before = everything(held.database)
    with refused("not-found"), held.database.transaction() as db:
        founding.renew_link(db, held.act("administrator"), home)
    assert everything(held.database) == before
    first = name(held, home, "negin")
    with held.database.transaction() as db:
        second = founding.renew_link(db, held.act("administrator"), home)
        assert founding.invited(db, second).username == "negin"
        with refused("link-over"):
            founding.invited(db, first)


def rows(*addresses: str) -> list[dict[str, str]]:
    return [{"name_fa": f"مجمع {one}", "address": one} for one in addresses]


def test_of_a_list_a_row_whose_address_somebody_took_meanwhile_is_left_and_the_others_are_made(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:

        def listed() -> Iterator[dict[str, str]]:
            """While the rows are read, after the addresses were, somebody founds one of these assemblies."""
            first, second = rows("ostan", "shahr")
            yield first
            founding.found_further(db, held.act("administrator"), DRAFT)
            yield second

        found = assembly_intake.found_all(db, held.act("administrator"), listed())
        assert found.made == 1
        (left,) = found.left
        assert [(one.column, one.code, one.said) for one in left.faults] == [("address", "taken", "ostan")]
        again = assembly_intake.found_all(db, held.act("administrator"), rows("ostan", "deh"))
        assert (again.made, len(again.left)) == (1, 1)
        assert set(db.scalars(select(Assembly.address))) == {"mehr", "ostan", "shahr", "deh"}


def test_a_list_of_somebody_who_is_no_officer_makes_nothing(hold: Hold) -> None:
    held = hold()
    before = everything(held.database)
    stranger: Act = replace(held.act(), officers=("nobody",))
    with refused("officer-unknown"), held.database.transaction() as db:
        assembly_intake.found_all(db, stranger, rows("ostan"))
    assert everything(held.database) == before


@pytest.mark.parametrize(("data", "code"), [("الف,ب\n۱,۲\n", "sheet-head"), ("نام مجمع,نشانی کوتاه\n", "sheet-empty")])
def test_a_list_without_headings_or_rows_is_none(one_process: None, data: str, code: str) -> None:
    with refused(code):
        assembly_intake.read(data.encode())


# Officers


def test_an_empty_user_name_or_password_is_passed_and_a_wrong_one_is_told_beside_the_other() -> None:
    def told(username: str, password: str) -> tuple[str, ...]:
        return tuple(one.code for one in officer.faults(username, password, "نگین رودباری"))

    assert told("", "") == ()
    assert told("negin", "") == ()
    assert told("", "three calm rivers") == ()
    assert told("نگین", "") == ("username-wrong",)
    assert told("", "short") == ("passphrase-weak",)
    assert told("نگین", "short") == ("username-wrong", "passphrase-weak")


def test_who_becomes_administrator_of_a_further_assembly_signs_in_anew_and_nobody_else(hold: Hold) -> None:
    held = hold()
    further(held)
    with held.database.transaction() as db:
        for username in ("negar.mehr", "laleh.mehr"):
            sign_in.open_sign_in(db, held.act(), account_of(db, username))
        act = held.act("administrator", "signatory")
        officer.add_known(db, act, assembly="ostan", username="laleh.mehr", post="", role=Role.DESK)
        officer.add_known(db, act, assembly="ostan", username="negar.mehr", post="", role=Role.ADMINISTRATOR)
        assert set(db.scalars(select(SignIn.account_id))) == {account_of(db, "laleh.mehr")}


def test_the_account_of_an_officer_is_none_of_an_institution(hold: Hold) -> None:
    held = hold()
    with held.database.reading() as db, pytest.raises(ValueError, match="officer's"):
        account.account_value(db, account_of(db, "negar.mehr"))


def test_an_account_without_a_password_asks_for_no_code(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        mine = account_of(db, "negar.mehr")
        db.execute(update(Account).where(Account.id == mine).values(password_hash=None))
    before = everything(held.database)
    with refused("not-found"), held.database.transaction() as db:
        ways_in.turn_code_on(db, held.act(), mine, "A" * 32, "000000")
    assert everything(held.database) == before


# Passkeys


def asked(held: Simulation, *, seed: int) -> passkey.Challenge:
    return passkey.Challenge(value=bytes([seed]) * 32, made=held.now)


def add(held: Simulation, username: str, device: Authenticator, *, seed: int) -> str:
    """Let a device make a passkey for an account; its key."""
    challenge = asked(held, seed=seed)
    with held.database.transaction() as db:
        mine = account_of(db, username)
        owner = passkey.Owner.of_officer(mine, username=username, display=username)
        said = device.create(json.loads(passkey.creation_options(PARTY, challenge, owner)))
        passkey.add(db, held.act(), mine, passkey.Answer(party=PARTY, challenge=challenge, response=said), "کلید")
    return device.id.hex()


def enter(held: Simulation, device: Authenticator, *, seed: int) -> sign_in.Holder:
    challenge = asked(held, seed=seed)
    said = device.get(json.loads(passkey.request_options(PARTY, challenge)))
    with held.database.transaction() as db:
        answer = passkey.Answer(party=PARTY, challenge=challenge, response=said)
        return passkey.by_passkey(db, Door.OFFICER, answer, held.now)


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(origin=PARTY.origin, party=PARTY.id)


def test_a_passkey_is_kept_once_whoever_brings_it(hold: Hold, device: Authenticator) -> None:
    held = hold()
    key = add(held, "negar.mehr", device, seed=1)
    with refused("passkey-failed"):
        add(held, "laleh.mehr", device, seed=2)
    with held.database.reading() as db:
        (row,) = db.scalars(select(Passkey)).all()
        assert (row.id.hex(), row.account_id) == (key, account_of(db, "negar.mehr"))


def test_a_passkey_that_calls_itself_another_accounts_lets_nobody_in(hold: Hold, device: Authenticator) -> None:
    held = hold()
    add(held, "negar.mehr", device, seed=1)
    assert enter(held, device, seed=2).username == "negar.mehr"
    mine, device.handle = device.handle, "AAAA"
    with refused("passkey-failed"):
        enter(held, device, seed=3)
    device.handle = mine
    with refused("passkey-failed"):
        enter(held, device, seed=2)
    assert enter(held, device, seed=4).username == "negar.mehr"


def test_a_passkey_is_renamed_and_removed_by_its_own_account_alone(hold: Hold, device: Authenticator) -> None:
    held = hold()
    key = add(held, "negar.mehr", device, seed=1)
    with held.database.reading() as db:
        mine, other = account_of(db, "negar.mehr"), account_of(db, "laleh.mehr")
    acts: tuple[Callable[[Session], None], ...] = (
        lambda db: passkey.rename(db, held.act(), other, key, "نو"),
        lambda db: passkey.remove(db, held.act(), other, key),
        lambda db: passkey.rename(db, held.act(), mine, "no key", "نو"),
        lambda db: passkey.rename(db, held.act(), mine, "00", "نو"),
    )
    before = everything(held.database)
    for act in acts:
        with refused("not-found"), held.database.transaction() as db:
            act(db)
    assert everything(held.database) == before
    with held.database.transaction() as db:
        passkey.rename(db, held.act(), mine, key, "نو")
        assert db.scalars(select(Passkey.name)).all() == ["نو"]


# Signing in


def test_who_is_signed_in_stays_seen_and_who_has_signed_out_is_nobody(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        secret = sign_in.open_sign_in(db, held.act(), account_of(db, "negar.mehr"))
    held.wait(minutes=5)
    assert sign_in.signed_in(held.database, secret, held.now, by_hand=False) is not None
    with held.database.reading() as db:
        seen = db.scalars(select(SignIn.seen)).one()
    assert sign_in.signed_in(held.database, secret, held.now) is not None
    with held.database.transaction() as db:
        assert db.scalars(select(SignIn.seen)).one() == held.now > seen
        db.execute(delete(SignIn))
    assert sign_in.signed_in(held.database, secret, held.now) is None
