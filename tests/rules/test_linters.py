"""The linters look: a planted fault of each language is found, and those of security in Python."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.tree import ROOT
from tests.verify.node import node
from tests.verify.test_build import install

BIOME = ROOT / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"


def biome_finds(folder: Path, name: str, text: str) -> bool:
    """Whether biome, with the project's rules, refuses a file of that name and text."""
    install()
    shutil.copy(ROOT / "biome.json", folder)
    file = folder / "static" / name
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    command = [node(), str(BIOME), "ci", "--error-on-warnings", "--reporter=summary"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert "Checked 2 files" in done.stdout + done.stderr, done.stderr
    return done.returncode != 0


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("js/page/fine.js", "export const one = 'text';\n", False),
        ("js/page/unused.js", "import { one } from './fine.js';\n\nexport const two = 2;\n", True),
        ("js/page/quotes.js", 'export const one = "text";\n', True),
        ("js/page/equal.js", "export const same = (one, other) => one == other;\n", True),
        ("css/fine.css", "p {\n  color: red;\n}\n", False),
        ("css/twice.css", "p {\n  color: red;\n  color: red;\n}\n", True),
        ("css/unknown.css", "p {\n  colour: red;\n}\n", True),
    ],
)
def test_a_fault_in_a_script_or_a_sheet_is_found(tmp_path: Path, name: str, text: str, found: bool) -> None:
    assert biome_finds(tmp_path, name, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>{{ one }}</p>\n", False),
        ("{% extends 'layout/base.html' %}\n", True),
        ("<p><div></p>\n", True),
        ("<img src='a.png'>\n", True),
    ],
)
def test_a_fault_in_a_template_is_found(tmp_path: Path, text: str, found: bool) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "page.html").write_text(text, "utf-8")
    command = [sys.executable, "-m", "djlint", "--lint", "--quiet", "page.html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode != 0) == found, done.stdout


@pytest.mark.parametrize(("ways", "found"), [(9, False), (10, True)])
def test_a_function_with_too_many_ways_through_it_is_found(tmp_path: Path, ways: int, found: bool) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    body = "".join(f"    if one == {number}:\n        return {number}\n" for number in range(ways))
    (tmp_path / "one.py").write_text(f"def f(one):\n{body}    return one\n", "utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", "one.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (" C901 " in done.stdout) == found, done.stdout


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("subprocess.run(command, shell=True)", "S602"),
        ('db.execute(text(f"select * from ballot where id = {asked}"))', "S608"),
        ("pickle.loads(data)", "S301"),
        ('Markup(f"<p>{typed}</p>")', "S704"),
        ("hashlib.md5(data)", "S324"),
        ("yaml.load(text)", "S506"),
        ("requests.get(address, verify=False)", "S501"),
        ("random.choice(slips)", "S311"),
        ("assert officer.may(act)", "S101"),
        ("eval(typed)", "S307"),
    ],
)
def test_a_fault_of_security_is_found(tmp_path: Path, text: str, rule: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    modules = "import hashlib, pickle, random, requests, subprocess, yaml\nfrom markupsafe import Markup\n"
    for place, found in (("app", True), ("tests", False)):
        (tmp_path / place).mkdir()
        (tmp_path / place / "one.py").write_text(f"{modules}{text}\n", "utf-8")
        command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", place]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert (f" {rule} " in done.stdout) == found, done.stdout
