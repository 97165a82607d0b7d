"""Desks that work without network: how a part of the roll is chosen, what becomes of it, what is noted."""

from __future__ import annotations

from enum import StrEnum


class PartWay(StrEnum):
    """By the first letters of institutions, by province, or as one of so many equal parts."""

    LETTERS = "letters"
    PROVINCE = "province"
    SHARE = "share"


class PartState(StrEnum):
    """With its desk; given back by it; taken back by two officers."""

    HELD = "held"
    GIVEN_BACK = "given-back"
    TAKEN_BACK = "taken-back"


class DeskAct(StrEnum):
    """What a desk notes: somebody came or went, that this was a mistake; a slip was handed, or given back unused."""

    CAME = "in"
    WENT = "out"
    WENT_VOTED = "out-voted"
    UNDO_CAME = "undo-in"
    UNDO_WENT = "undo-out"
    HANDED = "hand"
    BACK = "take-back"


OF_SLIPS = (DeskAct.HANDED, DeskAct.BACK)
"""What is about slips: it bears no hour, neither at the desk nor here."""


class DeskDoubt(StrEnum):
    """Why people must look at what a desk noted.

    Went though nobody noted the coming; went twice, at two desks; went with a slip that may still vote; a mistake found
    too late; came after the voting was closed; a second slip; a slip after the part was taken back; a slip that nobody
    could be handed; somebody at the door who was marked meanwhile as attending by video.
    """

    LEFT_UNKNOWN = "left-unknown"
    LEFT_TWICE = "left-twice"
    LEFT_WITH_SLIP = "left-with-slip"
    UNDO_LATE = "undo-late"
    AFTER_CLOSING = "after-closing"
    SLIP_TWICE = "slip-twice"
    SLIP_NOT_OURS = "slip-not-ours"
    SLIP_IMPOSSIBLE = "slip-impossible"
    BY_VIDEO = "by-video"
