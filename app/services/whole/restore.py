"""Restoring a backup: only onto what is empty, and an older state than is known elsewhere only by two officers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, BinaryIO

from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from app.models import JournalEntry
from app.services.accounts import account as accounts
from app.services.accounts import password as passwords
from app.services.acts import journal, two
from app.services.acts.act import TWO_OFFICERS_NEEDED, Act
from app.services.acts.refusal import Refused
from app.services.voting import backup_copy
from app.services.whole import dump
from app.services.whole.backup import BackupContent, BackupUnfitError, read_backup
from app.states.officer import Permission, Role
from app.states.phase import Phase
from ballots.checkpoint import ACCOUNTING, decode_checkpoint
from ballots.errors import BallotsError
from ballots.note import Note, NoteKey, decode_note, verify_note
from ballots.witness import decode_state

JOURNAL = "journal"
_TYPED = re.compile(r"([A-Za-z0-9_-]+):([0-9]{1,10}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHead:
    """A head that stands outside this installation: on paper, or in a witness's file, then with its `note`.

    `board` is the election's public id, or `JOURNAL`, for which `height` is the number of entries.
    """

    board: str
    height: int
    hash: str
    is_closed: bool = False
    note: Note | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What a backup lacks of a known head: `later` entries, of which `votes` may be votes; or it `differs`."""

    board: str
    later: int
    votes: int
    differs: bool = False


def read_heads(given: str | bytes) -> tuple[KnownHead, ...]:
    """The heads of what was typed (`board:height:hash`, the hash in groups or not) or of a file: signed heads, or what
    a witness keeps. Raises BackupUnfitError.
    """
    if isinstance(given, str):
        found = _TYPED.fullmatch("".join(given.split()).replace(".", ""))
        if found is None:
            raise BackupUnfitError(
                "A known head is written BOARD:HEIGHT:HASH, as on the zero report: the election's short name "
                "(or «journal»), the number of the entry, and 64 digits."
            )
        return (KnownHead(board=found[1], height=int(found[2]), hash=found[3].lower()),)
    try:
        if given.lstrip().startswith(b"{"):
            return tuple(_known(kept.note, kept.seen.height, kept.seen.hash) for kept in decode_state(given).values())
        lines = given.decode().replace("\r\n", "\n").strip("\n").split("\n\n")
        return tuple(_known(f"{said}\n\n{signed}\n") for said, signed in zip(lines[::2], lines[1::2], strict=True))
    except (BallotsError, UnicodeDecodeError, ValueError) as error:
        raise BackupUnfitError("The file of the known head holds no signed head, and is no witness's file.") from error


def need_ours(heads: Sequence[KnownHead], public: NoteKey) -> None:
    """Refuse heads that another installation signed; `public` is the key of its boards. Raises BackupUnfitError."""
    for one in heads:
        if one.note is None:
            continue
        try:
            verify_note(one.note, replace(public, name=one.origin))
        except BallotsError as error:
            raise BackupUnfitError(
                f"The known head of {one.origin} was signed by another installation: the backup is not of it."
            ) from error


def lacking(found: BackupContent, heads: Sequence[KnownHead]) -> tuple[Lack, ...]:
    """What the backup lacks of heads that are known elsewhere; nothing when it is as new as all of them."""
    return tuple(one for head in heads if (one := _lack(found, head)) is not None)


def need_two_officers(
    found: BackupContent, said: Sequence[tuple[str, str]], now: datetime, boards: Sequence[str] = ()
) -> tuple[str, ...]:
    """The user names of different officers who said their names and passwords as the backup knows them, and who may be
    the two of what is lost: of each of these `boards`, or of one assembly where the backup knows none of them.

    Refused: two-officers-needed (also a password that does not fit), officer-role, officer-unsettled, officer-late,
    officer-new.
    """
    proved = {one for name, password in said if (one := _account(found, name, password)) is not None}
    lost = [found.elections[board] for board in boards if board in found.elections]
    if lost:
        for election in lost:
            _need_pair(found, proved, now, election["assembly_id"], election)
    else:
        _need_pair(found, proved, now, _common(found, proved))
    return tuple(sorted(str(found.accounts[one]["username"]) for one in proved))


def is_empty(db: Session) -> bool:
    """Whether nothing was ever done here: no tables, or none with a row that anybody made."""
    tables = set(inspect(db.connection()).get_table_names())
    asked = tables & {"assembly", "account", "officer", "journal", "institution"}
    return not any(db.execute(text(f"select 1 from {name} limit 1")).first() for name in sorted(asked))  # noqa: S608


def goes_to(db: Session) -> datetime | None:
    """The instant of the last entry of the journal that is here."""
    return db.scalar(select(func.max(JournalEntry.at)))


def load_backup(db: Session, source: BinaryIO) -> None:
    """Put the rows of a backup into empty tables of its own revision. Raises BackupUnfitError."""
    dump.load(db.connection(), _parts(source))


def note_restored(
    db: Session,
    act: Act,
    found: BackupContent,
    *,
    place: str,
    size: int,
    sha256: str,
    lacks: Sequence[Lack],
    reason: str,
) -> None:
    """Write down what was restored, by whom and why, and what is known to lack; the backup is one of the list too."""
    backup_copy.note_copy(db, found.made, place=place, size=size, sha256=sha256, keys=found.keys)
    journal.record(
        db, act, journal.Kind.RESTORED, made=found.made.isoformat(), sha256=sha256, reason=reason,
        lacks=[{"board": one.board, "later": one.later, "votes": one.votes, "differs": one.differs} for one in lacks],
    )  # fmt: skip


def _parts(source: BinaryIO) -> Iterator[dump.Part]:
    for one in read_backup(source):
        if isinstance(one, dump.Part):
            yield one


def _known(text: str, height: int | None = None, seen: str = "") -> KnownHead:
    note = decode_note(text)
    said = decode_checkpoint(note.text)
    higher = height is not None and height > said.head.height
    return KnownHead(
        board=said.origin.rpartition("/")[2], height=height if height is not None and higher else said.head.height,
        hash=seen if higher else said.head.hash, is_closed=ACCOUNTING in said.lines, note=note, origin=said.origin,
    )  # fmt: skip


def _lack(found: BackupContent, head: KnownHead) -> Lack | None:
    """Between set-up and closing every entry of a board is a vote; a closed board has at least its end besides."""
    is_journal = head.board == JOURNAL
    chain = found.entries if is_journal else found.boards.get(head.board, [])
    place = head.height - 1 if is_journal else head.height
    if place < len(chain):  # a journal of no entry is known to lack nothing
        fits = place < 0 or chain[place] == head.hash
        return None if fits else Lack(board=head.board, later=0, votes=0, differs=True)
    later = place - len(chain) + 1
    votes = 0 if is_journal else max(0, later - int(head.is_closed) - int(not chain))
    return Lack(board=head.board, later=later, votes=votes)


def _account(found: BackupContent, name: str, password: str) -> int | None:
    """The account that this name and password open, as the backup knows it."""
    spelled = accounts.spelled(name)
    for number, row in found.accounts.items():
        if row["username"] == spelled and passwords.matches(row["password_hash"], password):
            return number
    return None


def _common(found: BackupContent, proved: set[int]) -> int | None:
    """The assembly of which most of these are officers."""
    mine = Counter(row["assembly_id"] for row in found.officers.values() if row["account_id"] in proved)
    return next((number for number, _ in mine.most_common(1)), None)


def _need_pair(
    found: BackupContent, proved: set[int], now: datetime, assembly_id: int | None,
    election: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """The rule of `acts.two`, asked of the rows of a backup: nothing of it is in a database yet."""
    every = found.officers.values()
    mine = [row for row in every if row["assembly_id"] == assembly_id and row["account_id"] in proved]
    mine = [row for row in mine if not row["disabled"]]
    if min(len(mine), len(proved)) < 2:
        raise Refused(TWO_OFFICERS_NEEDED)
    for row in mine:
        given = found.accounts[row["account_id"]]["password_given"]
        two.need_able(row["name"], Role(row["role"]), Permission.DECIDE, password_given=given)
        if election is not None:
            times = json.loads(election["phase_times"])
            two.need_known(row["name"], _instant(row.get("since")), Phase(election["phase"]), times, now)


def _instant(said: str | None) -> datetime | None:
    return None if said is None else datetime.fromisoformat(said).replace(tzinfo=UTC)
