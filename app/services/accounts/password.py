"""Passwords: sealed with Argon2id, compared at an equal price whoever is asked for, and not easy to guess."""

from __future__ import annotations

import re
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from app.language import text
from app.services.acts.refusal import Refused

LEAST = 12
LEAST_KINDS = 5
"""Different characters."""

COMMON = frozenset({
    "abcd", "admin", "administrator", "allah", "azadi", "changeme", "demonstration", "entekhabat", "football",
    "hello", "iloveyou", "iran", "iranian", "isfahan", "khoda", "letmein", "login", "majma", "majmaa",
    "mashhad", "master", "mohammad", "nahad", "passphrase", "password", "qwer", "ramz", "ramzeobor", "rial",
    "salam", "samn", "secret", "shiraz", "sunshine", "tehran", "user", "username", "welcome", "ایران", "تهران",
    "خدا", "رمز", "رمزعبور", "سلام", "مجمع", "نهاد", "گذرواژه", "کلمهعبور", "محمد",
})  # fmt: skip
"""What stands at the head of the lists that are tried first; letters only, lower case."""

_ROWS = (
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو",
)
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody has this password")


def seal(password: str) -> str:
    """The Argon2id hash of a password, however its keyboard spells it."""
    return seal_exact(_spelled(password))


def matches(known: str | None, password: str) -> bool:
    """Whether `known` is what `seal` made of this password. Where there is none, the same work is done for nothing."""
    return matches_exact(known, _spelled(password))


def seal_exact(password: str) -> str:
    """The Argon2id hash of exactly these characters."""
    return _HASHER.hash(password)


def matches_exact(known: str | None, password: str) -> bool:
    """As `matches`, for what `seal_exact` made."""
    try:
        return _HASHER.verify(known or _NOBODY, password) and known is not None
    except VerificationError:
        return False


def need_strong(password: str, *names: str) -> None:
    """Refuse a password that is short, common, monotonous, or one of the `names` that belong to the account.

    Refused: passphrase-weak (too short), password-common, password-name.
    """
    spelled = _spelled(password)
    if len(spelled) < LEAST:
        raise Refused("passphrase-weak", least=LEAST)
    plain = _plain(spelled)
    for name in filter(None, map(_plain, names)):
        if name in plain and len(plain) - len(name) < LEAST // 2:
            raise Refused("password-name")
    letters = re.sub(r"\d", "", plain)
    if letters in COMMON or _halves(letters) in COMMON or _is_monotonous(plain):
        raise Refused("password-common")


def _spelled(password: str) -> str:
    """One spelling of what different keyboards send for the same letters."""
    return unicodedata.normalize("NFC", password)


def _plain(words: str) -> str:
    """Letters and digits only, folded."""
    return "".join(char for char in text.fold(words) if char.isalnum())


def _halves(word: str) -> str:
    """The shortest part that `word` repeats, or itself."""
    return word[: (word + word).find(word, 1)]


def _is_monotonous(plain: str) -> bool:
    """Whether it has few different characters, repeats a short part, or walks along a row of keys."""
    if len(set(plain)) < LEAST_KINDS or len(_halves(plain)) < LEAST_KINDS:
        return True
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    steps = sum(any(plain[at : at + 3] in row for row in rows) for at in range(len(plain) - 2))
    return steps >= 0.7 * (len(plain) - 2)
