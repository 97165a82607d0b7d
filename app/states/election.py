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


class Electorate(StrEnum):
    """Who votes: every delegate on the roll, those who are here when it is frozen, or those of a list."""

    ROLL = "roll"
    PRESENT = "present"
    LIST = "list"


class Devices(StrEnum):
    """On what votes are cast: on the tablets that were enrolled for the session alone, or on any device."""

    ENROLLED = "enrolled"
    ANY = "any"


class Call(StrEnum):
    """Whether a session was called once, or a second time since too few came."""

    FIRST = "first"
    SECOND = "second"


class Following(StrEnum):
    """How an election follows an earlier one: for seats that are left, in its place, or for a seat fallen vacant."""

    SECOND_ROUND = "second-round"
    REPEAT = "repeat"
    BY_ELECTION = "by-election"


class Succession(StrEnum):
    """What becomes of a seat whose winner withdrew after the votes were closed."""

    NEXT = "next"
    VACANT = "vacant"


class Seating(StrEnum):
    """What the result says of a candidate."""

    SEATED = "seated"
    ALTERNATE = "alternate"
    WITHDRAWN = "withdrawn"
    TIED = "tied"
    LEFT = "left"
    NONE = ""


class Corrects(StrEnum):
    """What a corrigendum is about: names of a candidate, words of the election, a voter and who sent it."""

    NAME = "name"
    REPRESENTATIVE = "representative"
    TITLE = "title"
    BODY = "body"
    ASSEMBLY = "assembly"
    PLACE = "place"
    SESSION = "session"
    DELEGATE = "delegate"
    DELEGATION = "delegation"
