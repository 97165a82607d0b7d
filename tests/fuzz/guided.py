"""Looking for a fault of a target with atheris, which keeps what reaches new lines of `ballots` and mutates it further.

libFuzzer never gives its process back, so each run is a process of its own: `python -m tests.fuzz.work`.
"""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn

import atheris

if TYPE_CHECKING:  # what is looked into must be imported behind `instrument_imports`
    from tests.fuzz.tally import Tally
    from tests.fuzz.target import Fault, Target

INSTRUMENTED = ["ballots", "tests.fuzz.twins"]
LONGEST = 1 << 16
MEMORY = 2048
"""Megabytes that end the process, which counts as a fault, as does a timeout."""

Done = Callable[["Tally", "Fault | None"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """How many inputs for which target; `place` is its module and its name."""

    place: str
    count: int
    seed: int
    timeout: int


def load(place: str) -> Target:
    """Return the target `module:name`, the modules under test instrumented while they are imported."""
    module, _, name = place.partition(":")
    with atheris.instrument_imports(include=INSTRUMENTED):
        found: Target = importlib.import_module(module).find(name)
    return found


def hunt(task: Task, done: Done, progress: Callable[[Tally], None]) -> NoReturn:
    """Try the inputs, tell `done` what came of them, and end the process.

    `done` gets a Fault, the input not shrunk, when there was one.
    """
    target = load(task.place)
    from tests.fuzz.tally import Tally
    from tests.fuzz.target import Fault, judge

    tally, began = Tally(), time.monotonic()

    def look(data: bytes) -> None:
        try:
            tally.add(judge(target, data))
        except Fault as fault:
            _end(fault)
        tally.seconds = time.monotonic() - began
        if tally.inputs >= task.count:
            _end(None)
        progress(tally)

    def _end(fault: Fault | None) -> NoReturn:
        done(tally, fault)
        folder.cleanup()
        os._exit(0)

    folder = TemporaryDirectory(prefix="majma-fuzz-")
    atheris.Setup(_arguments(Path(folder.name), target, task), look, custom_mutator=_mutator(target))
    atheris.Fuzz()
    raise SystemExit("libFuzzer ended by itself")


def _mutator(target: Target) -> Callable[[bytes, int, int], bytes]:
    """Return libFuzzer's own mutations, every second one mended."""

    def mutate(data: bytes, most: int, number: int) -> bytes:
        changed: bytes = atheris.Mutate(data, most)
        mended = target.mend(changed) if number % 2 else changed
        return mended if len(mended) <= most else changed

    return mutate


def _arguments(folder: Path, target: Target, task: Task) -> list[str]:
    from tests.fuzz.dictionary import write_dictionary

    corpus = folder / "corpus"
    corpus.mkdir()
    for place, data in enumerate(target.seeds()):
        (corpus / f"seed-{place}").write_bytes(data)
    write_dictionary(folder / "dictionary")
    return [
        "fuzz", f"-seed={task.seed + 1}", f"-max_len={LONGEST}", f"-timeout={task.timeout}", f"-rss_limit_mb={MEMORY}",
        f"-dict={folder / 'dictionary'}", f"-artifact_prefix={Path.cwd()}/", "-verbosity=0", str(corpus),
    ]  # fmt: skip
