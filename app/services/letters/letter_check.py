"""What a letter is worth: by its typed code or scanned token, and by its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language.dates import in_tehran
from app.models import Election, Letter
from app.services.letters.letter import LetterValue, letter_of
from app.services.letters.letter_code import code_number
from app.states.letter import LetterStatus, Worth
from app.states.phase import Phase
from ballots import token
from ballots.errors import BallotsError
from ballots.letter_text import find_text


@dataclass(frozen=True, slots=True)
class LetterVerdict:
    """What a check says, and of which letter: None where there is none, or none to be believed."""

    state: Worth
    letter: LetterValue | None = None


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
    if row is None or row.pdf is None:
        return LetterVerdict(Worth.UNKNOWN)
    if signed is not None and row.token != token.normalise(text):
        return LetterVerdict(Worth.FORGED)
    if not _was_signed(row, row.pdf, keys):
        return LetterVerdict(Worth.ALTERED)
    if file is not None and not _was_signed(row, file, keys):
        return LetterVerdict(Worth.DIFFERENT, letter_of(db, row.id))
    state = Worth.VALID if row.status == LetterStatus.ISSUED else Worth(row.status)
    if state == Worth.VALID and db.get_one(Election, row.election_id).phase == Phase.ANNULLED:
        state = Worth.REVOKED
    if state == Worth.VALID and row.until < in_tehran(now).date():
        state = Worth.EXPIRED
    return LetterVerdict(state, letter_of(db, row.id))


def _was_signed(row: Letter, file: bytes | None, keys: Mapping[int, token.TokenKey]) -> bool:
    """Whether the letter's own token is genuine and was signed for the text that a file carries."""
    try:
        found = token.open_token(row.token or "", keys)
        find_text(found, file or b"")
    except BallotsError:
        return False
    return found.subject == int(row.subject)
