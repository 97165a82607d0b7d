"""The catalogues of messages: compiled where they are newer, read by language."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.language.wording import Wording, load_wording

TRANSLATIONS = Path(__file__).parent / "translations"


def compile_catalogues() -> None:
    """Compile each ``messages.po`` that is newer than its ``messages.mo``."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        with NamedTemporaryFile(dir=target.parent, suffix=".mo", delete=False) as out:
            write_mo(out, catalogue)
        os.replace(out.name, target)  # whole or not at all: another process may be reading


def wording(code: str) -> Wording:
    """The language of a printed document."""
    return load_wording(code, TRANSLATIONS)
