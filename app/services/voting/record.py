"""The public record of an election as one file: the archive and what belongs beside it."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BallotOrder, Checkpoint, Election, Lot
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.acts.signer import BoardSigner
from app.services.election.rows import board_name, find
from app.services.nomination.withdrawal import withdrawn_numbers
from app.services.voting import bindings, board, slip
from app.services.voting.board import ARCHIVE_MISSING
from ballots import board as chain
from ballots.counting.lots import Method
from ballots.encoding import hash_base64
from ballots.record import container
from ballots.record.bindings import bindings_hash, encode_bindings
from ballots.record.checkpoints import encode_checkpoints
from ballots.record.keys import RecordKeys
from ballots.record.lots import Lots, OrderDraw, TieDraw
from ballots.token import Kind, TokenKey

BESIDE = (container.BINDINGS, container.ACCOUNTING, container.CHECKPOINTS, container.KEYS, container.LOTS)
"""What stands beside the archive, each from its moment on."""

_README = Path(__file__).parents[2] / "language" / "data" / "record_readme.txt"


def write_record(
    db: Session, public_id: str, signer: BoardSigner, slip_keys: Mapping[int, TokenKey], out: BinaryIO
) -> None:
    """Write the record as it is public now. Refused: archive-missing, not-found."""
    with _files(db, public_id, signer, slip_keys) as files:
        container.write_record(files, out)


def write_folder(
    db: Session, public_id: str, signer: BoardSigner, slip_keys: Mapping[int, TokenKey], folder: Path
) -> None:
    """Write the files of the record into a folder, each under its name. Refused: archive-missing, not-found."""
    with _files(db, public_id, signer, slip_keys) as files:
        for name, source in files.items():
            with (folder / name).open("wb") as file:
                while piece := source.read(1 << 20):
                    file.write(piece)


def read_file(db: Session, public_id: str, name: str, signer: BoardSigner, slip_keys: Mapping[int, TokenKey]) -> bytes:
    """One of the files that stand beside the archive, as it is public now.

    Refused: not-found for a name that no such file has, archive-missing for one that is not there yet.
    """
    row = find(db, public_id)
    board.need_head(db, row.id)
    if name not in BESIDE:
        raise Refused(NOT_FOUND)
    found = _beside(db, row, name, signer, slip_keys)
    if found is None:
        raise Refused(ARCHIVE_MISSING)
    return found


def names(db: Session, public_id: str) -> tuple[str, ...]:
    """Which files stand beside the archive now; none while the board is empty. Refused: not-found."""
    row = find(db, public_id)
    if board.head(db, row.id) is None:
        return ()
    drawn = select(Lot.id).where(Lot.election_id == row.id)
    there = {
        container.BINDINGS: bindings.are_whole(db, row.id),
        container.ACCOUNTING: row.accounting_file is not None,
        container.CHECKPOINTS: db.scalar(select(Checkpoint.height).where(Checkpoint.election_id == row.id).limit(1)),
        container.KEYS: True,
        container.LOTS: db.get(BallotOrder, row.id) is not None or db.scalar(drawn.limit(1)) is not None,
    }
    return tuple(name for name in BESIDE if there[name] not in (False, None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """What a paper says of the record, so that nobody can exchange it: all that a signed head names.

    `accounting` and `bindings` are the b64 hashes of these files, None in elections from before there were any; `keys`
    are those that signed.
    """

    fingerprint: str
    closing: chain.Head
    last: chain.Head
    accounting: str | None
    bindings: str | None
    keys: RecordKeys


def anchors(db: Session, public_id: str, signer: BoardSigner, slip_keys: Mapping[int, TokenKey]) -> Anchors:
    """What names the record of an election that is closed. Refused: archive-missing, not-found."""
    row = find(db, public_id)
    given = bindings.bindings(db, row.id)
    return Anchors(
        fingerprint=row.fingerprint or "", closing=board.last_of(db, row.id, chain.END_BALLOTS).head,
        last=board.need_head(db, row.id),
        accounting=None if row.accounting_file is None else hash_base64(row.accounting_file),
        bindings=bindings_hash(given) if given else None, keys=_keys(db, row, signer, slip_keys),
    )  # fmt: skip


def tag(db: Session, public_id: str, signer: BoardSigner, slip_keys: Mapping[int, TokenKey]) -> str:
    """What names the record as it is public now: another one has another. Refused: archive-missing, not-found."""
    row = find(db, public_id)
    digest = hashlib.sha256(board.archive_tag(db, public_id).encode())
    for name in BESIDE:
        digest.update(hashlib.sha256(_beside(db, row, name, signer, slip_keys) or b"").digest())
    return digest.hexdigest()


def readme() -> bytes:
    """What stands in every record to be read first."""
    return _README.read_bytes()


def checkpoints(db: Session, public_id: str) -> bytes | None:
    """The signed heads as a file, or None. Refused: not-found."""
    return _checkpoints(db, find(db, public_id))


def lots(db: Session, public_id: str) -> bytes | None:
    """The lots that were drawn as a file, or None. Refused: not-found."""
    return _lots(db, find(db, public_id))


@contextmanager
def _files(
    db: Session, public_id: str, signer: BoardSigner, slip_keys: Mapping[int, TokenKey]
) -> Iterator[dict[str, BinaryIO]]:
    row = find(db, public_id)
    with ExitStack() as stack:
        archive = stack.enter_context(tempfile.TemporaryFile())
        board.write_archive(db, public_id, archive)
        archive.seek(0)
        beside = {name: _beside(db, row, name, signer, slip_keys) for name in BESIDE}
        files = {name: cast(BinaryIO, io.BytesIO(data)) for name, data in beside.items() if data is not None}
        readme = cast(BinaryIO, io.BytesIO(_README.read_bytes()))
        yield {**files, container.README: readme, container.ARCHIVE: cast(BinaryIO, archive)}


def _beside(
    db: Session, row: Election, name: str, signer: BoardSigner, slip_keys: Mapping[int, TokenKey]
) -> bytes | None:
    match name:
        case container.BINDINGS:
            return _bindings(db, row)
        case container.ACCOUNTING:
            return row.accounting_file
        case container.CHECKPOINTS:
            return _checkpoints(db, row)
        case container.KEYS:
            return _keys(db, row, signer, slip_keys).to_bytes()
        case container.LOTS:
            return _lots(db, row)
    return None


def _bindings(db: Session, row: Election) -> bytes | None:
    given = bindings.bindings(db, row.id)
    return encode_bindings(given) if given else None


def _checkpoints(db: Session, row: Election) -> bytes | None:
    mine = select(Checkpoint.note).where(Checkpoint.election_id == row.id).order_by(Checkpoint.height)
    notes = list(db.scalars(mine))
    return encode_checkpoints(notes) if notes else None


def _keys(db: Session, row: Election, signer: BoardSigner, slip_keys: Mapping[int, TokenKey]) -> RecordKeys:
    return RecordKeys(board=signer.key(board_name(row)), slips=_slip_keys(db, row, slip_keys))


def _slip_keys(db: Session, row: Election, installation: Mapping[int, TokenKey]) -> Mapping[int, Ed25519PublicKey]:
    """The keys that may have signed this election's slips: a credential officer's own alone, where there is one."""
    keys = slip.batch_keys(db, row.id) or installation
    return {key_id: key.public for key_id, key in keys.items() if Kind.SLIP in key.kinds}


def _lots(db: Session, row: Election) -> bytes | None:
    order = db.get(BallotOrder, row.id)
    ties = list(db.scalars(select(Lot).where(Lot.election_id == row.id).order_by(Lot.id)))
    if order is None and not ties:
        return None
    return Lots(
        seats=row.seats, alternates=row.alternates, withdrawn=withdrawn_numbers(db, row.id),
        order=None if order is None else OrderDraw(
            method=Method(order.method), digits=order.digits, listed=tuple(order.listed), drawn=tuple(order.drawn),
        ),
        ties=tuple(
            TieDraw(
                method=Method(tie.method), rank=tie.rank, tied=tuple(sorted(index + 1 for index in tie.tied)),
                digits=tie.digits, drawn=tuple(index + 1 for index in tie.drawn),
            )
            for tie in ties
        ),
    ).to_bytes()  # fmt: skip
