"""The canonical JSON of every message, read strictly, and the hashes over it. SPEC: encodings.

A text is accepted only in its one spelling: it is parsed with limits, written again, and compared byte for
byte.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Final, TypeAlias

from ballots.errors import (
    DepthLimitError,
    DuplicateKeyError,
    EncodingError,
    NotCanonicalError,
    NumberFormatError,
    ShapeError,
    SizeLimitError,
)

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

MAX_DEPTH: Final = 12
"""Nesting of brackets; the deepest message, a ballot, has 7."""
MAX_JSON_DIGITS: Final = 18
"""Digits of a JSON number; numbers of the group are strings and have their own limit."""

_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))


def encode_json(value: Json) -> bytes:
    """Return the one spelling of `value`: compact, UTF-8, fields in the order given.

    Raises EncodingError for text that UTF-8 cannot carry (a lone surrogate).
    """
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    try:
        return text.replace("\x7f", "\\u007f").encode()
    except UnicodeEncodeError as error:
        raise EncodingError("text holds a lone surrogate") from error


def decode_json(data: bytes, limit: int, longest: int | None = None) -> Json:
    """Return the value of canonical JSON of at most `limit` bytes; or raise an EncodingError.

    `longest` limits the bytes of each text, and of what stands between two texts, a number for instance: so that a long
    one is refused before anything is done with it.
    """
    value = parse_json(data, limit, longest)
    if encode_json(value) != data:
        raise NotCanonicalError("the bytes differ from the canonical spelling of their value")
    return value


def parse_json(data: bytes, limit: int, longest: int | None = None) -> Json:
    """Return the value of a JSON text with all limits of `decode_json` except that the spelling is free.

    For text typed or made elsewhere that is written again before use. Raises EncodingError.
    """
    if len(data) > limit:
        raise SizeLimitError(f"{len(data)} bytes where at most {limit} are allowed")
    _check_pieces(data, longest or limit)
    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except UnicodeDecodeError as error:
        raise EncodingError("the bytes are not UTF-8") from error
    except json.JSONDecodeError as error:
        raise EncodingError(f"not JSON at character {error.pos}") from error
    return value


def _check_pieces(data: bytes, longest: int) -> None:
    if len(data) <= longest and data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return
    # With escaped quotes and backslashes gone, every second piece between quotes is a text.
    pieces = data.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')
    if max(map(len, pieces)) > longest:
        raise SizeLimitError(f"a text or a number has more than {longest} bytes")
    depth = 0
    for bracket in b"".join(pieces[::2]).translate(None, _NO_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise DepthLimitError(f"nested deeper than {MAX_DEPTH}")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise DuplicateKeyError("an object names a field twice")
    return value


def _integer(text: str) -> int:
    if len(text) > MAX_JSON_DIGITS or text.startswith("-"):
        raise NumberFormatError("a number is negative or too long")
    return int(text)


def _refuse_number(text: str) -> Json:
    raise NumberFormatError("a number is not a whole number")


def read_object(value: Json, names: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Json]:
    """Return `value` as an object with exactly the fields `names`, in that order; raise ShapeError otherwise.

    Fields in `optional`, a part of `names`, may be absent.
    """
    if not isinstance(value, dict):
        raise ShapeError(f"an object with {', '.join(names)} was expected")
    expected = tuple(name for name in names if name in value or name not in optional)
    if tuple(value) != expected:
        raise ShapeError(f"the fields must be {', '.join(names)} in this order")
    return value


def read_list(value: Json, minimum: int, maximum: int) -> list[Json]:
    """Return `value` as a list of `minimum` to `maximum` entries; raise ShapeError otherwise."""
    if not isinstance(value, list) or not minimum <= len(value) <= maximum:
        raise ShapeError(f"a list of {minimum} to {maximum} entries was expected")
    return value


def read_text(value: Json, limit: int) -> str:
    """Return `value` as a text of at most `limit` characters; raise ShapeError otherwise."""
    if not isinstance(value, str) or len(value) > limit:
        raise ShapeError(f"a text of at most {limit} characters was expected")
    return value


def read_integer(value: Json, minimum: int, maximum: int) -> int:
    """Return `value` as a whole number in `minimum`..`maximum`; raise ShapeError otherwise."""
    if not isinstance(value, int) or isinstance(value, bool) or not minimum <= value <= maximum:
        raise ShapeError(f"a whole number from {minimum} to {maximum} was expected")
    return value


def encode_message(kind: str, version: int, fields: Mapping[str, Json]) -> bytes:
    """Return the canonical JSON of a message that names its kind and version before its fields."""
    return encode_json({"kind": kind, "version": version, **fields})


def decode_message(
    data: bytes, kind: str, version: int, names: tuple[str, ...], limit: int, optional: tuple[str, ...] = ()
) -> dict[str, Json]:
    """Return the fields `names` of a message of this kind and version, of at most `limit` bytes; `optional` may lack.

    Raises EncodingError; ShapeError for a message of another kind or version.
    """
    fields = read_object(decode_json(data, limit), ("kind", "version", *names), optional)
    if fields["kind"] != kind:
        raise ShapeError(f"the message is not of the kind {kind!r}")
    read_integer(fields["version"], version, version)
    return fields


def hash_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def hash_base64(data: bytes) -> str:
    """Return the SHA-256 of `data` as 43 characters of standard base 64 without padding."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
