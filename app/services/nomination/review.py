"""Review: a checklist for each nomination, decisions by two officers, appeals to officers who have not decided yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.message import N_
from app.language.reference import eligibility_rules, rejection_reasons
from app.models import Election, Institution, Nomination, NominationStep
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, PHASE_WRONG, Refusal, Refused
from app.services.acts.step import Step
from app.services.acts.two import need_pair
from app.services.election import timetable as timetables
from app.services.election.election import need_phase
from app.services.election.rows import find, find_nomination
from app.services.nomination.listed import listed
from app.services.nomination.nomination import NominationValue, nomination_value, note
from app.states.nomination import ANY_WAITING, WAITING, Decision, Finding, NominationStatus, StepKind
from app.states.officer import Permission
from app.states.phase import REGISTERING, Phase

APPEAL_SAME = Refusal(
    code="appeal-same",
    status=403,
    words=N_("Who rejected the nomination does not decide on the appeal. Please ask other officers."),
)
APPEAL_SPENT = Refusal(
    code="appeal-spent", status=409, words=N_("The appeal has been decided. There is no second one.")
)
DECIDED_MEANWHILE = Refusal(
    code="decided-meanwhile",
    status=409,
    words=N_("%(by)s has changed this nomination in the meantime. Look below at what was done before you decide."),
)
DECISION_UNKNOWN = Refusal(code="decision-unknown", status=400, words=N_("Please choose one of the decisions."))
REASON_MISSING = Refusal(
    code="reason-missing", status=400, words=N_("Please give a reason, and say it in words."), field="reason"
)


LEAST_CANDIDATES = 2
"""Of fewer nobody can choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    """What a decision makes of a nomination, how its history and the journal call it, and how it is proposed."""

    status: NominationStatus
    step: StepKind
    entry: journal.Kind
    proposed: StepKind


_EFFECTS = {
    Decision.ACCEPT: _Effect(
        status=NominationStatus.ACCEPTED,
        step=StepKind.ACCEPTED,
        entry=journal.Kind.NOMINATION_ACCEPTED,
        proposed=StepKind.PROPOSED_ACCEPT,
    ),
    Decision.RETURN: _Effect(
        status=NominationStatus.RETURNED,
        step=StepKind.RETURNED,
        entry=journal.Kind.NOMINATION_RETURNED,
        proposed=StepKind.PROPOSED_RETURN,
    ),
    Decision.REJECT: _Effect(
        status=NominationStatus.REJECTED,
        step=StepKind.REJECTED,
        entry=journal.Kind.NOMINATION_REJECTED,
        proposed=StepKind.PROPOSED_REJECT,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One line of the reviewers' list."""

    id: int
    receipt: str | None
    status: NominationStatus
    name: str
    province: str
    submitted: datetime | None
    checked: int
    proposed_by: str | None


def check(
    db: Session, act: Act, public_id: str, nomination_id: int, *, version: int, verdicts: dict[str, str], remark: str
) -> NominationValue:
    """Keep what a reviewer found for each rule; the first time the nomination comes into review.

    Refused: not-found, phase-wrong, decided-meanwhile.
    """
    election, row = _waiting(db, public_id, nomination_id, version)
    codes = {rule.code for rule in eligibility_rules()}
    if not verdicts.keys() <= codes or not set(verdicts.values()) <= {*Finding, ""}:
        raise ValueError("no such rule, or no such verdict")
    by = act.officers[0]
    checks = dict(row.checks)
    for code, verdict in verdicts.items():
        before = checks.get(code, {}).get("verdict", "")
        if verdict != before:
            checks[code] = {"verdict": verdict, "by": by, "at": act.now.isoformat()}
    changed = checks != row.checks
    row.checks = checks
    if row.status == NominationStatus.SUBMITTED:
        row.status = NominationStatus.REVIEW
        changed = True
    if changed or remark:
        row.version += 1
        note(db, act, row.id, StepKind.CHECKED, text=remark)
        journal.record(
            db, act, journal.Kind.NOMINATION_CHECKED, election_id=election.id, institution=row.institution_id
        )
    return nomination_value(db, row.id)


def propose(
    db: Session, act: Act, public_id: str, nomination_id: int, *, version: int, decision: str, reason: str, text: str
) -> NominationValue:
    """Propose a decision, which a second officer confirms or puts aside; a later proposal replaces it.

    `reason` is a code of `rejection_reasons` where it is a rejection. Refused: not-found, phase-wrong,
    decided-meanwhile, decision-unknown, reason-missing, appeal-same (who rejected it does not decide on the
    appeal), deadline-passed.
    """
    election, row = _waiting(db, public_id, nomination_id, version)
    effect = _EFFECTS[_need_decision(row, decision, reason, text)]
    _timetable_of_decision(db, election, row, act.now)
    _need_fresh_eyes(db, row, act)
    row.proposal = {
        "decision": decision, "reason": reason, "text": text, "by": act.officers[0], "at": act.now.isoformat(),
    }  # fmt: skip
    row.version += 1
    note(db, act, row.id, effect.proposed, reason=reason, text=text)
    journal.record(
        db,
        act,
        journal.Kind.NOMINATION_PROPOSED,
        election_id=election.id,
        institution=row.institution_id,
        decision=decision,
    )
    return nomination_value(db, row.id)


def confirm(db: Session, act: Act, public_id: str, nomination_id: int, *, version: int) -> NominationValue:
    """Let the proposed decision take effect; another officer than the one who proposed it.

    Refused: not-found, phase-wrong, decided-meanwhile, decision-unknown, reason-missing, two-officers-needed,
    appeal-same, deadline-passed.
    """
    election, row = _waiting(db, public_id, nomination_id, version)
    if row.proposal is None:
        raise Refused(DECIDED_MEANWHILE, by=())
    both = replace(act, officers=(row.proposal["by"], *act.officers))
    return _decide(db, both, election, row, **{name: row.proposal[name] for name in ("decision", "reason", "text")})


def set_aside(db: Session, act: Act, public_id: str, nomination_id: int, *, version: int) -> NominationValue:
    """Take a proposal away; nothing was decided. Refused: not-found, phase-wrong, decided-meanwhile."""
    _, row = _waiting(db, public_id, nomination_id, version)
    if row.proposal is not None:
        row.proposal = None
        row.version += 1
        note(db, act, row.id, StepKind.PROPOSAL_SET_ASIDE)
    return nomination_value(db, row.id)


def decide(
    db: Session, act: Act, public_id: str, nomination_id: int, *, decision: str, reason: str = "", text: str = ""
) -> NominationValue:
    """Decide at once, two officers together.

    Refused: two-officers-needed, not-found, phase-wrong, decision-unknown, reason-missing, appeal-same,
    deadline-passed.
    """
    election, row = _waiting(db, public_id, nomination_id, None)
    return _decide(db, act, election, row, decision=decision, reason=reason, text=text)


def appeal(db: Session, act: Act, public_id: str, institution_id: int, *, text: str) -> NominationValue:
    """Ask for another decision on a rejected nomination, once. Refused: not-found, phase-wrong, appeal-spent,
    deadline-passed."""
    election = find(db, public_id, lock=True)
    need_phase(election.phase, *REGISTERING)
    mine = select(Nomination).where(Nomination.election_id == election.id, Nomination.institution_id == institution_id)
    row = db.scalars(mine).first()
    if row is None:
        raise Refused(NOT_FOUND)
    if row.status != NominationStatus.REJECTED:
        raise Refused(PHASE_WRONG, phase=row.status)
    if StepKind.APPEALED in _kinds(db, row):
        raise Refused(APPEAL_SPENT)
    timetables.need_appeal_time(db, election.id, act.now)
    row.status, row.version = NominationStatus.APPEALED, row.version + 1
    note(db, act, row.id, StepKind.APPEALED, text=text)
    journal.record(db, act, journal.Kind.NOMINATION_APPEALED, election_id=election.id, institution=row.institution_id)
    return nomination_value(db, row.id)


def work_list(
    db: Session,
    public_id: str,
    *,
    status: str = "",
    province: str = "",
    search: str = "",
    page: int = 1,
    size: int = 50,
) -> tuple[WorkItem, ...]:
    """One page of what was handed in, what waits longest first; `status` "open" is everything that waits."""
    election = find(db, public_id)
    waits = Nomination.status.in_(WAITING)
    turn = (
        select(Nomination.id)
        .where(*_wanted(election, status, province, search))
        .order_by(waits.desc(), Nomination.submitted, Nomination.id)
        .offset((page - 1) * size)
        .limit(size)
    )
    words = listed(frozen=election.fingerprint is not None)
    ids = tuple(db.scalars(turn))  # first which, so that no dossier is touched while they are sorted
    rows = db.execute(
        select(
            Nomination.id, Nomination.receipt, Nomination.status, words.fa, words.province,
            Nomination.submitted, Nomination.checks, Nomination.proposal,
        )
        .join(Nomination.institution)
        .where(Nomination.id.in_(ids))
    )  # fmt: skip
    found = {
        one: WorkItem(
            id=one, receipt=receipt, status=state, name=name, province=where, submitted=submitted,
            checked=sum(bool(check["verdict"]) for check in checks.values()),
            proposed_by=proposal["by"] if proposal else None,
        )
        for one, receipt, state, name, where, submitted, checks, proposal in rows
    }  # fmt: skip
    return tuple(found[one] for one in ids)


def count(db: Session, public_id: str, *, status: str = "", province: str = "", search: str = "") -> int:
    """How many nominations `work_list` goes through."""
    election = find(db, public_id)
    mine = _wanted(election, status, province, search)
    return db.scalar(select(func.count()).select_from(Nomination).join(Institution).where(*mine)) or 0


def next_for(db: Session, public_id: str, username: str, done: int) -> int | None:
    """The id of the nomination that waits for this officer after the one that is `done`, in the order of the work list;
    behind the last the first again; None where none waits."""
    election = find(db, public_id)
    order = (Nomination.submitted, Nomination.id)
    mine = select(Nomination.id, Nomination.status, Nomination.proposal, *order).where(
        Nomination.election_id == election.id, Nomination.id != done, Nomination.status.in_(WAITING)
    )
    rows = db.execute(mine.order_by(*order)).all()
    last = db.get_one(Nomination, done)
    behind = [one for one in rows if last.submitted is None or (one.submitted, one.id) > (last.submitted, last.id)]
    return next((
        one.id for one in (*behind, *rows)
        if not (one.proposal and one.proposal["by"] == username)
        and not (one.status == NominationStatus.APPEALED and username in rejecters(db, one.id))
    ), None)  # fmt: skip


def tallies(db: Session, public_id: str) -> dict[NominationStatus, int]:
    """How many nominations there are of each status."""
    election = find(db, public_id)
    query = select(Nomination.status, func.count()).where(Nomination.election_id == election.id)
    return dict(iter(db.execute(query.group_by(Nomination.status))))


def _timetable_of_decision(db: Session, election: Election, row: Nomination, now: datetime) -> None:
    """Refuse (deadline-passed) a decision after the end of the review; an appeal is decided until the list is final."""
    if row.status != NominationStatus.APPEALED:
        timetables.need_review_time(db, election.id, now)


def _decide(
    db: Session, act: Act, election: Election, row: Nomination, *, decision: str, reason: str, text: str
) -> NominationValue:
    need_pair(db, act, election.id, Permission.REVIEW)
    effect = _EFFECTS[_need_decision(row, decision, reason, text)]
    _timetable_of_decision(db, election, row, act.now)
    _need_fresh_eyes(db, row, act)
    row.status = effect.status
    row.proposal, row.version = None, row.version + 1
    note(db, act, row.id, effect.step, reason=reason, text=text)
    journal.record(db, act, effect.entry, election_id=election.id, institution=row.institution_id, reason=reason)
    return nomination_value(db, row.id)


def _waiting(db: Session, public_id: str, nomination_id: int, version: int | None) -> tuple[Election, Nomination]:
    election, row = find_nomination(db, public_id, nomination_id, lock=True)
    need_phase(election.phase, *REGISTERING)
    if version is not None and row.version != version:
        last = db.scalars(
            select(NominationStep)
            .where(NominationStep.nomination_id == row.id)
            .order_by(NominationStep.id.desc())
            .limit(1)
        ).first()
        raise Refused(DECIDED_MEANWHILE, by=tuple(last.actors) if last else ())
    if row.status not in WAITING:
        raise Refused(PHASE_WRONG, phase=row.status)
    return election, row


def _need_decision(row: Nomination, decision: str, reason: str, text: str) -> Decision:
    """The decision that this word names, if it may be taken. Refused: decision-unknown, reason-missing."""
    if decision not in _EFFECTS or (row.status == NominationStatus.APPEALED and decision == Decision.RETURN):
        raise Refused(DECISION_UNKNOWN)
    if decision == Decision.REJECT and reason not in {one.code for one in rejection_reasons()}:
        raise Refused(REASON_MISSING)
    if decision != Decision.ACCEPT and not text.strip():
        raise Refused(REASON_MISSING)
    return Decision(decision)


def rejecters(db: Session, nomination_id: int) -> frozenset[str]:
    """User names of who rejected a nomination last; they do not decide on its appeal."""
    rejected = db.scalars(
        select(NominationStep)
        .where(NominationStep.nomination_id == nomination_id, NominationStep.kind == StepKind.REJECTED)
        .order_by(NominationStep.id.desc())
        .limit(1)
    ).first()
    return frozenset(rejected.actors if rejected else ())


def _need_fresh_eyes(db: Session, row: Nomination, act: Act) -> None:
    """An appeal is not decided by who rejected the nomination."""
    if row.status == NominationStatus.APPEALED and rejecters(db, row.id) & set(act.officers):
        raise Refused(APPEAL_SAME)


def _kinds(db: Session, row: Nomination) -> set[StepKind]:
    return set(db.scalars(select(NominationStep.kind).where(NominationStep.nomination_id == row.id)))


def _wanted(election: Election, status: str, province: str, search: str) -> list[ColumnElement[bool]]:
    asked = [
        Nomination.institution_id == Institution.id, Nomination.election_id == election.id,
        Nomination.status != NominationStatus.DRAFT,
    ]  # fmt: skip
    if status:
        asked.append(Nomination.status.in_(WAITING) if status == ANY_WAITING else Nomination.status == status)
    words = listed(frozen=election.fingerprint is not None)
    if province:
        asked.append(words.province == province)
    if search.strip():
        asked.append(
            words.folded.contains(text.fold(search), autoescape=True) | (Nomination.receipt == search.strip().upper())
        )
    return asked


def undecided(db: Session, public_id: str) -> int:
    """How many nominations that were handed in wait for a decision. Refused: not-found."""
    return _of_undecided(tallies(db, public_id))


def _of_undecided(numbers: dict[NominationStatus, int]) -> int:
    return sum(numbers.get(status, 0) for status in WAITING)


def _is_reviewed(db: Session, election_id: int) -> bool:
    """Whether nothing waits for a decision, and as long as nominations are open, whether there can be an election."""
    row = db.get_one(Election, election_id)
    numbers = tallies(db, row.public_id)
    if _of_undecided(numbers):
        return False
    return row.phase != Phase.NOMINATING or numbers.get(NominationStatus.ACCEPTED, 0) >= LEAST_CANDIDATES


CANDIDATES = Step(
    code="candidates",
    permission=Permission.REVIEW,
    before=REGISTERING,
    is_done=_is_reviewed,
    page="office.candidates",
    work_in=REGISTERING,
    open_in=tuple(Phase),
    title=N_("Candidates"),
    sentence=N_("Look at each dossier that was handed in. Two officers accept, return or reject it."),
    button=N_("Go to the candidates"),
)
