"""A sent file settled in a process of its own: a line about it and its bytes come back."""

from __future__ import annotations

import json
from pathlib import Path

from app.received.apart import read_apart
from app.received.file.accept import settle
from app.received.file.fit import MOST_BYTES, AcceptedFile, UnfitError
from app.received.file.head import need_fit


def settle_apart(data: bytes, *, picture: bool, room: Path) -> AcceptedFile:
    """As `settle`, by a reader of the room whose locks lie in that folder; what its head says is looked at before.

    Raises UnfitError, also where the process was ended, and NoRoomError.
    """
    if len(data) > MOST_BYTES:
        raise UnfitError("large")
    need_fit(data)
    said = read_apart("picture" if picture else "any", data, room)
    if said is None:
        raise UnfitError("damaged")
    return _read(said)


def answer_picture(data: bytes) -> bytes:
    """What the process says of a picture."""
    return _answer(data, picture=True)


def answer_any(data: bytes) -> bytes:
    """What the process says of a picture or a PDF."""
    return _answer(data, picture=False)


def _answer(data: bytes, *, picture: bool) -> bytes:
    try:
        found = settle(data, picture=picture)
    except UnfitError as fault:
        return json.dumps({"unfit": fault.why}).encode() + b"\n"
    said = {
        "media_type": found.media_type, "width": found.width, "height": found.height,
        "small": None if found.small is None else len(found.small),
    }  # fmt: skip
    return json.dumps(said).encode() + b"\n" + (found.small or b"") + found.content


def _read(answer: bytes) -> AcceptedFile:
    head, _, body = answer.partition(b"\n")
    said = json.loads(head)
    if "unfit" in said:
        raise UnfitError(said["unfit"])
    size = said.pop("small")
    return AcceptedFile(**said, small=None if size is None else body[:size], content=body[size or 0 :])
