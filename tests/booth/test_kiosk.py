"""The booth as one file: a kiosk's browser votes with it, runs nothing else, and a changed byte is served to nobody."""

from __future__ import annotations

import hashlib
import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.models.board import BallotIndex
from ballots import __main__ as ballots
from ballots.commands.kiosk import Kiosk, open_kiosk
from ballots.custody_errors import FileError
from tests.booth.conftest import tablet
from tests.booth.visits import at, cast, mark, review, show_letters
from tests.support.axe import violations
from tests.support.server import answering
from tests.support.visitors import Site, open_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An installation with an open election."""
    site = open_site(tmp_path_factory.mktemp("site"))
    site.held.to("open")
    return site


@pytest.fixture(scope="module")
def booth(site: Site) -> Iterator[str]:
    """The address of its booth, served."""
    with answering(site.app) as address:
        yield f"{address}/B/{site.held.election}"


@pytest.fixture(scope="module")
def kept(booth: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that an observer keeps of it."""
    path = tmp_path_factory.mktemp("kept") / "booth.html"
    assert ballots.main(["booth", booth, "--save", str(path)]) == 0
    return path


def print_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def kiosk_of(path: Path) -> Iterator[Kiosk]:
    """The kiosk's own address, serving while the block runs."""
    with open_kiosk(path, print_of(path)) as kiosk:
        thread = threading.Thread(target=kiosk.serve_forever, daemon=True)
        thread.start()
        try:
            yield kiosk
        finally:
            kiosk.shutdown()
            thread.join(30)


def test_a_vote_is_cast_with_the_file_and_nothing_of_the_server_is_run(
    browser: Browser, site: Site, booth: str, kept: Path
) -> None:
    with kiosk_of(kept) as kiosk, tablet(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        here = f"http://127.0.0.1:{kiosk.server_port}"
        page.goto(f"{here}/")
        at(page, "slip")
        assert violations(page) == []
        expect(page.locator(".booth-language")).to_be_hidden()
        show_letters(page)
        page.locator("#slip-code").fill(site.held.slips[0].credential)
        page.keyboard.press("Enter")
        at(page, "choose")
        emblem = page.locator(".pick-emblem").first
        assert emblem.evaluate("(picture) => picture.complete && picture.naturalWidth") > 0
        mark(page, 0)
        review(page)
        tracker = cast(page)
    paths = {url.removeprefix(here) for url in asked if not url.startswith(("data:", "blob:"))}
    own = f"/B/{site.held.election}"
    assert paths == {"/", f"/elections/{site.held.election}/election.json", f"{own}/slip", f"{own}/ballot"}
    with site.held.database.reading() as db:
        assert [one.tracker for one in db.scalars(select(BallotIndex))] == [tracker]


def test_everybody_keeps_the_same_bytes_and_its_scripts_are_the_signed_ones(booth: str, kept: Path) -> None:
    again = kept.with_name("again.html")
    assert ballots.main(["booth", booth, "--save", str(again)]) == 0
    assert again.read_bytes() == kept.read_bytes()
    other = kept.with_name("ar.html")
    assert ballots.main(["booth", booth, "--save", str(other), "--language", "ar"]) == 0
    assert b'<html lang="ar"' in other.read_bytes()


def test_a_changed_byte_is_not_served(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = kept.read_bytes()
    changed = tmp_path / "changed.html"
    changed.write_bytes(data.replace(b"SCRIPT_ADDRESS = typeof", b"SCRIPT_ADDRESS =\ttypeof", 1))
    assert ballots.main(["kiosk", str(changed), "--sha256", print_of(kept)]) == 1
    assert "nothing is served" in capsys.readouterr().err


def test_a_script_of_another_hash_than_the_file_s_policy_does_not_run(
    browser: Browser, kept: Path, tmp_path: Path
) -> None:
    for change, runs in ((b"SCRIPT_ADDRESS =\ttypeof", False), (b"SCRIPT_ADDRESS = typeof", True)):
        path = tmp_path / f"{runs}.html"
        path.write_bytes(kept.read_bytes().replace(b"SCRIPT_ADDRESS = typeof", change, 1))
        with kiosk_of(path) as kiosk:
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{kiosk.server_port}/")
            page.wait_for_load_state("networkidle")
            expect(page.locator("#preparing")).to_be_visible(visible=not runs)
            page.close()


def answer(kiosk: Kiosk, method: str, path: str, **headers: str) -> tuple[int, bytes]:
    """Ask as a browser of this computer does, but for these headers."""
    line = http.client.HTTPConnection("127.0.0.1", kiosk.server_port, timeout=10)
    host = f"127.0.0.1:{kiosk.server_port}"
    said = {"Host": host, "Content-Type": "application/json"}
    said |= {"Origin": f"http://{host}"} if method == "POST" else {}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    line.request(method, path, b"{}" if method == "POST" else None, said)
    came = line.getresponse()
    found = came.status, came.read()
    line.close()
    return found


def test_another_site_or_another_path_gets_nothing(site: Site, kept: Path) -> None:
    slip = f"/B/{site.held.election}/slip"
    with kiosk_of(kept) as kiosk:
        assert answer(kiosk, "POST", slip)[0] == 400  # the server's own refusal: nothing was posted
        assert answer(kiosk, "GET", "/")[0] == 200
        for refused in (
            answer(kiosk, "GET", "/", Host="kiosk.example"),
            answer(kiosk, "GET", "/", Sec_Fetch_Site="cross-site"),
            answer(kiosk, "POST", slip, Origin="https://elsewhere.example"),
            answer(kiosk, "POST", slip, Host="kiosk.example"),
        ):
            assert refused == (403, b"")
        assert answer(kiosk, "POST", slip, Content_Type="text/plain")[0] == 400
        assert answer(kiosk, "GET", "/office/")[0] == 404
        assert answer(kiosk, "POST", "/office/sign-in")[0] == 404


def test_a_page_that_the_server_sends_in_an_answer_s_place_never_comes_to_the_browser(
    site: Site, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lying(_environ: object, start: Callable[..., object]) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html"), ("Set-Cookie", "a=b")])
        return [b"<script>alert(1)</script>"]

    monkeypatch.setattr(site.app, "wsgi_app", lying)
    with kiosk_of(kept) as kiosk:
        assert answer(kiosk, "POST", f"/B/{site.held.election}/slip") == (200, b"{}")


def test_without_the_server_the_booth_is_told_that_nobody_knows(tmp_path: Path, kept: Path, booth: str) -> None:
    path = tmp_path / "alone.html"
    host = booth.partition("//")[2].partition("/")[0]
    path.write_bytes(kept.read_bytes().replace(host.encode(), b"127.0.0.1:9"))
    with kiosk_of(path) as kiosk:
        (slip,) = [one for one in kiosk.kept.posts if one.endswith("/slip")]
        assert answer(kiosk, "POST", slip)[0] == 502


def test_a_mark_that_the_server_forgot_is_fetched_anew(site: Site, kept: Path) -> None:
    slip = f"/B/{site.held.election}/slip"
    with kiosk_of(kept) as kiosk:
        kiosk.line._mark = b"outlived"
        assert b"page-expired" not in answer(kiosk, "POST", slip)[1]
        assert kiosk.line._mark != b"outlived"


def test_what_is_no_kept_booth_is_not_served(tmp_path: Path) -> None:
    path = tmp_path / "other.html"
    path.write_text('<meta name="majma-booth" content="https://hall.example/B/A"><p>Vote here')
    with pytest.raises(FileError):
        open_kiosk(path, print_of(path))
