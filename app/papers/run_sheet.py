"""The run sheet of the day: from the list of all acts, so that no paper names an act that the program does not have."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.documents.run_sheet import RunAct, RunSheet, render_run_sheet
from app.papers.issuer import Issuer
from app.services.acts.step import Step
from app.services.election import election as elections
from app.states.officer import ROLES, Role
from app.states.phase import ORDER, Phase

FROM, TO = Phase.FROZEN, Phase.PROVISIONAL
"""The phases that a session goes through in the hall; what comes before and after has its own days."""
OF_THE_DAY = (Role.RETURNING_OFFICER, Role.SECRETARY, Role.SIGNATORY, Role.DESK)


def print_run_sheet(issuer: Issuer, db: Session, public_id: str, steps: Iterable[Step]) -> bytes:
    """The sheet of an election's day, from all acts in their order. Refused: not-found."""
    found = elections.election(db, public_id)
    session = found.session
    sheet = RunSheet(
        head=issuer.head_of(found), election=issuer.say(found.title), session=session.number, held_on=session.held_on,
        begins=session.begins, place=issuer.say(session.place),
        agenda=tuple(line.strip() for line in session.agenda.splitlines() if line.strip()),
        acts=tuple(_act(issuer, one) for one in acts(steps)),
    )  # fmt: skip
    return render_run_sheet(sheet, issuer.wording)


def acts(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The acts of a day in the hall, in order: those on the way, from the frozen election to the letters."""
    day = ORDER[ORDER.index(FROM) : ORDER.index(TO) + 1]
    return tuple(one for one in steps if one.line and not one.side and not one.danger and set(one.before) & set(day))


def _act(issuer: Issuer, step: Step) -> RunAct:
    said = issuer.wording.gettext
    roles = tuple(role for role in OF_THE_DAY if step.permission in ROLES[role])
    return RunAct(title=said(step.title), sentence=said(step.sentence), roles=roles, persons=step.officers)
