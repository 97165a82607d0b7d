"""What belenios-tool says of the corpus, written into docs/broken-records.md, a column for each version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.belenios_tool import Version
from tests.vectors import verdicts
from tests.vectors.corpus import CHECKS
from tests.vectors.faults import ARCHIVES as FAULTS
from tests.vectors.faults import Fault
from tests.vectors.good import ARCHIVES as GOOD
from tests.vectors.good import Good
from tests.vectors.verdicts import FOLDER, TRIES, Ask, Column, Said

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "broken-records.md"


@dataclass(frozen=True, slots=True)
class View:
    """A column of the page: its head, which records count as let pass, and what stands in a cell."""

    head: str
    said: Column
    passes: Callable[[Said], bool]
    cell: Callable[[Said], str]

    def lets_pass(self, fault: Fault) -> bool:
        """Tell whether the record counts as let pass."""
        return fault.name in self.said and self.passes(self.said[fault.name])

    def accepts(self, good: Good) -> bool:
        """Tell whether it accepts a good record, every time."""
        said = self.said.get(f"good/{good.name}")
        return said is not None and said.passed == said.tries and self.passes(said)

    def text(self, fault: Fault) -> str:
        """Return what stands in the record's cell."""
        return self.cell(self.said[fault.name]) if fault.name in self.said else "not asked"


def compare(
    version: Version, *, again: bool = False, ask: Ask = verdicts.ask, folder: Path = FOLDER, page: Path = DOCUMENT
) -> str:
    """Ask the version that is installed about new and changed records, or `again` about all; write the page.

    Return what came out.
    """
    corpus = verdicts.records()
    columns = {other: verdicts.fresh(column, corpus) for other, column in verdicts.load(folder).items()}
    old = {} if again else columns.get(version, {})
    column = verdicts.renew(old, corpus, ask)
    verdicts.save(version, column, folder)
    page.write_text(document({**columns, version: column}), "utf-8")
    asked = sum(old.get(name) is not said for name, said in column.items())
    passed = sum(column[fault.name].passed > 0 for fault in FAULTS)
    return (
        f"{version.worth}\n"
        f"{asked} records asked about, {len(column) - asked} known from before\n"
        f"it lets {passed} of {len(FAULTS)} broken records pass: docs/{page.name}"
    )


def views(columns: Mapping[Version, Column]) -> list[View]:
    """Return the columns of the page: one for each version, and another where ballots must be asked about apart."""
    made = []
    for version, said in sorted(columns.items()):
        if version.waits_for_ballots:
            made.append(View(f"{version}", said, _at_all, _yes_or_no(_at_all)))
        else:
            made.append(View(f"{version}", said, _at_all, lambda said: f"{said.passed} of {said.tries}"))
            made.append(View(f"{version}, each ballot", said, _with_ballots, _yes_or_no(_with_ballots)))
    return made


def _at_all(said: Said) -> bool:
    return said.passed > 0


def _with_ballots(said: Said) -> bool:
    return said.each_ballot


def _yes_or_no(passes: Callable[[Said], bool]) -> Callable[[Said], str]:
    return lambda said: "yes" if passes(said) else "no"


def document(columns: Mapping[Version, Column]) -> str:
    """Return the text of the page for what the versions said."""
    shown = views(columns)
    refused = [fault for fault in FAULTS if all(_refuses(view, fault) for view in shown)]
    passed = [fault for fault in FAULTS if fault not in refused]
    return f"""# Broken records that `belenios-tool` lets pass

`tests/vectors/broken` holds {len(FAULTS)} archives with one fault each, and whole records that Belenios does not know.
`python -m ballots verify` refuses them all. `belenios-tool election verify`, in a folder where the record is the only
archive, does not:

{_summary(shown)}

Up to version 2.5.1 it ends its checks before it answers. From 3.0 on it does not wait for its check of the ballots, and
its answer to a wrong ballot varies from run to run: such a version is asked {TRIES} times about each record, which
counts as let pass if it passed once. No version knows bindings (8.2), looks for numbers that everybody knows (3.6), or
asks whether counts are possible (7.3). A refusal counts; "all checks passed" says nothing of the ballots. "Each ballot"
is the same version with `election verify-ballot` run on every ballot as well
([how](people.md#observer-checks-the-record)): that does not vary. A ballot that stands twice it does not see.

`./majma vectors --compare` wrote this page; nothing in it was typed in. It asks the version that is installed about new
and changed records, and keeps in `tests/vectors/verdicts` what other versions said before. A record counts as refused
when the tool does not end with "all checks passed", whatever it says instead: sometimes it stops at something else than
the fault, or fails over it. Many of those that pass are harmless in themselves, another spelling of the right numbers,
say. They matter where two programs read them differently, or where a reader compares hashes of what should have one
spelling.

## Numbers

{_numbers(shown)}

## Let pass

{_table(("check", "record", "what is wrong", *(view.head for view in shown)), (_row(fault, shown) for fault in passed))}

## Refused by all

{_names(refused)}
"""


def _refuses(view: View, fault: Fault) -> bool:
    return fault.name in view.said and not view.lets_pass(fault)


def _table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    first = tuple(head)
    lines = [first, *rows]
    written = ["| " + " | ".join(map(str, line)) + " |" for line in lines]
    return "\n".join([written[0], "|---" * len(first) + "|", *written[1:]])


def _summary(shown: Iterable[View]) -> str:
    rows = []
    for view in shown:
        passed = sum(map(view.lets_pass, FAULTS))
        good = sum(view.accepts(record) for record in GOOD)
        rows.append((view.head, passed, f"{good} of {len(GOOD)}"))
    return _table(("version", f"lets pass of {len(FAULTS)}", "accepts of the good records"), rows)


def _numbers(shown: Iterable[View]) -> str:
    shown = tuple(shown)
    rows: list[tuple[object, ...]] = []
    for step in CHECKS:
        faults = [fault for fault in FAULTS if fault.check == step.value]
        rows.append((step.value, step.label, len(faults), *(sum(map(view.lets_pass, faults)) for view in shown)))
    rows.append(("", "all", len(FAULTS), *(sum(map(view.lets_pass, FAULTS)) for view in shown)))
    return _table(("check", "name", "faults", *(view.head for view in shown)), rows)


def _row(fault: Fault, shown: Iterable[View]) -> tuple[str, ...]:
    return (fault.check, f"`{fault.name}`", fault.about, *(view.text(fault) for view in shown))


def _names(refused: Iterable[Fault]) -> str:
    by_check: dict[str, list[str]] = {}
    for fault in refused:
        by_check.setdefault(fault.check, []).append(f"`{fault.name}`")
    return "\n".join(f"- {check}: {', '.join(names)}" for check, names in by_check.items())
