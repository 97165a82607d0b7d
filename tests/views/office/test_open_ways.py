"""Nobody is shown a link, a button or a form that would answer that this is not open to their role."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import g

from app.services.accounts import officer
from app.services.whole.two_person import CONFIRM_PAGE, TABLE, TwoPersonAct
from app.states.officer import ROLES, Role
from app.states.phase import Phase
from app.views.office.belonging import way_back, way_back_to_session
from app.web.access import may_decide_on
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


BOTH = [one for one in TABLE if one.page not in ("", CONFIRM_PAGE)]


def test_some_acts_are_done_on_pages_that_more_may_open(site: Site) -> None:
    rules = {one.page: getattr(site.app.view_functions[one.page], "access_rule") for one in BOTH}  # noqa: B009
    wider = {one.page for one in BOTH if rules[one.page] != one.permission}
    assert wider >= {"office.slips", "office.session"}


@pytest.mark.parametrize("one", BOTH, ids=lambda one: one.code)
def test_who_opens_the_page_of_an_act_without_its_permission_is_offered_nothing(one: TwoPersonAct, site: Site) -> None:
    with site.held.database.reading() as db:
        everybody = officer.officers(db, site.held.value.session.assembly.id)
    for someone in everybody:
        with site.app.test_request_context():
            g.officer = someone
            assert may_decide_on(one.page) == (one.permission in ROLES[someone.role])


def test_an_administrator_sees_the_slips_but_not_the_form_that_confirms_them(site: Site) -> None:
    site.held.to(Phase.FROZEN)
    path = f"/office/elections/{site.held.election}/slips"
    assert 'value="seal"' in site.visitor(Role.SECRETARY).get(path).text
    shown = site.visitor(Role.ADMINISTRATOR).get(path)
    assert shown.status_code == 200 and 'value="seal"' not in shown.text


def test_an_administrator_sees_a_session_that_has_begun_but_no_form_that_changes_it(site: Site) -> None:
    site.held.to(Phase.OPEN)
    path = f"/office/sessions/{site.held.value.session.id}"
    assert 'name="second_name"' in site.visitor(Role.SECRETARY).get(path).text
    shown = site.visitor(Role.ADMINISTRATOR).get(path)
    assert shown.status_code == 200 and 'name="second_name"' not in shown.text
    assert '<fieldset class="plain-fieldset" disabled>' in shown.text


def test_who_may_not_remove_a_trustee_with_a_key_sees_no_link_to_it(site: Site) -> None:
    site.held.to(Phase.REVIEWING).invite("نگین رودباری")
    path = f"/office/elections/{site.held.election}/trustees"
    assert re.search(r'href="[^"]+/remove"', site.visitor(Role.SECRETARY).get(path).text)
    assert not re.search(r'href="[^"]+/remove"', site.visitor(Role.ADMINISTRATOR).get(path).text)


def test_after_an_act_of_two_the_signatory_is_led_to_a_page_that_opens(site: Site) -> None:
    held, session = site.held.election, site.held.value.session.id
    with site.held.database.reading() as db:
        everybody = {one.role: one for one in officer.officers(db, site.held.value.session.assembly.id)}
    signatory = site.visitor(Role.SIGNATORY)
    for page in ("office.trustees", "office.timetable_page"):
        with site.app.test_request_context():
            g.officer = everybody[Role.SIGNATORY]
            address = way_back(page, held)
        assert signatory.get(address).status_code == 200, page
    for page in ("office.desks", "office.by_video", "office.session"):
        with site.app.test_request_context():
            g.officer = everybody[Role.SIGNATORY]
            address = way_back_to_session(page, session)
        assert signatory.get(address).status_code == 200, page
