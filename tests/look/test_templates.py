"""Templates keep the rules that the content security policy and the reader rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ZONES = ("layout", "hall", "macros", "account", "public", "institution", "office", "errors")
TEMPLATES = sorted(path for zone in ZONES for path in (ROOT / "templates" / zone).glob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_says_what_it_takes(path: Path) -> None:
    assert path.read_text("utf-8").startswith("{#-")
