"""The screen in the hall: what it shows, by one touch of the office, and never more than the phase allows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Assembly, AssemblySession, HallScreen
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.hall.rows import held
from app.states.phase import Phase
from app.states.screen import ALWAYS, HallPicture

SCREEN_EARLY = Refusal(
    code="screen-early", status=409, words=N_("This cannot be shown now: the election has not come so far.")
)
HALL = 0
"""The number of what all screens show that show nothing of their own."""
MOST_SCREENS = 9
MOST_DIGITS = 100

_FROM = {
    HallPicture.BOARD: (Phase.FROZEN, Phase.OPEN, Phase.CLOSED, Phase.TALLIED, Phase.PROVISIONAL, Phase.FINAL),
    HallPicture.TURNOUT: (Phase.OPEN, Phase.CLOSED, Phase.TALLIED, Phase.PROVISIONAL, Phase.FINAL),
    HallPicture.CLOSING: (Phase.OPEN, Phase.CLOSED, Phase.TALLIED, Phase.PROVISIONAL, Phase.FINAL),
    HallPicture.LOTS: tuple(one for one in Phase if one is not Phase.ANNULLED),
    HallPicture.SEATS: (Phase.PROVISIONAL, Phase.FINAL),
    HallPicture.RESULT: (Phase.PROVISIONAL, Phase.FINAL),
}
"""In which phases of its election something may be shown. Lots show what the office put before the hall, no counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenValue:
    """What a screen shows; `election` is the public id of the election it is about, "" where there is none.

    `network` is what the hall's network is called, "" where the welcome says nothing of one; an open one has no
    `network_password`.
    """

    session_id: int
    number: int
    own: bool
    shows: HallPicture
    election: str
    step: int
    digits: str
    message: str
    network: str
    network_password: str


def session_at(db: Session, slug: str, number: int) -> int:
    """The id of the session of this number of the assembly of this address. Refused: not-found."""
    wanted = select(AssemblySession.id).join(Assembly)
    wanted = wanted.where(AssemblySession.discarded.is_(None))
    found = db.scalar(wanted.where(Assembly.address == slug, AssemblySession.number == number))
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def may_show(phase: Phase | None, shows: HallPicture) -> bool:
    """Whether something may be shown of an election in this phase; None: of no election."""
    return shows in ALWAYS or (phase is not None and phase in _FROM[shows])


def screen(db: Session, session_id: int, number: int = HALL) -> ScreenValue:
    """What a screen shows; what the phase does not allow, or no longer does, is the welcome instead."""
    hall = db.get(HallScreen, (session_id, HALL))
    row = db.get(HallScreen, (session_id, number)) or hall
    every = held(db, session_id)
    chosen = next((one for one in every if row is not None and one.id == row.election_id), every[0] if every else None)
    shows = row.shows if row is not None else HallPicture.WELCOME
    if not may_show(chosen.phase if chosen else None, shows):
        shows = HallPicture.WELCOME
    return ScreenValue(
        session_id=session_id, number=number, own=row is not None and row.number != HALL, shows=shows,
        election=chosen.public_id if chosen else "", step=row.step if row else 0, digits=row.digits if row else "",
        message=row.message if row else "", network=hall.network if hall else "",
        network_password=hall.network_password if hall else "",
    )  # fmt: skip


def show(
    db: Session, session_id: int, shows: HallPicture, *, number: int = HALL, election: str = "", message: str = ""
) -> None:
    """Let a screen show something; with number 0 every screen. Seats and balls begin anew when they are called up.

    Refused: screen-early; not-found for an election of another session.
    """
    every = {one.public_id: one for one in held(db, session_id)}
    if election and election not in every:
        raise Refused(NOT_FOUND)
    chosen = every.get(election or next(iter(every), ""))
    if not may_show(chosen.phase if chosen else None, shows):
        raise Refused(SCREEN_EARLY)
    row = _row(db, session_id, number)
    if shows != row.shows:
        row.step, row.digits = 0, ""
    row.shows, row.election_id = shows, chosen.id if chosen else None
    row.message = message or row.message
    if number == HALL:
        for other in db.scalars(select(HallScreen).where(HallScreen.session_id == session_id)):
            if other.number != HALL:
                db.delete(other)


def follow(db: Session, session_id: int, number: int) -> None:
    """Let a screen show again what the hall's screens show."""
    row = db.get(HallScreen, (session_id, number))
    if row is not None and number != HALL:
        db.delete(row)


def name_network(db: Session, session_id: int, name: str, password: str) -> None:
    """Say on the welcome how devices get into the hall's network; with an empty name nothing is said of one."""
    row = _row(db, session_id, HALL)
    row.network, row.network_password = name, password if name else ""


def next_seat(db: Session, session_id: int, *, seen: int, number: int = HALL) -> None:
    """Show one more of the elected; `seen` were shown when the button was, so that a second touch shows no more."""
    row = _row(db, session_id, number)
    if row.step == seen:
        row.step += 1


def show_ball(db: Session, session_id: int, digit: str, *, seen: int, number: int = HALL) -> None:
    """Show the digit of a ball behind the `seen` ones; a second touch shows it once. An empty digit takes the last
    one back."""
    row = _row(db, session_id, number)
    if len(row.digits) != seen:
        return
    row.digits = row.digits[:-1] if digit == "" else (row.digits + digit)[:MOST_DIGITS]


def _row(db: Session, session_id: int, number: int) -> HallScreen:
    """The row of a screen, under the lock of its session; a new one shows what the hall's screens show."""
    db.get_one(AssemblySession, session_id, with_for_update=True)
    row = db.get(HallScreen, (session_id, number), populate_existing=True)
    if row is None:
        hall = db.get(HallScreen, (session_id, HALL))
        row = HallScreen(
            session_id=session_id, number=number, shows=hall.shows if hall else HallPicture.WELCOME,
            election_id=hall.election_id if hall else None, step=hall.step if hall else 0,
            digits=hall.digits if hall else "", message=hall.message if hall else "",
            network="", network_password="",
        )  # fmt: skip
        db.add(row)
        db.flush()
    return row
