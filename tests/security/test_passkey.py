"""Passkeys: of this site only, of this challenge only, of a counter that goes on; a real device, or a lying one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import Passkey
from app.services.accounts import passkey
from tests.security.test_institution_sign_in import is_in, later, turn_on, with_cookie
from tests.support.accounts import WORD, cheap_passwords, invite, signed_up
from tests.support.authenticator import Authenticator
from tests.support.visitors import Site, Visitor, open_site

ORIGIN = "http://localhost:8000"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An application with a name for its address."""
    with cheap_passwords():
        yield open_site(tmp_path, address=ORIGIN)


def device(**lies: object) -> Authenticator:
    return Authenticator(**{"origin": ORIGIN, **lies})  # type: ignore[arg-type]


def enrol(site: Site, one: Authenticator, *, place: int = 0) -> tuple[Visitor, int]:
    """Make an account with a passkey; the browser, and the status of the answer."""
    visitor, link = site.visitor(), invite(site, place)
    asked = visitor.post(f"{link}/challenge", {"username": "nikan"}).json
    visitor.post(link, {"username": "nikan", "answer": one.create(asked or {})})
    return visitor, visitor.status


def enter(site: Site, one: Authenticator, visitor: Visitor | None = None) -> tuple[Visitor, int]:
    """Sign in with a passkey."""
    visitor = visitor or site.visitor()
    asked = visitor.post("/own/sign-in/challenge").json
    visitor.post("/own/sign-in", {"answer": one.get(asked or {})})
    return visitor, visitor.status


def test_a_passkey_makes_the_account_and_signs_in_without_a_user_name(site: Site) -> None:
    one = device()
    visitor, status = enrol(site, one)
    assert status == 302
    assert is_in(visitor)
    again, status = enter(site, one)
    assert status == 302
    assert is_in(again)


@pytest.mark.parametrize(
    "lies", [{"origin": "http://localhost:8001"}, {"origin": "https://localhost:8000"}, {"party": "evil.example"}]
)
def test_an_answer_made_for_another_site_is_refused(site: Site, lies: dict[str, object]) -> None:
    assert enrol(site, device(**lies))[1] == 403
    one = device()
    enrol(site, one)
    for name, value in lies.items():
        setattr(one, name, value)
    assert enter(site, one)[1] == 403


def replay(site: Site, one: Authenticator) -> int:
    """Send the cookie and the answer of a sign-in a second time."""
    visitor = site.visitor()
    asked = visitor.post("/own/sign-in/challenge").json
    found = visitor.client.get_cookie("majma")
    assert found is not None
    token, answer = visitor.csrf(), one.get(asked or {})
    visitor.post("/own/sign-in", {"answer": answer})
    assert is_in(visitor)
    thief = with_cookie(site, found.value)
    return thief.client.post("/own/sign-in", data={"csrf_token": token, "answer": answer}).status_code


def test_a_replayed_answer_is_refused_also_of_a_device_without_a_counter(site: Site) -> None:
    one = device()
    enrol(site, one)
    assert replay(site, one) == 403
    one.count = -1
    with site.held.database.transaction() as db:
        db.scalars(select(Passkey)).one().sign_count = 0
    assert replay(site, one) == 403


def test_challenges_that_are_not_written_down_as_spent_are_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    one = device(count=-1)
    monkeypatch.setattr(
        one.__class__, "_data", lambda self, flags, data=Authenticator._data: _uncounted(self, flags, data)
    )
    enrol(site, one)
    monkeypatch.setattr(passkey, "_spend", lambda db, challenge, now: None)
    assert replay(site, one) == 302


def _uncounted(one: Authenticator, flags: int, data: object) -> bytes:
    one.count = 0
    return data(one, flags)  # type: ignore[operator, no-any-return]


def test_a_counter_that_goes_back_is_refused(site: Site) -> None:
    one = device(count=7)
    enrol(site, one)
    assert enter(site, one)[1] == 302
    one.count = 3
    assert enter(site, one)[1] == 403
    one.count = 7
    assert enter(site, one)[1] == 403
    one.count = 8
    assert enter(site, one)[1] == 302


def test_an_answer_to_no_challenge_to_an_old_one_or_to_anothers_is_refused(site: Site) -> None:
    one = device()
    enrol(site, one)
    asked = site.visitor().post("/own/sign-in/challenge").json or {}
    assert site.visitor().post("/own/sign-in", {"answer": one.get(asked)}).status_code == 403
    visitor = site.visitor()
    visitor.post("/own/sign-in/challenge")
    assert visitor.post("/own/sign-in", {"answer": one.get(asked)}).status_code == 403
    late = site.visitor()
    old = late.post("/own/sign-in/challenge").json or {}
    with later(minutes=int(passkey.LIFETIME / timedelta(minutes=1)) + 1):
        assert late.post("/own/sign-in", {"answer": one.get(old)}).status_code == 403


def test_another_key_or_an_unknown_one_signs_nobody_in(site: Site) -> None:
    one = device()
    enrol(site, one)
    assert enter(site, device(id=one.id, count=5))[1] == 403
    assert enter(site, device())[1] == 403


@pytest.mark.parametrize(
    "answer",
    ["x", "[]", "{}", "null", "[" * 9000, '{"rawId":5}', '{"rawId":"AA","response":[]}', "0" * 20_001, '"\\ud800"',
     json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA",
                 "attestationObject": "oWNmbXQ", "authenticatorData": "AA", "signature": "AA"}})],
)  # fmt: skip
def test_any_broken_answer_is_refused(site: Site, answer: str) -> None:
    visitor, link = site.visitor(), invite(site)
    visitor.post(f"{link}/challenge", {"username": "nikan"})
    assert 400 <= visitor.post(link, {"username": "nikan", "answer": answer}).status_code < 500
    visitor.post("/own/sign-in/challenge")
    assert 400 <= visitor.post("/own/sign-in", {"answer": answer}).status_code < 500


def test_where_codes_are_on_a_device_must_have_seen_its_owner(site: Site) -> None:
    visitor, one = signed_up(site), device(verifies=False)
    asked = visitor.post("/own/account/passkeys/challenge").json or {}
    assert visitor.post("/own/account/passkeys", {"name": "کلید", "answer": one.create(asked)}).status_code == 302
    assert enter(site, one)[1] == 302
    turn_on(visitor)
    assert enter(site, one)[1] == 403
    one.verifies = True
    assert enter(site, one)[1] == 302


def test_passkeys_are_renamed_and_removed_but_never_the_last_way_in(site: Site) -> None:
    first, second = device(), device()
    visitor, _ = enrol(site, first)
    asked = visitor.post("/own/account/passkeys/challenge").json or {}
    assert [one["id"] for one in asked["excludeCredentials"]] != []
    visitor.post("/own/account/passkeys", {"name": "دومی", "answer": second.create(asked)})
    path = f"/own/account/passkeys/{first.id.hex()}"
    assert visitor.post(path, {"name": "تلفن"}).status_code == 302
    assert "تلفن" in visitor.get("/own/account").text
    assert visitor.post(path, {"act": "remove"}).status_code == 302
    assert enter(site, first)[1] == 403
    last = f"/own/account/passkeys/{second.id.hex()}"
    assert visitor.post(last, {"act": "remove"}).status_code == 409
    assert enter(site, second)[1] == 302


def test_the_passkey_of_another_account_is_not_found(site: Site) -> None:
    one = device()
    enrol(site, one)
    other = signed_up(site, 1, username="other")
    path = f"/own/account/passkeys/{one.id.hex()}"
    assert [other.get(path).status_code, other.post(path, {"act": "remove"}).status_code] == [404, 404]
    assert enter(site, one)[1] == 302


def test_a_new_invitation_ends_the_passkeys(site: Site) -> None:
    one, visitor = device(), site.visitor()
    enrol(site, one)
    assert visitor.post(invite(site), {"password": WORD, "again": WORD}).status_code == 302
    assert enter(site, one)[1] == 403


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000", "https://[::1]", "http://vote.example", "http://192.168.1.10"]
)
def test_an_address_of_numbers_or_without_encryption_has_no_passkeys(address: str) -> None:
    assert passkey.party_of(address) is None
    assert passkey.party_of("https://vote.example") == passkey.Party("vote.example", "https://vote.example")


def test_where_there_are_no_passkeys_none_is_offered(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor = site.visitor()
    assert visitor.post("/own/sign-in/challenge").status_code == 404
    for page in ("/own/sign-in", invite(site)):
        assert "passkey" not in visitor.get(page).text
