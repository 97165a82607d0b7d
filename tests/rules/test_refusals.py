"""A docstring's «Refused:» names what its function refuses, as far as calls within the services can be followed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.rules.tree import ROOT, every_node, parsed, written_files
from tests.support.refusals import refusals

UNSAID = frozenset(
    {
        "not-found",
        "archive-missing",
        "officer-role",
        "officer-unsettled",
        "officer-late",
        "officer-new",
        "clock-doubtful",
        "passwords-many",
    }
)
"""What a docstring need not name: a page came from a list that had it, a board that is asked has begun, where it says
two-officers-needed `services/acts/two` says which, whatever is journalled is refused while the clock is doubted,
and whoever gives a password while many others do waits."""

NEVER = {
    "app.services.accounts.officer.change_password": {"sign-in-failed"},  # becomes password-wrong
    "app.services.count.ballot_box.add_up": {"trustees-missing"},  # an election without keys is never frozen
    "app.services.count.tally.decrypt_with_office_key": {"trustees-missing", "office-first", "decryption-invalid"},
    "app.services.count.tally.give_office_decryption": {"trustees-missing", "office-first"},
    "app.services.voting.trustee.make_office_key": {"key-invalid", "key-name", "key-known"},
    "app.services.voting.key_backup.prove_sheet": {"backup-invalid"},  # left to `see_sheet`
    "app.services.count.tally.sum_ballots": {"trustees-missing"},
    "app.services.count.tally.give_decryption": {"trustees-missing"},
    "app.services.count.tally.give_rebuilt_decryption": {"trustees-missing"},
    "app.services.nomination.nomination.begin": {"nomination-duplicate"},  # looked for a line before
    "app.services.nomination.review.decide": {"decided-meanwhile"},  # asks for no version
    "app.services.register.introduction_list.confirm": {
        "institution-duplicate",
        "introduced-to-come",
        "permit-to-come",  # twins and days to come are left in the list
    },
    "app.services.voting.setup.seal_setup": {"trustees-missing"},
    "app.services.voting.slip_batch.check": {"trustees-missing"},
    "app.services.voting.tablet_enrolment.enrol": {"tablet-not-enrolled"},  # it has just been taken in
    "app.services.voting.tablet_enrolment.enrol_alone": {"tablet-not-enrolled"},
}
"""What a call may refuse in general and cannot here."""

ELSEWHERE = re.compile(r"\b(what|as) (`|keeps)")
"""A docstring that names another function's refusals, or a rule's, as its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a function refuses itself, and the functions of the services that it calls."""

    refused: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)


class Reader(ast.NodeVisitor):
    """Reads one module: its functions, what they raise, what they call."""

    def __init__(self, name: str, tree: ast.Module, modules: Mapping[str, ast.Module]) -> None:
        self.name, self.tree, self.modules = name, tree, modules
        self.codes = {code.upper().replace("-", "_"): code for code in refusals()}
        self.names = dict(self._imported())
        self.tables = {_target(node): node for node in tree.body if _target(node)}
        self.found: dict[str, Body] = {}
        self.docs: dict[str, str] = {}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                self.names[node.name] = f"{name}.{node.name}"
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                self.body, self.caught = Body(), False
                self.found[f"{name}.{node.name}"] = self.body
                self.docs[f"{name}.{node.name}"] = ast.get_docstring(node) or ""
                self.generic_visit(node)

    def _imported(self) -> Iterator[tuple[str, str]]:
        for node in every_node(self.tree):
            if isinstance(node, ast.ImportFrom):
                yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)

    def visit_Try(self, node: ast.Try) -> None:
        catches = any(one.type is not None and "Refused" in ast.unparse(one.type) for one in node.handlers)
        raised_again = catches and any("raise" in ast.unparse(one).split() for one in node.handlers)
        before, self.caught = self.caught, self.caught or (catches and not raised_again)
        for part in node.body:
            self.visit(part)
        self.caught = before
        for one in (*node.handlers, *node.orelse, *node.finalbody):
            self.visit(one)

    def visit_Call(self, node: ast.Call) -> None:
        if not self.caught:
            if ast.unparse(node.func) == "Refused" and node.args:
                self.body.refused.update(self._codes(node.args[0]))
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("need", "ask"):
                self._record(node.func.value, alone=node.func.attr == "ask")
            called = [node.func, *(arg for arg in node.args if isinstance(arg, ast.Name))]
            self.body.calls.update(name for one in called if (name := self._full(one)))
        self.generic_visit(node)

    def _record(self, named: ast.expr, *, alone: bool) -> None:
        """What the record of an act refuses by its `need`: the phase, one officer where two are needed, its rule; by
        its `ask`, where one officer is `alone`, phase and rule."""
        for one in every_node(named):
            table = self.tables.get(one.id) if isinstance(one, ast.Name) else None
            if table is None or not isinstance(table.value, ast.Call) or ast.unparse(table.value.func) != "Step":
                continue
            said = {keyword.arg: keyword.value for keyword in table.value.keywords}
            self.body.refused.update(
                {"phase-wrong"} | ({"two-officers-needed"} if "officers" in said and not alone else set())
            )
            if "rule" in said:
                self.body.calls.add(self._full(said["rule"]))

    def _full(self, node: ast.expr) -> str:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return f"{self.names.get(node.value.id, '')}.{node.attr}"
        return self.names.get(node.id, "") if isinstance(node, ast.Name) else ""

    def _codes(self, said: ast.AST) -> Iterator[str]:
        for node in every_node(said):
            word = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if word in self.codes:
                yield self.codes[word]
            elif word.startswith("_") and word in self.tables:
                yield from self._codes(self.tables[word].value)


def _target(node: ast.stmt) -> str:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return targets[0].id if targets and isinstance(targets[0], ast.Name) else ""


def faults(modules: Mapping[str, ast.Module]) -> list[str]:
    """Public functions whose docstring names what they do not refuse, or leaves out what they do."""
    readers = [Reader(name, tree, modules) for name, tree in modules.items()]
    bodies = {name: body for one in readers for name, body in one.found.items()}
    found = []
    for name, doc in sorted((name, doc) for one in readers for name, doc in one.docs.items()):
        if name.rpartition(".")[2].startswith("_"):
            continue
        said = set(re.findall(r"[a-z]+(?:-[a-z]+)+", doc)) & set(refusals()) if "Refus" in doc else set()
        really = _closure(name, bodies, set()) - NEVER.get(name, set())
        missing = set() if ELSEWHERE.search(doc) else really - said - UNSAID
        found += [f"{name} does not say {code}" for code in sorted(missing)]
        found += [f"{name} never refuses {code}" for code in sorted(said - really)]
    return found


def _closure(name: str, bodies: Mapping[str, Body], seen: set[str]) -> set[str]:
    if name in seen or name not in bodies:
        return set()
    seen.add(name)
    return bodies[name].refused.union(*(_closure(one, bodies, seen) for one in bodies[name].calls))


def _services() -> dict[str, ast.Module]:
    paths = written_files(ROOT, "app/services", ".py")
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): parsed(path.read_text("utf-8")) for path in paths}


def test_a_docstring_says_what_its_function_refuses() -> None:
    assert faults(_services()) == []


def test_a_docstring_that_drifted_is_caught() -> None:
    below = "def find():\n    raise Refused(PHASE_WRONG)\n"
    above = "from app.below import find\ndef work():\n    '''Work. Refused: {}.'''\n    find()\n"
    for said, told in (("", "does not say phase-wrong"), ("phase-wrong, slip-used", "never refuses slip-used")):
        modules = {"app.below": parsed(below), "app.above": parsed(above.format(said))}
        assert f"app.above.work {told}" in faults(modules)
    assert not [one for one in faults({**modules, "app.above": parsed(above.format("phase-wrong"))}) if "above" in one]


def test_what_a_function_takes_back_is_not_its_refusal() -> None:
    tried = "    try:\n        raise Refused(PHASE_WRONG)\n    except Refused:\n        return\n"
    source = f"def work():\n    '''Work.'''\n{tried}"
    assert faults({"app.one": parsed(source)}) == []
