"""The rule of an election."""

from __future__ import annotations

from dataclasses import dataclass

from app.states.election import Devices, Electorate, Ordering, Succession


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How many seats, marks and alternates; whether a blank vote is allowed; the least number of ballots to tally.

    `revote`: whether a slip may vote again, the last vote counting: read, and no longer set. `checkpoint_minutes`: how
    often the head of the board is signed while voting is open. `succession`: what becomes of the seat of a winner who
    withdrew after the votes were closed. `electorate`: who votes; `devices`: on what.
    """

    seats: int = 6
    minimum: int = 1
    maximum: int = 6
    blank: bool = True
    alternates: int = 3
    small_group: int = 3
    term_months: int = 24
    order: Ordering = Ordering.LOT
    revote: bool = False
    checkpoint_minutes: int = 10
    succession: Succession = Succession.NEXT
    electorate: Electorate = Electorate.ROLL
    devices: Devices = Devices.ANY
