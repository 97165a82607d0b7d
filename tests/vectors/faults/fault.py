"""What a fault of the corpus is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.vectors.drafts import Draft, draft

Options = dict[str, str]
"""What the reader brings: `from` (a head as HEIGHT:HASH), `receipt`, `key`; named like the command's options."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to break a record: the check of SPEC.md that must refuse it, the code, and a sentence in English.

    `make` turns the good record of `world` into the archive with the fault, or, where it is one of a `record`, into the
    record file; `bring` gives what the reader brings.
    """

    name: str
    check: str
    code: str
    about: str
    make: Callable[[Draft], bytes]
    world: str = "plain"
    record: bool = False
    bring: Callable[[Draft], Options] = field(default=lambda draft: {})

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.record.zip" if self.record else f"{self.name}.bel"

    def options(self) -> Options:
        """Return what the reader brings."""
        return self.bring(draft(self.world, self.name))

    def archive(self) -> bytes:
        """Return the bytes of the broken record, the same every time."""
        return self.make(draft(self.world, self.name))
