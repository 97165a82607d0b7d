"""A private key in a file, sealed with a passphrase. SPEC: key files.

scrypt (RFC 7914) makes a key from the passphrase, AES-256-GCM seals with it. The file says which public key it belongs
to, so that the wrong file is told from a wrong passphrase.
"""

import base64
import binascii
import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ballots.custody_errors import KeyFileError, PassphraseError, WeakPassphraseError
from ballots.encoding import Json, decode_json, encode_json, read_integer, read_object, read_text
from ballots.errors import EncodingError
from ballots.group import BELENIOS_2048, Group, Random

LEAST_PASSPHRASE: Final = 10
KIND: Final = "majma trustee key"
VERSION: Final = 1

_MAX_BYTES: Final = 2000
_FIELDS: Final = ("kind", "version", "key_print", "salt", "nonce", "sealed")
_SALT, _NONCE, _SEALED = 16, 12, 32 + 16
_COST, _BLOCK, _PARALLEL = 2**15, 8, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """A sealed key: `key_print` are 16 hexadecimal digits of the SHA-256 of the public key in base 10."""

    key_print: str
    salt: bytes
    nonce: bytes
    sealed: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Return the canonical JSON."""
        salt, nonce, sealed = (base64.b64encode(part).decode() for part in (self.salt, self.nonce, self.sealed))
        values: tuple[Json, ...] = (KIND, VERSION, self.key_print, salt, nonce, sealed)
        return encode_json(dict(zip(_FIELDS, values, strict=True)))


def public_key_print(public_key: str) -> str:
    """Return the 16 hexadecimal digits that a key file names a public key (in base 10) by."""
    return sha256(public_key.encode()).hexdigest()[:16]


def seal_key(private: int, passphrase: str, random: Random, group: Group = BELENIOS_2048) -> KeyFile:
    """Return the file of a private key. Raises WeakPassphraseError below 10 characters, PassphraseError."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise WeakPassphraseError(f"a passphrase has at least {LEAST_PASSPHRASE} characters")
    mark = public_key_print(group.encode_element(group.generator_power(private)))
    salt, nonce = random(_SALT), random(_NONCE)
    sealed = AESGCM(_derive(passphrase, salt)).encrypt(nonce, private.to_bytes(32, "big"), mark.encode())
    return KeyFile(key_print=mark, salt=salt, nonce=nonce, sealed=sealed)


def decode_key_file(data: bytes) -> KeyFile:
    """Return a key file from its bytes; a line feed at the end is allowed. Raises KeyFileError."""
    try:
        fields = read_object(decode_json(data.rstrip(b"\r\n"), _MAX_BYTES), _FIELDS)
        if fields["kind"] != KIND:
            raise KeyFileError("the file is not a trustee's key file")
        read_integer(fields["version"], VERSION, VERSION)
        texts = {name: read_text(fields[name], 100) for name in _FIELDS[2:]}
        binary = {name: base64.b64decode(texts[name], validate=True) for name in _FIELDS[3:]}
    except (EncodingError, binascii.Error, ValueError) as error:
        raise KeyFileError("the file is not a trustee's key file") from error
    if [len(part) for part in binary.values()] != [_SALT, _NONCE, _SEALED]:
        raise KeyFileError("a part of the key file has a wrong length")
    file = KeyFile(key_print=texts["key_print"], **binary)
    if file.to_bytes() != data.rstrip(b"\r\n"):
        raise KeyFileError("the key file is not in its one spelling")
    return file


def open_key(file: KeyFile, passphrase: str, group: Group = BELENIOS_2048) -> int:
    """Return the private key. Raises PassphraseError; KeyFileError when what was sealed is no such key."""
    try:
        raw = AESGCM(_derive(passphrase, file.salt)).decrypt(file.nonce, file.sealed, file.key_print.encode())
    except InvalidTag:
        raise PassphraseError("the passphrase does not open the key file") from None
    private = int.from_bytes(raw, "big")
    public = group.encode_element(group.generator_power(private)) if 0 < private < group.order else ""
    if public_key_print(public) != file.key_print:
        raise KeyFileError("the sealed key is not that of the public key")
    return private


def _derive(passphrase: str, salt: bytes) -> bytes:
    try:
        plain = unicodedata.normalize("NFKC", passphrase).encode()
    except UnicodeEncodeError:  # what a command line makes of bytes that are not UTF-8
        raise PassphraseError("the passphrase is not Unicode") from None
    return Scrypt(salt=salt, length=32, n=_COST, r=_BLOCK, p=_PARALLEL).derive(plain)
