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
        "ballot-challenged", "ballot-invalid", "board-altered", "candidates-missing", "challenge-unknown",
        "challenges-many", "countersign-role", "countersign-same", "credential-unknown", "deadline-earlier",
        "deadline-passed", "decided-meanwhile", "decision-unknown", "decryption-invalid", "delegate-absent",
        "delegate-duplicate", "delegate-no-slip", "delegate-slip-handed", "dice-too-few", "draft-long",
        "election-closed", "election-not-open", "institution-duplicate", "invitation-invalid", "key-invalid",
        "key-name", "letter-not-ready", "letter-signatory", "lots-not-needed", "lots-pending", "nomination-closed",
        "nomination-duplicate", "nomination-sent", "nominations-waiting", "not-found", "objections-open",
        "observer-candidate", "passphrase-weak", "passphrase-wrong", "phase-wrong", "quorum-missing", "reason-missing",
        "registration-later", "roll-closed", "roll-frozen", "serial-unknown", "session-final", "sign-in-failed",
        "sign-in-paused", "slip-expired", "slip-foreign", "slip-forged", "slip-used", "slip-void", "slips-foreign",
        "slips-invalid", "slips-missing", "slips-printed", "slips-sealed", "slips-secret", "slips-too-few",
        "slips-too-many", "small-group", "test-wrong", "timetable-begun", "timetable-day", "timetable-order",
        "timetable-short", "trustee-duplicate", "trustees-missing", "trustees-unchecked", "two-officers-needed",
        "username-taken",
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
