"""What is next in an election, what is done, what comes later: read from the records of all acts, for one role."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for

from app.services.acts.step import Step
from app.services.election.election import ElectionValue
from app.services.whole.steps import STEPS
from app.services.whole.steps import step as step_of
from app.states.officer import ROLES, Role
from app.states.phase import ORDER, Phase, StepState
from app.views.office.ending import ending
from app.web.access import current_officer, may
from app.web.errors import words_of
from app.web.installation import Session
from app.web.why_not import why_not_now


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAct:
    """The one act that is next; `blocked` says what is missing.

    `address` is None unless it waits for the officer who asks; `waits_for` are the roles that can do it. Where it ends
    the phase before its time, `work` is what the phase is for, and `warnings` say what would be cut off.
    """

    code: str
    address: str | None
    blocked: str | None
    waits_for: tuple[Role, ...]
    work: NextAct | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of the list, and how far the way has come; without an address where the officer may not go."""

    code: str
    state: StepState
    address: str | None
    at: datetime | None = None


def next_act(db: Session, election: ElectionValue) -> NextAct | None:
    """The one act that is next, or None when nothing is left."""
    step = _next(db, election)
    if step is None:
        return None
    work = next((one for one in STEPS if one is not step and election.phase in one.work_in), None)
    said = ending(db, election, step.code) if step.after is not None and work is not None else None
    if work is None or said is None or said.ripe:
        return _as_next(db, election, step)
    found = _as_next(db, election, step)
    return replace(found, work=_as_next(db, election, work), warnings=said.warnings)


def _as_next(db: Session, election: ElectionValue, step: Step) -> NextAct:
    asked = step.roles(db, election.public_id)
    roles = tuple(role for role in Role if role in asked and step.permission in ROLES[role])
    refused = why_not_now(db, step, election.public_id)
    return NextAct(
        code=step.code,
        address=address_of(step, election) if current_officer().role in roles else None,
        blocked=None if refused is None else words_of(refused),
        waits_for=roles,
    )


def task_list(election: ElectionValue, following: NextAct | None) -> tuple[Task, ...]:
    """Every act with its state, where `following` is next; settings, roll and the like stay open as long as they may
    change. Where the election is annulled, what will never come is left out."""
    here = len(STEPS) if following is None else STEPS.index(step_of(following.code))
    listed = [(place, step) for place, step in enumerate(STEPS) if step.line]
    shown = next((place for place, step in listed if place >= here and not step.side), len(STEPS))
    return tuple(
        Task(
            code=step.code,
            state=state,
            address=address_of(step, election) if _is_open(step, place == shown, election) else None,
            at=election.times.get(step.after) if step.after else None,
        )
        for place, step in listed
        if (state := _state(step, place, shown, election)) is not None
    )


def address_of(step: Step, election: ElectionValue) -> str:
    """The address of an act's own page, or of the page of acts."""
    if step.page:
        return url_for(step.page, public_id=election.public_id)
    return url_for("office.act", public_id=election.public_id, code=step.code)


def _next(db: Session, election: ElectionValue) -> Step | None:
    """The first act on the way that belongs to the phase and is not done."""
    way = (step for step in STEPS if not step.side and election.phase in step.before)
    return next((step for step in way if not step.is_over(db, election.public_id)), None)


def _state(step: Step, place: int, shown: int, election: ElectionValue) -> StepState | None:
    """How far an act has come; None where the election was annulled before it."""
    if election.phase == Phase.ANNULLED and Phase.ANNULLED not in step.before:
        return StepState.DONE if _is_past(step, election) else None
    if step.side:
        if election.phase in step.before:
            return StepState.NOW
        return StepState.DONE if _is_past(step, election) else StepState.LATER
    return StepState.DONE if place < shown else StepState.NOW if place == shown else StepState.LATER


def _is_past(step: Step, election: ElectionValue) -> bool:
    """Whether the election went on from the phases of an act to a later one."""
    last = max(ORDER.index(phase) for phase in step.before if phase in ORDER)
    return any(election.went_through(phase) for phase in ORDER[last + 1 :])


def _is_open(step: Step, is_next: bool, election: ElectionValue) -> bool:
    """Whether a line of the list leads somewhere for the officer who reads it."""
    return may(step.permission) and (is_next or election.phase in step.open_in)
