"""Voting slips: one, four or eight on a sheet of A4, to be cut, folded once with the secret inside, and mixed.

A slip carries the only copy of a voting credential. Nothing here keeps or logs it. Slips are laid out in the order of
their serials (`ballots.slips.lay_out`), so that the office, which knows serials and no secret, can say what stood on a
torn page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.documents.letterhead import Letterhead, mark
from app.documents.merging import merge_pdfs
from app.documents.pdf import make_part
from app.documents.qr import MASK, encode_qr
from app.language.wording import Wording
from app.states.way_in import WayIn
from ballots.digits import encode_digits
from ballots.encoding import Json
from ballots.short import WHOLE, Kind, short
from ballots.slip_code import slip_code
from ballots.slips import lay_out

COLUMNS = {1: 1, 4: 2, 8: 4}
"""How many slips a page may have, and in how many columns."""

SHEETS_PER_PART = 20
MOST_KEYS = 3
"""Keys for which a slip has room, unless eight are on a page."""

_NAME = 17
"""Characters of a name beside the digits of its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipSheet:
    """What all slips of one election share.

    `fingerprint` is the election's, in base 64; `booth` is the booth's address with the election's public id, which
    only personal slips show; `keys` are name and twenty digits of each trustee's key. `per_page` slips (1, 4, 8) are
    on a page; the last `personal` of them, in the order of serials, are for delegates who vote from elsewhere. `way`
    is how a slip comes into the booth that is served.
    """

    head: Letterhead
    election: str
    session_date: date
    fingerprint: str
    booth: str
    way: WayIn
    per_page: int = 4
    personal: int = 0
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """The keys, where there is room for them."""
        if len(self.keys) > MOST_KEYS:
            return ()
        return tuple((name if len(name) <= _NAME else f"{name[: _NAME - 1]}…", digits) for name, digits in self.keys)

    @property
    def digits(self) -> str:
        """The forty digits of the fingerprint."""
        return short(Kind.ELECTION, self.fingerprint, WHOLE)


def encode_sheet(sheet: SlipSheet) -> dict[str, Json]:
    """What a credential officer's laptop needs to print slips, as values of JSON."""
    if not isinstance(sheet.head.emblem, int):
        raise TypeError("an emblem that travels is a number")
    return {
        "assembly": sheet.head.assembly, "office": sheet.head.office, "emblem": sheet.head.emblem,
        "demonstration": sheet.head.demonstration, "election": sheet.election,
        "session_date": sheet.session_date.isoformat(), "fingerprint": sheet.fingerprint, "booth": sheet.booth,
        "way": sheet.way.value, "per_page": sheet.per_page, "personal": sheet.personal,
        "keys": [[name, digits] for name, digits in sheet.keys],
        **({"open_line": True} if sheet.head.open_line else {}),
        **({"rehearsal": True} if sheet.head.rehearsal else {}),
    }  # fmt: skip


def decode_sheet(values: dict[str, Json]) -> SlipSheet:
    """The sheet that `encode_sheet` wrote. Raises ValueError for another shape."""
    texts = ("assembly", "office", "election", "session_date", "fingerprint", "booth", "way")
    plain = {name: _typed(values, name, str) for name in texts}
    keys = values.get("keys")
    if not isinstance(keys, list) or not all(_is_key(key) for key in keys):
        raise ValueError("what the printing needs is damaged")
    per_page, personal = _typed(values, "per_page", int), _typed(values, "personal", int)
    if per_page not in COLUMNS or personal < 0:
        raise ValueError("what the printing needs is damaged")
    head = Letterhead(
        assembly=plain["assembly"], office=plain["office"], emblem=_typed(values, "emblem", int),
        demonstration=_typed(values, "demonstration", bool), open_line=values.get("open_line") is True,
        rehearsal=values.get("rehearsal") is True,
    )  # fmt: skip
    return SlipSheet(
        head=head, election=plain["election"], session_date=date.fromisoformat(plain["session_date"]),
        fingerprint=plain["fingerprint"], booth=plain["booth"], way=WayIn(plain["way"]), per_page=per_page,
        personal=personal, keys=tuple((str(key[0]), str(key[1])) for key in keys if isinstance(key, list)),
    )  # fmt: skip


_T = TypeVar("_T", str, int, bool)


def _typed(values: dict[str, Json], name: str, kind: type[_T]) -> _T:
    value = values.get(name)
    if type(value) is not kind:
        raise ValueError("what the printing needs is damaged")
    return value


def _is_key(value: Json) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One slip: its short serial, its signed token (base 32) and its secret credential, both as text."""

    serial: str
    token: str
    credential: str

    @property
    def code(self) -> str:
        """The text of the QR code of a slip for the hall: no address, so that no browser keeps it."""
        return slip_code(self.token, self.credential)

    @property
    def groups(self) -> list[str]:
        """The thirty digits, six each."""
        return encode_digits(self.credential).split()

    def address(self, booth: str) -> str:
        """The text of a personal slip's QR code: token and credential are in the fragment, which no browser sends."""
        return f"{booth}#{self.token}.{self.credential}"

    def __repr__(self) -> str:
        """Name the slip without its secrets."""
        return f"Slip(serial={self.serial!r})"


def render_slips(
    sheet: SlipSheet,
    slips: Sequence[Slip],
    wording: Wording,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """Print `slips` to one PDF, in the order of their serials.

    `progress` is called with the number of slips done and their total. Sheets are laid out in parts and the
    parts joined, so that memory does not grow with the electorate.
    Raises PrintingError when a system library is missing, ValueError when there is no slip or too few for `personal`.
    """
    if not slips:
        raise ValueError("there is no slip to print")
    by_serial = {one.serial: one for one in slips}
    pages = [[by_serial[serial] for serial in page] for page in lay_out(by_serial, sheet.per_page, sheet.personal)]
    drawn = len(pages) - sheet.personal
    parts: list[bytes] = []
    done = 0
    for start, end, own in (*_parts(0, drawn, own=False), *_parts(drawn, len(pages), own=True)):
        parts.append(_render_part(sheet, pages[start:end], wording, own=own))
        done += sum(map(len, pages[start:end]))
        if progress is not None:
            progress(done, len(slips))
    title = f"{wording.gettext('Voting slips')} – {sheet.election}"
    return merge_pdfs(parts, title=title, locale=wording.locale)


def _parts(start: int, end: int, *, own: bool) -> list[tuple[int, int, bool]]:
    return [(first, min(first + SHEETS_PER_PART, end), own) for first in range(start, end, SHEETS_PER_PART)]


def _render_part(sheet: SlipSheet, pages: Sequence[Sequence[Slip]], wording: Wording, *, own: bool) -> bytes:
    per_page = 1 if own else sheet.per_page
    drawn = [
        [(slip, encode_qr(slip.address(sheet.booth) if own else slip.code, MASK)) for slip in page] for page in pages
    ]
    values = {
        "sheet": sheet, "head": sheet.head, "pages": drawn, "emblem": mark(sheet.head), "own": own,
        "way": WayIn.PERSONAL if own else sheet.way, "columns": COLUMNS[per_page],
        "rows": per_page // COLUMNS[per_page], "shown_keys": () if per_page == 8 else sheet.shown_keys,
    }  # fmt: skip
    return make_part("slips.html", values, wording)
