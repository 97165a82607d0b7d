"""The real Chromium that the tests drive: quiet, so that it asks nothing of the network and little of the processor."""

from __future__ import annotations

from playwright.sync_api import Browser, Playwright

from tests.support.tools import find_tool

QUIET = (
    "--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-quic",
    "--disable-sync", "--no-first-run",
)  # fmt: skip


def open_browser(playwright: Playwright) -> Browser:
    """A browser for many contexts; the caller closes it."""
    return playwright.chromium.launch(executable_path=find_tool("chromium"), args=list(QUIET))
