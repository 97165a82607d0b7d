"""The table of acts of two is what the pages offer and what the services ask."""

from __future__ import annotations

import ast

from app.services.whole.steps import STEPS
from app.services.whole.two_person import TABLE, act_of_code, done_on
from app.states.officer import ROLES, Permission, Role
from tests.rules.tree import ROOT, every_node, parsed

AT_THE_MACHINE = ""
OF_THE_DAY = (Role.RETURNING_OFFICER, Role.SECRETARY, Role.SIGNATORY)


def called_in(node: ast.AST) -> set[str]:
    """The functions that are called by their bare name somewhere in a node."""
    calls = (one.func for one in every_node(node) if isinstance(one, ast.Call))
    return {one.id for one in calls if isinstance(one, ast.Name)}


def endpoint(view: ast.FunctionDef) -> str:
    """The endpoint of a function, if it is a view."""
    for one in view.decorator_list:
        if isinstance(one, ast.Call) and ast.unparse(one.func).startswith("blueprint."):
            named = [it.value for it in one.keywords if it.arg == "endpoint"]
            return f"office.{ast.literal_eval(named[0]) if named else view.name}"
    return ""


def pages_of_two(source: str) -> set[str]:
    """The endpoints of a module whose view asks for a second officer, itself or through functions beside it."""
    functions = {one.name: one for one in parsed(source).body if isinstance(one, ast.FunctionDef)}
    calls = {name: called_in(one) for name, one in functions.items()}
    asking = {name for name, called in calls.items() if "act_of_two" in called}
    while more := {name for name, called in calls.items() if called & asking} - asking:
        asking |= more
    return {endpoint(functions[name]) for name in asking} - {""}


def test_every_page_that_asks_for_a_second_officer_is_in_the_table() -> None:
    modules = (ROOT / "app" / "views").rglob("*.py")
    found = {one for path in modules for one in pages_of_two(path.read_text("utf-8"))}
    assert found == {one.page for one in TABLE} - {AT_THE_MACHINE}


def test_a_page_that_nobody_listed_is_caught() -> None:
    source = """
@blueprint.post("/x")
def hidden() -> None:
    _do()

def _do() -> None:
    act_of_two(form)
"""
    assert pages_of_two(source) == {"office.hidden"}


def test_every_record_of_two_is_in_the_table_and_codes_are_its_own() -> None:
    assert {one.code for one in STEPS if one.officers > 1} <= {one.code for one in TABLE}
    assert len({one.code for one in TABLE}) == len(TABLE)
    for one in TABLE:
        assert act_of_code(one.code) is one
        assert one.page == AT_THE_MACHINE or done_on(one.page, one.code) is one
        assert one.title and one.lines, one.code
    assert act_of_code("nothing") is None


def test_any_two_of_the_day_may_do_every_act_and_an_administrator_none_of_an_election() -> None:
    for one in TABLE:
        for role in OF_THE_DAY:
            assert one.permission in ROLES[role], (one.code, role)
        if one.permission != Permission.LOOK:
            assert one.permission not in ROLES[Role.ADMINISTRATOR], one.code
