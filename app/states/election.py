"""How an election is held: who keeps a key, how the order comes about, what quorum is asked; and how it ends."""

from __future__ import annotations

from enum import StrEnum


class Keeper(StrEnum):
    """Who keeps a key of the election: the office, or a trustee's own browser."""

    OFFICE = "office"
    BROWSER = "browser"


class Ordering(StrEnum):
    """How the order on the ballot comes about."""

    LOT = "lot"
    ALPHABET = "alphabet"


class Quorum(StrEnum):
    """What is asked of a session: nothing, half of the introduced plus one, or nothing since it is the second call."""

    NONE = "none"
    INTRODUCED = "introduced"
    SECOND_CALL = "second-call"


class Seating(StrEnum):
    """What the result says of a candidate."""

    SEATED = "seated"
    ALTERNATE = "alternate"
    WITHDRAWN = "withdrawn"
    TIED = "tied"
    NONE = ""
