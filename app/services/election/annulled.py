"""What is kept of an annulment with the election: why, when, by whom, and an outside decision's marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.models import Election
from app.states.phase import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Annulment:
    """Why an election counts for nothing; `officers` are the names of both who recorded it.

    `authority`, `number` and `day` are those of the outside decision that annulled a final result, empty before.
    """

    at: datetime
    reason: str
    officers: tuple[str, ...]
    authority: str = ""
    number: str = ""
    day: date | None = None


def keep(db: Session, election_id: int, said: Annulment) -> None:
    """Write an annulment to the election's row."""
    row = db.get_one(Election, election_id)
    row.annulment = {
        "at": said.at.isoformat(), "reason": said.reason, "officers": list(said.officers),
        "authority": said.authority, "number": said.number, "day": said.day.isoformat() if said.day else "",
    }  # fmt: skip


def read(db: Session, election_id: int) -> Annulment | None:
    """The annulment of an election, or None; one of before reasons were asked has its instant alone."""
    row = db.get_one(Election, election_id)
    if row.phase != Phase.ANNULLED:
        return None
    kept: dict[str, object] = row.annulment or {"at": row.phase_times[Phase.ANNULLED]}
    officers, day = kept.get("officers"), str(kept.get("day", ""))
    return Annulment(
        at=datetime.fromisoformat(str(kept["at"])), reason=str(kept.get("reason", "")),
        officers=tuple(map(str, officers)) if isinstance(officers, list) else (),
        authority=str(kept.get("authority", "")), number=str(kept.get("number", "")),
        day=date.fromisoformat(day) if day else None,
    )  # fmt: skip
