"""The registry: official numbers by year and series, without gaps, never used twice."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.language.dates import jalali_year
from app.models import Assembly, LetterCounter


def next_number(db: Session, assembly_id: int, dated: date, series: str) -> tuple[int, int]:
    """The next year and number; the assembly is locked, since a new year's first counter cannot be."""
    db.get_one(Assembly, assembly_id, with_for_update=True)
    key = (assembly_id, jalali_year(dated), series)
    counter = db.get(LetterCounter, key, with_for_update=True)
    if counter is None:
        counter = LetterCounter(assembly_id=key[0], year=key[1], series=key[2], last=0)
        db.add(counter)
    counter.last += 1
    return counter.year, counter.last


def coming_number(db: Session, assembly_id: int, dated: date, series: str) -> tuple[int, int]:
    """The year and number that `next_number` would give now; nothing is taken."""
    counter = db.get(LetterCounter, (assembly_id, jalali_year(dated), series))
    return jalali_year(dated), (counter.last if counter else 0) + 1


def number_text(year: int, series: str, counter: int) -> str:
    """A number as it is written: `1404/ص/00127`."""
    return f"{year}/{series}/{counter:05d}"
