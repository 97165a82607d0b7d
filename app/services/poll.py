"""Opening and closing the poll: the quorum, and the accounting of the paper slips."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from app.models import Election
from app.services import board, journal, trustee
from app.services import slip as slips
from app.services.act import Act, Refused, need_two
from app.services.election import ElectionValue, election_value, find, move, need_phase
from app.services.roll import attendance
from ballots.board import end_ballots_event


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounting:
    """Paper against ballots. It balances when printed = handed + unused + spoiled + void and cast <= handed."""

    printed: int
    handed: int
    unused: int
    spoiled: int
    void: int
    cast: int
    reason: str = ""

    @property
    def difference(self) -> int:
        """Slips that are missing (positive) or too many (negative)."""
        return self.printed - self.handed - self.unused - self.spoiled - self.void

    @property
    def balanced(self) -> bool:
        """Whether every slip is accounted for."""
        return self.difference == 0 and self.cast <= self.handed


def open_poll(db: Session, act: Act, public_id: str) -> ElectionValue:
    """Open the poll; two officers.

    Refused: two-officers-needed, phase-wrong, slips-missing, trustees-unchecked, quorum-missing.
    """
    need_two(act)
    row = find(db, public_id, lock=True)
    need_phase(row, "frozen")
    if not slips.counts(db, public_id).sealed:
        raise Refused("slips-missing")
    if not all(one.checked for one in trustee.trustees(db, public_id)):
        raise Refused("trustees-unchecked")
    present = attendance(db, row.session_id)
    if not present.reached:
        raise Refused("quorum-missing", present=present.present, quorum=present.quorum)
    move(db, act, row, "open")
    return election_value(db, row)


def account(db: Session, public_id: str, *, unused: int, reason: str = "") -> Accounting:
    """What the accounting will be with so many unused slips counted on the table."""
    return _account(db, find(db, public_id), unused, reason)


def close_poll(db: Session, act: Act, public_id: str, *, unused: int, reason: str = "") -> ElectionValue:
    """Close the poll and state the accounting; two officers.

    A difference is accepted only with a written reason, which goes into the minutes.
    Refused: two-officers-needed, phase-wrong, accounting-unbalanced.
    """
    need_two(act)
    row = find(db, public_id, lock=True)
    need_phase(row, "open")
    stated = _account(db, row, unused, reason)
    if not stated.balanced and len(reason.strip()) < 10:
        raise Refused("accounting-unbalanced", difference=stated.difference)
    row.accounting = asdict(stated)
    present = attendance(db, row.session_id)
    row.attendance = {"introduced": present.introduced, "enrolled": present.enrolled, "present": present.present,
                      "handed": present.handed, "quorum": present.quorum}  # fmt: skip
    board.append(db, row, end_ballots_event(board.need_head(db, row)))
    move(db, act, row, "closed")
    journal.record(db, act, journal.Kind.ACCOUNTING_STATED, election=row, **asdict(stated))
    return election_value(db, row)


def _account(db: Session, row: Election, unused: int, reason: str) -> Accounting:
    numbers = slips.counts(db, row.public_id)
    return Accounting(
        printed=numbers.printed, handed=attendance(db, row.session_id).handed, unused=unused,
        spoiled=numbers.spoiled, void=numbers.void, cast=board.count(db, row), reason=reason.strip(),
    )  # fmt: skip
