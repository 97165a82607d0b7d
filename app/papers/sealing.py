"""Sealing: a paper in every language, signed in the name of the assembly's authority, ready to be kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.language.catalogue import wording
from app.language.text import LANGUAGES
from app.papers.election import print_minutes, print_zero_report
from app.papers.issuer import Issuer
from app.papers.supplement import print_supplement
from app.services.election import election as elections
from app.services.letters.sealed_paper import Slot

Tell = Callable[[int, int], None]
"""Is told how many of how many languages are made."""


def _untold(_made: int, _of: int) -> None:
    """Where nobody waits to hear."""


def seal_minutes(
    issuer: Issuer, db: Session, public_id: str, slot: Slot, now: datetime, *, tell: Tell = _untold
) -> dict[str, bytes]:
    """The minutes of a place, sealed, by language."""
    return seal(
        issuer, db, public_id, now, lambda one: print_minutes(one, db, public_id, now, number=slot.number), tell=tell
    )


def seal_supplement(
    issuer: Issuer, db: Session, public_id: str, slot: Slot, now: datetime, *, text: str = "", tell: Tell = _untold
) -> dict[str, bytes]:
    """The supplement of a place, sealed, by language. Refused: nothing-to-add."""
    return seal(
        issuer, db, public_id, now, lambda one: print_supplement(one, db, public_id, slot, now, text=text), tell=tell
    )


def seal_zero_report(issuer: Issuer, db: Session, public_id: str, now: datetime) -> dict[str, bytes]:
    """The zero report, sealed, by language. Refused: phase-wrong."""
    return seal(issuer, db, public_id, now, lambda one: print_zero_report(one, db, public_id))


def seal(
    issuer: Issuer,
    db: Session,
    public_id: str,
    now: datetime,
    print_one: Callable[[Issuer], bytes],
    *,
    tell: Tell = _untold,
) -> dict[str, bytes]:
    """What `print_one` prints, sealed, in each language."""
    home = elections.election(db, public_id).session.assembly
    made: dict[str, bytes] = {}
    for language in LANGUAGES:
        tell(len(made), len(LANGUAGES))
        own = replace(issuer, wording=wording(language))
        made[language] = own.sign(home, print_one(own), now)
    return made
