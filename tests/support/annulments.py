"""Elections that count for nothing: annulled by two officers, before the end or by an outside decision after it."""

from __future__ import annotations

from app.language.dates import in_tehran
from app.services.letters import overturning
from app.services.voting import annulment
from tests.support.assemblies import Simulation

REASON = "شمار برگه‌ها با فهرست حاضران نمی‌خواند و رأی‌گیری تکرار می‌شود."
AUTHORITY = "شعبهٔ ۳ دیوان داوری"
DECISION = "1404/77"


def annul(held: Simulation, reason: str = REASON) -> None:
    """Annul an election that is not final."""
    with held.database.transaction() as db:
        annulment.annul(db, held.two(), held.election, reason=reason)


def overturn(held: Simulation, reason: str = REASON) -> None:
    """Annul a final result by an outside decision of the same day."""
    with held.database.transaction() as db:
        overturning.overturn(
            db,
            held.two(),
            held.election,
            authority=AUTHORITY,
            number=DECISION,
            day=in_tehran(held.now).date(),
            reason=reason,
        )


def end(held: Simulation) -> None:
    """Annul an election wherever it stands."""
    (overturn if held.phase == "final" else annul)(held)
