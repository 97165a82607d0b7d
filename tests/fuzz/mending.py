"""Putting right what a mutation breaks elsewhere, so that it is judged by what it says and not by a checksum.

None of these functions raises anything for any bytes; what cannot be mended stays as it is.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any

from ballots import board
from ballots.backup import ROW_LENGTH, ROWS
from ballots.container import encode_data, encode_event
from tests.fuzz.target import Change
from tests.support.archives import TIMESTAMP, Link, archive, chain, setup_link
from tests.vectors.mutations import changed_texts

BLOCK = 512
_START = re.compile(rb'"timestamp":"([0-9]{1,9})"')
_TYPE = re.compile(rb'"type":"([A-Za-z]{1,32})"')
_DIGEST = re.compile(rb"[0-9a-f]{64}")
_REFERRING = (board.ENCRYPTED_TALLY, board.PARTIAL_DECRYPTION)


def canonical(data: bytes) -> bytes:
    """Return the JSON text in its one spelling; of a field that stands twice the last."""
    try:
        return spelled(json.loads(data))
    except (ValueError, RecursionError):
        return data


def state(data: bytes) -> bytes:
    """Return the JSON text as a witness writes it."""
    try:
        return json.dumps(json.loads(data), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    except (ValueError, TypeError, RecursionError):
        return data


def spelled(value: Any) -> bytes:
    """Return the one spelling of a value. Raises ValueError for lone surrogates."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.replace("\x7f", "\\u007f").encode()


@lru_cache(maxsize=64)
def json_changes(seed: bytes) -> Sequence[Change]:
    """Return every change of a JSON message: other values and spellings, fields and entries moved, repeated, gone, and
    a list or an object in the place of each value.
    """
    try:
        return [partial(bytes, text) for text in (*(text for _, _, text in changed_texts(seed)), *_wrapped(seed))]
    except ValueError:
        return []


def _wrapped(seed: bytes) -> Iterator[bytes]:
    """Give the message with each of its values in a list, and in an object: neither can be looked up in a set."""
    for wrap in (lambda value: [value], lambda value: {"": value}):
        yield from map(spelled, _each(json.loads(seed), wrap))


def _each(value: Any, wrap: Callable[[Any], Any]) -> Iterator[Any]:
    """Give a value with one of all values in it wrapped."""
    yield wrap(value)
    if isinstance(value, dict):
        for key, held in value.items():
            yield from ({**value, key: one} for one in _each(held, wrap))
    if isinstance(value, list):
        for place, held in enumerate(value):
            yield from ([*value[:place], one, *value[place + 1 :]] for one in _each(held, wrap))


# --- Archives ---------------------------------------------------------------------------------------------


def entries(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Return header and content of the entries after the first, wherever the sizes in the headers lead."""
    position = 2 * BLOCK
    while position < len(data):
        header = data[position : position + BLOCK]
        size = header[124:135]
        length = int(size, 8) if re.fullmatch(rb"[0-7]{11}", size) else 0
        yield header, data[position + BLOCK : position + BLOCK + length]
        position += BLOCK + length + -length % BLOCK


def relinked(data: bytes) -> bytes:
    """Return an archive of the same contents, sizes, names, heights, parents and payloads right again."""
    said: list[Link] = []
    pending: list[bytes] = []
    for header, content in entries(data):
        found = _TYPE.search(content) if b".event." in header[:100] else None
        if found:
            said.append(_link(found[1].decode(), pending))
            pending = []
        else:
            pending.append(content)
    started = _START.search(data[:1024])
    return archive(chain(said), int(started[1]) if started else TIMESTAMP)


def _link(event_type: str, data: list[bytes]) -> Link:
    if event_type == board.SETUP and len(data) == board.DATA_COUNTS[board.SETUP]:
        return setup_link(*data[:3])
    if event_type in _REFERRING and len(data) == board.DATA_COUNTS[event_type]:
        digest = sha256(data[0]).hexdigest().encode()
        return Link(event_type, (data[0], _DIGEST.sub(digest, data[1])))
    return Link(event_type, tuple(data))


@lru_cache(maxsize=16)
def archive_changes(seed: bytes) -> Sequence[Change]:
    """Return every change of the JSON of one entry; only that entry's header follows it."""
    found = list(entries(seed))
    return [
        partial(_with_content, seed, number, text)
        for number, (_, content) in enumerate(found)
        for text in (change() for change in json_changes(content))
    ]


def _with_content(seed: bytes, number: int, content: bytes) -> bytes:
    started = _START.search(seed[:1024])
    timestamp = int(started[1]) if started else TIMESTAMP
    out = [seed[: 2 * BLOCK]]
    for place, (header, old) in enumerate(entries(seed)):
        encode = encode_event if b".event." in header[:100] else encode_data
        out.append(encode(content if place == number else old, timestamp))
    return b"".join(out)


# --- Texts ------------------------------------------------------------------------------------------------


def checked_share(data: bytes) -> bytes:
    """Return the text of a share with the check byte of every row right."""
    plain = re.sub(rb"[\s-]", b"", data).upper()
    if not re.fullmatch(rb"[A-Z2-7]{%d}" % (ROWS * ROW_LENGTH), plain):
        return data
    rows = [base64.b32decode(plain[start : start + ROW_LENGTH])[:-1] for start in range(0, len(plain), ROW_LENGTH)]
    checked = (row + sha256(b"share|%d|" % place + row).digest()[:1] for place, row in enumerate(rows, start=1))
    return base64.b32encode(b"".join(checked))


def signed_token(sign: Callable[[bytes], bytes], data: bytes) -> bytes:
    """Return a token with a good signature of the payload that its first characters hold."""
    try:
        payload = base64.b32decode(data.ljust(64, b"A")[:64])[:36]
    except (binascii.Error, ValueError):
        return data
    return base64.b32encode(payload + sign(payload))


def signed_note(sign: Callable[[str], str], data: bytes) -> bytes:
    """Return a note with a good signature under its text, of which only what a note may hold is left."""
    clean = re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", "", data.decode("utf-8", "replace"))
    text = clean.rpartition("\n\n")[0] or clean
    return sign(text + "\n").encode()
