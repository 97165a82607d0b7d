"""The minutes of a session with its election: ten headings, page n of N, room for four signatures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import ARCHIVAL, make_pdf
from app.language.wording import Wording
from ballots.short import WHOLE, Kind, short

Standing: TypeAlias = Literal["seated", "alternate", "withdrawn", "left", "void", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """An institution that was present and the delegate who spoke for it, in the room or by video."""

    institution: str
    province: str
    delegate: str
    by_video: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAndHeard:
    """Those present by video, by the statement of one who presided: name, institution, and from when on each."""

    stated_by: str
    persons: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Counts, the present ones, the quorum with the `rule` in words, where not all on the roll voted, who did, and who
    of those present was so by video."""

    introduced: int
    eligible: int
    present: tuple[Attendee, ...]
    rule: str
    needed: int
    electorate: str = ""
    by_video: tuple[SeenAndHeard, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether enough were present."""
        return len(self.present) >= self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """That somebody withdrew: when, if that is known, and the officers who recorded it; none where the institution did
    it in its own account. `late`: after the voting had closed.
    """

    institution: str
    at: datetime | None
    officers: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """When a candidate presented and for how many seconds; no hour and 0 seconds of one who was absent."""

    at: datetime | None
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A candidate in ballot order; `presented`: how it presented, None where nobody recorded it; `withdrew`: that it
    did, if ever, after which the name stayed there, marked.
    """

    number: int
    institution: str
    province: str
    withdrew: Withdrawal | None
    presented: Presented | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounting:
    """Slips and ballots; `blank` is None where no blank vote is allowed.

    `lost` slips had another handed in their place; `refused` of the void ones were given back. So many of the spoiled
    and void ones were seen on the table at the closing; None where an earlier program did not note it.
    `reason` explains a discrepancy, or the slips of the serials `used`, which lay on the table and had a vote. `paper`
    says why votes were taken on paper, "" where none were: so many of those cast came so, and so many were invalid.
    """

    printed: int
    handed_out: int
    unused: int
    spoiled: int
    void: int
    cast: int
    blank: int | None
    reason: str
    used: tuple[str, ...] = ()
    lost: int = 0
    refused: int = 0
    paper: str = ""
    paper_entered: int = 0
    paper_invalid: int = 0
    spoiled_seen: int | None = None
    void_seen: int | None = None

    @property
    def discrepancy(self) -> int:
        """Printed slips less those accounted for: zero when the accounting balances."""
        return self.printed - self.handed_out - self.unused - self.spoiled - self.void - self.lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenges:
    """How many ballots were opened to test a booth, and what the delegates found; the others gave no answer."""

    made: int
    agrees: int
    differs: int

    @property
    def unanswered(self) -> int:
        """Of how many nobody said what was found."""
        return self.made - self.agrees - self.differs


@dataclass(frozen=True, slots=True, kw_only=True)
class Trustee:
    """Who held a key: its twenty digits; `source` is where the closing head came from that it was used under.

    Source: "observer", "witness", "typed", "office", or "" where it is not known. `rebuilt_from` are the numbers of the
    backup sheets that rebuilt the key of an absent one. `is_office`: the key was the office's own.
    """

    name: str
    digits: str
    source: str
    is_office: bool = False
    rebuilt_from: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteLine:
    """One row of the table of votes; `rank` is 0 for who withdrew; `by_lot`: a lot decided its place among equals."""

    rank: int
    institution: str
    province: str
    votes: int
    standing: Standing
    by_lot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """One draw: the `digits` in the order drawn, before which `observers`, and its seed text, which repeats it.

    `tied` are the candidates of equal votes at `rank`, and `order` is the order drawn among them; both are empty for
    the order on the ballot, which the table of candidates shows. `announced` is when tie or list stood before the hall;
    `balls` is false for draws of earlier elections, which had neither balls nor an announcement.
    """

    tied: tuple[str, ...]
    rank: int
    balls: bool
    digits: str
    seed: str
    announced: datetime | None
    observers: tuple[str, ...]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A candidate that withdrew after the list was fixed: when, why, and the two officers who recorded it.

    `late`: after the votes were closed, so that votes and rank stand.
    """

    institution: str
    at: datetime
    reason: str
    officers: tuple[str, ...]
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardEntry:
    """An entry of the board that people compare: its height and its hash (hex)."""

    height: int
    hash: str

    @property
    def digits(self) -> str:
        """The forty digits of the hash."""
        return short(Kind.HEAD, self.hash, WHOLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPages:
    """That the entry of this height was signed with other published pages than before: their names; when."""

    height: int
    names: tuple[str, ...]
    in_voting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRecord:
    """What ties the paper to the public record: fingerprint (base 64), the board's entries, its address.

    The names of files say nothing by themselves, and neither does a file's digest: the fingerprint, the entries, and
    the digests (base 64) of accounting and bindings do, which the entries' signatures name. `bindings` is None where an
    election was counted before there were any, `accounting` likewise. `board_key` is the text that `--key` takes,
    `slip_keys` are ids and keys (hex) of the slips; `journal_hash` (hex) is that of the last of the journal's entries;
    `pages` are the published pages, by name with the digest (base 64) that the first entry was signed with.
    """

    fingerprint: str
    closing: BoardEntry
    last: BoardEntry
    accounting: str | None
    bindings: str | None
    board_key: str
    slip_keys: tuple[tuple[int, str], ...]
    address: str
    journal_entries: int = 0
    journal_hash: str = ""
    pages: tuple[tuple[str, str], ...] = ()
    page_changes: tuple[ChangedPages, ...] = ()

    @property
    def digits(self) -> str:
        """The forty digits of the fingerprint."""
        return short(Kind.ELECTION, self.fingerprint, WHOLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRelease:
    """A doubt about the clock: what it `showed`, the last instant on `record`, and who released it, at what hour."""

    showed: datetime
    record: datetime | None
    released: datetime
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A resolution at an `item` of the agenda: those for, against and abstained, None where it was by acclamation."""

    item: str
    text: str
    at: datetime
    votes: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke:
    """Who asked for the floor at an `item`; `at` is None of one who did not speak; `said`: a sentence of it, or ""."""

    item: str
    name: str
    house: str
    at: datetime | None
    until: datetime | None
    topic: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substituted:
    """That a delegate came in the place of a `former` one, by the institution's letter of this number and day."""

    institution: str
    delegate: str
    former: str
    letter_number: str
    letter_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """Who left the hall before the voting closed and did not come back, and when."""

    delegate: str
    institution: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A note of an observer, with its hour; `answer` is "" and `answered` None where the office has not answered."""

    name: str
    house: str
    at: datetime
    text: str
    answer: str = ""
    answered: datetime | None = None
    answered_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The minutes of one session. Texts are in the document's language; instants are aware.

    They say what the program knows; for the rest (an agenda, hours and presentations that nobody recorded) they leave
    lines that the presidium fills in. `dealt` are the hours of each line of the agenda, None where none were recorded;
    `substitutes` came in another's place, `leavers` left before the voting closed. `number` is "" of a draft. `began`
    and `ended` are the session's hours by its agenda, None where no item was begun or the last has not ended.
    `call` is 1 or 2 (first or second call), or None where that is not known;
    `notice` names the notice of meeting; `order_lots` is the draw of the order on the ballot, where there was one;
    `withdrawals` are those before the candidates were fixed; `presidium` and `signatories` are (role, name) pairs;
    `objections_until` is the last day for objections, None before it is known; `annexes` are names of files;
    `backup_waived` is the reason for which voting was opened without tested backups of the keys, or "";
    `key_destroyed` is when the office's own key was, None before; `clock` are the doubts about the server's clock;
    `objections` are sentences on what was objected and ruled until then;
    `course` are sentences on a first call that failed and on the election that this one follows;
    `left` are the candidates of equal votes whose `left_seats` a second round decides;
    `departures` are those after the candidates were fixed; `seat_passes`: whether the seat of one that withdrew after
    closing goes to the next by the result.
    """

    head: Letterhead
    number: str
    session: int
    election: str
    held_on: date
    place: str
    call: int | None
    agenda: tuple[str, ...]
    seats: int
    attendance: Attendance
    presidium: tuple[tuple[str, str], ...]
    order_rule: str
    order_lots: Lots | None
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
    annexes: tuple[str, ...]
    board: BoardRecord
    trustees: tuple[Trustee, ...]
    backup_waived: str
    key_destroyed: datetime | None
    signatories: tuple[tuple[str, str], ...]
    clock: tuple[ClockRelease, ...] = ()
    course: tuple[str, ...] = ()
    departures: tuple[Departure, ...] = ()
    seat_passes: bool = True
    objections: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    left_seats: int = 0
    began: datetime | None = None
    ended: datetime | None = None
    resolutions: tuple[Resolved, ...] = ()
    speeches: tuple[Spoke, ...] = ()
    remarks: tuple[Remark, ...] = ()
    dealt: tuple[tuple[datetime, datetime | None] | None, ...] = ()
    substitutes: tuple[Substituted, ...] = ()
    leavers: tuple[Leaver, ...] = ()


def render_minutes(minutes: Minutes, wording: Wording) -> bytes:
    """Print the minutes on A4. Raises PrintingError when a system library is missing."""
    draft = not minutes.number
    values = {"minutes": minutes, "head": minutes.head, "emblem": mark(minutes.head), "draft": draft}
    return make_pdf("minutes.html", values, wording, variant=ARCHIVAL if minutes.number else None)
