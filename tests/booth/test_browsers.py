"""The oldest browsers that the booth says it serves: what was built uses nothing that came after them.

A feature that the platforms' tables give a later version than the stated one is refused in script and sheet, unless a
browser without it only looks plainer (`PLAINER`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.web.assets import BUILT, assets

ROOT = Path(__file__).resolve().parents[2]
PAGES = json.loads((ROOT / "static/js/build/pages.json").read_text("utf-8"))
USED = re.compile(r"set [a-z, _]*script[a-z, _]* = (?:'[a-z]+', )?(?:script\|default\()?'([a-z-]+)'")
"""The script that a template of the booth names."""
OLDEST = {"Chrome": 103, "Safari": 16.0, "Firefox": 100}
SCRIPT = {
    r"\.findLast(Index)?\(": (97, 15.4, 104), r"structuredClone\(": (98, 15.4, 94), r"\.toSorted\(": (110, 16, 115),
    r"\.toReversed\(": (110, 16, 115), r"\.with\(\d": (110, 16, 115), r"Object\.groupBy": (117, 17.4, 119),
    r"Promise\.withResolvers": (119, 17.4, 121), r"AbortSignal\.any\(": (116, 17.4, 124),
    r"\.showPopover\(": (114, 17, 125), r"\.checkVisibility\(": (105, 17.4, 106), r"Array\.fromAsync": (121, 16.4, 115),
    r"\.setHTMLUnsafe": (124, 17.4, 123), r"URL\.canParse": (120, 17, 115),
    r"\.isWellFormed\(": (111, 16.4, 119), r"\(\?<[=!]": (62, 16.4, 78), r"static\s*\{": (94, 16.4, 93),
    r"new CompressionStream": (80, 16.4, 113), r"\.intersection\(": (122, 17, 127),
}  # fmt: skip
SHEET = {
    r":has\(": (105, 15.4, 121), r"\d[dsl]v(?:[hwib]|min|max)\b": (108, 15.4, 101), r"\dv[ib]\b": (108, 15.4, 101),
    r"@container\b": (105, 16, 110), r"@scope\b": (118, 17.4, 128), r"color-mix\(": (111, 16.2, 113),
    r"(?<!-)\bmask(?:-image)?:": (120, 15.4, 53), r"\bsubgrid\b": (117, 16, 71), r"text-wrap:": (114, 17.5, 121),
    r"content-visibility:": (85, 18, 125),
    r"light-dark\(": (123, 17.5, 120), r"@starting-style": (117, 17.5, 129), r"\banchor\(": (125, 26, 147),
    r"field-sizing:": (123, 26.2, 152), r"\boverlay:": (117, 99, 999), r"match-parent": (999, 15.4, 40),
    r"@property\b": (85, 16.4, 128), r"[{;]&": (112, 16.5, 117), r"linear\(": (113, 17.2, 112),
}  # fmt: skip
PLAINER = {r"text-wrap:", r"\bsubgrid\b", r"content-visibility:"}
"""Without them lines are balanced less well, the rows of a figure that no booth shows are of unequal height, and
cards out of sight are drawn before they are needed."""


def newer(text: str, table: Mapping[str, tuple[float, float, float]]) -> list[str]:
    """Which features of the table stand in the text though one of the oldest browsers lacks them."""
    late = (one for one, since in table.items() if any(a > b for a, b in zip(since, OLDEST.values(), strict=True)))
    return [one for one in late if one not in PLAINER and re.search(one, text)]


def without_supports(sheet: str) -> str:
    """The sheet without what it asks for first (@supports) and without a mask whose prefixed twin stands beside."""
    plain = re.sub(r"@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", sheet)
    return re.sub(r"-webkit-mask:[^;}]*;mask:", "-webkit-mask:", plain)


def built(name: str) -> str:
    """The text of a file as browsers get it."""
    return (BUILT / "assets" / assets()[name].file).read_text("utf-8")


def test_the_oldest_browsers_are_named_where_people_read_them() -> None:
    named = ", ".join(f"{name} {number:g}" for name, number in OLDEST.items())
    for file in ("README.md", "templates/booth/preparing.html"):
        assert named in (ROOT / file).read_text("utf-8"), file


@pytest.mark.parametrize("name", [*PAGES["bundles"]["booth"], "institution.js"])
def test_what_was_built_uses_nothing_newer_than_the_browsers_it_names(name: str) -> None:
    """Every script and sheet of a booth's pages, and what carries dossiers out of institutions' old browsers."""
    text = built(name)
    assert (newer(without_supports(text), SHEET) if name.endswith(".css") else newer(text, SCRIPT)) == []


def test_every_script_of_the_booths_pages_is_among_them() -> None:
    named = {
        match for page in (ROOT / "templates/booth").glob("*.html") for match in USED.findall(page.read_text("utf-8"))
    }
    assert {"booth", "booth-waiting", "tablet-ready", "tablet"} <= named
    assert {f"{one}.js" for one in named - {"public"}} <= set(PAGES["bundles"]["booth"])


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("a.findLast(b)", SCRIPT), ("class A{static {}}", SCRIPT), (".a:has(b){}", SHEET), (".a{height:100dvh}", SHEET),
        (".a{mask:url(b)}", SHEET), (".a{width:5vi}", SHEET),
    ],
)  # fmt: skip
def test_a_newer_feature_is_caught(text: str, table: dict[str, tuple[float, float, float]]) -> None:
    assert newer(without_supports(text), table) != []


def test_the_oldest_browsers_are_stated_and_built_for() -> None:
    stated = ", ".join(f"{name} {version:g}" for name, version in OLDEST.items())
    assert stated in (ROOT / "README.md").read_text("utf-8")
    targets = re.search(r"const TARGET = \[(.*?)\];", (ROOT / "static/js/build/bundle.js").read_text("utf-8"))
    assert targets is not None
    for name, version in OLDEST.items():
        assert f"'{name.lower()}{version:g}'" in targets[1]
