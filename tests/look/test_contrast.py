"""Every pair of colours that the style sheets put on each other is readable, in every theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TEXT, SIGN = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
THEMES = ("", "hall", "contrast")
SHEETS = tuple(sheet for sheet in CSS.glob("*.css") if not sheet.name.startswith("print"))  # paper has its own rules

TEXT_PAIRS = (
    ("ink", "paper"), ("ink", "wash"), ("ink", "act-wash"), ("ink", "attention-wash"), ("ink", "danger-wash"),
    ("ink", "success-wash"), ("ink-quiet", "paper"), ("ink-quiet", "wash"), ("ink-quiet", "act-wash"),
    ("ink-quiet", "attention-wash"), ("ink-quiet", "success-wash"), ("ink-quiet", "danger-wash"), ("act", "paper"),
    ("act", "wash"), ("act", "act-wash"), ("act", "attention-wash"), ("act", "success-wash"), ("act-hover", "paper"),
    ("act-hover", "act-wash"), ("on-act", "act"), ("on-act", "act-hover"), ("attention", "paper"),
    ("attention", "wash"), ("attention", "attention-wash"), ("danger", "paper"), ("danger", "danger-wash"),
    ("on-danger", "danger"), ("on-danger", "danger-hover"), ("success", "paper"), ("success", "wash"),
    ("success", "success-wash"),
)  # fmt: skip
SIGN_PAIRS = (
    ("line-control", "paper"), ("line-control", "wash"), ("focus", "paper"), ("focus", "wash"), ("focus", "act-wash"),
    ("focus", "attention-wash"), ("focus", "danger-wash"), ("act", "paper"), ("act", "act-wash"), ("danger", "paper"),
)  # fmt: skip


def tokens(theme: str) -> dict[str, str]:
    """The colours of a theme by name; a theme changes those of the plain page."""
    sheet = (CSS / "tokens.css").read_text("utf-8")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", _block(sheet, ":root")))
    if theme:
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", _block(sheet, f'[data-theme="{theme}"]')))
    return found


def _block(sheet: str, selector: str) -> str:
    start = sheet.index(selector + " {")
    return sheet[start : sheet.index("}", start)]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def faint(theme: str, pairs: tuple[tuple[str, str], ...], least: float) -> list[str]:
    """The pairs of a theme whose contrast is below `least`."""
    colours = tokens(theme)
    measured = ((one, other, contrast(colours[one], colours[other])) for one, other in pairs)
    return [f"{one} on {other}: {ratio:.2f}" for one, other, ratio in measured if ratio < least]


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_readable_on_its_ground(theme: str) -> None:
    assert faint(theme, TEXT_PAIRS, TEXT) == []


@pytest.mark.parametrize("theme", THEMES)
def test_borders_of_controls_and_the_focus_ring_are_seen(theme: str) -> None:
    assert faint(theme, SIGN_PAIRS, SIGN) == []


def test_high_contrast_is_at_least_ten_to_one() -> None:
    assert faint("contrast", TEXT_PAIRS, 10.0) == []


def test_a_faint_pair_is_caught() -> None:
    assert faint("", (("line", "paper"),), SIGN) != []


@pytest.mark.parametrize("theme", ["hall", "contrast"])
def test_a_theme_gives_every_colour_anew(theme: str) -> None:
    sheet = (CSS / "tokens.css").read_text("utf-8")
    own = set(re.findall(r"--([\w-]+): #", _block(sheet, f'[data-theme="{theme}"]')))
    assert own == set(tokens(""))


def test_colours_stand_in_the_tokens_only() -> None:  # a veil, which is a colour with "/", may stand where it hangs
    faults = [
        f"{sheet.name}: {colour}"
        for sheet in SHEETS
        if sheet.name != "tokens.css"
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\([^/)]*\)|hsla?\(", sheet.read_text("utf-8"))
    ]
    assert faults == []


def test_rules_name_no_left_and_no_right() -> None:
    sides = r"(margin|padding|border|inset)-(left|right)|^\s*(left|right|width|height):|float: (left|right)"
    physical = re.compile(sides, re.M)
    allowed = re.compile(r"text-align: left")  # Latin codes in fields that are left-to-right in every language
    faults = [
        f"{sheet.name}: {found.group(0).strip()}"
        for sheet in SHEETS
        for found in physical.finditer(allowed.sub("", sheet.read_text("utf-8")))
    ]
    assert faults == []
