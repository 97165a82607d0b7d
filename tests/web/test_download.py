"""A large file for everybody: not made for who has it, in part for who asks so, and nothing left behind."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from app.web.download import download

BODY = b"0123456789"


class Writer:
    """Writes the file, or fails at it; counts how often it was asked."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.times, self.fault = 0, fault

    def __call__(self, out: BinaryIO) -> None:
        self.times += 1
        out.write(BODY)
        out.flush()
        if self.fault is not None:
            raise self.fault


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def answer(write: Writer, **headers: str) -> Response:
    with Flask("none").test_request_context(headers={name.replace("_", "-"): one for name, one in headers.items()}):
        return download("board.bel", "tag-1", "application/x-tar", write)


def body_of(found: Response) -> bytes:
    found.direct_passthrough = False
    return found.get_data()


@pytest.mark.parametrize(
    ("headers", "status", "body", "made"),
    [
        ({}, 200, BODY, 1),
        ({"If_None_Match": '"tag-0"'}, 200, BODY, 1),
        ({"If_None_Match": '"tag-1"'}, 304, b"", 0),
        ({"Range": "bytes=2-4"}, 206, b"234", 1),
        ({"Range": "bytes=8-"}, 206, b"89", 1),
        ({"Range": "bytes=20-30"}, 416, b"", 1),
    ],
)
def test_each_gets_what_it_lacks(room: Path, headers: dict[str, str], status: int, body: bytes, made: int) -> None:
    write = Writer()
    found = answer(write, **headers)
    assert (found.status_code, write.times) == (status, made)
    assert body_of(found) == body
    assert found.headers.get("Last-Modified") is None
    if status == 416:
        assert found.headers["Content-Range"] == "bytes */10"
    else:
        assert found.headers["ETag"] == '"tag-1"'
    found.close()
    assert list(room.iterdir()) == []


def test_what_fails_while_it_is_written_leaves_nothing(room: Path) -> None:
    with pytest.raises(OSError, match="no room"):
        answer(Writer(OSError("no room")))
    assert list(room.iterdir()) == []
