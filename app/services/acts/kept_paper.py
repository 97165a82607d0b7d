"""Documents that were printed once and are kept, so that asking again costs nothing and gives the same bytes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import PrintedPaper


def find(db: Session, name: str, made_of: str) -> bytes | None:
    """The document that was printed under this name from what `made_of` is the digest of, or None."""
    row = db.get(PrintedPaper, name)
    return row.content if row is not None and row.made_of == made_of else None


def keep(db: Session, name: str, made_of: str, content: bytes, now: datetime) -> bytes:
    """Keep a document in the place of what was printed under its name; return it, or its twin that came first."""
    row = db.get(PrintedPaper, name, with_for_update=True)
    if row is None:
        try:
            with db.begin_nested():
                db.add(PrintedPaper(name=name, made_of=made_of, content=content, made=now))
            return content
        except IntegrityError:  # another process was quicker
            row = db.get_one(PrintedPaper, name, with_for_update=True)
    if row.made_of != made_of:
        row.made_of, row.content, row.made = made_of, content, now
    return row.content
