"""The dossier with which a candidate stands: introduction, programmes, achievements."""

from random import Random
from typing import TypeVar

from app.demonstration.institutions import theme_of
from app.demonstration.lists import AchievementTheme, Bilingual
from app.demonstration.values import Achievement, Candidate, Institution, Words
from app.language.reference import province
from app.language.text import digits

T = TypeVar("T")

_LAST_YEARS = (1398, 1404)  # achievements fall into these Jalali years
_GREGORIAN_OFFSET = 621  # a Jalali year begins in the Gregorian year this much greater


def candidate(draw: Random, institution: Institution) -> Candidate:
    """Return the candidature of `institution`: 3 or 4 programmes, 3 to 5 achievements, the latest first."""
    theme = theme_of(institution.number)
    programmes = _some(draw, theme["programmes"], 3, 4)
    achievements = _some(draw, theme["achievements"], 3, 5)
    told = [_achievement(draw, achievement, institution.founded) for achievement in achievements]
    return Candidate(
        institution=institution.number,
        introduction=_introduction(theme["introduction"], institution),
        programmes=tuple(Words(**programme) for programme in programmes),
        achievements=tuple(sorted(told, key=lambda achievement: -achievement.year)),
    )


def _some(draw: Random, items: list[T], least: int, most: int) -> list[T]:
    """Return some of `items` in their order."""
    count = draw.randint(min(least, len(items)), min(most, len(items)))
    return [items[place] for place in sorted(draw.sample(range(len(items)), count))]


def _introduction(text: Bilingual, institution: Institution) -> Words:
    home = province(institution.province)
    return Words(
        fa=text["fa"].format(city=institution.city.fa, province=home.fa, founded=digits(institution.founded, "fa")),
        en=text["en"].format(
            city=institution.city.en, province=home.en, founded=institution.founded + _GREGORIAN_OFFSET
        ),
    )


def _achievement(draw: Random, theme: AchievementTheme, founded: int) -> Achievement:
    first, last = _LAST_YEARS
    return Achievement(
        year=draw.randint(max(first, founded + 1), last),
        field=theme["field"],
        title=Words(**theme["title"]),
        indicator=Words(**theme["indicator"]),
        number=draw.randint(*theme["number"]),
    )
