"""The installation's own keys, files under ``instance/keys`` that only its user may read.

`tokens`: the Ed25519 key that signs slips and letters, by key id. `board`: the one that signs heads. `authority`: the
certificates and the key that sign PDFs.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from app.documents.authority import Authority, create_authority

CURRENT = 1
AUTHORITY_PARTS = ("root_certificate", "root_private_key", "signing_certificate", "signing_private_key")


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A private key that signs tokens, and the id it is published under."""

    key_id: int
    private: Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The key that signs, and every public key by id."""

    signing: TokenKey
    public: Mapping[int, Ed25519PublicKey]


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


def key_ring(folder: Path) -> KeyRing:
    """The token keys in a folder (``token-<id>.pem``), the first made when there is none."""
    if not any(folder.glob("token-*.pem")):
        _make(folder / f"token-{CURRENT}.pem")
    private = {int(path.stem.removeprefix("token-")): _load(path) for path in folder.glob("token-*.pem")}
    newest = max(private)
    public = {key_id: key.public_key() for key_id, key in private.items()}
    return KeyRing(signing=TokenKey(newest, private[newest]), public=public)


def board_key(folder: Path) -> Ed25519PrivateKey:
    """The key that signs heads of boards (``board.pem``), made when there is none."""
    path = folder / "board.pem"
    if not path.exists():
        _make(path)
    return _load(path)


def _make(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(path, pem)


def _load(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path.name} does not hold an Ed25519 key")
    return key


def authority(folder: Path, organisation: str, now: datetime) -> tuple[Authority, bytes]:
    """The authority that signs documents, made at set-up, and the passphrase of its keys."""
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
    return Authority(**{name: path.read_bytes() for name, path in parts.items()}), passphrase
