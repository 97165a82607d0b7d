"""Opening and closing the poll: keys, backups, quorum; paper against ballots: what was not handed out is scanned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.message import N_
from app.models import Election, SealedPaper
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.step import Step
from app.services.election.election import ElectionValue, election_value, move
from app.services.election.rows import find
from app.services.hall import desk_part, electorate
from app.services.hall.electorate import SLIPS_MISSING
from app.services.hall.session import need_presidium
from app.services.voting import board, checkpoint, last_call, mishap, opening, paper_desk, paper_vote, slip, trustee
from app.services.voting.rows import trustees_of
from app.services.voting.tablet import is_any_enrolled
from app.states.election import Devices
from app.states.officer import Permission
from app.states.paper import PaperKind
from app.states.phase import Phase
from app.states.slip import SlipState
from ballots.board import end_ballots_event
from ballots.record.accounting import LEAST_REASON, MOST_REASON
from ballots.record.accounting import Accounting as PublicAccounting

ACCOUNTING_UNBALANCED = Refusal(
    code="accounting-unbalanced",
    status=409,
    words=N_("The slips do not balance. Count again, or write the reason."),
    field="reason",
)
BACKUP_MISSING = Refusal(
    code="backup-missing",
    status=409,
    words=N_("No tested backup of the key of %(names)s. Let every keeper test a sheet, or write why you do without."),
    field="waiver",
)
QUORUM_MISSING = Refusal(
    code="quorum-missing", status=409, words=N_("The quorum is not reached: %(present)s present, %(quorum)s needed.")
)
SLIP_USED_REASON = Refusal(
    code="slip-used-reason",
    status=409,
    words=N_("A slip on the table had a vote: %(serials)s. Write what the presidium ruled."),
    field="reason",
)
TABLETS_MISSING = Refusal(
    code="tablets-missing",
    status=409,
    words=N_("Votes are cast on enrolled tablets alone in this election, and none is enrolled yet."),
)
TRUSTEES_UNCHECKED = Refusal(
    code="trustees-unchecked",
    status=409,
    words=N_("The key of %(names)s is not tested in the sealed election yet: with the link of the invitation."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounting:
    """Paper against ballots. It balances when printed = handed + unused + spoiled + void + lost and cast <= handed.

    `handed` are delegates who hold a slip; `lost` slips had another handed in their place; `refused` of the void ones
    were given back. `paper` of the votes cast came from paper; `invalid` papers were ruled so, and are no votes.
    `spoiled_seen` of the spoiled and `void_seen` of the void slips lay on the table at the closing.
    """

    printed: int
    handed: int
    unused: int
    spoiled: int
    void: int
    cast: int
    reason: str = ""
    lost: int = 0
    refused: int = 0
    paper: int = 0
    invalid: int = 0
    spoiled_seen: int = 0
    void_seen: int = 0

    @property
    def difference(self) -> int:
        """Slips that are missing (positive) or too many (negative)."""
        return self.printed - self.handed - self.unused - self.spoiled - self.void - self.lost

    @property
    def surplus(self) -> int:
        """Votes and invalid papers for which no slip was handed out."""
        return max(0, self.cast + self.invalid - self.handed)

    @property
    def balanced(self) -> bool:
        """Whether every slip is accounted for."""
        return self.difference == 0 and self.surplus == 0

    @property
    def wrong(self) -> str:
        """Which number is wrong: "handed" where more votes came than slips were handed out, or more were handed out
        than the table leaves; "unused" where slips are missing; else "".
        """
        if self.surplus or self.difference < 0:
            return "handed"
        return "unused" if self.difference else ""


def open_poll(db: Session, act: Act, public_id: str, *, waiver: str = "") -> ElectionValue:
    """Open the poll; two officers. A key without a tested backup needs a `waiver`: the reason, which is journalled.

    Refused: two-officers-needed, phase-wrong, slips-missing, trustees-unchecked, backup-missing, quorum-missing,
    presidium-missing, tablets-missing.
    """
    row = find(db, public_id, lock=True)
    OPEN.need(db, act, row.id)
    _need_backups(db, act, row, trustee.trustees(db, public_id), waiver.strip())
    move(db, act, row.id, Phase.OPEN)
    opening.keep(db, row.id)
    return election_value(db, row.id)


def account(db: Session, public_id: str, *, unused: Collection[str] = (), apart: Collection[str] = ()) -> Accounting:
    """What the accounting will be with these unused slips, by their serials, and with these spoiled and void ones on
    the table; what is refused does not count."""
    row = find(db, public_id)
    return _account(db, row, slip.count_unused(db, row.id, unused), "", apart)


def note_used(db: Session, act: Act, public_id: str, serial: str) -> None:
    """Record that a slip on the table has a vote, once for each: whether it was handed out is for people to rule."""
    row = find(db, public_id, lock=True)
    if not any(one.detail["serial"] == serial for one in journal.of_kind(db, row.id, journal.Kind.USED_SLIP_FOUND)):
        journal.record(db, act, journal.Kind.USED_SLIP_FOUND, election_id=row.id, serial=serial)


def backup_waiver(db: Session, public_id: str) -> str:
    """Why voting was opened without tested backups of the keys; nothing where it was not. Refused: not-found."""
    return find(db, public_id).backup_waived or ""


def used_slips(db: Session, public_id: str) -> tuple[str, ...]:
    """The serials of the slips on the table that had a vote, in the order found. Refused: not-found."""
    found = journal.of_kind(db, find(db, public_id).id, journal.Kind.USED_SLIP_FOUND)
    return tuple(str(one.detail["serial"]) for one in found)


def close_poll(
    db: Session, act: Act, public_id: str, *, unused: Collection[str], apart: Collection[str] = (), reason: str = ""
) -> ElectionValue:
    """Close the poll and state the accounting; two officers. `unused`: serials of the slips scanned on the table;
    `apart`: of the spoiled and void ones that were scanned with them.

    A difference is accepted only with a written reason, which goes into the minutes and the record; so is a slip on the
    table that had a vote, at whichever look it was found, even where the numbers balance without it.
    Refused: two-officers-needed, phase-wrong, serial-wrong, serial-unknown, slip-void, slip-used, slip-ruled (all with
    the serial), accounting-unbalanced, slip-used-reason (with serials), presidium-missing, last-call-runs, papers-wait,
    desk-awaited.
    """
    row = find(db, public_id, lock=True)
    CLOSE.need(db, act, row.id)
    left = slip.need_unused(db, row.id, unused)
    stated = _account(db, row, len(left), reason, apart)
    if not stated.balanced and len(stated.reason) < LEAST_REASON:
        raise Refused(ACCOUNTING_UNBALANCED, difference=stated.difference)
    used = used_slips(db, public_id)
    if used and len(stated.reason) < LEAST_REASON:
        raise Refused(SLIP_USED_REASON, serials=used)
    slip.mark_unused(db, row.id, left)
    db.flush()
    told = mishap.void_lost(db, row.id, left)
    db.flush()
    row.accounting = asdict(stated)
    row.accounting_file = _file(db, row, stated, is_explained=bool(used), untold=stated.lost - len(told))
    paper_desk.end_all(db, row.id)
    electorate.keep_present(db, row.id)
    electorate.note_handed(db, act, row.id)
    present = electorate.attendance(db, row.id)
    row.attendance = {"introduced": present.introduced, "enrolled": present.enrolled, "present": present.present,
                      "handed": present.handed, "quorum": present.quorum,
                      **({} if present.listed is None else {"listed": present.listed})}  # fmt: skip
    checkpoint.append(db, act, row.id, end_ballots_event(board.need_head(db, row.id)))
    move(db, act, row.id, Phase.CLOSED)
    journal.record(db, act, journal.Kind.ACCOUNTING_STATED, election_id=row.id, told=list(told), **asdict(stated))
    return election_value(db, row.id)


def _need_backups(db: Session, act: Act, row: Election, holders: tuple[trustee.TrusteeValue, ...], waiver: str) -> None:
    missing = tuple(one.name for one in holders if not one.has_backup)
    if not missing:
        return
    if len(waiver) < LEAST_REASON:
        raise Refused(BACKUP_MISSING, names=missing)
    row.backup_waived = waiver
    journal.record(
        db, act, journal.Kind.TRUSTEE_BACKUP_WAIVED, election_id=row.id, trustees=list(missing), reason=waiver
    )


def _file(db: Session, row: Election, stated: Accounting, *, is_explained: bool, untold: int) -> bytes:
    """The accounting as the record holds it: the public credentials of every slip that is not in a voter's hands.

    `is_explained`: the reason is about slips that were used, and stands there though the numbers balance. `untold` are
    the lost slips that nobody can tell from those of delegates who did not vote: they count as handed out.
    """
    lists = slip.credentials_by_state(db, row.id)
    reason = "" if stated.balanced and not is_explained else stated.reason[:MOST_REASON]
    return PublicAccounting(
        fingerprint=row.fingerprint or "", handed_out=stated.handed + untold, unused=lists[SlipState.UNUSED],
        spoiled=lists[SlipState.SPOILED], void=lists[SlipState.VOID], reason=reason,
    ).to_bytes()  # fmt: skip


def _account(db: Session, row: Election, unused: int, reason: str, apart: Collection[str]) -> Accounting:
    seen = slip.count_apart(db, row.id, apart)
    numbers, astray = slip.counts(db, row.public_id), mishap.mishaps(db, row.id)
    papers = paper_vote.paper_votes(db, row.id)
    return Accounting(
        printed=numbers.printed, handed=electorate.attendance(db, row.id).handed, unused=unused,
        spoiled=numbers.spoiled, void=numbers.void, cast=board.count(db, row.id), reason=reason.strip(),
        lost=astray.lost, refused=astray.refused, paper=papers.entered if papers else 0,
        invalid=papers.invalid if papers else 0,
        spoiled_seen=seen[SlipState.SPOILED], void_seen=seen[SlipState.VOID],
    )  # fmt: skip


def _need_prepared(db: Session, election_id: int, _now: datetime) -> None:
    """Refused: slips-missing, trustees-unchecked, quorum-missing, presidium-missing, tablets-missing."""
    row = db.get_one(Election, election_id)
    if not slip.counts(db, row.public_id).sealed:
        raise Refused(SLIPS_MISSING)
    unchecked = tuple(one.name for one in trustees_of(db, row.id) if not one.checked)
    if unchecked:
        raise Refused(TRUSTEES_UNCHECKED, names=unchecked)
    present = electorate.attendance(db, row.id)
    if not present.reached:
        raise Refused(QUORUM_MISSING, present=present.present, quorum=present.quorum)
    need_presidium(db, row.session_id)
    if not _has_tablets(db, row.id):
        raise Refused(TABLETS_MISSING)


def _has_tablets(db: Session, election_id: int) -> bool:
    """Whether there is a device on which votes may be cast."""
    row = db.get_one(Election, election_id)
    return row.devices is Devices.ANY or is_any_enrolled(db, row.session_id)


def _need_watched(db: Session, election_id: int, now: datetime) -> None:
    """Refused: last-call-runs, papers-wait, presidium-missing, desk-awaited."""
    last_call.need_over(db, election_id, now)
    paper_vote.need_none_waiting(db, election_id)
    session_id = db.get_one(Election, election_id).session_id
    need_presidium(db, session_id)
    desk_part.need_none(db, session_id)


def _has_zero_report(db: Session, election_id: int) -> bool:
    mine = select(SealedPaper.id).where(SealedPaper.election_id == election_id, SealedPaper.kind == PaperKind.ZERO)
    return db.scalar(mine.limit(1)) is not None


TABLETS = Step(
    code="tablets",
    permission=Permission.DECIDE,
    before=(Phase.FROZEN,),
    is_done=_has_tablets,
    line=False,
    page="office.election_tablets",
    title=N_("Enrol the tablets"),
    sentence=N_("Votes are cast on enrolled tablets alone. Two officers let them in, and each scans a code."),
    button=N_("Go to the tablets"),
)
OPEN = Step(
    code="open",
    permission=Permission.DECIDE,
    officers=2,
    before=(Phase.FROZEN,),
    after=Phase.OPEN,
    rule=_need_prepared,
    do=open_poll,
    more=("waiver",),
    title=N_("Open the voting"),
    sentence=N_("Delegates can vote from this moment. Two officers confirm."),
    button=N_("Open the voting now"),
    lines=(
        N_("Delegates with a slip can vote on the tablets from this moment."),
        N_("The zero report says that the board holds no ballot; it is made and kept in the same moment."),
    ),
    done=N_("Voting is open."),
)
ZERO = Step(
    code="zero",
    permission=Permission.LOOK,
    before=(Phase.OPEN,),
    is_done=lambda db, one: board.count(db, one) > 0 or _has_zero_report(db, one),
    line=False,
    page="office.zero",
    title=N_("Zero report"),
    sentence=N_(
        "Voting is open and no ballot is cast yet. The zero report says so: print it now, for the presidium to sign."
    ),
    button=N_("Print the zero report"),
)
CLOSE = Step(
    code="close",
    permission=Permission.DECIDE,
    officers=2,
    before=(Phase.OPEN,),
    after=Phase.CLOSED,
    rule=_need_watched,
    page="office.close",
    title=N_("Close the voting"),
    sentence=N_("No vote is accepted after this. The slips are counted first. Two officers confirm."),
    button=N_("Close the voting now"),
)
