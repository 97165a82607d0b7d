"""What the demonstration consists of: plain values, stored by the same services that store real data."""

from dataclasses import dataclass

from app.states.officer import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A name or a text in Persian and English, and in Arabic where letters need it."""

    fa: str
    en: str
    ar: str = ""

    def of(self, locale: str) -> str:
        """Return the words of `locale`: Persian for fa, Arabic for ar where there is any, else English."""
        if locale == "ar" and self.ar:
            return self.ar
        return self.fa if locale == "fa" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented person; `honorific` is `mr` or `ms`."""

    name: Words
    honorific: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """An invented institution. `number` counts from 1; codes are those of `app.language.reference`; years are Jalali.

    `legal_id` has a right check digit but begins with 99, as no real one does.
    """

    number: int
    name: Words
    kind: str
    province: str
    city: Words
    fields: tuple[str, ...]
    tracks: tuple[str, ...]
    registration_number: str
    legal_id: str
    founded: int
    representative: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """One achievement: what was done, in which Jalali year and field, and the figure with its unit."""

    year: int
    field: str
    title: Words
    indicator: Words
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An institution that stands for a seat, with its dossier. `institution` is the institution's number."""

    institution: int
    introduction: Words
    programmes: tuple[Words, ...]
    achievements: tuple[Achievement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """Who votes for an institution; `institution` is its number."""

    institution: int
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Someone who signs in to the office."""

    username: str
    role: Role
    post: Words
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Presider:
    """Someone who leads or watches the session: chair, secretary, first or second observer."""

    post: Words
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One numbered meeting."""

    number: int
    title: Words
    place: Words
    agenda: tuple[Words, ...]
    presidium: tuple[Presider, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is elected: a body with seats, and what its members are introduced for."""

    name: Words
    seats: int
    alternates: int
    term_years: int
    purpose: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """The whole demonstration.

    Candidates are in no order that means anything; the ballot's order is drawn by lot.
    """

    address: str
    name: Words
    session: Session
    body: Body
    officers: tuple[Officer, ...]
    institutions: tuple[Institution, ...]
    candidates: tuple[Candidate, ...]
    delegates: tuple[Delegate, ...]
