"""The kinds of the journal's entries, and which of them are made also while the clock is doubted."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Everything that the journal can say."""

    ASSEMBLY_CREATED = "assembly-created"
    ASSEMBLY_FOUNDED = "assembly-founded"
    ASSEMBLY_CHANGED = "assembly-changed"
    LETTERHEAD_CHANGED = "letterhead-changed"
    BODY_CREATED = "body-created"
    BODY_CHANGED = "body-changed"
    SESSION_CREATED = "session-created"
    SESSION_CHANGED = "session-changed"
    ITEM_STARTED = "item-started"
    ITEM_ENDED = "item-ended"
    ITEM_TAKEN_BACK = "item-taken-back"
    SPEAKING_ANNOUNCED = "speaking-announced"
    SPEAKING_DRAWN = "speaking-drawn"
    PRESENTATION_STARTED = "presentation-started"
    PRESENTATION_PAUSED = "presentation-paused"
    PRESENTATION_ENDED = "presentation-ended"
    PRESENTATION_TAKEN_BACK = "presentation-taken-back"
    PRESENTATION_ABSENT = "presentation-absent"
    PRESENTATION_MOVED = "presentation-moved"
    PRESENTATION_MINUTE = "presentation-minute"
    RESOLUTION_NOTED = "resolution-noted"
    RESOLUTION_CORRECTED = "resolution-corrected"
    RESOLUTION_STRUCK = "resolution-struck"
    SPEECH_ASKED = "speech-asked"
    SPEECH_BEGUN = "speech-begun"
    SPEECH_ENDED = "speech-ended"
    SPEECH_CHANGED = "speech-changed"
    SPEECH_MINUTES = "speech-minutes"
    CHAIR_CODE_GIVEN = "chair-code-given"
    CHAIR_CODE_TAKEN_BACK = "chair-code-taken-back"
    CHAIR_CAME = "chair-came"
    REHEARSAL_DISCARDED = "rehearsal-discarded"
    FIRST_CALL_FAILED = "first-call-failed"
    SECOND_CALL_MADE = "second-call-made"
    OFFICER_ADDED = "officer-added"
    OFFICER_CHANGED = "officer-changed"
    OFFICER_RESET = "officer-reset"
    ACT_ASKED = "act-asked"
    ACT_DECLINED = "act-declined"
    ACT_TAKEN_BACK = "act-taken-back"
    OFFICER_SIGNED_IN = "officer-signed-in"
    OFFICER_ACCOUNT_CHANGED = "officer-account-changed"
    ELECTION_CREATED = "election-created"
    ELECTION_DISCARDED = "election-discarded"
    ELECTION_UNFROZEN = "election-unfrozen"
    PHASE_CHANGED = "phase-changed"
    ELECTION_ANNULLED = "election-annulled"
    INSTITUTION_ADDED = "institution-added"
    INSTITUTION_CHANGED = "institution-changed"
    INSTITUTION_INTRODUCED = "institution-introduced"
    INTRODUCTIONS_IMPORTED = "introductions-imported"
    INVITATIONS_MADE = "invitations-made"
    INVITATION_USED = "invitation-used"
    ACCOUNT_MADE = "account-made"
    ACCOUNT_SIGNED_IN = "account-signed-in"
    ACCOUNT_CHANGED = "account-changed"
    ACCOUNT_RENEWED = "account-renewed"
    TIMETABLE_SET = "timetable-set"
    DEADLINE_EXTENDED = "deadline-extended"
    DEADLINE_CORRECTED = "deadline-corrected"
    NOMINATION_SUBMITTED = "nomination-submitted"
    NOMINATION_CHECKED = "nomination-checked"
    NOMINATION_PROPOSED = "nomination-proposed"
    NOMINATION_ACCEPTED = "nomination-accepted"
    NOMINATION_RETURNED = "nomination-returned"
    NOMINATION_REJECTED = "nomination-rejected"
    NOMINATION_APPEALED = "nomination-appealed"
    NOMINATION_WITHDRAWN = "nomination-withdrawn"
    WITHDRAWAL_ASKED = "withdrawal-asked"
    WITHDRAWAL_UNASKED = "withdrawal-unasked"
    CANDIDATE_RENOUNCED = "candidate-renounced"
    NAME_CORRECTED = "name-corrected"
    EXPORTED = "exported"
    DELEGATE_ADDED = "delegate-added"
    ELECTORS_CHANGED = "electors-changed"
    ROLL_TAKEN_OVER = "roll-taken-over"
    ROLL_FROM_REGISTER = "roll-from-register"
    ROLL_IMPORTED = "roll-imported"
    ROLL_REQUESTED = "roll-requested"
    ROLL_REQUEST_RULED = "roll-request-ruled"
    DELEGATE_REMOVED = "delegate-removed"
    DELEGATE_CHECKED_IN = "delegate-checked-in"
    DELEGATE_CHECKED_OUT = "delegate-checked-out"
    PRESENCE_UNDONE = "presence-undone"
    DELEGATE_REPLACED = "delegate-replaced"
    DELEGATE_BY_VIDEO = "delegate-by-video"
    DELEGATE_IN_HALL = "delegate-in-hall"
    PRESENCE_STATED = "presence-stated"
    DESK_PART_GIVEN = "desk-part-given"
    DESK_PART_ENDED = "desk-part-ended"
    DESK_QUESTION_SEEN = "desk-question-seen"
    GUEST_ADDED = "guest-added"
    GUEST_CAME = "guest-came"
    GUEST_WENT = "guest-went"
    OBSERVER_ADMITTED = "observer-admitted"
    OBSERVER_CAME = "observer-came"
    OBSERVER_REVOKED = "observer-revoked"
    OBSERVER_NOTED = "observer-noted"
    OBSERVER_ANSWERED = "observer-answered"
    SLIP_HANDED = "slip-handed"
    SLIP_TAKEN_BACK = "slip-taken-back"
    SLIPS_PRINTED = "slips-printed"
    SLIPS_ORDERED = "slips-ordered"
    SLIPS_TAKEN = "slips-taken"
    SLIPS_SEALED = "slips-sealed"
    SIMULATION_BEGUN = "simulation-begun"
    SLIP_VOIDED = "slip-voided"
    SLIP_LOST = "slip-lost"
    LAST_CALL = "last-call"
    PAPER_ALLOWED = "paper-allowed"
    PAPER_DESK = "paper-desk"
    PAPER_RULED = "paper-ruled"
    SLIP_PAGE_VOIDED = "slip-page-voided"
    TRUSTEE_INVITED = "trustee-invited"
    TRUSTEE_REMOVED = "trustee-removed"
    TRUSTEE_KEY_GIVEN = "trustee-key-given"
    TRUSTEE_KEY_CHECKED = "trustee-key-checked"
    TRUSTEE_BACKUP_MADE = "trustee-backup-made"
    TRUSTEE_BACKUP_WAIVED = "trustee-backup-waived"
    TRUSTEE_SHEET_SEEN = "trustee-sheet-seen"
    OFFICE_KEY_DESTROYED = "office-key-destroyed"
    TRUSTEE_KEY_REBUILT = "trustee-key-rebuilt"
    CHALLENGE_DIFFERS = "challenge-differs"
    TABLETS_ADMITTED = "tablets-admitted"
    TABLET_ENROLLED = "tablet-enrolled"
    TABLET_RENAMED = "tablet-renamed"
    TABLET_REVOKED = "tablet-revoked"
    USED_SLIP_FOUND = "used-slip-found"
    BOOTH_STOP_SEEN = "booth-stop-seen"
    ACCOUNTING_STATED = "accounting-stated"
    TALLY_ENCRYPTED = "tally-encrypted"
    DECRYPTION_GIVEN = "decryption-given"
    DECRYPTION_REFUSED = "decryption-refused"
    RESULT_RECORDED = "result-recorded"
    ORDER_ANNOUNCED = "order-announced"
    LOTS_ANNOUNCED = "lots-announced"
    LOTS_DRAWN = "lots-drawn"
    OBJECTIONS_WAIVED = "objections-waived"
    OBJECTION_LODGED = "objection-lodged"
    OBJECTION_RULED = "objection-ruled"
    OBJECTION_WAIVER = "objection-waiver"
    ZERO_REPORT_MADE = "zero-report-made"
    MINUTES_MADE = "minutes-made"
    SUPPLEMENT_MADE = "supplement-made"
    MINUTES_AMENDED = "minutes-amended"
    SIGNED_SCAN_KEPT = "signed-scan-kept"
    SEAT_ACCEPTED = "seat-accepted"
    SEAT_UNWANTED = "seat-unwanted"
    SEAT_WANTED = "seat-wanted"
    SEAT_DECLINED = "seat-declined"
    SEAT_ENDED = "seat-ended"
    SEAT_PASSED = "seat-passed"
    SEAT_VACANT = "seat-vacant"
    LETTER_DRAFTED = "letter-drafted"
    LETTER_CHANGED = "letter-changed"
    LETTER_ISSUED = "letter-issued"
    LETTER_REVOKED = "letter-revoked"
    LETTER_REPLACED = "letter-replaced"
    LETTER_VOIDED = "letter-voided"
    DUTY_DONE = "duty-done"
    RESTORED = "restored"
    CLOCK_DOUBTED = "clock-doubted"
    CLOCK_RELEASED = "clock-released"


OBSERVED_IN_SESSION = frozenset({
    *(Kind.ITEM_STARTED, Kind.ITEM_ENDED, Kind.ITEM_TAKEN_BACK, Kind.SPEAKING_ANNOUNCED, Kind.SPEAKING_DRAWN),
    *(Kind.PRESENTATION_STARTED, Kind.PRESENTATION_PAUSED, Kind.PRESENTATION_ENDED, Kind.PRESENTATION_TAKEN_BACK),
    *(Kind.PRESENTATION_ABSENT, Kind.PRESENTATION_MOVED, Kind.PRESENTATION_MINUTE),
    *(Kind.RESOLUTION_NOTED, Kind.RESOLUTION_CORRECTED, Kind.RESOLUTION_STRUCK),
    *(Kind.CHAIR_CODE_GIVEN, Kind.CHAIR_CODE_TAKEN_BACK),
    *(Kind.OBSERVER_ADMITTED, Kind.OBSERVER_REVOKED, Kind.OBSERVER_NOTED, Kind.OBSERVER_ANSWERED),
    *(Kind.ROLL_REQUESTED, Kind.ROLL_REQUEST_RULED),
})  # fmt: skip
OBSERVED_IN_ELECTION = frozenset({
    *(Kind.PHASE_CHANGED, Kind.ELECTION_UNFROZEN, Kind.ELECTION_ANNULLED, Kind.ELECTORS_CHANGED, Kind.NAME_CORRECTED),
    *(Kind.ORDER_ANNOUNCED, Kind.SLIPS_PRINTED, Kind.SLIPS_ORDERED, Kind.SLIPS_TAKEN, Kind.SLIPS_SEALED),
    *(Kind.SLIP_VOIDED, Kind.SLIP_LOST, Kind.SLIP_PAGE_VOIDED, Kind.USED_SLIP_FOUND, Kind.LAST_CALL),
    *(Kind.TRUSTEE_INVITED, Kind.TRUSTEE_REMOVED, Kind.TRUSTEE_KEY_GIVEN, Kind.TRUSTEE_KEY_CHECKED),
    *(Kind.TRUSTEE_BACKUP_MADE, Kind.TRUSTEE_BACKUP_WAIVED, Kind.TRUSTEE_KEY_REBUILT, Kind.OFFICE_KEY_DESTROYED),
    *(Kind.CHALLENGE_DIFFERS, Kind.BOOTH_STOP_SEEN, Kind.ZERO_REPORT_MADE, Kind.ACCOUNTING_STATED),
    *(Kind.TALLY_ENCRYPTED, Kind.DECRYPTION_GIVEN, Kind.DECRYPTION_REFUSED, Kind.RESULT_RECORDED),
    *(Kind.LOTS_ANNOUNCED, Kind.LOTS_DRAWN, Kind.OBJECTIONS_WAIVED, Kind.OBJECTION_LODGED, Kind.OBJECTION_RULED),
    *(Kind.MINUTES_MADE, Kind.SUPPLEMENT_MADE, Kind.MINUTES_AMENDED, Kind.LETTER_ISSUED, Kind.LETTER_REVOKED),
    Kind.SIGNED_SCAN_KEPT,
})  # fmt: skip
"""What an observer reads of the journal, by its kind alone: what is done with elections and in the hall, never who
came, went or was handed a slip, nor who signed in. A new kind is not read until it stands here."""

GOES_ON = frozenset({
    *(Kind.CLOCK_DOUBTED, Kind.CLOCK_RELEASED),
    *(Kind.OFFICER_SIGNED_IN, Kind.OFFICER_ACCOUNT_CHANGED, Kind.OFFICER_RESET),
    *(Kind.INVITATION_USED, Kind.ACCOUNT_MADE, Kind.ACCOUNT_SIGNED_IN, Kind.ACCOUNT_CHANGED),
    *(Kind.NOMINATION_SUBMITTED, Kind.NOMINATION_CHECKED, Kind.NOMINATION_APPEALED, Kind.NOMINATION_WITHDRAWN),
    *(Kind.INSTITUTION_ADDED, Kind.INSTITUTION_CHANGED, Kind.INSTITUTION_INTRODUCED, Kind.INTRODUCTIONS_IMPORTED),
    *(Kind.DELEGATE_ADDED, Kind.DELEGATE_CHECKED_IN, Kind.DELEGATE_CHECKED_OUT, Kind.PRESENCE_UNDONE),
    *(Kind.DELEGATE_BY_VIDEO, Kind.DELEGATE_IN_HALL, Kind.PRESENCE_STATED),
    *(Kind.DELEGATE_REPLACED, Kind.GUEST_ADDED, Kind.GUEST_CAME, Kind.GUEST_WENT),
    *(Kind.ROLL_REQUESTED, Kind.ROLL_REQUEST_RULED),
    *(Kind.DESK_PART_GIVEN, Kind.DESK_PART_ENDED, Kind.DESK_QUESTION_SEEN),
    *(Kind.ITEM_STARTED, Kind.ITEM_ENDED, Kind.ITEM_TAKEN_BACK),
    *(Kind.SPEAKING_ANNOUNCED, Kind.SPEAKING_DRAWN, Kind.PRESENTATION_STARTED, Kind.PRESENTATION_PAUSED),
    *(Kind.PRESENTATION_ENDED, Kind.PRESENTATION_TAKEN_BACK, Kind.PRESENTATION_ABSENT, Kind.PRESENTATION_MOVED),
    Kind.PRESENTATION_MINUTE,
    *(Kind.SPEECH_ASKED, Kind.SPEECH_BEGUN, Kind.SPEECH_ENDED, Kind.SPEECH_CHANGED, Kind.SPEECH_MINUTES),
    *(Kind.RESOLUTION_NOTED, Kind.RESOLUTION_CORRECTED, Kind.RESOLUTION_STRUCK),
    *(Kind.OBSERVER_ADMITTED, Kind.OBSERVER_CAME, Kind.OBSERVER_REVOKED, Kind.OBSERVER_NOTED, Kind.OBSERVER_ANSWERED),
    *(Kind.SLIP_HANDED, Kind.SLIP_TAKEN_BACK, Kind.CHALLENGE_DIFFERS, Kind.USED_SLIP_FOUND),
    *(Kind.TABLETS_ADMITTED, Kind.TABLET_ENROLLED, Kind.TABLET_RENAMED, Kind.TABLET_REVOKED),
    *(Kind.EXPORTED, Kind.DUTY_DONE, Kind.RESTORED, Kind.ACT_ASKED, Kind.ACT_DECLINED, Kind.BOOTH_STOP_SEEN),
})  # fmt: skip
"""What is recorded also while the clock is doubted: the ways in, the hall's desk, and what can be mended later. All
else is refused then, so that nobody who adds a kind has to think of it."""
