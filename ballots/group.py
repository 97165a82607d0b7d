"""What a group is, and the one group used here, BELENIOS-2048. SPEC: group.

The only file that knows the modulus. Elements are opaque outside it; scalars are plain numbers in 0..q-1.
Powers of bases that occur often (generator, election key) use tables (Brickell, Gordon, McCurley and Wilson,
EUROCRYPT '92). Several powers of one base share one chain of squarings; each exponent is cut into odd digits that
select members of the chain (Yao 1976; Knuth, TAOCP 2, section 4.6.3).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, reduce
from math import isqrt
from typing import Final, NewType, TypeAlias

from gmpy2 import invert, mpz, powmod, powmod_sec  # type: ignore[import-untyped]

from ballots.errors import (
    ElectionGroupError,
    ElementMembershipError,
    ElementRangeError,
    LogarithmError,
    NumberFormatError,
    ScalarRangeError,
)

Random: TypeAlias = Callable[[int], bytes]
"""Returns that many random bytes, for example `secrets.token_bytes`."""

Element = NewType("Element", int)
"""A number of the group. At run time a gmpy2 number: equal to, and hashed as, the same int."""

_NUMBER = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_WINDOW: Final = 4
_NARROW: Final = 8
_WIDE: Final = 11
_OFTEN: Final = 4000
_SCALAR_ENTROPY: Final = 48
_TABLES_KEPT: Final = 8

_Digits: TypeAlias = tuple[tuple[int, ...], ...]


class FixedBase:
    """A base with a table of its powers: 2 MB, made in about 11 ms; then a power takes 32 products.

    A base that is used very often gets a wider table, of 15 MB and about 80 ms, with which it takes 24.
    """

    __slots__ = ("_base", "_bits", "_modulus", "_table", "_uses")

    def __init__(self, base: Element, modulus: int, bits: int) -> None:
        """Make the table for exponents of up to `bits` bits."""
        self._base = mpz(base)
        self._bits = bits
        self._modulus = mpz(modulus)
        self._uses = 0
        self._table = self._make(_NARROW)

    def power(self, exponent: int) -> Element:
        """Return base^exponent for 0 <= exponent < 2^bits."""
        self._uses += 1
        if self._uses == _OFTEN:
            self._table = self._make(_WIDE)
        modulus = self._modulus
        width, rows = self._table
        last = (1 << width) - 1
        product = mpz(1)
        for row in rows:
            product = product * row[exponent & last] % modulus
            exponent >>= width
        return Element(product)

    def _make(self, width: int) -> tuple[int, tuple[list[int], ...]]:
        """Return a table of radix 2^width: row i holds base^(d * 2^(width * i)) for each digit d."""
        rows = []
        step = self._base
        for _ in range(-(-self._bits // width)):
            row = [mpz(1)]
            for _ in range((1 << width) - 1):
                row.append(row[-1] * step % self._modulus)
            rows.append(row)
            step = row[-1] * step % self._modulus
        return width, tuple(rows)


class Group:
    """A subgroup of prime order of the units modulo a prime, with its text forms.

    A group of another kind is another class with these methods.
    """

    def __init__(self, name: str, modulus: int, order: int, generator: int) -> None:
        """Take the group's name in archives, its modulus p, its order q and its generator g."""
        self.name: Final = name
        self.order: Final = order
        self.generator: Final = Element(mpz(generator))
        self.one: Final = Element(mpz(1))
        self._modulus = mpz(modulus)
        self._element_digits = len(str(modulus))
        self._scalar_digits = len(str(order))
        self._order_digits = _odd_digits(order)

    def __repr__(self) -> str:
        """Name the group; its numbers are too long to print."""
        return f"Group({self.name})"

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """Travel between processes as a name."""
        return group_by_name, (self.name,)

    # Text forms

    def encode_element(self, element: Element) -> str:
        """Return the element in base 10."""
        return str(element)

    def read_element(self, text: object) -> Element:
        """Return the number in 1..p-1 that `text` writes in base 10, membership **not yet** tested.

        Raises NumberFormatError or ElementRangeError. Follow with `member_powers` or `check_member`.
        """
        number = mpz(_number(text, self._element_digits))
        if not 0 < number < self._modulus:
            raise ElementRangeError("a group element is not in 1..p-1")
        return Element(number)

    def decode_element(self, text: object) -> Element:
        """Return the element that `text` writes in base 10; also raise ElementMembershipError."""
        element = self.read_element(text)
        self.check_member(element)
        return element

    def decode_scalar(self, text: object) -> int:
        """Return the scalar that `text` writes in base 10; raise NumberFormatError or ScalarRangeError."""
        number = int(_number(text, self._scalar_digits))
        if number >= self.order:
            raise ScalarRangeError("a scalar is not in 0..q-1")
        return number

    def check_member(self, element: Element) -> None:
        """Raise ElementMembershipError unless the number is in the subgroup: x^q = 1."""
        if not 0 < element < self._modulus or powmod(element, self.order, self._modulus) != 1:
            raise ElementMembershipError("a number is not in the group")

    def random_scalar(self, random: Random) -> int:
        """Return a scalar from 384 random bits, so that its bias is below 2^-127."""
        return int.from_bytes(random(_SCALAR_ENTROPY), "big") % self.order

    # Arithmetic

    def product(self, elements: Iterable[Element]) -> Element:
        """Return the product; 1 when there are none."""
        return Element(reduce(self.multiply, elements, self.one))

    def multiply(self, first: Element, second: Element) -> Element:
        """Return first * second."""
        return Element(first * second % self._modulus)

    def divide(self, first: Element, second: Element) -> Element:
        """Return first / second."""
        return Element(first * invert(second, self._modulus) % self._modulus)

    def power(self, base: Element, exponent: int) -> Element:
        """Return base^exponent for any base; about 0.3 ms."""
        return Element(powmod(base, exponent, self._modulus))

    def secret_power(self, base: Element, exponent: int) -> Element:
        """Return base^exponent for a member, in time that does not depend on a secret exponent in 0..q-1."""
        return Element(powmod_sec(base, exponent or self.order, self._modulus))

    def generator_power(self, exponent: int) -> Element:
        """Return g^exponent by table, for 0 <= exponent < 2^256."""
        return self.fixed_base(self.generator).power(exponent)

    def fixed_base(self, base: Element) -> FixedBase:
        """Return the table of `base`, kept for the last 8 bases."""
        return _fixed_base(base, self._modulus, self.order.bit_length())

    def powers(self, base: Element, exponents: Sequence[int]) -> tuple[Element, ...]:
        """Return base^e for each scalar e, all from one chain of squarings."""
        chain = self._chain(base)
        return tuple(self._select(chain, _odd_digits(exponent)) for exponent in exponents)

    def member_powers(self, base: Element, exponents: Sequence[int]) -> tuple[Element, ...]:
        """Return what `powers` does after the membership test on the same chain; ElementMembershipError."""
        chain = self._chain(base)
        if self._select(chain, self._order_digits) != 1:
            raise ElementMembershipError("a number is not in the group")
        return tuple(self._select(chain, _odd_digits(exponent)) for exponent in exponents)

    def _chain(self, base: Element) -> list[int]:
        modulus = self._modulus
        square = mpz(base)
        chain = [square]
        for _ in range(self.order.bit_length() - 1):
            square = square * square % modulus
            chain.append(square)
        return chain

    def _select(self, chain: list[int], digits: _Digits) -> Element:
        # With R_d the product of the chain members of digits >= d: base^e = R_1 * (R_3 * R_5 * ... * R_15)^2.
        modulus = self._modulus
        running = doubled = mpz(1)
        for positions in digits[:0:-1]:
            for position in positions:
                running = running * chain[position] % modulus
            doubled = doubled * running % modulus
        for position in digits[0]:
            running = running * chain[position] % modulus
        return Element(running * (doubled * doubled % modulus) % modulus)

    def logarithms(self, elements: Sequence[Element], bound: int) -> tuple[int, ...]:
        """Return for each element the n in 0..bound with g^n = element; raise LogarithmError.

        Shanks' baby steps and giant steps: the table of isqrt(bound)+1 baby steps is shared by all elements.
        """
        width = isqrt(bound) + 1
        steps: dict[Element, int] = {}
        step = self.one
        for exponent in range(width):
            steps[step] = exponent
            step = self.multiply(step, self.generator)
        back = self.divide(self.one, step)
        return tuple(self._logarithm(element, bound, steps, back) for element in elements)

    def _logarithm(self, element: Element, bound: int, steps: dict[Element, int], back: Element) -> int:
        width = len(steps)
        for giant in range(bound // width + 1):
            exponent = steps.get(element)
            if exponent is not None and giant * width + exponent <= bound:
                return giant * width + exponent
            element = self.multiply(element, back)
        raise LogarithmError(f"no exponent up to {bound} gives the element")


@lru_cache(maxsize=_TABLES_KEPT)
def _fixed_base(base: Element, modulus: int, bits: int) -> FixedBase:
    return FixedBase(base, modulus, bits)


@lru_cache(maxsize=64)
def _odd_digits(exponent: int) -> _Digits:
    """Return, for each odd digit 1, 3, ... 15, the positions of the windows of `exponent` that hold it."""
    positions: tuple[list[int], ...] = tuple([] for _ in range(1 << (_WINDOW - 1)))
    position = 0
    while exponent:
        zeros = (exponent & -exponent).bit_length() - 1
        exponent >>= zeros
        position += zeros
        positions[(exponent & ((1 << _WINDOW) - 1)) >> 1].append(position)
        exponent >>= _WINDOW
        position += _WINDOW
    return tuple(map(tuple, positions))


def _number(text: object, digits: int) -> str:
    if not isinstance(text, str) or len(text) > digits or not _NUMBER.fullmatch(text):
        raise NumberFormatError(f"a number is not a text of at most {digits} digits in base 10")
    return text


def group_by_name(name: str) -> Group:
    """Return the group of that name; raise ElectionGroupError when it is not one of those used here."""
    if name != BELENIOS_2048.name:
        raise ElectionGroupError("only the group BELENIOS-2048 is used")
    return BELENIOS_2048


BELENIOS_2048: Final = Group(
    "BELENIOS-2048",
    modulus=int(
        "a3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514ed40bfd4c"
        "06e092a495af8d79a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d1"
        "07435012768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa9b2162f4d7229abe93a188b4"
        "6b006517d6f6747ebbb29c9ec3099b607f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a"
        "0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f878affa2375e2999b44f6cef17d70730"
        "1e59e0e6351e051ed9cec4157646e64f",
        16,
    ),
    order=int("adb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491", 16),
    generator=int(
        "1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd001d26ba31"
        "d9d8976f01d95a1c8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8"
        "643e673fd9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d26aef1be365fdd90165f397c6b870df8c"
        "1b9e519edcee8bb0f74b7a1615a274ba60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f"
        "22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d47aa680d43771902743d663f42d853c0"
        "41e1c91fe3823f4bcf284308f1d7e653",
        16,
    ),
)
