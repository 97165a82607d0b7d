"""The order in which candidates present: drawn by balls, its own or the ballot's; never by alphabet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.reference import province
from app.language.text import sort_key
from app.models import Presentation, PresentationRound
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.day.rows import round_row
from app.services.election import election as elections
from app.services.election.election import ElectionValue
from app.services.hall.rows import note_in_session
from app.services.hall.session import observers_of
from app.services.nomination import nomination as nominations
from app.services.nomination.nomination import NominationValue
from app.services.voting import ballot_order
from app.services.voting.ballot_order import LIST_CHANGED, ORDER_UNANNOUNCED, need_balls
from app.states.election import Ordering
from app.states.nomination import NominationStatus
from app.states.phase import Phase
from app.states.presentation import SpeakingOrder, TurnState
from ballots.counting import lots

SPEAKING_BEGUN = Refusal(
    code="speaking-begun",
    status=409,
    words=N_("The presentations have begun. Order and time are the same for all and stay."),
)
NOTHING_TO_ORDER = Refusal(
    code="nothing-to-order", status=409, words=N_("There are no two candidates yet whose order could be drawn.")
)
NO_BALLOT_ORDER = Refusal(
    code="no-ballot-order",
    status=409,
    words=N_("The order on the ballot was not drawn by lot. Draw the order of the speakers by balls of its own."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A candidate who may present, and the election in which it stands."""

    candidate: NominationValue
    election: ElectionValue

    @property
    def listed(self) -> str:
        """The line of the list that is drawn from."""
        one = self.candidate.institution
        return f"{one.name.fa} ({province(one.province).fa})"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakingDraw:
    """How the order comes about: `balls_needed` (0 where there is nothing to draw), the list's hash, when this very
    list was announced, and the digits drawn. `offers_ballot`: the order of the ballot was drawn and may be taken."""

    order: SpeakingOrder
    listed: tuple[str, ...]
    hash: str
    balls_needed: int
    announced: datetime | None
    digits: str
    drawn_at: datetime | None
    offers_ballot: bool


def speakers(db: Session, session_id: int) -> tuple[Speaker, ...]:
    """Every accepted candidate of the session's elections by itself, once each, the withdrawn among them once listed;
    in the order of the ballot where there is one, else in Persian order."""
    seen: set[int] = set()
    found = []
    held = [one for one in elections.elections(db, session_ids=[session_id]) if one.phase != Phase.ANNULLED]
    candidates = nominations.candidates_of(db, [one.id for one in held])
    for one in reversed(held):
        for candidate in candidates[one.id]:
            if candidate.institution.id not in seen:
                seen.add(candidate.institution.id)
                found.append(Speaker(candidate=candidate, election=one))
    return tuple(found)


def order_draw(db: Session, session_id: int) -> SpeakingDraw:
    """How the order of the speakers comes about."""
    return draw_among(db, session_id, speakers(db, session_id))


def draw_among(db: Session, session_id: int, standing: tuple[Speaker, ...]) -> SpeakingDraw:
    """How the order of these speakers of the session comes about, where they were read already."""
    row = db.get(PresentationRound, session_id)
    if row is not None and row.drawn_by != SpeakingOrder.UNDRAWN:
        return SpeakingDraw(
            order=row.drawn_by, listed=tuple(row.listed), hash=lots.list_hash(row.listed), balls_needed=len(row.digits),
            announced=row.announced, digits=row.digits, drawn_at=row.drawn_at, offers_ballot=False,
        )  # fmt: skip
    listed = _listed(standing)
    return SpeakingDraw(
        order=SpeakingOrder.UNDRAWN, listed=listed, hash=lots.list_hash(listed),
        balls_needed=lots.balls_needed(len(listed)) if len(listed) > 1 else 0,
        announced=row.announced if row is not None and tuple(row.listed) == listed else None, digits="", drawn_at=None,
        offers_ballot=_by_ballot(standing),
    )  # fmt: skip


def set_minutes(db: Session, session_id: int, minutes: int) -> None:
    """Say how many minutes each candidate has. Refused: speaking-begun."""
    row = round_row(db, session_id)
    _need_unbegun(db, session_id)
    row.minutes = minutes


def announce_order(db: Session, act: Act, session_id: int) -> None:
    """Put the list and the number of balls into the journal, before the first ball; again changes nothing.

    Refused: nothing-to-order, speaking-begun.
    """
    row = round_row(db, session_id)
    _need_unbegun(db, session_id)
    listed = _listed(speakers(db, session_id))
    if len(listed) < 2:
        raise Refused(NOTHING_TO_ORDER)
    if row.announced is not None and tuple(row.listed) == listed:
        return
    row.listed, row.announced = list(listed), act.now
    note_in_session(
        db, act, journal.Kind.SPEAKING_ANNOUNCED, session_id, hash=lots.list_hash(listed),
        balls=lots.balls_needed(len(listed)),
    )  # fmt: skip


def draw_order(db: Session, act: Act, session_id: int, *, digits: str) -> None:
    """Order the speakers by balls drawn in the hall. The first draw counts; the same digits again change nothing.

    Refused: nothing-to-order, order-unannounced, list-changed, balls-count, speaking-begun.
    """
    row = round_row(db, session_id)
    if row.drawn_by != SpeakingOrder.UNDRAWN and row.digits == digits:
        return
    _need_unbegun(db, session_id)
    if row.drawn_by != SpeakingOrder.UNDRAWN:
        raise Refused(SPEAKING_BEGUN)
    if row.announced is None:
        raise Refused(ORDER_UNANNOUNCED)
    standing = sorted(speakers(db, session_id), key=_persian)
    if len(standing) < 2:
        raise Refused(NOTHING_TO_ORDER)
    if tuple(row.listed) != _listed(tuple(standing)):
        raise Refused(LIST_CHANGED)
    need_balls(digits, lots.balls_needed(len(standing)))
    row.seed, row.digits = lots.order_seed(digits, row.listed), digits
    drawn = lots.draw(row.seed, len(standing), len(standing))
    _settle(db, act, row, SpeakingOrder.BALLS, [standing[place - 1] for place in drawn])


def take_ballot_order(db: Session, act: Act, session_id: int) -> None:
    """Let the candidates present in the order in which the balls put them on the ballot; again changes nothing.

    Refused: no-ballot-order, speaking-begun.
    """
    row = round_row(db, session_id)
    if row.drawn_by == SpeakingOrder.BALLOT:
        return
    _need_unbegun(db, session_id)
    standing = speakers(db, session_id)
    if row.drawn_by != SpeakingOrder.UNDRAWN:
        raise Refused(SPEAKING_BEGUN)
    if not _by_ballot(standing):
        raise Refused(NO_BALLOT_ORDER)
    drawn = ballot_order.order(db, standing[0].election.public_id)
    row.listed, row.digits, row.seed = list(drawn.listed), drawn.digits, drawn.seed
    _settle(db, act, row, SpeakingOrder.BALLOT, list(standing))


def _settle(db: Session, act: Act, row: PresentationRound, order: SpeakingOrder, drawn: list[Speaker]) -> None:
    row.drawn_by, row.drawn_at = order, act.now
    for place, one in enumerate(drawn, start=1):
        db.add(
            Presentation(
                session_id=row.session_id, nomination_id=one.candidate.id, place=place, state=TurnState.WAITING,
                started=None, ended=None, since=None, spent=0,
            )
        )  # fmt: skip
    note_in_session(
        db, act, journal.Kind.SPEAKING_DRAWN, row.session_id, order=order.value, digits=row.digits, seed=row.seed,
        observers=list(observers_of(db, row.session_id)),
    )  # fmt: skip


def _persian(one: Speaker) -> str:
    return sort_key(one.listed)


def _listed(standing: tuple[Speaker, ...]) -> tuple[str, ...]:
    return tuple(sorted((one.listed for one in standing), key=sort_key))


def _by_ballot(standing: tuple[Speaker, ...]) -> bool:
    """Whether one ballot, whose order was drawn, has them all."""
    found = {one.election.public_id: one.election for one in standing}
    return (
        len(found) == 1
        and len(standing) > 1
        and all(one.rule.order == Ordering.LOT and one.fingerprint is not None for one in found.values())
        and all(one.candidate.number is not None for one in standing)
    )


def _need_unbegun(db: Session, session_id: int) -> None:
    begun = select(Presentation.id).where(Presentation.session_id == session_id, Presentation.started.is_not(None))
    if db.scalar(begun.limit(1)) is not None:
        raise Refused(SPEAKING_BEGUN)


def stands(one: Speaker) -> bool:
    """Whether the candidate still stands."""
    return one.candidate.status == NominationStatus.ACCEPTED
