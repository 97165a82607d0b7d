"""What axe, the checker of accessibility, finds wrong on the page that a browser shows."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
_RUN = """async (rules) => (await axe.run({ runOnly: rules, resultTypes: ['violations'] })).violations
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)"""


def violations(page: Page) -> list[str]:
    """One line for each rule that the page breaks: its name and the elements."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(_RUN, list(RULES))
    return found
