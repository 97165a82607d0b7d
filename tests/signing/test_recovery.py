"""The recovery key: what it seals only it opens, whole or not at all, and other programs for age open it too."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from app.signing import recovery
from app.signing.recovery import RecoveryError
from tests.support.tools import find_tool

SAID = b"the whole installation " * 9000  # more than three of the pieces that age seals one by one


def sealed(public: str, said: bytes = SAID) -> bytes:
    out = io.BytesIO()
    with recovery.sealing(out, (public,)) as stream:
        stream.write(said)
    return out.getvalue()


def opened(data: bytes, private: str) -> bytes:
    with recovery.opening(io.BytesIO(data), private) as stream:
        return stream.read()


def test_what_is_sealed_to_a_key_is_opened_with_its_private_half() -> None:
    private, public = recovery.make_key()
    assert opened(sealed(public), private) == SAID
    assert opened(sealed(public, b""), private) == b""
    assert SAID[:20] not in sealed(public)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data[: len(data) // 2], "cut short"),
        (lambda data: data[: data.index(b"---") + 60 + 65536 + 16], "cut short"),
        (lambda data: data[:-1], "cut short"),
        (lambda data: data + b"x", "cut short"),
        (lambda data: data[:70], "cut short"),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "cut short"),
        (lambda data: data.replace(b"-> X25519", b"-> X25518"), "sealed to another|cut short"),
        (lambda data: b"", "no backup of Majma"),
        (lambda data: b"PK\3\4" + data, "no backup of Majma"),
    ],
    ids=[
        "half",
        "at-a-piece",
        "last-byte",
        "one-more",
        "head-only",
        "changed",
        "other-stanza",
        "nothing",
        "other-kind",
    ],
)
def test_a_file_that_was_cut_or_changed_does_not_open(change: Callable[[bytes], bytes], said: str) -> None:
    private, public = recovery.make_key()
    with pytest.raises(RecoveryError, match=said):
        opened(change(sealed(public)), private)


def test_another_key_does_not_open_it() -> None:
    _, public = recovery.make_key()
    with pytest.raises(RecoveryError, match="sealed to another"):
        opened(sealed(public), recovery.make_key()[0])


def test_only_public_halves_are_kept_and_each_opens(tmp_path: Path) -> None:
    pairs = [recovery.make_key() for _ in range(2)]
    for _, public in pairs:
        recovery.keep_public(tmp_path, public)
    kept = recovery.recipients(tmp_path)
    assert kept == tuple(public for _, public in pairs)
    assert not [private for private, _ in pairs for path in tmp_path.iterdir() if private in path.read_text()]
    out = io.BytesIO()
    with recovery.sealing(out, kept) as stream:
        stream.write(SAID)
    assert all(opened(out.getvalue(), private) == SAID for private, _ in pairs)


def test_a_key_that_was_misread_is_told_so(tmp_path: Path) -> None:
    private, public = recovery.make_key()
    typed = " ".join(private[place : place + 8].lower() for place in range(0, len(private), 8))
    assert recovery.read_private(typed) == private
    swapped = private[:-1] + ("Q" if private[-1] != "Q" else "P")
    with pytest.raises(RecoveryError, match="misread"):
        recovery.read_private(swapped)
    with pytest.raises(RecoveryError, match="begins with"):
        recovery.read_private(public)
    with pytest.raises(RecoveryError, match="public half"):
        recovery.keep_public(tmp_path, private)
    assert recovery.recipients(tmp_path) == ()


def test_an_error_inside_the_block_is_the_one_that_is_told() -> None:
    private, public = recovery.make_key()
    with pytest.raises(ZeroDivisionError), recovery.sealing(io.BytesIO(), (public,)):
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), recovery.opening(io.BytesIO(sealed(public)), private) as stream:
        stream.read(1)
        raise ZeroDivisionError


def test_the_private_half_under_a_passphrase() -> None:
    private, _ = recovery.make_key()
    locked = recovery.lock_private(private, "twelve calm rivers")
    assert recovery.unlock_private(locked, "twelve calm rivers") == private
    with pytest.raises(RecoveryError, match="passphrase"):
        recovery.unlock_private(locked, "twelve calm river")


def test_the_program_age_opens_it_and_we_open_what_it_seals(tmp_path: Path) -> None:
    private, public = recovery.make_key()
    (tmp_path / "key").write_text(private + "\n")
    theirs = subprocess.run(
        [find_tool("age"), "-d", "-i", str(tmp_path / "key")], input=sealed(public), capture_output=True, check=True
    )
    assert theirs.stdout == SAID
    made = subprocess.run([find_tool("age"), "-r", public], input=SAID, capture_output=True, check=True)
    assert opened(made.stdout, private) == SAID
