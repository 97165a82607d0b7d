"""Who may import whom: the contract in setup.cfg holds and catches each breach; no row reaches for more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import grimp
import pytest

from tests.rules.tree import ROOT

LINT = "from importlinter.cli import lint_imports_command as lint; lint()"

BREACHES = [  # (module, the line it may not have, the contract that says so)
    ("ballots/board.py", "import sqlalchemy", "The protocol knows no web and no database"),
    ("ballots/board.py", "import app.db", "The protocol knows no web and no database"),
    ("app/models/slip.py", "import flask", "Rows know neither the web nor the services"),
    ("app/db.py", "import app.services", "Rows know neither the web nor the services"),
    ("app/services/slip.py", "import flask", "Services know no pages and no forms"),
    ("app/services/slip.py", "from jinja2 import Template", "Services know no pages and no forms"),
    ("app/documents/slip.py", "import app.db", "Documents are made from plain values"),
    ("app/documents/slip.py", "import flask", "Documents are made from plain values"),
    ("app/forms/slip.py", "import app.models", "Forms check shape only"),
    ("app/views/slip.py", "import sqlalchemy.orm", "Views call services, never rows"),
    ("app/views/slip.py", "import app.models.slip", "Views call services, never rows"),
    ("app/services/slip.py", "import app.views", "Each layer calls downwards only"),
]

PACKAGES = {  # what each row of the table may import from outside, apart from the standard library
    "ballots": {"cryptography", "gmpy2", "distributed"},  # a cluster's executor, an optional extra
    "app.db": {"sqlalchemy", "pysqlite3", "alembic"},
    "app.models": {"sqlalchemy"},
    "app.services": {"sqlalchemy", "argon2", "cryptography", "pyotp", "webauthn"},  # how one signs in, what is sealed
    "app.documents": {
        *("jinja2", "markupsafe", "weasyprint", "qrcode", "xlsxwriter"),
        *("pyhanko", "pyhanko_certvalidator", "asn1crypto", "cryptography"),
    },
    "app.forms": {"wtforms", "flask_wtf", "flask_babel", "werkzeug"},  # what was typed, as requests hold it
    "app.views": {"flask", "flask_babel", "flask_wtf", "werkzeug"},
}


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


def make_skeleton(root: Path) -> None:
    """An empty program of the same shape, under the same contract."""
    shutil.copy(ROOT / "setup.cfg", root)
    for folder in ("ballots", "app", "app/models", "app/services", "app/documents", "app/forms", "app/views"):
        (root / folder).mkdir()
        (root / folder / "__init__.py").touch()
        (root / folder / "slip.py").touch()
    for module in ("app/db.py", "app/cli.py", "ballots/board.py"):
        (root / module).touch()


@lru_cache(maxsize=1)
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("app", "ballots", include_external_packages=True, cache_dir=None)


def foreign_packages(row: str) -> set[str]:
    """Top-level packages, neither ours nor Python's, that the modules of `row` import themselves."""
    graph = imports()
    members = {name for name in graph.modules if name == row or name.startswith(row + ".")}
    assert members, f"there is no {row}"
    found = set().union(*(graph.find_modules_directly_imported_by(name) for name in members))
    return {name.split(".")[0] for name in found} - {"app", "ballots"} - sys.stdlib_module_names


def test_the_program_keeps_the_contract() -> None:
    finished = lint(ROOT)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_an_empty_program_keeps_the_contract(tmp_path: Path) -> None:
    make_skeleton(tmp_path)
    finished = lint(tmp_path)
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.mark.parametrize(("module", "line", "contract"), BREACHES)
def test_a_breach_of_the_contract_is_caught(tmp_path: Path, module: str, line: str, contract: str) -> None:
    make_skeleton(tmp_path)
    (tmp_path / module).write_text(line + "\n")
    finished = lint(tmp_path)
    assert finished.returncode == 1
    assert f"{contract} BROKEN" in finished.stdout


@pytest.mark.parametrize("row", PACKAGES)
def test_a_row_imports_only_the_packages_it_may(row: str) -> None:
    assert foreign_packages(row) <= PACKAGES[row]
