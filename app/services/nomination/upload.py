"""Files of a nomination: kept once for each content, taken away when nothing names them, shown to whom they belong."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.message import N_
from app.models import Nomination, Upload, UploadContent
from app.received.file import MOST_BYTES as MOST_BYTES
from app.received.file import MOST_PIXELS as MOST_PIXELS
from app.received.file import AcceptedFile, UnfitError, settle_apart
from app.services.acts.act import Act
from app.services.acts.reader import told_to_wait
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.nomination import nomination as nominations
from app.services.nomination.dossier import read_dossier
from app.states.nomination import Purpose

UPLOAD_ACTIVE = Refusal(
    code="upload-active",
    status=400,
    words=N_("This PDF is locked, or it holds a script or another file. Please save it anew as PDF."),
)
UPLOAD_DAMAGED = Refusal(
    code="upload-damaged", status=400, words=N_("This file is damaged or incomplete. Please make it again.")
)
UPLOAD_EMPTY = Refusal(code="upload-empty", status=400, words=N_("This file is empty."))
UPLOAD_KIND = Refusal(
    code="upload-kind",
    status=400,
    words=N_("This kind of file is not taken. Please choose one of the kinds named here."),
)
UPLOAD_LARGE = Refusal(
    code="upload-large", status=400, words=N_("This file is larger than %(most)s megabytes. Please make it smaller.")
)
UPLOAD_PIXELS = Refusal(
    code="upload-pixels",
    status=400,
    words=N_("This picture has more than %(most)s megapixels. Please make it smaller."),
)
UPLOAD_QUOTA = Refusal(
    code="upload-quota",
    status=400,
    words=N_("All files of a dossier together may have %(most)s megabytes. Please remove one first."),
)
_UNFIT = {
    "active": UPLOAD_ACTIVE,
    "damaged": UPLOAD_DAMAGED,
    "empty": UPLOAD_EMPTY,
    "kind": UPLOAD_KIND,
    "large": UPLOAD_LARGE,
    "pixels": UPLOAD_PIXELS,
}
"""What is refused of a file, by the word of who looked at it."""


MOST_ALL = 60 * 1024 * 1024
"""Bytes of all files of one nomination."""

LONGEST_NAME = 80
_MOST = {"large": MOST_BYTES // 1024**2, "pixels": MOST_PIXELS // 10**6}
_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadValue:
    """A file as pages name it; pictures have a size in pixels."""

    id: int
    purpose: Purpose
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A file as it is sent."""

    name: str
    media_type: str
    data: bytes
    sha256: str
    made: datetime


def accept(data: bytes, *, picture: bool, room: Path) -> AcceptedFile:
    """What is kept of a file that was sent, a picture made anew; looked at by a reader of the `room` in that folder.

    Refused: upload-empty, upload-large, upload-kind, upload-pixels, upload-damaged, upload-active; files-many.
    """
    try:
        with told_to_wait():
            return settle_apart(data, picture=picture, room=room)
    except UnfitError as fault:
        raise Refused(_UNFIT[fault.why], most=_MOST.get(fault.why, 0)) from fault


def put(db: Session, act: Act, nomination_id: int, *, purpose: Purpose, name: str, found: AcceptedFile) -> int:
    """Store a file for a nomination; return its id. The same content for the same purpose is there once."""
    row = db.get_one(Nomination, nomination_id)
    digest = _store(db, found.content)
    mine = select(Upload).where(Upload.nomination_id == row.id)
    kept = db.scalars(mine.where(Upload.purpose == purpose, Upload.sha256 == digest)).first()
    if kept is None:
        kept = Upload(
            nomination=row, purpose=purpose, name=_name(name, found.media_type), media_type=found.media_type,
            size=len(found.content), width=found.width, height=found.height, sha256=digest,
            small_sha256=None if found.small is None else _store(db, found.small), made=act.now,
        )  # fmt: skip
        db.add(kept)
        db.flush()
    return kept.id


def sweep(db: Session, nomination_id: int) -> None:
    """Delete the files that neither the draft nor the dossier names.

    Refused: upload-quota, where the others are too much.
    """
    row = db.get_one(Nomination, nomination_id)
    named = {*read_dossier(row.dossier).files, *slots(row.draft).values(), *_evidence(row.draft)}
    every = db.scalars(select(Upload).where(Upload.nomination_id == row.id)).all()
    if sum(one.size for one in every if one.id in named) > MOST_ALL:
        raise Refused(UPLOAD_QUOTA, most=MOST_ALL // 1024**2)
    for one in every:
        if one.id not in named:
            digests = {one.sha256, one.small_sha256} - {None}
            db.delete(one)
            db.flush()
            for digest in digests:
                used = select(Upload.id).where((Upload.sha256 == digest) | (Upload.small_sha256 == digest))
                if db.scalar(used.limit(1)) is None:
                    db.execute(delete(UploadContent).where(UploadContent.sha256 == digest))


def uploads(db: Session, nomination_id: int) -> dict[int, UploadValue]:
    """The files of a nomination by their ids."""
    rows = db.scalars(select(Upload).where(Upload.nomination_id == nomination_id).order_by(Upload.id))
    return {row.id: _value(row) for row in rows}


def slots(draft: dict[str, object]) -> dict[str, int]:
    """Ids of the portrait, logo, letter and permit that a draft names."""
    found = draft.get("files")
    return {str(name): one for name, one in found.items() if isinstance(one, int)} if isinstance(found, dict) else {}


def own_content(db: Session, institution_id: int, upload_id: int, *, small: bool = False) -> Content:
    """A file of one of the institution's nominations. Refused: not-found."""
    row = _row(db, upload_id)
    if row.nomination.institution_id != institution_id:
        raise Refused(NOT_FOUND)
    return _content(db, row, small)


def office_content(db: Session, assembly_id: int, upload_id: int, *, small: bool = False) -> Content:
    """A file of a dossier that was handed in to this assembly. Refused: not-found."""
    row = _row(db, upload_id)
    value = nominations.nomination_value(db, row.nomination.id)
    if nominations.assembly_of(db, row.nomination.id) != assembly_id or row.id not in value.dossier.files:
        raise Refused(NOT_FOUND)
    return _content(db, row, small)


def public_content(db: Session, upload_id: int, *, small: bool = False) -> Content:
    """A file that belongs to what a candidate shows to everybody. Refused: not-found."""
    row = _row(db, upload_id)
    shown = read_dossier(row.nomination.dossier).shown_files
    if row.id not in shown or not nominations.is_candidate(db, row.nomination.id):
        raise Refused(NOT_FOUND)
    return _content(db, row, small)


def _row(db: Session, upload_id: int) -> Upload:
    row = db.get(Upload, upload_id) if upload_id < 2**31 else None
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def _content(db: Session, row: Upload, small: bool) -> Content:
    digest = row.small_sha256 if small else row.sha256
    if digest is None:
        raise Refused(NOT_FOUND)
    return Content(
        name=row.name, media_type=row.media_type, data=db.get_one(UploadContent, digest).content, sha256=digest,
        made=row.made,
    )  # fmt: skip


def _store(db: Session, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    if db.get(UploadContent, digest) is None:
        db.add(UploadContent(sha256=digest, content=content))
        db.flush()
    return digest


def _evidence(draft: dict[str, object]) -> Iterator[int]:
    """Ids that the typed achievements name."""
    typed = draft.get("achievements")
    for name, values in typed.items() if isinstance(typed, dict) else ():
        if str(name).endswith("-evidence"):
            yield from (int(one) for one in values if re.fullmatch("[0-9]{1,9}", str(one)))


def _name(name: str, media_type: str) -> str:
    """The last part of a name, on one line, with the ending of what the file is."""
    last = text.normalise(name.replace("\\", "/").rpartition("/")[2])
    stem = "".join(one for one in last.rpartition(".")[0] or last if one.isalnum() or one in " -_()\u200c").strip()
    return (stem[:LONGEST_NAME] or "file") + _ENDINGS[media_type]


def _value(row: Upload) -> UploadValue:
    return UploadValue(
        id=row.id, purpose=row.purpose, name=row.name, media_type=row.media_type, size=row.size, width=row.width,
        height=row.height,
    )  # fmt: skip
