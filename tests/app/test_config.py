"""Settings: read once, kept private, wrong ones refused."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from app.config import ADDRESSES, ROOT, keep_addresses, load_settings


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INSTANCE", "DATABASE", "ADDRESS", "ZONES"):
        monkeypatch.delenv(f"MAJMA_{name}", raising=False)


def test_a_new_installation_gets_a_secret_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    first = load_settings(tmp_path / "a")
    assert len(first.secret_key) == 64
    assert load_settings(tmp_path / "a").secret_key == first.secret_key
    assert load_settings(tmp_path / "b").secret_key != first.secret_key


def test_only_the_owner_reads_the_instance(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "instance")
    for path in (settings.instance, settings.keys):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in settings.keys.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_environment_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAJMA_INSTANCE", str(tmp_path / "there"))
    monkeypatch.setenv("MAJMA_DATABASE", "postgresql+psycopg://x/y")
    monkeypatch.setenv("MAJMA_ADDRESS", "https://vote.example/")
    monkeypatch.setenv("MAJMA_ZONES", "public,booth,own")
    monkeypatch.setenv("MAJMA_CHECKERS", "3")
    settings = load_settings()
    assert settings.instance == tmp_path / "there"
    assert settings.database == "postgresql+psycopg://x/y"
    assert (settings.address, settings.secure) == ("https://vote.example", True)
    assert settings.zones == ("public", "booth", "institution")
    assert settings.checkers == 3


def test_without_an_environment_all_is_local(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.database == f"sqlite:///{tmp_path / 'majma.sqlite3'}"
    assert (settings.address, settings.secure) == ("http://127.0.0.1:8000", False)
    assert settings.zones == ("public", "institution", "booth", "office")
    assert settings.checkers is None
    assert (ROOT / "wsgi.py").exists()


@pytest.mark.parametrize("zones", ["", "office,attic", "Office", "public, booth"])
def test_an_unknown_zone_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zones: str) -> None:
    monkeypatch.setenv("MAJMA_ZONES", zones)
    with pytest.raises(ValueError, match="MAJMA_ZONES"):
        load_settings(tmp_path)


def test_addresses_outlive_the_one_of_the_day(tmp_path: Path) -> None:
    """Boards keep their names and papers their address; codes of before are answered under the hosts of before."""
    first = keep_addresses(load_settings(tmp_path, "http://192.168.1.5:8000"), board="", long=None)
    assert (first.public, first.board) == ("http://192.168.1.5:8000", "192.168.1.5:8000")
    keep_addresses(first, board="192.168.1.5:8000", long=None)
    moved = load_settings(tmp_path, "http://10.0.0.7:8000")
    assert (moved.public, moved.board) == ("http://10.0.0.7:8000", "192.168.1.5:8000")
    assert {"192.168.1.5", "10.0.0.7", "localhost"} <= set(moved.hosts)
    keep_addresses(moved, board="other", long="https://majma.example/")
    again = load_settings(tmp_path, "http://10.0.0.8:8000")
    assert (again.public, again.board) == ("https://majma.example", "192.168.1.5:8000")
    assert "majma.example" in again.hosts
    with pytest.raises(ValueError, match=r"vote\.example"):
        keep_addresses(again, board="", long="majma")
    (tmp_path / ADDRESSES).write_text("[]")
    with pytest.raises(ValueError, match="damaged"):
        load_settings(tmp_path)


def test_a_number_of_checkers_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAJMA_CHECKERS", "many")
    with pytest.raises(ValueError, match="MAJMA_CHECKERS"):
        load_settings(tmp_path)
