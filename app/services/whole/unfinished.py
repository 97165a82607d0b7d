"""Which elections that are over leave something to do: as many queries for a hundred of them as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Election, JournalEntry, Letter, SealedPaper, Seat, Trustee
from app.services.acts import journal
from app.services.election.election import ElectionValue
from app.services.letters import letter as letters
from app.services.whole.duty import duties_of
from app.states.duty import Duty
from app.states.letter import STANDING, LetterStatus
from app.states.paper import PaperKind
from app.states.phase import Phase
from app.states.seat import HELD


def unfinished(db: Session, over: Collection[ElectionValue]) -> frozenset[int]:
    """Those of these elections, all over, of which an act is left to do or a duty of the day, by id.

    Refused: not-found, phase-wrong.
    """
    done = _done(db, [one.id for one in over])
    left = {one.id for one in over if not done[one.id] >= set(duties_of(one))}
    final = {one.id: one for one in over if one.phase == Phase.FINAL}
    return frozenset(left | _with_keys(db, final) | _without_letter(db, final))


def _done(db: Session, ids: list[int]) -> dict[int, set[Duty]]:
    """The duties of each election that are done; letters are looked at by themselves."""
    done: dict[int, set[Duty]] = {one: {Duty.LETTERS_ISSUED} for one in ids}
    kinds = (journal.Kind.DUTY_DONE.value, journal.Kind.SIGNED_SCAN_KEPT.value)
    noted = select(JournalEntry).where(JournalEntry.election_id.in_(ids), JournalEntry.kind.in_(kinds))
    for one in db.scalars(noted):
        mine = done[one.election_id or 0]
        if one.kind == journal.Kind.DUTY_DONE.value:
            mine.add(Duty(str(one.detail["duty"])))
        elif one.detail["paper"] == PaperKind.MINUTES:  # who attached the signed minutes has had them signed
            mine.add(Duty.MINUTES_SIGNED)
    made = select(SealedPaper.election_id).where(SealedPaper.kind == PaperKind.MINUTES)
    for election_id in db.scalars(made.where(SealedPaper.election_id.in_(ids))):
        done[election_id].add(Duty.MINUTES_MADE)
    return done


def _with_keys(db: Session, ids: Collection[int]) -> set[int]:
    """Whose keys nobody has stated to be destroyed."""
    kept = select(Trustee.election_id).join(Election).where(Election.key_destroyed.is_(None))
    return set(db.scalars(kept.where(Trustee.election_id.in_(ids), Trustee.public_key.is_not(None))))


def _without_letter(db: Session, final: dict[int, ElectionValue]) -> set[int]:
    """Of which a letter is a draft, or somebody who has a seat has none that stands."""
    standing: dict[int, set[int]] = defaultdict(set)
    lettered, left, seated = set(), set(), set()
    rows = select(Letter.election_id, Letter.institution_id, Letter.status).where(Letter.election_id.in_(final))
    for election_id, institution_id, status in db.execute(rows):
        lettered.add(election_id)
        if status == LetterStatus.DRAFT:
            left.add(election_id)
        if status in STANDING:
            standing[election_id].add(institution_id)
    seats = select(Seat.election_id, Seat.institution_id, Seat.state).where(Seat.election_id.in_(final))
    for election_id, holder, state in db.execute(seats):
        seated.add(election_id)
        if state in HELD and holder not in standing[election_id]:
            left.add(election_id)
    # Made final by an earlier version, which wrote no seats down: no more of them come.
    earlier = lettered - seated - left
    left |= {one for one in earlier if letters.due(db, final[one].public_id)}
    return left | (final.keys() - lettered)
