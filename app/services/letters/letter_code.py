"""The verification code of a letter: a number as people type it, with a character that checks the others."""

from __future__ import annotations

from app.language.text import ascii_digits

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BODY = 11


def code_number(code: str) -> int | None:
    """The number in a verification code, or None when its check character does not fit."""
    plain = "".join(character for character in ascii_digits(code).upper() if character.isalnum())
    plain = plain.translate(str.maketrans("OIL", "011"))
    if len(plain) != _BODY + 1 or any(character not in _ALPHABET for character in plain):
        return None
    number = 0
    for character in plain[:_BODY]:
        number = number * 32 + _ALPHABET.index(character)
    return number if plain[_BODY] == _check(number) else None


def code_text(number: int) -> str:
    """The verification code of a number below 2^55: three groups of four, the last character checks the others."""
    plain = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_BODY))) + _check(number)
    return "-".join(plain[start : start + 4] for start in (0, 4, 8))


def _check(number: int) -> str:
    """The character that tells every single wrong character and every two neighbours that changed places.

    The digits are elements of GF(32) with x^5 = x^2 + 1, weighted by powers of x, which are all different and never 0.
    """
    total = 0
    for place in reversed(range(_BODY)):
        total = _doubled(total ^ number >> 5 * place & 31)
    return _ALPHABET[total]


def _doubled(element: int) -> int:
    return (element << 1) ^ (0b100101 if element & 16 else 0)
