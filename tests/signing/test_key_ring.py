"""A key for each purpose, which changes without losing what it signed; public halves apart from private ones."""

from __future__ import annotations

import json
import os
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.cli.key_commands import keys as command
from app.signing import key_ring as module
from app.signing import keys
from app.signing.key_ring import PUBLISHED, KeyRing, key_ring, rotate, settle
from app.signing.keys import write_private
from ballots.errors import TokenExpiredError, TokenForgedError
from ballots.slips import FIRST_OFFICER_KEY
from ballots.token import EVERY_KIND, Kind, Token, context_of, open_token, read_token, sign_token
from tests.support.visitors import open_site

NOW = datetime(2025, 11, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=100)
HERE = context_of("mehr")


def pem(key: object = None) -> bytes:
    chosen = key or Ed25519PrivateKey.generate()
    return chosen.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined,no-any-return]


def sign(ring: KeyRing, kind: Kind, expiry: int = 0) -> str:
    signer = ring.signing[kind]
    fields = Token(kind=kind, key_id=signer.key_id, context=HERE, subject=1, expiry=expiry, digest=bytes(12))  # type: ignore[arg-type]
    return sign_token(fields, signer.private)


def private_files(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.pem")}


def test_each_kind_has_a_key_of_its_own_made_once(tmp_path: Path) -> None:
    ring = key_ring(tmp_path, NOW)
    assert {kind: one.key_id for kind, one in ring.signing.items()} == {
        Kind.SLIP: 1, Kind.INVITATION: 2, Kind.LETTER: 3,
    }  # fmt: skip
    assert private_files(tmp_path) == {"slip-1.pem", "invitation-2.pem", "letter-3.pem"}
    assert len({one.private.private_bytes_raw() for one in ring.signing.values()}) == 3
    assert [(one.since, one.until) for one in ring.published] == [(NOW, None)] * 3
    assert key_ring(tmp_path, LATER) == ring
    assert settle(tmp_path, LATER) == ring
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("kind", Kind)
def test_a_key_of_one_kind_checks_no_other(tmp_path: Path, kind: Kind) -> None:
    ring = key_ring(tmp_path, NOW)
    for other in Kind:
        signer = ring.signing[other]
        fields = Token(kind=kind, key_id=signer.key_id, context=HERE, subject=1, expiry=0, digest=bytes(12))  # type: ignore[arg-type]
        text = sign_token(fields, signer.private)
        if other == kind:
            assert open_token(text, ring.public).kind == kind
        else:
            with pytest.raises(TokenForgedError):
                open_token(text, ring.public)


@pytest.mark.parametrize("kind", Kind)
def test_rotation_gives_one_kind_a_new_key_and_the_old_one_only_checks(tmp_path: Path, kind: Kind) -> None:
    before = key_ring(tmp_path, NOW)
    endless, ending = sign(before, kind), sign(before, kind, int(LATER.timestamp()) + 60)
    made = rotate(tmp_path, kind, LATER)
    ring = key_ring(tmp_path, LATER)
    assert (made.key_id, made.kind, made.since, made.until) == (4, kind, LATER, None)
    assert ring.signing[kind].key_id == 4
    for other in set(Kind) - {kind}:
        assert ring.signing[other].private.private_bytes_raw() == before.signing[other].private.private_bytes_raw()
    old = next(one for one in ring.published if one.key_id == before.signing[kind].key_id)
    assert (old.kind, old.since, old.until) == (kind, NOW, LATER)
    assert f"{kind.name.lower()}-{old.key_id}.pem" not in private_files(tmp_path)
    assert len(private_files(tmp_path)) == 3
    for text in (endless, ending, sign(ring, kind)):
        assert open_token(text, ring.public).kind == kind
    with pytest.raises(TokenExpiredError):
        read_token(ending, ring.public, kind, HERE, int(LATER.timestamp()) + 60)


def test_a_ring_that_forgets_retired_keys_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: with it, every slip and letter that was signed before is a forgery after a rotation."""
    monkeypatch.setattr(
        KeyRing, "public", property(lambda ring: {
            one.key_id: module.TokenKey(public=one.public) for one in ring.published if one.until is None
        }),
    )  # fmt: skip
    with pytest.raises(TokenForgedError):
        test_rotation_gives_one_kind_a_new_key_and_the_old_one_only_checks(tmp_path, Kind.LETTER)


def test_rotating_again_and_again_keeps_every_public_half(tmp_path: Path) -> None:
    texts = []
    for day in range(5):
        ring = key_ring(tmp_path, NOW)
        texts.append(sign(ring, Kind.SLIP))
        rotate(tmp_path, Kind.SLIP, NOW + timedelta(days=day))
    ring = key_ring(tmp_path, NOW)
    assert [open_token(text, ring.public).key_id for text in texts] == [1, 4, 5, 6, 7]
    assert sum(one.until is None for one in ring.published) == 3


# Installations from before there was a key for each kind


def old_installation(folder: Path) -> Ed25519PrivateKey:
    private = Ed25519PrivateKey.generate()
    write_private(folder / "token-1.pem", pem(private))
    os.utime(folder / "token-1.pem", (NOW.timestamp(), NOW.timestamp()))
    return private


def test_an_old_installations_key_goes_on_for_every_kind_under_its_number(tmp_path: Path) -> None:
    private = old_installation(tmp_path)
    ring = key_ring(tmp_path, LATER)
    assert {one.key_id for one in ring.signing.values()} == {1}
    assert all(one.private.private_bytes_raw() == private.private_bytes_raw() for one in ring.signing.values())
    assert [(one.kind, one.since, one.until) for one in ring.published] == [(kind, NOW, None) for kind in Kind]
    assert ring.public[1].kinds == EVERY_KIND
    assert private_files(tmp_path) == {"token-1.pem"}


def test_it_is_rotated_kind_by_kind_and_its_private_half_goes_with_the_last(tmp_path: Path) -> None:
    old_installation(tmp_path)
    texts = {kind: sign(key_ring(tmp_path, NOW), kind) for kind in Kind}
    for number, kind in enumerate(Kind, start=2):
        assert "token-1.pem" in private_files(tmp_path)
        assert rotate(tmp_path, kind, LATER).key_id == number
    assert private_files(tmp_path) == {"slip-2.pem", "invitation-3.pem", "letter-4.pem"}
    ring = key_ring(tmp_path, LATER)
    for kind, text in texts.items():
        assert open_token(text, ring.public).kind == kind


def test_a_newer_file_that_somebody_put_there_signs_and_the_older_only_checks(tmp_path: Path) -> None:
    old_installation(tmp_path)
    text = sign(key_ring(tmp_path, NOW), Kind.LETTER)
    write_private(tmp_path / "token-2.pem", pem())
    ring = settle(tmp_path, LATER)
    assert {one.key_id for one in ring.signing.values()} == {2}
    assert open_token(text, ring.public).key_id == 1
    assert private_files(tmp_path) == {"token-2.pem"}


# What goes wrong


def test_a_private_half_that_is_lost_is_replaced_and_what_it_signed_is_still_checked(tmp_path: Path) -> None:
    text = sign(key_ring(tmp_path, NOW), Kind.LETTER)
    (tmp_path / "letter-3.pem").unlink()
    ring = settle(tmp_path, LATER)
    assert ring.signing[Kind.LETTER].key_id == 4
    assert open_token(text, ring.public).key_id == 3


@pytest.mark.parametrize("step", range(3))
def test_a_power_cut_in_a_rotation_leaves_a_ring_that_signs_and_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Cut before the new key is whole, before it is published, before the old private half is gone."""
    text = sign(key_ring(tmp_path, NOW), Kind.SLIP)

    unlink = Path.unlink

    def cut(*said: object, **more: object) -> None:
        if step == 2 and not str(said[0]).endswith(".pem"):
            return unlink(*said, **more)  # type: ignore[arg-type]
        raise OSError("power cut")

    target = ((keys, "write_private"), (module, "replace_file"), (Path, "unlink"))[step]
    monkeypatch.setattr(*target, cut)
    with pytest.raises(OSError, match="power cut"):
        rotate(tmp_path, Kind.SLIP, LATER)
    monkeypatch.undo()
    for ring in (key_ring(tmp_path, LATER), settle(tmp_path, LATER)):
        assert open_token(text, ring.public).key_id == 1
        assert open_token(sign(ring, Kind.SLIP), ring.public)
    assert sum(name.startswith("slip") for name in private_files(tmp_path)) == 1


def test_a_key_of_another_algorithm_is_refused(tmp_path: Path) -> None:
    write_private(tmp_path / "token-1.pem", pem(generate_private_key(SECP256R1())))
    with pytest.raises(TypeError, match="Ed25519"):
        key_ring(tmp_path, NOW)


def test_a_file_that_was_exchanged_is_refused(tmp_path: Path) -> None:
    key_ring(tmp_path, NOW)
    (tmp_path / "slip-1.pem").unlink()
    write_private(tmp_path / "slip-1.pem", pem())
    with pytest.raises(ValueError, match="does not fit"):
        settle(tmp_path, NOW)


def test_two_files_of_one_number_are_refused(tmp_path: Path) -> None:
    for name in ("slip-1.pem", "letter-1.pem"):
        write_private(tmp_path / name, pem())
    with pytest.raises(ValueError, match="number of another key"):
        key_ring(tmp_path, NOW)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kind":"majma token keys","version":1}', "\udcff", '{"kind":"x"}'])
def test_a_damaged_list_is_not_overwritten(tmp_path: Path, text: str) -> None:
    key_ring(tmp_path, NOW)
    (tmp_path / PUBLISHED).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ValueError, match="damaged"):
        settle(tmp_path, LATER)
    assert (tmp_path / PUBLISHED).read_bytes() == text.encode("utf-8", "surrogateescape")


def test_the_numbers_of_credential_officers_are_left_to_them(tmp_path: Path) -> None:
    key_ring(tmp_path, NOW)
    listed = json.loads((tmp_path / PUBLISHED).read_bytes())
    listed["keys"][0]["id"] = FIRST_OFFICER_KEY - 1
    (tmp_path / PUBLISHED).write_text(json.dumps(listed))
    (tmp_path / "slip-1.pem").rename(tmp_path / f"slip-{FIRST_OFFICER_KEY - 1}.pem")
    with pytest.raises(ValueError, match="used up"):
        rotate(tmp_path, Kind.SLIP, NOW)


def test_two_who_rotate_at_once_get_two_keys(tmp_path: Path) -> None:
    key_ring(tmp_path, NOW)
    made: list[int] = []
    start = threading.Barrier(4)

    def turn() -> None:
        start.wait()
        made.append(rotate(tmp_path, Kind.SLIP, LATER).key_id)

    ones = [threading.Thread(target=turn) for _ in range(4)]
    for one in ones:
        one.start()
    for one in ones:
        one.join()
    assert sorted(made) == [4, 5, 6, 7]
    assert sum(one.until is None and one.kind == Kind.SLIP for one in key_ring(tmp_path, NOW).published) == 1


# A running installation


def test_a_running_server_takes_a_rotated_key_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = open_site(tmp_path)
    monkeypatch.setenv("MAJMA_INSTANCE", str(tmp_path))
    installation = site.app.extensions["installation"]
    old = installation.ring.signing[Kind.SLIP].key_id
    finished = CliRunner().invoke(command, ["rotate", "slip"])
    assert finished.exit_code == 0, finished.output
    assert installation.ring.signing[Kind.SLIP].key_id == old + 3
    assert old in installation.ring.public
    listed = CliRunner().invoke(command, ["list"]).output.splitlines()
    assert [line.split()[1] for line in listed] == ["slip", "invitation", "letter", "slip"]
    assert [line.rsplit(" ", 1)[1] == "now" for line in listed] == [False, True, True, True]


@pytest.mark.parametrize("kind", ["", "board", "SLIP", "token"])
def test_the_command_rotates_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv("MAJMA_INSTANCE", str(tmp_path))
    assert CliRunner().invoke(command, ["rotate", kind]).exit_code == 2
