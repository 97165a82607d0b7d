"""S13.6: the encryption is tested in the hall with a second device's camera in a minute, and the marks are kept."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.booth.canvas import CANVAS_CAMERA, shown
from tests.booth.hall import PUBLIC_ID, Hall, name_of
from tests.booth.scanning import photographed
from tests.booth.visits import at, cast, challenge, lock, mark, review, scan

pytestmark = pytest.mark.prove
MINUTE = 60
TOUCHES, EACH, READING = 9, 3.5, 12
"""What a person adds to what the devices take: touches on both, seconds for each, and for reading the names."""


def photo(page: Page, place: str, folder: Path) -> Image.Image:
    """What the second device sees of a code on the tablet."""
    page.locator(f"#{place} svg").screenshot(path=folder / "code.png")
    with Image.open(folder / "code.png") as seen:
        return photographed(seen.convert("L").resize((560, 560)), turned=5, blurred=0.8)


def look_at(phone: Page, picture: Image.Image, place: str) -> None:
    """Hold the second device before the tablet until it says what it read."""
    phone.evaluate(shown(picture))
    phone.locator("#scan").click()
    expect(phone.locator(place)).to_be_visible(timeout=30_000)


def test_a_test_with_a_second_device_takes_less_than_a_minute(
    browser: Browser, page: Page, open_hall: Any, tmp_path: Path
) -> None:
    hall: Hall = open_hall()
    scan(page, hall)
    mark(page, 1, 3)
    review(page)
    phone = browser.new_context(locale="fa-IR", viewport={"width": 390, "height": 844}).new_page()
    phone.add_init_script(CANVAS_CAMERA)
    phone.goto(f"{hall.address}/hall/{PUBLIC_ID}/challenge")
    begun = time.monotonic()
    lock(page)
    look_at(phone, photo(page, "sealed-code", tmp_path), "#challenge-noted")
    challenge(page)
    look_at(phone, photo(page, "challenge-code", tmp_path), "#challenge-compared")
    names = [one.split(" (")[0] for one in phone.locator("#challenge-names li").all_inner_texts()]
    assert names == [name_of(1), name_of(3)]
    page.locator("[data-act=on]").tap()
    page.locator("#after-test-question button[value=keep]").tap()
    at(page, "choose")
    took = time.monotonic() - begun
    print(f"devices {took:.1f} s, with a person's hands and eyes {took + TOUCHES * EACH + READING:.1f} s")
    assert took + TOUCHES * EACH + READING < MINUTE
    assert page.locator("input[name=choice]:checked").count() == 2
    review(page)
    cast(page)
    assert len(hall.ballots) == 1
    phone.context.close()
