"""The list of who votes in one election: institutions of the roll, picked by the office until the election is frozen.

Institutions stand on it, not delegates: another delegate of the same institution votes as the first one would have.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.models import Delegate, Election, Elector, Institution
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, PHASE_WRONG, Refusal, Refused
from app.states.election import Electorate
from app.states.phase import EARLY

ELECTORATE_UNLISTED = Refusal(
    code="electorate-unlisted",
    status=409,
    words=N_("In this election no list says who votes. Its settings can be changed to one until it is frozen."),
)


def electors(db: Session, election_id: int) -> frozenset[int]:
    """The institutions on the list of an election, by their ids."""
    return frozenset(db.scalars(select(Elector.institution_id).where(Elector.election_id == election_id)))


def count(db: Session, election_id: int) -> int:
    """How many institutions are on the list."""
    return db.scalar(select(func.count()).where(Elector.election_id == election_id)) or 0


def without_delegate(db: Session, election_id: int) -> dict[int, Names]:
    """Institutions on the list that have no delegate on the roll, by id, in Persian order."""
    session_id = db.get_one(Election, election_id).session_id
    enrolled = select(Delegate.institution_id).where(Delegate.session_id == session_id)
    query = (
        select(Institution.id, Institution.name_fa, Institution.name_en, Institution.name_ar)
        .join(Elector, Elector.institution_id == Institution.id)
        .where(Elector.election_id == election_id, Institution.id.not_in(enrolled))
    )
    return {one: Names(fa, en, ar) for one, fa, en, ar in db.execute(query.order_by(Institution.sort_key))}


def choose(db: Session, act: Act, election_id: int, *, on: Collection[int] = (), off: Collection[int] = ()) -> int:
    """Put institutions of the roll on the list and take others off; how many then are on it.

    What is so already stays. Refused: phase-wrong (frozen), electorate-unlisted, not-found (nobody of the roll).
    """
    row = db.scalars(select(Election).where(Election.id == election_id).with_for_update()).one()
    if row.phase not in EARLY:
        raise Refused(PHASE_WRONG, phase=row.phase)
    if row.electorate is not Electorate.LIST:
        raise Refused(ELECTORATE_UNLISTED)
    before = electors(db, election_id)
    new, gone = set(on) - before, set(off) & before
    enrolled = set(db.scalars(select(Delegate.institution_id).where(Delegate.session_id == row.session_id)))
    if not new <= enrolled:
        raise Refused(NOT_FOUND)
    if new:
        db.execute(insert(Elector), [{"election_id": election_id, "institution_id": one} for one in sorted(new)])
    db.execute(delete(Elector).where(Elector.election_id == election_id, Elector.institution_id.in_(gone)))
    if new or gone:
        said = {"electors_on": [None, _names(db, new)], "electors_off": [_names(db, gone), None]}
        journal.record(
            db, act, journal.Kind.ELECTORS_CHANGED, election_id=election_id,
            values={name: pair for name, pair in said.items() if any(pair)},
        )  # fmt: skip
    return count(db, election_id)


def copy(db: Session, source_id: int, election_id: int) -> None:
    """Give an election the list of an earlier one."""
    rows = [{"election_id": election_id, "institution_id": one} for one in sorted(electors(db, source_id))]
    if rows:
        db.execute(insert(Elector), rows)


def _names(db: Session, ids: Collection[int]) -> list[str]:
    mine = select(Institution.name_fa).where(Institution.id.in_(ids)).order_by(Institution.sort_key)
    return list(db.scalars(mine))
