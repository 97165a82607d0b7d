"""Minutes and supplements in the background: printed and sealed in every language, then kept by one transaction.

The number of the registry is taken in that transaction alone, so work that is cancelled or ends has taken none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.db import Session
from app.jobs.workshop import Workshop
from app.papers.sealing import seal_minutes, seal_supplement
from app.services.acts.refusal import Refused
from app.services.letters import sealed_paper
from app.services.letters.sealed_paper import PAPER_OVERTAKEN, Slot
from app.services.whole.job import JobValue

TRIES = 5
"""So often it is printed anew when something was recorded while it was printed."""


def make_minutes(shop: Workshop, job: JobValue) -> None:
    """The minutes, unless they are made. Refused: as `keep_minutes`."""
    election, who = job.arguments["election"], shop.act(job)

    def slot(db: Session) -> Slot | None:
        made = sealed_paper.minutes(db, election) is not None
        return None if made else sealed_paper.minutes_slot(db, election, who.now)

    def seal(db: Session, place: Slot) -> dict[str, bytes]:
        return seal_minutes(shop.issuer("fa"), db, election, place, who.now, tell=shop.tell)

    _keep(shop, slot, seal, lambda db, place, files: sealed_paper.keep_minutes(db, who, election, place, files))


def make_supplement(shop: Workshop, job: JobValue) -> None:
    """A supplement of what no paper up to the entry `since` says, unless a later paper is there.

    Refused: as `keep_supplement`, nothing-to-add.
    """
    election, who = job.arguments["election"], shop.act(job)

    def slot(db: Session) -> Slot | None:
        found = sealed_paper.supplement_slot(db, election, who.now)
        return found if found.since == int(job.arguments["since"]) else None

    def seal(db: Session, place: Slot) -> dict[str, bytes]:
        return seal_supplement(shop.issuer("fa"), db, election, place, who.now, tell=shop.tell)

    _keep(shop, slot, seal, lambda db, place, files: sealed_paper.keep_supplement(db, who, election, place, files))


def make_amendment(shop: Workshop, job: JobValue) -> None:
    """A supplement by which the presidium amends the minutes with the `text`, unless it is kept already.

    Two officers agreed on it when it was asked for: `second` is the other. Refused: as `sealed_paper.amend`.
    """
    election, text, second = (job.arguments[name] for name in ("election", "text", "second"))
    who = shop.act(job)
    who = replace(who, officers=(*who.officers, second))

    def slot(db: Session) -> Slot | None:
        kept = any(one.text == text.strip() and one.made >= job.asked for one in sealed_paper.papers(db, election))
        return None if kept else sealed_paper.supplement_slot(db, election, who.now)

    def seal(db: Session, place: Slot) -> dict[str, bytes]:
        return seal_supplement(shop.issuer("fa"), db, election, place, who.now, text=text, tell=shop.tell)

    _keep(shop, slot, seal, lambda db, place, files: sealed_paper.amend(db, who, election, place, files, text=text))


def _keep(
    shop: Workshop,
    slot: Callable[[Session], Slot | None],
    seal: Callable[[Session, Slot], dict[str, bytes]],
    keep: Callable[[Session, Slot, dict[str, bytes]], object],
) -> None:
    """Print for the place that is next, and keep it; anew where it was overtaken, nothing where there is no place."""
    for left in reversed(range(TRIES)):
        with shop.database.reading() as db:
            place = slot(db)
            if place is None:
                return
            files = seal(db, place)
        try:
            with shop.database.transaction() as db:
                keep(db, place, files)
        except Refused as refused:
            if refused.why is not PAPER_OVERTAKEN or not left:
                raise
        else:
            return
