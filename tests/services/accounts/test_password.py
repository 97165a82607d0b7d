"""Passwords however a keyboard spells them, telephone or laptop, and those of earlier versions (R34)."""

from __future__ import annotations

import unicodedata

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
