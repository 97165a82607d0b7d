"""The text of a letter as its token names it: found in the letter's own file and compared. SPEC: tokens.

A letter's PDF carries its canonical bytes as an attachment. To compare a digest it is enough to look through all that
the file holds, so that no reader of PDF is needed here: a stream that has the digest is the text that was signed.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from ballots.custody_errors import TokenDigestError
from ballots.token import Kind, Token, letter_digest

MAX_FILE: Final = 20_000_000
_MAX_TEXT: Final = 100_000
_MAX_STREAMS: Final = 1000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PDF: Final = b"%PDF-"


def find_text(found: Token, file: bytes) -> bytes:
    """Return the canonical bytes of the letter that a token was signed for, from its PDF or from the text itself.

    Raises TokenDigestError when the token is of another kind, or the file holds no such text.
    """
    if found.kind != Kind.LETTER:
        raise TokenDigestError("the token is not a letter's")
    for text in _texts(file[:MAX_FILE]):
        if letter_digest(text) == found.digest:
            return text
    raise TokenDigestError("the file holds no text that this token was signed for")


def _texts(file: bytes) -> Iterator[bytes]:
    """Give the file itself without a line feed behind it, or what each stream of a PDF holds, as it is and inflated."""
    if not file.startswith(_PDF):
        yield file.rstrip(b"\r\n")
        return
    place = 0
    for _ in range(_MAX_STREAMS):
        start = _STREAM.search(file, place)
        if start is None:
            return
        end = file.find(b"endstream", start.end())
        raw, place = file[start.end() : end][:_MAX_TEXT], end if end >= 0 else len(file)
        yield from (raw.removesuffix(ending) for ending in (b"\r\n", b"\n", b""))
        inflated = _inflate(raw)
        if inflated is not None:
            yield inflated


def _inflate(raw: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(raw, _MAX_TEXT)
    except zlib.error:
        return None
