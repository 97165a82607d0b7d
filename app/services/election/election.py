"""Elections: creating, looking, and the one state machine of phases."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.db import once
from app.language.dates import after_working_days, in_tehran
from app.language.message import N_
from app.language.names import Names
from app.language.text import fold
from app.models import AssemblySession, BallotIndex, Election
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.kept_value import as_kept
from app.services.acts.phases import facts_of_phase
from app.services.acts.refusal import PHASE_WRONG, Refusal, Refused
from app.services.acts.step import Step
from app.services.election import annulled, frozen_copy
from app.services.election.annulled import Annulment
from app.services.election.kin import Family, Kin, families
from app.services.election.rehearsal import marked
from app.services.election.rows import find
from app.services.election.rule import Rule
from app.services.election.title_corrigendum import ElectionCorrected, election_corrected
from app.services.hall import elector_list
from app.services.hall.rows import counted
from app.services.hall.session import SessionValue, session_values
from app.services.register.body import BodyValue, body, body_values
from app.states.election import Electorate, Following, Ordering
from app.states.officer import Permission
from app.states.phase import EARLY, ORDER, OVER, REGISTERING, Phase
from ballots.election import generate_uuid

TITLE_TAKEN = Refusal(
    code="title-taken",
    status=409,
    words=N_("Another election of this session has this title. Please tell them apart, for example by a number."),
    field="title_fa",
)
REVOTE_DRAWN = Refusal(
    code="revote-drawn",
    status=409,
    words=N_("Slips are drawn, so none may vote again: save the settings, which switches that off."),
)


NEXT: dict[Phase, Phase] = dict(pairwise(ORDER))
"""The phase after each."""
FIXING = (Phase.FROZEN, Phase.CLOSED, Phase.PROVISIONAL, Phase.ANNULLED)
"""With these phases the election keeps a copy of what is fixed from then on."""
LEAST_GROUP = 2
"""Ballots that any tally sums at least: a single one would be opened by it."""
OBJECTION_DAYS = 3
"""Working days for objections, after the day on which the provisional result is announced: this program's default.
Statutes of other bodies differ in the length, and none is known for this assembly."""

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionValue:
    """An election as pages see it; `cast` is the number of ballots on the board."""

    id: int
    public_id: str
    uuid: str
    title: Names
    session: SessionValue
    body: BodyValue
    rule: Rule
    phase: Phase
    times: dict[Phase, datetime]
    fingerprint: str | None
    accounting: dict[str, object] | None
    attendance: dict[str, int] | None
    counts: tuple[int, ...] | None
    blank_count: int | None
    cast: int
    annulment: Annulment | None = None
    corrected: ElectionCorrected = field(default_factory=ElectionCorrected)
    follows: Kin | None = None
    followers: tuple[Kin, ...] = ()

    @property
    def objections_until(self) -> date | None:
        """The last day on which objections are taken, or None before the provisional result is announced."""
        announced = self.times.get(Phase.PROVISIONAL)
        return None if announced is None else after_working_days(in_tehran(announced).date(), OBJECTION_DAYS)

    def reached(self, phase: Phase) -> bool:
        """Whether the election is in `phase` or past it."""
        return self.phase in ORDER and ORDER.index(self.phase) >= ORDER.index(phase)

    def went_through(self, phase: Phase) -> bool:
        """Whether the election was ever in `phase`, also where it was annulled afterwards."""
        return self.reached(phase) or phase in self.times


def create_election(
    db: Session,
    act: Act,
    session_id: int,
    *,
    body_id: int,
    title: Names,
    rule: Rule,
    follows: str = "",
    follows_as: Following | None = None,
    like: str = "",
) -> ElectionValue:
    """Create an election of a session for seats of a body of the same assembly, in phase "draft".

    `follows` is the public id of an earlier election that it follows as a second round, a repeat or a by-election; the
    list of who votes, if one says it, is that election's, or that of the election `like`.

    Refused: not-found, revote-drawn, title-taken.
    """
    _need_sound(rule)
    title = marked(db, session_id, title)
    _need_new_title(db, session_id, title)
    home = db.get_one(AssemblySession, session_id).assembly_id
    row = Election(
        public_id="".join(_BASE32[byte % 32] for byte in act.random(8)), session_id=session_id,
        body_id=body(db, home, body_id).id, follows_id=find(db, follows).id if follows else None,
        follows_as=follows_as,
        uuid=generate_uuid(act.random), title_fa=title.fa, title_en=title.en, title_ar=title.ar,
        phase=Phase.DRAFT, phase_times={Phase.DRAFT: act.now.isoformat()},
        seats=rule.seats, minimum=rule.minimum, maximum=rule.maximum, blank=rule.blank, alternates=rule.alternates,
        small_group=rule.small_group, term_months=rule.term_months, order=rule.order, revote=rule.revote,
        checkpoint_minutes=rule.checkpoint_minutes, succession=rule.succession, electorate=rule.electorate,
        devices=rule.devices,
    )  # fmt: skip
    db.add(row)
    db.flush()
    if rule.electorate is Electorate.LIST and (follows or like):
        elector_list.copy(db, find(db, follows or like).id, row.id)
    said: dict[str, Any] = {"follows": follows, "follows_as": follows_as} if follows else {}
    journal.record(db, act, journal.Kind.ELECTION_CREATED, election_id=row.id, **said)
    return election_value(db, row.id)


def change_rule(db: Session, act: Act, public_id: str, *, title: Names, rule: Rule) -> ElectionValue:
    """Change title and rule; possible until the election is frozen. Refused: phase-wrong, revote-drawn, title-taken."""
    _need_sound(rule)
    row = find(db, public_id, lock=True)
    need_phase(row.phase, *EARLY)
    names = ("title_fa", "title_en", "title_ar", *Rule.__dataclass_fields__)
    before = {name: getattr(row, name) for name in names}
    title = marked(db, row.session_id, title)
    _need_new_title(db, row.session_id, title, but=row.id)
    row.title_fa, row.title_en, row.title_ar = title.fa, title.en, title.ar
    for name in Rule.__dataclass_fields__:
        setattr(row, name, getattr(rule, name))
    values = journal.differences(before, {name: getattr(row, name) for name in names})
    journal.record(db, act, journal.Kind.ELECTION_CREATED, election_id=row.id, changed=True, values=values)
    return election_value(db, row.id)


def election(db: Session, public_id: str) -> ElectionValue:
    """An election by its public id. Refused: not-found."""
    return once(db, ("election", public_id), lambda: election_value(db, find(db, public_id).id))


def elections(
    db: Session,
    assembly_id: int | None = None,
    *,
    session_ids: Collection[int] | None = None,
    ended: bool | None = None,
    most: int | None = None,
) -> tuple[ElectionValue, ...]:
    """The elections of an assembly, or of all, the newest first, and at most so many; of these sessions alone where any
    are named; those that `ended`, or those that go on, where that is asked."""
    query = select(Election).join(AssemblySession).where(Election.discarded.is_(None))
    if assembly_id is not None:
        query = query.where(AssemblySession.assembly_id == assembly_id)
    if session_ids is not None:
        query = query.where(Election.session_id.in_(session_ids))
    if ended is not None:
        query = query.where(Election.phase.in_(OVER) if ended else Election.phase.not_in(OVER))
    query = query.options(joinedload(Election.session).joinedload(AssemblySession.assembly))
    return _election_values(db, db.scalars(query.order_by(Election.id.desc()).limit(most)).all())


def need_phase(phase: Phase, *phases: Phase) -> None:
    """Refuse (phase-wrong) unless the election is in one of `phases`."""
    if phase not in phases:
        raise Refused(PHASE_WRONG, **facts_of_phase(phase, *phases))


def move(db: Session, act: Act, election_id: int, phase: Phase, *, decided_outside: bool = False) -> None:
    """Go to the next phase, or annul: from "final" only where that was decided outside. Refused: phase-wrong."""
    row = db.get_one(Election, election_id)
    if phase == Phase.ANNULLED:
        allowed = row.phase not in OVER or (row.phase == Phase.FINAL and decided_outside)
    else:
        allowed = NEXT.get(row.phase) == phase
    if not allowed:
        raise Refused(PHASE_WRONG, phase=row.phase)
    row.phase = phase
    row.phase_times = {**row.phase_times, phase: act.now.isoformat()}
    if phase in FIXING:
        frozen_copy.keep(db, row.id, phase)
    journal.record(db, act, journal.Kind.PHASE_CHANGED, election_id=row.id, phase=phase)


def advance_early(db: Session, act: Act, public_id: str, *, to: Phase) -> ElectionValue:
    """Go to "nominating" or to "reviewing": acts that one officer does. Asked twice, the second is refused.

    Refused: phase-wrong.
    """
    if to not in REGISTERING:
        raise ValueError(f"one officer alone does not go to {to}")
    row = find(db, public_id, lock=True)
    (NOMINATE if to == Phase.NOMINATING else REVIEW).need(db, act, row.id)
    move(db, act, row.id, to)
    return election_value(db, row.id)


def election_value(db: Session, election_id: int) -> ElectionValue:
    """The value of a row."""
    row = db.get_one(Election, election_id)
    return _election_values(db, [row])[0]


def _election_values(db: Session, rows: Collection[Election]) -> tuple[ElectionValue, ...]:
    """The values of rows; as many queries for many rows as for one."""
    cast = counted(db, BallotIndex, [row.id for row in rows])
    sessions = session_values(db, {row.session.id for row in rows})
    bodies = body_values(db, {row.body_id for row in rows})
    kin = families(db, [row.id for row in rows])
    return tuple(
        _election_value(db, row, sessions[row.session_id], bodies[row.body_id], cast.get(row.id, 0), kin[row.id])
        for row in rows
    )


_COUNTED_LATER = dict.fromkeys(("lost", "refused", "paper", "invalid"), 0)
"""Of an accounting: what earlier versions did not count. No slip of theirs was one of these."""


def _accounting(stated: dict[str, object] | None) -> dict[str, object] | None:
    return None if stated is None else {**_COUNTED_LATER, **stated}


def _election_value(
    db: Session, row: Election, session: SessionValue, body: BodyValue, cast: int, kin: Family
) -> ElectionValue:
    """The value of a row; once it is frozen, in the words of its own copy."""
    today = ElectionValue(
        id=row.id, public_id=row.public_id, uuid=row.uuid, title=Names(row.title_fa, row.title_en, row.title_ar),
        session=session, body=body, rule=_rule_of(row), phase=row.phase,
        times={Phase(phase): datetime.fromisoformat(at) for phase, at in row.phase_times.items()},
        fingerprint=row.fingerprint, accounting=_accounting(row.accounting), attendance=row.attendance,
        counts=None if row.counts is None else tuple(row.counts), blank_count=row.blank_count, cast=cast,
        annulment=annulled.read(db, row.id), corrected=election_corrected(row.corrected if row.fingerprint else None),
        follows=kin.follows, followers=kin.followers,
    )  # fmt: skip
    return as_kept(today, row.frozen if row.fingerprint else None)


def _need_new_title(db: Session, session_id: int, title: Names, *, but: int = 0) -> None:
    """Refuse (title-taken) the Persian title of another election of a session, however it is spelt."""
    mine = select(Election.title_fa).where(
        Election.session_id == session_id, Election.id != but, Election.discarded.is_(None)
    )
    if fold(title.fa) in map(fold, db.scalars(mine)):
        raise Refused(TITLE_TAKEN)


def _need_sound(rule: Rule) -> None:
    marks = 0 <= rule.minimum <= rule.maximum and rule.maximum >= 1
    sizes = rule.seats >= 1 and rule.small_group >= LEAST_GROUP
    if not (marks and sizes and rule.checkpoint_minutes >= 1 and rule.order in list(Ordering)):
        raise ValueError("the rule of the election contradicts itself")
    need_one_vote(rule.revote)


def need_one_vote(revote: bool) -> None:
    """Refuse (revote-drawn) that a slip votes again.

    All slips are drawn from a pile: who made, saw or found one could replace its holder's vote in the last second.
    """
    if revote:
        raise Refused(REVOTE_DRAWN)


def _rule_of(row: Election) -> Rule:
    """The rule of a row."""
    return Rule(**{name: getattr(row, name) for name in Rule.__dataclass_fields__})


SETTINGS = Step(
    code="settings",
    permission=Permission.PREPARE,
    before=EARLY,
    side=True,
    page="office.settings",
    open_in=tuple(Phase),
    title=N_("Settings of the election"),
    sentence=N_("Seats, marks, alternates and the tie rule are fixed here before nominations begin."),
    button=N_("Check the settings"),
)
NOMINATE = Step(
    code="nominate",
    permission=Permission.DECIDE,
    before=(Phase.DRAFT,),
    after=Phase.NOMINATING,
    do=partial(advance_early, to=Phase.NOMINATING),
    title=N_("Open nominations"),
    sentence=N_("From this moment introduced institutions can register. Seats and rules can still be changed."),
    button=N_("Open the nominations"),
    lines=(
        N_("The election appears as open for nominations."),
        N_("Candidates can be entered and accepted."),
    ),
    done=N_("Nominations are open."),
)
REVIEW = Step(
    code="review",
    permission=Permission.DECIDE,
    before=(Phase.NOMINATING,),
    after=Phase.REVIEWING,
    do=partial(advance_early, to=Phase.REVIEWING),
    title=N_("End nominations and review"),
    sentence=N_("No institution can register any more. What was handed in is decided."),
    button=N_("End nominations"),
    lines=(N_("What was entered is reviewed and decided."), N_("The trustees can make their keys.")),
    done=N_("Nominations have ended."),
)
