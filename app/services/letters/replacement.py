"""A letter in the place of another, one draft at a time: written anew, changed, or put away as void."""

from __future__ import annotations

from dataclasses import astuple

from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.models import Officer
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.count.seating import holders
from app.services.election.election import need_phase
from app.services.election.rows import find
from app.services.letters.letter import (
    LETTER_CHANGED,
    LETTER_NOT_READY,
    LetterValue,
    Terms,
    letter,
    said_in,
    write_draft,
)
from app.services.letters.rows import find_letter, letters_of, number_of, officer_of_act
from app.states.letter import REPLACEABLE, LetterStatus
from app.states.phase import Phase

LETTER_DRAFTED = Refusal(
    code="letter-drafted",
    status=409,
    words=N_("A draft for this institution is waiting already, number %(number)s. Nothing was drafted."),
)
LETTER_SEATLESS = Refusal(
    code="letter-seatless",
    status=409,
    words=N_("This institution has no seat any more. A letter is drafted for who follows on it."),
)
LETTER_FOLLOWED = Refusal(
    code="letter-followed",
    status=409,
    words=N_("This institution has a newer letter, number %(number)s. That one can be replaced, not this one."),
)


def draft_in_place(
    db: Session, act: Act, public_id: str, letter_id: int, terms: Terms, *, representative: Names, reason: str
) -> LetterValue:
    """Draft a letter in the place of a valid or revoked one, for the same seat and time; `reason` is journalled.

    The old one counts as before until another officer, who did not draft it, issues the new one: then it is replaced.
    Refused: not-found, phase-wrong, letter-not-ready, letter-seatless, letter-drafted,
    letter-followed, rehearsal-stays.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, Phase.FINAL)
    old = find_letter(db, letter_id, election.id)
    if old.status not in REPLACEABLE:
        raise Refused(LETTER_NOT_READY)
    if old.institution_id not in {one.line.candidate.institution.id for one in holders(db, public_id) if one.line}:
        raise Refused(LETTER_SEATLESS)
    for row in letters_of(db, election.id):
        if row.institution_id == old.institution_id and row.status == LetterStatus.DRAFT:
            raise Refused(LETTER_DRAFTED, number=number_of(row))
        if row.institution_id == old.institution_id and row.id > old.id and row.status in REPLACEABLE:
            raise Refused(LETTER_FOLLOWED, number=number_of(row))
    said = {**old.data, **said_in(terms), "representative": list(astuple(representative)), "reason": reason}
    made = write_draft(db, act, election.id, old.institution_id, said, rank=old.rank, until=old.until, replaces=old.id)
    return letter(db, public_id, made)


def change_draft(
    db: Session, act: Act, public_id: str, letter_id: int, terms: Terms, *, representative: Names, seen: int
) -> LetterValue:
    """Write one draft anew; its writer counts as its drafter. `seen`: the version that the writer had before the eyes.

    Refused: not-found, phase-wrong, letter-not-ready, letter-changed.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, Phase.FINAL)
    row = find_letter(db, letter_id, election.id)
    if row.status != LetterStatus.DRAFT:
        raise Refused(LETTER_NOT_READY)
    if row.version != seen:
        raise Refused(LETTER_CHANGED, by=db.get_one(Officer, row.drafter_id).name)
    row.data = {**row.data, **said_in(terms), "representative": list(astuple(representative))}
    row.drafter_id = officer_of_act(db, act, row.assembly_id).id
    row.version += 1
    journal.record(db, act, journal.Kind.LETTER_CHANGED, election_id=election.id, number=number_of(row))
    return letter(db, public_id, letter_id)


def void_draft(db: Session, act: Act, public_id: str, letter_id: int, *, reason: str) -> LetterValue:
    """Put a draft away that is not issued: its number stays in the list as void, with the reason in the journal.

    Refused: not-found, letter-not-ready.
    """
    election = find(db, public_id, lock=True)
    row = find_letter(db, letter_id, election.id)
    if row.status != LetterStatus.DRAFT:
        raise Refused(LETTER_NOT_READY)
    row.status = LetterStatus.VOID
    journal.record(db, act, journal.Kind.LETTER_VOIDED, election_id=election.id, number=number_of(row), reason=reason)
    return letter(db, public_id, letter_id)
