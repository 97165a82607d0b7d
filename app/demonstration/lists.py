"""The word lists and dossiers that the demonstration draws from: the files beside this module."""

import json
from functools import cache
from pathlib import Path
from typing import TypedDict

_FOLDER = Path(__file__).parent


class Bilingual(TypedDict):
    """Persian and English."""

    fa: str
    en: str


class Trilingual(Bilingual):
    """Persian, English and Arabic."""

    ar: str


class NameLists(TypedDict):
    """First names, family names, proper names of institutions, and cities by province code."""

    men: list[Bilingual]
    women: list[Bilingual]
    family: list[Bilingual]
    proper: list[Trilingual]
    cities: dict[str, list[Bilingual]]


class AchievementTheme(TypedDict):
    """An achievement; `number` is the range from which the figure is drawn."""

    field: str
    title: Bilingual
    indicator: Bilingual
    number: tuple[int, int]


class Theme(TypedDict):
    """One way to be an institution: `names` hold `{}` for the proper name, `founded` is a range of years.

    `provinces` holds the codes of where such an institution belongs, or nothing where it belongs anywhere.
    The introduction may hold `{city}`, `{province}` and `{founded}`.
    """

    kind: str
    fields: list[str]
    tracks: list[str]
    provinces: list[str]
    founded: tuple[int, int]
    names: list[Trilingual]
    introduction: Bilingual
    programmes: list[Bilingual]
    achievements: list[AchievementTheme]


@cache
def names() -> NameLists:
    """Return the word lists."""
    lists: NameLists = json.loads((_FOLDER / "names.json").read_text(encoding="utf-8"))
    return lists


@cache
def themes() -> tuple[Theme, ...]:
    """Return the themes in the order of their files."""
    files = sorted((_FOLDER / "dossiers").glob("*.json"))
    return tuple(json.loads(file.read_text(encoding="utf-8")) for file in files)
