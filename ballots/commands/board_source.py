"""Where a witness reads a board: the election's address on the web, or a folder. Of the archive only what is new."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final, cast
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from ballots.custody_errors import FileError
from ballots.files import ByteSource, read_file, read_limited
from ballots.record.container import ARCHIVE

_TIMEOUT: Final = 60
_RANGE: Final = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/(?:[0-9]{1,15}|\*)")


class Holds(StrEnum):
    """What an answer holds of an archive."""

    NOTHING_NEW = "nothing new"
    REST = "the rest"
    WHOLE = "the whole"
    LESS = "less than was asked for"


@dataclass(frozen=True, slots=True)
class ArchiveAnswer:
    """An archive, or its rest, as it arrives; there is a stream where it holds the rest or the whole.

    The stream raises FileError where it ends too early.
    """

    holds: Holds
    stream: ByteSource | None = None


@dataclass(frozen=True, slots=True)
class FolderBoard:
    """The files of a board in a folder that somebody fills."""

    folder: Path

    def read(self, name: str, limit: int) -> bytes | None:
        """Return a small file, None when there is none of that name. Raises FileError."""
        path = self.folder / name
        return read_file(path, limit) if path.exists() else None

    @contextmanager
    def archive(self, at: int, head: str) -> Iterator[ArchiveAnswer]:
        """Give the archive from byte `at` on. Raises FileError."""
        path = self.folder / ARCHIVE
        try:
            file = path.open("rb")
            size = path.stat().st_size
        except OSError as error:
            raise FileError(f"{path}: {error.strerror or 'cannot be read'}") from error
        with file:
            file.seek(at)
            yield ArchiveAnswer(_compare(size, at), _Body(file, max(0, size - at), str(path)))


@dataclass(frozen=True, slots=True)
class WebBoard:
    """The pages of an election; `address` has no slash at its end."""

    address: str

    def read(self, name: str, limit: int) -> bytes | None:
        """Return a small file, None when there is none of that name. Raises FileError."""
        answer = self._ask(name, {}, HTTPStatus.NOT_FOUND)
        if isinstance(answer, HTTPError):
            return None
        with answer:
            data = read_limited(self._body(answer, name), limit + 1)
        if len(data) > limit:
            raise FileError(f"{self.address}/{name}: longer than {limit} bytes")
        return data

    @contextmanager
    def archive(self, at: int, head: str) -> Iterator[ArchiveAnswer]:
        """Give the archive from byte `at` on; `head` is the hex hash of the last event before it. Raises FileError.

        Our server's entity tag of an archive is its head, so that nothing is made or sent where nothing is new.
        """
        wanted = {"Range": f"bytes={at}-", "If-None-Match": f'"{head}"'} if at else {}
        answer = self._ask(ARCHIVE, wanted, HTTPStatus.NOT_MODIFIED, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        if isinstance(answer, HTTPError):
            total = answer.headers.get("Content-Range", "").rpartition("/")[2]
            is_same = answer.code == HTTPStatus.NOT_MODIFIED or total == str(at)
            yield ArchiveAnswer(Holds.NOTHING_NEW if is_same else Holds.LESS)
            return
        with answer:
            said = answer.headers.get("Content-Range", "")
            yield ArchiveAnswer(_held(answer.status, said, at), self._body(answer, ARCHIVE))

    def _ask(self, name: str, headers: dict[str, str], *expected: HTTPStatus) -> HTTPResponse | HTTPError:
        """Return an answer, or one of the `expected` refusals."""
        address = f"{self.address}/{name}"
        try:
            request = Request(address, headers=headers)  # only http and https come here  # noqa: S310
            return cast(HTTPResponse, urlopen(request, timeout=_TIMEOUT))  # noqa: S310
        except HTTPError as error:
            if error.code in expected:
                return error
            raise FileError(f"{address}: {error}; the address ends with the election's code") from error
        except (OSError, HTTPException, ValueError) as error:
            raise FileError(f"{address}: {error.reason if isinstance(error, URLError) else error}") from error

    def _body(self, answer: HTTPResponse, name: str) -> "_Body":
        return _Body(answer, answer.length, f"{self.address}/{name}")


class _Body:
    """What is read of an answer; a transfer that was cut off is told from a file that ends."""

    def __init__(self, source: ByteSource, length: int | None, name: str) -> None:
        self._source = source
        self._left = length
        self._name = name

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end. Raises FileError."""
        try:
            data = self._source.read(size if self._left is None else min(size, self._left))
        except (OSError, HTTPException, ValueError) as error:
            raise FileError(f"{self._name}: {error}") from error
        if self._left is not None:
            if not data and self._left:
                raise FileError(f"{self._name}: the transfer was cut off")
            self._left -= len(data)
        return data


def board_at(board: str) -> WebBoard | FolderBoard:
    """Return the board at an address or in a folder."""
    return WebBoard(board.rstrip("/")) if board.startswith(("http://", "https://")) else FolderBoard(Path(board))


def _compare(size: int, at: int) -> Holds:
    if not at:
        return Holds.WHOLE
    return Holds.NOTHING_NEW if size == at else Holds.REST if size > at else Holds.LESS


def _held(status: int, content_range: str, at: int) -> Holds:
    """What an answer with a body holds. Raises FileError for a part that was not asked for."""
    if status == HTTPStatus.OK:
        return Holds.WHOLE
    found = _RANGE.fullmatch(content_range)
    if status != HTTPStatus.PARTIAL_CONTENT or found is None or int(found[1]) != at:
        raise FileError("the server sends another part of the archive than was asked for")
    return Holds.REST
