"""Freezing: the candidate list gets its order, the key its parts, the election its bytes and its fingerprint."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Election, Institution, Nomination
from app.reference import province
from app.services import journal, review, timetable, trustee
from app.services.act import Act, Refused, need_two
from app.services.election import ElectionValue, election_value, find, move, need_phase
from ballots.counting.lots import draw
from ballots.election import Election as Definition
from ballots.election import Question, decode_election
from ballots.group import Element
from ballots.trustees import election_key


def freeze(db: Session, act: Act, public_id: str) -> ElectionValue:
    """Close roll of candidates and rule, and hash the election; two officers.

    The most marks are never more than there are candidates.
    Refused: phase-wrong, two-officers-needed, nominations-waiting (for a decision), appeals-open (somebody rejected may
    still appeal), candidates-missing (fewer than two, or than the fewest marks), trustees-missing.
    """
    need_two(act)
    row = find(db, public_id, lock=True)
    need_phase(row, "reviewing")
    _need_decided(db, act, row)
    ordered = _order(db, act, row)
    least = max(2, row.minimum)
    if len(ordered) < least:
        raise Refused("candidates-missing", least=least)
    row.maximum = min(row.maximum, len(ordered))
    for number, nomination in enumerate(ordered, start=1):
        nomination.number = number
    keys = trustee.keys(db, row)
    for owner, holder in enumerate(trustee.rows(db, row), start=1):
        holder.owner = owner
    definition = _definition(row, ordered, election_key(keys))
    row.definition = definition.to_bytes()
    row.fingerprint = decode_election(row.definition).fingerprint
    move(db, act, row, "frozen")
    return election_value(db, row)


def _need_decided(db: Session, act: Act, row: Election) -> None:
    numbers = review.tallies(db, row.public_id)
    waiting = sum(numbers.get(status, 0) for status in review.OPEN)
    if waiting:
        raise Refused("nominations-waiting", count=waiting)
    until = timetable.timetable(db, row.public_id).appeals_end
    if numbers.get("rejected") and until is not None and act.now <= until:
        raise Refused("appeals-open", deadline=until)


def _order(db: Session, act: Act, row: Election) -> list[Nomination]:
    """The accepted in Persian order, or in an order drawn by lot whose seed goes into the journal."""
    accepted = list(
        db.scalars(
            select(Nomination)
            .join(Institution)
            .where(Nomination.election_id == row.id, Nomination.status == "accepted")
            .order_by(Institution.sort_key, Institution.id)
        )
    )
    if row.order == "alphabet" or len(accepted) < 2:
        return accepted
    seed = f"{int.from_bytes(act.random(16), 'big')}./"
    drawn = draw(seed, len(accepted), len(accepted))
    journal.record(db, act, journal.Kind.LOTS_DRAWN, election=row, purpose="order on the ballot", seed=seed)
    return [accepted[number - 1] for number in drawn]


def _definition(row: Election, ordered: list[Nomination], public_key: Element) -> Definition:
    answers = tuple(
        f"{nomination.institution.name_fa} ({province(nomination.institution.province).fa})" for nomination in ordered
    )
    question = Question(text=row.title_fa, answers=answers, minimum=row.minimum, maximum=row.maximum, blank=row.blank)
    home = row.session.assembly
    return Definition(
        uuid=row.uuid, name=row.title_fa, description=home.name_fa, public_key=public_key, questions=(question,),
        administrator=home.name_en or home.name_fa, credential_authority=home.name_en or home.name_fa,
    )  # fmt: skip
