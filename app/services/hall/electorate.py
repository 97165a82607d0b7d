"""Who may vote in one election: the roll as it stood at freezing, its figures, who has a slip (never which)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.language.message import N_
from app.language.names import Names
from app.language.text import sort_key
from app.models import AssemblySession, Delegate, Election, HandedSlip, Introduction, Voter
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.kept_value import as_kept, packed
from app.services.acts.refusal import NOT_FOUND, PHASE_WRONG, Refusal, Refused
from app.services.hall import desk_part, elector_list, presence
from app.services.hall.came_and_went import StatedPresence, stated_present
from app.services.hall.presence import DELEGATE_BY_VIDEO
from app.services.hall.roll import DelegateValue, delegate, roll
from app.services.hall.rows import find_delegate, has_sealed_slips, here_now, note, personal_slips, voting
from app.states.election import Corrects, Electorate, Quorum
from app.states.phase import VOTED, Phase

DELEGATE_ABSENT = Refusal(code="delegate-absent", status=409, words=N_("This delegate has not been checked in."))
DELEGATE_NO_SLIP = Refusal(code="delegate-no-slip", status=409, words=N_("No slip is recorded for this delegate."))
DELEGATE_NO_VOTE = Refusal(
    code="delegate-no-vote",
    status=409,
    words=N_("This delegate was added after the election was frozen, and has no vote in it."),
)
DELEGATE_NO_ELECTOR = Refusal(
    code="delegate-no-elector",
    status=409,
    words=N_("This delegate is not among those who vote in this election, and gets no slip of it."),
)
DELEGATE_SLIP_HANDED = Refusal(code="delegate-slip-handed", status=409, words=N_("This delegate already has a slip."))
DELEGATE_PERSONAL = Refusal(
    code="delegate-personal",
    status=409,
    words=N_(
        "Who attends by video votes with a personal slip. Of this election there are %(count)s, and none is left that "
        "was not handed out."
    ),
)
HANDING_CLOSED = Refusal(
    code="handing-closed",
    status=409,
    words=N_("Voting in this election is closed. What is recorded of its slips can no longer be changed."),
)
SLIPS_MISSING = Refusal(code="slips-missing", status=409, words=N_("The slips must first be printed and confirmed."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Counts of an election: institutions introduced, delegates who may vote, of these present, slips handed; quorum.

    Those present are counted now, and after closing as they were at the closing; `by_video` of them by video. `listed`
    are the institutions on the list of who votes, None where no list says it; the quorum then is one of these.
    """

    introduced: int
    enrolled: int
    present: int
    handed: int
    quorum: int
    listed: int | None = None
    by_video: int = 0

    @property
    def reached(self) -> bool:
        """Whether the quorum is reached."""
        return self.present >= self.quorum


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """Who voted or could have: a delegate, of which institution, of which province; where corrigenda say so, the right
    names beside those."""

    name: Names
    institution: Names
    province: str
    delegate_right: Names | None = None
    institution_right: Names | None = None


def fix(db: Session, election_id: int) -> None:
    """Keep who may vote in an election: who of the roll of its session does now, in the words of now."""
    row = db.get_one(Election, election_id)
    mine = set(db.scalars(select(Delegate.id).where(*voting(row))))
    rows = [
        {
            "election_id": election_id,
            "delegate_id": one.id,
            "present": False,
            "frozen": packed(_as_attendee(one), but=("delegate_right", "institution_right")),
        }
        for one in roll(db, row.session_id)
        if one.id in mine
    ]
    if rows:
        db.execute(insert(Voter), rows)


def release(db: Session, election_id: int) -> None:
    """Let the roll of the session say again who may vote."""
    db.execute(delete(Voter).where(Voter.election_id == election_id))


def keep_present(db: Session, election_id: int) -> None:
    """Keep who took part: who is here now, at the closing, and who left after voting."""
    here = select(Delegate.id).where(Delegate.checked_in.is_not(None))
    handed = select(HandedSlip.delegate_id).where(HandedSlip.election_id == election_id)
    took_part = or_(Voter.delegate_id.in_(here), Voter.delegate_id.in_(handed))
    mine = update(Voter).where(Voter.election_id == election_id, took_part)
    db.execute(mine.values(present=True), execution_options={"synchronize_session": False})


def hand_slip(
    db: Session, act: Act, election_id: int, delegate_id: int, *, part_id: int | None = None
) -> DelegateValue:
    """Record that a delegate drew a slip of an election; `part_id`: that a desk handed it to somebody of its own part,
    where it saw for itself who was there.

    Refused: not-found, slip-at-desk, delegate-absent, delegate-no-vote, delegate-no-elector, delegate-slip-handed,
    slips-missing, delegate-by-video, delegate-personal, handing-closed, phase-wrong (annulled).
    """
    election, row = _both(db, election_id, delegate_id)
    desk_part.need_own(db, row.id, part_id)
    if row.checked_in is None and part_id is None:
        raise Refused(DELEGATE_ABSENT)
    if election.fingerprint is not None and db.get(Voter, (election_id, delegate_id)) is None:
        raise Refused(DELEGATE_NO_VOTE if election.electorate is Electorate.ROLL else DELEGATE_NO_ELECTOR)
    if db.get(HandedSlip, (election_id, delegate_id)) is not None:
        raise Refused(DELEGATE_SLIP_HANDED)
    if not has_sealed_slips(db, election_id):
        raise Refused(SLIPS_MISSING)
    if row.by_video:
        if presence.is_at_door(db, row.id):  # has a personal slip perhaps, and would draw another here
            raise Refused(DELEGATE_BY_VIDEO)
        _need_personal(db, election_id)
    db.add(HandedSlip(election_id=election_id, delegate_id=delegate_id, noted=False))
    db.flush()
    return delegate(db, row.session_id, row.id)


def _need_personal(db: Session, election_id: int) -> None:
    """Refuse (delegate-personal) where all personal slips of an election were handed out."""
    personal = personal_slips(db, election_id)
    mine = select(func.count()).select_from(HandedSlip).join(Delegate, Delegate.id == HandedSlip.delegate_id)
    handed = db.scalar(mine.where(HandedSlip.election_id == election_id, Delegate.by_video)) or 0
    if handed >= personal:
        raise Refused(DELEGATE_PERSONAL, count=personal)


def note_handed(db: Session, act: Act, election_id: int) -> None:
    """Let the journal say who was handed a slip, at the end: all by their ids at once, in nobody's name.

    Everything that a database keeps of the order in which it was told is written anew, in the order of the roll.
    """
    mine = HandedSlip.election_id == election_id
    rows = db.execute(select(HandedSlip.delegate_id, HandedSlip.noted).where(mine).with_for_update()).all()
    if not rows:
        return
    said = sorted(one.delegate_id for one in rows if not one.noted)
    if said:
        journal.record(
            db, replace(act, officers=()), journal.Kind.SLIP_HANDED, election_id=election_id, count=len(said),
            delegates=said,
        )  # fmt: skip
    _forget_order(db, election_id, sorted(one.delegate_id for one in rows))


def _forget_order(db: Session, election_id: int, ids: Sequence[int]) -> None:
    """Write anew, at once and in the order of the roll, what was written or locked when slips were handed out.

    SQLite lays rows into a page as they come; PostgreSQL numbers what wrote a row and what locked it last.
    """
    as_it_is = {"synchronize_session": False}
    db.execute(delete(HandedSlip).where(HandedSlip.election_id == election_id), execution_options=as_it_is)
    db.execute(insert(HandedSlip), [{"election_id": election_id, "delegate_id": one, "noted": True} for one in ids])
    voters = update(Voter).where(Voter.election_id == election_id).values(present=Voter.present)
    db.execute(voters, execution_options=as_it_is)
    persons = update(Delegate).where(Delegate.id.in_(ids)).values(number=Delegate.number)
    db.execute(persons, execution_options=as_it_is)


def take_back_slip(
    db: Session, act: Act, election_id: int, delegate_id: int, *, part_id: int | None = None
) -> DelegateValue:
    """Take back the record that a delegate drew a slip, where none was drawn or it was returned.

    Refused: delegate-no-slip, slip-at-desk, not-found, handing-closed, phase-wrong (annulled).
    """
    _, row = _both(db, election_id, delegate_id)
    desk_part.need_own(db, row.id, part_id)
    handed = db.get(HandedSlip, (election_id, delegate_id))
    if handed is None:
        raise Refused(DELEGATE_NO_SLIP)
    db.delete(handed)
    db.flush()
    note(db, act, journal.Kind.SLIP_TAKEN_BACK, row, election_id)
    return delegate(db, row.session_id, row.id)


def attended(db: Session, election_id: int) -> tuple[tuple[int, Attended], ...]:
    """Who may vote in an election and was here when it was closed, in Persian order of the institutions' names, all
    named as they were when it was frozen; each with the id of the delegate."""
    return _identified(db, Voter.election_id == election_id, Voter.present.is_(True))


def voters_by_delegate(db: Session, election_id: int) -> tuple[tuple[int, Attended], ...]:
    """Who may vote in an election, as `voters` gives them, with the ids of the delegates."""
    return _identified(db, Voter.election_id == election_id)


def _named(db: Session, *asked: ColumnElement[bool]) -> tuple[Attended, ...]:
    return tuple(one for _, one in _identified(db, *asked))


def _identified(db: Session, *asked: ColumnElement[bool]) -> tuple[tuple[int, Attended], ...]:
    mine = select(Voter.delegate_id, Voter.frozen, Voter.corrected).where(*asked).order_by(Voter.delegate_id)
    empty = Attended(name=Names(""), institution=Names(""), province="")
    here = ((key, _beside(as_kept(empty, kept), corrected)) for key, kept, corrected in db.execute(mine))
    return tuple(sorted(here, key=lambda one: sort_key(one[1].institution.fa)))


def _beside(one: Attended, corrected: dict[str, Any] | None) -> Attended:
    said = corrected or {}
    right = {what: Names(**said[what]) if what in said else None for what in (Corrects.DELEGATE, Corrects.DELEGATION)}
    return replace(one, delegate_right=right[Corrects.DELEGATE], institution_right=right[Corrects.DELEGATION])


def _as_attendee(one: DelegateValue) -> Attended:
    return Attended(name=one.name, institution=one.institution.name, province=one.institution.province)


def enrolled(db: Session, election_id: int) -> int:
    """How many may vote in an election: of the roll of its session, from the freezing on as it stood then."""
    election = db.get_one(Election, election_id)
    if election.fingerprint is not None:
        return db.scalar(select(func.count()).where(Voter.election_id == election_id)) or 0
    return db.scalar(select(func.count()).select_from(Delegate).where(*voting(election))) or 0


def without_vote(db: Session, election_id: int) -> frozenset[int]:
    """The delegates of the session who have no vote in an election, by their ids.

    Before the freezing those who are not on its list; who votes since being here then, nobody knows before.
    """
    election = db.get_one(Election, election_id)
    everybody = set(db.scalars(select(Delegate.id).where(Delegate.session_id == election.session_id)))
    if election.fingerprint is not None:
        return frozenset(everybody - set(db.scalars(select(Voter.delegate_id).where(Voter.election_id == election_id))))
    if election.electorate is Electorate.PRESENT:
        return frozenset()
    return frozenset(everybody - set(db.scalars(select(Delegate.id).where(*voting(election)))))


def voters(db: Session, election_id: int) -> tuple[Attended, ...]:
    """Who may vote in an election, once it is frozen, whether they came or not, as `attended` gives them."""
    return _named(db, Voter.election_id == election_id)


def needed(quorum: str, asked: int) -> int:
    """How many must be present of those of whom the rule of a session asks half plus one; 0 where it asks nothing."""
    return asked // 2 + 1 if quorum == Quorum.INTRODUCED else 0


def attendance(db: Session, election_id: int) -> Attendance:
    """The counts of an election. The quorum "introduced" is half of the introduced plus one, rounded down; where a list
    says who votes, half of those on the list plus one."""
    election = db.get_one(Election, election_id)
    session = db.get_one(AssemblySession, election.session_id)
    introduced = db.scalar(select(func.count()).where(Introduction.assembly_id == session.assembly_id)) or 0
    listed = elector_list.count(db, election_id) if election.electorate is Electorate.LIST else None
    quorum = needed(session.quorum, introduced if listed is None else listed)
    handed = select(func.count()).select_from(HandedSlip).where(HandedSlip.election_id == election_id)
    return Attendance(
        introduced=introduced, enrolled=enrolled(db, election_id), present=_present(db, election),
        handed=db.scalar(handed) or 0, quorum=quorum, listed=listed, by_video=len(by_video(db, election_id)),
    )  # fmt: skip


def by_video(db: Session, election_id: int) -> dict[int, StatedPresence]:
    """Of those present, and after closing of those who were, who attends by video, by the ids of the delegates."""
    election = db.get_one(Election, election_id)
    if election.phase in VOTED:
        here = select(Voter.delegate_id).where(Voter.election_id == election.id, Voter.present)
        closed = election.phase_times.get(Phase.CLOSED)
        return stated_present(db, here, datetime.fromisoformat(closed) if closed else None)
    return stated_present(db, here_now(election), None)


def _present(db: Session, election: Election) -> int:
    if election.phase in VOTED:
        voters = select(func.count()).select_from(Voter).where(Voter.election_id == election.id)
        return db.scalar(voters.where(Voter.present)) or 0
    return db.scalar(select(func.count()).select_from(here_now(election).subquery())) or 0


def _both(db: Session, election_id: int, delegate_id: int) -> tuple[Election, Delegate]:
    """The election, locked so that it does not close beside what is recorded, and the delegate of its session, locked.

    Refused: not-found, handing-closed, phase-wrong for an annulled election.
    """
    election = db.get(Election, election_id, with_for_update={"read": True})
    if election is None:
        raise Refused(NOT_FOUND)
    row = find_delegate(db, election.session_id, delegate_id)
    if election.phase in VOTED:
        raise Refused(HANDING_CLOSED)
    if election.phase == Phase.ANNULLED:
        raise Refused(PHASE_WRONG, phase=election.phase)
    return election, row
