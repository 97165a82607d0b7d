"""A list of introductions as a table: which column is which, what a row says, what is wrong with it.

No database: the register is asked in `app.services.register.introduction_list`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from app.language import reference, text
from app.language.dates import OtherCalendarError, parse_jalali
from app.language.identifier import is_identifier_shaped, is_spoilt, national_id
from app.language.limits import FOUNDED, LIFETIME, LONGEST
from app.language.mail_address import is_mail_address
from app.received.spreadsheet import Book, Row
from app.received.table import BroughtTable, Fault, HeadingsError, codes, head_row, heading, key, left_out

_REQUIRED = ("name_fa", "kind", "province")
_BARE = frozenset({"نام", "name", "الاسم"})
_FAMILY = frozenset({"نامخانوادگی", "familyname", "lastname", "surname", "اسمالعایله", "اللقب"})
"""Beside a heading for the family name the bare «name» is that of a person."""
_LOST = re.compile("[1-9][0-9]{9}")
"""A telephone number of Iran whose first 0 is gone, as where a spreadsheet took it for a number."""
_NUMBERS = ("registration", "national_id", "phone", "postal_code")
_BETWEEN = re.compile(r"[،؛;,|/\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the cells of a row say: cleaned texts, codes, days; faults that keep it out.

    `doubtful`: the national identifier may be mistyped, which keeps nothing out. `converted` are the columns of days
    that were written in the Gregorian calendar. `lost_zero`: the telephone number seems to lack its first 0, so that
    somebody is asked.
    """

    texts: Mapping[str, str]
    founded: int | None
    days: Mapping[str, date]
    fields: tuple[str, ...]
    tracks: tuple[str, ...]
    faults: tuple[Fault, ...]
    doubtful: bool
    converted: tuple[str, ...] = ()
    lost_zero: bool = False


def choose(book: Book, sheet: str = "") -> BroughtTable | None:
    """The table in a file: that of the sheet of a name, or of the only sheet with one. None where there is none.

    Where several have one, those with all columns that are needed go before the others. Raises HeadingsError.
    """
    wanted = [page for page in book.pages if not sheet or key(page.name) == key(sheet)]
    found = [(page.name, one) for page in wanted if (one := table(page.rows)) is not None and one.rows]
    found = [(name, one) for name, one in found if _is_whole(one)] or found
    if len(found) > 1:
        raise HeadingsError("sheet-several", found[0][0], found[1][0])
    if found:
        return replace(found[0][1], hides=book.hides)
    return next((one for page in wanted if (one := table(page.rows)) is not None), None)


def _is_whole(found: BroughtTable) -> bool:
    """Whether a table has all columns that are needed."""
    return all(any(code in cells for _, cells in found.rows) for code in _REQUIRED)


def table(rows: Iterable[Row]) -> BroughtTable | None:
    """The table in a sheet: its headings are in one of the first rows. None when no row names a name column.

    Raises HeadingsError.
    """
    every = tuple(rows)
    place, columns = head_row(every, _columns)
    if "name_fa" not in columns.values():
        return None
    head = every[place].cells
    _need_one_meaning(head)
    return BroughtTable(
        rows=tuple(
            (row.number, {code: row.cells[at] for at, code in columns.items() if at < len(row.cells)})
            for row in every[place + 1 :]
            if any(at < len(row.cells) and row.cells[at].strip() for at in columns)
        ),
        unknown=left_out(head, columns),
    )


def read(cells: Mapping[str, str], brought: date) -> Reading:
    """What a row says in a list that was brought on a day.

    Faults: missing, long, unknown, day, to-come, far, year, email, spoilt; twice is the register's.
    """
    faults: list[Fault] = []
    texts = {code: text.normalise(cells.get(code, ""), _locale(code)) for code in LONGEST}
    faults += [
        Fault(column=code, code="long", said=str(most)) for code, most in LONGEST.items() if len(texts[code]) > most
    ]
    for code, entries in (("province", reference.provinces), ("kind", reference.kinds)):
        texts[code] = _one_code(code, cells, entries, faults)
    faults += [Fault(column=code, code="missing") for code in _REQUIRED if not text.normalise(cells.get(code, ""))]
    texts["national_id"], doubtful = national_id(texts["national_id"])
    for code in _NUMBERS:
        texts[code] = text.ascii_digits(texts[code])
        if is_spoilt(texts[code]) or (code == "national_id" and not is_identifier_shaped(texts[code])):
            faults.append(Fault(column=code, code="spoilt", said=_short(texts[code])))
    if texts["email"] and not is_mail_address(texts["email"]):
        faults.append(Fault(column="email", code="email", said=_short(texts["email"])))
    days, converted = _days(cells, faults)
    faults += _implausible(days, brought)
    return Reading(
        texts=texts, founded=_year(cells, faults), days=days, fields=_codes("fields", cells, faults),
        tracks=_codes("tracks", cells, faults), doubtful=doubtful, faults=tuple(sorted(faults, key=_place)),
        converted=converted, lost_zero=_LOST.fullmatch(texts["phone"]) is not None,
    )  # fmt: skip


def _place(fault: Fault) -> int:
    return [column.code for column in reference.introduction_columns()].index(fault.column)


def _locale(code: str) -> str:
    return "ar" if code.endswith("_ar") else "fa"


@cache
def _headings() -> dict[str, tuple[str, int]]:
    """The column of each heading, and how well it fits: 0 for the template's own words, 1 for what others write."""
    also = {key(words): (column.code, 1) for column in reference.introduction_columns() for words in column.also}
    own = {
        key(words): (column.code, 0)
        for column in reference.introduction_columns()
        for words in (column.code, column.fa, column.en, column.ar)
    }
    return also | own


def _places(cells: Iterable[str]) -> dict[str, list[int]]:
    """The places of the headings that fit each column best; several where several may be meant."""
    fitting: dict[str, list[tuple[int, int]]] = {}
    for at, cell in enumerate(cells):
        code, rank = _headings().get(key(cell[:100]), ("", 0))
        if code:
            fitting.setdefault(code, []).append((rank, at))
    return {code: [at for rank, at in places if rank == min(places)[0]] for code, places in fitting.items()}


def _columns(cells: tuple[str, ...]) -> dict[int, str]:
    """The column code at each place: that of the heading which fits best, the first of several."""
    return {places[0]: code for code, places in _places(cells).items()}


def _need_one_meaning(head: tuple[str, ...]) -> None:
    """Raise HeadingsError where two headings may mean one needed column, or the names are those of persons.

    Of two that may mean another column the first is taken; the second is told as left out.
    """
    places = _places(head)
    for several in (places.get(code, []) for code in _REQUIRED):
        if len(several) > 1:
            raise HeadingsError("sheet-twice", *(heading(head[at]) for at in several[:2]))
    name = head[places["name_fa"][0]]
    family = next((cell for cell in head if key(cell[:100]) in _FAMILY), None)
    if key(name) in _BARE and family is not None:
        raise HeadingsError("sheet-person", heading(name), heading(family))


def _one_code(
    code: str, cells: Mapping[str, str], entries: Callable[[], tuple[reference.Term, ...]], faults: list[Fault]
) -> str:
    typed = text.normalise(cells.get(code, ""))
    found = codes(entries).get(key(typed[:200]), "")
    if typed and not found:
        faults.append(Fault(column=code, code="unknown", said=_short(typed)))
    return found


def _codes(code: str, cells: Mapping[str, str], faults: list[Fault]) -> tuple[str, ...]:
    """Codes of a cell that names several; a name that has a comma inside is tried whole first."""
    known = codes(reference.fields if code == "fields" else reference.tracks)
    typed = cells.get(code, "")
    parts = [typed] if key(typed[:200]) in known else _BETWEEN.split(typed[:4000])
    found: list[str] = []
    for part in map(text.normalise, parts):
        one = known.get(key(part))
        if part and one is None:
            faults.append(Fault(column=code, code="unknown", said=_short(part)))
        elif one is not None and one not in found:
            found.append(one)
    return tuple(sorted(found))


def _year(cells: Mapping[str, str], faults: list[Fault]) -> int | None:
    typed = text.ascii_digits(text.normalise(cells.get("founded", "")))
    if not typed:
        return None
    if not re.fullmatch("[0-9]{4}", typed) or int(typed) not in FOUNDED:
        faults.append(Fault(column="founded", code="year", said=_short(typed)))
        return None
    return int(typed)


def _days(cells: Mapping[str, str], faults: list[Fault]) -> tuple[dict[str, date], tuple[str, ...]]:
    """The days, and which of them were written in the Gregorian calendar, as spreadsheets do."""
    found, converted = {}, []
    for code in ("permit_issued", "permit_expires", "introduced_on"):
        typed = text.normalise(cells.get(code, ""))
        if typed:
            try:
                found[code] = parse_jalali(typed)
            except OtherCalendarError as other:
                found[code] = other.day
                converted.append(code)
            except (ValueError, OverflowError):
                faults.append(Fault(column=code, code="day", said=_short(typed)))
    return found, tuple(converted)


def _implausible(days: Mapping[str, date], brought: date) -> Iterator[Fault]:
    """Days that cannot be meant: an introduction or a permit of tomorrow, a permit for longer than a lifetime."""
    for code in ("permit_issued", "introduced_on"):
        if code in days and days[code] > brought:
            yield Fault(column=code, code="to-come", said=days[code].isoformat())
    if "permit_expires" in days and days["permit_expires"] > brought + LIFETIME:
        yield Fault(column="permit_expires", code="far", said=days["permit_expires"].isoformat())


def _short(typed: str) -> str:
    return typed if len(typed) <= 60 else f"{typed[:59]}…"
