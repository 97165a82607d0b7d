"""Nominations: an institution begins, keeps a draft, submits, is asked to mend. Deciding is in `review`,
withdrawing in `withdrawal`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, contains_eager

from app.language import text
from app.language.message import N_
from app.language.names import Names
from app.models import AssemblySession, Election, Institution, Introduction, Nomination, NominationStep, Upload
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.election import timetable as timetables
from app.services.election.corrigendum import Corrected, corrected
from app.services.election.election import need_phase
from app.services.election.rows import find, find_nomination, kept_words
from app.services.nomination import notice, submission
from app.services.nomination.dossier import Dossier, need_small, read_dossier
from app.services.nomination.listed import listed
from app.services.register.institution import InstitutionValue, institution_value
from app.states.nomination import BEGUN, NOTIFIED, Decision, NominationStatus, StepKind
from app.states.phase import EARLY, REGISTERING

DRAFT_CHANGED = Refusal(
    code="draft-changed",
    status=409,
    words=N_("This page was changed on another device on %(at)s. What you typed here is not kept yet."),
)
NOMINATION_CLOSED = Refusal(code="nomination-closed", status=409, words=N_("Candidates can no longer be entered."))
NOMINATION_DUPLICATE = Refusal(
    code="nomination-duplicate", status=409, words=N_("This institution is already a candidate.")
)
NOMINATION_SENT = Refusal(
    code="nomination-sent",
    status=409,
    words=N_("The dossier has been handed in. If something must be mended, the secretariat returns it."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A decision that one officer proposed and a second one has to confirm."""

    decision: Decision
    reason: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepValue:
    """One line of a nomination's history."""

    at: datetime
    kind: StepKind
    actors: tuple[str, ...]
    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationValue:
    """A nomination; `number` is its place on the ballot once the election is frozen."""

    id: int
    number: int | None
    status: NominationStatus
    institution: InstitutionValue
    representative: Names
    dossier: Dossier
    receipt: str | None = None
    submitted: datetime | None = None
    draft: dict[str, object] = field(default_factory=dict)
    draft_saved: datetime | None = None
    checks: dict[str, dict[str, str]] = field(default_factory=dict)
    corrected: Corrected = field(default_factory=Corrected)
    proposal: Proposal | None = None
    version: int = 0

    @property
    def withdrawn(self) -> bool:
        """Whether the candidate has withdrawn."""
        return self.status == NominationStatus.WITHDRAWN


def nominate(
    db: Session, act: Act, public_id: str, *, institution_id: int, representative: Names, dossier: Dossier
) -> NominationValue:
    """Enter a whole nomination that came on paper. Refused: nomination-closed, nomination-duplicate."""
    election = find(db, public_id, lock=True)
    if election.phase not in EARLY:
        raise Refused(NOMINATION_CLOSED)
    row = _new(db, election, institution_id)
    _submit(db, act, election, row, representative, dossier)
    return nomination_value(db, row.id)


def absent(db: Session, public_id: str, *, search: str = "", most: int) -> dict[int, Names]:
    """Institutions that were introduced and are no candidates, at most so many; by id, in Persian order.

    Refused: not-found.
    """
    election = find(db, public_id)
    home = select(AssemblySession.assembly_id).where(AssemblySession.id == election.session_id).scalar_subquery()
    query = (
        select(Institution.id, Institution.name_fa, Institution.name_en, Institution.name_ar)
        .join(Introduction, Introduction.institution_id == Institution.id)
        .where(
            Introduction.assembly_id == home,
            Institution.id.not_in(select(Nomination.institution_id).where(Nomination.election_id == election.id)),
        )
    )
    if search.strip():
        query = query.where(Institution.folded.contains(text.fold(search), autoescape=True))
    rows = db.execute(query.order_by(Institution.sort_key, Institution.id).limit(most))
    return {one: Names(fa, en, ar) for one, fa, en, ar in rows}


def begin(db: Session, act: Act, public_id: str, *, institution_id: int) -> NominationValue:
    """The institution's own nomination, an empty draft if there is none yet.

    Refused: not-found (not introduced to the assembly), phase-wrong, registration-later, deadline-passed.
    """
    election = find(db, public_id, lock=True)
    found = _own(db, election, institution_id)
    if found is not None:
        return nomination_value(db, found.id)
    _need_introduced(db, election, institution_id)
    timetables.need_open(db, election.id, act.now)
    return nomination_value(db, _new(db, election, institution_id).id)


def own(db: Session, public_id: str, institution_id: int) -> NominationValue | None:
    """The nomination of an institution in an election, or None before it has begun one. Refused: not-found."""
    row = _own(db, find(db, public_id), institution_id)
    return None if row is None else nomination_value(db, row.id)


def save_draft(
    db: Session, act: Act, public_id: str, institution_id: int, part: str, typed: dict[str, object], *,
    seen: datetime | None = None, over: bool = True,
) -> datetime:  # fmt: skip
    """Keep one screen of the dossier as it is typed; return when. Other screens stay as they are.

    `seen`: when this screen was saved last, as its writer knows; unless `over`, a later save from another device is
    not written over. Refused: draft-changed, not-found, nomination-sent, draft-long, and what keeps the institution
    from submitting.
    """
    _, row = _changeable(db, act, public_id, institution_id)
    before = part_saved(row.draft, part)
    if row.draft.get(part) == typed and before is not None:
        return before
    if not over:
        _need_newest(row, part, typed, seen)
    draft = {**row.draft, part: typed, "saved": {**_saved(row.draft), part: act.now.isoformat()}}
    need_small(draft)
    row.draft, row.draft_saved = draft, act.now
    return act.now


def need_newest(
    db: Session, public_id: str, institution_id: int, part: str, typed: dict[str, object], seen: datetime | None
) -> None:
    """Refuse (draft-changed) what `save_draft` would not write over, before its files are looked at."""
    row = _own(db, find(db, public_id), institution_id)
    if row is not None:
        _need_newest(row, part, typed, seen)


def _need_newest(row: Nomination, part: str, typed: dict[str, object], seen: datetime | None) -> None:
    before = part_saved(row.draft, part)
    if before is not None and before != seen and row.draft.get(part) != typed:
        raise Refused(DRAFT_CHANGED, at=before)


def part_saved(draft: dict[str, object], part: str) -> datetime | None:
    """When one screen was saved last."""
    at = _saved(draft).get(part)
    return None if at is None else datetime.fromisoformat(at)


def why_not(db: Session, public_id: str, institution_id: int, now: datetime) -> Refused | None:
    """What keeps the institution from registering, or from changing its dossier, now; None where nothing does.

    Refused: not-found (no such election, or the institution was not introduced to its assembly).
    """
    election = find(db, public_id)
    row = _own(db, election, institution_id)
    if row is None:
        _need_introduced(db, election, institution_id)
    try:
        if row is None:
            timetables.need_open(db, election.id, now)
        else:
            _need_changeable(db, election, row, now)
    except Refused as refused:
        return refused
    return None


def submit(
    db: Session, act: Act, public_id: str, institution_id: int, *, representative: Names, dossier: Dossier
) -> NominationValue:
    """Hand the dossier in, for the first time or mended; a nomination that was handed in keeps its receipt.

    Refused: not-found (also a file of another nomination), nomination-sent, phase-wrong, registration-later,
    deadline-passed.
    """
    election, row = _changeable(db, act, public_id, institution_id)
    mine = set(db.scalars(select(Upload.id).where(Upload.nomination_id == row.id)))
    if not dossier.files <= mine:
        raise Refused(NOT_FOUND)
    _submit(db, act, election, row, representative, dossier)
    return nomination_value(db, row.id)


def nomination(db: Session, public_id: str, nomination_id: int) -> NominationValue:
    """One nomination of an election. Refused: not-found."""
    return nomination_value(db, find_nomination(db, public_id, nomination_id)[1].id)


def nominations(db: Session, public_id: str) -> tuple[NominationValue, ...]:
    """Every nomination of an election that was handed in, in Persian order of the names."""
    election = find(db, public_id)
    mine = _whole().where(Nomination.election_id == election.id, Nomination.status != NominationStatus.DRAFT)
    rows = db.scalars(mine.order_by(listed(frozen=election.fingerprint is not None).sort_key))
    return tuple(nomination_value(db, row.id) for row in rows)


def candidates(db: Session, public_id: str) -> tuple[NominationValue, ...]:
    """The candidates: by ballot number once frozen, before that the accepted in Persian order."""
    election_id = find(db, public_id).id
    return candidates_of(db, [election_id])[election_id]


def candidates_of(db: Session, election_ids: Collection[int]) -> dict[int, tuple[NominationValue, ...]]:
    """The candidates of each election, in the order of `candidates`; one query for many as for one."""
    frozen = Election.fingerprint.is_not(None)
    stands = case((frozen, Nomination.number.is_not(None)), else_=Nomination.status == NominationStatus.ACCEPTED)
    query = _whole().join(Election, Election.id == Nomination.election_id)
    query = query.where(Election.id.in_(election_ids), stands)
    with_elections = query.add_columns(Election)  # `nomination_value` asks for its own, once per candidate
    rows = db.execute(with_elections.order_by(case((frozen, Nomination.number)), Institution.sort_key)).all()
    candidates: dict[int, list[NominationValue]] = {one: [] for one in election_ids}
    for row, election in rows:
        candidates[election.id].append(nomination_value(db, row.id))
    return {one: tuple(values) for one, values in candidates.items()}


def history(db: Session, nomination_id: int) -> tuple[StepValue, ...]:
    """What was done with a nomination, the oldest first."""
    rows = db.scalars(
        select(NominationStep).where(NominationStep.nomination_id == nomination_id).order_by(NominationStep.id)
    )
    return tuple(step_value(db, row.id) for row in rows)


def step_value(db: Session, step_id: int) -> StepValue:
    """The value of a step."""
    row = db.get_one(NominationStep, step_id)
    return StepValue(at=row.at, kind=row.kind, actors=tuple(row.actors), reason=row.reason, text=row.text)


def nomination_value(db: Session, nomination_id: int) -> NominationValue:
    """The value of a nomination."""
    row = db.get_one(Nomination, nomination_id)
    kept = kept_words(db, row)
    return NominationValue(
        id=row.id, number=row.number, status=row.status,
        institution=institution_value(db, row.institution.id, kept),
        corrected=corrected(row.corrected if kept else None),
        representative=Names(row.representative_fa, row.representative_en, row.representative_ar),
        dossier=read_dossier(row.dossier), receipt=row.receipt, submitted=row.submitted, draft=row.draft,
        draft_saved=row.draft_saved, checks=row.checks, proposal=_proposal(row), version=row.version,
    )  # fmt: skip


def _proposal(row: Nomination) -> Proposal | None:
    said = row.proposal
    if said is None:
        return None
    return Proposal(
        decision=Decision(said["decision"]), reason=said["reason"], text=said["text"], by=said["by"],
        at=datetime.fromisoformat(said["at"]),
    )  # fmt: skip


def changeable(db: Session, act: Act, public_id: str, institution_id: int) -> int:
    """The id of what an institution may change now; its election is locked. Refused: as `save_draft`."""
    return _changeable(db, act, public_id, institution_id)[1].id


def assembly_of(db: Session, nomination_id: int) -> int:
    """The id of the assembly that a nomination was handed in to."""
    row = db.get_one(Nomination, nomination_id)
    return db.get_one(Election, row.election_id).session.assembly_id


def is_candidate(db: Session, nomination_id: int) -> bool:
    """Whether everybody sees this nomination as a candidate, as `candidates` lists them."""
    row = db.get_one(Nomination, nomination_id)
    frozen = db.get_one(Election, row.election_id).fingerprint is not None
    return row.number is not None if frozen else row.status == NominationStatus.ACCEPTED


def note(db: Session, act: Act, nomination_id: int, kind: StepKind, *, reason: str = "", text: str = "") -> None:
    """Append a step to a nomination's history, with what was handed in, or with the notice that tells of it."""
    step = NominationStep(
        nomination_id=nomination_id, at=act.now, kind=kind, actors=list(act.officers), reason=reason, text=text
    )
    db.add(step)
    db.flush()
    if kind in (StepKind.SUBMITTED, StepKind.RESUBMITTED):
        submission.keep(db, nomination_id, step.id)
    elif kind in NOTIFIED:
        notice.enter(db, nomination_id, step.id)


def _whole() -> Select[Nomination]:
    """Rows with their institutions, in one query."""
    return select(Nomination).join(Nomination.institution).options(contains_eager(Nomination.institution))


def _own(db: Session, election: Election, institution_id: int) -> Nomination | None:
    return db.scalars(
        select(Nomination).where(Nomination.election_id == election.id, Nomination.institution_id == institution_id)
    ).first()


def _new(db: Session, election: Election, institution_id: int) -> Nomination:
    if _own(db, election, institution_id) is not None:
        raise Refused(NOMINATION_DUPLICATE)
    row = Nomination(
        election_id=election.id, institution=db.get_one(Institution, institution_id), number=None,
        status=NominationStatus.DRAFT, representative_fa="", representative_en="", representative_ar="",
        draft={}, checks={}, version=0, dossier=asdict(Dossier(introduction=Names(""))),
    )  # fmt: skip
    db.add(row)
    db.flush()
    return row


def _changeable(db: Session, act: Act, public_id: str, institution_id: int) -> tuple[Election, Nomination]:
    """What its institution may change now: a draft while registration is open, a returned one until review ends."""
    election = find(db, public_id, lock=True)
    row = _own(db, election, institution_id)
    if row is None:
        raise Refused(NOT_FOUND)
    _need_changeable(db, election, row, act.now)
    return election, row


def _need_changeable(db: Session, election: Election, row: Nomination, now: datetime) -> None:
    if row.status not in BEGUN:
        raise Refused(NOMINATION_SENT)
    if row.status == NominationStatus.DRAFT:
        timetables.need_open(db, election.id, now)
    else:
        need_phase(election.phase, *REGISTERING)
        timetables.need_review_time(db, election.id, now)


def _need_introduced(db: Session, election: Election, institution_id: int) -> None:
    if db.get(Introduction, (election.session.assembly_id, institution_id)) is None:
        raise Refused(NOT_FOUND)


def _saved(draft: dict[str, object]) -> dict[str, str]:
    found = draft.get("saved")
    return {str(part): str(at) for part, at in found.items()} if isinstance(found, dict) else {}


def _submit(
    db: Session, act: Act, election: Election, row: Nomination, representative: Names, dossier: Dossier
) -> None:
    row.representative_fa, row.representative_en = representative.fa, representative.en
    row.representative_ar = representative.ar
    row.dossier = asdict(dossier)
    again = row.receipt is not None
    if row.receipt is None:
        given = select(func.count()).where(Nomination.election_id == election.id, Nomination.receipt.is_not(None))
        row.receipt = f"{election.public_id}-{1 + (db.scalar(given) or 0):04d}"
    row.status, row.submitted, row.version = NominationStatus.SUBMITTED, act.now, row.version + 1
    note(db, act, row.id, StepKind.RESUBMITTED if again else StepKind.SUBMITTED)
    journal.record(
        db, act, journal.Kind.NOMINATION_SUBMITTED, election_id=election.id, institution=row.institution_id,
        receipt=row.receipt, dossier=submission.fingerprint(db, row.id),
    )  # fmt: skip
