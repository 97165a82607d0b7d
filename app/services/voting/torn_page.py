"""A torn or misprinted page of slips: what stood on it becomes void by two officers, and spare slips take its place.

Slips are printed in the order of their serials (`ballots.slips.lay_out`), so pages are known by serials alone. They are
pages only until slips are handed out: from then on each slip is declared void by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.text import ascii_digits
from app.models import Election, HandedSlip, Slip, SlipBatch
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.two import need_pair
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.hall import electorate
from app.services.voting.slip import SlipCounts, counts
from app.states.phase import Phase
from app.states.slip import SlipState
from ballots.errors import BallotsError
from ballots.slips import lay_out, read_serial

PAGE_HANDED = Refusal(
    code="page-handed",
    status=409,
    words=N_("Slips have been handed out, so there are no pages any more. Declare each slip void by its serial."),
)
PAGE_UNKNOWN = Refusal(
    code="page-unknown",
    status=400,
    words=N_("There is no such page. Type its number, from 1 to %(pages)s, or a serial that stands on it."),
    field="page",
)
PAGE_VOID = Refusal(code="page-void", status=409, words=N_("Every slip of this page is void already."), field="page")
PAGES_UNKNOWN = Refusal(
    code="pages-unknown",
    status=409,
    words=N_("Which slips stood on which page is not known here. Declare each slip void by its serial."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageValue:
    """A page of slips: its number from 1, its serials, and those of them that are good still.

    `left` are the good slips that there will be without it, `enrolled` the delegates who need one.
    """

    number: int
    serials: tuple[str, ...]
    good: tuple[str, ...]
    left: int
    enrolled: int

    @property
    def suffices(self) -> bool:
        """Whether a slip is left for each delegate."""
        return self.left >= self.enrolled


def need_pages(db: Session, public_id: str) -> int:
    """How many pages of slips there are. Refused: not-found, phase-wrong, pages-unknown, page-handed."""
    return len(_pages(db, find(db, public_id)))


def page(db: Session, public_id: str, said: str) -> PageValue:
    """The page of a number or of a serial that stands on it.

    Refused: not-found, phase-wrong, pages-unknown, page-handed, page-unknown.
    """
    election = find(db, public_id)
    pages = _pages(db, election)
    number = _number(pages, said)
    rows = select(Slip.serial).where(
        Slip.election_id == election.id, Slip.serial.in_(pages[number - 1]), Slip.state == SlipState.GOOD
    )
    good = tuple(sorted(db.scalars(rows)))
    numbers = counts(db, public_id)
    return PageValue(
        number=number, serials=pages[number - 1], good=good, enrolled=electorate.enrolled(db, election.id),
        left=numbers.good - len(good),
    )  # fmt: skip


def void_page(db: Session, act: Act, public_id: str, said: str) -> SlipCounts:
    """Declare every slip of a page void; two officers, before any slip is handed out.

    Refused: what `need_pair` refuses, not-found, phase-wrong, pages-unknown, page-handed, page-unknown, page-void.
    """
    election = find(db, public_id, lock=True)
    need_pair(db, act, election.id)
    torn = page(db, public_id, said)
    if not torn.good:
        raise Refused(PAGE_VOID)
    for serial in torn.good:
        db.get_one(Slip, (election.id, serial)).state = SlipState.VOID
    journal.record(
        db, act, journal.Kind.SLIP_PAGE_VOIDED, election_id=election.id, page=torn.number, serials=list(torn.good)
    )
    db.flush()
    return counts(db, public_id)


def _pages(db: Session, election: Election) -> tuple[tuple[str, ...], ...]:
    """The serials of each page. Refused: phase-wrong, pages-unknown, page-handed."""
    need_phase(election.phase, Phase.FROZEN)
    batch = db.get(SlipBatch, election.id)
    if batch is None or batch.per_page is None:
        raise Refused(PAGES_UNKNOWN)
    if db.scalar(select(HandedSlip.delegate_id).where(HandedSlip.election_id == election.id).limit(1)) is not None:
        raise Refused(PAGE_HANDED)
    serials = tuple(db.scalars(select(Slip.serial).where(Slip.election_id == election.id)))
    return lay_out(serials, batch.per_page, batch.personal)


def _number(pages: tuple[tuple[str, ...], ...], said: str) -> int:
    """The number of the page that is meant. Refused: page-unknown."""
    typed = ascii_digits(said.strip())
    if typed.isdecimal() and len(typed) < 7:
        number = int(typed)
    else:
        try:
            serial = read_serial(said)
        except BallotsError:
            serial = ""  # it may have been a secret
        number = next((place for place, serials in enumerate(pages, start=1) if serial in serials), 0)
    if not 1 <= number <= len(pages):
        raise Refused(PAGE_UNKNOWN, pages=len(pages))
    return number
