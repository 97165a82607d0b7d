"""Work that the program gives to a child process, done in the process of the tests: a child costs a third of a second.

`tests/received` and `tests/papers` start the children themselves, and the journeys visit a program that does.
"""

from __future__ import annotations

import pytest

from app.papers import nomination
from app.received.file import settle
from app.services.nomination import upload


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are sent in are read here, and booklets are printed here."""
    monkeypatch.setattr(upload, "settle_apart", settle)
    monkeypatch.setattr(nomination, "print_apart", nomination.print_booklet)
