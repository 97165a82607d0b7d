"""Who would know whose ballot is whose, and has all that is stored: every order in it is tried against every other.

Of each table the guesser has every column, where its rows lie, and the marks that a database keeps by itself: row
numbers and the places within the file on SQLite, transaction numbers on PostgreSQL. A backup has no more: the rows in
the order of their keys.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import Any, TypedDict

from sqlalchemy import Table, literal_column, select, text
from sqlalchemy.orm import Session

from app.models import Base
from app.services.voting.slip import credential_digest
from app.services.whole import dump
from ballots.ballot import Ballot
from tests.support.assemblies import Simulation

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
"""The rows of tables, in the order in which they were found."""
Orders = Mapping[str, tuple[int, ...]]
"""Each order that is stored, by where: the ranks of the delegates, by the roll, or of the ballots, by the board."""
PLAIN = ("handed_slip", "voter", "slip", "ballot")
"""Tables without a row number; within a page of the file their rows lie as they were written."""
LEAF = 0x0A
MARKS = ("ctid::text", "xmin::text::bigint", "xmax::text::bigint")


class Found(TypedDict):
    """The orders that are stored of delegates and of ballots."""

    persons: Orders
    ballots: Orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as a guesser gets it, and the truth: of each delegate by the roll, the ballot's place on the board."""

    persons: Orders
    ballots: Orders
    truth: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How often the best guess was right on days that it was not chosen by, and what it went by."""

    guess: str
    right: float
    low: float
    high: float

    @property
    def beats_chance(self) -> bool:
        """Whether chance, one right guess a day, lies below the interval."""
        return self.low > 1


def read(held: Simulation) -> Rows:
    """Everything that is stored now."""
    found: dict[str, list[Row]] = {}
    sqlite = held.database.is_sqlite
    with held.database.reading() as db:
        for table in Base.metadata.sorted_tables:
            found[table.name] = _lying(db, table, sqlite=sqlite)
    if sqlite:
        with held.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        with held.database.reading() as db:
            file = Path(str(held.database.engine.url.database))
            found |= {f"file, {name}": _in_file(db, file, name) for name in PLAIN}
    return found


def _lying(db: Session, table: Table, *, sqlite: bool) -> list[Row]:
    """The rows as they lie, each with what the database itself marks it with."""
    numbered = table.dialect_options["sqlite"]["with_rowid"]
    marks = MARKS if not sqlite else ("rowid",) if numbered else ()
    lines = db.execute(select(*(literal_column(one).label(f"({one})") for one in marks), table))
    return [dict(one) for one in lines.mappings()]


def in_backup(held: Simulation) -> Rows:
    """What a backup has, as far as it is tables."""
    found: dict[str, list[Row]] = {}
    with held.database.reading() as db:
        for part in dump.parts(db.connection()):
            found.setdefault(part.table, []).extend(dump.rows(part))
    return found


def _in_file(db: Session, file: Path, name: str) -> list[Row]:
    """The rows of a table of one page, each with where it lies in the page."""
    root = db.scalar(text("select rootpage from sqlite_master where type = 'table' and name = :name"), {"name": name})
    size = db.scalar(text("pragma page_size"))
    page = file.read_bytes()[(root - 1) * size : root * size]
    table = Base.metadata.tables[name]
    rows = [dict(one) for one in db.execute(select(table).order_by(*table.primary_key.columns)).mappings()]
    if page[0] != LEAF:
        return []
    assert int.from_bytes(page[3:5]) == len(rows)
    return [row | {"(offset)": int.from_bytes(page[8 + 2 * at : 10 + 2 * at])} for at, row in enumerate(rows)]


def orders(rows: Rows, delegates: Sequence[int], board: Sequence[Ballot]) -> Found:
    """The orders that these rows put the delegates in, by their ids, and the ballots, as they stand on the board."""
    names = [{one.tracker, hashlib.sha256(one.raw).hexdigest(), credential_digest(one.credential)} for one in board]
    places = {name: place for place, mine in enumerate(names) for name in mine}

    def ballots_of(row: Row) -> Iterator[int]:
        data = row.get("data")
        said = [row.get("tracker"), row.get("hash"), row.get("credential"), *(data if isinstance(data, list) else [])]
        yield from {places[one] for one in said if isinstance(one, str | bytes) and one in places}

    def persons_of(row: Row) -> Iterator[int]:
        detail = row.get("detail")
        noted = detail if isinstance(detail, dict) else {}
        said = [row.get("delegate_id"), noted.get("delegate"), *noted.get("delegates", ())]
        said += [row["id"]] if "checked_in" in row else []
        yield from (delegates.index(one) for one in said if one in delegates)

    number = len(delegates)
    return {"persons": _orders(rows, persons_of, number), "ballots": _orders(rows, ballots_of, number)}


def _orders(rows: Rows, whose: Callable[[Row], Iterator[int]], number: int) -> Orders:
    """The order by each column of the row that speaks first, and last, of each, and by where it lies; where nothing
    speaks of some of them, whether it does. Entries of a journal are told apart by their kind."""
    told: dict[str, list[dict[int, Row]]] = {}
    for table, lines in rows.items():
        for place, row in enumerate(lines):
            first, last = told.setdefault(f"{table} {row.get('kind', '')}", [{}, {}])
            for inner, one in enumerate(whose(row)):
                said = {"(place)": f"{place:06d}/{inner:03d}", **row}
                first.setdefault(one, said)
                last[one] = said
    found: dict[str, tuple[int, ...]] = {}
    for table, (first, last) in told.items():
        for when, mine in (("first", first), ("last", last)):
            found |= {f"{table}, {when}: {column}": ranks for column, ranks in _by_column(mine, number)}
    return found


def _by_column(mine: Mapping[int, Row], number: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    if 0 < len(mine) < number:
        yield "there", _ranked([str(one in mine) for one in range(number)])
    elif mine:
        for column in mine[0]:
            keys = [_key(mine[one][column]) for one in range(number)]
            if len(set(keys)) > 1:
                yield column, _ranked(keys)


def _key(value: object) -> str:
    """A value as a text that sorts as it does."""
    if isinstance(value, int):
        return f"{int(value):030d}"
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _ranked(keys: Sequence[str]) -> tuple[int, ...]:
    """The rank of each; those alike have neighbouring ones."""
    order = sorted(range(len(keys)), key=lambda one: (keys[one], one))
    return tuple(order.index(one) for one in range(len(keys)))


def best_guess(days: Sequence[Day], *, but: str = "-") -> Verdict:
    """The best of all guesses that go from one stored order of delegates to one of ballots, with its 95 % interval.

    On the first third of the days each pair of orders learns which rank goes with which, beside the guesses that it is
    the same rank, or that counted from the end. On the second third the best of them all is chosen. On the last third
    it alone is judged, so that no number of guesses makes one of them right by chance. A guesser who knows nothing has
    one right guess a day on the average, however the guesses hang together; so days are what is counted, and the
    interval is Student's. `but`: orders whose names begin so are not known.
    """
    third = len(days) // 3
    learned, chosen, judged = days[:third], days[third : 2 * third], days[2 * third :]
    best, guess, name = -1, _Guess("", "", ()), ""
    for one in _guesses(days, learned, but):
        score = sum(one.right(day) for day in chosen)
        if score > best:
            best, guess, name = score, one, f"{one.person} → {one.ballot}"
    scores = [guess.right(day) for day in judged]
    mean, free = fmean(scores), len(scores) - 1
    half = (1.96 + 2.8 / free) * stdev(scores) / sqrt(len(scores))  # Student's 97.5 %, good to 1 % from 5 on
    return Verdict(guess=name, right=mean, low=mean - half, high=mean + half)


@dataclass(frozen=True, slots=True)
class _Guess:
    """That whoever has a rank by one order has the ballot of rank `to` by another."""

    person: str
    ballot: str
    to: tuple[int, ...]

    def right(self, day: Day) -> int:
        mine, theirs, to = day.persons[self.person], day.ballots[self.ballot], self.to
        return sum(to[mine[one]] == theirs[place] for one, place in enumerate(day.truth))


def _guesses(days: Sequence[Day], learned: Sequence[Day], but: str) -> Iterator[_Guess]:
    size = len(days[0].truth)
    for person, other in product(_told_apart(days, "persons", but), _told_apart(days, "ballots", but)):
        met = [[0] * size for _ in range(size)]
        for day in learned:
            mine, theirs = day.persons[person], day.ballots[other]
            for one, place in enumerate(day.truth):
                met[mine[one]][theirs[place]] += 1
        for to in (range(size), reversed(range(size)), (line.index(max(line)) for line in met)):
            yield _Guess(person, other, tuple(to))


def _told_apart(days: Sequence[Day], which: str, but: str) -> list[str]:
    """The orders that every day has; of those that are always the same, the first."""
    each: list[Orders] = [getattr(day, which) for day in days]
    names = [name for name in each[0] if not name.startswith(but) and all(name in one for one in each)]
    return list({tuple(one[name] for one in each): name for name in reversed(names)}.values())
