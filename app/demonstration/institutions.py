"""Invented people and institutions."""

from collections.abc import Iterator
from itertools import product
from random import Random

from app.demonstration.lists import Bilingual, Theme, names, themes
from app.demonstration.values import Institution, Person, Words
from app.reference import provinces
from app.text import ZWNJ, legal_id_check_digit

_ARABIC_LETTERS = str.maketrans("یکگپچژ", "يككبجج")
_LEGAL_ID_PREFIX = "99"


def people(draw: Random) -> Iterator[Person]:
    """Yield invented persons, women and men in turn by chance, nobody twice. The supply is over three thousand."""
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
    """Return `count` institutions of all provinces in turn, of all themes in turn, no name twice.

    The theme of an institution is `themes()[(number - 1) % len(themes())]`. Raises ValueError when the names do not
    suffice for `count`.
    """
    homes = [province.code for province in provinces()]
    draw.shuffle(homes)
    registrations = draw.sample(range(1100, 1100 + 40 * count + 8900), count)
    titles = _titles(draw, count)
    return tuple(
        _institution(draw, number, titles[number - 1], homes, str(registrations[number - 1]), next(persons))
        for number in range(1, count + 1)
    )


def theme_of(number: int) -> Theme:
    """Return the theme of the institution with this number."""
    return themes()[(number - 1) % len(themes())]


def _titles(draw: Random, count: int) -> list[Words]:
    """Return a name for each number, from its theme's names and the proper names: first without repeating either."""
    proper = names()["proper"]
    supplies = []
    for theme in themes():
        order = draw.sample(range(len(proper)), len(proper))
        supplies.append([(title, proper[place]) for title in theme["names"] for place in order])
    offsets = draw.sample(range(len(proper)), len(supplies))
    if count > len(supplies) * len(supplies[0]):
        raise ValueError("the demonstration has no names for so many institutions")
    titles = []
    for index in range(count):
        which, turn = index % len(supplies), index // len(supplies)
        title, name = supplies[which][turn]
        if turn == 0:  # the first institutions of all themes have proper names of their own
            name = proper[offsets[which]]
            supplies[which] = [entry for entry in supplies[which] if entry != (title, name)]
            supplies[which].insert(0, (title, name))
        titles.append(
            Words(
                fa=title["fa"].format(name["fa"]),
                en=title["en"].format(name["en"]),
                ar=title["ar"].format(name["ar"]),
            )
        )
    return titles


def _institution(
    draw: Random, number: int, title: Words, homes: list[str], registration: str, representative: Person
) -> Institution:
    theme = theme_of(number)
    home = homes[(number - 1) % len(homes)] if number <= 2 * len(homes) else draw.choice(homes)
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
    """Return a legal identifier with a right check digit that belongs to nobody; the number makes it unique."""
    first_ten = f"{_LEGAL_ID_PREFIX}{draw.randrange(100, 1000)}{number:05d}"
    return first_ten + legal_id_check_digit(first_ten)
