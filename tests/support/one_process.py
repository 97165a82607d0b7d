"""Work that the program gives to a child process, done in the process of the tests: a child costs a third of a second.

`tests/received` and `tests/papers` start the children themselves, and the journeys visit a program that does.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.received import assemblies
from app.received.file import AcceptedFile, settle
from app.received.spreadsheet import Book, read
from app.services.nomination import upload
from app.services.register import brought_list


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are sent in are read here."""
    monkeypatch.setattr(upload, "settle_apart", _settle_here)
    monkeypatch.setattr(brought_list, "read_book", _read_here)
    monkeypatch.setattr(assemblies, "read_book", _read_here)


def _settle_here(data: bytes, *, picture: bool, room: Path) -> AcceptedFile:
    return settle(data, picture=picture)


def _read_here(data: bytes, room: Path | None) -> Book:
    return read(data)
