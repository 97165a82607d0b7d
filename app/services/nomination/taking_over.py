"""Candidates of an earlier election taken over into the one that follows it, with what they handed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Election, Nomination, NominationStep, Upload
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.two import need_pair
from app.services.election.rows import find
from app.services.nomination.nomination import note
from app.states.nomination import SINGLE, NominationStatus, StepKind

_COPIED = ("purpose", "name", "media_type", "size", "width", "height", "sha256", "small_sha256", "made")


def take_over(db: Session, act: Act, earlier: str, later: str, institution_ids: Collection[int]) -> int:
    """Enter these institutions, accepted in an earlier election, as accepted candidates of a later one; two officers.

    Their dossiers, files and findings come along; who withdrew does not. Returns how many there are.
    Refused: two-officers-needed, not-found.
    """
    source, target = find(db, earlier), find(db, later, lock=True)
    need_pair(db, act, source.id)
    mine = select(Nomination).where(
        Nomination.election_id == source.id,
        Nomination.status == NominationStatus.ACCEPTED,
        Nomination.institution_id.in_(institution_ids),
    )
    rows = db.scalars(mine.order_by(Nomination.id)).all()
    for place, row in enumerate(rows, start=1):
        _copy(db, act, row, target, source, place)
    return len(rows)


def _copy(db: Session, act: Act, row: Nomination, target: Election, source: Election, place: int) -> None:
    made = Nomination(
        election_id=target.id, institution_id=row.institution_id, number=None, status=NominationStatus.SUBMITTED,
        receipt=f"{target.public_id}-{place:04d}", submitted=act.now, representative_fa=row.representative_fa,
        representative_en=row.representative_en, representative_ar=row.representative_ar, dossier={},
        draft={}, checks=dict(row.checks), version=1,
    )  # fmt: skip
    db.add(made)
    db.flush()
    made.dossier = _pointing_to(row.dossier, _copy_files(db, row.id, made.id))
    db.flush()
    note(db, act, made.id, StepKind.SUBMITTED)
    made.status = NominationStatus.ACCEPTED
    db.add(NominationStep(nomination_id=made.id, at=act.now, kind=StepKind.ACCEPTED, actors=list(act.officers)))
    journal.record(
        db, act, journal.Kind.NOMINATION_ACCEPTED, election_id=target.id, institution=made.institution_id,
        taken_over=source.public_id,
    )  # fmt: skip


def _copy_files(db: Session, before: int, after: int) -> dict[int, int]:
    """The files of a nomination once more for another; their bytes are kept once. By the old id the new one."""
    found = {}
    for one in db.scalars(select(Upload).where(Upload.nomination_id == before).order_by(Upload.id)):
        made = Upload(nomination_id=after, **{name: getattr(one, name) for name in _COPIED})
        db.add(made)
        db.flush()
        found[one.id] = made.id
    return found


def _pointing_to(dossier: Mapping[str, Any], files: Mapping[int, int]) -> dict[str, object]:
    """A stored dossier with the ids of other files."""

    def new(one: object) -> int | None:
        return files.get(one) if isinstance(one, int) else None

    achievements = [{**one, "evidence": new(one.get("evidence"))} for one in dossier["achievements"]]
    return {**dossier, "achievements": achievements, **{name: new(dossier.get(name)) for name in SINGLE}}
