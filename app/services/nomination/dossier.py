"""A dossier: what a candidate shows of itself. Drafts are kept as they are typed; only what was submitted is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.language.message import N_
from app.language.names import Names
from app.services.acts.refusal import Refusal, Refused
from app.states.nomination import SINGLE, ReportHead

DRAFT_LONG = Refusal(
    code="draft-long", status=400, words=N_("This is more text than a dossier can hold. Please shorten it.")
)


MOST_DRAFT = 200_000
"""Characters of a draft; a full dossier has about a tenth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What a candidate means to do, under one of the heads."""

    text: Names
    head: ReportHead = ReportHead.PARTICIPATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """One thing done: the Solar year, a field's code, what was counted and how many; the id of a file that shows it."""

    year: int
    field: str
    text: Names
    indicator: Names
    number: int
    head: ReportHead = ReportHead.PARTICIPATION
    evidence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What a candidate shows: a paragraph, its programmes, its achievements; ids of its pictures.

    For the office only: ids of the representative's letter and of the permit, what the institution says is wrong in
    the register, and what it declared.
    """

    introduction: Names
    programmes: tuple[Programme, ...] = ()
    achievements: tuple[Achievement, ...] = ()
    portrait: int | None = None
    logo: int | None = None
    letter: int | None = None
    permit: int | None = None
    correction: str = ""
    declared: tuple[str, ...] = ()

    @property
    def shown_files(self) -> frozenset[int]:
        """Ids of the files that belong to what the candidate shows."""
        found = (self.portrait, self.logo, *(one.evidence for one in self.achievements))
        return frozenset(one for one in found if one is not None)

    @property
    def files(self) -> frozenset[int]:
        """Ids of all its files."""
        return self.shown_files | {one for one in (self.letter, self.permit) if one is not None}


def read_dossier(stored: dict[str, object]) -> Dossier:
    """The dossier of a row; programmes of an older form are texts without a head."""
    programmes, achievements, introduction = stored["programmes"], stored["achievements"], stored["introduction"]
    if not isinstance(achievements, list | tuple) or not isinstance(programmes, list | tuple):
        raise TypeError("a stored dossier has another shape")
    if not isinstance(introduction, dict):
        raise TypeError("a stored dossier has another shape")
    declared = stored.get("declared", ())
    return Dossier(
        introduction=Names(**introduction),
        programmes=tuple(_programme(item) for item in programmes),
        achievements=tuple(
            Achievement(**{**item, "text": Names(**item["text"]), "indicator": Names(**item["indicator"])})
            for item in achievements
        ),
        correction=str(stored.get("correction", "")),
        declared=tuple(declared) if isinstance(declared, list | tuple) else (),
        **{name: _file(stored.get(name)) for name in SINGLE},
    )


def need_small(draft: dict[str, object]) -> None:
    """Refuse (draft-long) more than a draft may hold."""
    if len(json.dumps(draft, ensure_ascii=False)) > MOST_DRAFT:
        raise Refused(DRAFT_LONG)


def _file(stored: object) -> int | None:
    return stored if isinstance(stored, int) else None


def _programme(item: dict[str, object]) -> Programme:
    if "text" not in item:
        return Programme(text=Names(**item))  # type: ignore[arg-type]  # a stored name
    return Programme(text=Names(**item["text"]), head=ReportHead(str(item["head"])))  # type: ignore[arg-type]
