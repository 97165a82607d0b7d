"""A module goes under one import name; a class name stands twice only where the rooms mean the same thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.rules.tree import ROOT, written_files


def sources(root: Path) -> dict[str, ast.Module]:
    """The modules of `app` and `ballots` by their dotted names."""
    paths = [path for folder in ("app", "ballots") for path in written_files(root, folder, ".py")]
    return {_dotted(path.relative_to(root)): ast.parse(path.read_text("utf-8")) for path in paths}


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _bound(tree: ast.Module, known: Mapping[str, ast.Module]) -> Iterator[tuple[str, str]]:
    """The modules of ours that a module imports whole, each with the name that it gives them."""
    for node in ast.walk(tree):
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
    trees = {**sources(ROOT), "app.web.planted": ast.parse(line)}
    assert list(under_several_names(trees)) == ["app.services.voting.slip"]
