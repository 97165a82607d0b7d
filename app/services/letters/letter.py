"""Letters of introduction: drafting with gap-free numbers, issuing by another officer, revoking, checking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload

from app.language.dates import in_tehran
from app.language.message import N_
from app.language.names import Names
from app.language.text import ascii_digits
from app.models import Assembly, Election, Letter, Officer
from app.services.acts import journal
from app.services.acts.act import Act, need_two
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.acts.registry import next_number, number_text
from app.services.acts.step import Step
from app.services.count.tally import outcome
from app.services.election.rows import find
from app.services.register.institution import InstitutionValue, institution_value
from app.states.letter import LetterStatus, Worth
from app.states.officer import Permission, Role
from app.states.phase import Phase
from ballots import token
from ballots.errors import BallotsError
from ballots.letter_text import find_text

LETTER_NOT_READY = Refusal(
    code="letter-not-ready", status=409, words=N_("This letter is not in a state that allows this act.")
)
LETTER_SIGNATORY = Refusal(
    code="letter-signatory", status=403, words=N_("A letter is issued by a signatory who did not draft it.")
)


SERIES = "ص"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BODY = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the secretariat writes into every letter: the addressee's lines, the purpose, the signatory, the copies.

    `language` ("fa", "ar" or "en") is that of the letter; the other texts are written in it.
    """

    recipient: tuple[str, ...]
    purpose: str
    signatory: str
    signatory_post: str
    copies: tuple[str, ...] = ()
    language: str = "fa"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterValue:
    """A letter; `number` is its parts with slashes, `subject` the number that its token signs, `code` the same
    as people type it.

    `rank` is the number of the seat; `standing` the rank by votes, which several may share where no lot was needed.
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


@dataclass(frozen=True, slots=True)
class LetterVerdict:
    """What a check says, and of which letter: None where there is none, or none to be believed."""

    state: Worth
    letter: LetterValue | None = None


def code_number(code: str) -> int | None:
    """The number in a verification code, or None when its check character does not fit."""
    plain = "".join(character for character in ascii_digits(code).upper() if character.isalnum())
    plain = plain.translate(str.maketrans("OIL", "011"))
    if len(plain) != _BODY + 1 or any(character not in _ALPHABET for character in plain):
        return None
    number = 0
    for character in plain[:_BODY]:
        number = number * 32 + _ALPHABET.index(character)
    return number if plain[_BODY] == _check(number) else None


def code_text(number: int) -> str:
    """The verification code of a number below 2^55: three groups of four, the last character checks the others."""
    plain = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_BODY))) + _check(number)
    return "-".join(plain[start : start + 4] for start in (0, 4, 8))


def draft_letters(db: Session, act: Act, public_id: str, terms: Terms, *, until: date) -> tuple[LetterValue, ...]:
    """Draft one letter for each seated institution that has none; numbers are given in the order of seats.

    Refused: phase-wrong before the result is final.
    """
    election = find(db, public_id, lock=True)
    LETTERS.need(db, act, election.id)
    drafter = db.scalars(select(Officer).where(Officer.username == act.officers[0])).one()
    have = set(db.scalars(select(Letter.institution_id).where(Letter.election_id == election.id)))
    assembly_id = election.session.assembly_id
    dated = in_tehran(act.now).date()
    for place, line in enumerate(outcome(db, public_id).seated, start=1):
        if line.candidate.institution.id in have:
            continue
        year, counter = next_number(db, assembly_id, dated, SERIES)
        row = Letter(
            assembly_id=assembly_id, election_id=election.id, institution_id=line.candidate.institution.id, rank=place,
            year=year, series=SERIES, counter=counter, status=LetterStatus.DRAFT, drafter_id=drafter.id,
            dated=dated, until=until, subject=str(int.from_bytes(act.random(8), "big") >> 9),
            data={
                "votes": line.votes, "standing": line.rank or place,
                "representative": list(astuple(line.candidate.representative)),
                **_said(terms),
            },
        )  # fmt: skip
        db.add(row)
        db.flush()
        journal.record(db, act, journal.Kind.LETTER_DRAFTED, election_id=election.id, number=_number(row))
    return letters(db, public_id)


def change_terms(db: Session, act: Act, public_id: str, terms: Terms) -> tuple[LetterValue, ...]:
    """Write the terms of all letters anew while each is a draft; who writes last counts as their drafter.

    Refused: letter-not-ready when one has been issued, or none is there.
    """
    election = find(db, public_id, lock=True)
    drafter = db.scalars(select(Officer).where(Officer.username == act.officers[0])).one()
    rows = list(db.scalars(select(Letter).where(Letter.election_id == election.id).with_for_update()))
    if not rows or any(row.status != LetterStatus.DRAFT for row in rows):
        raise Refused(LETTER_NOT_READY)
    for row in rows:
        row.data, row.drafter_id = {**row.data, **_said(terms)}, drafter.id
        journal.record(db, act, journal.Kind.LETTER_CHANGED, election_id=election.id, number=_number(row))
    return letters(db, public_id)


def need_issuable(db: Session, act: Act, letter_id: int) -> LetterValue:
    """The letter, if these officers may issue it: two, the second a signatory, and not the drafter.

    Refused: two-officers-needed, letter-not-ready, letter-signatory, not-found.
    """
    need_two(act)
    row = _find(db, letter_id)
    if row.status != LetterStatus.DRAFT:
        raise Refused(LETTER_NOT_READY)
    signatory = db.scalars(select(Officer).where(Officer.username == act.officers[-1])).one()
    if signatory.role != Role.SIGNATORY or signatory.id == row.drafter_id or signatory.assembly_id != row.assembly_id:
        raise Refused(LETTER_SIGNATORY)
    return _letter_value(db, row)


def issue_letter(
    db: Session, act: Act, letter_id: int, *, signed_token: str, pdf: bytes, printed: LetterValue | None = None
) -> LetterValue:
    """Store the signed document and make it valid; `printed` is the letter that the document was made of.

    Refused: what `need_issuable` refuses; letter-not-ready when the draft has been changed since it was printed.
    """
    if printed not in (None, need_issuable(db, act, letter_id)):
        raise Refused(LETTER_NOT_READY)
    row = _find(db, letter_id)
    signatory = db.scalars(select(Officer).where(Officer.username == act.officers[-1])).one()
    row.status, row.signatory_id = LetterStatus.ISSUED, signatory.id
    row.token, row.pdf, row.issued_at = signed_token, pdf, act.now
    election = db.get_one(Election, row.election_id)
    journal.record(db, act, journal.Kind.LETTER_ISSUED, election_id=election.id, number=_number(row))
    return _letter_value(db, row)


def revoke_letter(db: Session, act: Act, letter_id: int, *, reason: str) -> LetterValue:
    """Revoke an issued letter; two officers. Its number stays used. Refused: two-officers-needed, letter-not-ready."""
    need_two(act)
    row = _find(db, letter_id)
    if row.status != LetterStatus.ISSUED:
        raise Refused(LETTER_NOT_READY)
    row.status = LetterStatus.REVOKED
    election = db.get_one(Election, row.election_id)
    journal.record(db, act, journal.Kind.LETTER_REVOKED, election_id=election.id, number=_number(row), reason=reason)
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
    return tuple(_letter_value(db, row, known) for row in rows)


def letter(db: Session, public_id: str, letter_id: int) -> LetterValue:
    """One letter of an election. Refused: not-found."""
    found = _letter_value(db, _find(db, letter_id))
    if found.election != public_id:
        raise Refused(NOT_FOUND)
    return found


def document(db: Session, letter_id: int) -> tuple[LetterValue, bytes]:
    """An issued letter and its signed PDF. Refused: not-found."""
    row = _find(db, letter_id)
    if row.pdf is None:
        raise Refused(NOT_FOUND)
    return _letter_value(db, row), row.pdf


def check_letter(
    db: Session, text: str, keys: Mapping[int, token.TokenKey], now: datetime, *, file: bytes | None = None
) -> LetterVerdict:
    """Say what a typed code or a scanned token is worth; with `file`, also whether it is the letter that was issued.

    What is stored is not believed: its own token must be signed, and for the text in its own document.
    """
    number = code_number(text)
    signed = None
    if number is None:
        try:
            signed = token.open_token(token.normalise(text), keys)
        except BallotsError as error:
            return LetterVerdict(Worth.FORGED if error.code == "token-forged" else Worth.UNKNOWN)
        number = signed.subject if signed.kind == token.Kind.LETTER else -1
    row = db.scalars(select(Letter).where(Letter.subject == str(number))).first()
    if row is None or row.status == LetterStatus.DRAFT:
        return LetterVerdict(Worth.UNKNOWN)
    if signed is not None and row.token != token.normalise(text):
        return LetterVerdict(Worth.FORGED)
    if not _was_signed(row, row.pdf, keys):
        return LetterVerdict(Worth.ALTERED)
    if file is not None and not _was_signed(row, file, keys):
        return LetterVerdict(Worth.DIFFERENT, _letter_value(db, row))
    state = Worth.VALID if row.status == LetterStatus.ISSUED else Worth(row.status)
    if state == Worth.VALID and row.until < in_tehran(now).date():
        state = Worth.EXPIRED
    return LetterVerdict(state, _letter_value(db, row))


def _was_signed(row: Letter, file: bytes | None, keys: Mapping[int, token.TokenKey]) -> bool:
    """Whether the letter's own token is genuine and was signed for the text that a file carries."""
    try:
        found = token.open_token(row.token or "", keys)
        find_text(found, file or b"")
    except BallotsError:
        return False
    return found.subject == int(row.subject)


def _letter_value(db: Session, row: Letter, known: Mapping[int, Officer] | None = None) -> LetterValue:
    """The value of a row; `known` are officers who were read before."""
    drafter, signatory = (
        (known or {}).get(one) or db.get_one(Officer, one) if one else None
        for one in (row.drafter_id, row.signatory_id)
    )
    said = row.data
    representative, recipient, copies = (_texts(said[key]) for key in ("representative", "recipient", "copies"))
    return LetterValue(
        id=row.id, assembly=db.get_one(Assembly, row.assembly_id).address,
        election=db.get_one(Election, row.election_id).public_id, institution=institution_value(db, row.institution.id),
        representative=Names(*representative), rank=row.rank, standing=int(str(said["standing"])),
        votes=int(str(said["votes"])), number=_number(row), subject=int(row.subject),
        code=code_text(int(row.subject)), status=row.status,
        drafter=drafter.username if drafter else "",
        signatory=signatory.username if signatory else None, dated=row.dated, until=row.until,
        terms=Terms(
            recipient=recipient, purpose=str(said["purpose"]), signatory=str(said["signatory"]),
            signatory_post=str(said["signatory_post"]), copies=copies, language=str(said.get("language", "fa")),
        ),
        issued_at=row.issued_at,
    )  # fmt: skip


def _said(terms: Terms) -> dict[str, object]:
    return {
        "recipient": list(terms.recipient), "purpose": terms.purpose, "signatory": terms.signatory,
        "signatory_post": terms.signatory_post, "copies": list(terms.copies), "language": terms.language,
    }  # fmt: skip


def _texts(stored: object) -> tuple[str, ...]:
    return tuple(str(line) for line in stored) if isinstance(stored, list) else ()


def _find(db: Session, letter_id: int) -> Letter:
    row = db.get(Letter, letter_id, with_for_update=True)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def _number(row: Letter) -> str:
    return number_text(row.year, row.series, row.counter)


def _check(number: int) -> str:
    """The character that tells every single wrong character and every two neighbours that changed places.

    The digits are elements of GF(32) with x^5 = x^2 + 1, weighted by powers of x, which are all different and never 0.
    """
    total = 0
    for place in reversed(range(_BODY)):
        total = _doubled(total ^ number >> 5 * place & 31)
    return _ALPHABET[total]


def _doubled(element: int) -> int:
    return (element << 1) ^ (0b100101 if element & 16 else 0)


def _statuses(db: Session, election_id: int) -> set[LetterStatus]:
    return set(db.scalars(select(Letter.status).where(Letter.election_id == election_id)))


LETTERS = Step(
    code="letters",
    permission=Permission.LETTERS,
    before=(Phase.FINAL,),
    is_done=lambda db, one: bool(_statuses(db, one)) and LetterStatus.DRAFT not in _statuses(db, one),
    turn=lambda db, one: frozenset({Role.SIGNATORY}) if _statuses(db, one) else frozenset(Role),
    page="office.letters",
    title=N_("Letters of introduction"),
    sentence=N_("Each elected institution receives a signed letter of introduction with a number."),
    button=N_("Go to the letters"),
)
