"""Readers with a fault in each, which the search must find: else it would find none of ours."""

from __future__ import annotations

import base64
import json
from hashlib import sha256

from ballots.ballot import decode_ballot
from ballots.encoding import decode_json, encode_json
from ballots.errors import EncodingError, TokenFormatError
from tests.fuzz.mending import canonical, json_changes
from tests.fuzz.papers import is_signed
from tests.fuzz.records import read_board, write_ballot
from tests.fuzz.seeds import tokens, worlds
from tests.fuzz.target import Target

_ORDER = (b'{"kind":"slip","count":12}', b'{"kind":"letter","number":"7"}')


def _raises(data: bytes) -> bytes:
    """Read an order, and forget that one of the kind may lack its field."""
    said = decode_json(data, 1000)
    if not isinstance(said, dict) or next(iter(said), "") != "kind" or len(said) > 2:
        raise EncodingError("of another kind")
    return encode_json({"kind": "slip", "count": said["count"]} if said["kind"] == "slip" else said)


def _recurses(data: bytes) -> bytes:
    """Parse without a limit of depth."""
    try:
        return encode_json(json.loads(data))
    except ValueError as error:
        raise EncodingError("not JSON") from error


def _waits(data: bytes) -> bytes:
    """Look for the end of a text and never see it."""
    place = 0
    while data[place : place + 1] != b"}":
        place += place < len(data)
    return data


def _respells(data: bytes) -> bytes:
    """Read a ballot in whatever spelling."""
    return write_ballot(decode_ballot(canonical(data), worlds()[1].small.election))


def _believes(data: bytes) -> bytes:
    """Read a token and leave its signature alone."""
    try:
        raw = base64.b32decode(data)
    except ValueError as error:
        raise TokenFormatError("not base32") from error
    if len(raw) != 100 or raw[0] != 1:
        raise TokenFormatError("another size or version")
    return base64.b32encode(raw)


def _ends(data: bytes) -> bytes:
    """Read an archive and let blocks of zeros stand behind it, as tar does."""
    return read_board(data.rstrip(b"\0") + bytes(-len(data.rstrip(b"\0")) % 512))


def _leaks(data: bytes) -> bytes:
    """Refuse what is damaged with an error of the library underneath."""
    head, _, check = data.partition(b".")
    if sha256(head).hexdigest()[:8].encode() != check:
        raise ValueError("another digest")
    return data


def _archives() -> tuple[bytes, ...]:
    return worlds()[0].prefixes()[1:3]


def _tokens() -> tuple[bytes, ...]:
    return tuple(text.encode() for text in tokens())


TWINS: tuple[Target, ...] = (
    Target(name="raises", seeds=lambda: _ORDER, read=_raises, changes=json_changes, mend=canonical),
    Target(name="recurses", seeds=lambda: _ORDER, read=_recurses),
    Target(name="respells", seeds=lambda: worlds()[1].ballots, read=_respells, changes=json_changes),
    Target(name="believes", seeds=_tokens, read=_believes, genuine=is_signed),
    Target(name="ends", seeds=_archives, read=_ends),
    Target(name="leaks", seeds=lambda: (b"a.ca978112",), read=_leaks),
)

WAITS = Target(name="waits", seeds=lambda: _ORDER, read=_waits)


def find(name: str) -> Target:
    """Return the twin of that name. Raises KeyError."""
    return {target.name: target for target in (*TWINS, WAITS)}[name]
