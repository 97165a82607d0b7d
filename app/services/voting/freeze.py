"""Freezing: the candidate list gets its order, the key its parts, the election its bytes and its fingerprint."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.step import Step
from app.services.election import timetable as timetables
from app.services.election.election import ElectionValue, election_value, move, need_one_vote
from app.services.election.rows import find
from app.services.hall import electorate
from app.services.hall.session import need_observers
from app.services.nomination import review
from app.services.nomination.likeness import need_unlike
from app.services.nomination.review import LEAST_CANDIDATES
from app.services.voting import ballot_order, trustee
from app.services.voting.board import ARCHIVE_MISSING
from app.services.voting.rows import trustees_of
from app.states.election import Electorate, Ordering
from app.states.nomination import WAITING, NominationStatus
from app.states.officer import Permission
from app.states.phase import Phase
from ballots.election import Election as Definition
from ballots.election import Question, decode_election
from ballots.group import Element
from ballots.independence import dependent
from ballots.trustees import election_key

APPEALS_OPEN = Refusal(
    code="appeals-open", status=409, words=N_("A rejected institution may still appeal until %(deadline)s.")
)
CANDIDATES_MISSING = Refusal(
    code="candidates-missing", status=409, words=N_("At least %(least)s candidates must be accepted first.")
)
ELECTORATE_SMALL = Refusal(
    code="electorate-small",
    status=409,
    words=N_("Only %(count)s could vote, and fewer than %(least)s ballots are not counted, since they tell the votes."),
)
ELECTORS_MISSING = Refusal(
    code="electors-missing",
    status=409,
    words=N_("No delegate on the roll is on this election’s list. First pick who votes, on the page “Who votes”."),
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
NOBODY_PRESENT = Refusal(
    code="nobody-present",
    status=409,
    words=N_("In this election those vote who are here when it is frozen, and nobody has been checked in yet."),
)
ROLL_EMPTY = Refusal(
    code="roll-empty",
    status=409,
    words=N_("Nobody is on the voter roll yet. After the freezing nobody can be added for this election."),
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
    answers-alike, keys-dependent, revote-drawn, roll-empty, electors-missing, nobody-present,
    electorate-small, observers-missing (for a draw), lots-not-needed.
    """
    row = find(db, public_id, lock=True)
    ANNOUNCE.need(db, act, row.id)
    return ballot_order.announce(db, act, row.id)


def freeze(db: Session, act: Act, public_id: str, *, digits: str = "", listed: str | None = None) -> ElectionValue:
    """Close roll of candidates and rule, and hash the election; two officers.

    Where the order on the ballot is drawn: the `digits` of the balls drawn for the announced list of the hash `listed`.
    The most marks are never more than there are candidates.
    Refused: phase-wrong, two-officers-needed, nominations-waiting (for a decision), appeals-open (somebody rejected may
    still appeal), candidates-missing (fewer than two, or than the fewest marks), trustees-missing, answers-alike,
    keys-dependent, revote-drawn, roll-empty, electors-missing, nobody-present (nobody could vote), electorate-small
    (too few that their ballots were counted), observers-missing (for a draw), list-changed, order-unannounced,
    balls-count.
    """
    row = find(db, public_id, lock=True)
    FREEZE.need(db, act, row.id)
    public_key = election_key(trustee.keys(db, row.id))
    for owner, holder in enumerate(trustees_of(db, row.id), start=1):
        holder.owner = owner
    ordered = ballot_order.put_in_order(db, act, row.id, digits=digits, listed=listed)
    row.maximum = min(row.maximum, len(ordered))
    row.definition = _definition(row, ordered, public_key).to_bytes()
    row.fingerprint = decode_election(row.definition).fingerprint
    electorate.fix(db, row.id)
    move(db, act, row.id, Phase.FROZEN)
    return election_value(db, row.id)


def _need_ready(db: Session, election_id: int, now: datetime) -> None:
    """Refuse unless everything is there but the order on the ballot."""
    row = db.get_one(Election, election_id)
    need_one_vote(row.revote)
    _need_voters(db, row)
    _need_decided(db, row, now)
    listed = ballot_order.order(db, row.public_id).listed
    least = max(LEAST_CANDIDATES, row.minimum)
    if len(listed) < least:
        raise Refused(CANDIDATES_MISSING, least=least)
    need_unlike(listed)
    _need_independent_keys(db, row)
    if row.order is Ordering.LOT:
        need_observers(db, row.session_id)


def _need_independent_keys(db: Session, row: Election) -> None:
    """Refused: trustees-missing; keys-dependent, with names, for a key that can be guessed or is undone."""
    keys = trustee.keys(db, row.id)
    holders = trustees_of(db, row.id)
    blamed = dependent(keys)
    if blamed:
        raise Refused(KEYS_DEPENDENT, names=tuple(holders[number - 1].name for number in blamed))


def _need_voters(db: Session, row: Election) -> None:
    """Refuse where nobody could vote, or too few that their ballots could be counted."""
    enrolled = electorate.enrolled(db, row.id)
    if not enrolled and row.electorate is Electorate.LIST:
        raise Refused(ELECTORS_MISSING)
    if not enrolled and row.electorate is Electorate.PRESENT:
        raise Refused(NOBODY_PRESENT)
    if not enrolled:
        raise Refused(ROLL_EMPTY)
    if row.electorate is not Electorate.ROLL and enrolled < row.small_group:
        raise Refused(ELECTORATE_SMALL, count=enrolled, least=row.small_group)


def _need_decided(db: Session, row: Election, now: datetime) -> None:
    numbers = review.tallies(db, row.public_id)
    waiting = sum(numbers.get(status, 0) for status in WAITING)
    if waiting:
        raise Refused(NOMINATIONS_WAITING, count=waiting)
    until = timetables.timetable(db, row.public_id).appeals_end
    if numbers.get(NominationStatus.REJECTED) and until is not None and now <= until:
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


def _is_announced(db: Session, election_id: int) -> bool:
    """Whether nothing is drawn, or this very list was announced before the first ball."""
    said = ballot_order.order(db, db.get_one(Election, election_id).public_id)
    return not said.balls_needed or said.announced is not None


ANNOUNCE = Step(
    code="announce",
    permission=Permission.DECIDE,
    before=(Phase.REVIEWING,),
    rule=_need_ready,
    is_done=_is_announced,
    line=False,
    do=announce_order,
    then="freeze",
    title=N_("Announce the list of candidates"),
    sentence=N_(
        "The order on the ballot is drawn by lot. First the list stands fixed before everybody, then the first ball is "
        "drawn."
    ),
    button=N_("Announce this list"),
    lines=(
        N_("The list, its fingerprint and the number of balls stand on the public page and in the journal."),
        N_("The digits count for this list alone. If it changes, it is announced and drawn anew."),
    ),
    done=N_("The list is announced. Now the balls are drawn."),
)
FREEZE = Step(
    code="freeze",
    permission=Permission.DECIDE,
    officers=2,
    before=(Phase.REVIEWING,),
    after=Phase.FROZEN,
    rule=_need_ready,
    do=freeze,
    more=("digits", "listed"),
    title=N_("Freeze the election"),
    sentence=N_("Candidates, roll and rules become fixed and are published with a fingerprint. Two officers confirm."),
    button=N_("Freeze this election"),
    lines=(
        N_("The candidates get their order on the ballot; none can be added or taken off."),
        N_("The rule and the keys are fixed and published with a fingerprint."),
        N_("After this the slips can be printed; the public board begins when they are confirmed."),
    ),
    done=N_("The election is frozen and has its fingerprint."),
)
