"""Programs of others that the tests ask for a second opinion: a missing one is a failure, never a skip."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGES = {  # program: the Debian package that holds it
    "belenios-tool": "belenios-tool",
    "certutil": "libnss3-tools",
    "chromium": "chromium-headless-shell",
    "initdb": "postgresql",
    "pdfdetach": "poppler-utils",
    "pdffonts": "poppler-utils",
    "pdfinfo": "poppler-utils",
    "pdftohtml": "poppler-utils",
    "pdfsig": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "pg_ctl": "postgresql",
    "psql": "postgresql",
}
POSTGRESQL = Path("/usr/lib/postgresql")


def find_tool(name: str) -> str:
    """The full path of the program `name`; the test that asks fails when it is not installed."""
    found = shutil.which(name) or _newest_postgresql(name)
    if found is None:
        package = PACKAGES.get(name, name)
        pytest.fail(f"{name} is not installed; ./majma test installs the package {package}", pytrace=False)
    return found


def run_tool(name: str, *arguments: str | Path, folder: Path | None = None, stdin: bytes | None = None) -> str:
    """Run the program `name` for at most ten minutes and return what it printed (both streams, in order).

    Raises subprocess.CalledProcessError, with the text in `output`, when it exits other than 0.
    """
    finished = subprocess.run(
        [find_tool(name), *map(str, arguments)],
        cwd=folder,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=600,
        check=True,
    )
    return finished.stdout.decode(errors="replace")


def _newest_postgresql(name: str) -> str | None:
    """Debian keeps the server's programs out of the search path, in one folder for each version."""
    versions = sorted(POSTGRESQL.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    return next((str(folder / name) for folder in versions if (folder / name).is_file()), None)
