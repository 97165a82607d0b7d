"""What the repository may hold: finished work, no machine paths, vendored files as they came, whole locks."""

from __future__ import annotations

import hashlib
import re
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.rules.tree import ROOT, line_of, written_texts

UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|NotImplemented" r"Error)\b|(?<!-)\bXX" r"X\b(?!-)")
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:home|root|tmp|work)/[A-Za-z0-9._-]+")
FOREIGN_DAY = re.compile(r"(?<!in_tehran\()\b(?:[a-z_]+\.)*now(?:\(UTC\))?\.date\(\)")
"""The day of an instant in Greenwich: for three and a half hours of each night it is yesterday in Tehran."""
REGISTRY = re.compile(r"\b(?:py" r"pi\.org|python" r"hosted\.org|npm" r"js\.(?:org|com)|deb\.debian\.org)")

_REQUIREMENT = re.compile(r"([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,_-]+\])?==(\S+)(?: ; [^\\]+)?")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


# --- Words ------------------------------------------------------------------------------------------------


def places_of(pattern: re.Pattern[str], root: Path) -> list[str]:
    """Where `pattern` occurs in the texts below `root`, as file:line."""
    return [
        f"{path.relative_to(root)}:{line_of(text, match.start())}: {match[0]}"
        for path, text in written_texts(root)
        for match in pattern.finditer(text)
    ]


def test_a_day_is_tehrans() -> None:
    """A test that took Greenwich's day failed every night from 20:30 to midnight there."""
    assert places_of(FOREIGN_DAY, ROOT) == []
    assert FOREIGN_DAY.search("day=held.no" + "w.date()"), "the broken twin"


@pytest.mark.parametrize(
    "pattern", [UNFINISHED, MACHINE_PATH, REGISTRY], ids=["unfinished", "machine path", "registry"]
)
def test_no_text_has_what_belongs_to_one_machine_or_one_moment(pattern: re.Pattern[str]) -> None:
    assert places_of(pattern, ROOT) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (UNFINISHED, "# TO" + "DO: later"),
        (UNFINISHED, "raise NotImplemented" + "Error"),
        (UNFINISHED, "XX" + "X"),
        (MACHINE_PATH, "open('/ho" + "me/sara/votes')"),
        (MACHINE_PATH, "cd /ro" + "ot/majma"),
        (REGISTRY, "https://py" + "pi.org/simple"),
    ],
)
def test_such_a_text_is_caught(tmp_path: Path, pattern: re.Pattern[str], text: str) -> None:
    (tmp_path / "notes.md").write_text(f"one\n{text}\n")
    assert [place.split(":")[:2] for place in places_of(pattern, tmp_path)] == [["notes.md", "2"]]
    (tmp_path / "notes.md").write_text(
        "a credential is XXX-XXX-XXX-XXX-XXX; /office/work/1, https://example.org/tmp/x\n"
    )
    assert places_of(pattern, tmp_path) == []


# --- Vendored files ---------------------------------------------------------------------------------------


def vendored_folders(root: Path) -> list[Path]:
    """Every folder whose files others made: one below static/vendor for each work, and the fonts."""
    folders = [path for path in (root / "static" / "vendor").glob("*") if path.is_dir()]
    return [*sorted(folders), root / "static" / "fonts"]


def faults_of_vendored(folder: Path) -> list[str]:
    """Files that are not as SHA256SUMS says, or that it does not know; and a missing licence."""
    sums = (line.split("  ", 1) for line in (folder / "SHA256SUMS").read_text().splitlines())
    listed = {name: digest for digest, name in sums}
    present = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    present.pop("SHA256SUMS")
    faults = [f"{name}: not in SHA256SUMS" for name in sorted(present.keys() - listed.keys())]
    faults += [f"{name}: missing" for name in sorted(listed.keys() - present.keys())]
    for name in sorted(present.keys() & listed.keys()):
        if hashlib.sha256(present[name].read_bytes()).hexdigest() != listed[name]:
            faults.append(f"{name}: changed")
    if not any(re.search(r"LICEN[CS]E|OFL", name) for name in listed):
        faults.append("no licence")
    return faults


@pytest.mark.parametrize("folder", vendored_folders(ROOT), ids=lambda folder: folder.name)
def test_a_vendored_work_is_as_it_came_and_brings_its_licence(folder: Path) -> None:
    assert faults_of_vendored(folder) == []


def test_a_changed_or_added_vendored_file_is_caught(tmp_path: Path) -> None:
    for name in ("a.js", "b.js", "c.js"):
        (tmp_path / name).write_text(name)
    digest = hashlib.sha256(b"a.js").hexdigest()
    (tmp_path / "SHA256SUMS").write_text(f"{digest}  a.js\n{digest}  b.js\n{digest}  d.js\n")
    found = faults_of_vendored(tmp_path)
    assert found == ["c.js: not in SHA256SUMS", "d.js: missing", "b.js: changed", "no licence"]


# --- Lock files -------------------------------------------------------------------------------------------


def pinned(lock: str) -> dict[str, str]:
    """The version of each package in a lock; raises ValueError for a line that leaves a choice."""
    versions = {}
    for entry in lock.replace("\\\n", "").strip().split("\n"):
        requirement, *hashes = re.split(r"\s+(?=--hash)", entry)
        match = _REQUIREMENT.fullmatch(requirement.strip())
        if match is None or not hashes or not all(_HASH.fullmatch(part.strip()) for part in hashes):
            raise ValueError(f"not one version with its hashes: {entry[:80]}")
        versions[match[1]] = match[2]
    return versions


def declared(section: str, option: str) -> set[str]:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    lines = setup[section][option].strip().splitlines()
    return {re.split(r"[\[ <>=]", line)[0].lower().replace("_", "-") for line in lines}


def test_the_locks_pin_what_is_declared_and_agree() -> None:
    serve = pinned((ROOT / "locks" / "serve.txt").read_text())
    test = pinned((ROOT / "locks" / "test.txt").read_text())
    assert declared("options", "install_requires") <= serve.keys()
    assert declared("options.extras_require", "test") <= test.keys()
    assert declared("options.extras_require", "postgres") <= test.keys()
    assert serve.items() <= test.items()


@pytest.mark.parametrize(
    "line",
    [
        "flask",
        "flask==3.1.3",
        "flask>=3 --hash=sha256:" + "a" * 64,
        "flask==3.1.3 --hash=md5:" + "a" * 32,
        "flask @ https://example.org/flask.whl --hash=sha256:" + "a" * 64,
        "--extra-index-url https://example.org/simple",
    ],
)
def test_a_lock_that_leaves_a_choice_is_caught(line: str) -> None:
    with pytest.raises(ValueError, match="not one version"):
        pinned(line)
