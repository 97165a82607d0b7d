"""Officers: passwords, tries counted in the database, sign-ins that end, and the second signature."""

from __future__ import annotations

import statistics
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.models import Officer, SignIn
from app.services.accounts import officer, throttle
from app.services.accounts import password as passwords
from app.services.acts.refusal import Refused
from tests.services.conftest import Hold
from tests.support.assemblies import CHEAP, PASSWORD, Simulation, everything, refused

NEGAR = "negar.mehr"


@pytest.fixture(autouse=True)
def cheap_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The unknown officer's password costs what the known ones' do in these tests."""
    monkeypatch.setattr(passwords, "_NOBODY", CHEAP.hash("nobody has this password"))


def sign_in(held: Simulation, password: str = PASSWORD, name: str = NEGAR) -> officer.OfficerValue:
    return officer.authenticate(held.database, name, password, held.now)


def fail(held: Simulation, times: int) -> None:
    for _ in range(times):
        with refused("sign-in-failed"):
            sign_in(held, "wrong")


def begin(held: Simulation) -> str:
    with held.database.transaction() as db:
        return officer.open_sign_in(db, held.act(), sign_in_value(held))


def sign_in_value(held: Simulation) -> officer.OfficerValue:
    with held.database.reading() as db:
        return next(one for one in officer.officers(db, 1) if one.username == NEGAR)


def test_the_right_password_signs_in_and_nothing_else_does(hold: Hold) -> None:
    held = hold()
    assert sign_in(held).username == NEGAR
    for password in ("", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper(), PASSWORD + "\0"):
        with refused("sign-in-failed"):
            sign_in(held, password)
    for name in ("", "nobody", NEGAR.upper(), NEGAR + " ", "' or 1=1 --"):
        with refused("sign-in-failed"):
            sign_in(held, name=name)


def test_after_ten_failures_even_the_right_password_waits(hold: Hold) -> None:
    held = hold()
    fail(held, throttle.TRIES)
    for password in (PASSWORD, "wrong"):
        with refused("sign-in-paused"):
            sign_in(held, password)
    held.now += throttle.PAUSE - timedelta(seconds=1)
    with refused("sign-in-paused"):
        sign_in(held)
    held.wait(seconds=2)
    assert sign_in(held).username == NEGAR


def test_after_the_pause_there_are_ten_tries_again_and_not_more(hold: Hold) -> None:
    held = hold()
    for _ in range(3):
        fail(held, throttle.TRIES)
        with refused("sign-in-paused"):
            sign_in(held)
        held.now += throttle.PAUSE + timedelta(seconds=1)


def test_a_success_forgets_the_failures_before_it(hold: Hold) -> None:
    held = hold()
    for _ in range(3):
        fail(held, throttle.TRIES - 1)
        sign_in(held)


def guesses_at_once(held: Simulation, count: int) -> int:
    """How many of so many simultaneous guesses were looked at."""
    start = threading.Barrier(count)
    looked: list[int] = []

    def guess() -> None:
        start.wait()
        try:
            sign_in(held, "wrong")
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
        sign_in(held)


def test_a_count_that_comes_after_the_look_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold()
    monkeypatch.setattr(throttle, "count_try", lambda row, now, most: row.failures < most)
    assert guesses_at_once(held, throttle.TRIES + 6) > throttle.TRIES


def test_the_tries_of_one_officer_pause_nobody_else(hold: Hold) -> None:
    held = hold()
    fail(held, throttle.TRIES)
    assert sign_in(held, name="bahram.mehr").role == "returning-officer"


def test_a_disabled_officer_neither_signs_in_nor_stays(hold: Hold) -> None:
    held = hold()
    secret = begin(held)
    assert officer.signed_in(held.database, secret, held.now) is not None
    with held.database.transaction() as db:
        db.execute(update(Officer).where(Officer.username == NEGAR).values(disabled=True))
    assert officer.signed_in(held.database, secret, held.now) is None
    with refused("sign-in-failed"):
        sign_in(held)


def test_an_unknown_name_costs_the_time_of_a_wrong_password(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """C13, with the real parameters of the hash; medians, since the machine has other work too."""
    held = hold()
    monkeypatch.undo()
    with held.database.transaction() as db:
        real = passwords.seal(PASSWORD)
        db.execute(update(Officer).where(Officer.username == NEGAR).values(password_hash=real))

    def cost(name: str) -> float:
        spans = []
        for _ in range(5):
            begun = time.process_time()
            with refused("sign-in-failed"):
                sign_in(held, "wrong", name)
            spans.append(time.process_time() - begun)
        return statistics.median(spans)

    assert 1 / 2 < cost("nobody") / cost(NEGAR) < 2


def test_a_sign_in_ends_when_idle_at_its_end_or_when_closed(hold: Hold) -> None:
    held = hold()
    idle, long, closed = begin(held), begin(held), begin(held)
    with held.database.transaction() as db:
        officer.close_sign_in(db, closed)
    assert officer.signed_in(held.database, closed, held.now) is None
    begun = held.now
    while held.now < begun + officer.ABSOLUTE:
        assert officer.signed_in(held.database, long, held.now) is not None
        held.wait(minutes=29)
    assert officer.signed_in(held.database, long, begun + officer.ABSOLUTE + timedelta(seconds=1)) is None
    assert officer.signed_in(held.database, idle, begun + officer.IDLE) is not None
    assert officer.signed_in(held.database, idle, begun + 3 * officer.IDLE) is None


def test_only_the_digest_of_a_sign_in_is_stored(hold: Hold) -> None:
    held = hold()
    secret = begin(held)
    assert len(secret) == 64
    assert secret not in repr(everything(held.database))
    with held.database.reading() as db:
        digest = db.scalars(select(SignIn.digest)).one()
    for guess in ("", digest.hex(), secret[:-1], secret.upper() if secret.upper() != secret else "0"):
        assert officer.signed_in(held.database, guess, held.now) is None


def test_the_second_signature_is_another_officers_of_the_same_assembly(hold: Hold) -> None:
    held = hold()
    hold(database=held.database, address="sepehr")
    first = sign_in(held)
    for name, password, code in (
        (NEGAR, PASSWORD, "countersign-same"), ("bahram.mehr", "wrong", "sign-in-failed"),
        ("bahram.sepehr", PASSWORD, "sign-in-failed"), ("nobody", PASSWORD, "sign-in-failed"),
    ):  # fmt: skip
        with refused(code):
            officer.countersign(held.database, first, name, password, held.now)
    assert officer.countersign(held.database, first, "bahram.mehr", PASSWORD, held.now).name == "bahram"


def test_names_are_taken_once_and_short_passwords_refused(hold: Hold) -> None:
    held = hold()
    for name, password, code in ((NEGAR, PASSWORD, "username-taken"), ("new", "short", "passphrase-weak")):
        with refused(code), held.database.transaction() as db:
            officer.add_officer(
                db, held.act(), assembly="mehr", username=name, name="نو", post="", role="desk", password=password
            )
    with held.database.reading() as db:
        assert not officer.is_free(db, NEGAR)
        assert not officer.is_free(db, "")
        assert officer.is_free(db, "new")


def change(held: Simulation, username: str, **more: object) -> officer.OfficerValue:
    with held.database.transaction() as db:
        one = next(one for one in officer.officers(db, 1) if one.username == username)
        known = {"name": one.name, "post": one.post, "role": one.role, "disabled": one.disabled}
        return officer.change_officer(db, held.act("administrator"), 1, one.id, **{**known, **more})  # type: ignore[arg-type]


def test_who_is_shut_out_is_signed_out_and_comes_back_when_let_in(hold: Hold) -> None:
    held = hold()
    secret = begin(held)
    change(held, NEGAR, disabled=True)
    assert officer.signed_in(held.database, secret, held.now) is None
    with refused("sign-in-failed"):
        sign_in(held)
    change(held, NEGAR, disabled=False)
    assert sign_in(held).username == NEGAR
    assert officer.signed_in(held.database, secret, held.now) is None


def test_a_new_password_ends_the_old_one_and_every_sign_in(hold: Hold) -> None:
    held = hold()
    secret = begin(held)
    with refused("passphrase-weak"):
        change(held, NEGAR, password="short")
    change(held, NEGAR, password="another-long-one")
    assert officer.signed_in(held.database, secret, held.now) is None
    with refused("sign-in-failed"):
        sign_in(held)
    assert sign_in(held, "another-long-one").username == NEGAR


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
    me = sign_in_value(held)
    with refused("password-wrong"):
        officer.change_password(held.database, held.act(), me, "wrong", "another-long-one", secret=mine)
    officer.change_password(held.database, held.act(), me, PASSWORD, "another-long-one", secret=mine)
    assert officer.signed_in(held.database, mine, held.now) is not None
    assert officer.signed_in(held.database, other, held.now) is None
    assert sign_in(held, "another-long-one").username == NEGAR
