"""The licences of what is installed let everybody use, read, change and pass on the whole program."""

from __future__ import annotations

import re
from collections.abc import Set
from email.message import Message
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

import pytest
from packaging.utils import canonicalize_name

from tests.rules.test_repository import pinned
from tests.rules.tree import ROOT

ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU"),
    *("PSF-2.0", "Unlicense", "Zlib", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0", "ZPL-2.1"),
}

OF_TOOLS = {"GPL-3.0-or-later", "CNRI-Python"}
"""Allowed besides for what only developers run, and no installation has: a linter of templates and its parts."""

CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "Zope Public License": "ZPL-2.1",
}

READ = {  # read in the package itself, where its metadata say nothing or too much
    "ahocorasick-rs": "Apache-2.0",
    "atheris": "Apache-2.0",
    "axe-playwright-python": "MIT",
    "partd": "BSD-3-Clause",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "pyrage": "MIT",
    "pytest-timeout": "MIT",
    "pysqlite3": "Zlib",
    "qrcode": "BSD-3-Clause",
}


def licence_of(package: PackageMetadata | Message) -> str:
    """The SPDX expression of a package, from its metadata; an unknown classifier stays as it is."""
    name = canonicalize_name(str(package["Name"]))  # as the locks spell it
    if name in READ:
        return READ[name]
    if package.get("License-Expression"):
        return str(package.get("License-Expression"))
    licences = [line for line in package.get_all("Classifier", []) if line.startswith("License ::")]
    classifiers = [line.split(" :: ")[-1] for line in licences]
    if classifiers:
        return " AND ".join(CLASSIFIERS.get(line, line) for line in classifiers)
    return str(package.get("License") or "unknown")


def is_allowed(expression: str, more: Set[str] = frozenset()) -> bool:
    """Whether one side of every OR, and both of every AND, is on the list, or among `more`."""
    choices = (re.split(r"\s+AND\s+", choice) for choice in re.split(r"\s+OR\s+", expression))
    return any(all(part.strip("() ") in ALLOWED | more for part in choice) for choice in choices)


def installed() -> list[str]:
    names = []
    for name in pinned((ROOT / "locks" / "test.txt").read_text()):
        try:
            metadata(name)
        except PackageNotFoundError:  # only for another system or another Python
            continue
        names.append(name)
    return names


@pytest.mark.parametrize("name", installed())
def test_the_licence_of_a_package_is_on_the_list(name: str) -> None:
    licence = licence_of(metadata(name))
    served = name in pinned((ROOT / "locks" / "serve.txt").read_text())
    assert is_allowed(licence, frozenset() if served else OF_TOOLS), licence


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MIT AND PSF-2.0", True),
        ("Proprietary OR MIT", True),
        ("(MIT AND Apache-2.0)", True),
        ("MIT AND Proprietary", False),
        ("SSPL-1.0", False),
        ("unknown", False),
    ],
)
def test_an_expression_is_read_with_its_ands_and_ors(expression: str, allowed: bool) -> None:
    assert is_allowed(expression) is allowed


def test_a_package_under_another_licence_is_caught() -> None:
    package = Message()
    package["Name"] = "closed"
    package["Classifier"] = "License :: Other/Proprietary License"
    assert not is_allowed(licence_of(package))
    assert not is_allowed(licence_of(Message()))


def test_a_licence_that_was_read_is_found_however_the_package_spells_its_name() -> None:
    for spelling in ("pytest-timeout", "Pytest_Timeout", "pytest.timeout"):
        package = Message()
        package["Name"] = spelling
        assert licence_of(package) == READ["pytest-timeout"]
    assert [name for name in READ if name != canonicalize_name(name)] == []


def test_the_programs_own_licence_is_complete() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert "license = AGPL-3.0-or-later\n" in (ROOT / "setup.cfg").read_text("utf-8")
