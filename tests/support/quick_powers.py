"""Powers that tests share: what a power of a number of the group is, and whether a number is in it, is worked out once.

Hundreds of broken records differ from the same good one in a few numbers, and a quarter of the time of the tests that
read them went into the same powers. Only what is right is kept: a refusal is worked out each time. What a test puts in
the place of one of these functions is called as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ballots.group import FixedBase, Group

MOST = 100_000
"""Numbers of 2048 bits: some 60 MB in each test process."""
_KEPT: dict[object, Any] = {}


def _once(key: object, work: Callable[[], Any]) -> Any:
    """What the work gives, or gave for the same key."""
    try:
        return _KEPT[key]
    except KeyError:
        if len(_KEPT) >= MOST:
            _KEPT.clear()
        found = _KEPT[key] = work()
        return found


def _of_base(work: Callable[..., Any]) -> Callable[..., Any]:
    """A method of a group that takes a base and an exponent, or only a base."""
    return lambda group, *given: _once((work, group.name, *given), lambda: work(group, *given))


def _of_exponents(work: Callable[..., Any]) -> Callable[..., Any]:
    """A method of a group that takes a base and some exponents."""

    def powers(group: Group, base: Any, exponents: Sequence[int]) -> Any:
        return _once((work, group.name, base, *exponents), lambda: work(group, base, exponents))

    return powers


def _of_table(work: Callable[..., Any]) -> Callable[..., Any]:
    """The power of a table, by its base: the table itself is large and may go."""
    return lambda table, exponent: _once(
        (work, table._modulus, table._base, table._bits, exponent), lambda: work(table, exponent)
    )


def install() -> None:
    """From now on powers are worked out once in this process."""
    for name in ("check_member", "power", "secret_power"):
        setattr(Group, name, _of_base(getattr(Group, name)))
    for name in ("powers", "member_powers"):
        setattr(Group, name, _of_exponents(getattr(Group, name)))
    FixedBase.power = _of_table(FixedBase.power)  # type: ignore[method-assign]
