"""What a backup must be to be read, what is said of one that is not, and which breaks in it are told."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, LargeBinary, MetaData, String, Table, create_engine, insert
from sqlalchemy.orm import Session

from app.services.acts import journal
from app.services.whole import backup, dump, restore
from app.services.whole.backup import BackupContent, BackupUnfitError, check_backup
from ballots import board
from ballots.board import Head
from ballots.witness import Kept, encode_state
from tests.support.records import KEY, ORIGIN, SLIP_KEY, publish

AT = datetime(2026, 11, 8, 9, tzinfo=UTC)
HELD = publish(((0, ((1, 0),)), (1, ((0, 0),))), voters=4, trustees=1)
FIRST = {"kind": "majma backup", "version": 1, "made": AT.isoformat(), "revision": "0001"}


def stream(*members: tuple[str, object], last: object = None, digests: bool = True) -> bytes:
    """A backup of these members, each a name with its text; at the end the list of them, unless `last` is another."""
    out, sums = io.BytesIO(), {}
    with tarfile.open(fileobj=out, mode="w|") as tar:
        for name, said in members:
            content = said if isinstance(said, bytes) else json.dumps(said).encode()
            sums[name] = hashlib.sha256(content).hexdigest()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        if digests:
            content = json.dumps({"members": sums, "keys": ["K7QM2XPA"]} if last is None else last).encode()
            member = tarfile.TarInfo("manifest.json")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def read(data: bytes) -> BackupContent:
    return check_backup(io.BytesIO(data))


ABOUT = ("backup.json", FIRST)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "form of a backup"),
        (b"something else" * 100, "form of a backup"),
        (stream(digests=False), "cut short"),
        (stream(ABOUT, digests=False), "cut short"),
        (stream(("other.json", FIRST)), "no backup of Majma"),
        (stream(("backup.json", {**FIRST, "kind": "another"})), "no backup of Majma"),
        (stream(("backup.json", {**FIRST, "version": 2})), "newer version"),
        (stream(("backup.json", b"{")), "form of a backup"),
        (stream(ABOUT, ("files/../key", b"")), "form of a backup"),
        (stream(ABOUT, ("files//key", b"")), "form of a backup"),
        (stream(ABOUT, ("notes.txt", b"")), "form of a backup"),
        (stream(ABOUT, last={"members": {}, "keys": []}), "not what its own list says"),
        (stream(ABOUT, ("tables/journal/0", b'["id"]\n[1,2]\n')), "form of a backup"),
    ],
)
def test_what_is_no_whole_backup_is_refused_with_its_reason(data: bytes, words: str) -> None:
    with pytest.raises(BackupUnfitError, match=words):
        read(data)


def test_a_reader_that_gives_nothing_has_read_no_backup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "read_backup", lambda source: iter(()))
    with pytest.raises(BackupUnfitError, match="form of a backup"):
        read(b"")


def table(name: str, *rows: dict[str, Any]) -> tuple[str, bytes]:
    lines = [list(rows[0]), *(list(one.values()) for one in rows)]
    return (f"tables/{name}/0", b"".join(json.dumps(line).encode() + b"\n" for line in lines))


def entry(number: int, before: str, digest: str = "") -> dict[str, Any]:
    said = journal.Said(assembly_id=None, election_id=None, at=AT, actors=["negar"], kind="exported", detail={})
    return {
        "id": number, "assembly_id": None, "election_id": None, "at": AT.replace(tzinfo=None).isoformat(),
        "actors": '["negar"]', "kind": "exported", "detail": "{}", "hash": digest or said.hash(before),
    }  # fmt: skip


def event(height: int, parent: str | None, digest: str = "") -> dict[str, Any]:
    raw = json.dumps({"parent": parent} if parent else {}).encode()
    return {
        "election_id": 1, "height": height, "raw": base64.b64encode(raw).decode(),
        "hash": digest or hashlib.sha256(raw).hexdigest(),
    }  # fmt: skip


def test_breaks_of_the_chains_are_told_as_they_were_when_the_backup_was_made() -> None:
    home = (
        table("session", {"id": 1, "assembly_id": 7}),
        table("election", {"id": 1, "public_id": "K7", "session_id": 1}),
    )
    data = base64.b64encode(b"definition").decode()
    first = event(0, None)
    whole = read(stream(
        ABOUT, *home, table("officer", {"id": 3, "name": "negar"}), table("account", {"id": 4, "username": "negar"}),
        table("journal", first_entry := entry(1, ""), entry(2, first_entry["hash"])), table("letter", {"id": 1}),
        table("board_event", first, event(1, first["hash"])),
        table("board_data", {"election_id": 1, "hash": hashlib.sha256(b"definition").hexdigest(), "content": data}),
        ("files/keys/board.pem", b"a key"),
    ) + bytes(1 << 17))  # fmt: skip
    assert (whole.problems, whole.made, whole.keys) == ((), AT, ("K7QM2XPA",))
    assert whole.files == {"keys/board.pem": b"a key"}
    assert whole.elections["K7"]["assembly_id"] == 7
    assert (len(whole.entries), len(whole.boards["K7"]), list(whole.officers), list(whole.accounts)) == (2, 2, [3], [4])
    broken = read(stream(
        ABOUT, *home, table("journal", entry(1, "", "00"), entry(2, ""), entry(3, "")),
        table("board_event", event(0, "another"), event(2, None)),
        table("board_data", {"election_id": 1, "hash": "00", "content": data}),
    ))  # fmt: skip
    assert broken.problems == (
        "entry 1 of the journal does not follow from the one before", "event 0 of the board K7 is broken",
        "event 2 of the board K7 is broken", "data of the board K7 are not what their hash says",
    )  # fmt: skip


# Rows


def test_rows_of_every_kind_come_back_and_others_are_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "SIZE", 100)
    engine, other = create_engine("sqlite://"), create_engine("sqlite://")
    kinds = Table(
        "kinds", MetaData(), Column("id", String, primary_key=True), Column("content", LargeBinary),
        Column("day", Date), Column("is_done", Boolean),
    )  # fmt: skip
    rows = [
        {"id": str(place), "content": b"\0" * 40, "day": None if place % 2 else AT.date(), "is_done": bool(place % 2)}
        for place in range(5)
    ]
    for one in (engine, other):
        kinds.metadata.create_all(one)
    with engine.begin() as connection:
        connection.execute(insert(kinds), rows)
        assert dump.revision(connection) == ""
        parts = list(dump.parts(connection))
    assert len(parts) > 1
    with other.begin() as connection:
        dump.load(connection, parts)
        assert [one._asdict() for one in connection.execute(kinds.select())] == rows
    with pytest.raises(TypeError, match="complex has no place"):
        dump._said(1j)


def test_where_there_are_no_tables_there_is_nothing_to_copy() -> None:
    with Session(create_engine("sqlite://")) as db:
        with pytest.raises(BackupUnfitError, match="nothing here yet"):
            backup.write_backup(db, io.BytesIO(), files={}, made=AT)
        assert restore.is_empty(db)


# Heads from elsewhere

CODE = ORIGIN.rpartition("/")[2]


def known(given: str | bytes) -> list[tuple[str, int, str, bool]]:
    return [(one.board, one.height, one.hash, one.is_closed) for one in restore.read_heads(given)]


def test_heads_are_read_as_typed_signed_or_kept_by_a_witness() -> None:
    events = HELD.events
    closed = HELD.height(board.END_BALLOTS)
    assert known(f"K7: 2:{'AB' * 32}".lower().replace("k7", "K7")) == [("K7", 2, "ab" * 32, False)]
    notes = "\n".join((HELD.note(1), HELD.note(closed))).encode()
    assert known(notes) == [(CODE, 1, events[1].hash, False), (CODE, closed, events[closed].hash, True)]
    for seen in (1, 2):
        kept = Kept(seen=Head(seen, events[seen].hash), note=HELD.note(1))
        assert known(encode_state({ORIGIN: kept})) == [(CODE, seen, events[seen].hash, False)]
    for wrong in ("K7:2", b"{", b"\xff", HELD.note(1).encode().partition(b"\n\n")[0]):
        with pytest.raises(BackupUnfitError):
            restore.read_heads(wrong)


def test_heads_that_another_installation_signed_are_refused() -> None:
    typed, signed = restore.read_heads(f"K7:2:{'ab' * 32}"), restore.read_heads(HELD.note(1).encode())
    restore.need_ours((*typed, *signed), KEY)
    other = replace(KEY, public=SLIP_KEY.public_key())
    with pytest.raises(BackupUnfitError, match="signed by another installation"):
        restore.need_ours(signed, other)


@pytest.mark.parametrize(
    ("board_name", "height", "digest", "is_closed", "lack"),
    [
        ("K7", 1, "b", False, None), ("K7", 1, "x", False, (0, 0, True)), ("K7", 4, "x", False, (3, 3, False)),
        ("K7", 4, "x", True, (3, 2, False)), ("other", 1, "x", False, (2, 1, False)), ("journal", 1, "j", False, None),
        ("journal", 3, "x", False, (2, 0, False)), ("journal", 0, "x", False, None),
    ],
)  # fmt: skip
def test_what_a_backup_lacks_of_a_head_is_counted(
    board_name: str, height: int, digest: str, is_closed: bool, lack: tuple[int, int, bool] | None
) -> None:
    found = BackupContent(made=AT, revision="", boards={"K7": ["a", "b"]}, entries=["j"])
    head = restore.KnownHead(board=board_name, height=height, hash=digest, is_closed=is_closed)
    said = [(one.later, one.votes, one.differs) for one in restore.lacking(found, (head,))]
    assert said == ([] if lack is None else [lack])
