"""What each version of belenios-tool said of each record, kept in `verdicts/VERSION.json`.

One version is installed at a time: a run asks that one and keeps what the others said. A record that it was asked about
is not asked about again until its bytes change.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.belenios_tool import BeleniosTool, Verdict, Version
from tests.vectors.faults import ARCHIVES as FAULTS
from tests.vectors.good import ARCHIVES as GOOD

FOLDER = Path(__file__).parent / "verdicts"
TRIES = 10
"""How often a version is asked whose answer varies from run to run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one version said of one record: how often it let it pass, and whether with all its ballots."""

    sha256: str
    passed: int
    tries: int
    each_ballot: bool
    """It let the record pass, and accepts each of its ballots when asked about them one by one."""


Column = dict[str, Said]
"""What one version said, by the name of the record."""

Ask = Callable[[bytes], Said]


_MAKERS = {one.name: one for one in FAULTS} | {f"good/{one.name}": one for one in GOOD}


@functools.cache
def record(name: str) -> bytes:
    """Return a record of the corpus, one without fault as `good/NAME`."""
    return _MAKERS[name].archive()


def records() -> dict[str, bytes]:
    """Return all records of the corpus by name."""
    return {name: record(name) for name in _MAKERS}


def digest(data: bytes) -> str:
    """Return what tells one record from another in a column."""
    return sha256(data).hexdigest()


def ask(data: bytes) -> Said:
    """Ask the installed tool about a record, alone in a folder."""
    with TemporaryDirectory() as folder:
        tool = BeleniosTool(Path(folder))
        (tool.directory / "record.bel").write_bytes(data)
        said = [tool.verdict()]
        if not tool.version.waits_for_ballots:
            said += [tool.verdict() for _ in range(TRIES - 1)]
        passed = sum(verdict is not Verdict.REFUSED for verdict in said)
        sure = passed > 0 and (Verdict.ACCEPTED in said or tool.accepts_each_ballot())
        return Said(sha256=digest(data), passed=passed, tries=len(said), each_ballot=sure)


def renew(column: Column, corpus: Mapping[str, bytes], ask: Ask) -> Column:
    """Return a version's column for the corpus as it is now: new and changed records are asked about."""
    known = fresh(column, corpus)
    missing = sorted(corpus.keys() - known.keys())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return known | dict(zip(missing, pool.map(ask, (corpus[name] for name in missing)), strict=True))


def fresh(column: Column, corpus: Mapping[str, bytes]) -> Column:
    """Return what a column says of the records as they are now."""
    return {name: said for name, said in column.items() if name in corpus and said.sha256 == digest(corpus[name])}


def load(folder: Path = FOLDER) -> dict[Version, Column]:
    """Return all columns, the oldest version first."""
    read = {Version.read(path.stem): json.loads(path.read_bytes()) for path in folder.glob("*.json")}
    return {version: {name: Said(**said) for name, said in read[version].items()} for version in sorted(read)}


def save(version: Version, column: Column, folder: Path = FOLDER) -> None:
    """Write a version's column, one line for each record."""
    lines = (f"{json.dumps(name)}: {json.dumps(asdict(said))}" for name, said in sorted(column.items()))
    folder.mkdir(exist_ok=True)
    (folder / f"{version}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
