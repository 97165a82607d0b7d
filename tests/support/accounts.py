"""Institutions before the pages: invited, with an account, signed in."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest import mock

from app.services.accounts import password as passwords
from app.services.acts.act import Act
from app.services.nomination import nomination
from app.services.register import invitation
from app.services.register.invitation import Invited
from ballots.token import Kind
from tests.support.assemblies import CHEAP
from tests.support.visitors import Site, Visitor

WORD = "four calm words tonight"


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Passwords cost little while the block runs; also the one that nobody has."""
    with (
        mock.patch.object(passwords, "_HASHER", CHEAP),
        mock.patch.object(passwords, "_NOBODY", CHEAP.hash("nobody has this password")),
    ):
        yield


def invite(site: Site, place: int = 0) -> str:
    """Invite the institution of the candidate at that place; the address of its link."""
    return f"/I/{token_of(site, place)}"


def token_of(site: Site, place: int = 0) -> str:
    """The token of a new invitation."""
    return invitation.sign(_invited(site, place), site.held.ring.signing[Kind.INVITATION])


def _invited(site: Site, place: int) -> Invited:
    act = Act(officers=("negar.mehr",), now=datetime.now(UTC), random=secrets.token_bytes)
    with site.held.database.transaction() as db:
        home = nomination.nominations(db, site.held.election)[place].institution.id
        assembly_id = site.held.value.session.assembly.id
        return invitation.open(db, act, assembly_id, (home,))[0]


def signed_up(site: Site, place: int = 0, *, username: str = "nikan", word: str = WORD) -> Visitor:
    """An institution that has just made its account with a password."""
    visitor = site.visitor()
    link = invite(site, place)
    answer = visitor.post(link, {"username": username, "password": word, "again": word})
    assert answer.status_code == 302, answer.text
    return visitor


def sign_in(site: Site, username: str = "nikan", word: str = WORD, code: str = "", **more: object) -> Visitor:
    """A browser after an attempt to sign in."""
    visitor = site.visitor()
    visitor.post("/own/sign-in", {"username": username, "password": word, "code": code}, **more)
    return visitor


def is_in(visitor: Visitor) -> bool:
    """Whether the browser is signed in."""
    return visitor.get("/own").status_code == 200
