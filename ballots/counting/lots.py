"""Drawing of lots that anyone can repeat, after RFC 3797 (publicly verifiable random selection).

The seed is a text of two sources that nobody knew before: dice thrown in the room after the result, and the
hash of the board's result event. RFC 3797 mixes with MD5; the dice are thrown last, so no collision of MD5
helps anybody.

The seed text of a tie is `<dice>./<hash>./<rank>./`: the faces of the dice in the order thrown, written
together as one number; the hash in upper-case hexadecimal; the rank that the tied candidates share, so that
two ties of one election are drawn apart. Every value ends with a full stop and every source with a slash, as
RFC 3797 section 4 asks.
"""

import hashlib
import re
from collections.abc import Sequence
from math import factorial

from ballots.errors import LotSeedError

_SEED = re.compile(r"([0-9A-F]+\.)+/(([0-9A-F]+\.)+/)*")
_LEAST_DICE = 5
_MOST_ASKED_DICE = 25  # 64 bits: more throws would not make the order on a ballot any fairer
_GREATEST_POOL = 2**16
_MARGIN = 1024  # throws that are possible for each order of the tied: the orders' chances differ by at most 1/1024


def seed_source(values: Sequence[int]) -> str:
    """Return one source as RFC 3797 writes it: numbers ascending, a full stop after each, then a slash.

    Raises LotSeedError for no number or a negative one.
    """
    if not values or min(values) < 0:
        raise LotSeedError("a source of randomness has at least one number, and none below zero")
    return "".join(f"{value}." for value in sorted(values)) + "/"


def dice_needed(pool_size: int) -> int:
    """Return how many dice must be thrown to order `pool_size` tied candidates fairly."""
    dice, throws = _LEAST_DICE, factorial(pool_size) * _MARGIN
    while 6**dice < throws:
        dice += 1
    return dice


def seed_text(dice: Sequence[int], result_hash: str, rank: int) -> str:
    """Return the canonical seed text of the tie at `rank`.

    `dice` are the faces 1 to 6 in the order thrown, `result_hash` the 64 hexadecimal digits of the result
    event. Raises LotSeedError for another form.
    """
    if not dice or any(face not in range(1, 7) for face in dice):
        raise LotSeedError("dice show 1 to 6")
    if not re.fullmatch(r"[0-9A-Fa-f]{64}", result_hash) or rank < 1:
        raise LotSeedError("the result's hash has 64 hexadecimal digits, and ranks count from 1")
    return f"{''.join(map(str, dice))}./{result_hash.upper()}./{rank}./"


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


def draw_order(tied: Sequence[int], dice: Sequence[int], result_hash: str, rank: int) -> tuple[int, ...]:
    """Return the candidates of one tie in drawn order, first drawn first, for `plurality.rank`'s `lots`.

    The tied are numbered from 1 in ballot order, however `tied` lists them. Raises LotSeedError when a
    candidate is repeated, when fewer dice were thrown than `dice_needed`, and for what `seed_text` refuses.
    """
    pool = sorted(set(tied))
    if len(pool) != len(tied) or len(dice) < dice_needed(len(pool)):
        raise LotSeedError(f"a tie of {len(tied)} needs {dice_needed(len(pool))} dice, and different candidates")
    numbers = draw(seed_text(dice, result_hash, rank), len(pool), len(pool))
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


def order_dice_needed(pool_size: int) -> int:
    """Return how many dice must be thrown to draw the order of `pool_size` candidates on the ballot."""
    throws = factorial(pool_size) * _MARGIN
    return next((dice for dice in range(_LEAST_DICE, _MOST_ASKED_DICE) if 6**dice >= throws), _MOST_ASKED_DICE)


def order_seed(dice: Sequence[int], names: Sequence[str]) -> str:
    """Return the canonical seed text of the order on the ballot of the candidates `names`, listed as published.

    Raises LotSeedError when fewer dice were thrown than `order_dice_needed`, for a face that no die has, and as
    `list_bytes`.
    """
    if len(dice) < order_dice_needed(len(names)) or any(face not in range(1, 7) for face in dice):
        raise LotSeedError(f"the order of {len(names)} candidates needs {order_dice_needed(len(names))} dice")
    return f"{''.join(map(str, dice))}./{list_hash(names)}./"
