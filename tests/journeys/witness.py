"""Someone who looks over every shoulder and notes what a person, a screen reader or a browser would stumble on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.journeys.shots import save_shot
from tests.look.walk import skeleton
from tests.support.axe import violations
from tests.support.browser import open_browser

TABLET: ViewportSize = {"width": 1024, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
_TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
_DRESSED = "() => document.documentElement.dir + ' ' + document.fonts.check('16px Vazirmatn', 'م')"


class Witness:
    """Gives out browsers and collects faults; `pictures` is the folder for screenshots, if they are wanted.

    What a screen reader would stumble on, and whether all fits on a phone, is looked for if `closely`: it takes longer
    than the page itself.
    """

    def __init__(self, browser: Browser, pictures: Path | None = None, *, closely: bool = True) -> None:
        self.faults: list[str] = []
        self.seen: list[str] = []
        self.browser = browser
        self._looks_closely = closely
        self._examined: set[tuple[str, str]] = set()
        self._pictures = pictures

    def visitor(self, *, touch: bool = False, viewport: ViewportSize = TABLET) -> Page:
        """A page in a fresh browser of its own, in Persian and in Iran's time."""
        context = self.browser.new_context(
            viewport=viewport, has_touch=touch, locale="fa-IR", timezone_id="Asia/Tehran", reduced_motion="reduce"
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: self.faults.append(f"{_path(page)}: {error}"))
        page.on("console", lambda said: self._hear(page, said.type, said.text))
        return page

    def look(self, page: Page, name: str, *, picture: str = "") -> None:
        """Examine what `page` shows now; `name` says in a fault where it was."""
        self.seen.append(name)
        page.evaluate("() => document.fonts.ready.then(() => null)")
        if page.evaluate(_DRESSED) != "rtl true":
            self.faults.append(f"{name}: not from right to left in its own font")
        if picture and self._pictures is not None:
            save_shot(page.screenshot(), self._pictures / f"{picture}.png")
        if not self._looks_closely:
            return
        self.faults += [f"{name}: {fault}" for fault in self._barriers(page)]
        usual = page.viewport_size or TABLET
        for size in sorted((TABLET, PHONE), key=lambda size: size != usual):
            if size != page.viewport_size:
                page.set_viewport_size(size)
            over = page.evaluate(_TOO_WIDE)
            if over > 0:
                self.faults.append(f"{name}: {over} px too wide at {size['width']}×{size['height']}")
        page.set_viewport_size(usual)

    def _barriers(self, page: Page) -> list[str]:
        """What axe finds, unless each tag stands on this page beside one that it stood beside on others before."""
        built = skeleton(page.content())
        if built <= self._examined:
            return []
        self._examined |= built
        return violations(page)

    def _hear(self, page: Page, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.faults.append(f"{_path(page)}: {kind}: {text}")


@contextmanager
def watching(pictures: Path | None = None, *, closely: bool = True) -> Iterator[Witness]:
    """A witness with a real Chromium."""
    with open_browser() as browser:
        yield Witness(browser, pictures, closely=closely)


def leave(page: Page) -> None:
    """Close a visitor's browser."""
    context: BrowserContext = page.context
    context.close()


def _path(page: Page) -> Any:
    return page.url.split("#", 1)[0]
