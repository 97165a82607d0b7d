"""A large file for everybody: not made for who has it, in part for who asks so, and nothing left behind."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from app.web import download as downloads
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


def answer(write: Writer, *, app: Flask | None = None, path: str = "/", tag: str = "tag-1", **headers: str) -> Response:
    said = {name.replace("_", "-"): one for name, one in headers.items()}
    with (app or Flask("none")).test_request_context(path, headers=said):
        return download("board.bel", tag, "application/x-tar", write)


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
def test_each_gets_what_it_lacks(room: Path, headers: dict[str, Any], status: int, body: bytes, made: int) -> None:
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


def test_the_same_file_is_written_once_for_all_who_ask_and_anew_when_it_is_another(room: Path) -> None:
    app, write, other = Flask("none"), Writer(), Writer()
    with ThreadPoolExecutor(8) as pool:
        crowd = list(pool.map(lambda _: body_of(answer(write, app=app)), range(8)))
    assert (crowd, write.times) == ([BODY] * 8, 1)
    assert body_of(answer(write, app=app, Range="bytes=2-4")) == b"234"
    assert (body_of(answer(write, app=app, tag="tag-2")), write.times) == (BODY, 2)
    assert (body_of(answer(write, app=app)), write.times) == (BODY, 3), "of an address what it is now is kept"
    assert (body_of(answer(other, app=app, path="/other")), other.times) == (BODY, 1)
    assert list(room.iterdir()) == []


@pytest.mark.parametrize("limit", ["MOST", "MOST_BYTES"])
def test_few_are_kept_and_who_is_being_sent_one_gets_it_to_its_end(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(downloads, limit, {"MOST": 1, "MOST_BYTES": len(BODY)}[limit])
    app, write = Flask("none"), Writer()
    first = answer(write, app=app, path="/a")
    answer(write, app=app, path="/b").close()
    assert body_of(first) == BODY
    assert (body_of(answer(write, app=app, path="/b")), write.times) == (BODY, 2)
    assert (body_of(answer(write, app=app, path="/a")), write.times) == (BODY, 3)
