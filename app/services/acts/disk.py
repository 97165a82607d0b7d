"""Room on the disk: where there is too little for a day of voting, none begins."""

from __future__ import annotations

from app.language.message import N_
from app.services.acts.refusal import Refusal, Refused

DISK_LOW = Refusal(
    code="disk-low",
    status=507,
    words=N_(
        "There is too little room on the disk of the server for a day of voting: %(free)s megabytes are free, at least "
        "%(least)s are needed. Whoever keeps the computer makes room first."
    ),
)
DISK_FULL = Refusal(
    code="disk-full",
    status=507,
    words=N_("The disk of the server is full. Nothing was changed. Whoever keeps the computer makes room."),
    advice=N_("Please call the officers of the session."),
)

LEAST_TO_OPEN = 500 * 1024**2
"""Bytes: ballots of a day are some tens of megabytes, each with its journal of writes beside it; the rest is for papers
and a backup."""
_MEGABYTE = 1024**2


def why_no_room(free: int) -> Refused | None:
    """What keeps officers from opening the voting with so many bytes free, or None. Refused: disk-low."""
    if free >= LEAST_TO_OPEN:
        return None
    return Refused(DISK_LOW, free=free // _MEGABYTE, least=LEAST_TO_OPEN // _MEGABYTE)
