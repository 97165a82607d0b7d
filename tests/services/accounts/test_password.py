"""Passwords however a keyboard spells them, telephone or laptop, and those of earlier versions (R34)."""

from __future__ import annotations

import threading
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from app.services.accounts import password as passwords
from app.services.acts.refusal import Refused
from tests.ballots.test_passphrase import KEYBOARDS, OTHERS, TYPED
from tests.support.assemblies import CHEAP

LATIN = "École de droit 12"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)


@pytest.mark.parametrize("typed", [TYPED, *KEYBOARDS])
def test_the_same_words_open_on_every_keyboard(typed: str) -> None:
    assert passwords.matches(passwords.seal(TYPED), typed)
    assert passwords.matches(passwords.seal(typed), TYPED)


@pytest.mark.parametrize("typed", OTHERS)
def test_other_words_do_not(typed: str) -> None:
    assert not passwords.matches(passwords.seal(TYPED), typed)


@pytest.mark.parametrize("sealed", [TYPED, f" {TYPED}  ", unicodedata.normalize("NFD", LATIN), "pass  word\u200c1"])
def test_what_was_sealed_as_it_was_typed_still_opens(sealed: str) -> None:
    """The exact characters come first; words of two Persian keyboards are then one even for what was sealed before."""
    for known in (CHEAP.hash(sealed), CHEAP.hash(unicodedata.normalize("NFC", sealed))):
        assert passwords.matches(known, sealed)
    assert passwords.matches(CHEAP.hash(TYPED), KEYBOARDS[0])


def test_a_password_that_is_tried_as_it_is_typed_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin."""
    known = passwords.seal(TYPED)
    monkeypatch.setattr(passwords, "spellings", lambda text: (text,))
    assert not passwords.matches(known, KEYBOARDS[0])


def test_spaces_make_no_password() -> None:
    with pytest.raises(Refused) as said:
        passwords.need_strong(" " * 20)
    assert said.value.code == "passphrase-weak"


class Busy:
    """Compares as long as it is told, and counts how many do at once."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.go_on, self.lock = threading.Event(), threading.Lock()

    def verify(self, _known: str, _password: str) -> bool:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.go_on.wait(10)
        with self.lock:
            self.now -= 1
        return True


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Busy:
    found = Busy()
    monkeypatch.setattr(passwords, "_HASHER", SimpleNamespace(verify=found.verify))
    return found


def until_busy(busy: Busy) -> None:
    until = time.monotonic() + 10
    while busy.now < passwords.AT_ONCE:
        assert time.monotonic() < until
        time.sleep(0.002)


def test_two_are_compared_at_once_and_the_others_wait_for_their_turn(busy: Busy) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(passwords.matches, "known", "12345") for _ in range(8)]
        until_busy(busy)
        time.sleep(0.05)
        busy.go_on.set()
        assert [one.result(10) for one in answers] == [True] * 8
    assert busy.most == passwords.AT_ONCE


def test_who_waits_too_long_for_a_turn_is_told_when_to_come_again(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAIT", 0.02)
    with ThreadPoolExecutor(passwords.AT_ONCE) as pool:
        under_way = [pool.submit(passwords.matches, "known", "12345") for _ in range(passwords.AT_ONCE)]
        until_busy(busy)
        try:
            with pytest.raises(Refused) as said:
                passwords.matches("known", "12345")
        finally:
            busy.go_on.set()
        assert all(one.result(10) for one in under_way)
    assert (said.value.why.status, said.value.facts) == (503, {"seconds": passwords.AGAIN})
    assert passwords.matches("known", "12345")
