"""The minutes of a session with its election: ten headings, page n of N, room for four signatures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from app.documents.emblem import emblem
from app.documents.letterhead import Letterhead
from app.documents.pdf import make_pdf
from app.documents.wording import Wording

Standing: TypeAlias = Literal["seated", "alternate", "withdrawn", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """An institution in the room and the delegate who spoke for it."""

    institution: str
    province: str
    delegate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Counts, the present ones, and the quorum with the `rule` in words."""

    introduced: int
    eligible: int
    present: tuple[Attendee, ...]
    rule: str
    needed: int

    @property
    def reached(self) -> bool:
        """Whether enough were present."""
        return len(self.present) >= self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A candidate in ballot order; `minutes` spoken, or None where the presidium writes them; `withdrew`: the instant,
    if ever, after which the name stayed on the ballot, marked.
    """

    number: int
    institution: str
    province: str
    minutes: int | None
    withdrew: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounting:
    """Slips and ballots; `blank` is None where no blank vote is allowed. `reason` explains a discrepancy."""

    printed: int
    handed_out: int
    unused: int
    spoiled: int
    void: int
    cast: int
    blank: int | None
    reason: str

    @property
    def discrepancy(self) -> int:
        """Printed slips less those accounted for: zero when the accounting balances."""
        return self.printed - self.handed_out - self.unused - self.spoiled - self.void


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenges:
    """How many ballots were opened to test a booth, and what the delegates found; the others gave no answer."""

    made: int
    agrees: int
    differs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """An absent trustee's key, rebuilt from the backup shares of these numbers."""

    trustee: str
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteLine:
    """One row of the table of votes; `rank` is 0 for who withdrew."""

    rank: int
    institution: str
    province: str
    votes: int
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """A draw among tied candidates: what it decided, how, before whom, and the order drawn."""

    tied: tuple[str, ...]
    purpose: str
    method: str
    witnesses: tuple[str, ...]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who withdrew before the candidates were fixed, and when, if that is known."""

    institution: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A file that belongs to the minutes, with its SHA-256 (hex)."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRecord:
    """What ties the paper to the public record.

    Fingerprint (base 64), the board's last height and hash (hex), the archive's SHA-256 (hex), its address.
    """

    fingerprint: str
    height: int
    head: str
    archive_sha256: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The minutes of one session. Texts are in the document's language; instants are aware.

    They say what the program knows; for the rest (when the session began and ended, objections, resolutions) they
    leave lines that the presidium fills in. `call` is 1 or 2 (first or second call), or None where that is not known;
    `notice` names the notice of meeting; `withdrawals` are those before the candidates were fixed; `presidium` and
    `signatories` are (role, name) pairs; `objections_until` is the last day for objections, None before it is known;
    `office_key` says that the office alone held the decryption key.
    """

    head: Letterhead
    number: str
    session: int
    election: str
    held_on: date
    place: str
    call: int | None
    notice: str
    notice_date: date | None
    agenda: tuple[str, ...]
    seats: int
    attendance: Attendance
    presidium: tuple[tuple[str, str], ...]
    presidium_method: str
    order_rule: str
    candidates: tuple[Candidate, ...]
    withdrawals: tuple[Withdrawal, ...]
    opened: datetime
    closed: datetime
    accounting: Accounting
    challenges: Challenges
    votes: tuple[VoteLine, ...]
    lots: tuple[Lots, ...]
    objections_until: date | None
    objections_waived: bool
    resolutions: tuple[str, ...]
    annexes: tuple[Annex, ...]
    board: BoardRecord
    trustees: tuple[str, ...]
    rebuilt: tuple[Rebuilt, ...]
    office_key: bool
    signatories: tuple[tuple[str, str], ...]


def render_minutes(minutes: Minutes, wording: Wording) -> bytes:
    """Print the minutes on A4. Raises PrintingError when a system library is missing."""
    values = {"minutes": minutes, "head": minutes.head, "emblem": emblem(minutes.head.emblem)}
    return make_pdf("minutes.html", values, wording)
