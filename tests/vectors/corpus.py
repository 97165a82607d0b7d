"""The corpus of broken records as files: archives, index, and the numbers in its README."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from ballots.checks import Step
from tests.vectors.faults import FAULTS, Fault
from tests.vectors.good import GOOD, Good

FOLDER = Path(__file__).parent / "broken"
INDEX = "index.json"
README = "README.md"

CHECKS = tuple(Step)

_TABLE = re.compile(r"(?<=<!-- table -->\n).*?(?=<!-- end of table -->)", re.DOTALL)


def files() -> dict[str, bytes]:
    """Return every file of the corpus that is made, by its path in the folder; the same every time."""
    made = {one.file: one.archive() for one in (*FAULTS, *GOOD)}
    made[INDEX] = index()
    made[README] = readme((FOLDER / README).read_text("utf-8")).encode()
    return made


def index() -> bytes:
    """Return the index: what each archive is, and for the broken ones the check and the code."""
    broken = [
        {"file": fault.file, "check": fault.check, "code": fault.code, "about": fault.about, **_options(fault)}
        for fault in FAULTS
    ]
    good = [
        {
            "file": good.file, "stage": good.stage, "result": good.result, "alone": good.alone, "about": good.about,
            **_options(good),
        }
        for good in GOOD
    ]  # fmt: skip
    return f'{{\n "broken": [\n{_lines(broken)}\n ],\n "good": [\n{_lines(good)}\n ]\n}}\n'.encode()


def _options(one: Fault | Good) -> dict[str, object]:
    """What the reader brings, where it is anything."""
    brought = one.options()
    return {"options": brought} if brought else {}


def _lines(entries: Sequence[Mapping[str, object]]) -> str:
    return ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)


def readme(text: str) -> str:
    """Return the README with the table of checks and numbers of faults as they are now."""
    numbers = Counter(fault.check for fault in FAULTS)
    rows = [f"| {step.value} | {step.label} | {numbers[step.value]} |" for step in CHECKS]
    lines = ["| check | name | faults |", "|---|---|---|", *rows, f"| | all | {len(FAULTS)} |"]
    return _TABLE.sub("\n".join(lines) + "\n", text)


def stored() -> dict[str, bytes]:
    """Return every file of the folder as it is now."""
    found = (path for path in sorted(FOLDER.rglob("*")) if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in found}


def changes(made: dict[str, bytes], old: dict[str, bytes]) -> dict[str, list[str]]:
    """Return the names of the files that are new, changed and gone."""
    return {
        "new": sorted(made.keys() - old.keys()),
        "changed": sorted(name for name in made.keys() & old.keys() if made[name] != old[name]),
        "gone": sorted(old.keys() - made.keys()),
    }


def write(made: dict[str, bytes]) -> dict[str, list[str]]:
    """Write the corpus, remove what does not belong to it, and return the names of what changed."""
    done = changes(made, stored())
    for name in done["gone"]:
        (FOLDER / name).unlink()
    for name in (*done["new"], *done["changed"]):
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_bytes(made[name])
    return done
