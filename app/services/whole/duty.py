"""Papers and duties of the day: each a task with who does it, and when it was done and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.language.message import N_
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.election.election import ElectionValue, election
from app.services.election.rows import find
from app.services.letters import letter as letters
from app.services.letters import sealed_paper
from app.states.duty import NOTED, Duty
from app.states.letter import STANDING, LetterStatus
from app.states.officer import Role
from app.states.paper import PaperKind
from app.states.phase import Phase, StepState

DUTY_EARLY = Refusal(code="duty-early", status=409, words=N_("What this duty is about has not happened yet."))

_SECRETARIAT = (Role.SECRETARY, Role.RETURNING_OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyValue:
    """One duty: whose it is, its `state`; `at` and `by` are when it was done and the user names of who noted it.

    `done` of `all` counts papers where there are several, else both are 0.
    """

    duty: Duty
    roles: tuple[Role, ...]
    state: StepState
    at: datetime | None = None
    by: tuple[str, ...] = ()
    done: int = 0
    all: int = 0

    @property
    def to_note(self) -> bool:
        """Whether an officer can say now that it is done."""
        return self.state == StepState.NOW and self.duty in NOTED


def duties(db: Session, public_id: str) -> tuple[DutyValue, ...]:
    """The duties of an election, each with how far it has come. Refused: not-found."""
    found = election(db, public_id)
    noted = {str(one.detail["duty"]): one for one in reversed(journal.of_kind(db, found.id, journal.Kind.DUTY_DONE))}
    for one in journal.of_kind(db, found.id, journal.Kind.SIGNED_SCAN_KEPT):
        if one.detail["paper"] == PaperKind.MINUTES:  # who attached the signed minutes has had them signed
            noted.setdefault(Duty.MINUTES_SIGNED, one)
    read: dict[Duty, Callable[[Session, ElectionValue], DutyValue]] = {
        Duty.MINUTES_MADE: _minutes,
        Duty.LETTERS_ISSUED: _letters,
    }
    return tuple(
        read[duty](db, found) if duty in read else _noted(duty, found, noted.get(duty)) for duty in duties_of(found)
    )


def duties_of(found: ElectionValue) -> tuple[Duty, ...]:
    """Which duties an election has at all, in the order of the day; none before it is frozen or of one that was
    annulled before it was counted."""
    if not found.fingerprint or (found.annulment is not None and not found.went_through(Phase.TALLIED)):
        return ()
    return tuple(duty for duty in Duty if _is_due(duty, found))


def note_duty(db: Session, act: Act, public_id: str, duty: Duty) -> None:
    """Record that a duty was done; again changes nothing. Refused: not-found, duty-early."""
    row = find(db, public_id, lock=True)
    listed = {one.duty: one for one in duties(db, public_id)}
    if duty not in listed or duty not in NOTED:
        raise Refused(NOT_FOUND)
    if listed[duty].state == StepState.LATER:
        raise Refused(DUTY_EARLY)
    if listed[duty].state == StepState.NOW:
        journal.record(db, act, journal.Kind.DUTY_DONE, election_id=row.id, duty=duty.value)


_FROM = {
    Duty.ZERO_SIGNED: Phase.OPEN, Duty.MINUTES_MADE: Phase.PROVISIONAL, Duty.MINUTES_SIGNED: Phase.PROVISIONAL,
    Duty.LETTERS_ISSUED: Phase.FINAL, Duty.LETTERS_HANDED: Phase.FINAL, Duty.ALTERNATES_TOLD: Phase.FINAL,
    Duty.SLIPS_DESTROYED: Phase.FINAL,
}  # fmt: skip
_ONLY_ELECTED = (Duty.LETTERS_ISSUED, Duty.LETTERS_HANDED, Duty.ALTERNATES_TOLD)
_ROLES = {Duty.LETTERS_ISSUED: (Role.SIGNATORY, *_SECRETARIAT)}


def _is_due(duty: Duty, found: ElectionValue) -> bool:
    """Whether an election has this duty at all."""
    if duty == Duty.ALTERNATES_TOLD and not found.rule.alternates:
        return False
    return found.annulment is None or duty not in _ONLY_ELECTED


def _has_begun(duty: Duty, found: ElectionValue) -> bool:
    return found.went_through(_FROM[duty]) or found.annulment is not None


def _noted(duty: Duty, found: ElectionValue, entry: journal.Entry | None) -> DutyValue:
    state = StepState.DONE if entry else StepState.NOW if _has_begun(duty, found) else StepState.LATER
    return DutyValue(
        duty=duty, roles=_SECRETARIAT, state=state, at=entry.at if entry else None, by=entry.actors if entry else ()
    )


def _minutes(db: Session, found: ElectionValue) -> DutyValue:
    made = sealed_paper.minutes(db, found.public_id)
    begun = StepState.NOW if _has_begun(Duty.MINUTES_MADE, found) else StepState.LATER
    return DutyValue(
        duty=Duty.MINUTES_MADE, roles=_SECRETARIAT, state=begun if made is None else StepState.DONE,
        at=made.made if made else None,
    )  # fmt: skip


def _letters(db: Session, found: ElectionValue) -> DutyValue:
    duty, roles = Duty.LETTERS_ISSUED, _ROLES[Duty.LETTERS_ISSUED]
    if found.phase != Phase.FINAL:
        return DutyValue(duty=duty, roles=roles, state=StepState.LATER)
    standing = [one for one in letters.letters(db, found.public_id) if one.status in STANDING]
    issued = [one.issued_at for one in standing if one.status == LetterStatus.ISSUED and one.issued_at]
    every = len(standing) + len(letters.due(db, found.public_id))
    done = len(issued) == every
    return DutyValue(
        duty=duty, roles=roles, state=StepState.DONE if done else StepState.NOW,
        at=max(issued) if done and issued else None, done=len(issued), all=every,
    )  # fmt: skip
