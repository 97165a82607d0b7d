"""Freezing: the candidate list gets its order, the key its parts, the election its bytes and its fingerprint."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models import Election, Nomination
from app.services import order, review, timetable, trustee
from app.services.act import Act, Refused, need_two
from app.services.election import ElectionValue, election_value, find, move, need_phase
from ballots.election import Election as Definition
from ballots.election import Question, decode_election
from ballots.group import Element
from ballots.trustees import election_key


def freeze(
    db: Session, act: Act, public_id: str, *, dice: tuple[int, ...] = (), listed: str | None = None
) -> ElectionValue:
    """Close roll of candidates and rule, and hash the election; two officers.

    Where the order on the ballot is drawn: the `dice` thrown for the list of the hash `listed`.
    The most marks are never more than there are candidates.
    Refused: phase-wrong, two-officers-needed, nominations-waiting (for a decision), appeals-open (somebody rejected may
    still appeal), candidates-missing (fewer than two, or than the fewest marks), trustees-missing, list-changed,
    dice-too-few.
    """
    need_two(act)
    row = find(db, public_id, lock=True)
    need_phase(row, "reviewing")
    _need_decided(db, act, row)
    count = review.tallies(db, public_id).get("accepted", 0)
    least = max(2, row.minimum)
    if count < least:
        raise Refused("candidates-missing", least=least)
    row.maximum = min(row.maximum, count)
    keys = trustee.keys(db, row)
    for owner, holder in enumerate(trustee.rows(db, row), start=1):
        holder.owner = owner
    ordered = order.put_in_order(db, act, row, dice=dice, listed=listed)
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


def _definition(row: Election, ordered: list[Nomination], public_key: Element) -> Definition:
    answers = tuple(map(order.answer, ordered))
    question = Question(text=row.title_fa, answers=answers, minimum=row.minimum, maximum=row.maximum, blank=row.blank)
    home = row.session.assembly
    return Definition(
        uuid=row.uuid, name=row.title_fa, description=home.name_fa, public_key=public_key, questions=(question,),
        administrator=home.name_en or home.name_fa, credential_authority=home.name_en or home.name_fa,
    )  # fmt: skip
