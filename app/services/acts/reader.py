"""Readers of files: how many read at once is a rule of the whole installation, and who comes too many is told when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.language.message import N_
from app.received.room import AGAIN, NoRoomError, room
from app.services.acts.refusal import Refusal, Refused

FILES_MANY = Refusal(
    code="files-many",
    status=503,
    words=N_("Many files are being looked at just now. Please send this file again in a minute."),
)


@contextmanager
def told_to_wait() -> Iterator[None]:
    """Tell who finds no room in the block to come again. Refused: files-many."""
    try:
        yield
    except NoRoomError as error:
        raise Refused(FILES_MANY, seconds=AGAIN) from error


@contextmanager
def place(folder: Path) -> Iterator[None]:
    """A place among the readers of the installation, for who reads in this process. Refused: files-many."""
    with told_to_wait(), room(folder):
        yield
