"""The hall's certificates: good for this computer's names, worth nothing for any other site, and kept."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from app.serving import certificate
from app.serving.certificate import LEAF, NameOutsideError, hall_certificate

NOW = datetime(2026, 11, 8, 9, tzinfo=UTC)
NAMES = ("192.168.1.10", "desk.local", "desk", "127.0.0.1")


def verified(folder: Path, leaf: Path, host: str) -> bool:
    """What OpenSSL, which is not ours, says of a leaf for a host."""
    kind = "-verify_ip" if host[0].isdigit() else "-verify_hostname"
    command = [
        "openssl", "verify", "-attime", str(int(NOW.timestamp())), "-purpose", "sslserver",
        "-CAfile", str(folder / certificate.ROOT), kind, host, str(leaf),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_it_is_good_for_every_name_of_this_computer_and_for_no_other(tmp_path: Path) -> None:
    made = hall_certificate(tmp_path, NAMES, NOW)
    assert [verified(tmp_path, made.file, host) for host in NAMES] == [True] * 4
    assert not verified(tmp_path, made.file, "192.168.1.11")
    assert made.until - NOW <= timedelta(days=397), "older ones are refused by some devices"
    assert made.file.stat().st_mode & 0o777 == 0o600


def test_it_is_good_for_an_address_alone(tmp_path: Path) -> None:
    made = hall_certificate(tmp_path, ("192.168.1.10",), NOW)
    assert verified(tmp_path, made.file, "192.168.1.10")


@pytest.mark.parametrize(("names", "stands"), [(("desk.local",), False), (("desk.local", "bank.example"), True)])
def test_who_steals_the_root_s_key_stands_for_no_site_but_those_it_was_made_for(
    tmp_path: Path, names: tuple[str, ...], stands: bool
) -> None:
    hall_certificate(tmp_path, names, NOW)
    root = x509.load_pem_x509_certificate((tmp_path / certificate.ROOT).read_bytes())
    certificate._make_leaf(tmp_path, root, ("bank.example",), NOW)
    assert verified(tmp_path, tmp_path / LEAF, "bank.example") == stands


def test_root_and_leaf_are_kept_until_names_change_or_the_end_is_near(tmp_path: Path) -> None:
    first = hall_certificate(tmp_path, NAMES, NOW)
    leaf = first.file.read_bytes()
    assert hall_certificate(tmp_path, NAMES, NOW + timedelta(days=30)).file.read_bytes() == leaf
    moved = hall_certificate(tmp_path, ("10.0.0.7", *NAMES[1:]), NOW + timedelta(days=30))
    assert moved.root == first.root, "what devices trust stays when the computer's address changes"
    assert moved.file.read_bytes() != leaf
    again = hall_certificate(tmp_path, ("10.0.0.7", *NAMES[1:]), NOW + timedelta(days=380))
    assert again.until > NOW + timedelta(days=700)
    assert again.digest == first.digest


def test_a_name_that_the_root_may_not_vouch_for_is_refused(tmp_path: Path) -> None:
    hall_certificate(tmp_path, NAMES, NOW)
    with pytest.raises(NameOutsideError, match=r"vote\.example"):
        hall_certificate(tmp_path, ("vote.example", *NAMES), NOW)
    made = hall_certificate(tmp_path, (*NAMES, "vote.example"), NOW)
    assert not verified(tmp_path, made.file, "vote.example"), "a further name is left out"
