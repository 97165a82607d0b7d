"""The recovery key on paper."""

from __future__ import annotations

from datetime import datetime

from app.documents import recovery_sheet
from app.documents.letterhead import Letterhead
from app.language.catalogue import compile_catalogues, wording


def print_recovery_key(private: str, public: str, made: datetime, language: str) -> bytes:
    """The sheet with both halves, in a language; no installation is read."""
    compile_catalogues()
    words = wording(language)
    head = Letterhead(assembly="Majma", office=words.gettext("Secretariat"), emblem=0, demonstration=False)
    sheet = recovery_sheet.RecoverySheet(head=head, private=private, public=public, made=made)
    return recovery_sheet.render_recovery_sheet(sheet, words)
