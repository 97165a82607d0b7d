"""A private key in a file, sealed with a passphrase. SPEC: key files.

scrypt (RFC 7914) makes a key from the passphrase, AES-256-GCM seals with it. The file says which public key it belongs
to, so that the wrong file is told from a wrong passphrase.
"""

import base64
import binascii
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ballots.custody_errors import KeyFileError, KeyUsedError, PassphraseError, WeakPassphraseError
from ballots.encoding import decode_json, encode_json, read_integer, read_object, read_text
from ballots.errors import EncodingError
from ballots.group import BELENIOS_2048, Group, Random
from ballots.passphrase import folded, spellings

LEAST_PASSPHRASE: Final = 10
KIND: Final = "majma trustee key"
VERSION: Final = 2
OLD_VERSION: Final = 1

_MAX_BYTES: Final = 2000
_USE: Final = ("election", "head")
_PARTS: Final = ("salt", "nonce", "sealed")
_FIELDS: Final = ("kind", "version", "key_print", *_USE, *_PARTS)
_SALT, _NONCE, _SEALED = 16, 12, 32 + 16
_COST, _BLOCK, _PARALLEL = 2**15, 8, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """A sealed key: `key_print` are 16 hexadecimal digits of the SHA-256 of the public key in base 10.

    `election` is the fingerprint that the key belongs to, `head` the hash of the EncryptedTally that it decrypts; both
    are None before they are known.
    """

    key_print: str
    salt: bytes
    nonce: bytes
    sealed: bytes = field(repr=False)
    election: str | None = None
    head: str | None = None
    version: int = VERSION

    def to_bytes(self) -> bytes:
        """Return the canonical JSON."""
        used = {name: value for name in _USE if (value := getattr(self, name)) is not None}
        parts = {name: base64.b64encode(getattr(self, name)).decode() for name in _PARTS}
        return encode_json({"kind": KIND, "version": self.version, "key_print": self.key_print, **used, **parts})

    @property
    def bound(self) -> bytes:
        """What the seal is made over besides the key."""
        if self.version == OLD_VERSION:
            return self.key_print.encode()
        return f"{self.key_print}|{self.election or ''}|{self.head or ''}".encode()


def public_key_print(public_key: str) -> str:
    """Return the 16 hexadecimal digits that a key file names a public key (in base 10) by."""
    return sha256(public_key.encode()).hexdigest()[:16]


def seal_key(
    private: int,
    passphrase: str,
    random: Random,
    group: Group = BELENIOS_2048,
    *,
    election: str | None = None,
    head: str | None = None,
) -> KeyFile:
    """Return the file of a private key, and what it has been used for.

    Raises WeakPassphraseError below 10 characters, PassphraseError.
    """
    if len(folded(passphrase)) < LEAST_PASSPHRASE:
        raise WeakPassphraseError(f"a passphrase has at least {LEAST_PASSPHRASE} characters")
    mark = public_key_print(group.encode_element(group.generator_power(private)))
    salt, nonce = random(_SALT), random(_NONCE)
    empty = KeyFile(key_print=mark, salt=salt, nonce=nonce, sealed=b"", election=election, head=head)
    sealed = AESGCM(_derive(folded(passphrase), salt)).encrypt(nonce, private.to_bytes(32, "big"), empty.bound)
    return replace(empty, sealed=sealed)


def use_key(file: KeyFile, election: str, head: str | None = None) -> tuple[str, str | None]:
    """Return the election and tally that the file must name before the key is used for these.

    Raises KeyUsedError when it belongs to another election or has decrypted another tally.
    """
    if file.election not in (None, election):
        raise KeyUsedError("the key belongs to another election; a new election needs a new key")
    if head is not None and file.head not in (None, head):
        raise KeyUsedError("the key has been used for another tally; it decrypts one, the same one again if need be")
    return election, head or file.head


def decode_key_file(data: bytes) -> KeyFile:
    """Return a key file from its bytes; a line feed at the end is allowed. Raises KeyFileError."""
    try:
        fields = read_object(decode_json(data.rstrip(b"\r\n"), _MAX_BYTES), _FIELDS, _USE)
        if fields["kind"] != KIND:
            raise KeyFileError("the file is not a trustee's key file")
        version = read_integer(fields["version"], OLD_VERSION, VERSION)
        used = {name: read_text(fields[name], 100) for name in _USE if name in fields}
        binary = {name: base64.b64decode(read_text(fields[name], 100), validate=True) for name in _PARTS}
        key_print = read_text(fields["key_print"], 100)
    except (EncodingError, binascii.Error, ValueError) as error:
        raise KeyFileError("the file is not a trustee's key file") from error
    if [len(part) for part in binary.values()] != [_SALT, _NONCE, _SEALED] or (used and version == OLD_VERSION):
        raise KeyFileError("a part of the key file has a wrong length or place")
    file = KeyFile(key_print=key_print, version=version, **used, **binary)  # type: ignore[arg-type]
    if file.to_bytes() != data.rstrip(b"\r\n"):
        raise KeyFileError("the key file is not in its one spelling")
    return file


def open_key(file: KeyFile, passphrase: str, group: Group = BELENIOS_2048) -> int:
    """Return the private key. Raises PassphraseError; KeyFileError when what was sealed is no such key."""
    raw = _opened(file, passphrase)
    private = int.from_bytes(raw, "big")
    public = group.encode_element(group.generator_power(private)) if 0 < private < group.order else ""
    if public_key_print(public) != file.key_print:
        raise KeyFileError("the sealed key is not that of the public key")
    return private


def _opened(file: KeyFile, passphrase: str) -> bytes:
    for spelling in spellings(passphrase):
        try:
            return AESGCM(_derive(spelling, file.salt)).decrypt(file.nonce, file.sealed, file.bound)
        except InvalidTag:
            continue
    raise PassphraseError("the passphrase does not open the key file, or the file was changed")


def _derive(passphrase: str, salt: bytes) -> bytes:
    try:
        plain = passphrase.encode()
    except UnicodeEncodeError:  # what a command line makes of bytes that are not UTF-8
        raise PassphraseError("the passphrase is not Unicode") from None
    return Scrypt(salt=salt, length=32, n=_COST, r=_BLOCK, p=_PARALLEL).derive(plain)
