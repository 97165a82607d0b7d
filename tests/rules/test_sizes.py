"""Modules, functions, views, templates and tests stay small enough to read at one sitting."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.tree import ROOT, every_node, parsed, written_files

MODULE, FUNCTION, VIEW, TEMPLATE, TEST_MODULE = 400, 50, 20, 120, 500
SKIPPED = {"app": 549, "ballots": 16, "tests": 670}
"""How often a form may be kept from the formatter, at most. Whoever takes some away lowers it; it never rises."""

MIGRATIONS = "app/migrations"  # generated from the tables, read once

Function = ast.FunctionDef | ast.AsyncFunctionDef


def long_files(root: Path, folder: str, suffix: str, limit: int) -> list[str]:
    faults = []
    for path in written_files(root, folder, suffix):
        lines = path.read_text("utf-8").count("\n")
        if lines > limit and not path.is_relative_to(root / MIGRATIONS):
            faults.append(f"{path.relative_to(root)}: {lines} lines, {limit} at most")
    return faults


def long_functions(root: Path, folder: str) -> list[str]:
    """Functions over the limit; lines are counted without decorators and docstring."""
    faults = []
    for path in written_files(root, folder, ".py"):
        for function in _functions(path):
            limit = VIEW if folder == "app/views" and _is_view(function) else FUNCTION
            if _lines(function) > limit and not path.is_relative_to(root / MIGRATIONS):
                place = f"{path.relative_to(root)}:{function.lineno} {function.name}"
                faults.append(f"{place}: {_lines(function)} lines, {limit} at most")
    return faults


def _functions(path: Path) -> Iterator[Function]:
    for node in every_node(parsed(path.read_text("utf-8"))):
        if isinstance(node, Function):
            yield node


def _lines(function: Function) -> int:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _is_view(function: Function) -> bool:
    calls = (node.func for node in function.decorator_list if isinstance(node, ast.Call))
    return any(isinstance(call, ast.Attribute) and call.attr in {"route", "get", "post"} for call in calls)


@pytest.mark.parametrize(
    ("folder", "suffix", "limit"),
    [
        ("app", ".py", MODULE),
        ("ballots", ".py", MODULE),
        ("static/js", ".js", MODULE),
        ("static/css", ".css", MODULE),
        ("templates", ".html", TEMPLATE),
        ("tests", ".py", TEST_MODULE),
    ],
)
def test_no_file_is_longer_than_its_kind_may_be(folder: str, suffix: str, limit: int) -> None:
    assert long_files(ROOT, folder, suffix, limit) == []


def skips(root: Path, folder: str) -> int:
    """How often the code of a folder is kept from the formatter, by `fmt: skip` or `fmt: off`."""
    texts = (path.read_text("utf-8") for path in written_files(root, folder, ".py"))
    return sum(len(re.findall(r"# fmt: (?:skip|off)[ \t]*(?:#.*)?$", text, re.MULTILINE)) for text in texts)


@pytest.mark.parametrize("folder", SKIPPED)
def test_no_more_code_is_kept_from_the_formatter(folder: str) -> None:
    assert skips(ROOT, folder) <= SKIPPED[folder]


def test_what_is_kept_from_the_formatter_is_counted(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    text = "x = [1,\n 2]  # fmt: skip\n# fmt: off\ny = 1  # fmt: skip  # so\nz = 'fmt: skip'\n"
    (tmp_path / "app" / "m.py").write_text(text)
    assert skips(tmp_path, "app") == 3


@pytest.mark.parametrize("folder", ["app", "app/views", "ballots", "tests"])
def test_no_function_is_longer_than_a_page(folder: str) -> None:
    assert long_functions(ROOT, folder) == []


def test_a_file_one_line_too_long_is_caught(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "fits.html").write_text("\n" * TEMPLATE)
    (tmp_path / "templates" / "long.html").write_text("\n" * (TEMPLATE + 1))
    faults = long_files(tmp_path, "templates", ".html", TEMPLATE)
    assert faults == ["templates/long.html: 121 lines, 120 at most"]


def test_a_function_one_line_too_long_is_caught_and_its_docstring_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    body = '    """Say\n\n    what."""\n' + "    x = 1\n" * (FUNCTION - 1)
    (tmp_path / "app" / "m.py").write_text(f"def fits():\n{body}\n\ndef long():\n{body}    x = 1\n")
    assert [fault.split()[1] for fault in long_functions(tmp_path, "app")] == ["long:"]


def test_a_view_has_a_limit_of_its_own(tmp_path: Path) -> None:
    views = tmp_path / "app" / "views"
    views.mkdir(parents=True)
    body = "    x = 1\n" * VIEW
    (views / "m.py").write_text(f"@public.get('/')\ndef view():\n{body}\n\ndef plain():\n{body}")
    assert [fault.split()[1] for fault in long_functions(tmp_path, "app/views")] == ["view:"]
