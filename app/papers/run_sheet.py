"""The run sheet of the day: from the list of all acts, so that no paper names an act that the program does not have."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.documents.run_sheet import RunAct, RunItem, RunSheet, render_run_sheet
from app.papers.issuer import Issuer
from app.services.acts.step import Step
from app.services.day import presentation
from app.services.day.speaking_order import speakers
from app.services.election import election as elections
from app.services.hall import agenda as agendas
from app.states.agenda import ItemKind
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
        begins=session.begins, ends=session.ends, place=issuer.say(session.place),
        agenda=_agenda(db, session.id, session.begins),
        acts=tuple(_act(issuer, one) for one in acts(steps)),
    )  # fmt: skip
    return render_run_sheet(sheet, issuer.wording)


def _agenda(db: Session, session_id: int, begins: str) -> tuple[RunItem, ...]:
    """The items with what is planned of them: the first begins with the session, and presentations take their time."""
    slot, speaking = presentation.presentations(db, session_id).slot, len(speakers(db, session_id))
    return tuple(
        RunItem(
            title=item.title,
            begins=begins if place == 0 else "",
            minutes=slot * speaking // 60 if item.kind is ItemKind.PRESENTATIONS else 0,
        )
        for place, item in enumerate(agendas.agenda(db, session_id).items)
    )


def acts(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The acts of a day in the hall, in order: those on the way, from the frozen election to the letters."""
    day = ORDER[ORDER.index(FROM) : ORDER.index(TO) + 1]
    return tuple(one for one in steps if one.line and not one.side and not one.danger and set(one.before) & set(day))


def _act(issuer: Issuer, step: Step) -> RunAct:
    said = issuer.wording.gettext
    roles = tuple(role for role in OF_THE_DAY if step.permission in ROLES[role])
    return RunAct(title=said(step.title), sentence=said(step.sentence), roles=roles, persons=step.officers)
