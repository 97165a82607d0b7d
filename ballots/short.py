"""Short fingerprints: decimal digits that people read aloud, type and look up. SPEC: short fingerprints.

Twelve digits find; twenty compare where an honest party fixed one side; forty where a cheat could choose both.
"""

import hashlib
import re
from enum import StrEnum
from typing import Final

FIND: Final = 12
COMPARE: Final = 20
WHOLE: Final = 40

_GROUP: Final = 4
_LOCAL_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
_BETWEEN = re.compile("[\\s\\-\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Kind(StrEnum):
    """What a short fingerprint is of; the value's text is the one that SPEC names."""

    TRACKER = "tracker"
    KEY = "key"
    HEAD = "head"
    ELECTION = "election"


def short(kind: Kind, value: str, digits: int = COMPARE) -> str:
    """Return the first 12, 20 or 40 digits of the value's short fingerprint, without gaps."""
    number = int.from_bytes(hashlib.sha256(f"majma|short|{kind}|{value}".encode()).digest(), "big")
    return f"{number * 10**WHOLE >> 256:0{WHOLE}d}"[:digits]


def grouped(digits: str) -> str:
    """Return digits in groups of four, as they are shown and printed, always from left to right."""
    return " ".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def ungrouped(typed: str) -> str:
    """Return what was typed without the gaps, the digits of any script made Latin."""
    return _BETWEEN.sub("", typed.translate(_LOCAL_DIGITS))
