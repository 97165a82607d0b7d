"""No state is a bare string: Python names a member of its enum, a template names a word that the enum has."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app.states.board import Comparison, Fate
from app.states.election import Quorum, Seating
from app.states.letter import LetterStatus, Worth
from app.states.nomination import Finding, NominationStatus
from app.states.officer import Role
from app.states.phase import Phase
from tests.rules.tree import ROOT, every_node, parsed, written_files

FIELDS: dict[str, tuple[type[StrEnum], ...]] = {
    "phase": (Phase,),
    "status": (NominationStatus, LetterStatus, Worth),
    "role": (Role,),
    "verdict": (Comparison, Finding),
    "quorum": (Quorum,),
    "outcome": (Seating,),
    "fate": (Fate,),
}
"""Names under which a state is handed about, and the enums that it may be of."""

BY_PHASE = frozenset({"need_phase", "move", "reached", "advance_early"})
"""What is called with phases."""

ONLY_PHASES = frozenset({"nominating", "reviewing", "tallied", "provisional", "annulled"})
"""Words that can mean nothing else."""


def bare(source: str) -> list[str]:
    """Where a string stands for a state: compared, set, handed over, looked up; or a word that is only a phase."""
    found = []
    for node in every_node(parsed(source)):
        for value in _places(node):
            found += [f"{one.lineno}: {one.value}" for one in _strings(value) if one.value]
    return sorted(found)


def _places(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and node.value in ONLY_PHASES:
        yield node
    elif isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        if any(_named(side) for side in sides):
            yield from sides
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            targets = target.elts if isinstance(target, ast.Tuple) else [target]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            if len(targets) == len(values):
                yield from (value for one, value in zip(targets, values, strict=True) if _named(one, attribute=True))
    elif isinstance(node, ast.Call):
        yield from (keyword.value for keyword in node.keywords if keyword.arg in FIELDS)
        if _name(node.func) in BY_PHASE:
            yield from node.args


def _strings(value: ast.AST) -> Iterator[ast.Constant]:
    parts = value.elts if isinstance(value, ast.Tuple | ast.List | ast.Set) else [value]
    if isinstance(value, ast.IfExp):
        parts = [value.body, value.orelse]
    yield from (one for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _named(node: ast.AST, *, attribute: bool = False) -> bool:
    if attribute and not isinstance(node, ast.Attribute):
        return False
    return _name(node) in FIELDS


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def unknown(template: str) -> list[str]:
    """Words with which a template compares a state, and that its enum has not."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(template)
    found = []
    for node in tree.find_all(nodes.Compare):
        sides = [node.expr, *(one.expr for one in node.ops)]
        enums = next((FIELDS[name] for side in sides if (name := _spoken(side)) in FIELDS), ())
        known = {word.value for enum in enums for word in enum}
        found += [
            f"{node.lineno}: {word}" for side in sides for word in _constants(side) if enums and word not in known
        ]
    for call in tree.find_all(nodes.Call):
        if _spoken(call.node) == "reached":
            phases = set(Phase)
            found += [f"{call.lineno}: {word}" for arg in call.args for word in _constants(arg) if word not in phases]
    return found


def _spoken(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return node.attr
    return node.name if isinstance(node, nodes.Name) else ""


def _constants(node: nodes.Node) -> list[str]:
    parts = node.items if isinstance(node, nodes.Tuple | nodes.List) else [node]
    return [one.value for one in parts if isinstance(one, nodes.Const) and isinstance(one.value, str)]


def checked(line: str, folder: Path) -> str:
    """What mypy says of a line in a service that has the row of an election."""
    module = folder / "planted.py"
    module.write_text(f"from app.models import Election\n\n\ndef work(row: Election) -> None:\n    {line}\n", "utf-8")
    command = [sys.executable, "-m", "mypy", "--no-error-summary", str(module)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False).stdout


def _sources() -> list[Path]:
    outside = {ROOT / "app" / "migrations", ROOT / "app" / "states"}
    return [path for path in written_files(ROOT, "app", ".py") if not outside & set(path.parents)]


def test_no_state_is_a_bare_string() -> None:
    found = {str(path.relative_to(ROOT)): bare(path.read_text("utf-8")) for path in _sources()}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        'if row.phase == "final": pass',
        'row.phase = "finall"',
        'row.status, row.version = "accepted", 1',
        'need_phase(row, "open")',
        'election.reached("closed")',
        'if one.status in ("draft", "returned"): pass',
        'Officer(role="desk")',
        'row.verdict = "agrees" if fine else "differs"',
        'x = {"nominating": 1}',
    ],
)
def test_a_bare_string_is_caught(line: str) -> None:
    assert bare(line)


def test_a_member_and_other_words_are_let_through() -> None:
    assert bare('row.phase = Phase.FINAL\nif code == "open": pass\nrow.title = "final"') == []


@pytest.mark.parametrize("path", written_files(ROOT, "templates", ".html"), ids=lambda path: path.stem)
def test_a_template_names_states_that_there_are(path: Path) -> None:
    assert unknown(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "template",
    [
        "{% if election.phase == 'finall' %}x{% endif %}",
        "{% if election.phase in ('open', 'close') %}x{% endif %}",
        "{{ 'x' if status == 'acepted' else 'y' }}",
        "{% if election.reached('opened') %}x{% endif %}",
    ],
)
def test_a_mistyped_word_in_a_template_is_caught(template: str) -> None:
    assert unknown(template)
    assert unknown("{% if election.phase in ('open', 'closed') or letter.status == 'issued' %}x{% endif %}") == []


def test_mypy_refuses_a_mistyped_phase(tmp_path: Path) -> None:
    assert "Incompatible types in assignment" in checked('row.phase = "finall"', tmp_path)
    assert checked("row.phase = row.phase", tmp_path) == ""
