"""What an institution handed in, byte for byte, so that both sides can show it later by its fingerprint."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Election, Institution, Nomination, NominationStep, Submission, Upload
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.election.rows import find_nomination

FORMAT = "majma-dossier-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionValue:
    """The last thing handed in: its canonical bytes, their SHA-256 (hex), and what a receipt says of them."""

    step: int
    receipt: str
    at: datetime
    institution: Names
    province: str
    representative: Names
    programmes: int
    achievements: int
    files: int
    content: bytes
    sha256: str


def keep(db: Session, nomination_id: int, step_id: int) -> None:
    """Keep what `row` holds as handed in with `step`."""
    row = db.get_one(Nomination, nomination_id)
    content = _canonical(db, row)
    db.add(Submission(step_id=step_id, content=content, sha256=hashlib.sha256(content).hexdigest()))
    db.flush()


def fingerprint(db: Session, nomination_id: int) -> str:
    """The SHA-256 (hex) of what was handed in last. Refused: not-found."""
    return _last(db, nomination_id)[1].sha256


def submission(db: Session, public_id: str, nomination_id: int) -> SubmissionValue:
    """What a nomination handed in last. Refused: not-found."""
    row = find_nomination(db, public_id, nomination_id)[1]
    step, kept = _last(db, row.id)
    said: dict[str, Any] = json.loads(kept.content)
    return SubmissionValue(
        step=step.id, receipt=said["receipt"], at=step.at, institution=Names(**said["institution"]["name"]),
        province=said["institution"]["province"], representative=Names(**said["representative"]),
        programmes=len(said["dossier"]["programmes"]), achievements=len(said["dossier"]["achievements"]),
        files=len(said["files"]), content=kept.content, sha256=kept.sha256,
    )  # fmt: skip


def _last(db: Session, nomination_id: int) -> tuple[NominationStep, Submission]:
    found = db.execute(
        select(NominationStep, Submission)
        .where(Submission.step_id == NominationStep.id, NominationStep.nomination_id == nomination_id)
        .order_by(NominationStep.id.desc())
        .limit(1)
    ).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found[0], found[1]


def _canonical(db: Session, row: Nomination) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; files stand in it with the SHA-256 of their content."""
    files = db.scalars(select(Upload).where(Upload.nomination_id == row.id).order_by(Upload.id))
    said = {
        "format": FORMAT, "election": db.get_one(Election, row.election_id).public_id, "receipt": row.receipt,
        "submitted": row.submitted.isoformat() if row.submitted else None,
        "institution": _institution(row.institution),
        "representative": {
            "fa": row.representative_fa, "en": row.representative_en, "ar": row.representative_ar,
        },
        "dossier": row.dossier,
        "files": [
            {
                "id": file.id, "purpose": file.purpose, "name": file.name, "media_type": file.media_type,
                "size": file.size, "sha256": file.sha256,
            }
            for file in files
        ],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _institution(row: Institution) -> dict[str, object]:
    expires = row.permit_expires
    return {
        "name": {"fa": row.name_fa, "en": row.name_en, "ar": row.name_ar}, "province": row.province,
        "province_scheme": row.province_scheme, "kind": row.kind, "registration": row.registration,
        "registered_at": row.registered_at, "national_id": row.national_id, "founded": row.founded,
        "permit": {**row.permit, "expires": expires.isoformat() if expires else None},
        "fields": row.fields, "tracks": row.tracks,
    }  # fmt: skip
