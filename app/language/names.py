"""A name in three languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """One name in three languages; Persian is always there."""

    fa: str
    en: str = ""
    ar: str = ""

    def in_language(self, language: str) -> str:
        """The name in `language` ("fa", "en" or "ar"), or in Persian where that is missing."""
        return {"en": self.en, "ar": self.ar}.get(language) or self.fa

    def language_of(self, language: str) -> str:
        """The language that `in_language` finds: `language`, or "fa" where the name is missing in it."""
        return language if {"en": self.en, "ar": self.ar}.get(language) else "fa"


NAMELESS = Names("")
"""Nothing in any language."""
