"""What belenios-tool says of the corpus, written into docs/broken-records.md and read from there again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.belenios_tool import BeleniosTool
from tests.vectors.corpus import CHECKS
from tests.vectors.faults import FAULTS, Fault
from tests.vectors.good import GOOD

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "broken-records.md"

_PASSED = re.compile(r"^\| \d\.\d \| `([a-z0-9-]+)` \|", re.MULTILINE)
_REFUSED = re.compile(r"^- \d\.\d: (.*)$", re.MULTILINE)
_VERSION = re.compile(r"`belenios-tool` (\d\S*)")


def verdicts(archives: Mapping[str, bytes]) -> dict[str, bool]:
    """Return by name whether belenios-tool accepts each archive, alone in a folder."""
    with TemporaryDirectory() as folder:
        tool = BeleniosTool(Path(folder))
        return {name: _accepts(tool, data) for name, data in archives.items()}


def _accepts(tool: BeleniosTool, data: bytes) -> bool:
    (tool.directory / "record.bel").write_bytes(data)
    return tool.accepts()


def tool_version() -> str:
    """Return the number that the installed tool gives itself."""
    return BeleniosTool(Path.cwd()).run("--version").stdout.decode().split()[0]


def compare() -> str:
    """Run the tool over the whole corpus, write the document, and return a line that says what came out."""
    found = verdicts({fault.name: fault.archive() for fault in FAULTS})
    good = verdicts({record.name: record.archive() for record in GOOD})
    DOCUMENT.write_text(document(found, good, tool_version()), "utf-8")
    return f"belenios-tool lets {sum(found.values())} of {len(FAULTS)} broken records pass: docs/{DOCUMENT.name}"


def document(found: Mapping[str, bool], good: Mapping[str, bool], version: str) -> str:
    """Return the text of the document for these verdicts of the tool."""
    passed = [fault for fault in FAULTS if found[fault.name]]
    return f"""# Broken records that `belenios-tool` lets pass

`tests/vectors/broken` holds {len(FAULTS)} records with one fault each. `python -m ballots verify` refuses them all.
`belenios-tool` {version} (`election verify`, in a folder where the record is the only archive) lets {len(passed)} pass.
It accepts {sum(good.values())} of the {len(good)} good records beside them, as it should.

`./majma vectors --compare` wrote this page; nothing in it was typed in. A record counts as refused when the tool does
not end with "all checks passed", whatever it says instead: sometimes it stops at something else than the fault, or
fails over it. Many of those that pass are harmless in themselves, another spelling of the right numbers, say. They
matter where two programs read them differently, or where a reader compares hashes of what should have one spelling.

## Numbers

{_numbers(passed)}

## Let pass

| check | record | what is wrong |
|---|---|---|
{_rows(passed)}

## Refused by both

{_names(fault for fault in FAULTS if not found[fault.name])}
"""


def _numbers(passed: list[Fault]) -> str:
    lines = ["| check | name | faults | let pass |", "|---|---|---|---|"]
    for step in CHECKS:
        faults = sum(fault.check == step.value for fault in FAULTS)
        through = sum(fault.check == step.value for fault in passed)
        lines.append(f"| {step.value} | {step.label} | {faults} | {through} |")
    return "\n".join([*lines, f"| | all | {len(FAULTS)} | {len(passed)} |"])


def _rows(passed: Iterable[Fault]) -> str:
    return "\n".join(f"| {fault.check} | `{fault.name}` | {fault.about} |" for fault in passed)


def _names(refused: Iterable[Fault]) -> str:
    by_check: dict[str, list[str]] = {}
    for fault in refused:
        by_check.setdefault(fault.check, []).append(f"`{fault.name}`")
    return "\n".join(f"- {check}: {', '.join(names)}" for check, names in by_check.items())


def read_document(text: str) -> tuple[str, dict[str, bool]]:
    """Return the tool's version and, by name, whether it let a record pass, as the document says."""
    version = _VERSION.search(text)
    refused = [name for line in _REFUSED.findall(text) for name in re.findall(r"`([a-z0-9-]+)`", line)]
    verdict = dict.fromkeys(_PASSED.findall(text), True) | dict.fromkeys(refused, False)
    return version[1] if version else "", verdict
