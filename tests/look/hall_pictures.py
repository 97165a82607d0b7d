"""Photograph the screen in the hall: `python -m tests.look.hall_pictures FOLDER [LANGUAGE [STATE…]]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.look.hall_day import Day, open_day
from tests.support.browser import open_browser
from tests.support.server import answering

SETTLED = """async ([width, height]) => {
  await document.fonts.ready;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  while (innerWidth !== width || innerHeight !== height) await frame(); // a busy machine gives a size later
  for (let turn = 0; turn < 3; turn += 1) await frame();
}"""
SIZES = ((1024, 768), (1280, 720), (1920, 1080), (3840, 2160), (1080, 1920))


@contextmanager
def projector(browser: Browser, day: Day, language: str = "fa") -> Iterator[Page]:
    """A page that shows the day's screen, its one touch given; whoever has it loads it anew for each picture."""
    with answering(day.site.app) as address:
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, base_url=address)
        page = context.new_page()
        if language != "fa":
            page.goto("/letters")
            page.click(f"button[value={language}]")
        try:
            yield page
        finally:
            context.close()


def days(folder: Path) -> Iterator[tuple[Day, Iterator[str]]]:
    """The sites, and the pictures that each comes to."""
    for candidates in (12, 22):
        small = open_day(folder / str(candidates), candidates)
        yield small, small.order()
    day = open_day(folder / "day")
    yield day, (name for part in (day.morning, day.order, day.speeches, day.vote, day.count) for name in part())


def show_state(page: Page, day: Day) -> None:
    """Load what the screen shows now, its one touch given."""
    page.goto(day.own)
    page.evaluate("document.getElementById('screen-start').hidden = true")


def settled(page: Page, width: int, height: int) -> None:
    """The screen at this size, when fonts are there and everything has its place."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(SETTLED, [width, height])


def photograph(folder: Path, language: str = "fa", wanted: tuple[str, ...] = ()) -> None:
    """One file for each state and size."""
    with tempfile.TemporaryDirectory() as room, open_browser() as browser:
        for day, states in days(Path(room)):
            with projector(browser, day, language) as page:
                for name in states:
                    if wanted and not any(one in name for one in wanted):
                        continue
                    show_state(page, day)
                    for width, height in SIZES if language == "fa" else SIZES[:1] + SIZES[2:3]:
                        settled(page, width, height)
                        page.screenshot(path=folder / f"{name.replace(' ', '-')}.{language}.{width}.png")


if __name__ == "__main__":
    photograph(Path(sys.argv[1]), *sys.argv[2:3], wanted=tuple(sys.argv[3:]))
