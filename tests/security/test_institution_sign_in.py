"""Accounts of institutions: made once from an invitation, guessed by nobody, ended on the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

import pyotp
import pytest
from sqlalchemy import select

from app.models import Account, Institution, JournalEntry
from app.services.accounts import one_time_code, sign_up, throttle
from app.services.accounts import sign_in as sign_ins
from app.views.account import entry, pages
from app.views.account import sign_in as sign_in_view
from app.views.institution import invitation
from app.web import installation
from tests.security.routes import INSTITUTION, routes
from tests.security.test_input import PAYLOADS, living_markup
from tests.support.accounts import WORD, cheap_passwords, invite, is_in, sign_in, signed_up
from tests.support.assemblies import PASSWORD, everything
from tests.support.visitors import COOKIE, Site, Visitor, cookie_of, with_cookie

OUTSIDE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


@contextmanager
def later(**span: int) -> Iterator[None]:
    """The server's clock is ahead while the block runs."""
    with ExitStack() as patches:
        for module in (installation, entry, pages, invitation, sign_in_view):
            patches.enter_context(mock.patch.object(module, "now", lambda: datetime.now(UTC) + timedelta(**span)))
        yield


def stored(site: Site, column: str) -> object:
    """A column of the one account."""
    with site.held.database.reading() as db:
        return getattr(db.scalars(select(Account).where(Account.institution_id.is_not(None))).one(), column)


def kinds(site: Site) -> list[tuple[str, object]]:
    with site.held.database.reading() as db:
        rows = db.scalars(select(JournalEntry).where(JournalEntry.kind.like("account-%")).order_by(JournalEntry.id))
        return [(row.kind, row.detail.get("change")) for row in rows if row.assembly_id]


def test_an_invitation_makes_one_account_and_is_then_used(site: Site) -> None:
    link = invite(site)
    first = site.visitor()
    assert first.post(link, {"username": "Nikan", "password": WORD, "again": WORD}).location == "/own"
    assert is_in(first)
    second = site.visitor()
    before = everything(site.held.database)
    assert second.get(link).status_code == 409
    assert second.post(link, {"username": "other", "password": WORD, "again": WORD}).status_code == 409
    assert everything(site.held.database) == before
    assert kinds(site) == [("account-made", "")]
    assert str(stored(site, "password_hash")).startswith("$argon2id$")


def test_what_was_refused_leaves_the_invitation_unused(site: Site) -> None:
    signed_up(site, 1, username="nikan")
    link, before = invite(site), everything(site.held.database)
    for username, password, again in (
        ("nikan", WORD, WORD), ("negar.mehr", WORD, WORD), ("set-up", WORD, WORD), ("نیکان", WORD, WORD),
        ("", WORD, WORD),
        ("other", WORD, "x"), ("other", "short", "short"), ("other", "password1234", "password1234"),
        ("society-mehr", "society-mehr!", "society-mehr!"), ("other", "Society mehr 0", "Society mehr 0"),
    ):  # fmt: skip
        answer = site.visitor().post(link, {"username": username, "password": password, "again": again})
        assert answer.status_code >= 400, (username, password)
    assert everything(site.held.database) == before
    assert site.visitor().post(link, {"username": "other", "password": WORD, "again": WORD}).status_code == 302


def test_two_browsers_with_one_invitation_make_one_account(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look before the act is not what protects: here it is outdated."""
    link = invite(site)
    with site.app.test_request_context("/"):
        outdated = invitation._look(link.removeprefix("/I/"))
    site.visitor().post(link, {"username": "nikan", "password": WORD, "again": WORD})
    monkeypatch.setattr(invitation, "_look", lambda token: outdated)
    late = site.visitor()
    assert late.post(link, {"username": "other", "password": WORD, "again": WORD}).status_code == 409
    assert not is_in(late)


@pytest.mark.parametrize("token", ["A" * 160, "x", "A" * 159, "0" * 160])
def test_no_made_up_invitation_is_taken(site: Site, token: str) -> None:
    for suffix in ("", "/challenge"):
        answer = site.visitor().post(f"/I/{token}{suffix}", {"username": "other", "password": WORD, "again": WORD})
        assert answer.status_code in (403, 404, 405)


def test_a_new_invitation_ends_every_way_in_that_there_was(site: Site) -> None:
    old = signed_up(site)
    thief = with_cookie(site, cookie_of(old))
    turn_on(old)
    page = site.visitor().get(link := invite(site)).text
    assert "nikan" in page
    new = site.visitor()
    assert (
        new.post(
            link, {"username": "ignored", "password": "another calm word", "again": "another calm word"}
        ).status_code
        == 302
    )
    assert is_in(new)
    assert not is_in(old)
    assert not is_in(thief)
    assert sign_in(site).status == 403
    assert sign_in(site, word="another calm word").status == 302
    assert [kind for kind, _ in kinds(site)] == ["account-made", "account-changed", "account-renewed"]


def test_a_renewal_that_leaves_the_old_browsers_in_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    old = signed_up(site)
    monkeypatch.setattr(sign_up.accounts, "close_all", lambda db, account_id: None)
    signed_up(site, word="another calm word")
    assert is_in(old)


def test_the_cookie_is_out_of_reach_of_scripts_and_a_planted_one_is_worth_nothing(site: Site) -> None:
    signed_up(site)
    victim = site.visitor()
    victim.get("/")
    planted = cookie_of(victim)
    answer = victim.post("/own/sign-in", {"username": " NIKAN ", "password": WORD})
    (cookie,) = (one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{COOKIE}="))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert is_in(victim)
    assert not is_in(with_cookie(site, planted))


def test_after_signing_out_a_stolen_cookie_is_dead(site: Site) -> None:
    visitor = signed_up(site)
    stolen = with_cookie(site, cookie_of(visitor))
    assert is_in(stolen)
    visitor.post("/own/sign-out")
    assert not is_in(visitor)
    assert not is_in(stolen)


def test_a_sign_out_that_only_forgets_the_cookie_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = signed_up(site)
    stolen = with_cookie(site, cookie_of(visitor))
    monkeypatch.setattr(sign_ins, "close_sign_in", lambda db, secret: None)
    visitor.post("/own/sign-out")
    assert is_in(stolen)


def open_without_sign_in(site: Site) -> list[str]:
    visitor, faults = site.visitor("administrator"), []
    for route in routes(site):
        if route.rule == INSTITUTION:
            answer = visitor.get(route.path) if route.method == "GET" else visitor.post(route.path)
            if answer.status_code != 302 or answer.location != "/own/sign-in":
                faults.append(f"{route.method} {route.path}: {answer.status_code}")
    return faults


def test_pages_of_institutions_are_closed_to_everybody_else_also_to_officers(site: Site) -> None:
    assert open_without_sign_in(site) == []
    guarded = site.app.view_functions["institution.account"]
    site.app.view_functions["institution.account"] = guarded.__wrapped__  # type: ignore[attr-defined]
    site.app.view_functions["institution.start"] = lambda: "everything"
    assert open_without_sign_in(site)


def test_after_signing_in_one_is_led_to_the_page_one_wanted_and_never_away(site: Site) -> None:
    signed_up(site)
    for wanted, led in (
        ("/own/account", "/own/account"), ("/own", "/own"), ("//evil.example", "/own"), ("/own/\\evil.example", "/own"),
        ("/own//evil.example", "/own"), ("https://evil.example", "/own"), ("/office/", "/own"), (["/own"], "/own"),
    ):  # fmt: skip
        visitor = site.visitor()
        visitor.get("/own")
        with visitor.client.session_transaction() as held:
            held["wanted_by_institution"] = wanted
        assert visitor.post("/own/sign-in", {"username": "nikan", "password": WORD}).location == led


def statuses(site: Site, username: str, tries: int, **more: object) -> list[int]:
    return [sign_in(site, username, f"wrong {number}", **more).status for number in range(tries)]


@pytest.mark.parametrize("username", ["nikan", "nobody", "negar.mehr"])
def test_ten_wrong_passwords_pause_a_name_whether_it_is_known_or_not(site: Site, username: str) -> None:
    signed_up(site)
    assert statuses(site, username, throttle.TRIES + 1) == [403] * throttle.TRIES + [429]
    with later(minutes=11):
        assert sign_in(site, username, "wrong").status == 403


def test_a_known_and_an_unknown_name_get_the_same_words(site: Site) -> None:
    signed_up(site)
    said = []
    for name in ("nikan", "nobody"):
        page = site.visitor().post("/own/sign-in", {"username": name, "password": "wrong"}).text
        said.append([line.replace(name, "NAME") for line in page.splitlines() if "csrf_token" not in line])
    assert said[0] == said[1]


def test_one_address_cannot_go_on_through_many_names(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "ADDRESS_TRIES", 5)
    signed_up(site)
    outside: dict[str, object] = {"environ_overrides": OUTSIDE}
    found = [sign_in(site, f"name-{number}", "wrong", **outside).status for number in range(5)]
    assert found == [403] * 5
    assert sign_in(site, **outside).status == 429
    officer = {"username": "negar.mehr", "password": "wrong"}
    assert site.visitor().post("/office/sign-in", dict(officer), **outside).status_code == 429
    assert sign_in(site).status == 302  # through a proxy of this machine everybody has one address


def test_right_passwords_use_no_tries_of_their_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "ADDRESS_TRIES", 3)
    signed_up(site)
    assert [sign_in(site, environ_overrides=OUTSIDE).status for _ in range(6)] == [302] * 6


def turn_on(visitor: Visitor) -> str:
    """Turn codes on; the secret."""
    visitor.get("/own/account/code")
    with visitor.client.session_transaction() as held:
        secret: str = held["totp"]
    assert visitor.post("/own/account/code", {"code": pyotp.TOTP(secret).now()}).location == "/own/account"
    return secret


def test_a_code_is_needed_and_taken_once_however_it_is_spelt(site: Site) -> None:
    secret = turn_on(signed_up(site))
    assert sign_in(site).status == 403
    with later(minutes=2):
        at = pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(minutes=2))
        assert sign_in(site, code="000000").status == 403
        persian = at.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        assert sign_in(site, code=f"{persian[:3]} {persian[3:]}").status == 302
        for again in (at, f" {at}", f"{at[:3]} {at[3:]}", persian):
            assert sign_in(site, code=again).status == 403


def test_the_code_that_turned_codes_on_signs_nobody_in(site: Site) -> None:
    secret = turn_on(signed_up(site))
    assert sign_in(site, code=pyotp.TOTP(secret).now()).status == 403


def test_codes_that_are_not_written_down_as_used_are_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, need = turn_on(signed_up(site)), one_time_code.need
    monkeypatch.setattr(one_time_code, "need", lambda secret, typed, now, after: need(secret, typed, now, after=None))
    assert [sign_in(site, code=pyotp.TOTP(secret).now()).status for _ in range(2)] == [302, 302]


def test_guessing_codes_with_the_right_password_pauses_too(site: Site) -> None:
    turn_on(signed_up(site))
    found = [sign_in(site, code=f"{number:06d}").status for number in range(throttle.TRIES + 1)]
    assert found == [403] * throttle.TRIES + [429]


def test_turning_codes_off_needs_the_password(site: Site) -> None:
    visitor = signed_up(site)
    turn_on(visitor)
    assert visitor.post("/own/account/code", {"password": "wrong"}).status_code == 403
    assert stored(site, "totp_secret") is not None
    assert visitor.post("/own/account/code", {"password": WORD}).status_code == 302
    assert sign_in(site).status == 302


def test_changing_the_password_asks_for_the_old_one_and_signs_the_others_out(site: Site) -> None:
    visitor, other = signed_up(site), sign_in(site)
    new = {"password": "another calm word", "again": "another calm word"}
    assert visitor.post("/own/account/password", {"old": "wrong", **new}).status_code == 403
    assert (
        visitor.post(
            "/own/account/password", {"old": WORD, "password": "nikan nikan n", "again": "nikan nikan n"}
        ).status_code
        == 400
    )
    assert is_in(other)
    assert visitor.post("/own/account/password", {"old": WORD, **new}).location == "/own/account"
    assert is_in(visitor)
    assert not is_in(other)
    assert sign_in(site).status == 403
    assert ("account-changed", "password") in kinds(site)


def test_who_sits_at_a_signed_in_browser_guesses_no_faster(site: Site) -> None:
    visitor = signed_up(site)
    turn_on(visitor)
    found = [
        visitor.post("/own/account/code", {"password": f"wrong {n}"}).status_code for n in range(throttle.TRIES + 1)
    ]
    assert found == [403] * throttle.TRIES + [429]


def test_other_browsers_are_ended_on_request(site: Site) -> None:
    visitor, other = signed_up(site), sign_in(site)
    assert visitor.get("/own/account").text.count('class="badge badge-act"') == 1
    visitor.post("/own/account/browsers")
    assert is_in(visitor)
    assert not is_in(other)


def test_a_browser_left_signed_in_changes_nothing_of_the_account(site: Site) -> None:
    visitor = signed_up(site)
    with later(minutes=45):
        assert is_in(visitor)
        for path in ("/own/account", "/own/account/password", "/own/account/code"):
            assert visitor.get(path).location == "/own/sign-in"
        assert (
            visitor.post(
                "/own/account/password", {"old": WORD, "password": "another calm word", "again": "another calm word"}
            ).location
            == "/own/sign-in"
        )
        assert visitor.post("/own/sign-in", {"username": "nikan", "password": WORD}).location == "/own/account"


def test_the_start_page_shows_only_ones_own_nomination_and_the_one_next_act(site: Site) -> None:
    page = signed_up(site).get("/own").text
    assert f"{site.held.election}-0001" in page
    assert f"{site.held.election}-0002" not in page
    assert site.other.election not in page


def living_pages(site: Site) -> list[str]:
    """What would run on the pages of an institution whose every name is hostile."""
    with site.held.database.transaction() as db:
        for row in db.scalars(select(Institution)):
            row.name_fa = row.name_en = f"{PAYLOADS[0]}{PAYLOADS[1]}"
    link, visitor = invite(site), signed_up(site, 1)
    pages = (link, "/own", "/own/account", "/own/account/password")
    return [fault for path in pages for fault in living_markup(visitor.get(path).text)]


def test_a_hostile_name_is_plain_text_on_the_pages_of_its_institution(site: Site) -> None:
    assert living_pages(site) == []


def test_pages_that_trust_the_name_of_an_institution_are_caught(site: Site) -> None:
    site.app.jinja_env.autoescape = False
    assert living_pages(site) != []


def test_both_doors_count_the_same_tries_and_neither_tells_whose_a_name_is(site: Site) -> None:
    signed_up(site)
    for name in ("nikan", "nobody", "negar.mehr"):
        said = {
            site.visitor().post("/office/sign-in", {"username": name, "password": "x"}).status_code for _ in range(5)
        }
        said |= {sign_in(site, name, "wrong").status for _ in range(throttle.TRIES - 5)}
        assert said == {403}
        assert sign_in(site, name, WORD).status == 429
        assert site.visitor().post("/office/sign-in", {"username": name, "password": PASSWORD}).status_code == 429


def test_the_right_password_opens_only_the_own_door(site: Site) -> None:
    signed_up(site)
    assert site.visitor().post("/office/sign-in", {"username": "nikan", "password": WORD}).status_code == 403
    assert sign_in(site, "negar.mehr", PASSWORD).status == 403
    assert sign_in(site).status == 302


def test_one_door_for_all_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_ins, "may_enter", lambda db, door, account_id: True)
    assert sign_in(site, "negar.mehr", PASSWORD).status == 302


def test_an_institution_that_is_signed_in_is_no_officer(site: Site) -> None:
    visitor = signed_up(site)
    for route in routes(site):
        if route.is_office and route.method == "GET":
            assert visitor.get(route.path).location == "/office/sign-in", route.path
