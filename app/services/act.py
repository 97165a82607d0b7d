"""What every act brings along, and how an act is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who acts (user names; two for an act that two officers must agree on), when, and a source of randomness."""

    officers: tuple[str, ...]
    now: datetime
    random: Callable[[int], bytes]


class Refused(Exception):
    """An act that the rules do not allow; nothing was changed. `code` is stable, `facts` fill its message."""

    CODES: ClassVar[frozenset[str]] = frozenset({
        "accounting-unbalanced", "appeal-same", "appeal-spent", "appeals-open", "archive-missing", "backup-invalid",
        "ballot-challenged", "ballot-invalid", "board-altered", "booklet-printing", "candidates-missing",
        "challenge-unknown", "challenges-many", "code-wrong", "countersign-role", "countersign-same",
        "credential-unknown", "deadline-earlier", "deadline-passed", "decided-meanwhile", "decision-unknown",
        "decryption-invalid", "delegate-absent", "delegate-duplicate", "delegate-no-slip", "delegate-slip-handed",
        "dice-too-few", "draft-changed", "draft-long", "election-closed", "election-not-open", "institution-duplicate",
        "invitation-expired", "invitation-invalid", "invitation-used", "key-invalid", "key-name", "last-way-in",
        "letter-not-ready", "letter-signatory", "list-changed", "lots-not-needed", "lots-pending", "nomination-closed",
        "nomination-duplicate", "nomination-sent", "nominations-waiting", "not-found", "objections-open",
        "observer-candidate", "officer-last", "passkey-failed", "passkey-unknown", "passphrase-weak",
        "passphrase-wrong",
        "password-common", "password-name", "password-wrong", "phase-wrong", "quorum-missing", "reason-missing",
        "registration-later", "roll-closed", "roll-frozen", "serial-unknown", "session-final", "sheet-cell",
        "sheet-columns", "sheet-damaged", "sheet-empty", "sheet-head", "sheet-large", "sheet-rows", "sheet-type",
        "sign-in-failed", "sign-in-paused", "slip-expired", "slip-foreign", "slip-forged", "slip-used", "slip-void",
        "slips-foreign", "slips-invalid", "slips-missing", "slips-printed", "slips-sealed", "slips-secret",
        "slips-too-few", "slips-too-many", "small-group", "test-wrong", "timetable-begun", "timetable-day",
        "timetable-order", "timetable-short", "trustee-duplicate", "trustees-missing", "trustees-unchecked",
        "two-officers-needed", "upload-active", "upload-damaged", "upload-empty", "upload-kind", "upload-large",
        "upload-pixels", "upload-quota", "username-taken", "username-wrong",
    })  # fmt: skip

    def __init__(self, code: str, **facts: object) -> None:
        if code not in self.CODES:
            raise ValueError(f"unknown refusal {code}")
        super().__init__(code)
        self.code = code
        self.facts = facts


def need_two(act: Act) -> None:
    """Refuse unless two different officers act together."""
    if len(set(act.officers)) < 2:
        raise Refused("two-officers-needed")
