"""How an entered paper stands, and why two officers rule one invalid."""

from __future__ import annotations

from enum import StrEnum


class PaperState(StrEnum):
    """What a device is told of the paper that it entered: the second entry is missing; the two differ; they agree, and
    this device casts, or the other one; the vote is cast; both called it invalid; another vote came with its slip."""

    WAITING = "waiting"
    UNEQUAL = "unequal"
    MINE = "mine"
    OTHER = "other"
    DONE = "done"
    RULED = "ruled"
    USED = "used"


class PaperFault(StrEnum):
    """Why a paper is invalid: more marks than the rule allows, fewer, nobody can tell what is meant, a name or a sign
    shows whose it is, it is no list of this election."""

    TOO_MANY = "too-many"
    TOO_FEW = "too-few"
    UNCLEAR = "unclear"
    MARKED = "marked"
    FOREIGN = "foreign"
