"""Who has neither code nor token is refused before the writer is taken: nobody else waits for what strangers post."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.db import Database, Session
from app.web.device_cookie import TABLET_PATH
from ballots.credential import public_credential
from ballots.election import decode_election
from tests.support.holders import proof
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = open_site(tmp_path)
    found.held.to("open")
    return found


@pytest.fixture
def written(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the writer was taken since the site stands."""
    taken: list[str] = []
    real = Database.transaction

    @contextmanager
    def transaction(database: Database) -> Iterator[Session]:
        taken.append("writer")
        with real(database) as db:
            yield db

    monkeypatch.setattr(Database, "transaction", transaction)
    return taken


def asked(site: Site) -> dict[str, dict[str, Any]]:
    """What a stranger posts: a code and a token of nobody, and what proves a slip of the own."""
    held = site.held
    public = public_credential(held.slips[0].credential, decode_election(held.box().definition).uuid)
    slip = {"credential": public, "proof": proof(held, 0), "desk": "00" * 32, "code": "0" * 64}
    return {
        "/T/enrol": {"secret": f"{held.session_id}-{'0' * 32}"},
        "/T/alive": {},
        "/T/report": {},
        "/T/leave": {"code": "123456"},
        "/T/paper": {"election": held.election, "code": "123456"},
        f"/B/{held.election}/paper/entry": slip,
        f"/B/{held.election}/paper/aside": slip,
        f"/B/{held.election}/paper/end": slip,
        f"/trustees/{next(iter(held.private_keys))}/test": {"secret": "0" * 32},
    }


def test_who_has_neither_code_nor_token_is_refused_before_the_writer_is_taken(site: Site, written: list[str]) -> None:
    stranger = site.visitor()
    stranger.client.set_cookie("tablet", "00" * 32, path=TABLET_PATH)
    took = {}
    for path, said in asked(site).items():
        written.clear()
        answer = stranger.send(path, said)
        took[path] = (answer.status_code in (403, 404, 409), len(written))
    assert took == dict.fromkeys(took, (True, 0))
