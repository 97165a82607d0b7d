"""Who presides over the sessions of the tests, and who watches them."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy.orm import Session

from app.models import AssemblySession
from app.services.hall.session import Presidium

PRESIDIUM = Presidium(
    chair="کاوه دماوندی", secretary="پریسا الوندی", first_observer="سهراب تفتانی", second_observer="مینا سبلانی"
)


def name_presidium(db: Session, session_id: int, presidium: Presidium = PRESIDIUM) -> None:
    """Name a presidium without an act of anybody; an empty one takes it away."""
    row = db.get_one(AssemblySession, session_id)
    for field in fields(presidium):
        setattr(row, field.name, getattr(presidium, field.name))
    db.flush()
