"""The booth's own camera: a slip comes in by itself, turned, blurred, in bad light; what is none is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.booth.conftest import TABLET
from tests.booth.hall import Hall
from tests.booth.scanning import paper, photographed, printed, write_film
from tests.booth.visits import at
from tests.support.browser import another_browser

CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


@contextmanager
def tablet_before(browser: Browser, film: Path) -> Iterator[Page]:
    """A tablet whose camera shows the film."""
    other = another_browser(browser, *CAMERA, f"--use-file-for-fake-video-capture={film}")
    try:
        page = other.new_context(viewport=TABLET, has_touch=True, locale="fa-IR").new_page()
        page.set_default_timeout(20_000)
        yield page
    finally:
        other.close()


def test_a_slip_before_the_camera_comes_in_and_the_camera_goes_out(
    browser: Browser, open_hall: Any, tmp_path: Path
) -> None:
    hall: Hall = open_hall(blank=True)
    write_film(tmp_path / "film.mjpeg", photographed(printed(hall, tmp_path), turned=9, blurred=1.2, light=0.6))
    with tablet_before(browser, tmp_path / "film.mjpeg") as page:
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        page.goto(hall.booth)
        at(page, "choose")
        assert f'"token":"{"A" * 160}"' in hall.heard[0][1]
        assert page.evaluate("document.querySelector('video').srcObject") is None
        assert page.url == hall.booth
        reader = [url for url in fetched if url.endswith(".wasm")]
        assert len(reader) <= 1


@pytest.mark.prove
@pytest.mark.parametrize(
    ("turned", "blurred", "light", "side"),
    [
        (0, 0, 1, 330),
        (25, 1, 0.5, 330),
        (-40, 0.8, 0.8, 300),
        (180, 1.5, 0.7, 330),
        (90, 1, 0.4, 300),
        (12, 0.5, 0.3, 260),
    ],
)
def test_slips_in_every_position(
    browser: Browser, open_hall: Any, tmp_path: Path, turned: float, blurred: float, light: float, side: int
) -> None:
    hall: Hall = open_hall()
    picture = photographed(printed(hall, tmp_path, side), turned=turned, blurred=blurred, light=light)
    write_film(tmp_path / "film.mjpeg", picture)
    with tablet_before(browser, tmp_path / "film.mjpeg") as page:
        page.goto(hall.booth)
        at(page, "choose")


def test_what_is_no_slip_is_told_and_the_camera_looks_on(browser: Browser, open_hall: Any, tmp_path: Path) -> None:
    hall: Hall = open_hall(candidates=8)
    write_film(tmp_path / "film.mjpeg", photographed(paper("HTTPS://HALL.EXAMPLE/L/MFRGGZDFMZTWQ2LK")))
    with tablet_before(browser, tmp_path / "film.mjpeg") as page:
        page.goto(hall.booth)
        expect(page.locator("[data-step=slip] [data-problem]")).to_contain_text("معرفی‌نامه")
        assert page.evaluate("document.querySelector('video').srcObject !== null")
        page.locator("#slip-type").tap()
        expect(page.locator("#slip-group-1")).to_be_focused()
        assert page.evaluate("document.querySelector('video').srcObject") is None
        page.locator("#slip-scan").tap()
        expect(page.locator("#slip-camera")).to_be_visible()


def test_without_a_camera_that_is_said_first_with_what_works(page: Page, open_hall: Any) -> None:
    hall: Hall = open_hall(candidates=8)
    page.goto(hall.booth)
    at(page, "slip")
    said, keys = page.locator("#no-camera"), page.locator("#digit-keys")
    expect(said).to_contain_text("بارکدخوان دستی")
    expect(said).to_contain_text("سی رقم")
    above, below = said.bounding_box(), keys.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]
    expect(page.locator("#slip-camera")).to_be_hidden()
