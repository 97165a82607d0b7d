"""A substitute: another person comes for an institution, named by its letter; who stood on the roll before is kept.

The line of the roll stays the institution's: its vote, and the hours of both persons. The code of the former
invitation opens no door any more, and says who comes now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import text
from app.language.message import N_
from app.language.names import Names
from app.models import AssemblySession, Election, FormerDelegate, Voter
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.kept_value import packed
from app.services.acts.refusal import Refusal, Refused
from app.services.hall import roll_instant
from app.services.hall.desk_part import need_own
from app.services.hall.namesake import need_unlike
from app.services.hall.presence import need_roll_open
from app.services.hall.roll import DelegateValue, delegate
from app.services.hall.rows import door_code, find_delegate, holds_slip
from app.states.phase import POLLING
from app.states.roll import RollEdit

SUBSTITUTE_LATE = Refusal(
    code="substitute-late",
    status=409,
    words=N_("This delegate was handed a slip already. It must be given back before a substitute comes."),
)
SUBSTITUTE_PRESENT = Refusal(
    code="substitute-present",
    status=409,
    words=N_("This delegate is in the hall. Record first that the person went out."),
)
SUBSTITUTE_SAME = Refusal(
    code="substitute-same", status=409, words=N_("This person stands on the roll already."), field="name_fa"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """Who stood on a line of the roll before, until when, and by which letter of the institution another came."""

    name: Names
    until: datetime
    letter_number: str
    letter_day: date
    officers: tuple[str, ...]


def substitute(
    db: Session,
    act: Act,
    session_id: int,
    delegate_id: int,
    *,
    name: Names,
    letter_number: str,
    letter_day: date,
    namesake: bool = False,
) -> DelegateValue:
    """Let another person come for the institution of a delegate; after the instant of the roll two officers do.
    `namesake`: whoever of this name stands on another line is another person.

    Refused: two-officers-needed, not-found, roll-closed, slip-at-desk, substitute-late, substitute-present,
    substitute-same, person-on-roll.
    """
    late = roll_instant.need_one_or_two(db, act, session_id)
    row = find_delegate(db, session_id, delegate_id)
    need_roll_open(db, session_id)
    need_own(db, row.id, None)  # a desk without network would not know the new name
    if text.fold(name.fa) == row.folded:
        raise Refused(SUBSTITUTE_SAME)
    if row.checked_in is not None:
        raise Refused(SUBSTITUTE_PRESENT)
    if holds_slip(db, row):
        raise Refused(SUBSTITUTE_LATE)
    if not namesake:
        need_unlike(db, session_id, name, but=row.id)
    was = Names(row.name_fa, row.name_en)
    db.add(
        FormerDelegate(
            delegate_id=row.id, name_fa=was.fa, name_en=was.en, code=row.code, until=act.now,
            letter_number=letter_number, letter_day=letter_day, officers=list(act.officers),
        )
    )  # fmt: skip
    row.name_fa, row.name_en, row.folded, row.code = name.fa, name.en, text.fold(name.fa), door_code(act)
    polling = select(Election.id).where(Election.session_id == session_id, Election.phase.in_(POLLING))
    for voter in db.scalars(select(Voter).where(Voter.delegate_id == row.id, Voter.election_id.in_(polling))):
        voter.frozen = {**(voter.frozen or {}), "name": packed(name)}
    db.flush()
    journal.record(
        db, act, journal.Kind.DELEGATE_REPLACED, assembly_id=db.get_one(AssemblySession, session_id).assembly_id,
        delegate=row.id, letter=letter_number, day=letter_day.isoformat(),
        values=journal.differences({"delegate": was.fa}, {"delegate": name.fa}),
    )  # fmt: skip
    if late:
        roll_instant.keep(db, act, row.id, RollEdit.REPLACED, reason=letter_number, before=was, letter_day=letter_day)
    return delegate(db, session_id, delegate_id)


def formers(db: Session, session_id: int, delegate_id: int) -> tuple[Former, ...]:
    """Who stood on this line of the roll before, in their order. Refused: not-found."""
    row = find_delegate(db, session_id, delegate_id)
    rows = select(FormerDelegate).where(FormerDelegate.delegate_id == row.id).order_by(FormerDelegate.id)
    return tuple(
        Former(
            name=Names(one.name_fa, one.name_en), until=one.until, letter_number=one.letter_number,
            letter_day=one.letter_day, officers=tuple(one.officers),
        )
        for one in db.scalars(rows)
    )  # fmt: skip
