"""What a refusal is."""

from __future__ import annotations

from typing import ClassVar


class Refused(Exception):
    """An act that the rules do not allow; nothing was changed. `code` is stable, `facts` fill its message."""

    CODES: ClassVar[frozenset[str]] = frozenset({
        "accounting-unbalanced", "answers-alike", "appeal-same", "appeal-spent", "appeals-open", "archive-missing",
        "backup-final", "backup-invalid", "backup-missing", "ballot-challenged", "ballot-invalid", "balls-count",
        "board-altered", "booklet-printing", "candidates-missing", "challenge-unknown", "challenges-many", "code-wrong",
        "countersign-role", "countersign-same", "credential-unknown", "deadline-earlier", "deadline-passed",
        "decided-meanwhile", "decision-unknown", "decryption-invalid", "decryption-wrong", "delegate-absent",
        "delegate-duplicate", "delegate-no-slip", "delegate-slip-handed", "draft-changed", "draft-long",
        "election-closed", "election-not-open", "institution-duplicate", "invitation-expired", "invitation-invalid",
        "invitation-used", "key-final", "key-invalid", "key-known", "key-name", "keys-dependent", "keys-kept",
        "last-way-in", "letter-not-ready", "letter-signatory", "list-changed", "lots-drawn", "lots-not-needed",
        "lots-pending", "lots-unannounced", "nomination-closed", "nomination-duplicate", "nomination-sent",
        "nominations-waiting", "not-found", "objections-open", "observer-candidate", "office-first", "officer-last",
        "order-unannounced", "passkey-failed", "passkey-unknown", "passphrase-weak", "passphrase-wrong",
        "password-common", "password-name", "password-wrong", "phase-wrong", "quorum-missing", "reason-missing",
        "registration-later", "reserve-used", "revote-drawn", "roll-closed", "roll-frozen", "serial-unknown",
        "serial-wrong", "session-final", "setup-missing", "sheet-cell", "sheet-columns", "sheet-damaged",
        "sheet-empty", "sheet-head", "sheet-large", "sheet-rows", "sheet-type", "sign-in-failed", "sign-in-paused",
        "slip-expired", "slip-foreign", "slip-forged", "slip-used", "slip-used-reason", "slip-void",
        "slips-credential", "slips-foreign", "slips-invalid", "slips-key", "slips-missing", "slips-printed",
        "slips-sealed", "slips-secret", "slips-too-few", "slips-too-many", "slips-weight", "small-group", "test-wrong",
        "timetable-begun", "timetable-day", "timetable-order", "timetable-short", "trustee-duplicate",
        "trustees-missing", "trustees-unchecked", "two-officers-needed", "upload-active", "upload-damaged",
        "upload-empty", "upload-kind", "upload-large", "upload-pixels", "upload-quota", "username-taken",
        "username-wrong",
    })  # fmt: skip

    def __init__(self, code: str, **facts: object) -> None:
        if code not in self.CODES:
            raise ValueError(f"unknown refusal {code}")
        super().__init__(code)
        self.code = code
        self.facts = facts
