"""Thirty digits: a credential's second spelling, five groups of six, each checked by itself. SPEC: credentials.

Damm's check digit (Damm, Total anti-symmetrische Quasigruppen, Marburg 2004) finds every wrong digit and every two
neighbours exchanged; started with the group's number it also finds groups that stand in each other's place.
"""

from collections.abc import Sequence
from itertools import permutations
from typing import Final

from ballots.credential import BASE58, from_body, normalise
from ballots.custody_errors import DigitsError, DigitsGroupError, DigitsOrderError
from ballots.short import ungrouped

GROUPS: Final = 5
GROUP: Final = 6
DIGITS: Final = GROUPS * GROUP

_DAMM: Final = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
_BODY: Final = 14
_PLAIN: Final = GROUP - 1


def encode_digits(credential: str) -> str:
    """Return the five groups of a credential, a space between them. Raises a CredentialError."""
    number = 0
    for character in normalise(credential).replace("-", "")[:_BODY]:
        number = number * len(BASE58) + BASE58.index(character)
    plain = f"{number:0{GROUPS * _PLAIN}d}"
    parts = [plain[start : start + _PLAIN] for start in range(0, len(plain), _PLAIN)]
    return " ".join(part + _check(place, part) for place, part in enumerate(parts, start=1))


def decode_digits(typed: str) -> str:
    """Return the credential that thirty digits spell, XXX-XXX-XXX-XXX-XXX; gaps and Persian digits are forgiven.

    Raises DigitsError for another number of digits, DigitsGroupError with the first wrong group, DigitsOrderError with
    the right order where the groups only stand in each other's place.
    """
    plain = ungrouped(typed)
    if len(plain) != DIGITS or not (plain.isascii() and plain.isdecimal()):
        raise DigitsError(f"{DIGITS} digits are needed, in {GROUPS} groups of {GROUP}")
    groups = [plain[start : start + GROUP] for start in range(0, DIGITS, GROUP)]
    wrong = [place for place, group in enumerate(groups, start=1) if not fits(place, group)]
    if wrong:
        order = right_order(groups)
        if order is not None:
            raise DigitsOrderError("the groups stand in another order", order=order)
        raise DigitsGroupError(f"group {wrong[0]} has a mistake", group=wrong[0])
    number = int("".join(group[:_PLAIN] for group in groups))
    if number >= len(BASE58) ** _BODY:
        raise DigitsGroupError("group 1 has a mistake", group=1)
    characters: list[str] = []
    for _ in range(_BODY):
        number, rest = divmod(number, len(BASE58))
        characters.append(BASE58[rest])
    return from_body("".join(reversed(characters)))


def fits(place: int, group: str) -> bool:
    """Tell whether six digits are a right group at this place, 1 to 5."""
    return len(group) == GROUP and _check(place, group[:_PLAIN]) == group[_PLAIN:]


def right_order(groups: Sequence[str]) -> tuple[int, ...] | None:
    """Return the one order of five groups in which each fits: for each place the number, from 1, of the group for it.

    None when there is no such order or more than one.
    """
    found = [
        order
        for order in permutations(range(GROUPS))
        if all(fits(place, groups[index]) for place, index in enumerate(order, start=1))
    ]
    return tuple(index + 1 for index in found[0]) if len(found) == 1 else None


def _check(place: int, digits: str) -> str:
    interim = place
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)
