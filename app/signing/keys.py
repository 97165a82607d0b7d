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
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from app.signing.authority import (
    Authority,
    certificate_name,
    create_authority,
    ends_at,
    root_fingerprint,
    root_name,
    signs_for,
    with_signer,
)

ROOT_LEFT = timedelta(days=5 * 365)
"""A root that has less left is renewed with the certificates below it. Readers of PDF must then trust another one, so
this is rare, and soon enough that no letter outlives its root."""
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
    certificate of its own below the same root (``signer-….pem``: certificate and key). Raises RootAwayError where that
    is to be made and the root's key is not here.
    """
    parts = _parts(folder)
    secret = folder / "authority.passphrase"
    if not secret.exists():
        write_private(secret, secrets.token_hex(24).encode())
    passphrase = secret.read_bytes()
    if not parts["signing_private_key"].exists():
        _write(parts, create_authority(organisation=organisation, signer=organisation, now=now, passphrase=passphrase))
    first = _read(parts)
    if signs_for(first.signing_certificate, organisation):
        return first, passphrase
    return _further(folder, first, organisation, now, passphrase), passphrase


def renew_certificates(folder: Path, now: datetime) -> bool:
    """Give the papers to come new certificates, and a new root where the present one has less than `ROOT_LEFT` to go:
    whether it has. The private halves of before are deleted; what they signed is checked with the roots of `roots`.

    Nothing may sign meanwhile. Raises FileNotFoundError before the first certificate was made, RootAwayError.
    """
    parts, passphrase = _parts(folder), (folder / "authority.passphrase").read_bytes()
    before = _read(parts)
    if not before.root_private_key:
        raise RootAwayError
    name, mark = root_name(before.root_certificate), root_fingerprint(before.root_certificate)[:12].lower()
    renewed = ends_at(before.root_certificate) < now + ROOT_LEFT
    with suppress(FileExistsError):  # first of all: a renewal that is cut short ends in a new root
        write_private(folder / f"root-certificate-{mark}.pem", before.root_certificate)
    if renewed:
        made = create_authority(organisation=name, signer=name, now=now, passphrase=passphrase)
    else:
        made = with_signer(before, organisation=name, now=now, passphrase=passphrase)
    for path in (parts["signing_private_key"], *folder.glob("signer-*.pem")):
        path.unlink()
    _write(parts, made)
    return renewed


class RootAwayError(Exception):
    """The root's private key is kept away from this computer, and is needed."""


def root_is_here(folder: Path) -> bool:
    """Whether the root's private key lies in the folder: whoever reads that makes certificates in any name."""
    return _parts(folder)["root_private_key"].exists()


def take_root(folder: Path, file: Path, passphrase: bytes) -> None:
    """Write the root's private key to a new file, locked with a passphrase that is kept nowhere, and delete it here.

    Papers are signed as before; the root is needed for the name of another assembly, and for a renewal. Raises
    RootAwayError, FileExistsError, OSError.
    """
    here = _parts(folder)["root_private_key"]
    if not here.exists():
        raise RootAwayError
    sealed = _locked_anew(here.read_bytes(), (folder / "authority.passphrase").read_bytes(), passphrase)
    write_private(file, sealed)
    _need_root(folder, file.read_bytes(), passphrase)  # it is read back before the other one goes
    here.unlink()


def bring_root(folder: Path, file: Path, passphrase: bytes) -> None:
    """Put the root's private key back from its file. Raises ValueError for another key or passphrase, OSError."""
    given = file.read_bytes()
    _need_root(folder, given, passphrase)
    here = _parts(folder)["root_private_key"]
    here.unlink(missing_ok=True)
    write_private(here, _locked_anew(given, passphrase, (folder / "authority.passphrase").read_bytes()))


def _locked_anew(sealed: bytes, before: bytes, after: bytes) -> bytes:
    private = load_pem_private_key(sealed, before)
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(after))


def _need_root(folder: Path, sealed: bytes, passphrase: bytes) -> None:
    try:
        found = load_pem_private_key(sealed, passphrase).public_key()
    except (TypeError, ValueError) as error:
        raise ValueError("the passphrase does not open this file") from error
    root = x509.load_pem_x509_certificate(_parts(folder)["root_certificate"].read_bytes())
    if found != root.public_key():
        raise ValueError("this is the key of another root")


def roots(folder: Path) -> tuple[bytes, ...]:
    """The root certificates (PEM) below which papers were ever signed here, the present one first."""
    paths = (folder / "root-certificate.pem", *sorted(folder.glob("root-certificate-*.pem")))
    return tuple(dict.fromkeys(path.read_bytes() for path in paths if path.exists()))


def _parts(folder: Path) -> dict[str, Path]:
    return {name: folder / f"{name.replace('_', '-')}.pem" for name in AUTHORITY_PARTS}


def _read(parts: dict[str, Path]) -> Authority:
    """The authority of a folder; its root's private key is empty where it is kept elsewhere."""
    away = parts["root_private_key"]
    return Authority(
        **{name: path.read_bytes() if path != away or path.exists() else b"" for name, path in parts.items()}
    )


def _write(parts: dict[str, Path], made: Authority) -> None:
    """The last one written is the one without which `authority` begins anew."""
    for name, path in parts.items():
        path.unlink(missing_ok=True)
        write_private(path, getattr(made, name))


def _further(folder: Path, first: Authority, organisation: str, now: datetime, passphrase: bytes) -> Authority:
    digest = hashlib.sha256(certificate_name(organisation).encode()).hexdigest()
    path = folder / f"signer-{digest[:16]}.pem"
    if not path.exists():
        if not first.root_private_key:
            raise RootAwayError
        made = with_signer(first, organisation=organisation, now=now, passphrase=passphrase)
        with suppress(FileExistsError):  # another thread was quicker
            write_private(path, made.signing_certificate + made.signing_private_key)
    certificate, end, key = path.read_bytes().partition(b"-----END CERTIFICATE-----\n")
    return replace(first, signing_certificate=certificate + end, signing_private_key=key)
