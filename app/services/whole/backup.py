"""A backup of one installation: every row and every file of its own, in one stream that says whether it is whole.

The stream is a tar: ``backup.json`` (when, of which tables), ``tables/<name>/<n>`` (see `dump`), ``files/<path>``, and
at the end ``manifest.json`` with the digest of each. It is read once, from front to end, while it is written or opened.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from app.services.acts import journal
from app.services.voting.backup_copy import elections_with_key
from app.services.whole import dump
from app.services.whole.export import hold_still

_FORM = {"kind": "majma backup", "version": 1}
_FIRST, _LAST, _TABLES, _FILES = "backup.json", "manifest.json", "tables/", "files/"


class BackupUnfitError(Exception):
    """A backup that is not what it should be; the text says why, for people at the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupContent:
    """What was found in a backup while it was read.

    `boards` are the hashes of each board's events, by election; `entries` those of the journal. `problems` are breaks
    of these chains: they were so when the backup was made. `officers`, `accounts` (by id) and `elections` (by public
    id, with `assembly_id`) are rows: they never leave the services.
    """

    made: datetime
    revision: str
    keys: tuple[str, ...] = ()
    boards: dict[str, list[str]] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    officers: dict[int, dict[str, Any]] = field(default_factory=dict, repr=False)
    accounts: dict[int, dict[str, Any]] = field(default_factory=dict, repr=False)
    elections: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)


def write_backup(db: Session, out: BinaryIO, *, files: Mapping[str, bytes], made: datetime) -> tuple[str, ...]:
    """Write everything as of one moment; the first thing to do in a session. Nobody waits for it, nor it for anybody.

    `files` are the installation's own, by their path. Returns the elections whose sealed office key is in it. Raises
    BackupUnfitError where there is no table yet.
    """
    hold_still(db)
    connection = db.connection()
    revision = dump.revision(connection)
    if not revision:
        raise BackupUnfitError("There is nothing here yet of which a backup could be made.")
    digests: dict[str, str] = {}
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:

        def add(name: str, content: bytes) -> None:
            digests[name] = hashlib.sha256(content).hexdigest()
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(content), 0o600, int(made.timestamp())
            tar.addfile(member, io.BytesIO(content))

        about = {**_FORM, "made": made.isoformat(), "revision": revision}
        add(_FIRST, _json(about))
        for number, part in enumerate(dump.parts(connection)):
            add(f"{_TABLES}{part.table}/{number}", part.lines)
        keys = elections_with_key(db)
        for name, content in files.items():
            add(_FILES + name, content)
        add(_LAST, _json({"members": digests, "keys": keys}))
    return keys


def read_backup(source: BinaryIO) -> Iterator[dump.Part | BackupContent]:
    """The parts of every table, in order, and at the end what was found besides; nothing is whole before that end.

    Raises BackupUnfitError for another stream than `write_backup` writes, or for one of a newer form.
    """
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            yield from _members(tar)
        while source.read(1 << 16):
            pass  # to the very end, where the seal says that nothing is missing
    except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise BackupUnfitError("The backup is damaged: it is not in the form of a backup.") from error


def check_backup(source: BinaryIO) -> BackupContent:
    """Read a backup to its end without keeping its rows, and say what it holds. Raises BackupUnfitError."""
    found: BackupContent | None = None
    for one in read_backup(source):
        found = one if isinstance(one, BackupContent) else found
    if found is None:
        raise BackupUnfitError("The backup is damaged: it is not in the form of a backup.")
    return found


def _members(tar: tarfile.TarFile) -> Iterator[dump.Part | BackupContent]:
    digests: dict[str, str] = {}
    found: BackupContent | None = None
    seen = _Chains()
    for member in tar:
        file = tar.extractfile(member)
        content = file.read() if file is not None else b""
        name = member.name
        if found is None:
            found = _about(name, content)
        elif name == _LAST:
            said = json.loads(content)
            if said["members"] != digests:
                raise BackupUnfitError("The backup is damaged: its content is not what its own list says.")
            yield replace(found, keys=tuple(said["keys"]), problems=tuple(seen.problems))
            return
        elif name.startswith(_TABLES):
            part = dump.Part(table=name.split("/")[1], lines=content)
            seen.look(part, found)
            yield part
        elif name.startswith(_FILES):
            found.files[_path(name)] = content
        else:
            raise ValueError(name)
        digests[name] = hashlib.sha256(content).hexdigest()
    raise BackupUnfitError("The backup is damaged, or was cut short: not all of it is there.")


def _about(name: str, content: bytes) -> BackupContent:
    said = json.loads(content)
    if name != _FIRST or said["kind"] != _FORM["kind"]:
        raise BackupUnfitError("This file is no backup of Majma.")
    if said["version"] != _FORM["version"]:
        raise BackupUnfitError("This backup was made by a newer version of Majma: restore it with that version.")
    return BackupContent(made=datetime.fromisoformat(said["made"]), revision=said["revision"])


def _path(name: str) -> str:
    path = name.removeprefix(_FILES)
    if path.startswith("/") or any(one in ("", ".", "..") for one in path.split("/")):
        raise ValueError(name)
    return path


class _Chains:
    """Follows the journal and every board while their rows go by."""

    def __init__(self) -> None:
        self.elections: dict[int, str] = {}
        self.assemblies: dict[int, int] = {}
        self.problems: list[str] = []
        self.is_broken = False

    def look(self, part: dump.Part, found: BackupContent) -> None:
        look = {
            "election": self._election, "journal": self._entry, "board_event": self._event, "board_data": self._data,
            "officer": self._person, "account": self._account, "session": self._session,
        }.get(part.table)  # fmt: skip
        if look is not None:
            for row in dump.rows(part):
                look(row, found)

    def _election(self, row: dict[str, Any], found: BackupContent) -> None:
        self.elections[row["id"]] = row["public_id"]
        found.elections[row["public_id"]] = {**row, "assembly_id": self.assemblies[row["session_id"]]}

    def _session(self, row: dict[str, Any], found: BackupContent) -> None:
        self.assemblies[row["id"]] = row["assembly_id"]

    def _person(self, row: dict[str, Any], found: BackupContent) -> None:
        found.officers[row["id"]] = row

    def _account(self, row: dict[str, Any], found: BackupContent) -> None:
        found.accounts[row["id"]] = row

    def _entry(self, row: dict[str, Any], found: BackupContent) -> None:
        said = journal.Said(
            assembly_id=row["assembly_id"], election_id=row["election_id"],
            at=datetime.fromisoformat(row["at"]).replace(tzinfo=UTC), actors=json.loads(row["actors"]),
            kind=row["kind"], detail=json.loads(row["detail"]),
        )  # fmt: skip
        follows = said.hash(found.entries[-1] if found.entries else "")
        if row["hash"] != follows and not self.is_broken:
            self.is_broken = True
            self.problems.append(f"entry {row['id']} of the journal does not follow from the one before")
        found.entries.append(row["hash"])

    def _event(self, row: dict[str, Any], found: BackupContent) -> None:
        board = found.boards.setdefault(self.elections[row["election_id"]], [])
        raw = dump.bytes_of(row["raw"])
        parent = json.loads(raw).get("parent")
        sound = hashlib.sha256(raw).hexdigest() == row["hash"] and parent == (board[-1] if board else None)
        if not sound or row["height"] != len(board):
            self.problems.append(f"event {row['height']} of the board {self.elections[row['election_id']]} is broken")
        board.append(row["hash"])

    def _data(self, row: dict[str, Any], found: BackupContent) -> None:
        if hashlib.sha256(dump.bytes_of(row["content"])).hexdigest() != row["hash"]:
            self.problems.append(f"data of the board {self.elections[row['election_id']]} are not what their hash says")


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"
