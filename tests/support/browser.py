"""The real Chromium that the tests drive: quiet, so that it asks nothing of the network and little of the processor.

Debian's `chromium-headless-shell` is the same engine without the windows, bars and menus that nobody sees here; a page
in it takes half of the processor's time. Where it is missing, `chromium` itself serves.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.tools import find_tool

expect.set_options(timeout=30_000)
"""As long as for a press: five seconds, the usual, are short where four browsers and their servers share two cores."""
SHELL = "chromium-headless-shell"
QUIET = (
    "--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-quic",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
UNTIMED = ("--js-flags=--no-opt", "--disable-threaded-compositing")
"""Further ones for many short pages where no time is measured: what optimises scripts, or draws beside them, costs
more there than it saves.
"""


@contextmanager
def open_browser(*flags: str) -> Iterator[Browser]:
    """A browser, with these further flags, for many contexts; closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), args=[*QUIET, *flags])
        try:
            yield browser
        finally:
            browser.close()


def another_browser(browser: Browser, *flags: str) -> Browser:
    """One more beside a running one, with further flags; whoever asks for it closes it."""
    return browser.browser_type.launch(executable_path=_program(), args=[*QUIET, *flags])


def _program() -> str:
    return shutil.which(SHELL) or str(find_tool("chromium"))
