"""Reference data that nobody edits while the program runs: provinces, fields, tracks, kinds, rules, reasons.

Codes are stored, names are looked up here. The files are in `app/language/data`, each with its source.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One coded thing with its names in Persian, English and Arabic."""

    code: str
    fa: str
    en: str
    ar: str

    def name(self, locale: str) -> str:
        """Return the name in `locale`: Persian for fa, Arabic for ar, English for every other."""
        return {"fa": self.fa, "ar": self.ar}.get(locale, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Province(Term):
    """A province of Iran by ISO 3166-2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Term):
    """A column of a list that is brought, with other headings under which it is found."""

    also: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition(Term):
    """A proposal of who makes up a body: its posts ex officio (each with fa, en, ar), elected seats, term in months.

    `body` is how such a body is usually called; `also` are other words for this composition.
    """

    posts: tuple[dict[str, str], ...]
    body: dict[str, str]
    also: tuple[str, ...]
    seats: int
    term_months: int


PROVINCE_SCHEME_YEAR = 2020  # stored beside a code: the codes before that year mean other provinces


def _entries(file: str, key: str) -> list[dict[str, Any]]:
    """Return the list under `key` of one data file."""
    entries: list[dict[str, Any]] = json.loads((_FOLDER / file).read_text(encoding="utf-8"))[key]
    return entries


@cache
def provinces() -> tuple[Province, ...]:
    """Return the 31 provinces by code, IR-00 to IR-30."""
    return tuple(Province(**entry) for entry in _entries("provinces.json", "provinces"))


@cache
def fields() -> tuple[Term, ...]:
    """Return the 24 fields of activity by code, F01 to F24."""
    return tuple(Term(**entry) for entry in _entries("activity_fields.json", "fields"))


@cache
def tracks() -> tuple[Term, ...]:
    """Return the 6 tracks of participation by code, T1 to T6."""
    return tuple(Term(**entry) for entry in _entries("participation_tracks.json", "tracks"))


@cache
def kinds() -> tuple[Term, ...]:
    """Return the 9 kinds of institution by code, K1 to K9; the last is «other»."""
    return tuple(Term(**entry) for entry in _entries("institution_kinds.json", "kinds"))


@cache
def eligibility_rules() -> tuple[Term, ...]:
    """Return what a reviewer looks at, E1 to E7."""
    return tuple(Term(**entry) for entry in _entries("eligibility_rules.json", "rules"))


@cache
def rejection_reasons() -> tuple[Term, ...]:
    """Return the reasons for which a nomination is rejected, R1 to R9."""
    return tuple(Term(**entry) for entry in _entries("rejection_reasons.json", "reasons"))


@cache
def introduction_columns() -> tuple[Column, ...]:
    """Return the columns of a list of introductions, in the order of the template."""
    entries = _entries("introduction_columns.json", "columns")
    return tuple(Column(**{**entry, "also": tuple(entry["also"])}) for entry in entries)


@cache
def compositions() -> tuple[Composition, ...]:
    """Return the proposals for the composition of a body: national, provincial, own."""
    entries = _entries("body_templates.json", "templates")
    return tuple(
        Composition(**{**entry, "posts": tuple(entry["posts"]), "also": tuple(entry["also"])}) for entry in entries
    )


@cache
def assembly_columns() -> tuple[Column, ...]:
    """Return the columns of a list of assemblies, in the order of the template."""
    entries = _entries("assembly_columns.json", "columns")
    return tuple(Column(**{**entry, "also": tuple(entry["also"])}) for entry in entries)


@cache
def delegate_columns() -> tuple[Column, ...]:
    """Return the columns of a list of delegates, in the order of the template."""
    entries = _entries("delegate_columns.json", "columns")
    return tuple(Column(**{**entry, "also": tuple(entry["also"])}) for entry in entries)


def composition(code: str) -> Composition:
    """Return the proposal of `code`. Raises KeyError."""
    return {entry.code: entry for entry in compositions()}[code]


def province(code: str) -> Province:
    """Return the province of `code`. Raises KeyError."""
    return {entry.code: entry for entry in provinces()}[code]


def field(code: str) -> Term:
    """Return the field of activity of `code`. Raises KeyError."""
    return {entry.code: entry for entry in fields()}[code]


def track(code: str) -> Term:
    """Return the track of `code`. Raises KeyError."""
    return {entry.code: entry for entry in tracks()}[code]


def kind(code: str) -> Term:
    """Return the kind of institution of `code`. Raises KeyError."""
    return {entry.code: entry for entry in kinds()}[code]


def rejection_reason(code: str) -> Term:
    """Return the reason of `code`. Raises KeyError."""
    return {entry.code: entry for entry in rejection_reasons()}[code]


@cache
def export_readme() -> str:
    """Return what stands beside the tables of an export."""
    return (_FOLDER / "export_readme.txt").read_text(encoding="utf-8")
