"""Signed tokens: what a slip, an invitation and a letter carry in their QR code.

A token is 36 bytes of payload and the 64 bytes of their Ed25519 signature, written as 160 upper-case base32
characters, so that a QR code stays small. Numbers are big endian:

    offset  size  field
    0       1     version, 1
    1       1     kind: 1 slip, 2 invitation, 3 letter
    2       2     key id: which of the published keys signed
    4       8     context: SHA-256 of the election's fingerprint or the assembly's address, truncated
    12      8     subject: a serial or a record number
    20      4     expiry: seconds of the Unix clock, 0 for never
    24      12    digest: ties the token to a credential's public half, an invitation's serial or a letter's text
    36      64    signature over bytes 0 to 35

A key that signs tokens signs nothing else, and each kind has keys of its own. No field holds personal data.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from struct import Struct
from typing import Final, NewType

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ballots.ed25519 import KEY_SIZE, load_public_key, verify_signature
from ballots.errors import (
    PublicKeyError,
    TokenExpiredError,
    TokenFieldError,
    TokenForeignError,
    TokenForgedError,
    TokenFormatError,
    TokenKindError,
)

VERSION = 1
TOKEN_LENGTH = 160

Context = NewType("Context", bytes)
Digest = NewType("Digest", bytes)

_PAYLOAD = Struct(">BBH8sQI12s")
_CONTEXT_SIZE = 8
_DIGEST_SIZE = 12
_TOKEN_TEXT = re.compile(f"[A-Z2-7]{{{TOKEN_LENGTH}}}")
_SPACING = re.compile("[\\s\\-\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Kind(IntEnum):
    """What a token is printed on."""

    SLIP = 1
    INVITATION = 2
    LETTER = 3


EVERY_KIND: Final = frozenset(Kind)
KIND_NAMES: Final = {kind.name.lower(): kind for kind in Kind}
_KEY_LINE = re.compile(
    rb"(0|[1-9][0-9]{0,4}) ([0-9a-f]{%d})(?: ([a-z]+(?:,[a-z]+)*)(?: ([!-~]{1,200}))?)?" % (2 * KEY_SIZE)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """The signed fields; see the layout above.

    `kind` is a plain number, since a later version may sign others.
    """

    kind: int
    key_id: int
    context: Context
    subject: int
    expiry: int
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKey:
    """A published key, the kinds of token that it may sign, and, where it serves one election alone, its fingerprint.

    The list of keys is by id: `Mapping[int, TokenKey]`.
    """

    public: Ed25519PublicKey
    kinds: frozenset[Kind] = EVERY_KIND
    of: str | None = None

    def may_sign(self, kind: int, context: Context) -> bool:
        """Whether a token of this kind and context is this key's to sign."""
        return kind in self.kinds and (self.of is None or context == context_of(self.of))


def context_of(name: str) -> Context:
    """Return the context of an election's fingerprint (slips) or an assembly's address (invitations, letters).

    Raises TokenFieldError for a name that UTF-8 cannot carry.
    """
    try:
        return Context(hashlib.sha256(name.encode()).digest()[:_CONTEXT_SIZE])
    except UnicodeEncodeError as error:
        raise TokenFieldError("a context's name is not Unicode") from error


def slip_digest(uuid: str, public_credential: str) -> Digest:
    """Return what ties a slip to its credential: 12 bytes of SHA-256("slip|uuid|public credential").

    `public_credential` is the decimal number of the election's list. Raises TokenFieldError for another form.
    """
    if not (re.fullmatch("[0-9A-Za-z]+", uuid) and re.fullmatch("[0-9]+", public_credential)):
        raise TokenFieldError("a slip's digest needs a uuid and a decimal credential")
    return Digest(hashlib.sha256(f"slip|{uuid}|{public_credential}".encode()).digest()[:_DIGEST_SIZE])


def invitation_digest(address: str, serial: int) -> Digest:
    """Return what ties an invitation to its assembly: 12 bytes of SHA-256("invitation|address|serial").

    `address` is the assembly's, `serial` is written in decimal. Raises TokenFieldError for a negative serial and an
    address that UTF-8 cannot carry.
    """
    if serial < 0:
        raise TokenFieldError("a serial is not negative")
    try:
        named = f"invitation|{address}|{serial}".encode()
    except UnicodeEncodeError as error:
        raise TokenFieldError("an assembly's address is not Unicode") from error
    return Digest(hashlib.sha256(named).digest()[:_DIGEST_SIZE])


def letter_digest(canonical: bytes) -> Digest:
    """Return what ties a letter's token to its text: the first 12 bytes of SHA-256("letter|" and it)."""
    return Digest(hashlib.sha256(b"letter|" + canonical).digest()[:_DIGEST_SIZE])


def sign_token(token: Token, private_key: Ed25519PrivateKey) -> str:
    """Return the 160 characters.

    Raises TokenFieldError for a field out of range and a kind that is not known.
    """
    sizes_fit = len(token.context) == _CONTEXT_SIZE and len(token.digest) == _DIGEST_SIZE
    numbers_fit = (
        token.kind in set(Kind)
        and 0 <= token.key_id < 2**16
        and 0 <= token.subject < 2**64
        and 0 <= token.expiry < 2**32
    )
    if not (sizes_fit and numbers_fit):
        raise TokenFieldError("a field of the token is out of range")
    payload = _PAYLOAD.pack(VERSION, token.kind, token.key_id, token.context, token.subject, token.expiry, token.digest)
    return base64.b32encode(payload + private_key.sign(payload)).decode()


def normalise(text: str) -> str:
    """Return typed or scanned text as `open_token` wants it: upper case, nothing between the characters.

    It makes nothing right: what is not a token stays not a token.
    """
    compact = _SPACING.sub("", text)
    return compact.upper() if compact.isascii() else compact


def open_token(text: str, keys: Mapping[int, TokenKey]) -> Token:
    """Return the fields of a genuine token of any kind, context and time.

    `keys` are the published keys by key id. Raises TokenFormatError, TokenForgedError (also for a kind or an election
    that the key does not sign for), and PublicKeyError when the published key itself is unusable.
    """
    # 1. The one spelling: 160 characters are exactly 100 bytes, so no two texts are one token.
    if not _TOKEN_TEXT.fullmatch(text):
        raise TokenFormatError("a token has 160 characters A to Z and 2 to 7")
    raw = base64.b32decode(text)
    payload, signature = raw[: _PAYLOAD.size], raw[_PAYLOAD.size :]
    version, kind, key_id, context, subject, expiry, digest = _PAYLOAD.unpack(payload)
    # 2. The version, which says where the other fields are.
    if version != VERSION:
        raise TokenFormatError("the token has an unknown version")
    # 3. The signature, before any other field is believed.
    if key_id not in keys:
        raise TokenForgedError("the token names an unknown key")
    verify_signature(keys[key_id].public, signature, payload)
    # 4. Whether this key is for such a token at all: a stolen key of slips makes no letter.
    if not keys[key_id].may_sign(kind, Context(context)):
        raise TokenForgedError("the token is signed with a key that is not for such tokens")
    return Token(
        kind=kind,
        key_id=key_id,
        context=Context(context),
        subject=subject,
        expiry=expiry,
        digest=Digest(digest),
    )


def read_token(text: str, keys: Mapping[int, TokenKey], kind: Kind, context: Context, now: int) -> Token:
    """Return the fields of a token that is genuine, of this kind, of this context and not expired.

    `now` is in seconds of the Unix clock; a token is good while now < expiry, or always when its expiry is 0.
    Raises what `open_token` raises, then TokenKindError, TokenForeignError, TokenExpiredError, in this order.
    """
    token = open_token(text, keys)
    if token.kind != kind:
        raise TokenKindError(f"the token is of kind {token.kind}, not {int(kind)}")
    if token.context != context:
        raise TokenForeignError("the token belongs to another election or assembly")
    if token.expiry and now >= token.expiry:
        raise TokenExpiredError("the token has expired")
    return token


def encode_public_keys(keys: Mapping[int, TokenKey]) -> bytes:
    """Return the published list: one line per key, by id: the id, 64 hexadecimal digits, the kinds, whose it is.

    The kinds are left out where they are all, which is how lists of one key for everything were written.
    """
    return "".join(f"{' '.join(_key_line(key_id, keys[key_id]))}\n" for key_id in sorted(keys)).encode()


def _key_line(key_id: int, key: TokenKey) -> Iterator[str]:
    yield str(key_id)
    yield key.public.public_bytes_raw().hex()
    if key.kinds != EVERY_KIND or key.of is not None:
        yield ",".join(name for name, kind in KIND_NAMES.items() if kind in key.kinds)
    if key.of is not None:
        yield key.of


def decode_public_keys(data: bytes) -> dict[int, TokenKey]:
    """Return the keys of a published list.

    Raises PublicKeyError for a line, an id, a key or a kind that is not right.
    """
    keys: dict[int, TokenKey] = {}
    for line in data.splitlines():
        found = _KEY_LINE.fullmatch(line)
        if not found or int(found[1]) >= 2**16 or int(found[1]) in keys:
            raise PublicKeyError("a line of the key list is not an id and a key, or repeats an id")
        names = found[3].decode().split(",") if found[3] else list(KIND_NAMES)
        if names != [name for name in KIND_NAMES if name in names]:
            raise PublicKeyError("a line of the key list names a kind that is not known, or not in order")
        key = TokenKey(
            public=load_public_key(bytes.fromhex(found[2].decode())),
            kinds=frozenset(KIND_NAMES[name] for name in names),
            of=found[4].decode() if found[4] else None,
        )
        if " ".join(_key_line(int(found[1]), key)).encode() != line:
            raise PublicKeyError("a line of the key list is not in its one spelling")
        keys[int(found[1])] = key
    return keys
