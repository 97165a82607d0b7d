"""An instance of an earlier version, kept as it was written, goes on under this one, on both databases."""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app import create_app
from app.cli.upgrading import carry_over
from app.config import Settings, load_settings
from app.db import Database
from app.migrations.upgrade import migrate, newest
from app.services.acts import journal
from app.services.letters import letter_check
from app.services.whole import dump
from app.signing.key_ring import settle
from app.signing.keys import write_private
from tests.support.archives import verify_bytes
from tests.support.assemblies import PASSWORD, Simulation, fresh_ring, refused
from tests.support.records import verify_data
from tests.support.visitors import Visitor

WHILE_VALID = datetime(2026, 6, 1, tzinfo=UTC)
KEPT = Path(__file__).parent / "kept"
SHOWN = {
    *("/", "/letters", "/keys", "/office/", "/office/elections/<public_id>", "/elections/<public_id>"),
    *(
        f"/elections/<public_id>/{page}"
        for page in ("candidates", "board", "secrecy", "election.bel", "checkpoint.txt")
    ),
    *(f"/office/elections/<public_id>/{page}" for page in ("journal", "roll", "trustees", "candidates", "slips")),
}
"""What must be shown of both elections; other pages may say that they are not for this phase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The instance, and what its own program said of it."""

    settings: Settings
    database: Database
    said: dict[str, Any]

    def held(self, which: str, address: str) -> Simulation:
        """An election of it, as tests go on with one."""
        return Simulation(
            database=self.database, ring=fresh_ring(), address=address, election=self.said[which]["id"], session_id=1,
            trustees=1, votes=(),
        )  # fmt: skip


def pem(name: str) -> bytes:
    seed = hashlib.sha256(f"kept instance of the tests: {name}".encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """The instance of commit 8ee3158 in a folder; on PostgreSQL its rows in the tables of its own time."""
    monkeypatch.delenv("MAJMA_DATABASE", raising=False)
    folder = tmp_path / "instance"
    settings = load_settings(folder, "http://vote.example")
    write_private(folder / "keys" / "token-1.pem", pem("token"))
    write_private(folder / "keys" / "board.pem", pem("board"))
    written = sqlite3.connect(folder / "majma.sqlite3")
    written.executescript(gzip.decompress((KEPT / "8ee3158.sql.gz").read_bytes()).decode())
    written.close()
    database = Database(settings.database)
    if request.param == "postgresql":
        with database.reading() as db:
            found, parts = dump.revision(db.connection()), list(dump.parts(db.connection()))
        database.close()
        settings = replace(settings, database=request.getfixturevalue("empty_postgres_url"))
        database = Database(settings.database)
        migrate(database, found)
        with database.transaction() as db:
            dump.load(db.connection(), parts)
    said = json.loads((KEPT / "8ee3158.json").read_text("utf-8"))
    return Kept(settings=settings, database=database, said=said)


def test_records_and_letters_of_a_kept_instance_are_as_they_were(kept: Kept) -> None:
    carry_over(kept.settings, kept.database, datetime.now(UTC))
    with kept.database.reading() as db:
        assert dump.revision(db.connection()) == newest()
        assert journal.first_broken(db) is None
    for which, address in (("final", "mehr"), ("open", "aban")):
        archive = kept.held(which, address).archive()
        assert hashlib.sha256(archive).hexdigest() == kept.said[which]["archive"], "to the byte what it was"
    keys = settle(kept.settings.keys, datetime.now(UTC)).public
    letters = kept.said["final"]["letters"]
    with kept.database.reading() as db:
        checked = [
            letter_check.check_letter(db, text, keys, WHILE_VALID)
            for text in (kept.said["final"]["token"], *(one["code"] for one in letters))
        ]
    assert [one.state for one in checked] == ["valid", "valid", "revoked"]
    assert checked[0].letter is not None
    assert checked[0].letter.number == letters[0]["number"]
    assert checked[0].letter.institution.name.fa == letters[0]["institution"]


def test_a_kept_instance_goes_on_with_pages_record_and_votes(kept: Kept) -> None:
    carry_over(kept.settings, kept.database, datetime.now(UTC))
    app = create_app(kept.settings)
    look_round(kept, Visitor(app.test_client()))
    held = kept.held("open", "aban")
    held.signer, held.now = app.extensions["installation"].signer, datetime.now(UTC)
    assert held.cast(held.ballot_of(kept.said["open"]["free"], 2)).tracker
    with refused("slip-used"):
        held.cast(held.ballot_of(kept.said["open"]["used"], 2))
    assert verify_bytes(held.archive()).ok


def look_round(kept: Kept, visitor: Visitor) -> None:
    """Every page of both elections that needs no more than their name; what the result and the record say."""
    rules = [one.rule for one in visitor.client.application.url_map.iter_rules() if one.arguments <= {"public_id"}]
    for address, which in (("mehr", "final"), ("aban", "open")):
        officer = Visitor(visitor.client.application.test_client())
        name = {"username": f"negar.{address}", "password": PASSWORD}
        assert officer.post("/office/sign-in", name).status_code == 302
        for rule in rules:
            path = rule.replace("<public_id>", kept.said[which]["id"])
            answer = officer.get(path)
            assert answer.status_code < 500, path
            if rule in SHOWN:
                assert answer.status_code == 200, path
    final = f"/elections/{kept.said['final']['id']}"
    result = visitor.get(f"{final}/result").text
    for seated in kept.said["final"]["seated"]:
        assert seated in result
    record = visitor.get(f"{final}/{kept.said['final']['id']}.record.zip").data
    assert verify_data(record, kept.settings.instance).code == "bindings-missing", (
        "as of every earlier program: SPEC 13"
    )
