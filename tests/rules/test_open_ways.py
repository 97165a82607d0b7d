"""A view leads nobody on to a page of the office that is closed to somebody who did the act.

Where the page is open to fewer than the view, the address comes from `way_back`, its brother, or behind `may_open`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from app.states.officer import ROLES, Permission
from tests.rules.tree import ROOT

VIEWS = ROOT / "app" / "views" / "office"


def functions(source: str) -> dict[str, ast.FunctionDef]:
    return {one.name: one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)}


def permission_of(function: ast.FunctionDef) -> Permission | None:
    for one in function.decorator_list:
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "officer":
            asked = one.args[0]
            assert isinstance(asked, ast.Attribute)
            return Permission[asked.attr]
    return None


def reached(found: dict[str, ast.FunctionDef], start: ast.FunctionDef) -> Iterator[ast.FunctionDef]:
    """A view and what it calls in its module, other views apart: those ask by themselves."""
    waiting, known = [start], {start.name}
    while waiting:
        one = waiting.pop()
        yield one
        for name in {it.id for it in ast.walk(one) if isinstance(it, ast.Name)} - known:
            if name in found and permission_of(found[name]) is None:
                known.add(name)
                waiting.append(found[name])


def led_to(function: ast.FunctionDef) -> Iterator[str]:
    """The pages of the office that `redirect(url_for(…))` names in a function that does not ask `may_open` of them."""
    said = {
        str(one.args[0].value)
        for one in ast.walk(function)
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "may_open"
        and isinstance(one.args[0], ast.Constant)
    }  # fmt: skip
    for one in ast.walk(function):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "redirect":
            asked = one.args[0]
            if isinstance(asked, ast.Call) and isinstance(asked.func, ast.Name) and asked.func.id == "url_for":
                name = asked.args[0]
                if isinstance(name, ast.Constant) and str(name.value).startswith("office.") and name.value not in said:
                    yield str(name.value).removeprefix("office.")


def is_narrower(page: Permission, view: Permission) -> bool:
    return any(view in rights and page not in rights for rights in ROLES.values())


def faults(sources: dict[str, str]) -> list[str]:
    """Redirects that would answer some role, which did the act, that the page is not for it."""
    modules = {name: functions(source) for name, source in sources.items()}
    rights = {one.name: permission_of(one) for found in modules.values() for one in found.values()}
    said = []
    for name, found in modules.items():
        for view in (one for one in found.values() if rights[one.name] is not None):
            for page in sorted({page for one in reached(found, view) for page in led_to(one)}):
                asked, mine = rights.get(page), rights[view.name]
                if asked is not None and mine is not None and is_narrower(asked, mine):
                    said.append(f"{name}: {view.name} ({mine}) leads to {page} ({asked})")
    return said


def of(folder: Path) -> dict[str, str]:
    return {one.name: one.read_text("utf-8") for one in sorted(folder.glob("*.py"))}


def test_no_view_leads_on_to_a_page_that_is_closed_to_who_did_the_act() -> None:
    assert faults(of(VIEWS)) == []


def test_a_redirect_to_a_page_of_fewer_is_caught_also_in_what_the_view_calls() -> None:
    source = (
        "@officer(Permission.PREPARE)\ndef trustees(): ...\n"
        "@officer(Permission.DECIDE)\ndef removed():\n    return _done()\n"
        "def _done():\n    return redirect(url_for('office.trustees'))\n"
    )
    assert faults({"one.py": source}) == ["one.py: removed (decide) leads to trustees (prepare)"]
