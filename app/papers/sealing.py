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


def seal_minutes(issuer: Issuer, db: Session, public_id: str, slot: Slot, now: datetime) -> dict[str, bytes]:
    """The minutes of a place, sealed, by language."""
    return seal(issuer, db, public_id, now, lambda one: print_minutes(one, db, public_id, now, number=slot.number))


def seal_supplement(
    issuer: Issuer, db: Session, public_id: str, slot: Slot, now: datetime, *, text: str = ""
) -> dict[str, bytes]:
    """The supplement of a place, sealed, by language. Refused: nothing-to-add."""
    return seal(issuer, db, public_id, now, lambda one: print_supplement(one, db, public_id, slot, now, text=text))


def seal_zero_report(issuer: Issuer, db: Session, public_id: str, now: datetime) -> dict[str, bytes]:
    """The zero report, sealed, by language. Refused: phase-wrong."""
    return seal(issuer, db, public_id, now, lambda one: print_zero_report(one, db, public_id))


def seal(
    issuer: Issuer, db: Session, public_id: str, now: datetime, print_one: Callable[[Issuer], bytes]
) -> dict[str, bytes]:
    """What `print_one` prints, sealed, in each language."""
    home = elections.election(db, public_id).session.assembly
    each = {language: replace(issuer, wording=wording(language)) for language in LANGUAGES}
    return {language: one.sign(home, print_one(one), now) for language, one in each.items()}
