"""The candidates as everybody sees them: one page of the list by province, field or name; a few side by side."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, contains_eager

from app.language.names import Names
from app.models import AssemblySession, Election, Institution, Nomination
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.election.corrigendum import corrected
from app.services.election.rows import find
from app.services.nomination.listed import Listed, listed
from app.services.nomination.nomination import NominationValue, nomination_value
from app.states.nomination import NominationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the list shows of a candidate's institution; `corrected`: the right name, where the frozen one is not."""

    id: int
    name: Names
    province: str
    fields: tuple[str, ...]
    corrected: Names | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateLine:
    """One candidate of the list; `number` is its place on the ballot once the election is frozen, `logo` the id of
    its own picture."""

    id: int
    number: int | None
    withdrawn: bool
    institution: Shown
    logo: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Emblem:
    """What stands for an institution in a list: its own logo (the id of the upload), or the emblem drawn for it."""

    institution: int
    logo: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """The face that a candidate shows: the id of the upload."""

    institution: int
    file: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How many candidates there are: all, by province, by field of activity (one may have several)."""

    all: int
    provinces: dict[str, int]
    fields: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenPlace:
    """A nomination in a frozen election, which keeps the names of its institution as they were."""

    election: str
    title: Names
    nomination: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which candidates: of a province, of a field (codes), with a name; empty asks for nothing."""

    province: str = ""
    field: str = ""
    search: str = ""


ALL = Wanted()


def listing(
    db: Session, public_id: str, wanted: Wanted = ALL, *, page: int = 1, size: int = 48
) -> tuple[CandidateLine, ...]:
    """One page of the candidates: by ballot number once frozen, before that in Persian order. Refused: not-found."""
    election = find(db, public_id)
    turn = (Nomination.number,) if election.fingerprint else (Institution.sort_key, Nomination.id)
    rows = _lines(db, _words(election), _standing(election, wanted), *turn, offset=(page - 1) * size, limit=size)
    return tuple(rows)


def count(db: Session, public_id: str, wanted: Wanted = ALL) -> int:
    """How many candidates `listing` goes through. Refused: not-found."""
    mine = _standing(find(db, public_id), wanted)
    return db.scalar(select(func.count()).select_from(Nomination).join(Nomination.institution).where(*mine)) or 0


def chosen(db: Session, public_id: str, ids: Sequence[int]) -> tuple[CandidateLine, ...]:
    """The lines of these candidates, in the order of `ids`; who is no candidate is left out. Refused: not-found."""
    election = find(db, public_id)
    mine = [*_standing(election), Nomination.id.in_(ids)]
    found = {one.id: one for one in _lines(db, _words(election), mine, Nomination.id)}
    return tuple(found[one] for one in ids if one in found)


def emblems(db: Session, public_id: str) -> tuple[Emblem, ...]:
    """Whose emblems stand beside the candidates, by institution. Refused: not-found."""
    query = select(Institution.id, Nomination.dossier["logo"].as_integer()).join(
        Nomination, Nomination.institution_id == Institution.id
    )
    rows = db.execute(query.where(*_standing(find(db, public_id))).order_by(Institution.id))
    return tuple(Emblem(institution=institution, logo=logo) for institution, logo in rows)


def portraits(db: Session, public_id: str) -> tuple[Portrait, ...]:
    """The faces that candidates show, by institution; who shows none is left out. Refused: not-found."""
    query = select(Institution.id, Nomination.dossier["portrait"].as_integer()).join(
        Nomination, Nomination.institution_id == Institution.id
    )
    rows = db.execute(query.where(*_standing(find(db, public_id))).order_by(Institution.id))
    return tuple(Portrait(institution=institution, file=file) for institution, file in rows if file is not None)


def portrait_mark(shown: tuple[Portrait, ...]) -> str:
    """A mark that is another one when a picture of these is."""
    text = ",".join(f"{one.institution}:{one.file}" for one in shown)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def emblem_mark(shown: tuple[Emblem, ...]) -> str:
    """A mark that is another one when a picture of these is: an upload never changes, a drawn emblem neither."""
    text = ",".join(f"{one.institution}:{one.logo or 0}" for one in shown)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def spread(db: Session, public_id: str) -> Spread:
    """How the candidates spread over provinces and fields. Refused: not-found."""
    election = find(db, public_id)
    words = _words(election)
    query = select(words.province, words.fields).select_from(Nomination).join(Nomination.institution)
    rows = db.execute(query.where(*_standing(election))).all()
    return Spread(
        all=len(rows),
        provinces=dict(Counter(province for province, _ in rows)),
        fields=dict(Counter(field for _, fields in rows for field in fields)),
    )


def dossiers(db: Session, public_id: str, ids: Sequence[int]) -> tuple[NominationValue, ...]:
    """These candidates with their dossiers, in the order of `ids`. Refused: not-found, also for who is none."""
    query = select(Nomination).join(Nomination.institution).options(contains_eager(Nomination.institution))
    rows = db.scalars(query.where(*_standing(find(db, public_id)), Nomination.id.in_(ids)))
    found = {row.id: nomination_value(db, row.id) for row in rows}
    if found.keys() != set(ids):
        raise Refused(NOT_FOUND)
    return tuple(found[one] for one in ids)


def frozen_places(db: Session, institution_id: int, assembly_id: int) -> tuple[FrozenPlace, ...]:
    """The frozen elections of an assembly on whose ballots an institution stands, the newest first."""
    query = select(Election.public_id, Election.title_fa, Election.title_en, Election.title_ar, Nomination.id)
    query = query.join(Nomination, Nomination.election_id == Election.id).join(Election.session)
    mine = (
        Nomination.institution_id == institution_id, Nomination.number.is_not(None),
        Election.fingerprint.is_not(None), AssemblySession.assembly_id == assembly_id,
    )  # fmt: skip
    rows = db.execute(query.where(*mine).order_by(Election.id.desc()))
    return tuple(FrozenPlace(election=one, title=Names(fa, en, ar), nomination=own) for one, fa, en, ar, own in rows)


def _lines(
    db: Session,
    words: Listed,
    mine: list[ColumnElement[bool]],
    *turn: object,
    offset: int = 0,
    limit: int | None = None,
) -> list[CandidateLine]:
    rows = db.execute(
        select(
            Nomination.id, Nomination.number, Nomination.status, Nomination.institution_id, words.fa, words.en,
            words.ar, words.province, words.fields, Nomination.dossier["logo"].as_integer(), Nomination.corrected,
        )
        .join(Nomination.institution)
        .where(*mine)
        .order_by(*turn)  # type: ignore[arg-type]  # columns
        .offset(offset)
        .limit(limit)
    )  # fmt: skip
    return [
        CandidateLine(
            id=one, number=number, withdrawn=status == NominationStatus.WITHDRAWN,
            institution=Shown(
                id=own, name=Names(fa, en, ar), province=province, fields=tuple(fields),
                corrected=corrected(beside).name,
            ),
            logo=logo,
        )
        for one, number, status, own, fa, en, ar, province, fields, logo, beside in rows
    ]  # fmt: skip


def _standing(election: Election, wanted: Wanted = ALL) -> list[ColumnElement[bool]]:
    """What is asked of a row of Nomination joined to Institution."""
    asked = [Nomination.election_id == election.id]
    asked.append(
        Nomination.number.is_not(None) if election.fingerprint else Nomination.status == NominationStatus.ACCEPTED
    )
    return [*asked, *_words(election).wanted(wanted.province, wanted.field, wanted.search)]


def _words(election: Election) -> Listed:
    return listed(frozen=election.fingerprint is not None)
