"""The installation's own keys, files under ``instance/keys`` that only its user may read.

`board`: the Ed25519 key that signs heads and receipts. `authority`: the certificates and the key that sign PDFs. The
keys that sign slips, invitations and letters stand in `app.signing.key_ring`.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from app.signing.authority import Authority, certificate_name, create_authority, signs_for, with_signer

AUTHORITY_PARTS = ("root_certificate", "root_private_key", "signing_certificate", "signing_private_key")


def write_private(path: Path, content: bytes) -> None:
    """Write a file that did not exist, readable by its owner only; it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".")  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)
    finally:
        os.unlink(unfinished)


def board_key(folder: Path) -> Ed25519PrivateKey:
    """The key that signs heads of boards (``board.pem``), made when there is none."""
    path = folder / "board.pem"
    return load_private(path) if path.exists() else make_private(path)


def make_private(path: Path) -> Ed25519PrivateKey:
    """Make a key and write it to a file that did not exist."""
    made = Ed25519PrivateKey.generate()
    write_private(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return made


def load_private(path: Path) -> Ed25519PrivateKey:
    """The key in a file. Raises TypeError for a key of another algorithm."""
    return load_private_bytes(path.read_bytes(), path.name)


def load_private_bytes(data: bytes, name: str) -> Ed25519PrivateKey:
    """The key in the bytes of a file of this name. Raises TypeError for a key of another algorithm."""
    key = load_pem_private_key(data, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{name} does not hold an Ed25519 key")
    return key


def certified(folder: Path) -> tuple[datetime, datetime] | None:
    """From when until when the certificates that sign documents are good, or None before they are made."""
    paths = [folder / f"{name}-certificate.pem" for name in ("root", "signing")]
    if not all(path.exists() for path in paths):
        return None
    found = [x509.load_pem_x509_certificate(path.read_bytes()) for path in paths]
    return max(one.not_valid_before_utc for one in found), min(one.not_valid_after_utc for one in found)


def authority(folder: Path, organisation: str, now: datetime) -> tuple[Authority, bytes]:
    """The authority that signs documents in the name of an organisation, and the passphrase of its keys.

    The root is made for the first organisation that asks; each further one, and one that was renamed, gets a signing
    certificate of its own below the same root (``signer-….pem``: certificate and key).
    """
    parts = {name: folder / f"{name.replace('_', '-')}.pem" for name in AUTHORITY_PARTS}
    secret = folder / "authority.passphrase"
    if not secret.exists():
        write_private(secret, secrets.token_hex(24).encode())
    passphrase = secret.read_bytes()
    if not parts["signing_private_key"].exists():
        made = create_authority(organisation=organisation, signer=organisation, now=now, passphrase=passphrase)
        for name, path in parts.items():  # the last one written is the one that is asked for above
            path.unlink(missing_ok=True)
            write_private(path, getattr(made, name))
    first = Authority(**{name: path.read_bytes() for name, path in parts.items()})
    if signs_for(first.signing_certificate, organisation):
        return first, passphrase
    return _further(folder, first, organisation, now, passphrase), passphrase


def _further(folder: Path, first: Authority, organisation: str, now: datetime, passphrase: bytes) -> Authority:
    digest = hashlib.sha256(certificate_name(organisation).encode()).hexdigest()
    path = folder / f"signer-{digest[:16]}.pem"
    if not path.exists():
        made = with_signer(first, organisation=organisation, now=now, passphrase=passphrase)
        with suppress(FileExistsError):  # another thread was quicker
            write_private(path, made.signing_certificate + made.signing_private_key)
    certificate, end, key = path.read_bytes().partition(b"-----END CERTIFICATE-----\n")
    return replace(first, signing_certificate=certificate + end, signing_private_key=key)
