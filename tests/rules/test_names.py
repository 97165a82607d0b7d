"""A module goes under one import name; a class name stands twice only where the rooms mean the same thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from tests.rules.tree import ROOT, every_node, parsed, written_files

TWICE = {
    "Accounting": "the closing's count of slips: in the service, on the minutes, in the record's check",
    "Achievement": "a line of a dossier: as said, as printed, as the demonstration makes it",
    "Answer": "the encrypted answer of a ballot; the answer of an authenticator, in WebAuthn's words",
    "Assembly": "the row; what the demonstration makes one of",
    "Attendance": "who is here: of the roll, on the minutes",
    "BoardEvent": "the protocol's event; its row",
    "Body": "the row; what the demonstration makes one of",
    "Candidate": "as printed in the booklet, as printed on the minutes, as the demonstration makes one",
    "Challenge": "a ballot that is opened for a test; the challenge of WebAuthn",
    "Checkpoint": "the protocol's signed head; its row",
    "Delegate": "the row; what the demonstration makes one of",
    "Election": "the protocol's election; its row",
    "Institution": "the row; what the demonstration makes one of",
    "Invitation": "the row; the paper",
    "Kind": "said with its module only: journal.Kind, token.Kind, short.Kind",
    "Letter": "the row; the paper",
    "Lots": "the draw: on the minutes, in the record's check",
    "Notice": "the row; the paper",
    "Officer": "the row; what the demonstration makes one of",
    "Receipt": "what the board signed of a ballot: as given, as checked",
    "Sheet": "a sheet of a workbook: its content, its drawing",
    "Slip": "the row; the paper",
    "Step": "a step of a check of the record; a step of the office's way",
    "Trustee": "the row; who stands on the minutes",
}
"""The class names that stand in more than one module, and why: the rooms mean the same thing, or a standard's word."""


@lru_cache(maxsize=1)
def sources(root: Path) -> dict[str, ast.Module]:
    """The modules of `app` and `ballots` by their dotted names."""
    paths = [path for folder in ("app", "ballots") for path in written_files(root, folder, ".py")]
    return {_dotted(path.relative_to(root)): parsed(path.read_text("utf-8")) for path in paths}


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _bound(tree: ast.Module, known: Mapping[str, ast.Module]) -> Iterator[tuple[str, str]]:
    """The modules of ours that a module imports whole, each with the name that it gives them."""
    for node in every_node(tree):
        if isinstance(node, ast.ImportFrom):
            for one in node.names:
                if f"{node.module}.{one.name}" in known:
                    yield f"{node.module}.{one.name}", one.asname or one.name
        elif isinstance(node, ast.Import):
            yield from ((one.name, one.asname) for one in node.names if one.name in known and one.asname)


def import_names(trees: Mapping[str, ast.Module]) -> dict[str, set[str]]:
    """Under which names each module is imported; a zone names its blueprints' modules by its own page, and has one."""
    found: dict[str, set[str]] = defaultdict(set)
    for tree in trees.values():
        for imported, name in _bound(tree, trees):
            found[imported].add(name)
    return found


def under_several_names(trees: Mapping[str, ast.Module]) -> dict[str, set[str]]:
    """The modules that go under more than one name."""
    return {module: names for module, names in import_names(trees).items() if len(names) > 1}


def defined_twice(trees: Mapping[str, ast.Module]) -> dict[str, list[str]]:
    """The public class names that several modules define, with those modules."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(module)
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def test_a_class_name_stands_twice_only_for_a_reason() -> None:
    assert sorted(defined_twice(sources(ROOT))) == sorted(TWICE)


def test_a_second_class_of_a_name_is_counted() -> None:
    trees = {**sources(ROOT), "app.web.planted": parsed("class ElectionValue: ...")}
    assert set(defined_twice(trees)) - set(TWICE) == {"ElectionValue"}


def test_every_module_is_imported_under_one_name() -> None:
    assert under_several_names(sources(ROOT)) == {}


@pytest.mark.parametrize(
    "line",
    [
        "from app.services.voting import slip as slips_service",
        "import app.services.voting.slip as papers",
        "def print_all() -> None:\n    from app.services.voting import slip as late",
    ],
)
def test_a_second_name_of_a_module_is_counted(line: str) -> None:
    trees = {**sources(ROOT), "app.web.planted": parsed(line)}
    assert list(under_several_names(trees)) == ["app.services.voting.slip"]
