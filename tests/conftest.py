"""What all tests share: the checkout's folder, patience for slow machines, and no way out of this machine."""

from __future__ import annotations

import ipaddress
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.belenios_tool import PROGRAM, installed_version
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["checkout", "postgres_server", "postgres_url"]

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("majma", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("majma")


def pytest_report_header() -> str:
    """Say which version of the reference program the tests run, and what its answers are worth."""
    return installed_version().worth if shutil.which(PROGRAM) else f"{PROGRAM} is not installed"


# Longest first, so that no worker ends with a long module of its own; the launcher keeps this order.
LONGEST = ("journeys", "look", "booth", "security")


# A case of a browser's test takes seconds: of one test the first case runs every time, the others in `./majma prove`.
IN_A_BROWSER = ("journeys", "booth")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the folders whose modules take longest; leave further cases of browsers' tests to `prove`."""
    items.sort(key=_turn)
    seen: set[tuple[Path, str]] = set()
    for item in items:
        if isinstance(item, pytest.Function) and item.originalname and hasattr(item, "callspec"):
            test = (item.path, item.originalname)
            if _is_further_case(item, test in seen):
                item.add_marker(pytest.mark.prove)
            seen.add(test)


def _is_further_case(item: pytest.Function, is_seen: bool) -> bool:
    """Whether this case waits for `prove`: one more in a browser, or a page of tests/look as wide as a tablet's."""
    folder = _folder(item)
    return (folder in IN_A_BROWSER and is_seen) or (folder == "look" and "tablet" in item.callspec.params.values())


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
