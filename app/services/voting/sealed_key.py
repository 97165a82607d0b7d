"""The key that the office keeps, at rest: a key file (SPEC 11.1) that an officer's browser sealed with a passphrase.

An election's officers open it in a browser; neither key nor passphrase comes here. Demonstrations and rehearsals, whose
people are invented, seal and open it themselves. A key from before it was a key file is salt, nonce and sealed number.
"""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.language.message import N_
from app.services.accounts.password import PASSPHRASE_WEAK
from app.services.acts.refusal import Refusal, Refused
from ballots.custody_errors import PassphraseError, WeakPassphraseError
from ballots.errors import BallotsError
from ballots.keyfile import LEAST_PASSPHRASE, decode_key_file, open_key, public_key_print, seal_key
from ballots.trustees import decode_private_key

PASSPHRASE_WRONG = Refusal(
    code="passphrase-wrong", status=403, words=N_("The passphrase is not right."), field="passphrase"
)
_SALT, _NONCE = 16, 12


def is_sealed_key_of(sealed: bytes, public_key: str) -> bool:
    """Whether these are the bytes of a key file of this public key (in base 10) that was not used yet."""
    try:
        file = decode_key_file(sealed)
    except BallotsError:
        return False
    return file.key_print == public_key_print(public_key) and file.election is file.head is None


def seal(private: int, passphrase: str, random: Callable[[int], bytes]) -> bytes:
    """Return the key file. Refused: passphrase-weak."""
    try:
        return seal_key(private, passphrase, random).to_bytes()
    except WeakPassphraseError:
        raise Refused(PASSPHRASE_WEAK, least=LEAST_PASSPHRASE) from None


def open_sealed(sealed: bytes, passphrase: str) -> int:
    """Return the private key. Refused: passphrase-wrong."""
    try:
        if sealed.startswith(b"{"):
            return open_key(decode_key_file(sealed), passphrase)
        salt, nonce, body = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :]
        derived = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
        return decode_private_key(AESGCM(derived).decrypt(nonce, body, None))
    except (PassphraseError, InvalidTag):
        raise Refused(PASSPHRASE_WRONG) from None
