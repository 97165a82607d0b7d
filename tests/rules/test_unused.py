"""Nothing stands there that nobody uses: public functions, macros, fields of papers, and names that are only lent.

A public function has a caller outside the tests, or SPEC names it; a field of a paper is filled by what happened.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

import pytest

from tests.rules.test_names import sources
from tests.rules.tree import ROOT, every_node, parsed, written_files

ALONE = {
    "app.services.acts.journal.first_broken": "the chain alone; the page and the command ask `audit` for more",
    "app.signing.authority.verify_pdf": "what a reader of PDF says of our signature, for the tests of signing",
    "ballots.alike.check_answers": "an election's answers, for who makes one without this program; freezing asks each",
    "ballots.challenge.opening_code": "what the booth shows: the Python twin of its script",
    "ballots.challenge.tracker_code": "what the booth shows: the Python twin of its script",
    "ballots.challenge.verdict_key": "what the checking page shows: the Python twin of its script",
    "ballots.closing_head.closing_head_text": "what an observer's device shows: the Python twin of its script",
    "ballots.credential.decode_public_credentials": "the list that `check_ballot` takes, for who checks ballots alone",
    "ballots.record.container.record_bytes": "a record in memory, for who writes one without a file",
    "ballots.trustees.encode_private_key": "a key as earlier programs sealed it, for who has one: it is still read",
    "ballots.verify.verify_archive": "the verifier as a library; the commands go through the record",
}
"""The public functions without a caller, and why they stay."""

SAME = {
    "Letter.enclosure": "stands in the signed text of a letter",
}
"""The fields of papers that always say the same, and why they stay."""

READ_OTHERWISE = {
    "app.models.base.Base.__held__": "`app.db` asks each row by `getattr`",
    "app.models.waiting.WaitingAct.second_id": "the key by which the tables find `second`",
    "ballots.pool._Task.urgency": "tasks are ordered by it",
}
"""The fields that no code names, and what reads them."""

PASSIVE = {"cache", "lru_cache", "contextmanager", "dataclass", "property", "staticmethod", "classmethod"}
"""Decorators that hand a function to nobody; any other registers it, with the web, the commands or the templates."""


@lru_cache(maxsize=1)
def templates() -> Mapping[str, str]:
    """The templates by their path."""
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in written_files(ROOT, "templates", ".html")}


@lru_cache(maxsize=1)
def specification() -> str:
    return (ROOT / "ballots" / "SPEC.md").read_text("utf-8")


def _used_in(node: ast.AST) -> Iterator[str]:
    """The names that code says, apart from imports and definitions."""
    for one in every_node(node):
        if isinstance(one, ast.Name):
            yield one.id
        elif isinstance(one, ast.Attribute):
            yield one.attr


def _is_registered(function: ast.FunctionDef) -> bool:
    return any(name not in PASSIVE for one in function.decorator_list for name in list(_used_in(one))[:1])


def without_caller(trees: Mapping[str, ast.Module], also: str) -> list[str]:
    """The public functions of modules that no code says but their own; `also`: further text that may name them."""
    said: dict[str, int] = defaultdict(int)
    for tree in trees.values():
        for name in _used_in(tree):
            said[name] += 1
    found = []
    for module, tree in trees.items():
        for node in () if module.startswith("app.migrations.versions.") else tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or _is_registered(node):
                continue
            mine = sum(name == node.name for name in _used_in(node))
            if said[node.name] == mine and not re.search(rf"\b{node.name}\b", also):
                found.append(f"{module}.{node.name}")
    return found


def test_a_public_function_has_a_caller() -> None:
    also = "\n".join([specification(), *templates().values(), (ROOT / "majma").read_text("utf-8")])
    also += "\n".join((ROOT / name).read_text("utf-8") for name in ("wsgi.py", "pyproject.toml", "setup.cfg"))
    assert sorted(without_caller(sources(ROOT), also)) == sorted(ALONE)


def test_a_function_without_a_caller_is_found() -> None:
    lonely = "def lonely(): return lonely()\n@cache\ndef kept(): ...\n@blueprint.get('/')\ndef page(): ...\n"
    user = "from app.one import lonely\n"
    trees = {"app.one": parsed(lonely), "app.two": parsed(user)}
    assert without_caller(trees, "") == ["app.one.lonely", "app.one.kept"]
    assert without_caller(trees, "`lonely` is checked, `kept` too") == []


# --- Macros -----------------------------------------------------------------------------------------------


def unused_macros(texts: Mapping[str, str]) -> list[str]:
    """The macros that no template calls, with the file that has them."""
    every = "\n".join(re.sub(r"\{% from [^%]*%\}", "", text) for text in texts.values())
    return [
        f"{path}: {name}"
        for path, text in texts.items()
        for name in re.findall(r"\{%-? macro (\w+)\(", text)
        if not re.search(rf"(?<!macro )\b{name}\(", every)
    ]


def test_every_macro_is_called() -> None:
    assert unused_macros(templates()) == []


def test_a_macro_without_a_user_is_found() -> None:
    texts = {"a.html": "{% macro one(x) %}{{ two(x) }}{% endmacro %}{% macro two(x) %}{% endmacro %}",
             "b.html": '{% from "a.html" import one %}'}  # fmt: skip
    assert unused_macros(texts) == ["a.html: one"]


# --- Fields of papers -------------------------------------------------------------------------------------


def _fields(trees: Mapping[str, ast.Module]) -> dict[str, list[str]]:
    """The fields of the values in `app.documents` by the name of their class."""
    return {
        node.name: _declared(node)
        for module, tree in trees.items()
        if module.startswith("app.documents.")
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }


def _is_constant(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Tuple) and not value.elts)


def always_the_same(trees: Mapping[str, ast.Module]) -> list[str]:
    """The fields that every call fills with one and the same constant."""
    fields = _fields(trees)
    given: dict[tuple[str, str], set[str]] = defaultdict(set)
    for tree in trees.values():
        for node in every_node(tree):
            name = (list(_used_in(node.func)) or [""])[0] if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in fields:
                for one in node.keywords:
                    if one.arg in fields[name]:
                        said = ast.unparse(one.value) if _is_constant(one.value) else f"made at {node.lineno}"
                        given[name, one.arg].add(said if _is_constant(one.value) else "…")
    return [f"{name}.{one}" for (name, one), values in given.items() if len(values) == 1 and values != {"…"}]


def unread(trees: Mapping[str, ast.Module], texts: Mapping[str, str]) -> list[str]:
    """The fields that neither code nor a template reads."""
    read = {one.attr for tree in trees.values() for one in every_node(tree) if isinstance(one, ast.Attribute)}
    shown = "\n".join(texts.values())
    return [
        f"{name}.{one}"
        for name, fields in _fields(trees).items()
        for one in fields
        if one not in read and not re.search(rf"\b{one}\b", shown)
    ]


def never_read(trees: Mapping[str, ast.Module], texts: Mapping[str, str]) -> list[str]:
    """The fields of any class, rows among them, that code may set but neither it nor a template ever reads."""
    nodes = [one for tree in trees.values() for one in every_node(tree)]
    read = {one.attr for one in nodes if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Load)}
    keys = {one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    shown = set(re.findall(r"\w+", "\n".join(texts.values())))
    found = []
    for module, tree in trees.items():
        for node in () if module.startswith("app.migrations.versions.") else tree.body:
            if isinstance(node, ast.ClassDef):
                known = read | shown | (keys if "TypedDict" in map(ast.unparse, node.bases) else set())
                found += [f"{module}.{node.name}.{name}" for name in _declared(node) if name not in known]
    return found


def _declared(node: ast.ClassDef) -> list[str]:
    return [one.target.id for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]


def test_a_field_is_read() -> None:
    assert sorted(never_read(sources(ROOT), templates())) == sorted(READ_OTHERWISE)


def test_a_field_that_is_only_written_is_found() -> None:
    row = "class Batch(Base):\n    token_key: Mapped[bytes]\n    count: Mapped[int]\n"
    trees = {
        "app.models.one": parsed(row),
        "app.two": parsed("row.token_key = b''\nBatch(token_key=b'', count=row.count)"),
    }
    assert never_read(trees, {}) == ["app.models.one.Batch.token_key"]
    assert never_read(trees, {"a.html": "{{ batch.token_key }}"}) == []
    typed = {"app.one": parsed("class Names(TypedDict):\n    men: list[str]\n    women: list[str]\nnames()['men']")}
    assert never_read(typed, {}) == ["app.one.Names.women"]


def test_a_field_of_a_paper_says_what_happened() -> None:
    assert sorted(always_the_same(sources(ROOT))) == sorted(SAME)


def test_a_field_of_a_paper_is_read() -> None:
    assert unread(sources(ROOT), templates()) == []


@pytest.mark.parametrize(("calls", "found"), [('Letter(no="")', ["Letter.no"]), ('Letter(no="")\nLetter(no=x)', [])])
def test_a_field_that_nothing_fills_is_found(calls: str, found: list[str]) -> None:
    trees = {"app.documents.letter": parsed("class Letter:\n    no: str"), "app.papers.letter": parsed(calls)}
    assert always_the_same(trees) == found
    assert unread(trees, {}) == ["Letter.no"]
    assert unread(trees, {"a.html": "{{ letter.no }}"}) == []
