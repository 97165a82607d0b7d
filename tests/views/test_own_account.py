"""The own account of an institution and an officer: passkeys, codes and the way out, looked at and changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from tests.support.accounts import WORD, cheap_passwords, is_in, signed_up
from tests.support.assemblies import everything
from tests.support.authenticator import Authenticator
from tests.support.visitors import Site, Visitor, open_site

ORIGIN = "http://localhost:8000"
PASSKEYS = "/own/account/passkeys"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An application with a name for its address, where there are passkeys."""
    with cheap_passwords():
        yield open_site(tmp_path, address=ORIGIN)


def english(visitor: Visitor) -> Visitor:
    visitor.post("/language", {"language": "en"})
    return visitor


def add(visitor: Visitor, name: str, origin: str = ORIGIN) -> int:
    """Add a passkey under this name; the status of the answer."""
    asked = visitor.post(f"{PASSKEYS}/challenge").get_json()
    visitor.post(PASSKEYS, {"name": name, "answer": Authenticator(origin=origin).create(asked)})
    return visitor.status


def keys(visitor: Visitor) -> list[str]:
    """The addresses of the passkeys on the page of the account."""
    found = re.findall(rf'"({PASSKEYS}/[^"/]+)"', visitor.get("/own/account").text)
    return sorted(set(found) - {f"{PASSKEYS}/challenge"})


def test_a_passkey_is_added_renamed_and_removed_and_a_strange_one_is_not_here(site: Site) -> None:
    visitor = english(signed_up(site))
    assert visitor.get(PASSKEYS).status_code == 200
    assert add(visitor, "Phone", "http://evil.example") == 403
    assert keys(visitor) == []
    assert [add(visitor, name) for name in ("Phone", "Laptop")] == [302, 302]
    first, second = keys(visitor)
    for one in (first, second):
        assert visitor.get(one).status_code == 200
    assert visitor.post(first, {"name": " "}).status_code == 422
    assert visitor.post(first, {"name": "Key at the desk"}).location == "/own/account"
    assert "Key at the desk" in visitor.get(first).text
    assert visitor.post(second, {"act": "remove"}).location == "/own/account"
    assert keys(visitor) == [first]
    for strange in (second, f"{PASSKEYS}/none"):
        assert visitor.get(strange).status_code == 404


def test_codes_are_turned_on_and_off_again_with_the_password_alone(site: Site) -> None:
    visitor = english(signed_up(site))
    visitor.get("/own/account/code")
    with visitor.client.session_transaction() as session:
        secret = session["totp"]
    assert visitor.post("/own/account/code", {"code": pyotp.TOTP(secret).now()}).location == "/own/account"
    asked = visitor.get("/own/account/code")
    assert (asked.status_code, 'name="password"' in asked.text, 'name="code"' in asked.text) == (200, True, False)
    known = everything(site.held.database)["account"]
    assert visitor.post("/own/account/code", {"password": ""}).status_code == 422
    assert everything(site.held.database)["account"] == known
    assert visitor.post("/own/account/code", {"password": WORD}).location == "/own/account"
    assert 'name="code"' in visitor.get("/own/account/code").text


def test_an_administrator_without_a_second_step_is_led_to_choose_one(site: Site) -> None:
    visitor = english(site.visitor("administrator"))
    assert visitor.get("/office/").location == "/office/account/second-step"
    page = visitor.get("/office/account/second-step")
    assert page.status_code == 200
    assert "/office/account/passkeys" in page.text and "/office/account/code" in page.text
    assert site.visitor("desk").get("/office/account/second-step").status_code == 404


def test_who_is_signed_in_nowhere_signs_out_without_a_trace(site: Site) -> None:
    visitor, known = site.visitor(), everything(site.held.database)
    assert visitor.post("/own/sign-out").location == "/"
    assert visitor.post("/office/sign-out").location == "/"
    assert everything(site.held.database) == known
    mine = signed_up(site)
    assert is_in(mine)
    assert mine.post("/own/sign-out").location == "/"
    assert not is_in(mine)
