"""Voting slips: four of A6 on each sheet of A4, to be cut, folded once with the print inside, and mixed.

A slip carries the only copy of a voting credential. Nothing here keeps, logs or orders anything: the caller
gives the slips already mixed, and they are printed in that order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.documents.letterhead import Letterhead, mark
from app.documents.merging import merge_pdfs
from app.documents.pdf import make_pdf
from app.documents.qr import MASK, encode_qr
from app.language.wording import Wording
from ballots.encoding import Json
from ballots.short import WHOLE, Kind, short

SLIPS_PER_SHEET = 4
SHEETS_PER_PART = 20
MOST_KEYS = 3
"""Keys for which a slip has room."""

_NAME = 17
"""Characters of a name beside the digits of its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipSheet:
    """What all slips of one election share.

    `fingerprint` is the election's, in base 64; `booth` is the booth's address with the election's public id,
    in upper case (`HTTPS://HOST/B/K7QM2XPA`); `most_marks` is how many candidates a voter may choose; `keys` are name
    and twenty digits of each trustee's key.
    """

    head: Letterhead
    election: str
    session_date: date
    fingerprint: str
    booth: str
    most_marks: int
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """The keys, where there is room for them: without it the fingerprint's digits stand there."""
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
        "most_marks": sheet.most_marks, "keys": [[name, digits] for name, digits in sheet.keys],
        **({"open_line": True} if sheet.head.open_line else {}),
    }  # fmt: skip


def decode_sheet(values: dict[str, Json]) -> SlipSheet:
    """The sheet that `encode_sheet` wrote. Raises ValueError for another shape."""
    texts = ("assembly", "office", "election", "session_date", "fingerprint", "booth")
    said = {name: values.get(name) for name in texts}
    emblem, marks, demonstration = (values.get(name) for name in ("emblem", "most_marks", "demonstration"))
    if not all(isinstance(text, str) for text in said.values()) or not isinstance(demonstration, bool):
        raise ValueError("what the printing needs is damaged")
    if not isinstance(emblem, int) or not isinstance(marks, int):
        raise ValueError("what the printing needs is damaged")
    plain = {name: str(text) for name, text in said.items()}
    keys = values.get("keys", [])  # an order of an earlier version names none
    if not isinstance(keys, list) or not all(_is_key(key) for key in keys):
        raise ValueError("what the printing needs is damaged")
    head = Letterhead(
        assembly=plain["assembly"], office=plain["office"], emblem=emblem, demonstration=demonstration,
        open_line=values.get("open_line") is True,
    )  # fmt: skip
    return SlipSheet(
        head=head, election=plain["election"], session_date=date.fromisoformat(plain["session_date"]),
        fingerprint=plain["fingerprint"], booth=plain["booth"], most_marks=marks,
        keys=tuple((str(key[0]), str(key[1])) for key in keys if isinstance(key, list)),
    )  # fmt: skip


def _is_key(value: Json) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One slip: its short serial, its signed token (base 32) and its secret credential, both as text."""

    serial: str
    token: str
    credential: str

    def address(self, booth: str) -> str:
        """The text of the QR code. Token and credential are in the fragment, which no browser sends."""
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
    """Print `slips` in the given order to one PDF.

    `progress` is called with the number of slips done and their total. Sheets are laid out in parts and the
    parts joined, so that memory does not grow with the electorate.
    Raises PrintingError when a system library is missing, ValueError when there is no slip.
    """
    if not slips:
        raise ValueError("there is no slip to print")
    size = SLIPS_PER_SHEET * SHEETS_PER_PART
    parts: list[bytes] = []
    for start in range(0, len(slips), size):
        part = slips[start : start + size]
        parts.append(_render_part(sheet, part, wording))
        if progress is not None:
            progress(start + len(part), len(slips))
    return merge_pdfs(parts, title=sheet.election, locale=wording.locale)


def _render_part(sheet: SlipSheet, slips: Sequence[Slip], wording: Wording) -> bytes:
    drawn = [(slip, encode_qr(slip.address(sheet.booth), MASK)) for slip in slips]
    pages = [drawn[start : start + SLIPS_PER_SHEET] for start in range(0, len(drawn), SLIPS_PER_SHEET)]
    values = {"sheet": sheet, "head": sheet.head, "pages": pages, "emblem": mark(sheet.head)}
    return make_pdf("slips.html", values, wording)
