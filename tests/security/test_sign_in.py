"""Cookies and sign-ins: nothing planted survives, nothing stolen lives on, nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from unittest import mock

import pytest

from app.services.accounts import sign_in, throttle
from app.views.account import entry
from app.views.account import sign_in as sign_in_view
from app.web import installation
from tests.support.assemblies import PASSWORD
from tests.support.visitors import COOKIE, Site, Visitor, cookie_of, open_site, with_cookie

NEGAR = {"username": "negar.mehr", "password": PASSWORD}


@contextmanager
def later(**span: int) -> Iterator[None]:
    """The server's clock is ahead while the block runs."""
    with ExitStack() as patches:
        for module in (installation, entry, sign_in_view):
            patches.enter_context(mock.patch.object(module, "now", lambda: datetime.now(UTC) + timedelta(**span)))
        yield


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/office/").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(site: Site) -> None:
    visitor = site.visitor()
    answer = visitor.post("/office/sign-in", dict(NEGAR))
    cookie = SimpleCookie("; ".join(one for one in answer.headers.getlist("Set-Cookie") if one.startswith(COOKIE)))[
        COOKIE
    ]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Strict", "/", "")
    assert cookie["secure"] == ""  # over plain HTTP in the hall a browser would drop it


def test_over_https_the_cookie_is_secure_bound_to_the_host_and_the_host_stays_secure(tmp_path: Path) -> None:
    site = open_site(tmp_path, address="https://vote.example")
    answer = site.visitor().get("/office/sign-in", base_url="https://vote.example")
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["__Host-majma"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Strict", "/", "")
    assert cookie["secure"] is True
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_planted_cookie_is_worth_nothing_after_signing_in(site: Site) -> None:
    victim = site.visitor()
    victim.get("/")
    planted = cookie_of(victim)
    victim.post("/office/sign-in", dict(NEGAR))
    assert is_in(victim)
    assert not is_in(with_cookie(site, planted))
    assert cookie_of(victim) != planted


def test_a_second_sign_in_has_another_secret(site: Site) -> None:
    first, second = site.visitor("secretary"), site.visitor("secretary")
    assert cookie_of(first) != cookie_of(second)
    first.post("/office/sign-out")
    assert is_in(second)


def test_after_signing_out_the_old_cookie_is_dead(site: Site) -> None:
    visitor = site.visitor("secretary")
    old = cookie_of(visitor)
    assert is_in(with_cookie(site, old))
    visitor.post("/office/sign-out")
    assert not is_in(visitor)
    assert not is_in(with_cookie(site, old))


def test_a_sign_out_that_only_forgets_the_cookie_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = site.visitor("secretary")
    old = cookie_of(visitor)
    monkeypatch.setattr(sign_in, "close_sign_in", lambda db, secret: None)
    visitor.post("/office/sign-out")
    assert is_in(with_cookie(site, old))


def test_a_sign_in_ends_when_idle_for_half_an_hour(site: Site) -> None:
    visitor = site.visitor("secretary")
    with later(minutes=29):
        assert is_in(visitor)
    with later(minutes=58):
        assert is_in(visitor)
    with later(minutes=89):
        assert not is_in(visitor)


def test_a_sign_in_ends_after_twelve_hours_however_busy(site: Site) -> None:
    visitor = site.visitor("secretary")
    for half_hours in range(1, 25):
        with later(minutes=29 * half_hours):
            assert is_in(visitor)
    with later(hours=12, seconds=30):
        assert not is_in(visitor)


@pytest.mark.parametrize("value", ["", "x", "e30.x.y", "eyJzaWduX2luIjoiMDAifQ.AAAA.AAAA", "\u06f1", "=" * 4000])
def test_a_made_up_cookie_signs_nobody_in_and_breaks_nothing(lasting_site: Site, value: str) -> None:
    site = lasting_site
    visitor = site.visitor()
    answer = visitor.client.get("/office/", headers={"Cookie": f"{COOKIE}={value}".encode().decode("latin-1")})
    assert answer.status_code == 302


def test_ten_wrong_passwords_pause_the_officer_in_every_browser(site: Site) -> None:
    statuses = [
        site.visitor().post("/office/sign-in", {**NEGAR, "password": f"wrong {number}"}).status_code
        for number in range(throttle.TRIES + 1)
    ]
    assert statuses == [403] * throttle.TRIES + [429]
    answer = site.visitor().post("/office/sign-in", dict(NEGAR))
    assert answer.status_code == 429
    assert "Set-Cookie" not in answer.headers or "sign_in" not in answer.headers["Set-Cookie"]
    with later(minutes=11):
        assert site.visitor().post("/office/sign-in", dict(NEGAR)).status_code == 302


def test_an_unknown_officer_gets_the_same_words_as_a_wrong_password(site: Site) -> None:
    visitor = site.visitor()
    pages = [
        visitor.post("/office/sign-in", {"username": name, "password": "wrong"})
        for name in ("negar.mehr", "nobody.meh")
    ]
    bodies = [page.text.replace("negar.mehr", "NAME").replace("nobody.meh", "NAME") for page in pages]
    assert pages[0].status_code == pages[1].status_code == 403
    assert _without_tokens(bodies[0]) == _without_tokens(bodies[1])
    assert "wrong" not in bodies[0].split("<main")[1]


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf_token" not in line]


def test_after_signing_in_one_is_led_to_the_page_one_wanted_and_never_away(site: Site) -> None:
    for wanted, led in (
        (f"/office/elections/{site.held.election}", f"/office/elections/{site.held.election}"),
        ("/office//evil.example", "/office/"), ("/office/", "/office/"),
    ):  # fmt: skip
        visitor = site.visitor()
        visitor.get(wanted)
        assert visitor.post("/office/sign-in", dict(NEGAR)).location == led


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "/\t/evil.example",
        "\\/evil.example", "javascript:alert(1)", "/\r\nSet-Cookie: a=b", "evil.example", " //evil.example", "",
        "//[", "//[::1", "/\u2028/evil.example", "//evil.example/%2e%2e", "http:///evil.example", "///evil.example",
    ],
)  # fmt: skip
def test_the_language_switch_leads_nowhere_else(lasting_site: Site, target: str) -> None:
    site = lasting_site
    answer = site.visitor().post("/language", {"language": "en", "next": target})
    assert (answer.status_code, answer.location) == (302, "/")


def test_the_language_switch_leads_back_to_the_page(site: Site) -> None:
    visitor = site.visitor()
    path = f"/elections/{site.held.election}"
    answer = visitor.post("/language", {"language": "en", "next": path})
    assert answer.location == path
    assert 'lang="en"' in visitor.get(path).text
    visitor.post("/language", {"language": "xx", "next": path})
    assert 'lang="en"' in visitor.get(path).text


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "", "127.0.0.1@evil.example"]
)
def test_a_foreign_host_gets_nothing(lasting_site: Site, host: str) -> None:
    site = lasting_site
    visitor = site.visitor()
    for path in (
        "/",
        "/office/sign-in",
        f"/elections/{site.held.election}",
        f"/B/{site.held.election}",
        "/nothing",
    ):
        answer = visitor.get(path, headers={"Host": host})
        assert answer.status_code == 421, path
        assert "evil" not in answer.text


def test_no_forwarded_host_is_believed(lasting_site: Site) -> None:
    site = lasting_site
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
    for path in ("/", "/office/sign-in", f"/elections/{site.held.election}"):
        assert "evil.example" not in site.visitor().get(path, headers=headers).text


def test_an_application_that_trusts_any_host_is_caught(site: Site) -> None:
    site.app.config["TRUSTED_HOSTS"] = None
    assert site.visitor().get("/", headers={"Host": "evil.example"}).status_code == 200
