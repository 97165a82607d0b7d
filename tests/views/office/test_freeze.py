"""Freezing through its pages: the list is announced, then the digits of the balls are entered for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.services.nomination import nomination, withdrawal
from app.services.voting import ballot_order
from tests.support.assemblies import PASSWORD, user_name
from tests.support.visitors import Site, Visitor, open_site

DIGITS = "0061384415"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = open_site(tmp_path)
    site.held.to("reviewing").invite("امین")
    return site


def secretary(site: Site) -> Visitor:
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    return visitor


def path_of(site: Site, code: str) -> str:
    return f"/office/elections/{site.held.election}/acts/{code}"


def second(site: Site) -> dict[str, object]:
    return {"second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD}


def said(site: Site) -> ballot_order.OrderValue:
    with site.held.database.reading() as db:
        return ballot_order.order(db, site.held.election)


def test_the_next_act_is_to_announce_then_to_freeze(site: Site) -> None:
    visitor = secretary(site)
    home = f"/office/elections/{site.held.election}"
    assert path_of(site, "announce") in visitor.get(home).text
    answer = visitor.get(path_of(site, "freeze"))
    assert (answer.status_code, answer.location) == (302, path_of(site, "announce"))
    page = visitor.get(path_of(site, "announce")).text
    assert said(site).hash in page
    assert all(name in page for name in said(site).listed)
    assert 'name="balls"' not in page
    assert "second_name" not in page
    answer = visitor.post(path_of(site, "announce"))
    assert (answer.status_code, answer.location) == (302, path_of(site, "freeze"))
    assert path_of(site, "freeze") in visitor.get(home).text
    assert said(site).announced is not None
    page = visitor.get(path_of(site, "freeze")).text
    assert 'name="balls"' in page
    assert said(site).hash in page


def test_the_digits_freeze_the_announced_list(site: Site) -> None:
    visitor = secretary(site)
    visitor.post(path_of(site, "announce"))
    given = {"balls": "۰۰۶۱۳۸۴۴۱۵", "listed": said(site).hash, **second(site)}
    asked = visitor.post(path_of(site, "freeze"), {"balls": DIGITS, "listed": said(site).hash, "ask": "1"}).location
    assert str(given["balls"]) in site.visitor("returning-officer").get(asked).text
    short = visitor.post(path_of(site, "freeze"), {**given, "balls": "006138441"})
    assert (short.status_code, "These are 9 digits, and 10 balls are drawn." in short.text) == (422, True)
    assert visitor.post(path_of(site, "freeze"), given).status_code == 302
    assert (site.held.phase, said(site).digits) == ("frozen", DIGITS)


def test_balls_for_a_list_that_changed_lead_back_to_the_announcement(site: Site) -> None:
    visitor = secretary(site)
    visitor.post(path_of(site, "announce"))
    page = visitor.get(path_of(site, "freeze")).text
    listed = re.search(r'name="listed"[^>]*value="([0-9A-F]{64})"', page)
    assert listed is not None
    with site.held.database.transaction() as db:
        first = nomination.nominations(db, site.held.election)[0]
        withdrawal.withdraw(db, site.held.two(), site.held.election, first.id, "سفر")
    for hash_ in (listed[1], said(site).hash):
        answer = visitor.post(path_of(site, "freeze"), {"balls": DIGITS, "listed": hash_, **second(site)})
        assert answer.status_code == 409
        assert f'action="{path_of(site, "announce")}"' in answer.text
        assert said(site).hash in answer.text
        assert ("changed since it was announced" if hash_ == listed[1] else "must first be announced") in answer.text
    assert (site.held.phase, said(site).announced) == ("reviewing", None)


def test_an_announcement_that_could_not_be_frozen_says_what_is_missing(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("reviewing")
    answer = secretary(site).post(path_of(site, "announce"))
    assert answer.status_code == 409
    assert said(site).announced is None
    assert "rustee" in answer.text


def test_the_public_page_tells_the_announcement_before_and_the_digits_after(site: Site) -> None:
    visitor = secretary(site)
    page = f"/elections/{site.held.election}/order"
    assert "The list so far" in visitor.get(page).text
    visitor.post(path_of(site, "announce"))
    told = visitor.get(page).text
    assert "now the balls are drawn" in told
    assert said(site).hash in told
    visitor.post(path_of(site, "freeze"), {"balls": DIGITS, "listed": said(site).hash, **second(site)})
    told = visitor.get(page).text
    assert f'<bdi class="digits-run" dir="ltr">{DIGITS}</bdi>' in told
    assert f"./majma lots {said(site).seed} --list order.txt" in told
