"""The shield by itself: limits and cookies of the settings. What it does to answers is in tests/security."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import create_app
from app.config import HallRoot, load_settings
from app.web.headers import LARGEST_REQUEST, POLICY
from tests.support.visitors import settings_in


@pytest.mark.parametrize(
    ("address", "name", "secure"),
    [
        ("http://127.0.0.1:8000", "majma", False), ("http://192.168.1.4", "majma", False),
        ("https://vote.example", "__Host-majma", True),
    ],
)  # fmt: skip
def test_cookies_and_hosts_follow_the_address(tmp_path: Path, address: str, name: str, secure: bool) -> None:
    config = create_app(settings_in(tmp_path, address=address)).config
    assert (config["SESSION_COOKIE_NAME"], config["SESSION_COOKIE_SECURE"]) == (name, secure)
    assert (config["SESSION_COOKIE_HTTPONLY"], config["SESSION_COOKIE_SAMESITE"]) == (True, "Strict")
    assert set(config["TRUSTED_HOSTS"]) - {"127.0.0.1", "localhost"} <= {address.split("//")[1].split(":")[0]}
    assert config["SESSION_COOKIE_DOMAIN"] is None


def test_a_host_is_known_in_capitals_too(tmp_path: Path) -> None:
    visitor = create_app(settings_in(tmp_path, address="http://vote.example")).test_client()
    hosts = ("vote.example", "Vote.Example", "VOTE.EXAMPLE:80", "evil.example")
    assert [visitor.get("/letters", headers={"Host": host}).status_code for host in hosts] == [200, 200, 200, 421]


@pytest.mark.parametrize(
    ("address", "own", "stays"),
    [("https://vote.example", False, True), ("https://192.168.1.4", True, False), ("http://127.0.0.1", False, False)],
)
def test_browsers_are_told_to_stay_with_https_where_the_certificate_is_a_public_one(
    tmp_path: Path, address: str, *, own: bool, stays: bool
) -> None:
    """A hall's own root is made anew one day, and the page that brings it has no TLS, at the same name."""
    root = HallRoot(digest="0" * 64, name="Majma", address="", names=(), until=datetime(2027, 1, 1, tzinfo=UTC))
    settings = replace(settings_in(tmp_path, address=address), hall_root=root if own else None)
    answer = create_app(settings).test_client().get("/nothing")
    assert ("Strict-Transport-Security" in answer.headers) == stays


def test_the_office_of_a_hall_at_this_computer_alone_has_cookies_for_plain_http(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every browser keeps a `Secure` cookie of http://localhost; the other zones' cookies go by https alone."""
    monkeypatch.setenv("MAJMA_ADDRESS", "https://192.168.1.4:8443")
    monkeypatch.setenv("MAJMA_ADDRESSES", "public=https://192.168.1.4:8444,office=http://localhost:8445")
    for zone, secure in (("booth", True), ("public", True), ("office", False)):
        monkeypatch.setenv("MAJMA_ZONES", zone)
        settings = load_settings(tmp_path)
        assert (settings.secure, settings.line) == (secure, "encrypted")


def test_requests_have_a_largest_size_and_csrf_is_on(tmp_path: Path) -> None:
    config = create_app(settings_in(tmp_path)).config
    assert config["MAX_CONTENT_LENGTH"] == config["MAX_FORM_MEMORY_SIZE"] == LARGEST_REQUEST
    assert config["WTF_CSRF_ENABLED"] is True
    assert config["DEBUG"] is False
    assert config["TESTING"] is False


def test_the_policy_names_every_source_and_nothing_else() -> None:
    directives = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert directives.pop("default-src") == directives.pop("frame-ancestors") == directives.pop("base-uri") == "'none'"
    assert directives.pop("img-src") == "'self' data:"
    assert set(directives.values()) == {"'self'"}
