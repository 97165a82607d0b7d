"""A large register in a moment: institutions, nominations with dossiers, roll, journal, letters, by bulk inserts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.language import text
from app.language.names import Names
from app.language.reference import fields, provinces
from app.models import (
    Delegate,
    Election,
    Institution,
    Introduction,
    JournalEntry,
    Letter,
    Nomination,
    NominationStep,
    Officer,
)
from app.services.nomination.dossier import Achievement, Dossier, Programme
from tests.support.assemblies import NOW, Simulation

FIRST = ("بنیاد", "انجمن", "مؤسسهٔ", "خیریهٔ", "کانون", "جمعیت", "سازمان مردم‌نهاد", "خانهٔ")
SECOND = ("مهر", "یاران", "پیوند", "نسیم", "همدلی", "امید", "پناه", "سپیده", "راه", "آوای", "باران", "نور")
THIRD = ("البرز", "کویر", "زاگرس", "خلیج", "هامون", "سبلان", "کارون", "دماوند", "مهرگان", "زرین", "آفتاب", "رود")
STATUSES = (
    *("accepted",) * 12, *("submitted",) * 4, "review", "returned", "rejected", "appealed", "withdrawn",
)  # fmt: skip


def fill(held: Simulation, *, institutions: int, nominations: int, seed: int = 1) -> None:
    """Add so many to an assembly of the tests; each nominated institution has a delegate and entries in the journal."""
    chance = random.Random(seed)
    with held.database.transaction() as db:
        election = db.scalars(select(Election).where(Election.public_id == held.election)).one()
        home = election.session.assembly_id
        first = 1 + max(db.scalars(select(Institution.id)), default=0)
        ids = range(first, first + institutions)
        _insert(db, Institution, (institution_row(chance, one) for one in ids))
        _insert(
            db, Introduction, ({"assembly_id": home, "institution_id": one, "introduced_on": NOW.date()} for one in ids)
        )
        chosen = ids[:nominations]
        _insert(db, Nomination, (_nomination(chance, election, one) for one in chosen))
        named = select(Nomination.id).where(Nomination.institution_id.in_(chosen))
        _insert(db, NominationStep, (_step(one, place) for one in db.scalars(named).all() for place in range(3)))
        _insert(db, Delegate, (_delegate(chance, election.session_id, one) for one in chosen))
        _insert(db, JournalEntry, (_entry(election, home, one, kind) for one in chosen for kind in KINDS))
        drafter = db.scalars(select(Officer.id).where(Officer.assembly_id == home)).first()
        _insert(db, Letter, (_letter(election, home, one, drafter or 0) for one in chosen[: nominations // 20]))


KINDS = ("institution-added", "institution-introduced", "nomination-submitted", "nomination-checked", "delegate-added")


def _insert(db: Session, model: type, rows: Iterator[dict[str, object]]) -> None:
    every = list(rows)
    for start in range(0, len(every), 1000):
        db.execute(insert(model), every[start : start + 1000])


def _name(chance: random.Random, number: int) -> str:
    return f"{chance.choice(FIRST)} {chance.choice(SECOND)} {chance.choice(THIRD)} {number}"


def institution_row(chance: random.Random, one: int) -> dict[str, object]:
    """The columns of the institution of this id."""
    name = _name(chance, one)
    return {
        "id": one, "name_fa": name, "name_en": f"Institution {one}", "name_ar": "", "folded": text.fold(name),
        "sort_key": text.sort_key(name), "province": chance.choice(provinces()).code, "province_scheme": 2020,
        "kind": "K2", "registration": str(10_000 + one), "national_id": f"{14_000_000_000 + one}", "founded": 1390,
        "fields": [entry.code for entry in chance.sample(fields(), 3)], "tracks": ["T1"], "given": {"fa": name},
        "permit": {"authority": "وزارت کشور", "number": str(one), "subject": ""},
        "contacts": {"phone": "02100000000", "email": "", "address": "نشانی " * 10, "postal_code": "", "website": ""},
        "representative_fa": "نگین رودباری",
    }  # fmt: skip


def dossier_of(chance: random.Random) -> Dossier:
    """A full dossier, about ten thousand characters."""
    return Dossier(
        introduction=Names("ما با همراهی داوطلبان محلی کار می‌کنیم. " * 60, "We work with volunteers. " * 40),
        programmes=tuple(Programme(text=Names("برپایی کارگاه میانجیگری " * 12)) for _ in range(8)),
        achievements=tuple(
            Achievement(
                year=1400 + place % 4, field=chance.choice(fields()).code, text=Names("حل اختلاف با میانجیگری " * 6),
                indicator=Names("پرونده"), number=chance.randrange(1000),
            )
            for place in range(12)
        ),
    )  # fmt: skip


def _nomination(chance: random.Random, election: Election, one: int) -> dict[str, object]:
    dossier = asdict(dossier_of(chance))
    return {
        "election_id": election.id, "institution_id": one, "number": None, "status": STATUSES[one % len(STATUSES)],
        "receipt": f"{election.public_id}-{one:06d}", "submitted": NOW + timedelta(minutes=one % 9000),
        "representative_fa": "نگین رودباری", "representative_en": "", "representative_ar": "", "dossier": dossier,
        "draft": {"about": dossier}, "version": 1, "proposal": None,
        "checks": {"E1": {"verdict": "met", "by": "shirin", "at": NOW.isoformat()}},
    }  # fmt: skip


def _step(nomination: int, place: int) -> dict[str, object]:
    kind = ("submitted", "checked", "proposed-accept")[place]
    return {"nomination_id": nomination, "at": NOW, "kind": kind, "actors": ["shirin"], "reason": "", "text": "یادداشت"}


def _delegate(chance: random.Random, session_id: int, one: int) -> dict[str, object]:
    name = f"{chance.choice(SECOND)} {chance.choice(THIRD)}"
    return {
        "session_id": session_id, "institution_id": one, "name_fa": name, "folded": text.fold(name),
        "number": one + 100, "code": f"{session_id}-{one}",
    }  # fmt: skip


def _entry(election: Election, home: int, one: int, kind: str) -> dict[str, object]:
    return {
        "assembly_id": home, "election_id": election.id, "at": NOW, "actors": ["negar"], "kind": kind,
        "detail": {"institution": one}, "hash": "0" * 64,
    }  # fmt: skip


def _letter(election: Election, home: int, one: int, drafter: int) -> dict[str, object]:
    return {
        "assembly_id": home, "election_id": election.id, "institution_id": one, "rank": one, "year": 1404,
        "series": "ص", "counter": one, "subject": str(one), "status": "draft", "drafter_id": drafter,
        "dated": NOW.date(), "until": NOW.date(),
        "data": {
            "votes": 5, "standing": 1, "representative": ["نگین رودباری", ""], "recipient": ["دبیر"], "purpose": "کار",
            "signatory": "پارسا", "signatory_post": "دبیر", "copies": [],
            "institution": {"national_id": f"{14_000_000_000 + one}"},
        },
    }  # fmt: skip
