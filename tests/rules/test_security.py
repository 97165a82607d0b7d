"""The threat table of SECURITY.md: every row is there once, and each test that it names stands in the tree."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.rules.tree import ROOT, parsed

PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
LAST = {"A": 18, "B": 13, "C": 19, "D": 14, "E": 20, "S": 28, "P": 30}
"""The rows of each group: known attacks (A to E), faults once found in serving (S) and in the protocol (P)."""
ROWS = tuple(f"{group}{number}" for group, last in LAST.items() for number in range(1, last + 1))

_ROW = re.compile(r"^\| ([A-Z]\d+) \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)
_LINE = re.compile(r"^\| [A-Z]\d+\b.*$", re.MULTILINE)
_TEST = re.compile(r"`([^`]*::[^`]*)`")
_UNHELD = re.compile(r"\b[Nn]ot covered, because \S+ \S+ \S+")


def faults(page: str, root: Path = ROOT) -> list[str]:
    """What is wrong with the table of `page`, whose tests are looked for below `root`."""
    return [*_faults_of_list(page), *_faults_of_rows(page, root)]


def _faults_of_list(page: str) -> Iterator[str]:
    found = Counter(row for row, _, _ in _ROW.findall(page))
    if len(_LINE.findall(page)) != found.total():
        yield "a row has not three columns"
    yield from (f"{row}: lacks" for row in ROWS if not found[row])
    yield from (f"{row}: stands {count} times" for row, count in found.items() if count > 1)
    yield from (f"{row}: no such row" for row in found if row not in ROWS)


def _faults_of_rows(page: str, root: Path) -> Iterator[str]:
    for row, _, held in _ROW.findall(page):
        named = _TEST.findall(held)
        if not named and not _UNHELD.search(held):
            yield f"{row}: neither a test nor why it is not covered"
        yield from (f"{row}: names {test} {count} times" for test, count in Counter(named).items() if count > 1)
        for test in named:
            file, _, name = test.partition("::")
            if name not in _tests_of(root / file):
                yield f"{row}: no test {test}"


def _tests_of(file: Path) -> set[str]:
    if not (file.name.startswith("test_") and file.is_file()):
        return set()
    tree = parsed(file.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_row_is_there_and_names_tests_of_the_tree() -> None:
    assert faults(PAGE) == []


def _twice(page: str) -> str:
    """The first test of row A1 named once more."""
    return re.sub(r"(?m)^(\| A1 \| [^|]+ \| )(`[^`]+`)", r"\1\2<br>\2", page)


def _helper(page: str) -> str:
    """A function that is there and is no test."""
    return page.replace("::test_many_slips_at_once_make_one_unbroken_chain", "::caster", 1)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda page: re.sub(r"(?m)^\| B7 \|.*\n", "", page), "B7: lacks"),
        (lambda page: page.replace("| B7 |", "| B6 |"), "B6: stands 2 times"),
        (lambda page: page.replace("| P29 |", "| P31 |"), "P31: no such row"),
        (lambda page: re.sub(r"(?m)^(\| A1 \|.*) \|$", r"\1 | more |", page), "a row has not three columns"),
        (lambda page: page.replace("::test_one_slip_on_many", "::test_a_slip_on_many", 1), "A1: no test"),
        (lambda page: page.replace("voting/test_ballot.py::test_one", "test_ballot.py::test_one", 1), "A1: no test"),
        (_helper, "A1: no test"),
        (_twice, "A1: names"),
        (lambda page: re.sub(r"(?m)^(\| E4 \| [^|]+ \| ).*$", r"\1Nobody tried. |", page), "E4: neither"),
        (lambda page: re.sub(r"(?m)^(\| E4 \| [^|]+ \| ).*$", r"\1Not covered, because |", page), "E4: neither"),
    ],
)  # fmt: skip
def test_a_table_with_a_fault_is_caught(change: Callable[[str], str], told: str) -> None:
    changed = change(PAGE)
    assert changed != PAGE
    assert any(one.startswith(told) for one in faults(changed)), faults(changed)
