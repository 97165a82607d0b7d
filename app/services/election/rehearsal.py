"""A session held for practice: its elections say so in their titles, so in their records, and end without seats.

The mark stands in the title, since the title goes into the frozen election, its fingerprint, slips, screen and papers:
whoever passes the record off as that of an election would have to change it.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.models import AssemblySession, Election
from app.services.acts.refusal import Refusal, Refused

REHEARSAL_STAYS = Refusal(
    code="rehearsal-stays",
    status=409,
    words=N_(
        "This is a rehearsal. It never becomes final, fills no seat and gives no letter. "
        "When it is over, two officers discard it on the page of its session."
    ),
)

REHEARSAL_ONLY = Refusal(
    code="rehearsal-only",
    status=409,
    words=N_("This is no rehearsal. Delegates are simulated in a rehearsal alone."),
)

MARKS = Names("تمرین", "Rehearsal", "تجربة")
SERIES = "تمرین"
"""What papers of a rehearsal are numbered in, in the place of every series of the registry."""


def marked(db: Session, session_id: int, title: Names) -> Names:
    """A title as an election of this session bears it: in a rehearsal with the mark in front, once."""
    if not db.get_one(AssemblySession, session_id).rehearsal:
        return title
    return Names(*(_with(mark, one) for mark, one in zip(_all(MARKS), _all(title), strict=True)))


def need_meant(db: Session, election_id: int) -> None:
    """Refuse what fills seats or gives letters in a rehearsal. Refused: rehearsal-stays."""
    if db.get_one(Election, election_id).session.rehearsal:
        raise Refused(REHEARSAL_STAYS)


def need_rehearsal(db: Session, election_id: int) -> None:
    """Refuse (rehearsal-only) what may be done in a rehearsal alone."""
    if not db.get_one(Election, election_id).session.rehearsal:
        raise Refused(REHEARSAL_ONLY)


def series_in(db: Session, election_id: int, series: str) -> str:
    """The series in which a paper of an election is numbered: that of the registry, or the rehearsals' own."""
    return SERIES if db.get_one(Election, election_id).session.rehearsal else series


def _all(names: Names) -> tuple[str, str, str]:
    return names.fa, names.en, names.ar


def _with(mark: str, title: str) -> str:
    return title if not title or title.startswith(f"{mark}: ") else f"{mark}: {title}"
