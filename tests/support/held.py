"""What a request may hold: one connection to the database at a time, and the one writer for no long work.

Installed for the whole run, so that every page that any test asks for is held to it. Only what a request does counts:
tests themselves look into the database while they wait for an answer.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from argon2 import PasswordHasher
from flask import g, has_request_context
from sqlalchemy.orm import Session

import app.documents.pdf
import app.papers.issuer
import app.services.accounts.password
import app.web.mail
import ballots.ballot
import ballots.door
import ballots.hand_in
import ballots.trustees
from app import db as databases
from app.db import Database
from app.services.voting import proved


class HeldError(AssertionError):
    """A request holds more than it may."""


_STATE = threading.local()
_READING, _TRANSACTION = Database.reading, Database.transaction


@contextmanager
def _reading(database: Database) -> Iterator[Session]:
    with _one(), _READING(database) as db:
        yield db


@contextmanager
def _writing(database: Database) -> Iterator[Session]:
    with _one(), _TRANSACTION(database) as db, _flag():
        yield db


@contextmanager
def _one() -> Iterator[None]:
    """One session more of this request; a second one at a time is a second connection."""
    if not has_request_context():
        yield
        return
    if g.get("held_sessions"):
        raise HeldError("a request asks for a second connection while it holds one")
    g.held_sessions = 1
    try:
        yield
    finally:
        g.held_sessions = 0


@contextmanager
def _flag() -> Iterator[None]:
    _STATE.writing = has_request_context()
    try:
        yield
    finally:
        _STATE.writing = False


def _apart(work: Callable[..., Any], what: str) -> Callable[..., Any]:
    @functools.wraps(work)
    def watched(*given: Any, **more: Any) -> Any:
        if getattr(_STATE, "writing", False):
            raise HeldError(f"{what} while a request holds the writer")
        return work(*given, **more)

    return watched


_DEAR: tuple[tuple[Any, str, str], ...] = (
    (ballots.trustees, "verify_public_key", "a trustee's key is proved"),
    (proved, "decode_commitments", "a backup's commitments are checked"),
    (proved, "verify_share_proof", "a sheet is proved"),
    (proved, "verify_answer", "a kept key is proved"),
    (ballots.hand_in, "verify_partial_decryption", "a decryption is proved"),
    (ballots.hand_in, "verify_binding", "a binding is proved"),
    (proved.tally, "decrypt", "a result is worked out"),
    (app.documents.pdf, "write_pdf", "a paper is printed"),
    (app.papers.issuer, "sign_pdf", "a paper is signed"),
    (app.web.mail, "send", "mail is sent"),
    (app.services.accounts.password, "zxcvbn", "a password is judged"),
)
"""What is dear, by the name under which its caller finds it."""


def install() -> None:
    """From now on every request of this process is held to it."""
    databases.Database.reading = _reading  # type: ignore[method-assign]
    databases.Database.transaction = _writing  # type: ignore[method-assign]
    PasswordHasher.hash = _apart(PasswordHasher.hash, "a password is sealed")  # type: ignore[method-assign]
    PasswordHasher.verify = _apart(PasswordHasher.verify, "a password is compared")  # type: ignore[method-assign]
    for place, name, what in _DEAR:
        setattr(place, name, _apart(getattr(place, name), what))
    proofs = _apart(ballots.ballot.check_proofs, "a ballot is checked")
    ballots.ballot.check_proofs = ballots.door.check_proofs = proofs
