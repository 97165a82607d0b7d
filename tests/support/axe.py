"""What axe, the checker of accessibility, finds wrong on the page that a browser shows."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
OF_PAGES = (
    "accesskeys", "bypass", "document-title", "duplicate-id-aria", "heading-order", "html-has-lang",
    "landmark-one-main", "landmark-no-duplicate-banner", "landmark-no-duplicate-contentinfo", "landmark-unique",
    "page-has-heading-one", "region", "skip-link",
)  # fmt: skip
"""Rules about what stands together on a page; all others are about an element and what it stands in."""
_RUN = """async ([only, contrast]) => {
    const rules = contrast === null ? {} : { 'color-contrast': { enabled: contrast } };
    const found = await axe.run({ runOnly: only, rules, resultTypes: ['violations'] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}"""
_LOAD = """address => new Promise((loaded, failed) => {
    const script = document.createElement('script');
    Object.assign(script, { src: address, onload: () => loaded(), onerror: () => failed(new Error(address)) });
    document.head.append(script);
})"""


def violations(page: Page, *, address: str = "", contrast: bool = True, as_a_whole: bool = False) -> list[str]:
    """One line for each rule that the page breaks: its name and the elements; `as_a_whole`: only rules of pages.

    A browser that finds axe at an `address` which it may keep needs 40 ms to have it ready, not 105. Contrasts are
    half of the checker's time.
    """
    if page.evaluate("() => 'axe' in window"):
        pass  # it is there from the look before
    elif address:
        page.evaluate(_LOAD, address)
    else:
        page.evaluate(AXE)
    only = {"type": "rule", "values": OF_PAGES} if as_a_whole else {"type": "tag", "values": RULES}
    found: list[str] = page.evaluate(_RUN, [only, None if as_a_whole else contrast])
    return found
