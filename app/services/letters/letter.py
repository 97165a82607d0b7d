"""Letters of introduction: drafting with gap-free numbers, issuing by another officer, revoking, checking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload

from app.language.dates import in_tehran
from app.language.message import N_
from app.language.names import Names
from app.language.text import fold
from app.models import Assembly, Election, Letter, Officer
from app.services.acts import clock, journal
from app.services.acts.act import Act
from app.services.acts.kept_value import packed
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.registry import next_number
from app.services.acts.step import Step
from app.services.acts.two import need_pair
from app.services.count.seating import SeatValue, holders
from app.services.count.tally import ResultLine
from app.services.election.corrigendum import Corrected, corrections
from app.services.election.election import need_phase
from app.services.election.rehearsal import need_meant
from app.services.election.rows import find
from app.services.letters.identifier import is_doubtful, legal_id_of, need_sure
from app.services.letters.letter_code import code_text
from app.services.letters.rows import (
    beside_of,
    find_letter,
    follower_of,
    institution_of,
    letters_of,
    number_of,
    officer_of_act,
    replaced_number,
)
from app.services.letters.terms import Terms as Terms
from app.services.letters.terms import said_in as said_in
from app.services.letters.terms import terms_in, texts
from app.services.register.institution import InstitutionValue, institution_value
from app.services.register.letterhead import letterhead
from app.states.letter import STANDING, LetterStatus
from app.states.officer import ROLES, Permission, Role
from app.states.phase import Phase

LETTER_NOT_READY = Refusal(
    code="letter-not-ready", status=409, words=N_("This letter is not in a state that allows this act.")
)
LETTER_DRAFTER = Refusal(
    code="letter-drafter", status=403, words=N_("A letter is issued by another officer than the one who drafted it.")
)
LETTER_NAMED = Refusal(
    code="letter-named",
    status=409,
    words=N_(
        "This letter bears the name of %(name)s, a signatory who neither drafted nor issues it. Let %(name)s issue it, "
        "or change the draft so that it names who signs."
    ),
)
LETTER_CHANGED = Refusal(
    code="letter-changed",
    status=409,
    words=N_(
        "%(by)s wrote here meanwhile. What the drafts say now is shown first; what you typed is kept, and takes its "
        "place when you press again."
    ),
)
LETTER_NONE_DUE = Refusal(
    code="letter-none-due",
    status=409,
    words=N_("Each elected institution has a valid letter or a draft. Nothing was drafted."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterValue:
    """A letter; `number` is its parts with slashes, `subject` the number that its token signs, `code` the same
    as people type it.

    `rank` is the number of the seat; `standing` the rank by votes, which several may share where no lot was needed.
    `alternate`: the seat fell free, and its institution was an alternate. `replaces` and `replaced_by` are the numbers
    of the letter in whose place it stands, and of the newest one that stands in its own; "" where there is none.
    `legal_id` is the identifier that it says; `doubtful`: somebody must compare that with the document first.
    """

    id: int
    assembly: str
    election: str
    institution: InstitutionValue
    representative: Names
    rank: int
    standing: int
    votes: int
    number: str
    code: str
    subject: int
    status: LetterStatus
    drafter: str
    signatory: str | None
    dated: date
    until: date
    terms: Terms
    issued_at: datetime | None
    corrected: Corrected = field(default_factory=Corrected)
    alternate: bool = False
    replaces: str = ""
    replaced_by: str = ""
    version: int = 0
    legal_id: str = ""
    doubtful: bool = False


def draft_letters(
    db: Session, act: Act, public_id: str, terms: Terms, *, until: date, seen: str | None = None
) -> tuple[LetterValue, ...]:
    """Draft a letter for each institution with a seat that has neither a valid one nor a draft, in the order of seats.

    The letter of an institution whose last one was revoked is to stand in its place. `seen` as in `change_terms`.
    Refused: phase-wrong before the result is final, letter-changed, letter-none-due, rehearsal-stays.
    """
    election = find(db, public_id, lock=True)
    LETTERS.need(db, act, election.id)
    need_seen(db, election.id, seen)
    waiting = due(db, public_id)
    if not waiting:
        raise Refused(LETTER_NONE_DUE)
    revoked = {row.institution_id: row.id for row in letters_of(db, election.id) if row.status == LetterStatus.REVOKED}
    for seat, line in waiting:
        institution_id = line.candidate.institution.id
        said: dict[str, object] = {
            "votes": line.votes, "standing": line.rank or seat.place, "alternate": seat.alternate,
            "representative": list(astuple(line.candidate.representative)),
            "institution": packed(line.candidate.institution, but=("id", "contacts")), **said_in(terms),
        }  # fmt: skip
        write_draft(
            db, act, election.id, institution_id, said, rank=seat.place, until=min(until, seat.until),
            replaces=revoked.get(institution_id),
        )  # fmt: skip
    return letters(db, public_id)


def due(db: Session, public_id: str) -> tuple[tuple[SeatValue, ResultLine], ...]:
    """Who has a seat and neither a valid letter nor a draft, each with its line of the result.

    Refused: not-found, phase-wrong.
    """
    have = {row.institution_id for row in letters_of(db, find(db, public_id).id) if row.status in STANDING}
    held = [(one, one.line) for one in holders(db, public_id)]
    return tuple((one, line) for one, line in held if line is not None and line.candidate.institution.id not in have)


def write_draft(
    db: Session, act: Act, election_id: int, institution_id: int, said: dict[str, object], *, rank: int, until: date,
    replaces: int | None = None,
) -> int:  # fmt: skip
    """Number a draft that says this, for the seat `rank`, in the place of the letter `replaces`; return its id.

    Its number is never used again: a draft that is not issued is put away as void, and stays in the list.
    Refused: rehearsal-stays.
    """
    need_meant(db, election_id)
    assembly_id, dated = db.get_one(Election, election_id).session.assembly_id, in_tehran(act.now).date()
    series = letterhead(db, assembly_id).letter_series
    year, counter = next_number(db, assembly_id, dated, series)
    row = Letter(
        assembly_id=assembly_id, election_id=election_id, institution_id=institution_id, rank=rank, year=year,
        series=series, counter=counter, status=LetterStatus.DRAFT, dated=dated, until=until, data=said,
        drafter_id=officer_of_act(db, act, assembly_id).id, replaces_id=replaces,
        subject=str(int.from_bytes(act.random(8), "big") >> 9),
    )  # fmt: skip
    db.add(row)
    db.flush()
    journal.record(db, act, journal.Kind.LETTER_DRAFTED, election_id=election_id, number=number_of(row))
    return row.id


def change_terms(
    db: Session, act: Act, public_id: str, terms: Terms, *, seen: str | None = None
) -> tuple[LetterValue, ...]:
    """Write the terms of all letters anew while each is a draft; who writes last counts as their drafter.

    `seen`: the `edition` that the writer had before the eyes; what another wrote meanwhile is not written over unseen.
    Refused: phase-wrong, letter-changed; letter-not-ready when one has been issued, or none is there.
    """
    election = find(db, public_id, lock=True)
    need_phase(election.phase, Phase.FINAL)
    drafter = officer_of_act(db, act, election.session.assembly_id)
    need_seen(db, election.id, seen)
    rows = [row for row in letters_of(db, election.id) if row.status != LetterStatus.VOID]
    if not rows or any(row.status != LetterStatus.DRAFT for row in rows):
        raise Refused(LETTER_NOT_READY)
    for row in rows:
        row.data, row.drafter_id, row.version = {**row.data, **said_in(terms)}, drafter.id, row.version + 1
        journal.record(db, act, journal.Kind.LETTER_CHANGED, election_id=election.id, number=number_of(row))
    return letters(db, public_id)


def edition(db: Session, public_id: str) -> str:
    """Which state of an election's letters this is, to be handed back by who writes next. Refused: not-found."""
    return _edition(db, find(db, public_id).id)


def need_seen(db: Session, election_id: int, seen: str | None) -> None:
    """Refuse (letter-changed) to write over what a colleague wrote since the edition `seen`, None for any."""
    if seen is not None and seen != _edition(db, election_id):
        rows = letters_of(db, election_id)
        last = max(rows, key=lambda row: (row.version, row.id)) if rows else None
        raise Refused(LETTER_CHANGED, by=db.get_one(Officer, last.drafter_id).name if last is not None else "")


def may_issue(one: LetterValue, username: str, role: Role) -> bool:
    """Whether this officer may issue a letter as far as person and role go: any of the three of the day but its
    drafter, so that each two of them can."""
    return one.status == LetterStatus.DRAFT and Permission.LETTERS in ROLES[role] and username != one.drafter


def need_issuable(db: Session, act: Act, letter_id: int) -> LetterValue:
    """The letter, if these officers may issue it: its drafter, and another who issues it.

    Refused: what `need_pair` refuses, clock-doubtful, phase-wrong, letter-not-ready, letter-drafter, letter-named,
    identifier-doubtful, not-found.
    """
    clock.need_sound(db)
    row = find_letter(db, letter_id)
    need_pair(db, act, row.election_id, Permission.LETTERS)
    need_phase(db.get_one(Election, row.election_id).phase, Phase.FINAL)
    if row.status != LetterStatus.DRAFT:
        raise Refused(LETTER_NOT_READY)
    if officer_of_act(db, act, row.assembly_id, -1).id == row.drafter_id:
        raise Refused(LETTER_DRAFTER)
    _need_named(db, act, row)
    need_sure(row.data, str(institution_of(row)["national_id"]))
    return _letter_value(db, row)


def _need_named(db: Session, act: Act, row: Letter) -> None:
    """Refuse (letter-named) a letter below which a signatory of the assembly is named who took no part in it.

    Others who are named, such as a head who is no officer here, sign the printed letter by hand.
    """
    named = fold(terms_in(row.data).signatory)
    mine = select(Officer).where(Officer.assembly_id == row.assembly_id, Officer.role == Role.SIGNATORY)
    same = [one for one in db.scalars(mine.order_by(Officer.id)) if fold(one.name) == named]
    taking_part = {row.drafter_id, officer_of_act(db, act, row.assembly_id, -1).id}
    if same and not taking_part & {one.id for one in same}:
        raise Refused(LETTER_NAMED, name=same[0].name)


def issue_letter(
    db: Session, act: Act, letter_id: int, *, signed_token: str, pdf: bytes, printed: LetterValue | None = None
) -> LetterValue:
    """Store the signed document and make it valid; `printed` is the letter that the document was made of.

    The letter in whose place it stands, valid or revoked, is replaced from this moment.
    Refused: what `need_issuable` refuses; letter-not-ready when the draft has been changed since it was printed.
    """
    if printed not in (None, need_issuable(db, act, letter_id)):
        raise Refused(LETTER_NOT_READY)
    row = find_letter(db, letter_id)
    row.data = {**row.data, "corrected": packed(beside_of(db, row))}
    row.status, row.signatory_id = LetterStatus.ISSUED, officer_of_act(db, act, row.assembly_id, -1).id
    row.token, row.pdf, row.issued_at = signed_token, pdf, act.now
    number = number_of(row)
    journal.record(db, act, journal.Kind.LETTER_ISSUED, election_id=row.election_id, number=number)
    if row.replaces_id is not None:
        old = find_letter(db, row.replaces_id)
        old.status = LetterStatus.REPLACED
        journal.record(
            db, act, journal.Kind.LETTER_REPLACED, election_id=row.election_id, number=number_of(old), by=number
        )
    return _letter_value(db, row)


def revoke_letter(db: Session, act: Act, letter_id: int, *, reason: str) -> LetterValue:
    """Revoke an issued letter; two officers. Its number stays used. Refused: as `need_pair`, letter-not-ready."""
    row = find_letter(db, letter_id)
    need_pair(db, act, row.election_id)
    if row.status != LetterStatus.ISSUED:
        raise Refused(LETTER_NOT_READY)
    row.status = LetterStatus.REVOKED
    number = number_of(row)
    journal.record(db, act, journal.Kind.LETTER_REVOKED, election_id=row.election_id, number=number, reason=reason)
    return _letter_value(db, row)


def letters(db: Session, public_id: str) -> tuple[LetterValue, ...]:
    """The letters of an election, by number."""
    election = find(db, public_id)
    home = election.session.assembly
    known = {one.id: one for one in db.scalars(select(Officer).where(Officer.assembly_id == home.id))}
    mine = select(Letter).options(joinedload(Letter.institution), defer(Letter.pdf))
    rows = db.scalars(
        mine.where(Letter.election_id == election.id).order_by(Letter.year, Letter.series, Letter.counter)
    )
    beside = corrections(db, election.id)
    return tuple(_letter_value(db, row, known, beside) for row in rows)


def letter(db: Session, public_id: str, letter_id: int) -> LetterValue:
    """One letter of an election. Refused: not-found."""
    found = _letter_value(db, find_letter(db, letter_id))
    if found.election != public_id:
        raise Refused(NOT_FOUND)
    return found


def letter_of(db: Session, letter_id: int) -> LetterValue:
    """A letter by its id alone. Refused: not-found."""
    return _letter_value(db, find_letter(db, letter_id))


def document(db: Session, letter_id: int) -> tuple[LetterValue, bytes]:
    """An issued letter and its signed PDF. Refused: not-found."""
    row = find_letter(db, letter_id)
    if row.pdf is None:
        raise Refused(NOT_FOUND)
    return _letter_value(db, row), row.pdf


def _letter_value(
    db: Session,
    row: Letter,
    known: Mapping[int, Officer] | None = None,
    beside: Mapping[int, Corrected] | None = None,
) -> LetterValue:
    """The value of a row; `known` are officers, `beside` corrections that were read before."""
    drafter, signatory = (
        (known or {}).get(one) or db.get_one(Officer, one) if one else None
        for one in (row.drafter_id, row.signatory_id)
    )
    said, kept = row.data, str(institution_of(row)["national_id"])
    return LetterValue(
        id=row.id, assembly=db.get_one(Assembly, row.assembly_id).address,
        election=db.get_one(Election, row.election_id).public_id,
        institution=institution_value(db, row.institution.id, institution_of(row)),
        corrected=beside_of(db, row, beside),
        representative=Names(*texts(said["representative"])), rank=row.rank, standing=int(str(said["standing"])),
        votes=int(str(said["votes"])), number=number_of(row), subject=int(row.subject),
        legal_id=legal_id_of(said, kept), doubtful=is_doubtful(said, kept),
        code=code_text(int(row.subject)), status=row.status,
        drafter=drafter.username if drafter else "",
        signatory=signatory.username if signatory else None, dated=row.dated, until=row.until,
        terms=terms_in(said), issued_at=row.issued_at, alternate=bool(said.get("alternate")),
        replaces=replaced_number(db, row), replaced_by=_follower(db, row), version=row.version,
    )  # fmt: skip


def _edition(db: Session, election_id: int) -> str:
    return " ".join(f"{row.id}.{row.version}.{row.status}" for row in letters_of(db, election_id))


def _follower(db: Session, row: Letter) -> str:
    found = follower_of(db, row) if row.status == LetterStatus.REPLACED else None
    return "" if found is None else number_of(found)


def _drafting(db: Session, election_id: int) -> frozenset[Role]:
    """The roles of those who wrote the drafts that wait: it is the others' turn."""
    mine = (Letter.election_id == election_id, Letter.status == LetterStatus.DRAFT)
    return frozenset(db.scalars(select(Officer.role).join(Letter, Letter.drafter_id == Officer.id).where(*mine)))


def _statuses(db: Session, election_id: int) -> set[LetterStatus]:
    return set(db.scalars(select(Letter.status).where(Letter.election_id == election_id)))


LETTERS = Step(
    code="letters",
    permission=Permission.LETTERS,
    before=(Phase.FINAL,),
    is_done=lambda db, one: bool(_statuses(db, one)) and LetterStatus.DRAFT not in _statuses(db, one),
    turn=lambda db, one: frozenset(Role) - _drafting(db, one),
    page="office.letters",
    title=N_("Letters of introduction"),
    sentence=N_("Each elected institution receives a signed letter of introduction with a number."),
    button=N_("Go to the letters"),
)
