"""The real Chromium that the tests drive: quiet, so that it asks nothing of the network and little of the processor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.support.tools import find_tool

QUIET = (
    "--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-quic",
    "--disable-sync", "--no-first-run",
)  # fmt: skip


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A browser for many contexts, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_tool("chromium"), args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()
