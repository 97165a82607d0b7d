"""The candidates of a ballot in the words of the booth's page, each text with the language that it is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import force_locale, gettext

from app.language.names import Names
from app.language.text import search_key
from app.services.nomination.dossier import Achievement
from app.services.nomination.nomination import NominationValue
from app.web.filters import province
from app.web.i18n import digits


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody wrote, and the language it is in: the page's, or Persian where it was written in no other."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoothCandidate:
    """A candidate in the words of the page; the order is that of the ballot."""

    number: int
    name: Text
    province: str
    representative: Text
    introduction: Text
    programmes: tuple[Text, ...]
    achievements: tuple[Text, ...]
    withdrawn: bool
    corrected: str  # the right names, where a corrigendum says so
    search: str  # what a search of the page looks in: folded, in every language
    emblem_url: str  # a part of the picture that holds the emblems of all
    portrait_url: str  # a part of the picture that holds all faces; empty where there is none

    @property
    def persian(self) -> bool:
        """Whether something of the dossier is shown in Persian."""
        return any(
            one.language == "fa" for one in (self.introduction, *self.programmes, *self.achievements) if one.text
        )


def candidate(
    place: int,
    person: NominationValue,
    language: str,
    emblem: Callable[[int], str],
    portrait: Callable[[int], str],
) -> BoothCandidate:
    """The candidate at that place of the ballot; `emblem` and `portrait` say where an institution's pictures are."""
    house, dossier = person.institution, person.dossier
    return BoothCandidate(
        number=place, name=_text(house.name, language), province=province(house.province),
        representative=_text(person.representative, language),
        introduction=_text(dossier.introduction, language),
        programmes=tuple(_text(one.text, language) for one in dossier.programmes),
        achievements=tuple(_achievement(one, language) for one in dossier.achievements),
        withdrawn=person.withdrawn, corrected=_corrected(person, language), search=_search(place, person),
        emblem_url=emblem(house.id), portrait_url=portrait(house.id),
    )  # fmt: skip


def _text(names: Names, language: str) -> Text:
    return Text(names.in_language(language), names.language_of(language))


def _search(place: int, person: NominationValue) -> str:
    """Name and representative in every language, right ones too, with province and number: each found by itself."""
    right = (person.corrected.name, person.corrected.representative)
    names = [one for one in (person.institution.name, person.representative, *right) if one]
    spelt = [text for one in names for text in (one.fa, one.ar, one.en) if text]
    return " ".join(search_key(text) for text in (*spelt, province(person.institution.province), str(place)))


def _corrected(person: NominationValue, language: str) -> str:
    right = (person.corrected.name, person.corrected.representative)
    return str(gettext(", ")).join(one.in_language(language) for one in right if one)


def _achievement(one: Achievement, language: str) -> Text:
    """With its year and what was counted, all of it in the one language in which it was written."""
    text = _text(one.text, language)
    with force_locale(text.language):
        said = str(gettext("%(text)s (%(year)s Solar Hijri)", text=text.text, year=digits(one.year)))
        indicator = one.indicator.in_language(text.language)
        return Text(said + (f" · {digits(one.number)} {indicator}" if indicator else ""), text.language)
