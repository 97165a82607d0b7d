"""A list of delegates as a table: which column is which, what a row says, what is wrong with it by itself.

No database: roll and register are asked in `app.services.hall.roll_list`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app.language import reference, text
from app.language.identifier import is_identifier_shaped, is_spoilt, national_id
from app.language.limits import LONGEST
from app.received.spreadsheet import Book, Row
from app.received.table import BroughtTable, Fault, HeadingsError, codes, head_row, heading, key, left_out

_FAMILY = "family_fa"
"""A column that many lists have beside that of the given name; the template has one for both."""
_FAMILY_HEADS = ("نام خانوادگی", "نام خانوادگی نماینده", "family name", "last name", "surname", "اللقب", "اسم العائلة")
_BY_VIDEO = (
    "video", "by video", "online", "remote", "تصویری", "با تصویر", "شرکت تصویری", "آنلاین", "برخط", "مجازی",
    "از راه دور", "بالفيديو", "عن بعد",
)  # fmt: skip
_IN_HALL = ("hall", "in the hall", "in person", "در تالار", "تالار", "حضوری", "في القاعة", "حضوري")
_LIMITS = {
    "institution": LONGEST["name_fa"], "national_id": LONGEST["national_id"], "name_fa": LONGEST["representative_fa"],
    "name_en": LONGEST["representative_en"],
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateReading:
    """What the cells of a row say: cleaned texts by column code, the province's code, faults that keep it out, whether
    the delegate attends by video."""

    texts: Mapping[str, str]
    faults: tuple[Fault, ...]
    by_video: bool


def choose(book: Book, sheet: str = "") -> BroughtTable | None:
    """The table in a file: that of the sheet of a name, or of the only sheet with one. None where there is none.

    Raises HeadingsError: sheet-several, sheet-twice.
    """
    wanted = [page for page in book.pages if not sheet or key(page.name[:200]) == key(sheet[:200])]
    found = [(page.name, one) for page in wanted if (one := _table(page.rows, hides=book.hides)) is not None]
    filled = [(name, one) for name, one in found if one.rows]
    if len(filled) > 1:
        raise HeadingsError("sheet-several", filled[0][0], filled[1][0])
    return next((one for _, one in filled or found), None)


def read(cells: Mapping[str, str]) -> DelegateReading:
    """What a row says. Faults: missing, long, unknown (province, way of attending), spoilt."""
    texts = {column.code: text.normalise(cells.get(column.code, "")) for column in reference.delegate_columns()}
    faults = [
        Fault(column=code, code="long", said=str(most)) for code, most in _LIMITS.items() if len(texts[code]) > most
    ]
    typed = texts["province"]
    texts["province"] = codes(reference.provinces).get(key(typed[:200]), "")
    if typed and not texts["province"]:
        faults.append(Fault(column="province", code="unknown", said=typed[:60]))
    if not texts["institution"] and not texts["national_id"]:
        faults.append(Fault(column="institution", code="missing"))
    if not texts["name_fa"]:
        faults.append(Fault(column="name_fa", code="missing"))
    texts["national_id"] = text.ascii_digits(national_id(texts["national_id"])[0])
    if is_spoilt(texts["national_id"]) or not is_identifier_shaped(texts["national_id"]):
        faults.append(Fault(column="national_id", code="spoilt", said=texts["national_id"][:60]))
    way = _ways().get(key(texts["way"][:200]))
    if texts["way"] and way is None:
        faults.append(Fault(column="way", code="unknown", said=texts["way"][:60]))
    return DelegateReading(texts=texts, faults=tuple(faults), by_video=bool(way))


def _table(rows: Iterable[Row], *, hides: bool) -> BroughtTable | None:
    every = tuple(rows)
    place, columns = head_row(every, _columns)
    if "name_fa" not in columns.values() or not {"institution", "national_id"} & set(columns.values()):
        return None
    cells = ((row.number, _cells(row.cells, columns)) for row in every[place + 1 :])
    return BroughtTable(
        rows=tuple((number, one) for number, one in cells if any(one.values())),
        unknown=left_out(every[place].cells, columns),
        hides=hides,
    )


def _cells(cells: tuple[str, ...], columns: Mapping[int, str]) -> dict[str, str]:
    """The cells of a row by column code; given and family name are one name."""
    found = {code: cells[at].strip() for at, code in columns.items() if at < len(cells)}
    family = found.pop(_FAMILY, "")
    return {**found, "name_fa": f"{found.get('name_fa', '')} {family}".strip()} if family else found


def _columns(cells: Iterable[str]) -> dict[int, str]:
    """The column code at each place. Raises HeadingsError where two headings say the same column."""
    found: dict[str, tuple[int, str]] = {}
    for at, cell in enumerate(cells):
        code = _headings().get(key(cell[:200]), "")
        if code and code in found:
            raise HeadingsError("sheet-twice", heading(found[code][1]), heading(cell))
        if code:
            found[code] = at, cell
    return {at: code for code, (at, _) in found.items()}


@cache
def _headings() -> dict[str, str]:
    own = {
        key(words): column.code
        for column in reversed(reference.delegate_columns())
        for words in (column.code, column.fa, column.en, column.ar, *column.also)
    }
    return own | {key(words): _FAMILY for words in _FAMILY_HEADS}


@cache
def _ways() -> dict[str, bool]:
    """Whether a word for the way of attending means by video."""
    return dict.fromkeys(map(key, _IN_HALL), False) | dict.fromkeys(map(key, _BY_VIDEO), True)
