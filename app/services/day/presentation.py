"""The presentations: whose turn it is, the one timer that all share, and the hours that the server records.

Every act may come twice, from two phones or one that was touched twice: the second changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election, Nomination, Presentation, PresentationRound
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.day.rows import MINUTES, round_row
from app.services.day.speaking_order import Speaker, SpeakingDraw, draw_among, speakers, stands
from app.services.hall.rows import note_in_session
from app.states.presentation import STANDING, SpeakingOrder, TurnState

WARNING = 60
"""Seconds before the end at which the timer warns."""
MOST_EXTRA = 15

ORDER_UNDRAWN = Refusal(
    code="order-undrawn", status=409, words=N_("First the order of the speakers is drawn; then the first one begins.")
)
ANOTHER_PRESENTS = Refusal(
    code="another-presents",
    status=409,
    words=N_("%(name)s has the floor. End that presentation first."),
)
TURN_OVER = Refusal(
    code="turn-over",
    status=409,
    words=N_("This candidate has had the time that all have. Whoever adds a minute adds it for all."),
)
SPEAKER_WITHDREW = Refusal(
    code="speaker-withdrew", status=409, words=N_("This candidate has withdrawn and does not present.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnValue:
    """One presentation. The timer runs from `since` on; `spent` are the seconds before."""

    place: int
    speaker: Speaker
    state: TurnState
    started: datetime | None
    ended: datetime | None
    since: datetime | None
    spent: int

    @property
    def id(self) -> int:
        """The nomination's id, by which acts name the turn."""
        return self.speaker.candidate.id

    @property
    def withdrew(self) -> bool:
        """Whether the candidate no longer stands."""
        return not stands(self.speaker)

    def spent_at(self, now: datetime) -> int:
        """Seconds that the candidate has spoken until `now`."""
        return self.spent + (_seconds(self.since, now) if self.since else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundValue:
    """All presentations of a session, in the order drawn; `slot` seconds are each candidate's."""

    minutes: int
    extra: int
    draw: SpeakingDraw
    turns: tuple[TurnValue, ...]

    @property
    def slot(self) -> int:
        """Seconds for each candidate, the minutes added for all among them."""
        return 60 * (self.minutes + self.extra)

    @property
    def is_drawn(self) -> bool:
        """Whether there is an order; one candidate alone needs none."""
        return self.draw.order != SpeakingOrder.UNDRAWN or len(self.turns) == 1

    @property
    def begun(self) -> bool:
        """Whether somebody has begun."""
        return any(one.started is not None for one in self.turns)

    @property
    def present(self) -> TurnValue | None:
        """Who stands before the hall."""
        return next((one for one in self.turns if one.state in STANDING), None)

    @property
    def next(self) -> TurnValue | None:
        """Who comes next."""
        return next((one for one in self.turns if one.state == TurnState.WAITING and not one.withdrew), None)


def presentations(db: Session, session_id: int) -> RoundValue:
    """The presentations of a session; who was accepted after the draw comes behind those drawn."""
    kept = db.get(PresentationRound, session_id)
    found = speakers(db, session_id)
    standing = {one.candidate.id: one for one in found}
    rows = db.scalars(select(Presentation).where(Presentation.session_id == session_id).order_by(Presentation.place))
    turns = [_turn(row, standing.pop(row.nomination_id)) for row in rows if row.nomination_id in standing]
    draw = draw_among(db, session_id, found)
    late = sorted(standing) if draw.order != SpeakingOrder.UNDRAWN or len(standing) == 1 else ()
    behind = turns[-1].place if turns else 0
    turns += [_new_turn(behind + place, standing[one]) for place, one in enumerate(late, start=1)]
    return RoundValue(
        minutes=kept.minutes if kept else MINUTES, extra=kept.extra if kept else 0, draw=draw, turns=tuple(turns)
    )


def speaking(db: Session, public_id: str) -> tuple[int, ...]:
    """The id of the nomination, in this election, of who stands before the hall; nobody, nothing. One question."""
    mine = select(Presentation.nomination_id).join(Nomination, Nomination.id == Presentation.nomination_id)
    held = mine.join(Election, Election.id == Nomination.election_id).where(Election.public_id == public_id)
    return tuple(db.scalars(held.where(Presentation.state.in_(STANDING))))


def start(db: Session, act: Act, session_id: int, turn_id: int) -> None:
    """Let a candidate begin, or go on after a pause, or use time that was added for all; who is absent has come.

    Refused: order-undrawn, not-found, speaker-withdrew, another-presents, turn-over.
    """
    found, row, value = _find(db, session_id, turn_id)
    if row.state == TurnState.RUNNING:
        return
    if value.withdrew:
        raise Refused(SPEAKER_WITHDREW)
    now = found.present
    if now is not None and now.id != turn_id:
        raise Refused(ANOTHER_PRESENTS, name=now.speaker.candidate.institution.name.fa)
    if row.state == TurnState.OVER and row.spent >= found.slot:
        raise Refused(TURN_OVER)
    row.state, row.since, row.started, row.ended = TurnState.RUNNING, act.now, row.started or act.now, None
    _note(db, act, journal.Kind.PRESENTATION_STARTED, value)


def pause(db: Session, act: Act, session_id: int, turn_id: int) -> None:
    """Stop the timer for a while. Refused: order-undrawn, not-found."""
    _, row, value = _find(db, session_id, turn_id)
    if row.state == TurnState.RUNNING:
        _stop(row, act.now)
        row.state = TurnState.PAUSED
        _note(db, act, journal.Kind.PRESENTATION_PAUSED, value)


def finish(db: Session, act: Act, session_id: int, turn_id: int) -> None:
    """End a presentation; one that is over, or was never begun, stays as it is. Refused: order-undrawn, not-found."""
    _, row, value = _find(db, session_id, turn_id)
    if row.state in STANDING:
        _stop(row, act.now)
        row.state, row.ended = TurnState.OVER, act.now
        _note(db, act, journal.Kind.PRESENTATION_ENDED, value, seconds=row.spent)


def take_back(db: Session, act: Act, session_id: int, turn_id: int) -> None:
    """Take back that a candidate began, as by a slip of the finger: nothing is spent. Refused: order-undrawn,
    not-found."""
    _, row, value = _find(db, session_id, turn_id)
    if row.state in STANDING:
        row.state, row.started, row.since, row.spent = TurnState.WAITING, None, None, 0
        _note(db, act, journal.Kind.PRESENTATION_TAKEN_BACK, value)


def mark_absent(db: Session, act: Act, session_id: int, turn_id: int) -> None:
    """Note that a candidate is not here; who comes later may still begin. Refused: order-undrawn, not-found."""
    _, row, value = _find(db, session_id, turn_id)
    if row.state == TurnState.WAITING:
        row.state = TurnState.ABSENT
        _note(db, act, journal.Kind.PRESENTATION_ABSENT, value)


def move_to_end(db: Session, act: Act, session_id: int, turn_id: int) -> None:
    """Let a candidate who is not here yet present as the last one. Refused: order-undrawn, not-found."""
    found, row, value = _find(db, session_id, turn_id)
    last = max(one.place for one in found.turns)
    if row.state in (TurnState.WAITING, TurnState.ABSENT) and (row.place != last or row.state == TurnState.ABSENT):
        row.state, row.place = TurnState.WAITING, last + 1
        _note(db, act, journal.Kind.PRESENTATION_MOVED, value)


def add_minute(db: Session, act: Act, session_id: int, *, seen: int) -> None:
    """Add a minute for all candidates alike, also for those who have spoken. `seen` is how many minutes were added when
    the button was shown, so that a second touch adds none."""
    row = round_row(db, session_id)
    if row.extra == seen and row.extra < MOST_EXTRA:
        row.extra += 1
        note_in_session(db, act, journal.Kind.PRESENTATION_MINUTE, session_id, minutes=row.minutes + row.extra)


def _find(db: Session, session_id: int, turn_id: int) -> tuple[RoundValue, Presentation, TurnValue]:
    """All presentations, and the row and the value of one, under the lock of the session."""
    round_row(db, session_id)
    found = presentations(db, session_id)
    if not found.is_drawn:
        raise Refused(ORDER_UNDRAWN)
    value = next((one for one in found.turns if one.id == turn_id), None)
    if value is None:
        raise Refused(NOT_FOUND)
    mine = select(Presentation).where(Presentation.nomination_id == turn_id)
    row = db.scalars(mine.execution_options(populate_existing=True)).first()
    if row is None:
        row = Presentation(
            session_id=session_id, nomination_id=turn_id, place=value.place, state=TurnState.WAITING, started=None,
            ended=None, since=None, spent=0,
        )  # fmt: skip
        db.add(row)
    return found, row, value


def _stop(row: Presentation, now: datetime) -> None:
    row.spent += _seconds(row.since, now) if row.since else 0
    row.since = None


def _seconds(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds()))


def _note(db: Session, act: Act, kind: journal.Kind, value: TurnValue, **detail: Any) -> None:
    found = value.speaker
    note_in_session(db, act, kind, found.election.session.id, institution=found.candidate.institution.id, **detail)


def _new_turn(place: int, speaker: Speaker) -> TurnValue:
    return TurnValue(
        place=place, speaker=speaker, state=TurnState.WAITING, started=None, ended=None, since=None, spent=0
    )


def _turn(row: Presentation, speaker: Speaker) -> TurnValue:
    return TurnValue(
        place=row.place, speaker=speaker, state=row.state, started=row.started, ended=row.ended, since=row.since,
        spent=row.spent,
    )  # fmt: skip
