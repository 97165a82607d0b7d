"""A passkey confirms the waiting act that it was asked about, and no other; it is that of who has signed in."""

from __future__ import annotations

import pytest

from app.views.account import entry
from tests.security.test_officer_account import device, enrol
from tests.security.test_officer_account import named as named
from tests.support.authenticator import Authenticator
from tests.support.visitors import Site, Visitor
from tests.views.office.test_waiting import ask


def confirm(visitor: Visitor, one: Authenticator, path: str, *, asked_at: str = "") -> int:
    """Confirm what waits at `path` with an answer to the challenge of another, or of its own."""
    asked = visitor.post(f"{asked_at or path}/challenge").json or {}
    return visitor.post(f"{path}/confirm", {"answer": one.get(asked)}).status_code


def two_that_wait(site: Site) -> tuple[str, str]:
    return ask(site, "returning-officer")[1], ask(site, "secretary")[1]


def test_a_passkey_confirms_with_one_touch(named: Site) -> None:
    _, path = ask(named)
    second, one = named.visitor("signatory"), device()
    assert enrol(second, one) == 302
    assert confirm(second, one, path) == 302
    assert named.held.phase == "annulled"


def test_an_answer_about_another_act_confirms_nothing(named: Site) -> None:
    path, other = two_that_wait(named)
    second, one = named.visitor("signatory"), device()
    enrol(second, one)
    assert confirm(second, one, path, asked_at=other) == 403
    assert confirm(second, one, path, asked_at="/office/sign-in") == 403
    assert named.held.phase == "draft"


def test_a_challenge_that_is_about_nothing_is_caught(named: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "_bound", lambda nonce, about: nonce)
    path, other = two_that_wait(named)
    second, one = named.visitor("signatory"), device()
    enrol(second, one)
    assert confirm(second, one, path, asked_at=other) == 302


def test_the_passkey_of_another_officer_confirms_nothing(named: Site) -> None:
    first, path = ask(named)
    one = device()
    enrol(first, one)
    assert confirm(named.visitor("signatory"), one, path) == 403
    assert named.held.phase == "draft"
