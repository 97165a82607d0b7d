"""Who may import whom: the contracts in setup.cfg hold, and each catches the breaches that are planted against it."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import lru_cache
from pathlib import Path

import grimp
import pytest
from importlinter.application.use_cases import read_user_options
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract

from tests.rules.tree import ROOT

LINT = "from importlinter.cli import lint_imports_command as lint; lint()"
KINDS: dict[str, type[Contract]] = {"layers": LayersContract, "forbidden": ForbiddenContract}

BREACHES = [  # (a module, what it may not import)
    ("ballots.board", "sqlalchemy"),
    ("ballots.board", "app.db"),
    ("app.language.dates", "app.models.election"),
    ("app.language.text", "flask"),
    ("app.language.names", "ballots.board"),
    ("app.states.phase", "app.models.election"),
    ("app.states.phase", "app.language.text"),
    ("app.states.slip", "sqlalchemy"),
    ("app.models.slip", "flask"),
    ("app.models.slip", "app.db"),
    ("app.db", "app.services.acts.act"),
    ("app.db", "flask"),
    ("app.received.introductions", "app.models.institution"),
    ("app.received.spreadsheet", "app.services.register.introduction_list"),
    ("app.received.file.pdf", "sqlalchemy"),
    ("app.services.voting.slip", "flask"),
    ("app.services.voting.slip", "flask_babel"),
    ("app.services.voting.slip", "jinja2"),
    ("app.services.voting.slip", "app.views"),
    ("app.services.voting.slip", "app.web.installation"),
    ("app.services.voting.slip", "app.documents.slip"),
    ("app.services.voting.slip", "app.signing.key_ring"),
    ("app.services.acts.act", "app.services.register.assembly"),
    ("app.services.register.assembly", "app.services.hall.session"),
    ("app.services.accounts.officer", "app.services.election.election"),
    ("app.services.hall.roll", "app.services.voting.slip"),
    ("app.services.nomination.review", "app.services.voting.board"),
    ("app.services.voting.ballot_order", "app.services.count.lots"),
    ("app.services.count.tally", "app.services.letters.letter"),
    ("app.services.letters.letter", "app.services.whole.export"),
    ("app.documents.slip", "app.db"),
    ("app.documents.slip", "app.services.voting.slip"),
    ("app.documents.slip", "flask"),
    ("app.documents.slip", "app.signing.authority"),
    ("app.papers.election", "app.views.office"),
    ("app.papers.election", "flask"),
    ("app.papers.election", "app.models"),
    ("app.papers.nomination", "app.views.public.election"),
    ("app.papers.nomination", "app.web.i18n"),
    ("app.papers.election", "app.services.whole.steps"),
    ("app.services.voting.slip", "app.services.whole.steps"),
    ("app.papers.answers", "app.received.file"),
    ("app.papers.issuer", "flask"),
    ("app.papers.letter", "app.web.installation"),
    ("app.papers.invitation", "app.forms.fields"),
    ("app.papers.slip", "app.models.slip"),
    ("app.signing.keys", "app.config"),
    ("app.serving.hall", "app.services.voting.ballot"),
    ("app.serving.front", "app.web.headers"),
    ("app.signing.key_ring", "app.services.acts.journal"),
    ("app.config", "app.language.text"),
    ("app.config", "app.web.mail"),
    ("app.web.installation", "app.models"),
    ("app.web.errors", "app.models"),
    ("app.web.filters", "app.models"),
    ("app.web.access", "app.papers.election"),
    ("app.web.reply", "app.papers.answers"),
    ("app.web.i18n", "app.views"),
    ("app.web.reply", "app.forms.fields"),
    ("app.web.filters", "app.documents.qr"),
    ("app.web.installation", "sqlalchemy"),
    ("app.demonstration.store", "app.models.election"),
    ("app.demonstration.rehearsal", "app.web.i18n"),
    ("app.migrations.upgrade", "app.services.acts.journal"),
    ("app.migrations.upgrade", "app.config"),
    ("app.forms.slip", "app.models"),
    ("app.forms.slip", "app.received.introductions"),
    ("app.forms.institution", "app.web.mail"),
    ("app.forms.slip", "app.services.voting.slip"),
    ("app.jobs.issuing", "app.services.election.rows"),
    ("app.jobs.issuing", "app.services.whole.steps"),
    ("app.live.told", "app.services.election.rows"),
    ("app.live.told", "app.services.whole.steps"),
    ("app.serving.front", "app.services.election.rows"),
    ("app.views.office.job", "app.jobs.checkers"),
    ("app.views.public.board", "app.models"),
    ("app.views.office.slip", "sqlalchemy"),
    ("app.views.office.slip", "app.db"),
    ("app.views.office.slip", "app.documents.slip"),
    ("app.views.public.key", "app.signing.authority"),
    ("app.views.institution.part", "app.received.file"),
    ("app.views.office.tally", "app.services.election.rows"),
    ("app.views.public.trustee", "app.services.voting.rows"),
    ("app.papers.election", "app.services.election.rows"),
    ("app.web.phase_line", "app.services.election.rows"),
    ("app.demonstration.store", "app.services.election.rows"),
    ("app.cli", "app.services.voting.rows"),
    ("app.cli", "app.models"),
    ("app.cli", "app.views"),
]

PACKAGES = {  # what each row of the table may import from outside, apart from the standard library
    "ballots": {"cryptography", "gmpy2", "distributed"},  # a cluster's executor, an optional extra
    "app.language": {"persiantools", "babel", "email_validator"},
    "app.states": set(),
    "app.db": {"sqlalchemy", "pysqlite3", "alembic"},
    "app.models": {"sqlalchemy"},
    "app.received": {"python_calamine", "PIL", "pyhanko"},  # readers of files
    "app.services": {  # how one signs in, what is sealed
        *("sqlalchemy", "argon2", "cryptography", "pyotp", "webauthn", "zxcvbn"),
    },
    "app.documents": {
        *("jinja2", "markupsafe", "weasyprint", "qrcode", "xlsxwriter", "PIL"),
        *("pyhanko", "pyhanko_certvalidator", "asn1crypto", "cryptography"),
    },
    "app.papers": {"sqlalchemy"},  # the type of the session that services ask for
    "app.live": {"aiohttp"},
    "app.jobs": set(),
    "app.cli": {"click", "flask", "sqlalchemy"},
    "app.demonstration": {"click", "sqlalchemy", "PIL"},  # portraits of nobody
    "app.serving": {"cryptography", "waitress"},
    "app.signing": {"cryptography", "pyrage", "pyhanko", "pyhanko_certvalidator", "asn1crypto"},
    "app.config": set(),
    "app.migrations": {"alembic", "sqlalchemy"},
    "app.forms": {"wtforms", "flask_wtf", "flask_babel", "werkzeug"},  # what was typed, as requests hold it
    "app.web": {
        *{"whitenoise", "flask", "flask_babel", "flask_wtf", "werkzeug", "jinja2", "markupsafe", "babel"},
        "itsdangerous",  # what signs flask's own cookie
    },
    "app.views": {"flask", "flask_babel", "flask_wtf", "werkzeug"},
}


@lru_cache(maxsize=1)
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("app", "ballots", include_external_packages=True, cache_dir=None)


@lru_cache(maxsize=1)
def contracts() -> tuple[Contract, ...]:
    """The contracts of setup.cfg, as lint-imports makes them."""
    configure()
    options = read_user_options(config_filename=str(ROOT / "setup.cfg"))
    return tuple(
        KINDS[one["type"]](name=one["name"], session_options=options.session_options, contract_options=one)
        for one in options.contracts_options
    )


def broken(graph: grimp.ImportGraph) -> list[str]:
    """The contracts that the program of this graph breaks; each gets a copy, for it may change what it is given."""
    return [one.name for one in contracts() if not one.check(graph=deepcopy(graph), verbose=False).kept]


def is_broken_by(graph: grimp.ImportGraph, module: str) -> bool:
    """Whether an import that was planted in a module breaks a contract; those that name its room are asked first."""

    def names_its_room(one: Contract) -> bool:
        rooms = one.contract_options.get("source_modules", ())
        return any(f"{module}.".startswith(f"{room}.") for room in ([rooms] if isinstance(rooms, str) else rooms))

    asked = sorted(contracts(), key=names_its_room, reverse=True)
    return any(not one.check(graph=deepcopy(graph), verbose=False).kept for one in asked)


@contextmanager
def planted(module: str, imported: str) -> Iterator[grimp.ImportGraph]:
    """The graph of the program with one more import."""
    graph = imports()
    assert module in graph.modules, f"there is no {module}"
    foreign = imported.split(".")[0] not in ("app", "ballots")
    assert foreign or imported in graph.modules, f"there is no {imported}"
    new = imported not in graph.modules
    if new:
        graph.add_module(imported, is_squashed=foreign)
    assert not graph.direct_import_exists(importer=module, imported=imported), "that import is there already"
    graph.add_import(importer=module, imported=imported)
    try:
        yield graph
    finally:
        graph.remove_import(importer=module, imported=imported)
        if new:
            graph.remove_module(imported)


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def foreign_packages(row: str) -> set[str]:
    """Top-level packages, neither ours nor Python's, that the modules of `row` import themselves."""
    graph = imports()
    members = {name for name in graph.modules if name == row or name.startswith(row + ".")}
    assert members, f"there is no {row}"
    found = set().union(*(graph.find_modules_directly_imported_by(name) for name in members))
    return {name.split(".")[0] for name in found} - {"app", "ballots"} - sys.stdlib_module_names


def test_the_program_keeps_every_contract() -> None:
    assert broken(imports()) == []


def test_the_contracts_are_those_that_the_linter_reads() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    named = [setup[one]["name"] for one in setup.sections() if one.startswith("importlinter:contract:")]
    assert [one.name for one in contracts()] == named


@pytest.mark.parametrize(("module", "imported"), BREACHES)
def test_a_breach_of_the_contracts_is_caught(module: str, imported: str) -> None:
    with planted(module, imported) as graph:
        assert is_broken_by(graph, module)


@pytest.mark.parametrize("module", ["app.loose", "app.services.loose", "app.services.room.rule"])
def test_a_module_without_a_room_is_caught(module: str) -> None:
    graph = imports()
    home = module if module.count(".") < 3 else module.rpartition(".")[0]
    for name in {home, module}:
        graph.add_module(name)
    try:
        assert broken(graph)
    finally:
        for name in {home, module}:
            graph.remove_module(name)


@pytest.mark.parametrize("line", [None, "from app.models import Officer"])
def test_the_linter_itself_says_so(tmp_path: Path, line: str | None) -> None:
    """The line as somebody would write it, and the command that `./majma test` runs."""
    for folder in ("app", "ballots"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "*.po"))
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    module = tmp_path / "app" / "web" / "installation.py"
    start = "from __future__ import annotations\n"
    module.write_text(module.read_text("utf-8").replace(start, f"{start}{line or ''}\n", 1), "utf-8")
    finished = lint(tmp_path)
    assert finished.returncode == int(line is not None), finished.stdout + finished.stderr


def test_nothing_but_the_server_imports_the_factory() -> None:
    assert imports().find_modules_that_directly_import("app") == set()


def test_every_box_of_the_program_has_a_row() -> None:
    assert set(PACKAGES) == {"ballots", *imports().find_children("app")}


@pytest.mark.parametrize("row", PACKAGES)
def test_a_row_imports_only_the_packages_it_may(row: str) -> None:
    assert foreign_packages(row) <= PACKAGES[row]
