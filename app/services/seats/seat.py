"""The seats of a final result: taken, declined, given up; the next alternate follows, and the old letter ends."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.dates import in_tehran
from app.language.message import N_
from app.models import Letter, Seat
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.step import Step
from app.services.acts.two import need_pair
from app.services.count.rows import seats_of
from app.services.count.seating import SeatValue, follow, seat_elected, seats
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.letters.letter import revoke_letter
from app.services.letters.replacement import void_draft
from app.states.letter import STANDING, LetterStatus
from app.states.officer import Permission
from app.states.phase import Phase
from app.states.seat import HELD, SeatState

SEAT_EMPTY = Refusal(code="seat-empty", status=409, words=N_("Nobody has this seat now."))
SEAT_TAKEN = Refusal(code="seat-taken", status=409, words=N_("This seat has been taken already."))
SEAT_DAY = Refusal(
    code="seat-day",
    status=409,
    words=N_("The day lies between that on which the seat was offered, %(since)s, and today."),
    field="day",
)
SEAT_REASON = Refusal(
    code="seat-reason", status=409, words=N_("Write why, in words: it stands beside the result."), field="reason"
)


def accept(db: Session, act: Act, public_id: str, place: int, *, day: date, note: str = "") -> tuple[SeatValue, ...]:
    """Record that who was offered a seat has taken it on a day.

    Refused: phase-wrong, seat-empty, seat-taken, seat-day.
    """
    row = _holding(db, act, public_id, place, day)
    if row.state is SeatState.ACCEPTED:
        raise Refused(SEAT_TAKEN)
    row.asked, row.asked_reason = None, ""
    _change(db, act, row, SeatState.ACCEPTED, journal.Kind.SEAT_ACCEPTED, day, note)
    return seats(db, public_id)


def accept_own(db: Session, act: Act, public_id: str, institution_id: int) -> None:
    """Take the own seat today, by the institution's account.

    Refused: not-found, phase-wrong, seat-empty, seat-taken, seat-day.
    """
    row = _own(db, act, public_id, institution_id)
    accept(db, act, public_id, row.place, day=in_tehran(act.now).date())


def refuse_own(db: Session, act: Act, public_id: str, institution_id: int, *, reason: str) -> None:
    """Say by the institution's account that it does not want its seat, which two officers then record by `vacate`;
    again changes nothing.

    Refused: not-found, phase-wrong, seat-empty, seat-reason.
    """
    row = _own(db, act, public_id, institution_id)
    if not reason.strip():
        raise Refused(SEAT_REASON)
    if row.asked is None:
        _say(db, act, row, act.now, reason.strip())


def keep_own(db: Session, act: Act, public_id: str, institution_id: int) -> None:
    """Take back what `refuse_own` said, before two officers have recorded it; where nothing was said nothing changes.

    Refused: not-found, phase-wrong, seat-empty.
    """
    row = _own(db, act, public_id, institution_id)
    if row.asked is not None:
        _say(db, act, row, None, "")


def unwanted(db: Session, public_id: str) -> tuple[SeatValue, ...]:
    """The seats whose holders said by their accounts that they do not want them, and that two officers have not
    recorded yet. Refused: not-found, phase-wrong."""
    return tuple(one for one in seats(db, public_id) if one.held and one.asked is not None)


def vacate(db: Session, act: Act, public_id: str, place: int, *, day: date, reason: str) -> tuple[SeatValue, ...]:
    """Record that a seat was declined, or given up after it was taken; two officers.

    Its letter is revoked with the reason, or its draft put away; the next alternate by the result is offered the seat,
    or it is vacant.
    Refused: as `need_pair`, phase-wrong, seat-empty, seat-day, seat-reason.
    """
    need_pair(db, act, find(db, public_id, lock=True).id)
    row = _holding(db, act, public_id, place, day)
    if not reason.strip():
        raise Refused(SEAT_REASON)
    if row.state is SeatState.OFFERED:
        _change(db, act, row, SeatState.DECLINED, journal.Kind.SEAT_DECLINED, day, reason)
    else:
        _change(db, act, row, SeatState.ENDED, journal.Kind.SEAT_ENDED, day, reason)
    mine = (Letter.election_id == row.election_id, Letter.institution_id == row.institution_id)
    for one in db.scalars(select(Letter).where(*mine, Letter.status.in_(STANDING)).order_by(Letter.id)).all():
        if one.status == LetterStatus.ISSUED:
            revoke_letter(db, act, one.id, reason=reason)
        else:
            void_draft(db, act, public_id, one.id, reason=reason)
    follow(db, act, row.election_id, place, in_tehran(act.now).date())
    return seats(db, public_id)


def _own(db: Session, act: Act, public_id: str, institution_id: int) -> Seat:
    """The holding by which the institution has a seat now."""
    election = find(db, public_id, lock=True)
    need_phase(election.phase, Phase.FINAL)
    seat_elected(db, act, election.id)
    mine = (one for one in seats_of(db, election.id) if one.institution_id == institution_id and one.state in HELD)
    row = next(mine, None)
    if row is None:
        raise Refused(SEAT_EMPTY)
    return row


def _say(db: Session, act: Act, row: Seat, at: datetime | None, reason: str) -> None:
    row.asked, row.asked_reason = at, reason
    kind = journal.Kind.SEAT_WANTED if at is None else journal.Kind.SEAT_UNWANTED
    journal.record(
        db, act, kind, election_id=row.election_id, place=row.place, institution=row.institution_id, reason=reason
    )


def _holding(db: Session, act: Act, public_id: str, place: int, day: date) -> Seat:
    election = find(db, public_id, lock=True)
    need_phase(election.phase, Phase.FINAL)
    seat_elected(db, act, election.id)
    row = next((one for one in seats_of(db, election.id) if one.place == place and one.state in HELD), None)
    if row is None:
        raise Refused(SEAT_EMPTY)
    if not (row.changed or row.since) <= day <= in_tehran(act.now).date():
        raise Refused(SEAT_DAY, since=row.changed or row.since)
    return row


def _change(db: Session, act: Act, row: Seat, state: SeatState, kind: journal.Kind, day: date, reason: str) -> None:
    row.state, row.changed, row.reason, row.officers = state, day, reason, list(act.officers)
    journal.record(
        db, act, kind, election_id=row.election_id, place=row.place, institution=row.institution_id,
        day=day.isoformat(), reason=reason,
    )  # fmt: skip


def _all_answered(db: Session, election_id: int) -> bool:
    rows = seats_of(db, election_id)
    waits = any(row.state in HELD and row.asked is not None for row in rows)
    return bool(rows) and not waits and all(row.state is not SeatState.OFFERED for row in rows)


SEATS = Step(
    code="seats",
    permission=Permission.DECIDE,
    before=(Phase.FINAL,),
    side=True,
    is_done=_all_answered,
    page="office.seats",
    open_in=(Phase.FINAL,),
    title=N_("Seats"),
    sentence=N_("Who was elected takes the seat or declines it; when one falls free, the next alternate follows."),
    button=N_("Go to the seats"),
)
