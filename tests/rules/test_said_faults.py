"""What an exception or a child process says is for the log and for people at the machine: pages and papers have words.

In the modules whose values reach a page or a paper, the text of a caught exception goes nowhere but into a log, a
comparison, or the text of the exception that is raised in its place.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AT_THE_MACHINE = ("app/cli", "app/serving", "app/demonstration", "app/migrations")
ALLOWED = {
    ("app/documents/pdf.py", "check_printing"): "said where the program is started",
    ("app/papers/slip_apart.py", "main"): "from the child to its parent, which raises it",
}
TEXTS = {"strerror", "args", "reason", "msg", "orig"}
LOGS = {"debug", "info", "warning", "error", "exception", "critical"}


def said(source: str) -> set[str]:
    """The functions of a module in which what an exception or a child says goes somewhere else."""
    functions = (one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.FunctionDef))
    return {one.name for one in functions if any(_leaks(one))}


def _leaks(function: ast.FunctionDef) -> Iterator[ast.AST]:
    caught = {one.name for one in ast.walk(function) if isinstance(one, ast.ExceptHandler) and one.name}
    fine = {id(inner) for one in ast.walk(function) if _is_fine(one) for inner in ast.walk(one)}
    for node in ast.walk(function):
        if id(node) not in fine and (_is_text_of(node, caught) or _is_stderr(node)):
            yield node


def _is_fine(node: ast.AST) -> bool:
    """A log, a comparison, another exception."""
    if isinstance(node, ast.Raise | ast.Compare):
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOGS


def _is_text_of(node: ast.AST, caught: set[str]) -> bool:
    match node:
        case (
            ast.FormattedValue(value=ast.Name(id=name))
            | ast.Call(func=ast.Name(id="str" | "repr"), args=[ast.Name(id=name)])
        ):
            return name in caught
        case ast.Attribute(value=ast.Name(id=name), attr=attribute):
            return name in caught and attribute in TEXTS
        case _:
            return False


def _is_stderr(node: ast.AST) -> bool:
    """What a child process said on its second stream."""
    match node:
        case ast.Attribute(value=ast.Name(id="sys")):
            return False
        case ast.Attribute(attr="stderr"):
            return True
        case _:
            return False


def test_no_text_of_an_exception_or_a_child_reaches_a_page_or_a_paper() -> None:
    found = set()
    for path in sorted((ROOT / "app").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(AT_THE_MACHINE):
            found |= {(name, function) for function in said(path.read_text("utf-8"))}
    assert found == set(ALLOWED)


def test_a_text_on_its_way_to_a_page_is_caught() -> None:
    before = "def make():\n try:\n  work()\n except OSError as error:\n  "
    for line in (
        "note(problem=str(error))", "note(problem=f'{error}')", "form.errors.append(error.strerror)",
        "say(gettext('No: %(why)s', why=str(error)))", "text = str(error)", "return {'why': repr(error)}",
    ):  # fmt: skip
        assert said(before + line) == {"make"}, line
    assert said("def run(child):\n return child.stderr.decode()") == {"run"}


def test_a_log_a_comparison_and_another_exception_are_let_through() -> None:
    before = "def make():\n try:\n  work()\n except OSError as error:\n  "
    for line in (
        "log.error('no: %s', error)", "log.error('no: %s', str(error))", "return 'full' in str(error)",
        "raise PaperError(f'no: {error}') from error", "return error.errno == 28", "return error.why.words",
    ):  # fmt: skip
        assert said(before + line) == set(), line
