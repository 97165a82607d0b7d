"""A private key at rest: scrypt (RFC 7914) makes a key from the passphrase, AES-256-GCM seals with it."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.language.message import N_
from app.services.accounts.password import PASSPHRASE_WEAK
from app.services.acts.refusal import Refusal, Refused

PASSPHRASE_WRONG = Refusal(
    code="passphrase-wrong", status=403, words=N_("The passphrase is not right."), field="passphrase"
)


LEAST_PASSPHRASE = 10
_SALT, _NONCE = 16, 12


def seal(secret: bytes, passphrase: str, random: Callable[[int], bytes]) -> bytes:
    """Return salt, nonce and sealed bytes. Refused: passphrase-weak."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise Refused(PASSPHRASE_WEAK, least=LEAST_PASSPHRASE)
    salt, nonce = random(_SALT), random(_NONCE)
    return salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, secret, None)


def open_sealed(sealed: bytes, passphrase: str) -> bytes:
    """Return the secret. Refused: passphrase-wrong."""
    salt, nonce, body = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :]
    try:
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, body, None)
    except InvalidTag:
        raise Refused(PASSPHRASE_WRONG) from None


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
