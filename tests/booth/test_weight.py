"""What a tablet fetches for the booth's page of the real program, for the first voter and for the next."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app import create_app
from tests.support.assemblies import simulate
from tests.support.server import answering
from tests.support.visitors import settings_in

logging.getLogger("werkzeug").setLevel(logging.ERROR)
LIMITS = {24: (9, 250_000), 100: (12, 300_000)}
"""Requests and bytes of the first visit with that many candidates, as the assembly's tablets must bear them."""


@dataclass(slots=True)
class Traffic:
    """What one visit fetched over the network: bytes by address, headers included."""

    fetched: dict[str, int] = field(default_factory=dict)

    @property
    def files(self) -> int:
        """Bytes of what does not change from voter to voter."""
        return sum(size for url, size in self.fetched.items() if "/static/" in url or "/emblems-" in url)


@contextmanager
def served_booth(folder: Path, candidates: int) -> Iterator[str]:
    """The address of the booth of an open election with that many candidates, in the real program."""
    app = create_app(settings_in(folder))
    held = simulate(folder, database=app.extensions["installation"].database, candidates=candidates).to("open")
    with answering(app) as address:
        yield f"{address}/B/{held.election}"


def visit(context: BrowserContext, address: str) -> Traffic:
    """Open the booth, wait until it asks for the slip, and say what was fetched for it."""
    page, traffic = context.new_page(), Traffic()
    _listen(page, traffic)
    page.goto(address)
    page.wait_for_selector("#booth:not([hidden]) h1:visible")
    page.wait_for_load_state("networkidle")
    page.close()
    return traffic


def _listen(page: Page, traffic: Traffic) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    asked: dict[str, str] = {}
    tools.on("Network.requestWillBeSent", lambda said: asked.update({said["requestId"]: said["request"]["url"]}))
    tools.on("Network.loadingFinished", lambda said: _count(traffic, asked, said))


def _count(traffic: Traffic, asked: dict[str, str], said: dict[str, object]) -> None:
    address, size = asked.get(str(said["requestId"]), "?"), int(float(str(said["encodedDataLength"])))
    if size and not address.startswith("data:"):  # nothing came over the network for what was kept
        traffic.fetched[address] = traffic.fetched.get(address, 0) + size


@pytest.mark.parametrize("candidates", LIMITS)
def test_the_booth_is_light_and_the_next_voter_fetches_no_file(
    browser: Browser, tmp_path: Path, candidates: int
) -> None:
    requests, weight = LIMITS[candidates]
    with served_booth(tmp_path, candidates) as address:
        context = browser.new_context()
        first, second = visit(context, address), visit(context, address)
        context.close()
    assert len(first.fetched) <= requests, first.fetched
    assert sum(first.fetched.values()) <= weight, first.fetched
    assert first.files > 100_000  # they were counted
    assert second.files == 0, second.fetched
    assert second.fetched  # the page itself is always fresh
