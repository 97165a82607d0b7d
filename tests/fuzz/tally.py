"""What came of inputs: how many were accepted, how many refused with which code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """What came of the inputs so far: accepted ones, refused ones by code."""

    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    seconds: float = 0

    @property
    def inputs(self) -> int:
        """How many inputs there were."""
        return self.accepted + self.refused.total()

    def add(self, code: str | None) -> None:
        """Count an input."""
        if code is None:
            self.accepted += 1
        else:
            self.refused[code] += 1

    def join(self, other: Tally) -> None:
        """Count the inputs of another tally too."""
        self.accepted += other.accepted
        self.refused += other.refused
        self.seconds += other.seconds
