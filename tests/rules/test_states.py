"""No state is a bare string: Python names a member of its enum, a template names a word that the enum has."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
from jinja2 import Environment, nodes

from app.models.base import Base, State
from app.states.backup import BackupFault
from app.states.board import Comparison
from app.states.day_code import CodeState
from app.states.introduction_list import LineState
from app.states.letter import Worth
from app.states.nomination import Finding
from tests.rules.tree import ROOT, every_node, parsed, written_files

APART = frozenset({"method"})
"""Names that only look so: the `method` of a request, and of a drawing of lots."""

ALWAYS = frozenset({"phase", "status"})
"""Names under which no other text is meant, though a line of the journal holds its words ready to be shown."""


FURTHER: dict[str, set[type[StrEnum]]] = {
    "status": {Worth}, "verdict": {Finding}, "fault": {BackupFault}, "state": {CodeState},
}  # fmt: skip
"""Enums of which a macro or a value holds a member under a name that is not their field's."""

TEXTS = frozenset({"way", "fault", "why"})
"""Names under which a text is meant too: a way to wait, why a file is unfit."""


class Held(NamedTuple):
    """Names under which a state is handed about, with its enums and their words; which names are also of a text."""

    enums: dict[str, set[type[StrEnum]]]
    words: dict[str, frozenset[str]]
    mixed: frozenset[str]


@functools.cache
def held() -> Held:
    """The names of columns and of values' fields that hold a state, with their words; and those that elsewhere hold
    a text, such as the `kind` of an institution. Not when the module is loaded: each process of the tests loads it."""
    fields: dict[str, set[type[StrEnum]]] = defaultdict(set)
    mixed: set[str] = set()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, State):
                fields[column.name].add(column.type.kind)
    for name, said in _annotated():
        if said in ENUMS:
            fields[name].add(ENUMS[said])
        elif said == "str":
            mixed.add(name)
    for name, enums in FURTHER.items():
        fields[name] |= enums
    mine = {name: enums for name, enums in fields.items() if name not in APART}
    words = {name: frozenset(word.value for enum in enums for word in enum) for name, enums in mine.items()}
    return Held(mine, words, frozenset((mixed & set(fields) | TEXTS) - ALWAYS))


def _annotated() -> Iterator[tuple[str, str]]:
    """The fields of every value, with what they are said to hold."""
    for path in written_files(ROOT, "app", ".py"):
        for node in every_node(parsed(path.read_text("utf-8"))):
            for field in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    yield field.target.id, ast.unparse(field.annotation).removesuffix(" | None")


def _enums() -> dict[str, type[StrEnum]]:
    modules = [import_module(f"app.states.{path.stem}") for path in written_files(ROOT, "app/states", ".py")]
    every = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    return {one.__name__: one for one in every if issubclass(one, StrEnum) and one is not StrEnum}


ENUMS = _enums()

BY_STATE = frozenset({"of"})
"""What templates call with a state."""

BY_PHASE = frozenset({"need_phase", "move", "reached", "advance_early"})
"""What is called with phases."""

ONLY_PHASES = frozenset({"nominating", "reviewing", "tallied", "provisional", "annulled"})
"""Words that can mean nothing else."""


def bare(source: str) -> list[str]:
    """Where a string stands for a state: compared, matched, set, handed over, looked up; or a word that is only a
    phase."""
    tree = parsed(source)
    tables = dict(_named_values(tree))
    found = []
    for node in every_node(tree):
        for name, value in _places(node, tables):
            said = _strings(tables.get(ast.unparse(value), value) if isinstance(value, ast.Name) else value)
            found += [f"{one.lineno}: {one.value!s}" for one in said if _is_state(str(one.value), name)]
    return sorted(found)


def _is_state(word: str, name: str) -> bool:
    return bool(word) and (name not in held().mixed or word in held().words[name])


def _named_values(tree: ast.Module) -> Iterator[tuple[str, ast.expr | None]]:
    """What a module gives names to."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign):
            yield ast.unparse(node.target), node.value
        elif isinstance(node, ast.Assign):
            yield from ((ast.unparse(one), node.value) for one in node.targets)


def _places(node: ast.AST, tables: Mapping[str, ast.expr | None]) -> Iterator[tuple[str, ast.AST]]:
    """Where a member should stand, with the name of what holds the state."""
    match node:
        case ast.Constant(value=str(word)) if word in ONLY_PHASES:
            yield "", node
        case ast.Compare():
            sides = [node.left, *node.comparators]
            yield from ((name, side) for one in sides if (name := _held(one)) for side in sides)
        case ast.Match() if name := _held(node.subject):
            yield from ((name, one.value) for one in ast.walk(node) if isinstance(one, ast.MatchValue))
        case ast.Assign():
            yield from _assigned(node)
        case ast.Subscript() if name := _held(node.slice):
            yield from ((name, key) for key in _keys(node.value, tables))
        case ast.Call():
            if _name(node.func) != "jsonify":  # what a booth is told has words of its own
                yield from ((one.arg, one.value) for one in node.keywords if one.arg in held().enums)
            if _name(node.func) in BY_PHASE:
                yield from (("", one) for one in node.args)
            if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
                name = _held(node.args[0])
                yield from ((name, key) for key in _keys(node.func.value, tables) if name)


def _assigned(node: ast.Assign) -> Iterator[tuple[str, ast.AST]]:
    for target in node.targets:
        targets = target.elts if isinstance(target, ast.Tuple) else [target]
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        if len(targets) == len(values):
            pairs = zip(targets, values, strict=True)
            yield from ((_held(one), value) for one, value in pairs if isinstance(one, ast.Attribute) and _held(one))


def _keys(node: ast.expr, tables: Mapping[str, ast.expr | None]) -> list[ast.expr]:
    """The keys of a dictionary that stands there, or that the module names so."""
    value = tables.get(ast.unparse(node)) if isinstance(node, ast.Name) else node
    return [key for key in value.keys if key is not None] if isinstance(value, ast.Dict) else []


def _strings(value: ast.AST | None) -> Iterator[ast.Constant]:
    parts = [value]
    if isinstance(value, ast.Call) and _name(value.func) in ("set", "frozenset", "tuple") and value.args:
        value = value.args[0]
    if isinstance(value, ast.Tuple | ast.List | ast.Set):
        parts = [*value.elts]
    elif isinstance(value, ast.IfExp):
        yield from (*_strings(value.body), *_strings(value.orelse))
    yield from (one for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _held(node: ast.AST) -> str:
    """The name under which a state is held: of `row.phase`, and of `row.phase.value`."""
    inner = node.value if isinstance(node, ast.Attribute) and node.attr == "value" else node
    return name if (name := _name(inner)) in held().enums else ""


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@functools.cache
def spoken_in_code() -> frozenset[str]:
    """Every text of the program: whatever is compared with a text must be one of them."""
    trees = [parsed(path.read_text("utf-8")) for path in written_files(ROOT, "app", ".py")]
    constants = [node.value for tree in trees for node in every_node(tree) if isinstance(node, ast.Constant)]
    return frozenset(one for one in constants if isinstance(one, str))


def unknown(template: str) -> list[str]:
    """Words with which a template compares a state, or looks it up, and that its enum has not."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(template)
    tables = {
        node.target.name: node.node for node in tree.find_all(nodes.Assign) if isinstance(node.target, nodes.Name)
    }
    said = []
    for node in tree.find_all((nodes.Compare, nodes.Getitem, nodes.Call)):
        if isinstance(node, nodes.Compare):
            sides = [node.expr, *(one.expr for one in node.ops)]
            said += [(node.lineno, _shown(one), word) for one in sides for side in sides for word in _constants(side)]
        elif isinstance(node, nodes.Getitem):
            said += [(node.lineno, _shown(node.arg), word) for word in _looked_up(node.node, tables)]
        elif isinstance(node, nodes.Call):
            name = _spoken(node.node)
            words = [word for arg in node.args for word in _constants(arg)]
            held = {"reached": "phase", **dict.fromkeys(BY_STATE, "state")}.get(name, "")
            said += [(node.lineno, held, word) for word in words]
            if name == "get" and isinstance(node.node, nodes.Getattr) and node.args:
                shown = _shown(node.args[0])
                said += [(node.lineno, shown, word) for word in _looked_up(node.node.node, tables)]
    return sorted({f"{line}: {word}" for line, name, word in said if not _is_known(word, name)})


def _is_known(word: str, name: str) -> bool:
    if name not in held().words or word in held().words[name] or not word:
        return True
    return name in held().mixed and word in spoken_in_code()


def _looked_up(node: nodes.Node, tables: Mapping[str, nodes.Node]) -> list[str]:
    value = tables.get(node.name, node) if isinstance(node, nodes.Name) else node
    return [word for pair in value.items for word in _constants(pair.key)] if isinstance(value, nodes.Dict) else []


def _shown(node: nodes.Node) -> str:
    inner = node.node if isinstance(node, nodes.Getattr) and node.attr == "value" else node
    return _spoken(inner)


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
        'match row.phase:\n    case Phase.OPEN: pass\n    case "closed" | "tallied": pass',
        'word = {"final": 1}[row.phase]',
        'word = {"accepted": 1}.get(row.status, 0)',
        'WORDS = {"final": 1}\nword = WORDS[row.phase]',
        'if row.phase.value == "final": pass',
        'word = {"final": 1}[row.phase.value]',
        'LAST = frozenset({"final"})\nif row.phase in LAST: pass',
        'if line.state == "twinn": pass',
        'if trustee.kind == "office": pass',
        'row.shows = "roll" if one else "line" if two else HallPicture.NOTHING',
    ],
)
def test_a_bare_string_is_caught(line: str) -> None:
    assert bare(line)


def test_a_member_and_other_words_are_let_through() -> None:
    assert bare('row.phase = Phase.FINAL\nif code == "open": pass\nrow.title = "final"') == []
    assert bare('if said.kind == "spreadsheet": pass\nword = {"final": 1}[said.title]\njsonify(state="noted")') == []


def test_the_names_of_states_come_from_the_columns() -> None:
    assert LineState in held().enums["state"]
    assert {"phase", "status", "role", "quorum", "shows", "ruling", "way", "doubt"} <= held().enums.keys()
    assert held().enums["verdict"] == {Comparison, Finding}
    assert "kind" in held().mixed and not {"phase", "status", "state"} & held().mixed


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
        "{{ {'open': 1, 'close': 2}[election.phase] }}",
        "{{ {'acepted': 1}.get(status, 0) }}",
        "{% set words = {'opened': 1} %}{{ words[election.phase] }}",
        "{% if election.phase.value == 'opened' %}x{% endif %}",
        "{% set new = preview.of('newer') %}",
        "{% if line.state == 'twinn' %}x{% endif %}",
        "{% if one.kind == 'never-said' %}x{% endif %}",
    ],
)
def test_a_mistyped_word_in_a_template_is_caught(template: str) -> None:
    assert unknown(template)
    assert unknown("{% if election.phase in ('open', 'closed') or letter.status == 'issued' %}x{% endif %}") == []


def test_mypy_refuses_a_mistyped_phase(tmp_path: Path) -> None:
    assert "Incompatible types in assignment" in checked('row.phase = "finall"', tmp_path)
    assert checked("row.phase = row.phase", tmp_path) == ""
