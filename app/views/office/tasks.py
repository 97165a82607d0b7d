"""What is next in an election, what is done, what comes later: from the phase and what is already there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext

from app.services.count import tally
from app.services.election.election import ElectionValue
from app.services.hall import roll
from app.services.letters import letter as letters
from app.services.nomination import review
from app.services.voting import ballot_order, key_destruction, slip, trustee
from app.states.letter import LetterStatus
from app.states.nomination import WAITING, NominationStatus
from app.states.phase import POLLING, Phase
from app.web.filters import holder
from app.web.i18n import digits
from app.web.installation import Session

ORDER = (
    "nominate", "candidates", "review", "trustees", "freeze", "slips", "open", "close", "tally", "publish", "finalise",
    "letters", "destroy",
)  # fmt: skip
"""The acts of an election in their order; what else there is comes in between where it is asked for."""

_BY_PHASE = {
    Phase.DRAFT: "nominate", Phase.NOMINATING: "review", Phase.REVIEWING: "freeze", Phase.FROZEN: "open",
    Phase.OPEN: "close", Phase.CLOSED: "tally", Phase.TALLIED: "publish", Phase.PROVISIONAL: "finalise",
    Phase.FINAL: "letters",
}  # fmt: skip
_PAGES = {
    "settings": "office.settings",
    "timetable": "office.timetable_page",
    "candidates": "office.candidates",
    "roll": "office.roll",
    "trustees": "office.trustees",
    "slips": "office.slips",
    "close": "office.close",
    "tally": "office.tally_page",
    "lots": "office.lots",
    "letters": "office.letters",
    "zero": "office.zero",
}
_BETWEEN = {"announce": "freeze", "zero": "close", "lots": "publish"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAct:
    """The one act that is next; `blocked` says what is missing."""

    code: str
    address: str
    blocked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of the list: "done", "next" or "later"."""

    code: str
    state: str
    address: str | None
    at: datetime | None = None


def next_act(db: Session, election: ElectionValue) -> NextAct | None:
    """The one act that is next, or None when nothing is left."""
    code = _code(db, election)
    if code is None:
        return None
    return NextAct(code=code, address=_address(code, election), blocked=_blocked(db, code, election))


def task_list(db: Session, election: ElectionValue) -> tuple[Task, ...]:
    """Every act with its state; settings, roll and the like stay open as long as they may change."""
    code = _code(db, election)
    here = len(ORDER) if code is None else ORDER.index(_BETWEEN.get(code, code))
    tasks = []
    for place, one in enumerate(ORDER):
        state = "done" if place < here else "next" if place == here else "later"
        if election.phase == Phase.ANNULLED:
            state = "next" if one == code else "done" if _time(one, election) else "later"
        address = _address(one, election) if state == "next" or _stays_open(one, election) else None
        tasks.append(Task(code=one, state=state, address=address, at=_time(one, election)))
    roll_open = election.phase != Phase.ANNULLED and not election.reached(Phase.CLOSED)
    early = not election.fingerprint
    side = [("settings", early), ("timetable", early), ("roll", roll_open)]
    first = tuple(
        Task(code=name, state="next" if may else "done", address=_address(name, election)) for name, may in side
    )
    return (*first, *tasks)


def _code(db: Session, election: ElectionValue) -> str | None:
    refine: dict[Phase, Callable[[Session, ElectionValue], str | None]] = {
        Phase.NOMINATING: _nominating, Phase.REVIEWING: _reviewing, Phase.FROZEN: _frozen, Phase.OPEN: _open,
        Phase.TALLIED: _tallied, Phase.FINAL: _final, Phase.ANNULLED: _annulled,
    }  # fmt: skip
    if election.phase in refine:
        return refine[election.phase](db, election)
    return _BY_PHASE.get(election.phase)


def _nominating(db: Session, election: ElectionValue) -> str:
    return "review" if review.tallies(db, election.public_id).get(NominationStatus.ACCEPTED, 0) >= 2 else "candidates"


def _reviewing(db: Session, election: ElectionValue) -> str:
    if any(review.tallies(db, election.public_id).get(status) for status in WAITING):
        return "candidates"
    holders = trustee.trustees(db, election.public_id)
    if not holders or not all(one.has_key for one in holders):
        return "trustees"
    said = ballot_order.order(db, election.public_id)
    return "announce" if said.balls_needed and said.announced is None else "freeze"


def _frozen(db: Session, election: ElectionValue) -> str:
    return "open" if slip.counts(db, election.public_id).sealed else "slips"


def _open(_db: Session, election: ElectionValue) -> str:
    return "close" if election.cast else "zero"


def _tallied(db: Session, election: ElectionValue) -> str:
    return "lots" if tally.outcome(db, election.public_id).ties else "publish"


def _final(db: Session, election: ElectionValue) -> str | None:
    papers = letters.letters(db, election.public_id)
    if not papers or any(one.status == LetterStatus.DRAFT for one in papers):
        return "letters"
    return None if key_destruction.keys_destroyed(db, election.public_id) else "destroy"


def _annulled(db: Session, election: ElectionValue) -> str | None:
    """Nothing needs the keys any more, where there are any."""
    has_keys = any(one.has_key for one in trustee.trustees(db, election.public_id))
    return "destroy" if has_keys and not key_destruction.keys_destroyed(db, election.public_id) else None


def _blocked(db: Session, code: str, election: ElectionValue) -> str | None:
    if code == "open":
        untested = [holder(one) for one in trustee.trustees(db, election.public_id) if not one.checked]
        if untested:
            return str(gettext(
                "The key of %(names)s is not tested in the sealed election yet: with the link of the invitation.",
                names=gettext(", ").join(untested),
            ))  # fmt: skip
        counts = roll.attendance(db, election.session.id)
        if not counts.reached:
            return str(gettext(
                "The quorum is not reached: %(present)s present, %(quorum)s needed.",
                present=digits(counts.present), quorum=digits(counts.quorum),
            ))  # fmt: skip
        if counts.handed == 0:
            return str(gettext("No slip has been handed out yet."))
    if code == "tally" and election.cast < election.rule.small_group:
        return str(gettext(
            "With fewer than %(least)s ballots the sums could reveal votes. They are not counted.",
            least=digits(election.rule.small_group),
        ))  # fmt: skip
    return None


def _address(code: str, election: ElectionValue) -> str:
    if code in _PAGES:
        return url_for(_PAGES[code], public_id=election.public_id)
    return url_for("office.act", public_id=election.public_id, code=code)


def _stays_open(code: str, election: ElectionValue) -> bool:
    if code in ("candidates", "trustees"):
        return True
    return (code == "slips" and election.phase in POLLING) or (
        code in ("tally", "lots") and election.reached(Phase.TALLIED)
    )


def _time(code: str, election: ElectionValue) -> datetime | None:
    phase = {
        "nominate": Phase.NOMINATING, "review": Phase.REVIEWING, "freeze": Phase.FROZEN, "open": Phase.OPEN,
        "close": Phase.CLOSED, "tally": Phase.TALLIED, "publish": Phase.PROVISIONAL, "finalise": Phase.FINAL,
    }.get(code)  # fmt: skip
    return election.times.get(phase) if phase else None
