"""The root's private key away from the computer: what the folder alone can do then, and what it could before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.key_commands import keys as commands
from app.papers.issuer import ROOT_AWAY
from app.signing import keys
from app.signing.authority import sign_pdf, verify_pdf
from app.signing.keys import RootAwayError, authority, bring_root, renew_certificates, root_is_here, roots, take_root
from tests.signing.test_keys import blank_pdf
from tests.support.visitors import open_site

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
WORDS = b"five words that nobody keeps"


def test_with_the_root_away_the_folder_makes_no_certificate_and_signs_as_before(tmp_path: Path) -> None:
    folder, file = tmp_path / "keys", tmp_path / "stick.pem"
    authority(folder, "مجمع", NOW)
    before = {one.name for one in folder.iterdir()}
    take_root(folder, file, WORDS)
    assert before - {one.name for one in folder.iterdir()} == {"root-private-key.pem"}
    assert not root_is_here(folder)
    made, passphrase = authority(folder, "مجمع", NOW)
    signed = sign_pdf(blank_pdf(), made, passphrase=passphrase, now=NOW)
    assert verify_pdf(signed, roots(folder)[0], now=NOW + timedelta(hours=1)).valid
    with pytest.raises(RootAwayError):
        authority(folder, "مجمع دیگر", NOW)
    with pytest.raises(RootAwayError):
        renew_certificates(folder, NOW)
    with pytest.raises(RootAwayError):
        take_root(folder, tmp_path / "again.pem", WORDS)
    with pytest.raises(ValueError, match="passphrase"):
        bring_root(folder, file, b"another")
    bring_root(folder, file, WORDS)
    authority(folder, "مجمع دیگر", NOW)
    take_root(folder, tmp_path / "again.pem", WORDS)
    authority(folder, "مجمع دیگر", NOW)


def test_a_folder_that_keeps_its_root_makes_one_in_any_name(tmp_path: Path) -> None:
    """The broken twin: with the root beside its passphrase, who reads the folder signs as anybody."""
    authority(tmp_path, "مجمع", NOW)
    made, passphrase = authority(tmp_path, "دیوان", NOW)
    signed = sign_pdf(blank_pdf(), made, passphrase=passphrase, now=NOW)
    assert verify_pdf(signed, roots(tmp_path)[0], now=NOW + timedelta(hours=1)).signer == "دیوان"


def test_the_key_of_another_root_is_not_brought_and_no_file_is_written_over(tmp_path: Path) -> None:
    for name in ("one", "two"):
        authority(tmp_path / name, "مجمع", NOW)
    take_root(tmp_path / "one", tmp_path / "file", WORDS)
    with pytest.raises(FileExistsError):
        take_root(tmp_path / "two", tmp_path / "file", WORDS)
    assert root_is_here(tmp_path / "two")
    with pytest.raises(ValueError, match="another root"):
        bring_root(tmp_path / "two", tmp_path / "file", WORDS)


def test_a_file_that_is_not_read_back_leaves_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority(tmp_path, "مجمع", NOW)
    monkeypatch.setattr(keys, "write_private", lambda path, _content: path.write_bytes(b"half"))
    with pytest.raises(ValueError, match="passphrase"):
        take_root(tmp_path, tmp_path / "stick.pem", WORDS)
    assert root_is_here(tmp_path)


def test_the_command_takes_it_away_and_brings_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instance, file = tmp_path / "instance", tmp_path / "stick.pem"
    monkeypatch.setenv("MAJMA_INSTANCE", str(instance))
    said = f"{WORDS.decode()}\n"
    absent = CliRunner().invoke(commands, ["take-root", str(file)], input=said * 2)
    assert absent.exit_code == 1 and "no paper has been signed" in absent.output
    authority(instance / "keys", "مجمع", datetime.now(UTC))
    for arguments, typed in ((instance / "stick.pem", said * 2), (file, "short\nshort\n")):
        assert CliRunner().invoke(commands, ["take-root", str(arguments)], input=typed).exit_code == 1
    assert root_is_here(instance / "keys")
    assert CliRunner().invoke(commands, ["take-root", str(file)], input=said * 2).exit_code == 0
    renewal = CliRunner().invoke(commands, ["rotate", "certificate"])
    assert "bring-root" in renewal.output
    assert CliRunner().invoke(commands, ["bring-root", str(file)], input="wrong\n").exit_code == 1
    assert CliRunner().invoke(commands, ["bring-root", str(file)], input=said).exit_code == 0
    assert root_is_here(instance / "keys")


def test_the_state_page_asks_until_it_is_away(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    folder = site.app.extensions["installation"].settings.keys
    secretary = site.visitor("secretary")
    authority(folder, "مجمع", datetime.now(UTC))
    assert "keys take-root" in secretary.get("/office/state").text
    take_root(folder, tmp_path / "stick.pem", WORDS)
    assert "keys take-root" not in secretary.get("/office/state").text
    assert ROOT_AWAY.status == 409
