"""Officers' own ways in: the own password comes first, an administrator's second step is never passed by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from app.services.accounts import sign_in
from app.web import installation
from tests.security.routes import routes
from tests.security.test_institution_sign_in import later
from tests.support.accounts import cheap_passwords
from tests.support.assemblies import PASSWORD, everything
from tests.support.authenticator import Authenticator
from tests.support.visitors import Site, Visitor, cookie_of, open_site, with_cookie

ORIGIN = "http://localhost:8000"
ADMINISTRATOR = {"username": "yalda.mehr", "password": PASSWORD}
NEW = {
    "name": "کیانا پرتو", "post": "", "role": "secretary", "username": "kiana", "password": "ten quiet days",
    "second_name": "omid.mehr", "second_password": PASSWORD,
}  # fmt: skip
OWN = {"password": "eleven loud nights", "again": "eleven loud nights"}


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


@pytest.fixture
def named(tmp_path: Path) -> Site:
    """An application with a name for its address, where there are passkeys."""
    return open_site(tmp_path, address=ORIGIN)


def admitted(site: Site) -> Visitor:
    """A new officer's browser after the first sign-in."""
    administrator, kiana = site.visitor("administrator"), site.visitor()
    assert administrator.post("/office/officers/new", NEW).status_code == 302
    assert kiana.post("/office/sign-in", {"username": "kiana", "password": "ten quiet days"}).status_code == 302
    return kiana


def ways_past(site: Site, visitor: Visitor, page: str, *but: str) -> list[str]:
    """The office's addresses that do not lead to the page that comes first; `but` are the endpoints that do that."""
    found = []
    for route in routes(site):
        if not route.is_office or route.endpoint in but:
            continue
        answer = visitor.get(route.path) if route.method == "GET" else visitor.post(route.path)
        if answer.location != page:
            found.append(f"{route.method} {route.path}: {answer.status_code}")
    return found


def test_no_address_passes_by_the_choice_of_an_own_password(site: Site) -> None:
    site.held.to("frozen")
    kiana = admitted(site)
    before = everything(site.held.database)
    assert ways_past(site, kiana, "/office/account/password", "office.account_password") == []
    assert everything(site.held.database) == before
    with later(minutes=29):
        assert kiana.get("/office/account/password").status_code == 200
    assert kiana.post("/office/account/password", dict(OWN)).location == "/office/"
    assert kiana.get("/office/").status_code == 200


def test_a_choice_that_can_be_put_off_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    kiana = admitted(site)
    monkeypatch.setattr(installation, "_due", lambda me: "")
    assert ways_past(site, kiana, "/office/account/password", "office.account_password")


def test_the_given_password_opens_no_second_browser_and_the_first_one_is_not_the_planted_one(site: Site) -> None:
    site.visitor("administrator").post("/office/officers/new", NEW)
    kiana = site.visitor()
    kiana.get("/")
    planted = cookie_of(kiana)
    said = {"username": "kiana", "password": "ten quiet days"}
    assert kiana.post("/office/sign-in", dict(said)).status_code == 302
    assert with_cookie(site, planted).get("/office/").location == "/office/sign-in"
    assert site.visitor().post("/office/sign-in", dict(said)).status_code == 403


def device(**lies: object) -> Authenticator:
    return Authenticator(**{"origin": ORIGIN, **lies})  # type: ignore[arg-type]


def enrol(visitor: Visitor, one: Authenticator) -> int:
    """Add a passkey; the status of the answer."""
    asked = visitor.post("/office/account/passkeys/challenge").json or {}
    return visitor.post("/office/account/passkeys", {"name": "تلفن", "answer": one.create(asked)}).status_code


def enter(site: Site, one: Authenticator, door: str = "/office") -> tuple[Visitor, int]:
    """Sign in with a passkey."""
    visitor = site.visitor()
    asked = visitor.post(f"{door}/sign-in/challenge").json or {}
    visitor.post(f"{door}/sign-in", {"answer": one.get(asked)})
    return visitor, visitor.status


SECOND = (
    "office.account_second", "office.account_code", "office.account_passkeys", "office.account_challenge",
    "office.my_assemblies", "office.assembly_enter",  # which assembly comes first, for who works in several
)  # fmt: skip


def test_no_address_passes_by_an_administrators_second_step(named: Site) -> None:
    visitor = named.visitor("administrator")
    assert ways_past(named, visitor, "/office/account/second-step", *SECOND) == []
    assert visitor.get("/office/account/second-step").status_code == 200
    assert named.visitor("secretary").get("/office/").status_code == 200


def test_a_second_step_that_can_be_put_off_is_caught(named: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "_due", lambda me: "")
    assert ways_past(named, named.visitor("administrator"), "/office/account/second-step", *SECOND)


def test_with_a_passkey_an_administrators_password_alone_opens_nothing(named: Site) -> None:
    visitor, one = named.visitor("administrator"), device()
    assert enrol(visitor, one) == 302
    assert visitor.get("/office/officers").status_code == 200
    answer = named.visitor().post("/office/sign-in", dict(ADMINISTRATOR))
    assert answer.status_code == 403
    again, status = enter(named, one)
    assert status == 302
    assert again.get("/office/officers").status_code == 200
    assert enter(named, one, "/own")[1] == 403
    key = f"/office/account/passkeys/{one.id.hex()}"
    assert again.post(key, {"act": "remove"}).status_code == 302
    assert again.get("/office/").location == "/office/account/second-step"


def test_a_password_that_goes_alone_is_caught(named: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    enrol(named.visitor("administrator"), device())
    monkeypatch.setattr(sign_in, "_needs_passkey", lambda db, row: False)
    assert named.visitor().post("/office/sign-in", dict(ADMINISTRATOR)).status_code == 302


def test_an_officers_device_must_have_seen_its_owner(named: Site) -> None:
    visitor = named.visitor("administrator")
    assert enrol(visitor, device(verifies=False)) == 403
    one = device()
    assert enrol(visitor, one) == 302
    one.verifies = False
    assert enter(named, one)[1] == 403


def test_with_codes_an_administrators_password_alone_opens_nothing(named: Site) -> None:
    visitor = named.visitor("administrator")
    visitor.get("/office/account/code")
    with visitor.client.session_transaction() as held:
        secret: str = held["totp"]
    assert visitor.post("/office/account/code", {"code": pyotp.TOTP(secret).now()}).status_code == 302
    assert visitor.get("/office/officers").status_code == 200
    assert named.visitor().post("/office/sign-in", dict(ADMINISTRATOR)).status_code == 403
    with later(minutes=2):
        code = pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(minutes=2))
        assert named.visitor().post("/office/sign-in", ADMINISTRATOR | {"code": code}).status_code == 302


def test_at_an_address_of_numbers_nothing_is_demanded_and_the_page_says_so(site: Site) -> None:
    visitor = site.visitor("administrator")
    visitor.post("/language", {"language": "en"})
    assert visitor.get("/office/officers").status_code == 200
    assert "At this address of numbers there are no passkeys" in visitor.get("/office/account").text
    assert visitor.get("/office/account/second-step").status_code == 404
    secretary = site.visitor("secretary")
    secretary.post("/language", {"language": "en"})
    assert "At this address of numbers there are no passkeys" not in secretary.get("/office/account").text


def test_a_browser_left_signed_in_changes_nothing_of_an_officers_account(site: Site) -> None:
    visitor = site.visitor("secretary")
    with later(minutes=25):
        assert visitor.get("/office/account").status_code == 200
    with later(minutes=45):
        for path in ("/office/account", "/office/account/password", "/office/account/code"):
            assert visitor.get(path).location == "/office/sign-in"
        assert visitor.post("/office/account/password", OWN | {"old": PASSWORD}).location == "/office/sign-in"
        assert visitor.get("/office/").status_code == 200
        assert visitor.post("/office/sign-in", {"username": "negar.mehr", "password": PASSWORD}).location == (
            "/office/account"
        )


def test_an_officer_ends_the_other_browsers_and_the_journal_says_what_was_changed(site: Site) -> None:
    visitor, other = site.visitor("secretary"), site.visitor("secretary")
    assert visitor.post("/office/account/browsers").location == "/office/account"
    assert visitor.get("/office/").status_code == 200
    assert other.get("/office/").location == "/office/sign-in"
    visitor.post("/language", {"language": "en"})
    page = visitor.get(f"/office/elections/{site.held.election}/journal").text
    assert "Officer changed the own way to sign in" in page
