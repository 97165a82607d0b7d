"""The list of tests that wait for `./majma prove`: each is there, and a quicker brother of it runs every time."""

from __future__ import annotations

import ast
import functools
from collections import defaultdict

import pytest

from tests.conftest import ROOT, waiting

TESTS = ROOT / "tests"
DAY = "journeys/test_voting.py"
ALL_WAIT = {
    "look/test_lots.py": "views/office/test_lots.py",
    "booth/test_challenge.py": DAY,
    "booth/test_checking.py": DAY,
    "booth/test_closing.py": "views/office/test_close.py",
    "booth/test_journey.py": DAY,
    "booth/test_trustee.py": "booth/test_trustee_file.py",
    "journeys/test_bad_input.py": "security/test_input.py and security/test_protocol_errors.py",
    "journeys/test_account.py": "security/test_passkey.py",
    "migrations/test_kept.py": "migrations/test_upgrade.py",
    "migrations/test_kept_words.py": "migrations/test_upgrade.py",
}
"""Modules of which nothing runs every time, and where a quicker brother stands."""


def named() -> dict[str, set[str]]:
    """The functions that wait, by module; those of which some cases run every time are not among them."""
    found = defaultdict(set)
    for line in waiting():
        module, _, test = line.partition("::")
        if "[" not in test:
            found[module].add(test)
    return found


@functools.cache
def functions(module: str) -> set[str]:
    tree = ast.parse((TESTS / module).read_text("utf-8"))
    return {one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}


def test_every_line_names_a_test() -> None:
    lines = [line.partition("[")[0].partition("::") for line in waiting()]
    assert sorted(f"{module}: {test}" for module, _, test in lines if test not in functions(module)) == []


@pytest.mark.parametrize("module", sorted(named()))
def test_a_module_has_a_test_that_runs_every_time(module: str) -> None:
    if module in ALL_WAIT:
        assert functions(module) == named()[module]
    else:
        assert functions(module) - named()[module]
