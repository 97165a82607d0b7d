"""What all tests share: the checkout's folder, patience for slow machines, and no way out of this machine."""

from __future__ import annotations

import ipaddress
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import quick_routes, quick_statements
from tests.support.belenios_tool import PROGRAM, installed_version
from tests.support.postgres import empty_postgres_url, postgres_server, postgres_url

pytest_plugins = ["tests.support.cost"]
__all__ = ["checkout", "empty_postgres_url", "postgres_server", "postgres_url"]

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("majma", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("majma")
quick_routes.install()
quick_statements.install()


def pytest_report_header() -> str:
    """Say which version of the reference program the tests run, and what its answers are worth."""
    return installed_version().worth if shutil.which(PROGRAM) else f"{PROGRAM} is not installed"


# Longest first, so that no worker ends with a long module of its own; the launcher keeps this order.
LONGEST = ("journeys", "look", "booth", "security")


# A test in a browser takes seconds. So that the whole stays within minutes, every run has the day of the journey, of
# each module of the booth the first tests, which walk its plain way, and of each test the first case; `./majma prove`
# has the rest. What is long by itself bears the mark `prove` where it stands.
OF_A_MODULE = 3
STANDING = {"test_ballot_bytes.py", "test_tables.py", "test_trustee_vectors.py"}
"""Modules of the booth whose tests share a page that stands open: they are quick, and all run every time."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the folders whose modules take longest; leave what is long and repeats itself to `prove`."""
    items.sort(key=_turn)
    seen: dict[Path, list[str]] = {}
    for item in items:
        if isinstance(item, pytest.Function):
            earlier = seen.setdefault(item.path, [])
            if _waits_for_prove(item, earlier):
                item.add_marker(pytest.mark.prove)
            else:
                earlier.append(item.originalname or item.name)


def _waits_for_prove(item: pytest.Function, earlier: list[str]) -> bool:
    """Whether this test waits for `prove`, where `earlier` are those of its module that run every time."""
    folder, name = _folder(item), item.originalname or item.name
    if folder == "booth" and item.path.name not in STANDING:
        return name in earlier or len(earlier) >= OF_A_MODULE
    return folder == "journeys" and name in earlier


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").parts[0]


def _turn(item: pytest.Item) -> int:
    folder = _folder(item)
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder that holds `app`, `ballots` and `majma`."""
    return ROOT


def _stay_on_this_machine(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse a connection to any address but this machine's own."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple) and not _is_here(str(address[0])):
        raise PermissionError(f"a test tried to reach {address[0]}: tests talk to this machine only")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


sys.addaudithook(_stay_on_this_machine)
