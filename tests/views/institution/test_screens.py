"""The screens of a dossier where they lead elsewhere: handed in, too late, checked, and with nothing begun."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest

from app.services.election.timetable import TimetableValue
from tests.security.conftest import site as site
from tests.support.institutions import Registrant, registrant, set_timetable
from tests.support.visitors import Site


def english(site: Site) -> Registrant:
    me = registrant(site)
    me.visitor.post("/language", {"language": "en"})
    return me


def handed_in(me: Registrant) -> None:
    me.fill()
    assert me.hand_in().status_code == 302


def late(me: Registrant) -> None:
    now = me.held.now
    set_timetable(me.held, TimetableValue(
        registration_opens=now - timedelta(days=9), registration_closes=now - timedelta(minutes=1)
    ))  # fmt: skip


@pytest.mark.parametrize(("comes", "told"), [(handed_in, False), (late, True)])
def test_a_screen_that_may_not_be_changed_leads_back_and_says_why_once(site: Site, comes: object, told: bool) -> None:
    me = english(site)
    assert me.get("/programmes").status_code == 200
    comes(me)  # type: ignore[operator]
    me.get()  # what was said before is read
    answer = me.get("/programmes")
    assert (answer.status_code, answer.location) == (302, me.address)
    assert ('class="flash' in me.get().text or "deadline" in me.get().text) >= told


def test_a_screen_that_is_checked_marks_what_lacks_and_otherwise_nothing(site: Site) -> None:
    me = english(site)
    assert "Please write at least one programme." not in me.get("/programmes").text
    assert "Please write at least one programme." in me.get("/programmes?check=1").text
    me.keep("programmes", {"interaction-0-fa": "برنامه"})
    assert "Please write at least one programme." not in me.get("/programmes?check=1").text


def test_who_has_begun_nothing_has_no_preview_no_notice_and_nothing_to_withdraw(site: Site) -> None:
    me = english(site)
    page = html.unescape(me.get().text)
    assert "/notices/" not in page
    assert me.get("/appeal").status_code == 302
    assert me.get("/withdraw").status_code == 302
    assert me.nomination is None


@pytest.mark.parametrize(
    ("part", "act", "anchor"),
    [
        ("programmes", "add:participation", "#participation-1-fa"),
        ("programmes", "add:nothing", ""),
        ("programmes", "remove:interaction-0", "#interaction-items"),
        ("presentation", "drop:logo", "#logo"),
        ("achievements", "drop:participation-0-evidence", "#participation-0-file"),
    ],
)
def test_each_button_leads_to_its_place(site: Site, part: str, act: str, anchor: str) -> None:
    me = english(site)
    answer = me.keep(part, {"act": act})
    assert answer.status_code == 302
    assert answer.location == f"{me.address}/{part}{anchor}"


def test_next_leads_from_screen_to_screen_and_at_last_to_the_overview(site: Site) -> None:
    me = english(site)
    answer = me.keep("presentation", {"introduction_fa": "ما", "act": "next"})
    assert answer.location == f"{me.address}/programmes"
    assert me.keep("achievements", {"act": "next"}).location == me.address
    wrong = me.keep("achievements", {"participation-0-year": "long ago", "act": "next"})
    assert (wrong.status_code, 'href="#participation-0-year"' in wrong.text) == (422, True)
