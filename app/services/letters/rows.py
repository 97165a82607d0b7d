"""The rows of letters, for services alone: what leaves the services is a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Letter, Officer
from app.services.acts.act import Act
from app.services.acts.kept_value import as_kept
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.acts.registry import number_text
from app.services.election.corrigendum import Corrected, corrections
from app.states.letter import LetterStatus


def find_letter(db: Session, letter_id: int, election_id: int | None = None) -> Letter:
    """The row of a letter, locked; where an election is named, of that one. Refused: not-found."""
    row = db.get(Letter, letter_id, with_for_update=True)
    if row is None or election_id not in (None, row.election_id):
        raise Refused(NOT_FOUND)
    return row


def letters_of(db: Session, election_id: int) -> list[Letter]:
    """Every letter of an election, locked, the oldest first."""
    return list(
        db.scalars(select(Letter).where(Letter.election_id == election_id).order_by(Letter.id).with_for_update())
    )


def number_of(row: Letter) -> str:
    """The number of a letter as it is written."""
    return number_text(row.year, row.series, row.counter)


def replaced_number(db: Session, row: Letter) -> str:
    """The number of the letter in whose place this one stands, or ""."""
    return "" if row.replaces_id is None else number_of(db.get_one(Letter, row.replaces_id))


def institution_of(row: Letter) -> Mapping[str, object]:
    """What a letter says of its institution, as it was kept when the letter was drafted."""
    return cast(dict[str, object], row.data["institution"])


def beside_of(db: Session, row: Letter, beside: Mapping[int, Corrected] | None = None) -> Corrected:
    """What a letter says beside the names: a draft what corrigenda say by now (`beside`, where they were read), an
    issued one what it said then."""
    if row.status != LetterStatus.DRAFT:
        return as_kept(Corrected(), cast(dict[str, object] | None, row.data.get("corrected")))
    return (corrections(db, row.election_id) if beside is None else beside).get(row.institution_id, Corrected())


def officer_of_act(db: Session, act: Act, assembly_id: int, place: int = 0) -> Officer:
    """The first officer of an act, or the one at another place, as what that person is in this assembly."""
    mine = select(Officer).where(Officer.username == act.officers[place], Officer.assembly_id == assembly_id)
    return db.scalars(mine).one()


def follower_of(db: Session, row: Letter) -> Letter | None:
    """The newest letter that was issued in the place of this one, or of one that was; None where none was."""
    last: Letter | None = None
    seen = row
    while True:
        mine = (Letter.replaces_id == seen.id, Letter.status.not_in((LetterStatus.DRAFT, LetterStatus.VOID)))
        after = db.scalars(select(Letter).where(*mine).order_by(Letter.id.desc()).limit(1)).first()
        if after is None:
            return last
        last = seen = after
