"""Importing a list of introductions: kept apart, looked at row by row against the register, then confirmed.

Nothing enters the register before somebody confirms; what is in it already is never changed by a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.dates import in_tehran
from app.language.message import N_
from app.language.names import Names
from app.models import Assembly, Institution, Intake, Introduction
from app.received import introductions, spreadsheet
from app.received.introductions import Fault as Fault
from app.received.introductions import HeadingsError, Reading
from app.received.introductions import IntroductionTable as IntroductionTable
from app.received.sheet import read_book
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.reader import told_to_wait
from app.services.acts.refusal import NOT_FOUND, Refusal, Refused
from app.services.register import institution as institutions
from app.services.register.institution import Contacts, InstitutionDraft, Permit

SHEET_CELL = Refusal(
    code="sheet-cell",
    status=400,
    words=N_("A cell holds more than %(most)s characters. Please look for text that does not belong there."),
)
SHEET_COLUMNS = Refusal(
    code="sheet-columns", status=400, words=N_("The list has more than %(most)s columns. Please use the template.")
)
SHEET_DAMAGED = Refusal(
    code="sheet-damaged",
    status=400,
    words=N_("This file cannot be read. Please open it in your spreadsheet and save it anew."),
)
SHEET_EMPTY = Refusal(
    code="sheet-empty", status=400, words=N_("There is no row in this file. Institutions stand below the headings.")
)
SHEET_HEAD = Refusal(
    code="sheet-head",
    status=400,
    words=N_("No column for the names is found. The first row must hold the headings of the template."),
)
SHEET_LARGE = Refusal(
    code="sheet-large", status=400, words=N_("This file is too large: at most %(most)s megabytes. Please divide it.")
)
SHEET_ROWS = Refusal(
    code="sheet-rows",
    status=400,
    words=N_("The list has more than %(most)s rows. Please divide it into several files."),
)
SHEET_PERSON = Refusal(
    code="sheet-person",
    status=400,
    words=N_(
        "“%(first)s” stands beside “%(second)s”, so it holds names of persons. Please call the column of the "
        "institutions “نام نهاد”."
    ),
)
SHEET_SEVERAL = Refusal(
    code="sheet-several",
    status=400,
    words=N_(
        "Several sheets hold a table, such as “%(first)s” and “%(second)s”. Please write below which one is meant, and "
        "choose the file again."
    ),
    field="sheet",
)
SHEET_TWICE = Refusal(
    code="sheet-twice",
    status=400,
    words=N_(
        "“%(first)s” and “%(second)s” may mean the same column. Please take one of them out, or give it another name."
    ),
)
SHEET_TYPE = Refusal(
    code="sheet-type",
    status=400,
    words=N_("This is not a table. Please save the list as XLSX or CSV in your spreadsheet."),
)
_UNREAD = {
    one.code: one
    for one in (SHEET_CELL, SHEET_COLUMNS, SHEET_DAMAGED, SHEET_EMPTY, SHEET_LARGE, SHEET_ROWS, SHEET_TYPE)
}
"""What the reader of sheets refuses."""
_ASKED = {one.code: one for one in (SHEET_PERSON, SHEET_SEVERAL, SHEET_TWICE)}
"""What it asks about."""


KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """An institution of the register that a row may mean. `sign`: "name", "national_id" or "registration"."""

    id: int
    name: Names
    province: str
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """A row of a list.

    `state`: "new"; "old", in the register but not introduced here; "known", introduced here; "twin", may be one of
    `twins`; "bad", kept out by its faults.
    """

    number: int
    cells: Mapping[str, str]
    reading: Reading
    state: str
    faults: tuple[Fault, ...]
    twins: tuple[Twin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A list that waits, with the state of each row as the register is now."""

    id: int
    file: str
    made: datetime
    lines: tuple[ListLine, ...]

    def of(self, state: str) -> tuple[ListLine, ...]:
        """The rows in one state."""
        return tuple(line for line in self.lines if line.state == state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A list that waits: its file, who brought it when, how many rows are left."""

    id: int
    file: str
    officer: str
    made: datetime
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What came of a confirmation: entered, introduced from the register, still left in the list."""

    added: int
    introduced: int
    left: int


@dataclass(frozen=True, slots=True)
class _Register:
    """The register by every sign that tells an institution."""

    names: dict[tuple[str, str], tuple[Twin, bool]]
    signs: dict[tuple[str, ...], list[Twin]]


def read(data: bytes, sheet: str = "", *, room: Path | None = None) -> IntroductionTable:
    """The table in a file, in the sheet of a name or in the only one that has a table.

    Refused: sheet-large, sheet-empty, sheet-type, sheet-damaged, sheet-rows, sheet-columns, sheet-cell; sheet-head
    without a heading for the names; sheet-several, sheet-twice, sheet-person where it must be asked what is meant;
    files-many, where a `room` for readers of files has no place.
    """
    try:
        with told_to_wait():
            found = introductions.choose(read_book(data, room), sheet)
    except spreadsheet.SheetError as error:
        raise unread(error) from error
    except HeadingsError as error:
        raise Refused(_ASKED[error.code], first=error.first, second=error.second) from error
    if found is None:
        raise Refused(SHEET_HEAD)
    if not found.rows:
        raise Refused(SHEET_EMPTY)
    return found


def unread(error: spreadsheet.SheetError) -> Refused:
    """What people read of a file that is not read.

    Refused: sheet-large, sheet-empty, sheet-type, sheet-damaged, sheet-rows, sheet-columns, sheet-cell.
    """
    return Refused(_UNREAD[error.code], **error.facts)


def take(db: Session, act: Act, assembly_id: int, file: str, table: IntroductionTable) -> int:
    """Keep a list until it is confirmed or put away; its number. What was left lying for long is thrown away."""
    mine = Intake.assembly_id == assembly_id
    db.execute(delete(Intake).where(mine, Intake.made < act.now - KEPT))
    row = Intake(
        assembly_id=assembly_id, officer=act.officers[0], made=act.now, file=text.normalise(file)[-120:],
        rows=[
            {"number": number, "cells": {code: cell.replace("\0", "") for code, cell in cells.items()}}
            for number, cells in table.rows
        ],
    )  # fmt: skip
    db.add(row)
    db.flush()
    return row.id


def waiting(db: Session, assembly_id: int) -> tuple[Waiting, ...]:
    """The lists of an assembly that have rows left, the newest first."""
    rows = db.scalars(select(Intake).where(Intake.assembly_id == assembly_id).order_by(Intake.id.desc()))
    return tuple(
        Waiting(id=row.id, file=row.file, officer=row.officer, made=row.made, rows=len(row.rows))
        for row in rows
        if row.rows
    )


def preview(db: Session, intake_id: int, *, assembly_id: int) -> Preview:
    """A list as it would be taken now. Refused: not-found, also for another assembly's."""
    row = _find(db, intake_id, assembly_id)
    return Preview(id=row.id, file=row.file, made=row.made, lines=_lines(db, row))


def confirm(
    db: Session,
    act: Act,
    intake_id: int,
    *,
    assembly_id: int,
    choices: Mapping[int, str] | None = None,
    zeros: str = "",
) -> Confirmed:
    """Enter the good rows; bad ones and undecided twins stay in the list. Again, nothing is left to do.

    `choices` say by row number what a twin is: "new", or the number of the institution that it is. `zeros` says what
    becomes of telephone numbers that seem to have lost their first 0: "add" it, "keep" them, or leave their rows.
    Refused: not-found.
    """
    row = _find(db, intake_id, assembly_id, lock=True)
    home = db.get_one(Assembly, assembly_id)
    left, added, introduced = [], 0, 0
    for line in (_answered(line, zeros) for line in _lines(db, row)):
        choice = (choices or {}).get(line.number, "") if line.state == "twin" else ""
        meant = _meant(line, choice)
        if line.state == "new" or (line.state == "twin" and choice == "new"):
            _add(db, act, line, home.address)
            added += 1
        elif meant is not None:
            introduced += _introduce(db, act, line, meant, assembly_id)
        elif line.state in ("bad", "twin", "asked"):
            left.append({"number": line.number, "cells": dict(line.cells)})
    row.rows = left
    if added or introduced:
        journal.record(
            db, act, journal.Kind.INTRODUCTIONS_IMPORTED, assembly_id=assembly_id, file=row.file, added=added,
            introduced=introduced, left=len(left),
        )  # fmt: skip
    return Confirmed(added=added, introduced=introduced, left=len(left))


def _answered(line: ListLine, zeros: str) -> ListLine:
    """A row with its answer to the question about the first 0; one without an answer stays."""
    if not line.reading.lost_zero or line.state not in ("new", "twin") or zeros == "keep":
        return line
    if zeros != "add":
        return replace(line, state="asked")
    texts = {**line.reading.texts, "phone": f"0{line.reading.texts['phone']}"}
    return replace(line, reading=replace(line.reading, texts=texts))


def put_away(db: Session, intake_id: int, *, assembly_id: int) -> None:
    """Throw a list away; what was confirmed of it stays. Refused: not-found."""
    db.delete(_find(db, intake_id, assembly_id, lock=True))


def _find(db: Session, intake_id: int, assembly_id: int, *, lock: bool = False) -> Intake:
    row = db.get(Intake, intake_id, with_for_update=lock)
    if row is None or row.assembly_id != assembly_id:
        raise Refused(NOT_FOUND)
    return row


def _lines(db: Session, row: Intake) -> tuple[ListLine, ...]:
    register = _register(db, row.assembly_id)
    seen: dict[tuple[str, ...], int] = {}
    brought = in_tehran(row.made).date()
    return tuple(_line(one, brought, register, seen) for one in row.rows)


def _line(stored: Mapping[str, Any], brought: date, register: _Register, seen: dict[tuple[str, ...], int]) -> ListLine:
    number, cells = int(stored["number"]), stored["cells"]
    reading = introductions.read(cells, brought)
    texts = reading.texts
    name = (text.fold(texts["name_fa"]), texts["province"])
    found, introduced = register.names.get(name, (None, False))
    faults = list(reading.faults)
    if not faults and found is None:
        marks = {"name_fa": ("name", *name), "national_id": ("national_id", texts["national_id"])}
        marks = {code: mark for code, mark in marks.items() if mark[1]}
        faults = [
            Fault(column=code, code="twice", said=str(seen[mark])) for code, mark in marks.items() if mark in seen
        ]
        if not faults:
            seen.update(dict.fromkeys(marks.values(), number))
    twins = (found,) if found is not None else _twins(texts, register)
    state = "bad" if faults else "known" if introduced else "old" if found else "twin" if twins else "new"
    return ListLine(number=number, cells=cells, reading=reading, state=state, faults=tuple(faults), twins=twins)


def _twins(texts: Mapping[str, str], register: _Register) -> tuple[Twin, ...]:
    signs: list[tuple[str, ...]] = [("name", text.fold(texts["name_fa"]))]
    if texts["national_id"]:
        signs.append(("national_id", texts["national_id"]))
    if texts["registration"]:
        signs.append(("registration", texts["registration"], texts["province"]))
    found = {twin.id: twin for sign in reversed(signs) for twin in register.signs.get(sign, ())}
    return tuple(found.values())[:5]


def _register(db: Session, assembly_id: int) -> _Register:
    here = and_(Introduction.institution_id == Institution.id, Introduction.assembly_id == assembly_id)
    rows = db.execute(
        select(
            Institution.id, Institution.name_fa, Institution.name_en, Institution.name_ar, Institution.folded,
            Institution.province, Institution.national_id, Institution.registration, Introduction.assembly_id,
        ).outerjoin(Introduction, here)
    )  # fmt: skip
    register = _Register({}, {})
    for key, fa, en, ar, folded, province, national_id, registration, introduced in rows:
        signs: dict[str, tuple[str, ...]] = {"name": (folded,)}
        if national_id:
            signs["national_id"] = (national_id,)
        if registration:
            signs["registration"] = (registration, province)
        for sign, values in signs.items():
            twin = Twin(id=key, name=Names(fa, en, ar), province=province, sign=sign)
            register.signs.setdefault((sign, *values), []).append(twin)
            if sign == "name":
                register.names[folded, province] = (twin, introduced is not None)
    return register


def _meant(line: ListLine, choice: str) -> Twin | None:
    """The institution of the register that a row means."""
    if line.state == "old":
        return line.twins[0]
    return next((twin for twin in line.twins if line.state == "twin" and str(twin.id) == choice), None)


def _add(db: Session, act: Act, line: ListLine, address: str) -> None:
    on = line.reading.days.get("introduced_on", in_tehran(act.now).date())
    institutions.add_institution(
        db, act, draft_of(line), assembly=address, introduced_on=on, letter_number=line.reading.texts["letter_number"]
    )


def _introduce(db: Session, act: Act, line: ListLine, meant: Twin, assembly_id: int) -> int:
    """Introduce an institution of the register; how many introductions are new."""
    new = db.get(Introduction, (assembly_id, meant.id)) is None
    on = line.reading.days.get("introduced_on", in_tehran(act.now).date())
    institutions.introduce(
        db, act, meant.id, assembly_id=assembly_id, introduced_on=on, letter_number=line.reading.texts["letter_number"]
    )
    return int(new)


def draft_of(line: ListLine) -> InstitutionDraft:
    """What a good row says of an institution."""
    said, days = line.reading.texts, line.reading.days
    typed = Names(*(line.cells.get(f"name_{language}", "") for language in ("fa", "en", "ar")))
    return InstitutionDraft(
        name=Names(said["name_fa"], said["name_en"], said["name_ar"]), given=institutions.as_given(typed),
        province=said["province"], kind=said["kind"], registration=said["registration"],
        registered_at=said["registered_at"], national_id=said["national_id"], founded=line.reading.founded,
        permit=Permit(
            authority=said["permit_authority"], number=said["permit_number"], subject=said["permit_subject"],
            issued=days.get("permit_issued"), expires=days.get("permit_expires"),
        ),
        fields=line.reading.fields, tracks=line.reading.tracks,
        representative=Names(said["representative_fa"], said["representative_en"], said["representative_ar"]),
        contacts=Contacts(
            phone=said["phone"], email=said["email"], address=said["address"], postal_code=said["postal_code"],
            website=said["website"],
        ),
    )  # fmt: skip
