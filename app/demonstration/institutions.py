"""Invented people and institutions."""

from collections.abc import Iterator
from itertools import product
from random import Random

from app.demonstration.lists import Bilingual, Theme, names, themes
from app.demonstration.values import Institution, Person, Words
from app.language.reference import provinces
from app.language.text import ZWNJ, legal_id_check_digit

_ARABIC_LETTERS = str.maketrans("یکگپچژ", "يككبجج")
_LEGAL_ID_PREFIX = "99"


def people(draw: Random) -> Iterator[Person]:
    """Yield invented persons, women and men in turn by chance, nobody twice.

    The supply is over three thousand.
    """
    lists = names()
    first = [("ms", name) for name in lists["women"]] + [("mr", name) for name in lists["men"]]
    pairs = list(product(first, lists["family"]))
    draw.shuffle(pairs)
    for (honorific, given), family in pairs:
        yield Person(name=_full_name(given, family), honorific=honorific)


def _full_name(given: Bilingual, family: Bilingual) -> Words:
    persian = f"{given['fa']} {family['fa']}"
    return Words(
        fa=persian,
        en=f"{given['en']} {family['en']}",
        ar=persian.replace(ZWNJ, " ").translate(_ARABIC_LETTERS),
    )


def institutions(draw: Random, count: int, persons: Iterator[Person]) -> tuple[Institution, ...]:
    """Return `count` institutions of all provinces and all themes, no name twice.

    The theme of an institution is `themes()[(number - 1) % len(themes())]`. Raises ValueError when the names
    do not suffice for `count`.
    """
    homes, titles = _homes(draw, count), _titles(draw, count)
    registrations = draw.sample(range(1100, 1100 + 40 * count + 8900), count)
    return tuple(
        _institution(draw, index + 1, titles[index], homes[index], str(registrations[index]), next(persons))
        for index in range(count)
    )


def theme_of(number: int) -> Theme:
    """Return the theme of the institution with this number."""
    return themes()[(number - 1) % len(themes())]


def _titles(draw: Random, count: int) -> list[Words]:
    """Return a name for each number: its theme's names with every proper name, one after the other.

    The first institutions of all themes have different proper names.
    """
    proper = names()["proper"]
    first = draw.sample(range(len(proper)), len(themes()))
    supplies = []
    for theme, start in zip(themes(), first, strict=True):
        others = [place for place in range(len(proper)) if place != start]
        order = [start, *draw.sample(others, len(others))]
        supplies.append([(title, proper[place]) for title in theme["names"] for place in order])
    if count > len(supplies) * min(map(len, supplies)):
        raise ValueError("the demonstration has no names for so many institutions")
    chosen = (supplies[index % len(supplies)][index // len(supplies)] for index in range(count))
    return [
        Words(
            fa=title["fa"].format(name["fa"]),
            en=title["en"].format(name["en"]),
            ar=title["ar"].format(name["ar"]),
        )
        for title, name in chosen
    ]


def _homes(draw: Random, count: int) -> list[str]:
    """Return a province code for each number: the first 31 differ, and each theme is where it belongs."""
    codes = [province.code for province in provinces()]
    fitting = [theme["provinces"] or codes for theme in themes()]
    free = draw.sample(codes, len(codes))
    homes: dict[int, str] = {}
    for index in sorted(range(min(count, len(codes))), key=lambda index: len(fitting[index % len(fitting)])):
        fits = fitting[index % len(fitting)]
        homes[index] = next((code for code in free if code in fits), free[0])
        free.remove(homes[index])
    return [homes.get(index) or draw.choice(fitting[index % len(fitting)]) for index in range(count)]


def _institution(
    draw: Random, number: int, title: Words, home: str, registration: str, representative: Person
) -> Institution:
    theme = theme_of(number)
    cities = names()["cities"][home]
    city = cities[0] if draw.random() < 0.5 else draw.choice(cities)
    return Institution(
        number=number,
        name=title,
        kind=theme["kind"],
        province=home,
        city=Words(fa=city["fa"], en=city["en"]),
        fields=tuple(theme["fields"]),
        tracks=tuple(theme["tracks"]),
        registration_number=registration,
        legal_id=_legal_id(number, draw),
        founded=draw.randint(*theme["founded"]),
        representative=representative,
    )


def _legal_id(number: int, draw: Random) -> str:
    """Return a legal identifier with a right check digit that is nobody's; the number makes it unique."""
    first_ten = f"{_LEGAL_ID_PREFIX}{draw.randrange(100, 1000)}{number:05d}"
    return first_ten + legal_id_check_digit(first_ten)
