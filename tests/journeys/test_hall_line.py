"""A hall over https: devices that were told its root vote in Chromium and in Firefox; whoever answers in its place is
refused by their browsers, and reads nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import Error as BrowserError

from tests.booth.firefox_visits import cast as voted
from tests.booth.firefox_visits import reviewed
from tests.booth.visits import at, lock, mark, review, shown_tracker
from tests.documents.pictures import text_of
from tests.support import loops
from tests.support.assemblies import PASSWORD, user_name
from tests.support.browser import QUIET
from tests.support.hall import HOST, ServedHall, serving_hall, start, stop, wait_for
from tests.support.mitm import man_in_the_middle
from tests.support.tools import find_tool
from tests.verify import firefox

pytestmark = pytest.mark.prove
REFUSED = "ERR_CERT_AUTHORITY_INVALID"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHall]:
    with serving_hall(tmp_path_factory.mktemp("hall"), slips=8, candidates=4) as served:
        yield served


def door(hall: ServedHall, path: str) -> bytes:
    """What the door without TLS gives out."""
    found = re.search(r"tablets begin at (http://\S+),", hall.log.read_text("utf-8"))
    assert found is not None
    with urllib.request.urlopen(found[1] + path, timeout=30) as answer:
        data: bytes = answer.read()
    return data


def slip_of(hall: ServedHall, place: int, port: int | None = None) -> str:
    """What the code of a slip leads to."""
    slip = hall.held.slips[place]
    return f"https://{HOST}:{port or hall.port}/B/{hall.held.election}#{slip.token}.{slip.credential}"


def cast(hall: ServedHall) -> int:
    return hall.held.value.cast


@contextmanager
def chromium(home: Path) -> Iterator[Browser]:
    """A Chromium of somebody with this home."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(find_tool("chromium")), args=list(QUIET), env={**os.environ, "HOME": str(home)}
        )
        try:
            yield running
        finally:
            running.close()


def trust_as_the_page_says(hall: ServedHall, home: Path) -> None:
    """Fetch the certificate, compare it, install it by the command that the page has for Chromium on Linux."""
    page = door(hall, "/en").decode()
    certificate = door(hall, "/majma.crt")
    digest = hashlib.sha256(certificate).hexdigest().upper()
    groups = re.findall("....", digest)
    lines = re.search(r'class="print"[^>]*>([^<]+)<', page)
    assert lines is not None
    assert lines[1].split() == groups
    sheet = text_of((hall.instance / "hall-network.pdf").read_bytes(), home)
    assert re.findall(r"\b[0-9A-F]{4}\b", sheet)[:16] == groups, "the officers' sheet"
    home.joinpath("majma.crt").write_bytes(certificate)
    said = re.search(r"certutil -d sql:[^<]+majma\.crt", page)
    assert said is not None
    database = home / ".pki" / "nssdb"
    database.mkdir(parents=True)
    certutil = str(find_tool("certutil"))
    subprocess.run([certutil, "-d", f"sql:{database}", "-N", "--empty-password"], check=True)
    command = unescape(said[0]).replace("$HOME", str(home)).replace("certutil", certutil, 1)
    subprocess.run(command.split(), check=True, cwd=home)


def tablet(browser: Browser, **more: bool) -> Page:
    context = browser.new_context(viewport={"width": 1024, "height": 768}, has_touch=True, locale="fa-IR", **more)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(30_000)
    return page


def ready_to_cast(page: Page, address: str) -> str:
    """Follow a slip's code up to the locked vote; its tracker."""
    page.goto(address)
    at(page, "choose")
    mark(page, 0)
    review(page)
    return lock(page)


def test_chromium_refuses_before_and_votes_after_it_was_told_the_root(hall: ServedHall, tmp_path: Path) -> None:
    before = cast(hall)
    fresh, told = tmp_path / "fresh", tmp_path / "told"
    fresh.mkdir()
    told.mkdir()
    with chromium(fresh) as browser, pytest.raises(BrowserError, match=REFUSED):
        tablet(browser).goto(slip_of(hall, 0))
    trust_as_the_page_says(hall, told)
    with chromium(told) as browser:
        page = tablet(browser)
        tracker = ready_to_cast(page, slip_of(hall, 0))
        assert page.evaluate("window.isSecureContext")
        page.locator("[data-act=cast]").tap()
        at(page, "receipt")
        assert shown_tracker(page) == tracker
        public = tablet(browser)
        public.goto(f"https://{HOST}:{hall.port + 1}/elections/{hall.held.election}/secrecy")
        digest = hashlib.sha256(door(hall, "/majma.crt")).hexdigest().upper()
        assert digest in public.locator("main").inner_text().replace(" ", "")
    assert cast(hall) == before + 1


def test_an_officer_signs_in_at_the_hall_s_own_computer(hall: ServedHall, tmp_path: Path) -> None:
    with chromium(tmp_path) as browser:
        page = tablet(browser)
        page.goto(f"http://localhost:{hall.port + 2}/office/sign-in")
        page.locator("[name=username]").fill(user_name(hall.held.address, "secretary"))
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")

        page.wait_for_url("**/office/")
        page.goto(f"http://localhost:{hall.port + 2}/office/network")
        assert str(hall.port) in page.locator("main").inner_text()


@pytest.fixture(scope="module")
def renewed(hall: ServedHall) -> Iterator[ExitStack]:
    """What serves the hall to the end, where a test has stopped what served it first."""
    with ExitStack() as stack:
        yield stack


@contextmanager
def restarted(hall: ServedHall) -> Iterator[None]:
    """The same hall again, with the certificates that lie there now."""
    with hall.log.open("wb") as log:
        process = start(hall.instance, hall.held.database, hall.port, log.fileno())
    try:
        wait_for(replace(hall, process=process))
        yield
    finally:
        stop(process)


def test_a_swapped_certificate_stops_the_booth_and_the_vote_waits_for_the_right_one(
    hall: ServedHall, renewed: ExitStack, tmp_path: Path
) -> None:
    before = cast(hall)
    trust_as_the_page_says(hall, tmp_path)
    keys = hall.instance / "keys"
    shutil.copytree(keys, tmp_path / "right")
    with chromium(tmp_path) as browser:
        page = tablet(browser)
        ready_to_cast(page, slip_of(hall, 1))
        stop(hall.process)
        for file in keys.glob("hall*.pem"):
            file.unlink()
        with restarted(hall):
            with pytest.raises(BrowserError, match=REFUSED):
                tablet(browser).goto(slip_of(hall, 2))
            page.locator("[data-act=cast]").tap()
            expect(page.get_by_text("نامعلوم است").first).to_be_visible()
            assert cast(hall) == before
        for file in (tmp_path / "right").glob("hall*.pem"):
            file.replace(keys / file.name)
        renewed.enter_context(restarted(hall))
        at(page, "receipt")
        assert cast(hall) == before + 1


def test_a_man_in_the_middle_gets_a_refused_connection_and_reads_nothing(hall: ServedHall, tmp_path: Path) -> None:
    trust_as_the_page_says(hall, tmp_path)
    with man_in_the_middle(tmp_path / "middle", hall.port) as middle, chromium(tmp_path) as browser:
        with pytest.raises(BrowserError, match=REFUSED):
            tablet(browser).goto(slip_of(hall, 3, middle.port))
        assert (middle.came > 0, middle.read) == (True, [])
        careless = tablet(browser, ignore_https_errors=True)
        came = careless.goto(slip_of(hall, 3, middle.port))
        assert came is not None
        assert "<title>changed " in came.text(), "who believes any certificate gets his page"
        assert b"GET /B/" in b"".join(middle.read)


def test_without_tls_a_zone_says_nothing(hall: ServedHall) -> None:
    for port in (hall.port, hall.port + 1):
        with socket.create_connection((HOST, port), timeout=10) as plain:
            plain.sendall(f"GET /B/{hall.held.election} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            assert hall.held.election.encode() not in plain.recv(1 << 16)


def profile_with(root: Path | None, folder: Path) -> Path:
    """A profile of Firefox, which was told this root."""
    folder.mkdir()
    certutil, database = str(find_tool("certutil")), f"sql:{folder}"
    subprocess.run([certutil, "-d", database, "-N", "--empty-password"], check=True)
    if root is not None:
        subprocess.run([certutil, "-d", database, "-A", "-t", "C,,", "-n", "majma", "-i", str(root)], check=True)
    return folder


async def vote_in_firefox(address: str, profile: Path) -> str:
    """Follow a slip's code and vote for the first candidate; what the receipt's page shows as tracker."""
    async with firefox.opened(address, profile) as tablet:
        await reviewed(tablet, 0)
        return await voted(tablet)


@pytest.mark.skipif(firefox.program() is None, reason="needs Firefox on the path: apt-get install firefox-esr")
def test_firefox_refuses_before_and_votes_after_it_was_told_the_root(hall: ServedHall, tmp_path: Path) -> None:
    before = cast(hall)
    with pytest.raises(RuntimeError, match="navigat"):
        loops.run(vote_in_firefox(slip_of(hall, 4), profile_with(None, tmp_path / "fresh")))
    (tmp_path / "majma.crt").write_bytes(door(hall, "/majma.crt"))
    told = profile_with(tmp_path / "majma.crt", tmp_path / "told")
    assert loops.run(vote_in_firefox(slip_of(hall, 4), told))
    assert cast(hall) == before + 1


@pytest.mark.skipif(firefox.program() is None, reason="needs Firefox on the path: apt-get install firefox-esr")
def test_a_man_in_the_middle_gets_nothing_from_firefox_either(hall: ServedHall, tmp_path: Path) -> None:
    (tmp_path / "majma.crt").write_bytes(door(hall, "/majma.crt"))
    told = profile_with(tmp_path / "majma.crt", tmp_path / "told")
    with man_in_the_middle(tmp_path / "middle", hall.port) as middle:
        with pytest.raises(RuntimeError, match="navigat"):
            loops.run(vote_in_firefox(slip_of(hall, 5, middle.port), told))
        assert (middle.came > 0, middle.read) == (True, [])
