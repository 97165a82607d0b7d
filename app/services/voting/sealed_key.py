"""A private key at rest: scrypt (RFC 7914) makes a key from the passphrase, AES-256-GCM seals with it."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.services.acts.refusal import Refused

LEAST_PASSPHRASE = 10
_SALT, _NONCE = 16, 12


def seal(secret: bytes, passphrase: str, random: Callable[[int], bytes]) -> bytes:
    """Return salt, nonce and sealed bytes. Refused: passphrase-weak."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise Refused("passphrase-weak", least=LEAST_PASSPHRASE)
    salt, nonce = random(_SALT), random(_NONCE)
    return salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, secret, None)


def open_sealed(sealed: bytes, passphrase: str) -> bytes:
    """Return the secret. Refused: passphrase-wrong."""
    salt, nonce, body = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :]
    try:
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, body, None)
    except InvalidTag:
        raise Refused("passphrase-wrong") from None


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
