"""Importing a list of introductions: kept apart, looked at row by row against the register, then confirmed.

Nothing enters the register before somebody confirms; what is in it already is never changed by a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.dates import in_tehran
from app.language.names import Names
from app.models import Assembly, Institution, Intake, Introduction
from app.received import introductions
from app.received.introductions import Reading
from app.received.table import Fault as Fault
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.register import institution as institutions
from app.services.register.brought_list import (
    KEPT,
    SHEET_HEAD,
    BroughtTable,
    WaitingList,
    file_name,
    kept_row,
    kept_rows,
    read_table,
)
from app.services.register.institution import Contacts, InstitutionDraft, Permit
from app.states.introduction_list import LineState


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """An institution of the register that a row may mean. `sign`: "name", "national_id" or "registration"."""

    id: int
    name: Names
    province: str
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """A row of a list. `twins`: the institutions of the register that it may be."""

    number: int
    cells: Mapping[str, str]
    reading: Reading
    state: LineState
    faults: tuple[Fault, ...]
    twins: tuple[Twin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A list that waits, with the state of each row as the register is now."""

    id: int
    file: str
    made: datetime
    lines: tuple[ListLine, ...]

    def of(self, state: LineState) -> tuple[ListLine, ...]:
        """The rows in one state."""
        return tuple(line for line in self.lines if line.state == state)


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


def read(data: bytes, sheet: str = "", *, room: Path | None = None) -> BroughtTable:
    """The table in a file. Refused: sheet-head, and what `read_table` refuses."""
    found = read_table(data, introductions.choose, sheet, room=room)
    if found is None:
        raise Refused(SHEET_HEAD)
    return found


def take(db: Session, act: Act, assembly_id: int, file: str, table: BroughtTable) -> int:
    """Keep a list until it is confirmed or put away; its number. What was left lying for long is thrown away."""
    mine = Intake.assembly_id == assembly_id
    db.execute(delete(Intake).where(mine, Intake.made < act.now - KEPT))
    row = Intake(
        assembly_id=assembly_id, officer=act.officers[0], made=act.now, file=file_name(file),
        rows=kept_rows(table),
    )  # fmt: skip
    db.add(row)
    db.flush()
    return row.id


def waiting(db: Session, assembly_id: int) -> tuple[WaitingList, ...]:
    """The lists of an assembly that have rows left, the newest first."""
    rows = db.scalars(select(Intake).where(Intake.assembly_id == assembly_id).order_by(Intake.id.desc()))
    return tuple(
        WaitingList(id=row.id, file=row.file, officer=row.officer, made=row.made, rows=len(row.rows))
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
        choice = (choices or {}).get(line.number, "") if line.state == LineState.TWIN else ""
        meant = _meant(line, choice)
        if line.state == LineState.NEW or (line.state == LineState.TWIN and choice == "new"):
            _add(db, act, line, home.address)
            added += 1
        elif meant is not None:
            introduced += _introduce(db, act, line, meant, assembly_id)
        elif line.state in (LineState.BAD, LineState.TWIN, LineState.ASKED):
            left.append(kept_row(line.number, line.cells))
    row.rows = left
    if added or introduced:
        journal.record(
            db, act, journal.Kind.INTRODUCTIONS_IMPORTED, assembly_id=assembly_id, file=row.file, added=added,
            introduced=introduced, left=len(left),
        )  # fmt: skip
    return Confirmed(added=added, introduced=introduced, left=len(left))


def _answered(line: ListLine, zeros: str) -> ListLine:
    """A row with its answer to the question about the first 0; one without an answer stays."""
    if not line.reading.lost_zero or line.state not in (LineState.NEW, LineState.TWIN) or zeros == "keep":
        return line
    if zeros != "add":
        return replace(line, state=LineState.ASKED)
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
    return ListLine(
        number=number, cells=cells, reading=reading, faults=tuple(faults), twins=twins,
        state=_state(faults=bool(faults), introduced=introduced, found=found is not None, twins=bool(twins)),
    )  # fmt: skip


def _state(*, faults: bool, introduced: bool, found: bool, twins: bool) -> LineState:
    if faults:
        return LineState.BAD
    if found:
        return LineState.KNOWN if introduced else LineState.OLD
    return LineState.TWIN if twins else LineState.NEW


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
    if line.state == LineState.OLD:
        return line.twins[0]
    return next((twin for twin in line.twins if line.state == LineState.TWIN and str(twin.id) == choice), None)


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
