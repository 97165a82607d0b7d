"""Signed notes: a text with lines of signatures under it. Source: C2SP signed-note, and tlog-cosignature version 1.

A note's text ends with a line feed; a blank line and one line for each signature follow:
`\u2014 <key name> <base64 of 4 bytes key id and the signature>`. Keys are Ed25519.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ballots.custody_errors import NoteFormatError, NoteSignatureError
from ballots.ed25519 import load_public_key, verify_signature
from ballots.errors import TokenError

SIGNATURE: Final = 1
COSIGNATURE: Final = 4
"""Signature types: plain Ed25519, and Ed25519 over a text with the time of signing."""

MAX_NOTE: Final = 64 * 1024
MAX_SIGNATURES: Final = 100

_ID_SIZE, _TIME_SIZE = 4, 8
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f\ud800-\udfff]{1,200}")
_LINE = re.compile(rf"\u2014 ({_NAME.pattern}) ([A-Za-z0-9+/]{{8,400}}={{0,2}})")
_KEY = re.compile(rf"({_NAME.pattern})\+([0-9a-f]{{8}})\+([A-Za-z0-9+/]{{44}})")
_NO_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteKey:
    """A public key under a name, and which type of signature it makes."""

    name: str
    kind: int
    public: Ed25519PublicKey

    @property
    def is_plain(self) -> bool:
        """Whether it signs texts alone, without the time of signing."""
        return self.kind == SIGNATURE

    @property
    def key_id(self) -> bytes:
        """Return the 4 bytes by which signatures name the key."""
        text = self.name.encode() + b"\n" + bytes([self.kind]) + self.public.public_bytes_raw()
        return sha256(text).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        """Return the text that is published: name, key id and key joined by plus signs."""
        raw = bytes([self.kind]) + self.public.public_bytes_raw()
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(raw).decode()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One line under a note, of a key known or not."""

    name: str
    key_id: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures under it; none is checked yet."""

    text: str
    signatures: tuple[Signature, ...]

    def to_text(self) -> str:
        """Return the whole note."""
        lines = [f"\u2014 {one.name} {base64.b64encode(one.key_id + one.body).decode()}\n" for one in self.signatures]
        return f"{self.text}\n{''.join(lines)}"


def decode_key(text: str) -> NoteKey:
    """Return the key of a published text. Raises NoteFormatError."""
    found = _KEY.fullmatch(text)
    raw = base64.b64decode(found[3]) if found else b""
    try:
        if found is None or raw[:1] not in (bytes([SIGNATURE]), bytes([COSIGNATURE])):
            raise NoteFormatError("a key is a name, 8 hexadecimal digits and base64 joined by plus signs")
        key = NoteKey(name=found[1], kind=raw[0], public=load_public_key(raw[1:]))
    except TokenError as error:
        raise NoteFormatError(str(error)) from error
    if str(key) != text:
        raise NoteFormatError("the key id is not that of the name and key")
    return key


def sign_note(text: str, name: str, private: Ed25519PrivateKey) -> Note:
    """Return `text`, which ends with a line feed, signed by `private` under `name`. Raises NoteFormatError."""
    _check_text(text)
    key = _key(name, SIGNATURE, private)
    body = private.sign(text.encode())
    return Note(text, (Signature(name=name, key_id=key.key_id, body=body),))


def cosign(note: Note, name: str, private: Ed25519PrivateKey, now: int) -> Note:
    """Return the note with one more line: that this key saw it at `now`, in seconds of the Unix clock."""
    key = _key(name, COSIGNATURE, private)
    body = now.to_bytes(_TIME_SIZE, "big") + private.sign(_cosigned(note.text, now))
    return Note(note.text, (*note.signatures, Signature(name=name, key_id=key.key_id, body=body)))


def decode_note(text: str) -> Note:
    """Return the note of a text in its one form. Raises NoteFormatError; signatures are not checked."""
    if len(text) > MAX_NOTE:
        raise NoteFormatError("the note is too long")
    said, blank, below = text.rpartition("\n\n")
    lines = below.removesuffix("\n").split("\n")
    if not blank or not below.endswith("\n") or len(lines) > MAX_SIGNATURES:
        raise NoteFormatError("a note is a text, a blank line and lines of signatures")
    _check_text(text)
    note = Note(said + "\n", tuple(map(_signature, lines)))
    if note.to_text() != text:
        raise NoteFormatError("the note is not in its one spelling")
    return note


def verify_note(note: Note, key: NoteKey) -> int | None:
    """Check the note's signature by this key; return when a cosignature was made, None for a plain one.

    Lines by other keys are left alone, as C2SP asks. Raises NoteSignatureError when there is no line by the key, more
    than one, or one that does not fit.
    """
    mine = [one for one in note.signatures if (one.name, one.key_id) == (key.name, key.key_id)]
    if len(mine) != 1:
        raise NoteSignatureError("the note has not exactly one signature by the key")
    body, time = mine[0].body, None
    message = note.text.encode()
    if key.kind == COSIGNATURE:
        time = int.from_bytes(body[:_TIME_SIZE], "big")
        body, message = body[_TIME_SIZE:], _cosigned(note.text, time)
    try:
        verify_signature(key.public, body, message)
    except TokenError as error:
        raise NoteSignatureError("a signature on the note does not fit") from error
    return time


def witnesses(note: Note, keys: Sequence[NoteKey]) -> tuple[NoteKey, ...]:
    """Return those of the known keys that signed the note. Raises NoteSignatureError for a line that lies."""
    named = {(one.name, one.key_id) for one in note.signatures}
    found = tuple(key for key in keys if (key.name, key.key_id) in named)
    for key in found:
        verify_note(note, key)
    return found


def _key(name: str, kind: int, private: Ed25519PrivateKey) -> NoteKey:
    if not _NAME.fullmatch(name):
        raise NoteFormatError("a key's name has no spaces and no plus sign")
    return NoteKey(name=name, kind=kind, public=private.public_key())


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    if found is None:
        raise NoteFormatError("a line of a signature is malformed")
    try:
        raw = base64.b64decode(found[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteFormatError("a signature is not base64") from error
    return Signature(name=found[1], key_id=raw[:_ID_SIZE], body=raw[_ID_SIZE:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _NO_TEXT.search(text):
        raise NoteFormatError("a note's text ends with a line feed and has no other control characters or surrogates")


def _cosigned(text: str, now: int) -> bytes:
    return f"cosignature/v1\ntime {now}\n{text}".encode()
