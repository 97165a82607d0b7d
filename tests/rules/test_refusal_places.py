"""A refusal is defined beside its rule: in the services, or with a rule that only pages, papers or jobs have."""

from __future__ import annotations

import ast

import pytest

from tests.rules.tree import ROOT, every_node, parsed, written_files

OWN_RULES = ("app/jobs/", "app/papers/", "app/web/")
"""Where a rule may stand that no service can know: of the server, of what prints, of what reckons beside it."""


def misplaced(path: str, source: str) -> list[str]:
    """Refusals that a module may not define, or not there; and phases that it judges in a service's place."""
    tree = parsed(source)
    named = {
        ast.unparse(target): node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    }
    service = path.startswith("app/services/")
    found = []
    for node in every_node(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func).rpartition(".")[2]
        if called == "Refusal":
            name = next((name for name, value in named.items() if value is node), "")
            if not name.isupper():
                found.append(f"{node.lineno}: a refusal without a name")
            elif not service and not (path.startswith(OWN_RULES) and _refuses(tree, name)):
                found.append(f"{node.lineno}: {name} has no rule here")
        elif called == "Refused" and not service and ast.unparse(node.args[0]).endswith("PHASE_WRONG"):
            found.append(f"{node.lineno}: the phase is the service's to judge")
    return found


def _refuses(tree: ast.Module, name: str) -> bool:
    """Whether the module itself says the refusal besides defining it."""
    return any(
        isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load) for one in every_node(tree)
    )


def test_a_refusal_stands_beside_its_rule() -> None:
    found = {
        path: faults
        for one in written_files(ROOT, "app", ".py")
        if (faults := misplaced(path := str(one.relative_to(ROOT)), one.read_text("utf-8")))
    }
    assert found == {}


DEFINED = 'LATE = Refusal(code="late", status=409, words=N_("Late."))\n'


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("app/views/office/one.py", DEFINED + "def work():\n    raise Refused(LATE)"),
        ("app/forms/one.py", DEFINED),
        ("app/web/one.py", DEFINED),
        (
            "app/services/voting/one.py",
            'def work():\n    raise Refused(Refusal(code="late", status=409, words=""))',
        ),
        ("app/views/office/one.py", "def page():\n    raise Refused(PHASE_WRONG, phase=found.phase)"),
        ("app/papers/one.py", "def page():\n    raise refusal.Refused(refusal.PHASE_WRONG)"),
    ],
)
def test_a_refusal_without_its_rule_is_caught(path: str, source: str) -> None:
    assert misplaced(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("app/services/voting/one.py", DEFINED),
        ("app/web/one.py", DEFINED + "def work():\n    raise Refused(LATE)"),
        ("app/views/office/one.py", "def page():\n    raise Refused(NOT_FOUND)"),
    ],
)
def test_a_refusal_beside_its_rule_is_let_through(path: str, source: str) -> None:
    assert misplaced(path, source) == []
