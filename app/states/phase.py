"""The phases of an election, and the sets of them that rules ask for."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """Where an election stands; in their order, and last how it may end before."""

    DRAFT = "draft"
    NOMINATING = "nominating"
    REVIEWING = "reviewing"
    FROZEN = "frozen"
    OPEN = "open"
    CLOSED = "closed"
    TALLIED = "tallied"
    PROVISIONAL = "provisional"
    FINAL = "final"
    ANNULLED = "annulled"


class StepState(StrEnum):
    """How far the way has come at a phase or at an act."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


ORDER: tuple[Phase, ...] = tuple(phase for phase in Phase if phase is not Phase.ANNULLED)
"""The phases one after the other; an election may also be annulled from any, from the last by an outside decision."""

REGISTERING = (Phase.NOMINATING, Phase.REVIEWING)
"""While nominations are handed in, reviewed and mended."""

EARLY = (Phase.DRAFT, *REGISTERING)
"""Until the election is frozen: rule, candidates and keys may change."""

POLLING = (Phase.FROZEN, Phase.OPEN)
"""From the freeze until voting is closed: slips are made, handed out and voided."""

BEFORE_VOTING = (*EARLY, Phase.FROZEN)
UNTIL_CLOSED = (*EARLY, *POLLING)
COUNTED = (Phase.TALLIED, Phase.PROVISIONAL, Phase.FINAL)
"""From the moment there is a result."""

VOTED = (Phase.CLOSED, *COUNTED)
"""When nobody can vote any more, and the votes stand."""

AFTER_CLOSING = (Phase.CLOSED, Phase.TALLIED, Phase.PROVISIONAL)
"""When votes and ranks stand, and no seat is given yet."""

ANNOUNCED = (Phase.PROVISIONAL, Phase.FINAL)
"""When everybody may see the result."""

OVER = (Phase.FINAL, Phase.ANNULLED)
"""Nothing follows."""
