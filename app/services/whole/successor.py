"""What may follow an election: a second round for seats that are left, and a repeat of one that was annulled."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.services.acts.act import Act
from app.services.acts.phases import facts_of_phase
from app.services.acts.refusal import PHASE_WRONG, Refusal, Refused
from app.services.acts.two import need_pair
from app.services.count import tally
from app.services.election.election import ElectionValue, create_election, election, move
from app.services.election.rule import Rule
from app.services.nomination import nomination as nominations
from app.services.nomination.review import LEAST_CANDIDATES
from app.services.nomination.taking_over import take_over
from app.services.voting import summons
from app.states.election import Following, Seating
from app.states.nomination import NominationStatus
from app.states.phase import ANNOUNCED, Phase

CANDIDATES_LEFT_FEW = Refusal(
    code="candidates-left-few",
    status=409,
    words=N_("Too few candidates are left for a second round. Call new nominations for a by-election."),
)
FOLLOWED_ALREADY = Refusal(
    code="followed-already", status=409, words=N_("This election has been followed already: %(title)s.")
)
NOTHING_LEFT = Refusal(
    code="nothing-left", status=409, words=N_("No seat of this election is left for a second round.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is left of an election: seats, the tied who wait for one of them, and all who were not elected.

    Both are ids of institutions, in the order of the ballot.
    """

    seats: int
    tied: tuple[int, ...]
    others: tuple[int, ...]


def left(db: Session, public_id: str) -> Left:
    """The seats that an election could not fill, and who may stand for them. Refused: phase-wrong, nothing-left.

    While a tie waits for lots, or was left to a second round: the seats of that tie. Once the result is announced: the
    seats that are vacant.
    """
    found = election(db, public_id)
    if found.phase not in (Phase.TALLIED, *ANNOUNCED):
        raise Refused(PHASE_WRONG, **facts_of_phase(found.phase, Phase.TALLIED, *ANNOUNCED))
    result = tally.outcome(db, public_id)
    seats = found.rule.seats - len(result.seated)
    first_tie = result.ties[0] if result.ties else result.left
    if seats < 1 or (found.phase == Phase.TALLIED and not first_tie):
        raise Refused(NOTHING_LEFT)
    standing = [one for one in result.lines if one.outcome not in (Seating.SEATED, Seating.WITHDRAWN)]
    on_ballot = {one.id: place for place, one in enumerate(nominations.candidates(db, public_id))}
    standing.sort(key=lambda line: on_ballot[line.candidate.id])
    return Left(
        seats=seats,
        tied=tuple(one.candidate.institution.id for one in standing if one.candidate.number in first_tie),
        others=tuple(one.candidate.institution.id for one in standing),
    )


def second_round(
    db: Session, act: Act, public_id: str, *, title: Names, tied_alone: bool, session_id: int | None = None
) -> ElectionValue:
    """Hold a second round for the seats left, among the tied or all who were not elected; two officers.

    The tie is not drawn any more: the first election is announced with the seats that it filled. The candidates stand
    as they were accepted; trustees bring their reserve keys, where they made some, and get new links one by one.
    Refused: two-officers-needed, phase-wrong, nothing-left, followed-already, candidates-left-few, title-taken,
    revote-drawn, trustee-duplicate (two trustees of one name).
    """
    found = election(db, public_id)
    need_pair(db, act, found.id)
    rest = left(db, public_id)
    _need_first(found, Following.SECOND_ROUND)
    chosen = rest.tied if tied_alone and rest.tied else rest.others
    if len(chosen) < max(LEAST_CANDIDATES, found.rule.minimum):
        raise Refused(CANDIDATES_LEFT_FEW)
    rule = replace(found.rule, seats=rest.seats, maximum=min(found.rule.maximum, rest.seats), alternates=0)
    rule = replace(rule, minimum=min(rule.minimum, rule.maximum))
    return _follow(db, act, found, Following.SECOND_ROUND, title, rule, chosen, session_id)


def repeat(db: Session, act: Act, public_id: str, *, title: Names, session_id: int | None = None) -> ElectionValue:
    """Repeat an annulled election with its candidates, its rule and its trustees; two officers.

    Refused: two-officers-needed, phase-wrong, followed-already, title-taken, revote-drawn, trustee-duplicate.
    """
    found = election(db, public_id)
    need_pair(db, act, found.id)
    if found.phase != Phase.ANNULLED:
        raise Refused(PHASE_WRONG, phase=found.phase)
    _need_first(found, Following.REPEAT)
    _need_open(db, found)
    accepted = (
        one.institution.id for one in nominations.nominations(db, public_id) if one.status == NominationStatus.ACCEPTED
    )
    return _follow(db, act, found, Following.REPEAT, title, found.rule, tuple(accepted), session_id)


def _need_first(found: ElectionValue, kind: Following) -> None:
    """Refuse (followed-already) a second follower of a kind, unless the first was annulled and not repeated."""
    for one in found.followers:
        if one.kind == kind and one.stands:
            raise Refused(FOLLOWED_ALREADY, title=one.last.title.fa)


def _need_open(db: Session, found: ElectionValue) -> None:
    """Refuse (followed-already) to repeat what something else was called in the place of: another repeat, or another
    second round."""
    if found.follows is None or found.follows.kind == Following.BY_ELECTION:
        return
    before = election(db, found.follows.public_id)
    _need_first(before, found.follows.kind)
    if found.follows.kind == Following.REPEAT:
        _need_open(db, before)


def _follow(
    db: Session, act: Act, found: ElectionValue, kind: Following, title: Names, rule: Rule, chosen: tuple[int, ...],
    session_id: int | None,
) -> ElectionValue:  # fmt: skip
    made = create_election(
        db, act, session_id or found.session.id, body_id=found.body.id, title=title,
        rule=replace(rule, revote=False), follows=found.public_id, follows_as=kind,
    )  # fmt: skip
    move(db, act, made.id, Phase.NOMINATING)
    if take_over(db, act, found.public_id, made.public_id, chosen) >= LEAST_CANDIDATES:
        move(db, act, made.id, Phase.REVIEWING)
    summons.summon(db, act, found.public_id, made.public_id)
    return election(db, made.public_id)
