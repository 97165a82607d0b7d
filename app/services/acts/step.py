"""What a record of an act is: one of each in the module of the act; `whole/steps` lists them in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models import Election
from app.services.acts import clock
from app.services.acts.act import Act
from app.services.acts.journal import Kind
from app.services.acts.phases import facts_of_phase
from app.services.acts.refusal import NOT_FOUND, PHASE_WRONG, Refused
from app.services.acts.rows import election_row
from app.services.acts.two import need_pair
from app.states.officer import Permission, Role
from app.states.phase import Phase

Rule = Callable[[Session, int, datetime], object]
"""Raises what the rules of an act refuse besides phase and officers, for the election of an id."""

Question = Callable[[Session, int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An act of the office with an election, and what pages say of it.

    It may be done in the phases `before` by so many `officers` with `permission`, leads to the phase `after`, and is
    refused by `rule`, which the act asks too. `turn` narrows the roles that are asked to act.

    `page` is the endpoint of its own page, which stays open in the phases `open_in`, and `form` that of the form where
    the page only leads to it; without one the page of acts asks to confirm `lines`, calls `do` with the fields `more`,
    and goes on to the act `then`. `line`: it has its own line in the list of tasks; `side`: beside the way, not on it.
    `work_in`: the phases whose work it is, so that its button is the large one while the act that ends the phase waits.
    `entry` is its own kind in the journal, where `noted` says it.
    """

    code: str
    permission: Permission
    before: tuple[Phase, ...]
    title: str
    sentence: str
    button: str
    after: Phase | None = None
    officers: int = 1
    rule: Rule | None = None
    is_done: Question | None = None
    turn: Callable[[Session, int], frozenset[Role]] | None = None
    page: str = ""
    form: str = ""
    open_in: tuple[Phase, ...] = ()
    work_in: tuple[Phase, ...] = ()
    do: Callable[..., object] | None = None
    more: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    done: str = ""
    then: str = ""
    danger: bool = False
    line: bool = True
    side: bool = False
    entry: Kind | None = None
    noted: str = ""

    def need(self, db: Session, act: Act, election_id: int) -> None:
        """Refuse what may not be done now: what `need_pair` refuses, phase-wrong, and what its rule refuses."""
        if self.officers > 1:
            need_pair(db, act, election_id, self.permission)
        self.ask(db, election_id, act.now)

    def why_not(self, db: Session, public_id: str, now: datetime) -> Refused | None:
        """What keeps two officers from this act now, or None. Refused: not-found."""
        election_id = _id(db, public_id)
        try:
            self.ask(db, election_id, now)
        except Refused as refused:
            return refused
        return None

    def is_over(self, db: Session, public_id: str) -> bool:
        """Whether nothing of this act is left to do in the present phase. Refused: not-found."""
        return self.is_done is not None and self.is_done(db, _id(db, public_id))

    def roles(self, db: Session, public_id: str) -> frozenset[Role]:
        """The roles whose turn it is, among those with the permission. Refused: not-found."""
        return frozenset(Role) if self.turn is None else self.turn(db, _id(db, public_id))

    def ask(self, db: Session, election_id: int, now: datetime) -> None:
        """Refuse what phase and rule of the act forbid, whoever acts: phase-wrong, and what its rule refuses."""
        phase = db.get_one(Election, election_id).phase
        if phase not in self.before:
            raise Refused(PHASE_WRONG, **facts_of_phase(phase, *self.before))
        clock.need_sound(db)
        if self.rule is not None:
            self.rule(db, election_id, now)


def _id(db: Session, public_id: str) -> int:
    row = election_row(db, public_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row.id
