"""Who speaks of a frozen election reads its own copy: what reads the register instead is listed here, with its reason.

`tests/views/test_frozen_record.py` compares pages and papers byte by byte; this finds a reader before it has a page.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models import Assembly, Body, Institution
from tests.rules.tree import ROOT, every_node, parsed, written_files

FOLDERS = (
    *(f"app/services/{room}" for room in ("election", "nomination", "voting", "count", "letters", "seats")),
    *("app/papers", "app/views/public", "app/views/booth"),
)
VALUES = {"institution_value": 3, "assembly_value": 0, "assembly_values": 0, "body_values": 0, "session_values": 0}
"""What gives values of the register, and with how many arguments it gives those that were kept; 0: it never does."""
ROWS = {"Institution": Institution, "Assembly": Assembly, "Body": Body}
WAYS = {"id", "address"}

WORDS = {f"{row}.name_{language}" for row in ("institution", "assembly", "body") for language in ("fa", "en", "ar")}

READERS = {
    "services/election/election.py": "reads the copy over it: a field that is newer than a copy is as it is today",
    "services/election/frozen_copy.py": "makes the copy",
    "services/nomination/listed.py": "has columns for both, and says which",
    "services/nomination/candidate_list.py": "sorts before freezing",
    "services/nomination/nomination.py": "sorts before freezing",
    "views/public/held.py": "is for the doors of a session that has no election yet",
    "views/public/screen.py": "welcomes to a session that has no election yet",
    "services/voting/ballot_order.py": "writes the ballot at freezing",
}
"""Who reads the register, and why that is right."""


def columns(kind: type) -> set[str]:
    return {one.name for one in kind.__table__.columns} - WAYS  # type: ignore[attr-defined]


def readings(tree: ast.Module) -> Iterator[str]:
    """What a module asks of the register."""
    for node in every_node(tree):
        if isinstance(node, ast.Call) and (name := _called(node.func)) in VALUES:
            if not VALUES[name] or len(node.args) < VALUES[name]:
                yield name
        elif isinstance(node, ast.Attribute):
            owner = node.value
            if isinstance(owner, ast.Name) and owner.id in ROWS and node.attr in columns(ROWS[owner.id]):
                yield f"{owner.id}.{node.attr}"
            elif isinstance(owner, ast.Name) and owner.id in ("institution", "institutions") and node.attr == "named":
                yield "named"
            elif isinstance(owner, ast.Attribute) and f"{owner.attr}.{node.attr}" in WORDS:
                yield f"{owner.attr}.{node.attr}"


def _called(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def readers(root: Path) -> dict[str, set[str]]:
    found = {}
    for folder in FOLDERS:
        for path in written_files(root, folder, ".py"):
            asked = set(readings(parsed(path.read_text("utf-8"))))
            if asked:
                found[str(path.relative_to(root)).removeprefix("app/")] = asked
    return found


def test_only_who_is_listed_reads_the_register() -> None:
    assert {name: asked for name, asked in readers(ROOT).items() if name not in READERS} == {}


def test_who_is_listed_still_reads_it() -> None:
    assert sorted(READERS.keys() - readers(ROOT).keys()) == []


@pytest.mark.parametrize(
    "line",
    [
        "name = institution_value(db, row.institution_id)",
        "query = select(Institution.name_fa)",
        "said = row.institution.name_fa",
        "home = assembly_value(db, 1)",
        "head = election.session.assembly.name_fa",
        "names = institutions.named(db, ids)",
    ],
)
def test_a_reader_of_the_register_is_found(line: str) -> None:
    assert list(readings(parsed(line)))


def test_a_reader_of_the_copy_is_none() -> None:
    assert not list(readings(parsed("name = institution_value(db, row.institution_id, kept_words(db, row)).name")))
