"""What all tests share: the checkout's folder, patience for slow machines, and no way out of this machine."""

from __future__ import annotations

import ipaddress
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgres import postgres_server, postgres_url

__all__ = ["checkout", "postgres_server", "postgres_url"]

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("majma", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("majma")


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
