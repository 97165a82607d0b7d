"""All targets, and one by its name."""

from __future__ import annotations

from tests.fuzz.beside import BESIDE
from tests.fuzz.booth import BOOTH
from tests.fuzz.commands import COMMANDS
from tests.fuzz.custody import CUSTODY
from tests.fuzz.papers import PAPERS
from tests.fuzz.record_commands import RECORD_COMMANDS
from tests.fuzz.records import RECORDS
from tests.fuzz.target import Target
from tests.fuzz.whole import WHOLE

TARGETS: tuple[Target, ...] = (*RECORDS, *BESIDE, *WHOLE, *PAPERS, *CUSTODY, *BOOTH, *COMMANDS, *RECORD_COMMANDS)


def find(name: str) -> Target:
    """Return the target of that name. Raises KeyError."""
    return {target.name: target for target in TARGETS}[name]
