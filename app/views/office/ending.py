"""Acts that end a phase: whether it is time for them, and what an officer should know who does them early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, ngettext

from app.services.election.election import ElectionValue
from app.services.election.timetable import timetable
from app.services.hall import electorate
from app.services.nomination import review
from app.web.i18n import day_and_clock, digits
from app.web.installation import Session, now


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Whether nothing of the phase is left to do, and else what would be cut off, in sentences."""

    ripe: bool
    warnings: tuple[str, ...]


def ending(db: Session, election: ElectionValue, code: str) -> Ending:
    """What the act of this code would cut off if it ended the phase now."""
    if code == "review":
        return _of_registration(db, election)
    if code == "freeze":
        return _until(timetable(db, election.public_id).appeals_end, gettext("Appeals are taken until %(at)s."))
    if code == "open":
        return _of_arrival(db, election)
    if code == "close":
        return _of_voting(db, election)
    return Ending(ripe=True, warnings=())


def _until(at: datetime | None, said: str) -> Ending:
    runs = at is not None and at > now()
    return Ending(ripe=not runs, warnings=(said % {"at": day_and_clock(at)},) if at is not None and runs else ())


def _of_registration(db: Session, election: ElectionValue) -> Ending:
    closes = timetable(db, election.public_id).registration_closes
    runs = _until(closes, gettext("Registration runs until %(at)s: who has not handed in by now is shut out."))
    left = review.undecided(db, election.public_id)
    waiting = ngettext(
        "%(count)s nomination is not decided yet.", "%(count)s nominations are not decided yet.", left,
        count=digits(left),
    )  # fmt: skip
    return Ending(
        ripe=closes is not None and runs.ripe and not left, warnings=(*runs.warnings, *((waiting,) if left else ()))
    )


def _of_arrival(db: Session, election: ElectionValue) -> Ending:
    counts = electorate.attendance(db, election.id)
    away, bare = counts.enrolled - counts.present, counts.present - counts.handed
    said = []
    if away > 0:
        said.append(ngettext(
            "%(count)s delegate of the roll is not here.", "%(count)s delegates of the roll are not here.", away,
            count=digits(away),
        ))  # fmt: skip
    if bare > 0:
        said.append(ngettext(
            "%(count)s delegate is here and has no slip yet.", "%(count)s delegates are here and have no slip yet.",
            bare, count=digits(bare),
        ))  # fmt: skip
    return Ending(ripe=not said, warnings=tuple(said))


def _of_voting(db: Session, election: ElectionValue) -> Ending:
    counts = electorate.attendance(db, election.id)
    left = max(0, counts.handed - election.cast)
    said = ngettext(
        "%(count)s delegate holds a slip and has not voted. Announce the last minutes and ask in the hall first.",
        "%(count)s delegates hold slips and have not voted. Announce the last minutes and ask in the hall first.",
        left,
        count=digits(left),
    )
    return Ending(ripe=not left and counts.handed == counts.enrolled, warnings=(said,) if left else ())
