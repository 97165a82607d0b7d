"""States of a nomination, the steps of its history, what may be decided on it, and what its institution may do."""

from __future__ import annotations

from enum import StrEnum


class NominationStatus(StrEnum):
    """Where a nomination stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEW = "review"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"


BEGUN = (NominationStatus.DRAFT, NominationStatus.RETURNED)
"""What its institution may still change."""

WAITING = (NominationStatus.SUBMITTED, NominationStatus.REVIEW, NominationStatus.APPEALED)
"""What waits for a decision."""

ANY_WAITING = "open"
"""What a search for all of these is called."""

STANDING = (*WAITING, NominationStatus.ACCEPTED, NominationStatus.RETURNED)
"""What was handed in and neither rejected nor withdrawn."""


class StepKind(StrEnum):
    """What a step of a nomination's history can be."""

    SUBMITTED = "submitted"
    RESUBMITTED = "resubmitted"
    CHECKED = "checked"
    PROPOSED_ACCEPT = "proposed-accept"
    PROPOSED_RETURN = "proposed-return"
    PROPOSED_REJECT = "proposed-reject"
    PROPOSAL_SET_ASIDE = "proposal-set-aside"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    WITHDRAWAL_ASKED = "withdrawal-asked"
    WITHDRAWAL_UNASKED = "withdrawal-unasked"
    RENOUNCED = "renounced"


NOTIFIED = (StepKind.ACCEPTED, StepKind.RETURNED, StepKind.REJECTED, StepKind.WITHDRAWN)
"""The steps that a notice is sent about."""


class Decision(StrEnum):
    """What two officers may decide on a nomination."""

    ACCEPT = "accept"
    RETURN = "return"
    REJECT = "reject"


class Finding(StrEnum):
    """What a reviewer found of one rule."""

    MET = "met"
    NOT_MET = "not-met"
    UNCLEAR = "unclear"


class Turn(StrEnum):
    """What an institution may do in an election now; or a wait, or an end without an act."""

    BEGIN = "begin"
    GO_ON = "go-on"
    MEND = "mend"
    APPEAL = "appeal"
    SEE = "see"
    OPENS_LATER = "opens-later"
    MISSED = "missed"
    NONE = "none"


ASKED = (Turn.BEGIN, Turn.GO_ON, Turn.MEND, Turn.APPEAL)
"""The turns at which something is asked of the institution."""


class Purpose(StrEnum):
    """What a file of a dossier is for."""

    PORTRAIT = "portrait"
    LOGO = "logo"
    LETTER = "letter"
    PERMIT = "permit"
    EVIDENCE = "evidence"


PICTURES = (Purpose.PORTRAIT, Purpose.LOGO)
SINGLE = (*PICTURES, Purpose.LETTER, Purpose.PERMIT)
"""Of which a dossier has one; of evidence it has many."""


class ReportHead(StrEnum):
    """A head of the report: public participation, or interaction with the judiciary."""

    PARTICIPATION = "participation"
    INTERACTION = "interaction"


class Declaration(StrEnum):
    """What an institution declares: all is true, may be published, the representative runs no part of the election."""

    TRUE = "true"
    PUBLIC = "public"
    NEUTRAL = "neutral"
