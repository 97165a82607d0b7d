"""The installation's own files of keys: made once, private, whole or not there."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.signing import keys
from app.signing.authority import sign_pdf, signs_for, verify_pdf
from app.signing.keys import authority, board_key, certified, renew_certificates, roots, write_private

NOW = datetime(2025, 11, 8, tzinfo=UTC)


def test_a_private_file_is_never_written_over_and_leaves_nothing_unfinished(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "secret"
    write_private(path, b"first")
    with pytest.raises(FileExistsError):
        write_private(path, b"second")
    assert path.read_bytes() == b"first"
    assert [one.name for one in path.parent.iterdir()] == ["secret"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_key_of_boards_is_made_once(tmp_path: Path) -> None:
    made = board_key(tmp_path).private_bytes_raw()
    assert board_key(tmp_path).private_bytes_raw() == made
    assert stat.S_IMODE((tmp_path / "board.pem").stat().st_mode) == 0o600


def test_the_authority_is_made_once_and_its_keys_are_sealed(tmp_path: Path) -> None:
    made, passphrase = authority(tmp_path, "مجمع", NOW)
    again, same = authority(tmp_path, "مجمع", NOW)
    assert (again, same) == (made, passphrase)
    assert b"ENCRYPTED" in made.signing_private_key
    assert b"ENCRYPTED" in made.root_private_key
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_organisation_gets_a_certificate_below_the_same_root(tmp_path: Path) -> None:
    first, _ = authority(tmp_path, "مجمع ملی", NOW)
    other, _ = authority(tmp_path, "مجمع تهران", NOW)
    assert other.root_certificate == first.root_certificate
    assert (signs_for(other.signing_certificate, "مجمع تهران"), signs_for(first.signing_certificate, "مجمع ملی")) == (
        True,
        True,
    )
    assert not signs_for(other.signing_certificate, "مجمع ملی")


def test_each_organisation_signs_in_its_own_name_below_one_root(tmp_path: Path) -> None:
    """A second assembly, or one that was renamed: what is signed stays valid, nobody trusts a second root."""
    first, passphrase = authority(tmp_path, "مجمع ملی", NOW)
    other, same = authority(tmp_path, "مجمع تهران", NOW)
    assert (other.root_certificate, same) == (first.root_certificate, passphrase)
    assert authority(tmp_path, "مجمع تهران", NOW) == (other, same)
    assert authority(tmp_path, "مجمع ملی", NOW) == (first, same)
    for made, name in ((first, "مجمع ملی"), (other, "مجمع تهران")):
        signed = sign_pdf(blank_pdf(), made, passphrase=passphrase, now=NOW)
        verdict = verify_pdf(signed, first.root_certificate, now=NOW)
        assert (verdict.code, verdict.signer) == ("valid", name)
    assert b"ENCRYPTED" in other.signing_private_key
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def blank_pdf() -> bytes:
    from weasyprint import HTML

    return bytes(HTML(string="<p>x").write_pdf())


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


@pytest.mark.parametrize(("years", "new_root"), [(7, False), (16, True)])
def test_papers_of_before_a_renewal_stay_good_below_the_root_of_their_time(
    tmp_path: Path, years: int, new_root: bool
) -> None:
    first, passphrase = authority(tmp_path, "مجمع ملی", NOW)
    authority(tmp_path, "مجمع تهران", NOW)
    before = sign_pdf(blank_pdf(), first, passphrase=passphrase, now=NOW)
    later = NOW + timedelta(days=365 * years)
    assert renew_certificates(tmp_path, later) == new_root
    now_roots = roots(tmp_path)
    assert (now_roots[-1], len(now_roots)) == (first.root_certificate, 1 + new_root)
    assert verify_pdf(before, now_roots[-1], now=NOW + timedelta(days=3000)).valid
    assert verify_pdf(before, now_roots[0], now=NOW + timedelta(days=3000)).valid != new_root
    for name in ("مجمع ملی", "مجمع تهران"):
        made, same = authority(tmp_path, name, later)
        signed = sign_pdf(blank_pdf(), made, passphrase=same, now=later)
        verdict = verify_pdf(signed, now_roots[0], now=later + timedelta(days=3600))
        assert (verdict.code, verdict.signer) == ("valid", name)
        assert made.signing_private_key != first.signing_private_key
    good = certified(tmp_path)
    assert good is not None and good[0] < later < good[1] - timedelta(days=3600)


def test_a_renewal_that_was_cut_short_loses_no_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = authority(tmp_path, "مجمع", NOW)

    def crash(parts: object, made: object) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(keys, "_write", crash)
    with pytest.raises(OSError, match="power cut"):
        renew_certificates(tmp_path, NOW)
    monkeypatch.undo()
    made, _ = authority(tmp_path, "مجمع", NOW)
    assert roots(tmp_path) == (made.root_certificate, first.root_certificate)
