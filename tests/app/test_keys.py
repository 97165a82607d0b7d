"""The installation's keys: made once, private, whole or not there, and the newest signs."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app import keys
from app.keys import authority, key_ring, write_private

NOW = datetime(2025, 11, 8, tzinfo=UTC)


def pem(key: object = None) -> bytes:
    chosen = key or Ed25519PrivateKey.generate()
    return chosen.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined,no-any-return]


def test_the_ring_is_made_once(tmp_path: Path) -> None:
    first = key_ring(tmp_path)
    assert (first.signing.key_id, set(first.public)) == (1, {1})
    assert key_ring(tmp_path).public[1].public_bytes_raw() == first.public[1].public_bytes_raw()
    assert stat.S_IMODE((tmp_path / "token-1.pem").stat().st_mode) == 0o600


def test_the_newest_key_signs_and_the_older_still_verify(tmp_path: Path) -> None:
    old = key_ring(tmp_path)
    write_private(tmp_path / "token-2.pem", pem())
    ring = key_ring(tmp_path)
    assert ring.signing.key_id == 2
    assert ring.public[1].public_bytes_raw() == old.public[1].public_bytes_raw()


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    write_private(tmp_path / "token-1.pem", pem(generate_private_key(SECP256R1())))
    with pytest.raises(TypeError, match="Ed25519"):
        key_ring(tmp_path)


def test_a_private_file_is_never_written_over_and_leaves_nothing_unfinished(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "secret"
    write_private(path, b"first")
    with pytest.raises(FileExistsError):
        write_private(path, b"second")
    assert path.read_bytes() == b"first"
    assert [one.name for one in path.parent.iterdir()] == ["secret"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_crash_while_writing_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(descriptor: int) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(keys.os, "fsync", crash)
    with pytest.raises(OSError, match="power cut"):
        key_ring(tmp_path)
    monkeypatch.undo()
    assert key_ring(tmp_path).signing.key_id == 1


def test_the_authority_is_made_once_and_its_keys_are_sealed(tmp_path: Path) -> None:
    made, passphrase = authority(tmp_path, "مجمع", NOW)
    again, same = authority(tmp_path, "دیگر", NOW)
    assert (again, same) == (made, passphrase)
    assert b"ENCRYPTED" in made.signing_private_key
    assert b"ENCRYPTED" in made.root_private_key
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_authority_that_was_half_made_is_made_again_and_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, written = keys.write_private, []

    def crash_at_the_third(path: Path, content: bytes) -> None:
        written.append(path)
        if len(written) == 4:  # the passphrase, two parts, then the power is cut
            raise OSError("power cut")
        real(path, content)

    monkeypatch.setattr(keys, "write_private", crash_at_the_third)
    with pytest.raises(OSError, match="power cut"):
        authority(tmp_path, "مجمع", NOW)
    monkeypatch.undo()
    made, passphrase = authority(tmp_path, "مجمع", NOW)
    assert (made, passphrase) == authority(tmp_path, "مجمع", NOW)
