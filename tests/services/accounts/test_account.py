"""Accounts: one invitation, one code, one pause, however many ask at once; good passwords; the next act."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from app.models import Account
from app.services.accounts import account, officer, one_time_code, password, sign_in, sign_up, throttle, ways_in
from app.services.accounts.sign_in import Attempt, Door
from app.services.accounts.sign_up import Ticket
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.election.timetable import TimetableValue
from app.services.nomination import next_step, nomination
from app.services.register import invitation
from ballots.token import Kind as TokenKind
from tests.services.conftest import Hold
from tests.support.accounts import WORD, cheap_passwords
from tests.support.assemblies import NOW, Simulation, refused


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


def ticket(held: Simulation) -> Ticket:
    """A new invitation of the first candidate."""
    with held.database.transaction() as db:
        home = nomination.nominations(db, held.election)[0].institution.id
        (made,) = invitation.open(db, held.act(), held.value.session.assembly.id, [home])
    return Ticket(text=invitation.sign(made, held.ring.signing[TokenKind.INVITATION]), keys=held.ring.public)


def make(held: Simulation, given: Ticket, username: str = "nikan", word: str = WORD) -> account.AccountValue:
    act = Act(officers=(), now=held.now, random=secrets.token_bytes)
    with held.database.transaction() as db:
        return sign_up.with_password(db, act, given, username, word)


def enter(held: Simulation, typed: str = "", username: str = "nikan", word: str = WORD) -> sign_in.Holder:
    attempt = Attempt(username=username, password=word, code=typed)
    return sign_in.by_password(held.database, Door.INSTITUTION, attempt, held.now, has_passkeys=True)


def outcomes(count: int, work: Callable[[int], object]) -> list[str]:
    """What so many threads at once got: "done", or the code of the refusal."""
    start, found = threading.Barrier(count), list[str]()

    def one(number: int) -> None:
        start.wait()
        try:
            work(number)
        except Refused as refusal:
            found.append(refusal.code)
        else:
            found.append("done")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_one_invitation_makes_one_account_however_many_use_it_at_once(hold_on_both: Hold) -> None:
    held = hold_on_both()
    given = ticket(held)
    assert outcomes(5, lambda number: make(held, given, f"name-{number}")) == ["done"] + ["invitation-used"] * 4


def with_codes(held: Simulation) -> str:
    """An account with codes; the secret. Time goes on, so that a fresh code is there."""
    mine, secret = make(held, ticket(held)), one_time_code.new_secret(secrets.token_bytes)
    with held.database.transaction() as db:
        ways_in.turn_code_on(db, held.act(), mine.id, secret, pyotp.TOTP(secret).at(held.now))
    held.wait(minutes=2)
    return secret


def test_one_code_opens_once_however_many_bring_it_at_once(hold_on_both: Hold) -> None:
    held = hold_on_both()
    typed = pyotp.TOTP(with_codes(held)).at(held.now)
    assert outcomes(5, lambda number: enter(held, typed)) == ["code-wrong"] * 4 + ["done"]


def test_a_code_may_be_one_step_early_or_late_and_no_more(hold: Hold) -> None:
    held = hold()
    app = pyotp.TOTP(with_codes(held))
    for step, right in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        at = app.at(held.now + timedelta(seconds=30 * step))
        assert outcomes(1, lambda _, at=at: enter(held, at)) == ["done" if right else "code-wrong"]


def test_an_unknown_name_pauses_as_a_known_one_also_when_many_guess_at_once(hold_on_both: Hold) -> None:
    held = hold_on_both()
    make(held, ticket(held))
    for name in ("nikan", "nobody"):
        found = outcomes(throttle.TRIES + 4, lambda _, name=name: enter(held, "", name, "wrong"))
        assert found == ["sign-in-failed"] * throttle.TRIES + ["sign-in-paused"] * 4


def test_a_brake_that_only_known_names_have_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held, count = hold(), throttle.count_stranger
    monkeypatch.setattr(throttle, "count_stranger", lambda db, row, *rest: 0 if row is None else count(db, row, *rest))
    found = outcomes(throttle.TRIES + 1, lambda _: enter(held, "", "nobody", "wrong"))
    assert found == ["sign-in-failed"] * (throttle.TRIES + 1)


@pytest.mark.parametrize(
    ("word", "refusal"),
    [
        ("elevenchars", "passphrase-weak"), ("password1234", "password-common"), ("qwertyuiop12", "password-common"),
        ("گذرواژه مجمع", "password-common"),
        ("123456789012", "password-common"), ("abcabcabcabc", "password-common"), ("رمزعبور۱۲۳۴۵", "password-common"),
        ("سلام سلام سلام", "password-common"), ("ضصثقفغعهخحجچ", "password-common"), ("sghlsghlsghl", "password-common"),
        ("Tehran1404!!", "password-common"), ("mohammadreza1370", "password-common"), ("x" * 150, "password-common"),
        ("مهرآفتاب۱۴۰۴", "password-name"), ("nikan-1404-mehr", None), ("nikan-nikan1", "password-name"),
        ("بنیاد مهر آفتاب ۱", "password-name"),
        ("درخت سبز کنار رود", None), (WORD, None),
    ],
)  # fmt: skip
def test_a_password_is_long_and_not_the_first_that_one_would_guess(word: str, refusal: str | None) -> None:
    if refusal is None:
        password.need_strong(word, "nikan-nikan", "بنیاد مهر آفتاب")
        return
    with refused(refusal):
        password.need_strong(word, "nikan-nikan", "بنیاد مهر آفتاب")


def test_a_judge_without_persian_words_and_keys_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password, "common_words", tuple)
    monkeypatch.setattr(password, "_KEYS", {})
    for word in ("گذرواژه مجمع", "ضصثقفغعهخحجچ"):
        password.need_strong(word)


def test_a_password_sealed_as_it_was_typed_still_opens() -> None:
    typed = "cafe\u0301 by the river"
    assert password.matches(password._HASHER.hash(typed), typed)
    assert password.matches(password.seal(typed), "caf\u00e9 by the river")
    assert not password.matches(password._HASHER.hash(typed), "cafe by the river")


def test_nothing_secret_of_an_account_is_stored_as_it_is(hold: Hold) -> None:
    held = hold()
    mine = make(held, ticket(held))
    with held.database.transaction() as db:
        secret = sign_in.open_sign_in(db, held.act(), mine.id)
        stored = db.get_one(Account, mine.id).password_hash
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert sign_in.signed_in(held.database, secret, held.now) == mine
    assert (
        sign_in.signed_in(held.database, secret, held.now + sign_in.STAYS[Door.INSTITUTION].idle + timedelta(seconds=1))
        is None
    )


def test_user_names_of_officers_and_institutions_never_meet(hold: Hold) -> None:
    held = hold()
    with refused("username-taken"):
        make(held, ticket(held), "negar.mehr")
    make(held, ticket(held), "nikan")
    with refused("username-taken"), held.database.transaction() as db:
        officer.add_officer(
            db, held.two(), assembly="mehr", username="Nikan", name="نو", post="", role="desk", password=WORD
        )


TABLE = TimetableValue(
    registration_opens=NOW, registration_closes=NOW + timedelta(days=5), review_ends=NOW + timedelta(days=9),
    appeals_end=NOW + timedelta(days=12),
)  # fmt: skip


@pytest.mark.parametrize(
    ("phase", "status", "appealed", "days", "act"),
    [
        ("draft", "", False, 1, "opens-later"), ("nominating", "", False, -1, "opens-later"),
        ("nominating", "", False, 1, "begin"), ("nominating", "draft", False, 1, "go-on"),
        ("nominating", "draft", False, 6, "missed"), ("reviewing", "", False, 6, "none"),
        ("nominating", "submitted", False, 1, "see"), ("reviewing", "returned", False, 8, "mend"),
        ("reviewing", "returned", False, 10, "see"), ("reviewing", "rejected", False, 10, "appeal"),
        ("reviewing", "rejected", True, 10, "see"), ("reviewing", "rejected", False, 13, "see"),
        ("frozen", "rejected", False, 10, "see"), ("frozen", "accepted", False, 10, "see"),
    ],
)  # fmt: skip
def test_the_next_act_is_the_one_that_phase_deadlines_and_status_allow(
    phase: str, status: str, appealed: bool, days: int, act: str
) -> None:
    assert next_step.next_act(phase, TABLE, status or None, appealed, NOW + timedelta(days=days))[0] == act
    if act in ("begin", "go-on", "mend", "appeal"):
        open_ended = replace(TABLE, registration_closes=None, review_ends=None, appeals_end=None)
        assert next_step.next_act(phase, open_ended, status or None, appealed, NOW + timedelta(days=99))[1] is None
