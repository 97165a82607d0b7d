"""A dossier while it is typed: one screen is kept at a time, with the files that came with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models import Nomination
from app.received.file import AcceptedFile
from app.services.acts.act import Act
from app.services.nomination import nomination as nominations
from app.services.nomination import upload
from app.states.nomination import SINGLE, Purpose

Typed = dict[str, list[str]]
"""What stood in the fields of one screen, by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that was sent in a field, with the name that its sender gave it."""

    field: str
    name: str
    found: AcceptedFile


def keep(
    db: Session,
    act: Act,
    public_id: str,
    institution_id: int,
    part: str,
    typed: Typed,
    *,
    sent: tuple[Sent, ...] = (),
    dropped: str = "",
    seen: datetime | None = None,
    over: bool = True,
) -> datetime:
    """Keep one screen as it is typed, valid or not, and its files; return when. The first time a nomination begins.

    `dropped`: the field whose file is taken away. `seen` and `over`: see `nomination.save_draft`.
    Refused: draft-changed, draft-long, upload-quota, and what keeps the institution from changing its draft.
    """
    nominations.begin(db, act, public_id, institution_id=institution_id)
    row = db.get_one(Nomination, nominations.changeable(db, act, public_id, institution_id))
    typed, files = dict(typed), upload.slots(row.draft)
    if dropped in SINGLE:
        files.pop(dropped, None)
    elif dropped in typed:
        typed[dropped] = [""]
    for one in sent:
        purpose = Purpose(one.field) if one.field in SINGLE else Purpose.EVIDENCE
        kept = upload.put(db, act, row.id, purpose=purpose, name=one.name, found=one.found)
        if purpose in SINGLE:
            files[purpose] = kept
        else:
            typed[one.field] = [str(kept)]
    at = nominations.save_draft(db, act, public_id, institution_id, part, dict(typed), seen=seen, over=over)
    row.draft = {**row.draft, "files": files}
    upload.sweep(db, row.id)
    return at
