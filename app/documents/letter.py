"""The letter of introduction of an elected institution: one page, PDF/A-3u, with its facts attached as JSON.

The facts have one canonical byte form, `canonical_bytes`. The signed token in the QR code holds a digest of
it (`ballots.token.letter_digest`), and the same bytes are attached as `letter.json`, so that paper, file and
registry can be compared. The PAdES signature is put on afterwards by `app.signing.authority`.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import ARCHIVAL, Attachment, make_pdf
from app.documents.qr import MASK, encode_qr
from app.language.wording import Wording

FORMAT = "majma-letter-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The facts of one letter, each in the letter's language.

    `number` has its parts divided by slashes (`1404/ص/00127`); `enclosure` may be empty; `recipient` has one
    line or more; `session` counts the assembly's sessions from 1; `body` is the elected body; `alternate` is
    true for an alternate; `legal_id` and `registration` are empty when the institution has none; `until` is
    the last day of the term; `code` is the verification code as people type it; `replaces` is the number of the letter
    in whose place this one stands, empty where there is none; `on_record` is the name under which the record of the
    election has the institution, where a corrigendum gave another, else empty; `second_round`: votes and rank are of
    one, held for the seats that a first round had left.
    """

    head: Letterhead
    number: str
    dated: date
    enclosure: str
    recipient: tuple[str, ...]
    session: int
    session_date: date
    present: int
    place: str
    institution: str
    legal_id: str
    registration: str
    province: str
    votes: int
    rank: int
    body: str
    alternate: bool
    until: date
    purpose: str
    delegate: str
    signatory: str
    signatory_post: str
    copies: tuple[str, ...]
    code: str
    replaces: str = ""
    on_record: str = ""
    second_round: bool = False

    def canonical_bytes(self) -> bytes:
        """The facts as UTF-8 JSON: sorted keys, no spaces, dates as YYYY-MM-DD, without the drawn emblem."""
        facts = asdict(self)
        head = facts.pop("head")
        facts |= {
            "format": FORMAT,
            "assembly": head["assembly"],
            "office": head["office"],
            "demonstration": head["demonstration"],
            "dated": self.dated.isoformat(),
            "session_date": self.session_date.isoformat(),
            "until": self.until.isoformat(),
        }
        return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def render_letter(
    letter: Letter, *, token: str, address: str, check_address: str, created: datetime, wording: Wording
) -> bytes:
    """Print `letter` without its signature.

    `token` is the signed token (base 32) and `address` what stands before it in the QR code, in upper case
    (`HTTPS://HOST/L/`); `check_address` is the page where people type the code; `created` (aware) dates the
    attachment. Raises PrintingError when a system library is missing.
    """
    values = {**_values(letter), "code": encode_qr(address + token, MASK), "check_address": check_address}
    attachment = Attachment(name="letter.json", data=letter.canonical_bytes(), title=FORMAT, created=created)
    return make_pdf("letter.html", values, wording, variant=ARCHIVAL, attachments=(attachment,))


def render_draft(letter: Letter, wording: Wording) -> bytes:
    """Print what `letter` will say, marked as a draft across the page: no code, no attachment, nothing to sign.

    Raises PrintingError when a system library is missing.
    """
    return make_pdf("letter.html", {**_values(letter), "code": None, "check_address": "", "draft": True}, wording)


def _values(letter: Letter) -> dict[str, object]:
    return {"letter": letter, "head": letter.head, "emblem": mark(letter.head)}
