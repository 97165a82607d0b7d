"""Many assemblies in one installation: bodies, officers, sessions, elections, delegates, by bulk inserts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.reference import provinces
from app.models import (
    Account,
    Assembly,
    AssemblySession,
    Body,
    Delegate,
    Election,
    Institution,
    Introduction,
    JournalEntry,
    Officer,
)
from app.states.election import Quorum
from app.states.officer import Role
from app.states.phase import ORDER, Phase
from ballots.election import generate_uuid
from tests.support.assemblies import NOW, Simulation
from tests.support.register import SECOND, THIRD, institution_row

EARLIEST = 1
"""The number of the first session of each assembly."""


def federate(held: Simulation, *, assemblies: int, elections: int, people: int, seed: int = 1) -> None:
    """Add so many assemblies, the elections spread over their sessions, and people: a tenth officers, else delegates.

    The assembly of the tests is one of them: it gets its share of sessions, so that its own officers see long lists.
    """
    chance = random.Random(seed)
    with held.database.transaction() as db:
        homes = _homes(db, assemblies)
        bodies = dict(iter(db.execute(select(Body.assembly_id, func.min(Body.id)).group_by(Body.assembly_id))))
        _officers(db, homes, people // 10)
        sessions = _sessions(db, homes, -(-elections // 2))
        _elections(db, chance, bodies, sessions, elections)
        _delegates(db, chance, sessions, people - people // 10)


def _homes(db: Session, assemblies: int) -> list[int]:
    first = db.scalars(select(Assembly).order_by(Assembly.id)).first()
    assert first is not None
    own = [first.id]
    named = (provinces()[place % len(provinces())] for place in range(assemblies - 1))
    for place, one in enumerate(named, start=1):
        row = Assembly(
            address=f"province-{place}", name_fa=f"مجمع استان {one.fa}", name_en=f"Assembly of {one.en}",
            name_ar=f"مجمع محافظة {one.ar}", demonstration=False, created=NOW,
        )  # fmt: skip
        db.add(row)
        db.flush()
        own.append(row.id)
        body = Body(
            assembly_id=row.id, code="provincial", name_fa="کارگروه استانی", name_en="Provincial working group",
            name_ar="فريق عمل المحافظة", posts=[], seats=6, term_months=24,
        )  # fmt: skip
        db.add(body)
    db.flush()
    return own


def _officers(db: Session, homes: list[int], count: int) -> None:
    start = 1 + (db.scalar(select(func.max(Account.id))) or 0)
    ids = range(start, start + count)
    _insert(db, Account, ({"id": one, "username": f"officer{one}", "failures": 0, "made": NOW} for one in ids))
    rows = (
        {
            "assembly_id": homes[one % len(homes)], "account_id": one, "name": f"کارمند {one}", "post": "کارشناس",
            "role": tuple(Role)[one % len(Role)], "disabled": False,
        }
        for one in ids
    )  # fmt: skip
    _insert(db, Officer, rows)


def _sessions(db: Session, homes: list[int], count: int) -> list[tuple[int, int]]:
    """Sessions as pairs of id and assembly; numbers go on after those that are there."""
    numbers = select(AssemblySession.assembly_id, func.max(AssemblySession.number))
    last = dict(iter(db.execute(numbers.group_by(AssemblySession.assembly_id))))
    start = 1 + (db.scalar(select(func.max(AssemblySession.id))) or 0)
    made = []
    rows = []
    for place in range(count):
        home = homes[place % len(homes)]
        last[home] = last.get(home, EARLIEST - 1) + 1
        made.append((start + place, home))
        rows.append(
            {
                "id": start + place, "assembly_id": home, "number": last[home],
                "held_on": (NOW - timedelta(days=place)).date(), "place_fa": "تالار", "place_en": "Hall",
                "quorum": Quorum.SECOND_CALL,
            }
        )  # fmt: skip
    _insert(db, AssemblySession, iter(rows))
    return made


def _elections(
    db: Session, chance: random.Random, bodies: dict[int, int], sessions: list[tuple[int, int]], count: int
) -> None:
    rows = []
    for place in range(count):
        session, home = sessions[place % len(sessions)]
        phase = chance.choice((Phase.DRAFT, Phase.NOMINATING, Phase.REVIEWING, Phase.ANNULLED))
        times = {one.value: NOW.isoformat() for one in (*ORDER[:2], phase)}
        rows.append(
            {
                "public_id": f"FED{place:05d}", "session_id": session, "body_id": bodies[home],
                "uuid": generate_uuid(chance.randbytes), "title_fa": f"انتخاب اعضای کارگروه، دور {place}",
                "title_en": f"Election {place}", "title_ar": "", "seats": 6, "minimum": 1, "maximum": 6,
                "blank": True, "alternates": 3, "small_group": 10, "term_months": 24, "phase": phase,
                "phase_times": times,
            }
        )  # fmt: skip
    _insert(db, Election, iter(rows))


def _delegates(db: Session, chance: random.Random, sessions: list[tuple[int, int]], count: int) -> None:
    """The same institutions meet in every session of their assembly: as many as the largest share of one session."""
    each = -(-count // len(sessions))
    start = 1 + (db.scalar(select(func.max(Institution.id))) or 0)
    ids = range(start, start + each)
    _insert(db, Institution, (institution_row(chance, one) for one in ids))
    homes = sorted({home for _, home in sessions})
    _insert(
        db,
        Introduction,
        ({"assembly_id": home, "institution_id": one, "introduced_on": NOW.date()} for home in homes for one in ids),
    )
    named = (
        (f"{chance.choice(SECOND)} {chance.choice(THIRD)}", session, one) for session, _ in sessions for one in ids
    )
    _insert(
        db,
        Delegate,
        (
            {
                "session_id": session,
                "institution_id": one,
                "name_fa": name,
                "folded": text.fold(name),
                "number": one,
                "code": f"{session}-{one}",
            }
            for name, session, one in named
        ),
    )
    _insert(
        db,
        JournalEntry,
        (
            {
                "assembly_id": home, "at": NOW, "actors": ["negar"], "kind": "delegate-added", "detail": {},
                "hash": "0" * 64,
            }
            for _, home in sessions
            for _one in ids
        ),
    )  # fmt: skip


def _insert(db: Session, model: type, rows: Iterator[dict[str, object]]) -> None:
    every = list(rows)
    for begin in range(0, len(every), 1000):
        db.execute(insert(model), every[begin : begin + 1000])
