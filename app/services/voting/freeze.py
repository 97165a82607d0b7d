"""Freezing: the candidate list gets its order, the key its parts, the election its bytes and its fingerprint."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election
from app.services.acts.act import Act, need_two
from app.services.acts.refusal import Refusal, Refused
from app.services.election import timetable as timetables
from app.services.election.election import ElectionValue, election_value, move, need_one_vote, need_phase
from app.services.election.rows import find
from app.services.nomination import review
from app.services.nomination.likeness import need_unlike
from app.services.voting import ballot_order, trustee
from app.services.voting.board import ARCHIVE_MISSING
from app.services.voting.rows import trustees_of
from app.states.nomination import WAITING, NominationStatus
from app.states.phase import Phase
from ballots.election import Election as Definition
from ballots.election import Question, decode_election
from ballots.group import Element
from ballots.independence import dependent
from ballots.trustees import TrusteeKey, election_key

APPEALS_OPEN = Refusal(
    code="appeals-open", status=409, words=N_("A rejected institution may still appeal until %(deadline)s.")
)
CANDIDATES_MISSING = Refusal(
    code="candidates-missing", status=409, words=N_("At least %(least)s candidates must be accepted first.")
)
KEYS_DEPENDENT = Refusal(
    code="keys-dependent",
    status=409,
    words=N_(
        "This key cannot be used, since it can be guessed or undoes another one: %(names)s. "
        "Remove the trustee and invite again."
    ),
)
NOMINATIONS_WAITING = Refusal(
    code="nominations-waiting", status=409, words=N_("%(count)s nominations still wait for a decision.")
)


def definition(db: Session, public_id: str) -> bytes:
    """The frozen election, byte for byte as it was hashed. Refused: not-found, archive-missing."""
    raw = find(db, public_id).definition
    if raw is None:
        raise Refused(ARCHIVE_MISSING)
    return raw


def announce_order(db: Session, act: Act, public_id: str) -> ballot_order.OrderValue:
    """Announce the list of candidates whose order is drawn next, and the number of balls; again changes nothing.

    Only when freezing needs nothing more than the draw, so that no draw is made for nothing and then made again.
    Refused: not-found, phase-wrong, nominations-waiting, appeals-open, candidates-missing, trustees-missing,
    answers-alike, keys-dependent, revote-drawn, lots-not-needed.
    """
    row = find(db, public_id, lock=True)
    need_phase(row.phase, Phase.REVIEWING)
    _need_ready(db, act, row)
    return ballot_order.announce(db, act, row.id)


def freeze(db: Session, act: Act, public_id: str, *, digits: str = "", listed: str | None = None) -> ElectionValue:
    """Close roll of candidates and rule, and hash the election; two officers.

    Where the order on the ballot is drawn: the `digits` of the balls drawn for the announced list of the hash `listed`.
    The most marks are never more than there are candidates.
    Refused: phase-wrong, two-officers-needed, nominations-waiting (for a decision), appeals-open (somebody rejected may
    still appeal), candidates-missing (fewer than two, or than the fewest marks), trustees-missing, answers-alike,
    keys-dependent, revote-drawn, list-changed, order-unannounced, balls-count.
    """
    need_two(act)
    row = find(db, public_id, lock=True)
    need_phase(row.phase, Phase.REVIEWING)
    public_key = _need_ready(db, act, row)
    for owner, holder in enumerate(trustees_of(db, row.id), start=1):
        holder.owner = owner
    ordered = ballot_order.put_in_order(db, act, row.id, digits=digits, listed=listed)
    row.maximum = min(row.maximum, len(ordered))
    row.definition = _definition(row, ordered, public_key).to_bytes()
    row.fingerprint = decode_election(row.definition).fingerprint
    move(db, act, row.id, Phase.FROZEN)
    return election_value(db, row.id)


def _need_ready(db: Session, act: Act, row: Election) -> Element:
    """The election's key, when everything is there but the order on the ballot."""
    need_one_vote(row.revote)
    _need_decided(db, act, row)
    listed = ballot_order.order(db, row.public_id).listed
    least = max(2, row.minimum)
    if len(listed) < least:
        raise Refused(CANDIDATES_MISSING, least=least)
    need_unlike(listed)
    return election_key(_independent_keys(db, row))


def _independent_keys(db: Session, row: Election) -> tuple[TrusteeKey, ...]:
    """The keys of the trustees. Refused: trustees-missing; keys-dependent, with names, for one guessed or undone."""
    keys = trustee.keys(db, row.id)
    holders = trustees_of(db, row.id)
    blamed = dependent(keys)
    if blamed:
        raise Refused(KEYS_DEPENDENT, names=tuple(holders[number - 1].name for number in blamed))
    return keys


def _need_decided(db: Session, act: Act, row: Election) -> None:
    numbers = review.tallies(db, row.public_id)
    waiting = sum(numbers.get(status, 0) for status in WAITING)
    if waiting:
        raise Refused(NOMINATIONS_WAITING, count=waiting)
    until = timetables.timetable(db, row.public_id).appeals_end
    if numbers.get(NominationStatus.REJECTED) and until is not None and act.now <= until:
        raise Refused(APPEALS_OPEN, deadline=until)


def _definition(row: Election, answers: tuple[str, ...], public_key: Element) -> Definition:
    question = Question(
        text=row.title_fa, answers=answers, minimum=row.minimum, maximum=min(row.maximum, len(answers)), blank=row.blank
    )
    home = row.session.assembly
    return Definition(
        uuid=row.uuid, name=row.title_fa, description=home.name_fa, public_key=public_key, questions=(question,),
        administrator=home.name_en or home.name_fa, credential_authority=home.name_en or home.name_fa,
    )  # fmt: skip
