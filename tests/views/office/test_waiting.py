"""Two officers on two screens: one asks, the other confirms or declines; everything is asked again at that moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.models import Officer, WaitingAct
from app.services.accounts import officer
from app.services.acts import waiting
from app.services.voting import annulment
from tests.security.conftest import site as site
from tests.support.assemblies import PASSWORD, everything, user_name
from tests.support.visitors import Site, Visitor

REASON = "دو برگهٔ رأی در صندوق یافت شد که از این انتخابات نیست."
RIGHT = {"password": PASSWORD}


def ask(site: Site, role: str = "returning-officer", code: str = "annul", **more: str) -> tuple[Visitor, str]:
    """An officer asks a colleague; returns also the address of what waits."""
    visitor = site.visitor(role)
    path = f"/office/elections/{site.held.election}/acts/{code}"
    answer = visitor.post(path, {"reason": REASON, "ask": "1", **more})
    assert answer.status_code == 302, answer.text
    return visitor, str(answer.location)


def said(visitor: Visitor, path: str) -> str:
    return visitor.get(path).text


def test_a_colleague_sees_what_waits_on_every_page_and_confirms_it_with_the_own_password(site: Site) -> None:
    first, path = ask(site)
    assert site.held.phase == "draft"
    assert "منتظر مسئول دوم" in said(first, path)
    second = site.visitor("signatory")
    for page in ("/office/", f"/office/elections/{site.held.election}", "/office/waiting/notice"):
        assert path in said(second, page), page
        assert path not in said(first, page), page
    page = said(second, path)
    for words in (REASON, "ابطال", "bahram"):
        assert words in page
    assert second.post(f"{path}/confirm", RIGHT).location == path
    assert site.held.phase == "annulled"
    (entry,) = [one for one in everything(site.held.database)["journal"] if "election-annulled" in one]
    assert ["bahram.mehr", "laleh.mehr"] in entry
    assert "انجام شد" in said(first, path)
    assert path not in said(second, "/office/")


def test_the_own_act_a_wrong_password_and_a_second_try_are_told_in_a_sentence(site: Site) -> None:
    first, path = ask(site)
    assert first.post(f"{path}/confirm", RIGHT).status_code == 403
    assert "خودتان" in first.post(f"{path}/confirm", RIGHT).text
    second = site.visitor("secretary")
    assert second.post(f"{path}/confirm", {"password": "wrong"}).status_code == 403
    assert second.post(f"{path}/confirm", {}).status_code == 422
    assert site.held.phase == "draft"
    assert second.post(f"{path}/confirm", RIGHT).status_code == 302
    third = site.visitor("signatory").post(f"{path}/confirm", RIGHT)
    assert third.status_code == 409
    assert site.held.phase == "annulled"


@pytest.mark.parametrize("role", ["administrator", "reviewer", "desk"])
def test_whose_role_does_not_include_the_act_neither_sees_nor_confirms_it(site: Site, role: str) -> None:
    _, path = ask(site)
    visitor = site.visitor(role)
    assert path not in said(visitor, "/office/")
    assert visitor.post(f"{path}/confirm", RIGHT).status_code == 403
    assert site.held.phase == "draft"


def test_another_assembly_does_not_find_it(site: Site) -> None:
    _, path = ask(site)
    stranger = site.visitor()
    stranger.post("/office/sign-in", {"username": user_name(site.other.address, "secretary"), "password": PASSWORD})
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/confirm", RIGHT).status_code == 404


def test_what_is_too_late_declined_or_taken_back_is_not_done(site: Site) -> None:
    first, path = ask(site)
    second = site.visitor("secretary")
    assert second.post(f"{path}/decline", {"reason": ""}).status_code == 422
    assert second.post(f"{path}/decline", {"reason": "نخست باید با هیئت‌رئیسه گفت‌وگو شود"}).status_code == 302
    assert "نخست باید با هیئت‌رئیسه" in said(first, path)
    assert second.post(f"{path}/confirm", RIGHT).status_code == 409
    first, path = ask(site)
    assert second.post(f"{path}/take-back").status_code == 404
    assert first.post(f"{path}/take-back").status_code == 302
    assert first.post(f"{path}/take-back").status_code == 409
    assert second.post(f"{path}/confirm", RIGHT).status_code == 409
    first, path = ask(site)
    with site.held.database.transaction() as db:
        long_ago = datetime.now(UTC) - waiting.LIFETIME
        db.execute(update(WaitingAct).values(at=long_ago - timedelta(seconds=1), until=long_ago))
    late = second.post(f"{path}/confirm", RIGHT)
    assert late.status_code == 409
    assert "زمان" in late.text
    assert site.held.phase == "draft"


def test_while_it_is_carried_out_the_page_of_who_asked_goes_on_looking(site: Site) -> None:
    first, path = ask(site)
    with site.held.database.transaction() as db:
        key, home = path.rsplit("/", 1)[1], site.held.value.session.assembly.id
        waiting.confirm(db, replace(site.held.act("signatory"), now=datetime.now(UTC)), home, key)
    assert 'id="waiting-confirmed" data-live=' in said(first, path)
    assert "data-live" not in said(site.visitor("secretary"), path)


def test_rule_and_phase_are_asked_again_when_it_is_confirmed(site: Site) -> None:
    site.held.to("reviewing")
    first, path = ask(site)
    with site.held.database.transaction() as db:
        annulment.annul(db, site.held.two(), site.held.election, reason=REASON)
    before = len(everything(site.held.database)["journal"])
    second = site.visitor("signatory")
    assert second.post(f"{path}/confirm", RIGHT).status_code == 302
    assert "انجام نشد" in said(first, path)
    assert len(everything(site.held.database)["journal"]) == before + 1  # the sign-in


def test_a_first_officer_who_lost_the_role_meanwhile_acts_no_more(site: Site) -> None:
    first, path = ask(site)
    with site.held.database.transaction() as db:
        db.execute(update(Officer).where(Officer.username == "bahram.mehr").values(role="desk"))
    assert site.visitor("signatory").post(f"{path}/confirm", RIGHT).status_code == 302
    assert "انجام نشد" in said(first, path)
    assert site.held.phase == "draft"


def test_asked_once_more_the_former_is_taken_back(site: Site) -> None:
    _, path = ask(site)
    first, again = ask(site)
    assert path != again
    assert "بازپس گرفته شد" in said(first, path)


def test_a_secret_is_kept_nowhere(site: Site) -> None:
    visitor = site.visitor("administrator")
    form = {
        "name": "کیانا", "post": "", "role": "reviewer", "username": "kiana", "password": "ten quiet days", "ask": "1",
    }  # fmt: skip
    answer = visitor.post("/office/officers/new", form)
    assert answer.status_code == 409
    assert "کیانا" in answer.text
    assert "ten quiet days" not in str(everything(site.held.database))
    _, path = ask(site, second_password="seven loud windmills")
    assert path
    assert "seven loud windmills" not in str(everything(site.held.database))


def test_sending_it_without_asking_who_confirmed_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: a page that takes what is sent for what two have confirmed."""
    path = f"/office/elections/{site.held.election}/acts/annul"
    lone = site.visitor("secretary")
    forged = {"reason": REASON, "ask": "1", "second": "laleh.mehr", "acted": "1"}
    lone.post(path, forged)
    assert site.held.phase == "draft"
    monkeypatch.setattr("app.web.installation._second", lambda *said: site_officer(site))
    lone.post(path, forged)
    assert site.held.phase == "annulled"


def site_officer(site: Site) -> object:
    with site.held.database.reading() as db:
        return next(one for one in officer.officers(db, 1) if one.role == "signatory")


def test_a_page_that_asks_again_and_again_keeps_nobody_signed_in(site: Site) -> None:
    visitor = site.visitor("secretary")
    before = everything(site.held.database)["sign_in"]
    visitor.get("/office/waiting/notice")
    assert everything(site.held.database)["sign_in"] == before
