"""What the house rules look at: the files that the project wrote, without caches, data and vendored work; and code."""

from __future__ import annotations

import ast
import functools
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_NOT_OURS = {"__pycache__", "build", "built", "instance", "node_modules", "vendor"}


def written_files(root: Path, folder: str = ".", suffix: str = "") -> list[Path]:
    """The project's own files below `root/folder` whose names end in `suffix`, sorted."""
    found = []
    for place, folders, names in os.walk(root / folder):
        folders[:] = [name for name in folders if not _is_foreign(name)]  # what is installed has many thousand files
        found += [Path(place) / name for name in names if name.endswith(suffix) and name != ".git"]
    return sorted(path for path in found if path.is_file() and not _in_foreign(path.relative_to(root)))


def written_texts(root: Path) -> Iterator[tuple[Path, str]]:
    """Every file below `root` that is text, with its text; an archive has zero bytes and is none."""
    for path in written_files(root):
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            yield path, text


@functools.cache
def parsed(source: str) -> ast.Module:
    """The tree of a module, made once by each test process; whoever takes it leaves it as it is."""
    return ast.parse(source)


def every_node(tree: ast.AST) -> Iterable[ast.AST]:
    """Every node of a tree; those of a whole module are gathered once."""
    return _gathered(tree) if isinstance(tree, ast.Module) else ast.walk(tree)


@functools.cache
def _gathered(tree: ast.Module) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def line_of(text: str, position: int) -> int:
    """The number, from 1, of the line that holds the character at `position`."""
    return text.count("\n", 0, position) + 1


def _is_foreign(folder: str) -> bool:
    return folder in _NOT_OURS or (folder.startswith(".") and folder != ".ci")


def _in_foreign(path: Path) -> bool:
    return any(map(_is_foreign, path.parts[:-1]))
