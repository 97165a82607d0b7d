"""What all tests share: the checkout's folder, patience for slow machines, and no way out of this machine."""

from __future__ import annotations

import gc
import ipaddress
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import (
    held,
    quick_commits,
    quick_files,
    quick_powers,
    quick_routes,
    quick_statements,
    quick_templates,
)
from tests.support.belenios_tool import PROGRAM, installed_version
from tests.support.postgres import empty_postgres_url, postgres_server, postgres_url

pytest_plugins = ["tests.support.cost"]
__all__ = ["checkout", "empty_postgres_url", "postgres_server", "postgres_url"]

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("majma", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("majma")
held.install()
quick_commits.install()
quick_files.install()
quick_powers.install()
quick_routes.install()
quick_statements.install()
quick_templates.install()


def pytest_report_header() -> str:
    """Say which version of the reference program the tests run, and what its answers are worth."""
    return installed_version().worth if shutil.which(PROGRAM) else f"{PROGRAM} is not installed"


# Longest first, so that no worker ends with a long module of its own; the launcher keeps this order.
LONGEST = ("journeys", "look", "booth", "security")


WAITS = ROOT / "tests" / "prove" / "waits.txt"
"""The tests that wait for `./majma prove`, beside those that bear the mark where they stand."""


def waiting() -> frozenset[str]:
    """Tests as `folder/module.py::test`, with all their cases, or as `folder/module.py::test[case]`."""
    lines = (line.strip() for line in WAITS.read_text("utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the folders whose modules take longest; leave what is long to `prove`."""
    items.sort(key=_turn)
    long = waiting()
    for item in items:
        name = f"{item.path.relative_to(ROOT / 'tests').as_posix()}::{item.name}"
        if name in long or name.partition("[")[0] in long:
            item.add_marker(pytest.mark.prove)


def _turn(item: pytest.Item) -> int:
    folder = item.path.relative_to(ROOT / "tests").parts[0]
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


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
