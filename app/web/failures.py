"""Counting what fails, in the memory of this process, where a row for each would itself be an attack.

Each key may fail so often at once, and once more each so many seconds; so 22 tablets behind one address, whose people
err now and then, never meet the limit, and a program that posts all day does within seconds.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Callable, Hashable

MOST_KEYS = 20_000
"""So many are remembered, a few megabytes; behind that the oldest are forgotten."""


class Failures:
    """How often what failed, by key; all threads may use it."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Take how often a key may fail at once, and after how many seconds once more."""
        self._most, self._seconds, self._clock = most, seconds, clock
        self._until: dict[Hashable, float] = {}
        self._lock = threading.Lock()

    def count(self, key: Hashable) -> None:
        """One more; `until` is when all would be forgiven."""
        with self._lock:
            now = self._clock()
            until = max(now, self._until.pop(key, now)) + self._seconds
            self._until[key] = min(until, now + self._most * self._seconds)
            if len(self._until) > MOST_KEYS:
                del self._until[next(iter(self._until))]

    def wait(self, key: Hashable) -> int:
        """The seconds, begun ones whole, until this key may fail once more; 0 if it may now."""
        with self._lock:
            left = self._until.get(key, 0.0) - self._clock() - (self._most - 1) * self._seconds
        return max(0, math.ceil(left))


def place(address: str) -> str:
    """The key of a network address; an IPv6 subscriber has a whole /64. What is no address is itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64 if parsed.version == 6 else 32), strict=False))
