"""The sentences of check.html, read from its scripts."""

from __future__ import annotations

import re
from pathlib import Path

from tests.verify.node import ROOT

PAGES = ROOT / "static" / "js" / "verify" / "page"
ENTRY = re.compile(r"^\s*'?([\w-]+)'?:\s*'((?:[^'\\]|\\.)*)',$", re.MULTILINE)


def words(language: str, folder: Path = PAGES) -> dict[str, str]:
    found = dict(ENTRY.findall(re.sub(r":\n\s+'", ": '", (folder / f"words-{language}.js").read_text("utf-8"))))
    return {key: text.replace("\\u2068", "\u2068").replace("\\u2069", "\u2069") for key, text in found.items()}
