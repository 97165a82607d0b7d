"""The catalogues of messages: compiled where they are newer, read by language."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.language.wording import Wording, load_wording

TRANSLATIONS = Path(__file__).parent / "translations"


def compile_catalogues(folder: Path = TRANSLATIONS) -> None:
    """Compile each ``messages.po`` below `folder` that is newer than its ``messages.mo``.

    A service's user may not write there (`./majma service install` compiled them): the words of before are then
    kept, and the log says so. PermissionError where there are none.
    """
    for source in folder.glob("*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        if target.exists() and not os.access(target.parent, os.W_OK):
            logging.getLogger(__name__).warning(
                "the words in %s are newer than what is compiled of them; ./majma service install compiles them", source
            )
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        with NamedTemporaryFile(dir=target.parent, suffix=".mo", delete=False) as out:
            write_mo(out, catalogue)
            os.fchmod(out.fileno(), 0o644)  # a service's user reads what root compiled
        os.replace(out.name, target)  # whole or not at all: another process may be reading


def wording(code: str) -> Wording:
    """The language of a printed document."""
    return load_wording(code, TRANSLATIONS)
