"""Wrong passwords from outside, however many, keep no officer out; guessing stays bounded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.accounts import known_browser, throttle
from app.web.known_browser import COOKIE
from tests.support.accounts import cheap_passwords
from tests.support.assemblies import PASSWORD, everything, user_name
from tests.support.visitors import Site, Visitor, open_site

NAME = "bahram.mehr"
RIGHT = {"username": NAME, "password": PASSWORD}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with cheap_passwords():
        yield open_site(tmp_path)


def sign_in(visitor: Visitor, address: str = "203.0.113.200", **more: str) -> int:
    form: dict[str, object] = {**RIGHT, **more}
    return visitor.post("/office/sign-in", form, environ_base={"REMOTE_ADDR": address}).status_code


def known(site: Site) -> Visitor:
    """A browser in which the returning officer has signed in and out."""
    visitor = site.visitor("returning-officer")
    visitor.post("/office/sign-out")
    return visitor


def attack(site: Site, count: int, addresses: int) -> list[int]:
    """Wrong passwords for every officer of the day, from so many addresses; what was answered."""
    names = [user_name(site.held.address, role) for role in ("returning-officer", "secretary", "signatory")]
    stranger = site.visitor()
    return [
        sign_in(
            stranger, f"203.0.113.{number % addresses}", username=names[number % len(names)],
            password=f"guess number {number}",
        )
        for number in range(count)
    ]  # fmt: skip


def holds(site: Site, count: int, addresses: int) -> None:
    mine, first = known(site), site.visitor("secretary")
    said = attack(site, count, addresses)
    assert said.count(403) == 3 * throttle.TRIES  # that many were looked at, of all
    assert sign_in(site.visitor()) == 429
    assert sign_in(mine) == 302
    second = {"second_name": NAME, "second_password": PASSWORD, "reason": "دو برگهٔ رأی بیگانه در صندوق یافت شد."}
    assert first.post(f"/office/elections/{site.held.election}/acts/annul", second).status_code == 302
    assert site.held.phase == "annulled"


def test_a_thousand_wrong_passwords_keep_no_officer_from_the_poll(site: Site) -> None:
    holds(site, 1000, 50)


@pytest.mark.parametrize("addresses", [7, 1])
def test_wrong_passwords_of_strangers_keep_out_neither_a_known_browser_nor_a_countersignature(
    site: Site, addresses: int
) -> None:
    holds(site, 3 * throttle.TRIES + 3, addresses)


def test_a_door_that_knows_no_browser_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = known(site)
    monkeypatch.setattr(known_browser, "of_account", lambda db, account_id, held: None)
    attack(site, 3 * throttle.TRIES + 3, 7)
    assert sign_in(mine) == 429


def test_guessing_in_a_known_browser_and_inside_is_bounded_too(site: Site) -> None:
    mine, first = known(site), site.visitor("secretary")
    assert [sign_in(mine, password="wrong") for _ in range(throttle.TRIES + 1)] == [403] * throttle.TRIES + [429]
    assert sign_in(site.visitor()) == 302
    path = f"/office/elections/{site.held.election}/acts/annul"
    form = {"second_name": NAME, "reason": "دو برگهٔ رأی بیگانه در صندوق یافت شد."}
    wrong = [first.post(path, {**form, "second_password": "wrong"}).status_code for _ in range(throttle.TRIES + 1)]
    assert wrong == [403] * throttle.TRIES + [429]


def test_a_browser_is_known_for_the_accounts_that_signed_in_there_and_a_forged_cookie_for_none(site: Site) -> None:
    mine = known(site)
    assert sign_in(mine) == 302
    (cookie,) = [one for one in mine.client._cookies.values() if one.key == COOKIE]
    assert cookie.http_only
    assert cookie.value not in str(everything(site.held.database))
    attack(site, 3 * throttle.TRIES, 7)
    assert sign_in(mine, username="laleh.mehr") == 429
    forged = site.visitor()
    forged.client.set_cookie(COOKIE, cookie.value[:-3] + "xyz")
    assert sign_in(forged) == 429


@pytest.mark.parametrize(("front", "paused"), [(frozenset({"192.0.2.1"}), False), (frozenset(), True)])
def test_a_forwarded_address_is_believed_from_the_own_front_only(
    site: Site, monkeypatch: pytest.MonkeyPatch, front: frozenset[str], paused: bool
) -> None:
    monkeypatch.setattr(throttle, "ADDRESS_TRIES", 5)
    object.__setattr__(site.app.extensions["installation"].settings, "front", front)
    said = set()
    for number in range(7):
        answer = site.visitor().post(
            "/office/sign-in", {"username": f"nobody{number}", "password": "wrong"},
            environ_base={"REMOTE_ADDR": "192.0.2.1"}, headers={"X-Forwarded-For": f"10.0.0.1, 203.0.113.{number}"},
        )  # fmt: skip
        said.add(answer.status_code)
    assert (429 in said) == paused
