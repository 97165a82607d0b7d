"""People before the pages without a browser: they keep cookies, send what a form holds, and sign in."""

from __future__ import annotations

import functools
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.config import Settings
from app.db import Database
from app.signing.key_ring import settle
from app.signing.keys import board_key
from app.states.phase import ORDER
from app.web.installation import Installation
from tests.support.assemblies import (
    PASSWORD,
    Simulation,
    copy_sqlite,
    fresh_sqlite,
    lasting_folder,
    simulate,
    user_name,
)
from tests.support.shelf import shelve

COOKIE = "majma"
CHEAP = "/letters"
"""A page for everybody that has a form and reads little."""
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The application with two assemblies in its database; `other` is not the visitor's."""

    app: Flask
    held: Simulation
    other: Simulation

    def visitor(self, role: str | None = None) -> Visitor:
        """Somebody with an empty browser, or an officer of `held` who has signed in."""
        visitor = Visitor(self.app.test_client())
        if role is not None:
            answer = visitor.post(
                "/office/sign-in", {"username": user_name(self.held.address, role), "password": PASSWORD}
            )
            assert answer.status_code == 302, answer.text
        return visitor


@dataclass(slots=True)
class Visitor:
    """A browser without scripts; `status` is that of its last post."""

    client: FlaskClient
    token: str = ""
    status: int = 0

    def get(self, path: str, **more: object) -> TestResponse:
        """Ask for a page."""
        return self.client.get(path, **more)

    def export(self) -> TestResponse:
        """Let everything of the assembly be made into a file, and take it."""
        asked = self.post("/office/export")
        return self.get(f"{asked.location}/file") if asked.status_code == 302 else asked

    def csrf(self) -> str:
        """The token of this browser's forms; it lasts as long as the session."""
        if not self.token:
            found = _TOKEN.search(self.get(CHEAP).text)
            assert found is not None
            self.token = found[1]
        return self.token

    def post(self, path: str, form: Mapping[str, object] | None = None, **more: object) -> TestResponse:
        """Send a form with its token."""
        answer = self.client.post(path, data={"csrf_token": self.csrf(), **(form or {})}, **more)
        self.status = answer.status_code
        if path.startswith(("/office/sign-", "/own/sign-", "/I/")):
            self.token = ""
        return answer

    def send(self, path: str, said: object) -> TestResponse:
        """Send JSON with the token, as the scripts do."""
        return self.client.post(path, json=said, headers={"X-CSRFToken": self.csrf()})

    def send_bytes(self, path: str, body: bytes, content_type: str = "application/json") -> TestResponse:
        """Send any bytes with the token."""
        headers = {"X-CSRFToken": self.csrf()}
        return self.client.post(path, data=body, content_type=content_type, headers=headers)


def settings_in(folder: Path, *, url: str | None = None, address: str = "http://127.0.0.1:8000") -> Settings:
    """The settings of a new installation in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        instance=folder, database=url or fresh_sqlite(folder), address=address, secret_key="a secret of the tests",
        secure=address.startswith("https://"), checkers=0, works_here=True,
    )  # fmt: skip


def open_site(folder: Path, *, url: str | None = None, address: str = "http://127.0.0.1:8000") -> Site:
    """The application on a fresh SQLite file, or on the database at `url` with its tables; its clock is the real one.

    All sites of a test process have the same keys. On SQLite, an assembly that goes on to a phase before anything else
    was written is taken from a kept copy, see `tests.support.shelf`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(_keys(), folder / "keys", dirs_exist_ok=True)
    kept = () if url else _two_assemblies()
    app = create_app(settings_in(folder, url=url or copy_sqlite(kept[0].database, folder), address=address))
    installation: Installation = app.extensions["installation"]
    if url:
        kept = _hold_two(folder, installation.database)
    held, other = (one.copied(installation.database) for one in kept)
    for one in (held, other):
        one.ring, one.signer, one.now = installation.ring, installation.signer, datetime.now(UTC)
    if not url:
        shelve((held, other), functools.partial(_in_phases, address))
    return Site(app=app, held=held, other=other)


@functools.cache
def _in_phases(address: str, phases: tuple[str, ...]) -> tuple[Simulation, ...]:
    """The two assemblies of a kept site, which have come to these phases.

    Each state is that before it and one step more, so that a test which goes on finds what it saw.
    """
    site = open_site(lasting_folder(), address=address)
    both = (site.held, site.other)
    place = 0 if phases[1] == both[1].phase else 1
    if place == 1:
        both[0].to(phases[0])
    both[place].to(ORDER[ORDER.index(phases[place]) - 1])
    for one in both:
        one.shelf = None
    both[place].to(phases[place])
    return both


def _hold_two(folder: Path, database: Database) -> tuple[Simulation, ...]:
    return tuple(simulate(folder, database=database, address=name) for name in ("mehr", "sepehr"))


@functools.cache
def _keys() -> Path:
    """The keys of an installation, which each site copies."""
    folder = lasting_folder() / "keys"
    settle(folder, datetime.now(UTC))
    board_key(folder)
    return folder


@functools.cache
def _two_assemblies() -> tuple[Simulation, ...]:
    """Two assemblies in one file, which each site copies."""
    folder = lasting_folder()
    database = Database(fresh_sqlite(folder))
    made = _hold_two(folder, database)
    database.close()
    return made


def cookie_of(visitor: Visitor) -> str:
    """The session's cookie, as a thief would copy it."""
    found = visitor.client.get_cookie(COOKIE)
    assert found is not None
    return found.value


def with_cookie(site: Site, value: str) -> Visitor:
    """A browser that brings this session's cookie."""
    visitor = site.visitor()
    visitor.client.set_cookie(COOKIE, value, domain="localhost")
    return visitor
