"""Rows never leave the services: what a public function takes and gives there is a value or an id.

What finds rows stands in the `rows.py` of a room, which import-linter keeps from everything but the services.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.rules.test_names import sources
from tests.rules.tree import ROOT, every_node, parsed, written_files

Function = ast.FunctionDef | ast.AsyncFunctionDef

ANYTHING = frozenset({"Any", "object"})
"""What a function that gives a row could be said to give, so that nobody sees it."""


def _imported_rows(tree: ast.Module, beneath: int = 3) -> dict[str, str]:
    """The names under which a module knows rows, or the module of the tables; also those that another service lends."""
    found = {}
    for node in every_node(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                if one.name.split(".")[:2] == ["app", "models"]:
                    found[one.asname or one.name] = one.name
        elif not isinstance(node, ast.ImportFrom):
            continue
        elif (node.module or "").split(".")[:2] == ["app", "models"]:
            found.update({one.asname or one.name: one.name for one in node.names})
        elif node.module == "app":
            found.update({one.asname or one.name: one.name for one in node.names if one.name == "models"})
        elif (node.module or "").startswith("app.services") and beneath:
            found.update(_lent(node, beneath - 1))
    return found


def _lent(node: ast.ImportFrom, beneath: int) -> Iterator[tuple[str, str]]:
    """Rows that come by another module of the services: by their name, or as `module.Name`."""
    trees = sources(ROOT)
    for one in node.names:
        name = one.asname or one.name
        if (module := trees.get(f"{node.module}.{one.name}")) is not None:
            rows = _imported_rows(module, beneath)
            yield from ((f"{name}.{row}", row) for row in {*rows, *_aliases(module, rows)})
        elif (module := trees.get(str(node.module))) is not None:
            rows = _imported_rows(module, beneath)
            if one.name in {*rows, *_aliases(module, rows)}:
                yield name, one.name


def _names(annotation: ast.expr | None) -> Iterator[str]:
    """Every name in an annotation, a dotted one also whole, and also in one that is written as a string."""
    for node in every_node(annotation) if annotation is not None else ():
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            parts = ast.unparse(node).split(".")
            yield from (".".join(parts[:end]) for end in range(2, len(parts) + 1))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _names(ast.parse(node.value, mode="eval").body)


def _aliases(tree: ast.Module, rows: Mapping[str, str]) -> set[str]:
    """Names that a module gives to types with rows in them, such as `Kept = Trustee | ReserveKey`."""
    given: set[str] = set()
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        typed = isinstance(node.value, ast.BinOp | ast.Subscript | ast.Name | ast.Attribute)
        if typed and set(_names(node.value)) & {*rows, *given}:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            given.update(one.id for one in targets if isinstance(one, ast.Name))
    return given


def _public(body: list[ast.stmt]) -> Iterator[Function | ast.AnnAssign]:
    """The public functions, methods and fields of a module or a class."""
    for node in body:
        if isinstance(node, Function) and (not node.name.startswith("_") or node.name.startswith("__")):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public(node.body)
            yield from (one for one in node.body if isinstance(one, ast.AnnAssign))


def _lambdas(tree: ast.Module) -> Iterator[str]:
    """Public names of functions without a signature that says what they give."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Lambda):
            names = {ast.unparse(one) for one in (node.targets if isinstance(node, ast.Assign) else [node.target])}
            yield from (name for name in names if not name.startswith("_"))


def handed_out(source: str) -> list[str]:
    """The public functions, methods and fields of a service that take or give a row, or a type that holds one.

    Where a module knows rows, none may give whatever it likes.
    """
    tree = parsed(source)
    rows = _imported_rows(tree)
    known = {*rows, *_aliases(tree, rows)}
    found = list(_lambdas(tree)) if rows else []
    for node in _public(tree.body):
        if isinstance(node, ast.AnnAssign):
            said, name = list(_names(node.annotation)), ast.unparse(node.target)
        else:
            arguments = node.args
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
            said = [one for argument in every if argument for one in _names(argument.annotation)]
            said, name = [*said, *_names(node.returns)], node.name
            if rows and name not in ("__eq__", "__hash__") and _is_anything(node.returns):
                found.append(name)
        if set(said) & known:
            found.append(name)
    return found


def _is_anything(annotation: ast.expr | None) -> bool:
    """Whether a function says nothing of what it gives, or of one part of it; what a mapping holds is plain data."""
    if annotation is None:
        return True
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value).rpartition(".")[2] in (
        "Mapping",
        "dict",
    ):
        return False
    return bool(ANYTHING & {name.rpartition(".")[2] for name in _names(annotation)})


def services() -> list[Path]:
    """The modules of the services, but for those that hold rows."""
    return [path for path in written_files(ROOT, "app/services", ".py") if path.name != "rows.py"]


def test_no_public_function_of_a_service_takes_or_gives_a_row() -> None:
    found = {str(path.relative_to(ROOT)): handed_out(path.read_text("utf-8")) for path in services()}
    assert {path: names for path, names in found.items() if names} == {}


IMPORT = "from app.models import Election, Slip, Trustee\n"


@pytest.mark.parametrize(
    "source",
    [
        IMPORT + "def find(db: Session, public_id: str) -> Election: ...",
        IMPORT + "def look(db: Session, row: Election) -> int: ...",
        IMPORT + "def look(db: Session, *, row: 'Election | None' = None) -> int: ...",
        IMPORT + "def look(db: Session, *rows: Slip) -> int: ...",
        IMPORT + "def all_of(db: Session) -> tuple[Slip, ...]: ...",
        IMPORT + "def each(db: Session) -> Iterator[tuple[int, Trustee]]: ...",
        IMPORT + "def do(db: Session, what: Callable[[Slip], None]) -> None: ...",
        IMPORT + "Kept = Trustee | Slip\ndef kept(db: Session) -> Kept: ...",
        IMPORT + "class Held:\n    row: Election",
        IMPORT + "class Held:\n    def row(self) -> Election: ...",
        "from app.models.election import Election as Row\ndef find(db: Session) -> Row: ...",
        "from app import models\ndef find(db: Session) -> models.Election: ...",
        "import app.models\ndef find(db: Session) -> app.models.Election: ...",
        "import app.models.election as tables\ndef find(db: Session) -> tables.Election: ...",
        "from app.services.election import rows\ndef find(db: Session) -> rows.Election: ...",
        "from app.services.election import election as elections\ndef find(db: Session) -> elections.Election: ...",
        "from app.services.election.election import Election as Held\ndef find(db: Session) -> Held: ...",
        IMPORT + "async def find(db: Session) -> Election: ...",
        IMPORT + "def find(db: Session) -> Any: ...",
        IMPORT + "def find(db: Session) -> object: ...",
        IMPORT + "def find(db: Session) -> tuple[typing.Any, ...]: ...",
        IMPORT + "def find(db: Session): ...",
        IMPORT + "find = lambda db: db.get(Election, 1)",
    ],
)
def test_a_function_that_hands_out_a_row_is_caught(source: str) -> None:
    assert handed_out(source)


@pytest.mark.parametrize(
    "source",
    [
        IMPORT + "def _find(db: Session) -> Election: ...",
        IMPORT
        + "def value(db: Session, election_id: int) -> ElectionValue:\n    row: Election = db.get_one(Election, 1)",
        IMPORT + "NAMES = {'elections': Election}\ndef names() -> tuple[str, ...]: ...",
    ],
)
def test_what_keeps_its_rows_passes(source: str) -> None:
    assert handed_out(source) == []


# --- What a module of the services only borrows -----------------------------------------------------------


def _imported(tree: ast.Module) -> set[str]:
    """What a module imports for its own use; `import x as x` gives a name on."""
    every = (one for node in tree.body if isinstance(node, ast.ImportFrom) for one in node.names)
    return {one.asname or one.name for one in every if one.asname != one.name}


def borrowed(source: str) -> list[str]:
    """The names that code takes from a module of the services which itself only borrows them, as `elections.find`."""
    trees, tree = sources(ROOT), parsed(source)
    aliases: dict[str, str] = {}
    found = []
    for node in every_node(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.services"):
            for one in node.names:
                full = f"{node.module}.{one.name}"
                if full in trees:
                    aliases[one.asname or one.name] = full
                elif one.name in _imported(trees[str(node.module)]):
                    found.append(full)
    for node in every_node(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            module = aliases[node.value.id]
            if node.attr in _imported(trees[module]):
                found.append(f"{module}.{node.attr}")
    return found


@pytest.mark.parametrize("folder", ["views", "web", "papers", "cli", "demonstration", "jobs", "live", "serving"])
def test_nobody_takes_from_a_service_what_it_only_borrows(folder: str) -> None:
    paths = written_files(ROOT, f"app/{folder}", ".py")
    found = {str(path.relative_to(ROOT)): borrowed(path.read_text("utf-8")) for path in paths}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "source",
    [
        'from app.services.election import election as elections\nelections.find(db, "x").phase = "final"',
        "from app.services.election.election import find",
        "from app.services.voting import trustee\ntrustee.trustees_of(db, 1)[0].sealed_key = None",
        "from app.services.voting.slip import Slip",
    ],
)
def test_a_row_through_the_back_door_is_caught(source: str) -> None:
    assert borrowed(source)
