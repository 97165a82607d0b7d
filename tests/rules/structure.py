"""The structure in figures: `python -m tests.rules.structure [folder]` prints one line a figure.

It reads the text alone, so that it measures any commit that is checked out in a folder, also one before the rooms.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.rules.tree import every_node, parsed

LADDER = (
    *("acts", "register", "accounts", "hall", "election", "nomination", "voting", "count", "letters", "seats", "day"),
    "whole",
)
"""The rooms of the services, each of which imports only from those before it."""

PHASES = (
    *("draft", "nominating", "reviewing", "frozen", "open", "closed", "tallied", "provisional", "final", "annulled"),
)
STATES = "states"
"""The folder in which the phases may be written as text."""

LINKS = re.compile(r"['\"](" + "|".join(PHASES) + r")['\"]")


def modules(root: Path) -> dict[str, ast.Module]:
    """The modules of `app` by their dotted names."""
    found = {}
    for path in sorted((root / "app").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = parsed(path.read_text("utf-8"))
    return found


def imports(name: str, tree: ast.Module, known: Mapping[str, ast.Module]) -> Iterator[str]:
    """The modules of `app` that one imports, also inside its functions."""
    for node in every_node(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "app":
            for one in node.names:
                full = f"{node.module}.{one.name}"
                yield full if full in known else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in known and one.name != name)


def arrows(trees: Mapping[str, ast.Module]) -> set[tuple[str, str]]:
    """Which module imports which."""
    return {(name, other) for name, tree in trees.items() for other in imports(name, tree, trees) if other != name}


def rooms(pairs: set[tuple[str, str]], depth: int, below: str) -> set[tuple[str, str]]:
    """The same between folders: names cut after `depth` parts, of those below a folder."""
    cut = {(".".join(a.split(".")[:depth]), ".".join(b.split(".")[:depth])) for a, b in pairs}
    start = below + "."
    return {(a, b) for a, b in cut if a != b and a.startswith(start) and b.startswith(start)}


def upward(pairs: set[tuple[str, str]]) -> list[str]:
    """The arrows between rooms of the services that run up the ladder."""
    place = {f"app.services.{room}": number for number, room in enumerate(LADDER)}
    return sorted(f"{a} -> {b}" for a, b in pairs if a in place and b in place and place[a] < place[b])


def circles(pairs: set[tuple[str, str]]) -> list[list[str]]:
    """The groups of more than one node that can each reach the other."""
    follow: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        follow[a].add(b)
    reach = {one: _reached(one, follow) for one in list(follow)}
    groups = {frozenset({one, *(two for two in reach[one] if one in reach.get(two, ()))}) for one in reach}
    return sorted(sorted(group) for group in groups if len(group) > 1)


def _reached(start: str, follow: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = follow.get(waiting.pop(), set()) - seen
        seen |= new
        waiting.extend(new)
    return seen


def loose(trees: Mapping[str, ast.Module], root: Path) -> list[str]:
    """The modules that lie in no folder, apart from those that every program has."""
    usual = {"__init__", "cli", "config", "db"}
    return sorted(path.stem for path in (root / "app").glob("*.py") if path.stem not in usual)


def phase_literals(root: Path) -> dict[str, int]:
    """How often a phase is written as text, in Python and in templates, outside the one place of the phases."""
    found = {}
    for kind, paths in (("python", (root / "app").rglob("*.py")), ("templates", (root / "templates").rglob("*.html"))):
        texts = [path.read_text("utf-8") for path in paths if STATES not in path.parts and "versions" not in path.parts]
        found[kind] = sum(len(LINKS.findall(text)) for text in texts)
    return found


def classes_twice(trees: Mapping[str, ast.Module]) -> list[str]:
    """The names of public classes that more than one module defines."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].add(name)
    return sorted(name for name, places in found.items() if len(places) > 1)


def figures(root: Path) -> dict[str, object]:
    """Every figure by its name."""
    trees = modules(root)
    pairs = arrows(trees)
    within = rooms(pairs, 3, "app.services")
    folders = {a for a in (".".join(name.split(".")[:3]) for name in trees) if a.startswith("app.services.")}
    boxes = rooms(pairs, 2, "app")
    literals = phase_literals(root)
    return {
        "boxes of app": len({".".join(name.split(".")[:2]) for name in trees} - {"app"}),
        "arrows between them": len(boxes),
        "boxes of the services": len(folders),
        "arrows between the services' boxes": len(within),
        "arrows upward among the rooms": len(upward(within)),
        "circles of modules": len(circles({(a, b) for a, b in pairs if not a.startswith(b + ".")})),
        "circles of folders": len(circles(boxes)),
        "loose modules at the top of app": len(loose(trees, root)),
        "modules": len(trees),
        "phases as text in Python": literals["python"],
        "phases as text in templates": literals["templates"],
        "class names that stand twice": len(classes_twice(trees)),
    }


def main() -> None:
    """Print the figures of this tree, or of the one in a folder."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    for name, value in figures(root).items():
        print(f"{name:40} {value}")


if __name__ == "__main__":
    main()
