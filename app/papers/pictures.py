"""Pictures that pages show as papers do: square codes, and the emblems of institutions."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.documents.emblem import emblem as emblem
from app.documents.emblem import sheet
from app.documents.qr import QrCode as QrCode
from app.documents.qr import encode_qr as encode_qr
from app.services.acts.refusal import Refused
from app.services.nomination import upload
from app.services.nomination.candidate_list import Emblem, Portrait


def emblem_sheet(db: Session, shown: Iterable[Emblem]) -> bytes:
    """All emblems and logos of a list as one SVG; a logo that is gone gives way to the drawn emblem."""
    return sheet({one.institution: _logo(db, one.logo) for one in shown})


def portrait_sheet(db: Session, shown: Iterable[Portrait]) -> bytes:
    """All faces of a list as one SVG: who asks for it asks for all, so that nobody learns whose dossier is read."""
    return sheet({one.institution: data for one in shown if (data := _logo(db, one.file)) is not None})


def _logo(db: Session, upload_id: int | None) -> bytes | None:
    try:
        return None if upload_id is None else upload.public_content(db, upload_id, small=True).data
    except Refused:
        return None
