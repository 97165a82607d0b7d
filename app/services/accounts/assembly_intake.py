"""Founding many assemblies from a list: looked at row by row, then made in one act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import reference
from app.language.names import Names
from app.models import Assembly
from app.received import assemblies as lists
from app.received import spreadsheet
from app.received.assemblies import MOST as MOST
from app.received.assemblies import AssemblyRow as AssemblyRow
from app.received.table import Fault as Fault
from app.services.accounts.founding import AssemblyDraft, found_further
from app.services.acts.act import Act
from app.services.acts.reader import told_to_wait
from app.services.acts.refusal import Refused
from app.services.register.assembly import ADDRESS_TAKEN
from app.services.register.body import composed
from app.services.register.brought_list import SHEET_EMPTY, SHEET_HEAD, unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """What came of a list: how many assemblies were made, and the rows that are left, with what is wrong in each."""

    made: int
    left: tuple[AssemblyRow, ...]


def read(data: bytes, *, room: Path | None = None) -> tuple[dict[str, str], ...]:
    """The rows of a file.

    Refused: sheet-large, sheet-empty, sheet-type, sheet-damaged, sheet-rows, sheet-columns, sheet-cell; sheet-head;
    files-many, where a `room` for readers of files has no place.
    """
    try:
        with told_to_wait():
            found = lists.read(data, room)
    except spreadsheet.SheetError as error:
        raise unread(error) from error
    if found is None:
        raise Refused(SHEET_HEAD)
    if not found:
        raise Refused(SHEET_EMPTY)
    return found


def look(db: Session, rows: Iterable[Mapping[str, str]]) -> tuple[AssemblyRow, ...]:
    """What each row says, and what is wrong in it as the assemblies are now."""
    return lists.look(rows, frozenset(db.scalars(select(Assembly.address))))


def found_all(db: Session, act: Act, rows: Iterable[Mapping[str, str]]) -> Founded:
    """Make the assemblies of all good rows, whose administrator is who acts; the others are left, each with its fault.

    Each still waits for its second person.

    Refused: address-taken, body-code-taken, officer-unknown, username-taken, two-officers-needed: as `found_further`,
    though a row whose address somebody took meanwhile is only left.
    """
    made, left = 0, []
    for row in look(db, rows):
        if row.faults:
            left.append(row)
            continue
        try:
            with db.begin_nested():
                found_further(db, act, _draft(row))
            made += 1
        except Refused as refused:
            if refused.why is not ADDRESS_TAKEN:
                raise
            fault = Fault(column="address", code="taken", said=row.cells["address"])
            left.append(replace(row, faults=(fault,)))
    return Founded(made=made, left=tuple(left))


def _draft(row: AssemblyRow) -> AssemblyDraft:
    cells, usual = row.cells, reference.composition(row.composition).body
    own = cells["body_fa"]
    named = Names(own) if own else Names(usual["fa"] or cells["name_fa"], usual["en"], usual["ar"])
    return AssemblyDraft(
        address=cells["address"], name=Names(cells["name_fa"], cells["name_en"], cells["name_ar"]),
        province=row.province or None, body=composed(row.composition, named),
    )  # fmt: skip
