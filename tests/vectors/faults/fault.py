"""What a fault of the corpus is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.vectors.drafts import Draft, draft


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to break a record: the check of SPEC.md that must refuse it, the code, and a sentence in English.

    `make` turns the good record of `world` into the archive with the fault.
    """

    name: str
    check: str
    code: str
    about: str
    make: Callable[[Draft], bytes]
    world: str = "plain"

    def archive(self) -> bytes:
        """Return the bytes of the broken record, the same every time."""
        return self.make(draft(self.world, self.name))
