"""Passwords: sealed with Argon2id, compared at an equal price whoever is asked for, and not easy to guess.

How easy, zxcvbn estimates (D. Wheeler, USENIX Security 2016). It knows English words, dates, repetitions and rows of
keys; it is given Persian words and the account's own names too, and it looks at Persian letters also as the keys of a
Persian keyboard, so that «ضصثق» is what `qwer` is and a word typed with the wrong layout is still that word.
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from zxcvbn import zxcvbn

from app.db import Database, Session
from app.language import text
from app.language.common_words import common_words
from app.language.message import N_
from app.services.acts.refusal import Refusal, Refused
from ballots.passphrase import folded, spellings

PASSPHRASE_WEAK = Refusal(
    code="passphrase-weak", status=400, words=N_("Please use at least %(least)s characters."), field="passphrase"
)
PASSWORD_COMMON = Refusal(
    code="password-common",
    status=400,
    words=N_("This password is easy to guess. Three or four unusual words make a good one."),
    field="password",
)
PASSWORD_NAME = Refusal(
    code="password-name",
    status=400,
    words=N_("This password is easy to guess for who knows the user name and the names around it."),
    field="password",
)
PASSWORD_WRONG = Refusal(code="password-wrong", status=403, words=N_("This is not your present password."))
PASSWORDS_MANY = Refusal(
    code="passwords-many",
    status=503,
    words=N_("Many passwords are being compared just now. Please try again in %(seconds)s seconds."),
)

LEAST = 12
LEAST_GUESSES = 10**10
"""From there on zxcvbn calls a password very unguessable (its score of 4), also for who holds the database."""
_JUDGED = 72
"""So many characters zxcvbn looks at; its price grows with the square of them."""

_KEYS = str.maketrans("ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو", "qwertyuiop[]asdfghjkl;'zxcvbnm,")
_HASHER = PasswordHasher()
_NAMES_CHANGE = 3
"""So often the names around an account may change while a password is judged."""
AT_ONCE = 2
"""Passwords that a process works on at once: each takes 64 MB and four threads of the processor for a moment."""
WAIT = 5.0
"""Seconds that others wait for their turn, which is some thirty of them."""
AGAIN = 5
_PLACES = threading.BoundedSemaphore(AT_ONCE)
_HERE = threading.local()
_NOBODY = _HASHER.hash("nobody has this password")


Written = TypeVar("Written")


class UnjudgedError(Exception):
    """A ready password was not judged beside these names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__("a password is not judged under the writer")
        self.names = names


class ReadyPassword(str):
    """A password that was sealed before a transaction began: sealing takes a tenth of a second, and meanwhile nobody
    else could write. Neither could they while it is judged: `write` does that between two transactions.
    """

    __slots__ = ("_verdicts", "sealed")

    def __new__(cls, password: str) -> ReadyPassword:
        """Seal it now."""
        made = super().__new__(cls, password)
        made.sealed, made._verdicts = seal(password), {}
        return made

    sealed: str
    _verdicts: dict[tuple[str, ...], Refused | None]

    def judge(self, names: tuple[str, ...]) -> None:
        """Judge it beside these names, now."""
        try:
            need_strong(str(self), *names)
            self._verdicts[names] = None
        except Refused as refused:
            self._verdicts[names] = refused

    def need_strong(self, names: tuple[str, ...]) -> None:
        """What `need_strong` refuses, as it was judged before. Raises UnjudgedError."""
        if names not in self._verdicts:
            raise UnjudgedError(names)
        verdict = self._verdicts[names]
        if verdict is not None:
            raise verdict


def write(database: Database, password: str, give: Callable[[Session], Written]) -> Written:
    """Let `give` write what depends on a password: it is judged as soon as the names beside it are known, without the
    writer, and `give` begins again. Refused: what `give` refuses.
    """
    for _ in range(_NAMES_CHANGE):
        try:
            with database.transaction() as db:
                return give(db)
        except UnjudgedError as unjudged:
            if not isinstance(password, ReadyPassword):
                raise
            password.judge(unjudged.names)
    with database.transaction() as db:
        return give(db)


def seal(password: str) -> str:
    """The Argon2id hash of a password, however its keyboard spells it."""
    if isinstance(password, ReadyPassword):
        return password.sealed
    with in_turn():
        return _HASHER.hash(folded(password))


@contextmanager
def in_turn() -> Iterator[None]:
    """Wait until few enough others work on a password; who has the turn keeps it. Refused: passwords-many."""
    if getattr(_HERE, "turn", False):
        yield
        return
    if not _PLACES.acquire(timeout=WAIT):
        raise Refused(PASSWORDS_MANY, seconds=AGAIN)
    _HERE.turn = True
    try:
        yield
    finally:
        _HERE.turn = False
        _PLACES.release()


def matches(known: str | None, password: str) -> bool:
    """Whether `known` is what `seal` made of this password. Where there is none, the same work is done for nothing.

    Earlier versions sealed passwords as they were typed, or in NFC: what has several spellings is tried in each.
    """
    earlier = (unicodedata.normalize("NFC", password), password)
    with in_turn():
        return any(_verify(known, one) for one in dict.fromkeys((*spellings(password), *earlier)))


def need_strong(password: str, *names: str) -> None:
    """Refuse a password that is short or easy to guess; `names` are those that belong to the account.

    Refused: passphrase-weak (too short), password-name (easy for who knows the names), password-common.
    """
    if isinstance(password, ReadyPassword):
        password.need_strong(names)
        return
    spelled = folded(password)
    if len(spelled) < LEAST:
        raise Refused(PASSPHRASE_WEAK, least=LEAST)
    if _guesses(spelled, ()) < LEAST_GUESSES:
        raise Refused(PASSWORD_COMMON)
    if _guesses(spelled, names) < LEAST_GUESSES:
        raise Refused(PASSWORD_NAME)


def _guesses(password: str, names: tuple[str, ...]) -> int:
    """How many guesses find a password, the least of its spellings."""
    folded = text.fold(password)
    parts = [part for name in names for part in (name, *re.split(r"[\W_]+", name))]
    own = (form for word in parts for form in _forms(word) if form)
    known = [*dict.fromkeys((*own, *_common_forms(common_words())))]
    spellings = dict.fromkeys((password, folded, folded.translate(_KEYS)))
    return min(int(zxcvbn(one[:_JUDGED], user_inputs=known)["guesses"]) for one in spellings)


@functools.cache
def _common_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    """The forms of the words that every password is held against."""
    return tuple(form for word in words for form in _forms(word) if form)


def _forms(word: str) -> tuple[str, ...]:
    """A word as it may be typed: folded, without what is between its letters, and with the wrong layout."""
    folded = text.fold(word)
    return (folded, "".join(char for char in folded if char.isalnum()), folded.translate(_KEYS))


def _verify(known: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(known or _NOBODY, password) and known is not None
    except VerificationError:
        return False
