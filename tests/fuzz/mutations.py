"""Mutated inputs as hypothesis draws them: each step is drawn, so that a fault shrinks to its smallest input."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import strategies as st

from tests.fuzz.dictionary import TOKENS
from tests.fuzz.target import Target

Draw = Callable[[st.SearchStrategy], object]
Edit = Callable[["Draw", bytes, Target], bytes]

MOST = 1 << 20
"""No mutation makes an input longer than this."""

_DIGITS = re.compile(rb"[0-9]+")

# Where something happens, as a part of the whole: wide ranges of whole numbers are drawn near their beginning.
_PART = st.binary(min_size=3, max_size=3)
_BYTE = st.integers(0, 255)
_BIT = st.sampled_from([1 << bit for bit in range(8)])
_SHORT = st.binary(min_size=1, max_size=8)
_LENGTH = st.integers(1, 64)
_TIMES = st.sampled_from((2, 3, 16, 700))
_TOKEN = st.sampled_from(TOKENS)
_CHARACTERS = st.text(min_size=1, max_size=4).map(lambda text: text.encode("utf-8", "surrogatepass"))
_PIECE = st.one_of(_TOKEN, _SHORT, _CHARACTERS)


def _below(draw: Draw, count: int) -> int:
    """Return a whole number below `count`, each as likely."""
    return int.from_bytes(draw(_PART), "big") * count >> 24


def _place(draw: Draw, data: bytes) -> int:
    return _below(draw, len(data) + 1)


def _slice(draw: Draw, data: bytes) -> tuple[int, int]:
    start = _place(draw, data)
    return start, min(len(data), start + draw(_LENGTH))


def _replaced(draw: Draw, data: bytes, _: Target) -> bytes:
    place = _place(draw, data)
    return data[:place] + bytes([draw(_BYTE)]) + data[place + 1 :]


def _flipped(draw: Draw, data: bytes, _: Target) -> bytes:
    place = _below(draw, len(data))
    return data[:place] + bytes(byte ^ draw(_BIT) for byte in data[place : place + 1]) + data[place + 1 :]


def _inserted(draw: Draw, data: bytes, _: Target) -> bytes:
    place = _place(draw, data)
    return data[:place] + draw(_PIECE) + data[place:]


def _overwritten(draw: Draw, data: bytes, _: Target) -> bytes:
    place, token = _place(draw, data), draw(_TOKEN)
    return data[:place] + token + data[place + len(token) :]


def _deleted(draw: Draw, data: bytes, _: Target) -> bytes:
    start, end = _slice(draw, data)
    return data[:start] + data[end:]


def _cut(draw: Draw, data: bytes, _: Target) -> bytes:
    return data[: _place(draw, data)]


def _repeated(draw: Draw, data: bytes, _: Target) -> bytes:
    start, end = _slice(draw, data)
    return data[:end] + data[start:end] * (draw(_TIMES) - 1) + data[end:]


def _moved(draw: Draw, data: bytes, _: Target) -> bytes:
    start, end = _slice(draw, data)
    rest = data[:start] + data[end:]
    place = _place(draw, rest)
    return rest[:place] + data[start:end] + rest[place:]


def _spliced(draw: Draw, data: bytes, target: Target) -> bytes:
    other = draw(st.sampled_from(target.seeds()))
    return data[: _place(draw, data)] + other[_place(draw, other) :]


def _number(draw: Draw, data: bytes, _: Target) -> bytes:
    """Change a run of digits: shorter, longer, signed, with zeros before it, another one."""
    found = _DIGITS.search(data, _place(draw, data)) or _DIGITS.search(data)
    if found is None:
        return data
    old = found[0]
    new = draw(
        st.sampled_from((old[:-1], old + b"0", b"0" + old, b"-" + old, b"+" + old, old[::-1], old * 40, b"0", b""))
    )
    return data[: found.start()] + new + data[found.end() :]


def _nested(draw: Draw, data: bytes, _: Target) -> bytes:
    start, end = _slice(draw, data)
    opening, closing = draw(st.sampled_from(((b"[", b"]"), (b'{"":', b"}"), (b'"', b'"'))))
    times = draw(_TIMES)
    return data[:start] + opening * times + data[start:end] + closing * times + data[end:]


_EDITS: tuple[Edit, ...] = (
    _deleted, _inserted, _replaced, _flipped, _overwritten, _number, _repeated, _moved, _spliced, _cut, _nested,
)  # fmt: skip
_EDIT = st.sampled_from(_EDITS)
_WAYS = st.sampled_from(((1, 0), (0, 1), (1, 0), (0, 2), (1, 1), (0, 3)))
"""How many changes of structure, and how many edits of bytes."""

_STRANGE = st.one_of(st.binary(max_size=300), st.lists(_TOKEN, max_size=8).map(b"".join))
_FROM_SEED = st.sampled_from((True,) * 15 + (False,))


@st.composite
def inputs(draw: Draw, target: Target) -> bytes:
    """Return mutated inputs for a target: a seed, perhaps with a change of its structure, and up to three edits.

    Some are mended afterwards, and a few have nothing to do with a seed.
    """
    if not draw(_FROM_SEED):
        return draw(_STRANGE)
    data = draw(st.sampled_from(target.seeds()))
    structural, edits = draw(_WAYS)
    changes = target.changes(data) if structural else ()
    if changes:
        data = changes[_below(draw, len(changes))]()
    for _ in range(edits or not changes):
        data = draw(_EDIT)(draw, data, target)[:MOST]
    return target.mend(data) if draw(st.booleans()) else data
