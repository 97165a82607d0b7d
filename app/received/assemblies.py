"""A list of assemblies to be founded: which column is which, what each row says, what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.language import reference, text
from app.received.sheet import read_book
from app.received.table import HEAD_ROWS, Fault, codes, key

MOST = 60
"""So many assemblies at once."""
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyRow:
    """A row: its cells as they were typed, and the codes that they mean where nothing is wrong."""

    cells: Mapping[str, str]
    province: str
    composition: str
    faults: tuple[Fault, ...]


def read(data: bytes, room: Path | None = None) -> tuple[dict[str, str], ...] | None:
    """The cells of each row below the headings, by the code of their column; None without a heading for the name.

    For `room` see `sheet.read_book`. Raises SheetError and NoRoomError.
    """
    for page in read_book(data, room).pages:
        for place, row in enumerate(page.rows[:HEAD_ROWS]):
            named = ((at, _headings().get(key(cell[:200]), "")) for at, cell in enumerate(row.cells))
            columns = {at: code for at, code in named if code}
            if "name_fa" in columns.values():
                below = page.rows[place + 1 :]
                return tuple(
                    {code: text.normalise(one.cells[at]) for at, code in columns.items() if at < len(one.cells)}
                    for one in below
                )
    return None


def look(rows: Iterable[Mapping[str, str]], taken: frozenset[str]) -> tuple[AssemblyRow, ...]:
    """What the rows say; `taken` are the short addresses that assemblies have already.

    Faults: missing, long, unknown, address (no short address), taken, twice (as in an earlier row), many.
    """
    found, seen = [], dict.fromkeys(taken, "taken")
    for number, cells in enumerate(rows, start=1):
        said = {column.code: cells.get(column.code, "").strip() for column in reference.assembly_columns()}
        said["address"] = text.ascii_digits(said["address"]).lower()
        faults = [Fault(column=code, code="long", said=str(LONGEST)) for code in said if len(said[code]) > LONGEST]
        faults += [Fault(column=code, code="missing") for code in ("name_fa", "address") if not said[code]]
        address = said["address"]
        if address and not text.SHORT_NAME.fullmatch(address):
            faults.append(Fault(column="address", code="address", said=address[:40]))
        elif address in seen:
            faults.append(Fault(column="address", code=seen[address], said=address[:40]))
        seen.setdefault(address, "twice")
        province = _meant("province", said["province"], codes(reference.provinces), faults)
        composition = _meant("composition", said["composition"] or "provincial", _compositions(), faults)
        if number > MOST:
            faults.append(Fault(column="name_fa", code="many", said=str(MOST)))
        found.append(AssemblyRow(cells=said, province=province, composition=composition, faults=tuple(faults)))
    return tuple(found)


def _meant(column: str, typed: str, known: Mapping[str, str], faults: list[Fault]) -> str:
    code = known.get(key(typed[:200]), "")
    if typed and not code:
        faults.append(Fault(column=column, code="unknown", said=typed[:40]))
    return code


@cache
def _headings() -> dict[str, str]:
    return {
        key(words): column.code
        for column in reversed(reference.assembly_columns())
        for words in (column.code, column.fa, column.en, column.ar, *column.also)
    }


@cache
def _compositions() -> dict[str, str]:
    return {
        key(words): one.code
        for one in reference.compositions()
        for words in (one.code, one.fa, one.en, one.ar, *one.also)
    }
