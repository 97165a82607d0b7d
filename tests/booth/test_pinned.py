"""A file of the pages is changed by one byte on the server: an observer's command, the browser, the board notice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from flask import Response
from playwright.sync_api import Browser, Page, expect

from app.services.voting import pages
from app.signing.published import published_line
from app.web import assets
from ballots import __main__ as ballots
from tests.support.server import answering
from tests.support.visitors import Site, open_site

SCRIPT = assets.assets()["booth.js"].file
BEFORE, AFTER = b"SCRIPT_ADDRESS = typeof", b"SCRIPT_ADDRESS =\ttypeof"
"""One byte of the script: what it does stays as it was."""


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the server sends: a copy of what was built."""
    copy = tmp_path / "built"
    shutil.copytree(assets.BUILT, copy)
    monkeypatch.setattr(assets, "BUILT", copy)
    return copy


@pytest.fixture
def site(tmp_path: Path, built: Path) -> Site:
    """An installation that sends these files and has an open election."""
    site = open_site(tmp_path / "site")
    installation = site.app.extensions["installation"]
    signer = replace(installation.signer, bundles=partial(published_line, built))
    site.app.extensions["installation"] = replace(installation, signer=signer)
    site.held.to("open").signer = signer  # its heads until now are of the same files
    site.held.shelf = None
    return site


def change(built: Path) -> None:
    """Change one byte of the booth's script."""
    path = built / "assets" / SCRIPT
    data = path.read_bytes()
    assert data.count(BEFORE) == 1
    path.write_bytes(data.replace(BEFORE, AFTER))


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The address of the booth while the block runs."""
    with answering(site.app) as address:
        yield f"{address}/B/{site.held.election}"


def look(site: Site, *more: str) -> int:
    """The command of an observer; its exit status."""
    with served(site) as address:
        return ballots.main(["booth", address, *more])


def test_the_command_finds_an_unchanged_booth_the_same(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    key = site.held.signer.published(site.held.election)
    assert look(site, "--board-key", key) == 0
    said = capsys.readouterr().out
    assert "differs" not in said
    assert "claim" not in said
    assert said.count("\nsame     ") == 2


def test_the_command_names_a_script_that_was_changed(
    site: Site, built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(built)
    assert look(site) == 1
    said = capsys.readouterr().out
    assert "differs  the files on the server are not those that the board signed: booth\n" in said
    assert f"differs  booth/static/{SCRIPT}: not in the release" in said
    assert f"differs  page fa: the page binds /static/{SCRIPT} to another hash than the list" in said
    assert "own claim" in said


def test_a_server_that_goes_on_listing_the_old_file_is_found_out(
    site: Site, built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = assets.list_of_pages()
    change(built)
    monkeypatch.setattr(import_module("app.views.public.check"), "list_of_pages", lambda: listed)
    assert look(site) == 1
    said = capsys.readouterr().out
    for use in ("script", "worker"):
        assert f"differs  booth/static/{SCRIPT}, asked for as {use}: not the file of the list\n" in said
    assert said.count("differs") == 2


def test_the_next_signed_head_says_that_a_page_changed(site: Site, built: Path) -> None:
    change(built)
    site.held.to("closed")
    with site.held.database.reading() as db:
        found = pages.pages(db, site.held.election)
    assert found is not None
    assert [(one.names, one.in_voting) for one in found.changes] == [(("booth",), True)]
    for page in (f"/elections/{site.held.election}", f"/office/elections/{site.held.election}"):
        text = site.visitor("secretary").get(page).text
        assert text.count("با صفحه‌هایی دیگر از پیش امضا شد") == 1
        assert f"./majma booth http://127.0.0.1:8000/B/{site.held.election}" in text


def test_heads_of_unchanged_pages_say_no_change(site: Site) -> None:
    site.held.to("closed")
    with site.held.database.reading() as db:
        found = pages.pages(db, site.held.election)
    assert found is not None
    assert found.changes == ()
    assert list(found.hashes) == ["booth", "checker", "trustee", "verifier"]


@contextmanager
def opened(browser: Browser, site: Site, change_page: Callable[[str], str] = str) -> Iterator[Page]:
    """The booth in a browser, its page as it is or changed on the way; scripts are sent as they lie there."""

    def change(answer: Response) -> Response:
        if answer.mimetype == "text/html":
            answer.set_data(change_page(answer.get_data(as_text=True)))
        return answer

    site.app.after_request_funcs.setdefault(None, []).append(change)
    inner = site.app.wsgi_app

    def unpacked(environ: dict[str, object], start: Callable[..., object]) -> object:
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return inner(environ, start)  # type: ignore[arg-type]

    site.app.wsgi_app = unpacked  # type: ignore[method-assign,assignment]
    context = browser.new_context()
    with served(site) as address:
        page = context.new_page()
        page.goto(address)
        yield page
    context.close()


def unbound(text: str) -> str:
    return text.replace(" integrity=", " data-integrity=")


def test_the_browser_runs_the_booth_that_the_page_is_bound_to(browser: Browser, site: Site) -> None:
    with opened(browser, site) as page:
        expect(page.locator("#preparing")).to_be_hidden()


def test_the_browser_runs_no_script_that_was_changed(browser: Browser, site: Site, built: Path) -> None:
    change(built)
    with opened(browser, site) as page:
        page.wait_for_load_state("networkidle")
        expect(page.locator("#preparing")).to_be_visible()
        assert page.evaluate("typeof SCRIPT_ADDRESS") == "undefined"


def test_without_integrity_the_changed_script_would_run(browser: Browser, site: Site, built: Path) -> None:
    change(built)
    with opened(browser, site, unbound) as page:
        assert page.evaluate("typeof SCRIPT_ADDRESS") == "string"


def forgetful(site: Site, later: bytes | None) -> None:
    """Let the browser keep no script; what it asks for a second time is `later`, where that is given."""
    inner, asked = site.app.wsgi_app, []

    def answer(environ: dict[str, object], start: Callable[..., object]) -> object:
        if not str(environ["PATH_INFO"]).endswith(SCRIPT):
            return inner(environ, start)  # type: ignore[arg-type]
        asked.append(environ)
        first = (assets.BUILT / "assets" / SCRIPT).read_bytes()
        start("200 OK", [("Content-Type", "text/javascript"), ("Cache-Control", "no-store")])
        return [first if later is None or len(asked) == 1 else later]

    site.app.wsgi_app = answer  # type: ignore[method-assign,assignment]


def test_a_worker_of_another_script_than_the_page_is_told_nothing(browser: Browser, site: Site, built: Path) -> None:
    forgetful(site, (built / "assets" / SCRIPT).read_bytes().replace(BEFORE, AFTER))
    with opened(browser, site) as page:
        expect(page.get_by_text("به دو گونه رسیده است")).to_be_visible()


def test_a_worker_of_the_same_script_is_taken(browser: Browser, site: Site) -> None:
    forgetful(site, None)
    with opened(browser, site) as page:
        page.wait_for_load_state("networkidle")
        expect(page.locator("#preparing")).to_be_hidden()
        expect(page.get_by_text("به دو گونه رسیده است")).to_be_hidden()
