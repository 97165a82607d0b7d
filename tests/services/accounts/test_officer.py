"""Officers: passwords, tries counted in the database, sign-ins that end, and the second signature."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.models import Account, Assembly, Base, Officer, Passkey, SignIn
from app.services.accounts import account, officer, sign_in, throttle, ways_in
from app.services.accounts import password as passwords
from app.services.accounts.sign_in import STAYS, Attempt, Door
from app.services.acts.refusal import Refused
from tests.services.conftest import Hold
from tests.support.assemblies import CHEAP, PASSWORD, Simulation, everything, refused

NEGAR = "negar.mehr"


@pytest.fixture(autouse=True)
def cheap_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The unknown officer's password costs what the known ones' do in these tests."""
    monkeypatch.setattr(passwords, "_NOBODY", CHEAP.hash("nobody has this password"))


def enter(held: Simulation, password: str = PASSWORD, name: str = NEGAR) -> officer.OfficerValue:
    typed = Attempt(username=name, password=password)
    found = sign_in.by_password(held.database, Door.OFFICER, typed, held.now, has_passkeys=True)
    assert isinstance(found, officer.OfficerValue)
    return found


def fail(held: Simulation, times: int) -> None:
    for _ in range(times):
        with refused("sign-in-failed"):
            enter(held, "wrong")


def begin(held: Simulation) -> str:
    with held.database.transaction() as db:
        return sign_in.open_sign_in(db, held.act(), negar(held).account_id)


def negar(held: Simulation) -> officer.OfficerValue:
    with held.database.reading() as db:
        return next(one for one in officer.officers(db, 1) if one.username == NEGAR)


def test_the_right_password_signs_in_and_nothing_else_does(hold: Hold) -> None:
    held = hold()
    assert enter(held).username == NEGAR
    for password in ("", PASSWORD[:-1], PASSWORD + ".", PASSWORD.upper(), PASSWORD + "\0"):
        with refused("sign-in-failed"):
            enter(held, password)
    for name in ("", "nobody", NEGAR + "x", "' or 1=1 --"):
        with refused("sign-in-failed"):
            enter(held, name=name)
    for name in (NEGAR.upper(), f" {NEGAR} "):
        assert enter(held, name=name).username == NEGAR


def test_after_ten_failures_even_the_right_password_waits(hold: Hold) -> None:
    held = hold()
    fail(held, throttle.TRIES)
    for password in (PASSWORD, "wrong"):
        with refused("sign-in-paused"):
            enter(held, password)
    held.now += throttle.PAUSE - timedelta(seconds=1)
    with refused("sign-in-paused"):
        enter(held)
    held.wait(seconds=2)
    assert enter(held).username == NEGAR


def test_after_the_pause_there_are_ten_tries_again_and_each_pause_is_longer(hold: Hold) -> None:
    held = hold()
    for minutes in (10, 20, 40, 60, 60):
        fail(held, throttle.TRIES)
        held.now += timedelta(minutes=minutes, seconds=-1)
        with refused("sign-in-paused"):
            enter(held)
        held.now += timedelta(seconds=1)
    fail(held, throttle.TRIES)
    held.now += throttle.QUIET
    fail(held, throttle.TRIES)
    held.now += throttle.PAUSE
    assert enter(held).username == NEGAR


def test_a_pause_lasts_no_longer_because_the_clock_was_set_back(hold: Hold) -> None:
    held = hold()
    held.now += timedelta(days=40)
    fail(held, throttle.TRIES)
    held.now -= timedelta(days=40)
    for _ in range(2):
        with refused("sign-in-paused"):
            enter(held)
        held.now += throttle.PAUSE / 2
    assert enter(held).username == NEGAR


def test_a_success_forgets_the_failures_before_it(hold: Hold) -> None:
    held = hold()
    for _ in range(3):
        fail(held, throttle.TRIES - 1)
        enter(held)


def guesses_at_once(held: Simulation, count: int) -> int:
    """How many of so many simultaneous guesses were looked at."""
    start = threading.Barrier(count)
    looked: list[int] = []

    def guess() -> None:
        start.wait()
        try:
            enter(held, "wrong")
        except Refused as refusal:
            if refusal.code == "sign-in-failed":
                looked.append(1)

    threads = [threading.Thread(target=guess) for _ in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return len(looked)


def test_guessing_many_at_once_gives_no_more_tries(hold_on_both: Hold) -> None:
    held = hold_on_both()
    assert guesses_at_once(held, throttle.TRIES + 6) == throttle.TRIES
    with refused("sign-in-paused"):
        enter(held)


def test_a_count_that_comes_after_the_look_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold()
    monkeypatch.setattr(throttle, "count_try", lambda row, now, most: int(row.failures >= most))
    assert guesses_at_once(held, throttle.TRIES + 6) > throttle.TRIES


def test_the_tries_of_one_officer_pause_nobody_else(hold: Hold) -> None:
    held = hold()
    fail(held, throttle.TRIES)
    assert enter(held, name="bahram.mehr").role == "returning-officer"


def test_a_disabled_officer_neither_signs_in_nor_stays(hold: Hold) -> None:
    held = hold()
    secret = begin(held)
    assert sign_in.signed_in(held.database, secret, held.now) is not None
    with held.database.transaction() as db:
        db.execute(update(Officer).where(Officer.username == NEGAR).values(disabled=True))
    assert sign_in.signed_in(held.database, secret, held.now) is None
    with refused("sign-in-failed"):
        enter(held)


def test_an_unknown_name_costs_the_time_of_a_wrong_password(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """C13, with the real parameters of the hash; medians, since the machine has other work too."""
    held = hold()
    monkeypatch.undo()
    with held.database.transaction() as db:
        real = passwords.seal(PASSWORD)
        db.execute(update(Account).where(Account.username == NEGAR).values(password_hash=real))

    def cost(name: str) -> float:
        spans = []
        for _ in range(5):
            begun = time.process_time()
            with refused("sign-in-failed"):
                enter(held, "wrong", name)
            spans.append(time.process_time() - begun)
        return statistics.median(spans)

    assert 1 / 2 < cost("nobody") / cost(NEGAR) < 2


def test_a_sign_in_ends_when_idle_at_its_end_or_when_closed(hold: Hold) -> None:
    held = hold()
    idle, long, closed = begin(held), begin(held), begin(held)
    with held.database.transaction() as db:
        sign_in.close_sign_in(db, closed)
    assert sign_in.signed_in(held.database, closed, held.now) is None
    begun = held.now
    while held.now < begun + STAYS[Door.OFFICER].absolute:
        assert sign_in.signed_in(held.database, long, held.now) is not None
        held.wait(minutes=29)
    assert sign_in.signed_in(held.database, long, begun + STAYS[Door.OFFICER].absolute + timedelta(seconds=1)) is None
    assert sign_in.signed_in(held.database, idle, begun + STAYS[Door.OFFICER].idle) is not None
    assert sign_in.signed_in(held.database, idle, begun + 3 * STAYS[Door.OFFICER].idle) is None


def test_only_the_digest_of_a_sign_in_is_stored(hold: Hold) -> None:
    held = hold()
    secret = begin(held)
    assert len(secret) == 64
    assert secret not in repr(everything(held.database))
    with held.database.reading() as db:
        digest = db.scalars(select(SignIn.digest)).one()
    for guess in ("", digest.hex(), secret[:-1], secret.upper() if secret.upper() != secret else "0"):
        assert sign_in.signed_in(held.database, guess, held.now) is None


def test_the_second_signature_is_another_officers_of_the_same_assembly(hold: Hold) -> None:
    held = hold()
    hold(database=held.database, address="sepehr")
    first = enter(held)
    for name, password, code in (
        (NEGAR, PASSWORD, "countersign-same"), ("bahram.mehr", "wrong", "sign-in-failed"),
        ("bahram.sepehr", PASSWORD, "sign-in-failed"), ("nobody", PASSWORD, "sign-in-failed"),
    ):  # fmt: skip
        with refused(code):
            sign_in.countersign(held.database, first, name, password, held.now)
    assert sign_in.countersign(held.database, first, "bahram.mehr", PASSWORD, held.now).name == "bahram"


def test_who_is_an_officer_elsewhere_or_no_more_signs_for_nobody_here(hold: Hold) -> None:
    held = hold()
    first = enter(held)
    with held.database.transaction() as db:
        here = db.scalars(select(Assembly)).one()
        db.add(elsewhere := Assembly(**copy_of(here, address="sepehr")))
        db.flush()
        db.execute(update(Officer).where(Officer.role == "returning-officer").values(assembly_id=elsewhere.id))
    with refused("sign-in-failed"):
        sign_in.countersign(held.database, first, "bahram.mehr", PASSWORD, held.now)
    change(held, "shirin.mehr", disabled=True)
    with refused("sign-in-failed"):
        sign_in.countersign(held.database, first, "shirin.mehr", PASSWORD, held.now)
    assert sign_in.countersign(held.database, first, "laleh.mehr", PASSWORD, held.now).name == "laleh"


def copy_of(row: Base, **changes: object) -> dict[str, Any]:
    return {one.name: getattr(row, one.name) for one in row.__table__.columns if one.name != "id"} | changes


def test_an_administrators_password_is_half_a_way_in_where_a_passkey_is_the_other_half(hold: Hold) -> None:
    held = hold()
    (name,) = held.act("administrator").officers
    with held.database.transaction() as db:
        row = db.scalars(select(Account).where(Account.username == name)).one()
        db.add(Passkey(id=b"1", account_id=row.id, name="x", public_key=b"k", sign_count=0, made=held.now))
    with refused("passkey-needed"):
        enter(held, name=name)
    typed = Attempt(username=name, password=PASSWORD)
    found = sign_in.by_password(held.database, Door.OFFICER, typed, held.now, has_passkeys=False)
    assert isinstance(found, officer.OfficerValue)
    assert found.username == name
    assert enter(held).username == NEGAR


def test_names_are_taken_once_and_short_passwords_refused(hold: Hold) -> None:
    held = hold()
    for name, password, code in ((NEGAR, PASSWORD, "username-taken"), ("new", "short", "passphrase-weak")):
        with refused(code), held.database.transaction() as db:
            officer.add_officer(
                db, held.two(), assembly="mehr", username=name, name="نو", post="", role="desk", password=password
            )
    with held.database.reading() as db:
        assert not account.is_free(db, NEGAR)
        assert not account.is_free(db, "")
        assert account.is_free(db, "new")


def change(held: Simulation, username: str, **more: object) -> officer.OfficerValue:
    with held.database.transaction() as db:
        one = next(one for one in officer.officers(db, 1) if one.username == username)
        known = {"name": one.name, "post": one.post, "role": one.role, "disabled": one.disabled}
        return officer.change_officer(db, held.act("administrator", "signatory"), 1, one.id, **{**known, **more})  # type: ignore[arg-type]


def admit(held: Simulation, password: str = "ten quiet days") -> None:
    with held.database.transaction() as db:
        officer.add_officer(
            db,
            held.two(),
            assembly="mehr",
            username="kiana",
            name="کیانا",
            post="",
            role="signatory",
            password=password,
        )


def test_a_password_of_another_is_good_for_one_sign_in_and_confirms_nothing(hold: Hold) -> None:
    held = hold()
    admit(held)
    with refused("password-first"):
        sign_in.countersign(held.database, negar(held), "kiana", "ten quiet days", held.now)
    me = enter(held, "ten quiet days", "kiana")
    assert me.must_choose
    with refused("sign-in-failed"):
        enter(held, "ten quiet days", "kiana")
    with held.database.transaction() as db:
        secret = sign_in.open_sign_in(db, held.act(), me.account_id)
    ways_in.change_password(held.database, held.act(), me.account_id, "", "eleven loud nights", secret=secret)
    found = sign_in.signed_in(held.database, secret, held.now)
    assert isinstance(found, officer.OfficerValue)
    assert not found.must_choose
    assert not enter(held, "eleven loud nights", "kiana").must_choose
    second = sign_in.countersign(held.database, negar(held), "kiana", "eleven loud nights", held.now)
    assert second.username == "kiana"


def test_a_given_password_that_counts_as_the_own_one_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold()
    real = officer.add_officer
    monkeypatch.setattr(officer, "add_officer", lambda db, act, **of: real(db, act, **of, is_own=True))
    admit(held)
    assert sign_in.countersign(held.database, negar(held), "kiana", "ten quiet days", held.now).username == "kiana"


def test_a_new_first_password_ends_codes_and_passkeys_and_who_becomes_administrator_signs_in_anew(hold: Hold) -> None:
    held = hold()
    me, secret = negar(held), begin(held)
    with held.database.transaction() as db:
        row = db.get_one(Account, me.account_id)
        row.totp_secret, row.totp_step = "A" * 32, 1
        db.add(Passkey(id=b"1", account_id=row.id, name="x", public_key=b"k", sign_count=0, made=held.now))
    change(held, NEGAR, role="administrator")
    assert sign_in.signed_in(held.database, secret, held.now) is None
    change(held, NEGAR, password="three calm rivers")
    with held.database.reading() as db:
        left = ways_in.ways_in(db, me.account_id)
    assert (left.has_totp, left.passkeys, left.must_choose) == (False, 0, True)
    assert enter(held, "three calm rivers").must_secure


WEAK = (
    "1234567890123",
    "aaaaaaaaaaaaa",
    "password12345",
    "qwertyuiop12",
    "negar.mehr123",
    "shortone",
    "مجمع مجمع مجمع",
)


@pytest.mark.parametrize("word", WEAK)
def test_one_weak_list_is_refused_at_every_door_of_an_officer(hold: Hold, word: str) -> None:
    held = hold()
    me = negar(held)
    assert refuses_weak(lambda: change(held, NEGAR, password=word))
    assert refuses_weak(
        lambda: ways_in.change_password(held.database, held.act(), me.account_id, PASSWORD, word, secret="")
    )
    if "negar" not in word:
        assert refuses_weak(lambda: admit(held, word))


def refuses_weak(do: Callable[[], object]) -> bool:
    """Whether a door refuses for the password's sake."""
    try:
        do()
    except Refused as refusal:
        return refusal.code in ("passphrase-weak", "password-common", "password-name")
    return False


def test_only_a_demonstration_has_passwords_that_nobody_judged(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        db.execute(update(Assembly).values(demonstration=True))
    assert refuses_weak(lambda: admit(held, "demonstration"))
    with held.database.transaction() as db:
        officer.add_officer(
            db, held.two(), assembly="mehr", username="shown", name="نو", post="", role="administrator",
            password="demonstration", is_own=True,
        )  # fmt: skip
    shown = enter(held, "demonstration", "shown")
    assert (shown.must_choose, shown.must_secure) == (False, False)


def test_who_is_shut_out_is_signed_out_and_comes_back_when_let_in(hold: Hold) -> None:
    held = hold()
    secret = begin(held)
    change(held, NEGAR, disabled=True)
    assert sign_in.signed_in(held.database, secret, held.now) is None
    with refused("sign-in-failed"):
        enter(held)
    change(held, NEGAR, disabled=False)
    assert enter(held).username == NEGAR
    assert sign_in.signed_in(held.database, secret, held.now) is None


def test_a_new_password_ends_the_old_one_and_every_sign_in(hold: Hold) -> None:
    held = hold()
    secret = begin(held)
    with refused("passphrase-weak"):
        change(held, NEGAR, password="short")
    change(held, NEGAR, password="three calm rivers")
    assert sign_in.signed_in(held.database, secret, held.now) is None
    with refused("sign-in-failed"):
        enter(held)
    assert enter(held, "three calm rivers").username == NEGAR


def test_an_account_is_opened_anew_at_the_machine_and_all_officers_are_told(hold: Hold) -> None:
    held = hold()
    secret = begin(held)
    fail(held, throttle.TRIES)
    with held.database.transaction() as db:
        row = db.get_one(Account, negar(held).account_id)
        row.totp_secret, row.totp_step = "A" * 32, 1
        word = officer.reset_officer(db, held.act("administrator"), f" {NEGAR.upper()} ", reason="تلفن گم شد")
    assert sign_in.signed_in(held.database, secret, held.now) is None
    assert enter(held, word).must_choose
    with refused("sign-in-failed"):
        enter(held, word)
    with held.database.reading() as db:
        (told,) = officer.resets(db, 1, held.now + officer.RESET_SHOWN)
        assert (told.name, told.reason, told.at) == (negar(held).name, "تلفن گم شد", held.now)
        assert officer.resets(db, 1, held.now + officer.RESET_SHOWN + timedelta(seconds=1)) == ()
        assert officer.resets(db, 2, held.now) == ()
    assert word not in str(everything(held.database))


def test_nobody_is_let_in_again_at_the_machine_who_was_shut_out(hold: Hold) -> None:
    held = hold()
    change(held, NEGAR, disabled=True)
    for name, code in ((NEGAR, "officer-disabled"), ("nobody", "not-found")):
        with refused(code), held.database.transaction() as db:
            officer.reset_officer(db, held.act(), name, reason="x")


def test_an_administrator_remains(hold: Hold) -> None:
    held = hold()
    (last,) = held.act("administrator").officers
    for change_of in ({"disabled": True}, {"role": "desk"}):
        with refused("officer-last"):
            change(held, last, **change_of)
    change(held, NEGAR, role="administrator")
    assert change(held, last, role="desk").role == "desk"


def test_the_own_password_needs_the_old_one_and_keeps_this_browser(hold: Hold) -> None:
    held = hold()
    mine, other = begin(held), begin(held)
    me = negar(held)
    with refused("password-wrong"):
        ways_in.change_password(held.database, held.act(), me.account_id, "wrong", "three calm rivers", secret=mine)
    ways_in.change_password(held.database, held.act(), me.account_id, PASSWORD, "three calm rivers", secret=mine)
    assert sign_in.signed_in(held.database, mine, held.now) is not None
    assert sign_in.signed_in(held.database, other, held.now) is None
    assert enter(held, "three calm rivers").username == NEGAR
