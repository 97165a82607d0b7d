"""Letterheads: the own logo and lines of an assembly, and the series of its letters and notices."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import NAMELESS, Names
from app.models import Assembly, LetterheadRow, LogoRow
from app.received.file import AcceptedFile
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused

SERIES_SAME = Refusal(
    code="series-same",
    status=409,
    words=N_("Letters, notices and minutes (%(minutes)s) need three different series: a number is given once."),
    field="notice_series",
)

LETTERS, NOTICES = "ص", "ن"
"""The series of letters and of notices where an assembly chose none."""
OF_MINUTES = "م"
"""That of minutes, which stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterheadValue:
    """Lines such as address and telephone, in three languages; `logo`: the digest of an own one, or nothing."""

    lines: Names = NAMELESS
    letter_series: str = LETTERS
    notice_series: str = NOTICES
    logo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A logo as it is printed and sent."""

    data: bytes
    media_type: str


def letterhead(db: Session, assembly_id: int) -> LetterheadValue:
    """The letterhead of an assembly."""
    row = db.get(LetterheadRow, assembly_id)
    if row is None:
        return LetterheadValue()
    return LetterheadValue(
        lines=Names(row.lines_fa, row.lines_en, row.lines_ar), letter_series=row.letter_series,
        notice_series=row.notice_series, logo=row.logo_sha256 or "",
    )  # fmt: skip


def change_letterhead(
    db: Session, act: Act, assembly_id: int, *, lines: Names, letter_series: str, notice_series: str,
    picture: AcceptedFile | None = None, drop_logo: bool = False,
) -> LetterheadValue:  # fmt: skip
    """Change lines and series, and the logo where a picture was sent or the drawn emblem is wanted again.

    What is issued keeps what it says, and a frozen election the letterhead it was frozen with. Refused: series-same.
    """
    if len({letter_series, notice_series, OF_MINUTES}) < 3:
        raise Refused(SERIES_SAME, minutes=OF_MINUTES)
    before = letterhead(db, assembly_id)
    row = db.get(LetterheadRow, assembly_id, with_for_update=True)
    if row is None:
        row = LetterheadRow(assembly_id=db.get_one(Assembly, assembly_id).id)
    row.lines_fa, row.lines_en, row.lines_ar = lines.fa, lines.en, lines.ar
    row.letter_series, row.notice_series = letter_series, notice_series
    if picture is not None:
        row.logo_sha256 = _store(db, picture)
    elif drop_logo:
        row.logo_sha256 = None
    db.add(row)
    db.flush()
    after = letterhead(db, assembly_id)
    if after != before:
        journal.record(
            db, act, journal.Kind.LETTERHEAD_CHANGED, assembly_id=assembly_id, letters=letter_series,
            notices=notice_series, logo=after.logo,
        )  # fmt: skip
    return after


def logo(db: Session, digest: str) -> Logo:
    """A logo by its digest. Refused: not-found."""
    row = db.get(LogoRow, digest)
    if row is None:
        raise Refused(NOT_FOUND)
    return Logo(data=row.content, media_type=row.media_type)


def _store(db: Session, picture: AcceptedFile) -> str:
    """Keep the small picture, which prints sharply enough at the size of a letterhead."""
    content = picture.small or picture.content
    digest = hashlib.sha256(content).hexdigest()
    if db.get(LogoRow, digest) is None:
        db.add(LogoRow(sha256=digest, media_type=picture.media_type, content=content))
        db.flush()
    return digest
