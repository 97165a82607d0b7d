"""Drawing of lots that anyone can repeat, after RFC 3797 (publicly verifiable random selection). SPEC: lots.

Chance comes from digits alone: balls 0 to 9, each put back, drawn by different hands in the room, their number fixed
beforehand. The hash in the seed text adds no chance; it ties the digits to one count, or to one list. RFC 3797 mixes
with MD5; the digits are drawn last, so no collision of MD5 helps anybody.

Earlier elections drew digits from 1 to 6, by the method `dice`; their draws still repeat.
"""

import hashlib
import re
from collections.abc import Sequence
from enum import StrEnum
from math import factorial
from typing import Final

from ballots.counting.errors import LotSeedError


class Method(StrEnum):
    """Where the digits come from."""

    BALLS = "balls"
    DICE = "dice"


LEAST_BALLS: Final = 10
"""Fewer digits could be tried out: who can still change one of 10^5 draws finds one that suits."""
MOST_BALLS: Final = 20
"""66 bits: more would not make the order on a ballot any fairer."""

_SEED = re.compile(r"([0-9A-F]+\.)+/(([0-9A-F]+\.)+/)*")
_HASH = re.compile(r"[0-9A-Fa-f]{64}")
_DIGITS: Final = {Method.BALLS: re.compile(r"[0-9]{10,100}"), Method.DICE: re.compile(r"[1-6]{5,100}")}
_GREATEST_POOL: Final = 2**16
_MARGIN: Final = 1024  # draws that are possible for each order: the orders' chances differ by at most 1/1024


def balls_needed(pool_size: int) -> int:
    """Return how many balls are drawn to order `pool_size` candidates, 10 to 20; fixed before the first is drawn."""
    draws = factorial(pool_size) * _MARGIN
    return next((balls for balls in range(LEAST_BALLS, MOST_BALLS) if 10**balls >= draws), MOST_BALLS)


def check_digits(digits: str, method: Method = Method.BALLS) -> None:
    """Raise LotSeedError for digits that the method cannot give: other signs, or too few to be a draw at all."""
    if not _DIGITS[method].fullmatch(digits):
        raise LotSeedError(f"these are no digits of {method}")


def seed_text(digits: str, anchor: str, rank: int) -> str:
    """Return the canonical seed text of the tie at `rank`; digits as drawn, leading zeros kept.

    `anchor` are the 64 hexadecimal digits of the EncryptedTally event (with dice: of the Result event). Raises
    LotSeedError for another form.
    """
    if not (digits.isascii() and digits.isdecimal()):
        raise LotSeedError("a draw is written in digits")
    if not _HASH.fullmatch(anchor) or rank < 1:
        raise LotSeedError("the event's hash has 64 hexadecimal digits, and ranks count from 1")
    return f"{digits}./{anchor.upper()}./{rank}./"


def draw(seed: str, pool_size: int, count: int) -> tuple[int, ...]:
    """Return `count` different numbers from 1 to `pool_size` in the order drawn, by RFC 3797 section 4.

    `seed` is the canonical text of the sources. Raises LotSeedError for another form, an empty pool, or a
    count that the pool does not hold.
    """
    if not _SEED.fullmatch(seed):
        raise LotSeedError("a seed text is values ending in '.', in sources ending in '/'")
    if not 1 <= pool_size < _GREATEST_POOL or not 0 <= count <= pool_size:
        raise LotSeedError("the pool is too small or too large for the draw")
    pool = list(range(1, pool_size + 1))
    return tuple(pool.pop(_number(seed, turn) % len(pool)) for turn in range(count))


def _number(seed: str, turn: int) -> int:
    """Return the number of one turn: MD5 of the seed between two copies of the turn in two bytes."""
    frame = turn.to_bytes(2, "big")
    return int.from_bytes(hashlib.md5(frame + seed.encode() + frame, usedforsecurity=False).digest(), "big")


def draw_order(
    tied: Sequence[int], digits: str, anchor: str, rank: int, method: Method = Method.BALLS
) -> tuple[int, ...]:
    """Return the candidates of one tie in drawn order, first drawn first, for `plurality.rank`'s `lots`.

    The tied are numbered from 1 in ballot order, however `tied` lists them. Raises LotSeedError when a candidate is
    repeated, for what `check_digits` and `seed_text` refuse, and for fewer balls than `balls_needed`.
    """
    pool = sorted(set(tied))
    check_digits(digits, method)
    if len(pool) != len(tied) or (method is Method.BALLS and len(digits) < balls_needed(len(pool))):
        raise LotSeedError(f"a tie of {len(tied)} needs {balls_needed(len(pool))} balls, and different candidates")
    numbers = draw(seed_text(digits, anchor, rank), len(pool), len(pool))
    return tuple(pool[number - 1] for number in numbers)


def list_bytes(names: Sequence[str]) -> bytes:
    """Return the list of candidates as its hash takes it: UTF-8, a line feed after each name.

    Raises LotSeedError for a name that is empty or has a line break.
    """
    if any(not name or name.splitlines() != [name] for name in names):
        raise LotSeedError("each candidate stands on one line of the list")
    return "".join(f"{name}\n" for name in names).encode()


def list_hash(names: Sequence[str]) -> str:
    """Return SHA-256 of the list of candidates, in upper-case hexadecimal. Raises LotSeedError as `list_bytes`."""
    return hashlib.sha256(list_bytes(names)).hexdigest().upper()


def order_seed(digits: str, names: Sequence[str], method: Method = Method.BALLS) -> str:
    """Return the canonical seed text of the order on the ballot of the candidates `names`, listed as published.

    Raises LotSeedError as `list_bytes` and `check_digits`, and for fewer balls than `balls_needed`.
    """
    check_digits(digits, method)
    if method is Method.BALLS and len(digits) < balls_needed(len(names)):
        raise LotSeedError(f"the order of {len(names)} candidates needs {balls_needed(len(names))} balls")
    return f"{digits}./{list_hash(names)}./"
