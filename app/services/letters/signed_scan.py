"""Scans of sealed papers as people signed them, kept beside the paper with their SHA-256; what was kept stays."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Officer, SealedPaper, SignedScan
from app.received.file import AcceptedFile
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.election.rows import find

SCANS_MANY = Refusal(
    code="scans-many",
    status=409,
    words=N_("%(most)s scans of this paper are kept. Please join the pages in one PDF."),
    field="scan",
)
MOST = 20
"""Scans of one paper: its pages photographed one by one, and some of them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanValue:
    """A scan of a paper: when and by whom it was kept, and the SHA-256 (hex) of its bytes."""

    id: int
    paper_id: int
    kept: datetime
    officers: tuple[str, ...]
    media_type: str
    sha256: str


def keep_scan(db: Session, act: Act, public_id: str, paper_id: int, found: AcceptedFile) -> ScanValue:
    """Keep a scan of a signed paper of an election; the same one again is there once.

    Refused: not-found, scans-many.
    """
    row = find(db, public_id, lock=True)
    paper = db.get(SealedPaper, paper_id)
    if paper is None or paper.election_id != row.id:
        raise Refused(NOT_FOUND)
    digest = hashlib.sha256(found.content).hexdigest()
    mine = select(SignedScan).where(SignedScan.paper_id == paper_id)
    there = db.scalars(mine.where(SignedScan.sha256 == digest)).first()
    if there is not None:
        return _value(there)
    if (db.scalar(select(func.count()).where(SignedScan.paper_id == paper_id)) or 0) >= MOST:
        raise Refused(SCANS_MANY, most=MOST)
    known = dict(iter(db.execute(select(Officer.username, Officer.name).where(Officer.username.in_(act.officers)))))
    scan = SignedScan(
        paper_id=paper_id, kept=act.now, officers=[known.get(one) or one for one in act.officers],
        media_type=found.media_type, sha256=digest, content=found.content,
    )  # fmt: skip
    db.add(scan)
    db.flush()
    journal.record(db, act, journal.Kind.SIGNED_SCAN_KEPT, election_id=row.id, paper=str(paper.kind), sha256=digest)
    return _value(scan)


def scans(db: Session, public_id: str) -> dict[int, tuple[ScanValue, ...]]:
    """The scans of an election's papers by the papers' ids, the oldest first. Refused: not-found."""
    mine = select(SignedScan).join(SealedPaper, SealedPaper.id == SignedScan.paper_id)
    rows = db.scalars(mine.where(SealedPaper.election_id == find(db, public_id).id).order_by(SignedScan.id))
    found: dict[int, tuple[ScanValue, ...]] = {}
    for row in rows:
        found[row.paper_id] = (*found.get(row.paper_id, ()), _value(row))
    return found


def scan(db: Session, public_id: str, scan_id: int) -> tuple[ScanValue, bytes]:
    """A scan of an election's paper, and its bytes. Refused: not-found."""
    row = db.get(SignedScan, scan_id)
    if row is None or db.get_one(SealedPaper, row.paper_id).election_id != find(db, public_id).id:
        raise Refused(NOT_FOUND)
    return _value(row), row.content


def _value(row: SignedScan) -> ScanValue:
    return ScanValue(
        id=row.id, paper_id=row.paper_id, kept=row.kept, officers=tuple(row.officers), media_type=row.media_type,
        sha256=row.sha256,
    )  # fmt: skip
