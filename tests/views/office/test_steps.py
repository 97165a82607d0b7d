"""For each phase, act and role, made from the records: the list, the page, the button and the act say the same."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import has_request_context

from app.services.acts.refusal import PHASE_WRONG, Refused
from app.services.acts.step import Step
from app.services.whole.steps import STEPS, step
from app.states.officer import ROLES, Permission, Role
from app.states.phase import Phase
from app.views.office import tasks
from app.web.errors import words_of
from tests.support.annulments import annul
from tests.support.assemblies import PASSWORD, user_name
from tests.support.visitors import Site, Visitor, open_site


def site_in(folder: Path, phase: Phase) -> Site:
    site = open_site(folder)
    if phase is Phase.ANNULLED:
        site.held.to(Phase.OPEN)
        annul(site.held)
    elif phase is not Phase.DRAFT:
        site.held.to(phase)
    return site


def english(site: Site, role: Role) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def address(site: Site, one: Step) -> str:
    with site.app.test_request_context():
        if one.page:
            return str(site.app.url_for(one.page, public_id=site.held.election))
        return str(site.app.url_for("office.act", public_id=site.held.election, code=one.code))


def why_not(site: Site, one: Step) -> Refused | None:
    with site.held.database.reading() as db:
        return one.why_not(db, site.held.election, datetime.now(UTC))


def faults_of_lists(site: Site) -> list[str]:
    """Links of the election's page that lead a role where it may not go, or to an act that the phase forbids."""
    found = []
    for role in Role:
        page = english(site, role).get(f"/office/elections/{site.held.election}").text
        links = set(re.findall(r'href="([^"]+)"', page))
        for one in STEPS:
            linked = address(site, one) in links
            refused = why_not(site, one)
            if linked and one.permission not in ROLES[role]:
                found.append(f"{role} is led to {one.code}")
            if linked and not one.page and refused is not None and refused.why is PHASE_WRONG:
                found.append(f"{role} is led to {one.code}, which this phase forbids")
        button = re.search(r'class="button button-large" href="([^"]+)"', page.partition("<h2>All tasks")[0])
        if ("This does not wait for you" in page) == (button is not None):
            found.append(f"{role} is told both, or neither, of a button and that others are waited for")
    return found


def faults_of_pages(site: Site) -> list[str]:
    """Acts whose page or answer says another thing than the record."""
    visitor, found = english(site, Role.SECRETARY), []
    second = {"second_name": user_name(site.held.address, Role.RETURNING_OFFICER), "second_password": PASSWORD}
    for one in (one for one in STEPS if one.do is not None):
        refused = why_not(site, one)
        if refused is None:
            continue
        page, path = visitor.get(address(site, one)), address(site, one)
        if refused.why is PHASE_WRONG:
            if page.status_code != refused.why.status:
                found.append(f"the page of {one.code} opens: {page.status_code}")
        elif page.status_code == 200:
            with site.app.test_request_context():
                told = words_of(refused)
            if len(page.text) == 0 or "notice-attention" not in page.text or "button button-large" in page.text:
                found.append(f"the page of {one.code} does not say: {told}")
        answer = visitor.client.post(
            path,
            data={"csrf_token": visitor.csrf(), "balls": "0" * 10, "stated": "y", **second},
            headers={"Accept": "application/json"},
        )
        if answer.status_code != refused.why.status:
            found.append(f"{one.code} answers {answer.status_code}, not {refused.code}")
    return found


@pytest.mark.parametrize("phase", list(Phase))
def test_list_page_button_and_act_say_the_same(tmp_path: Path, phase: Phase) -> None:
    site = site_in(tmp_path, phase)
    assert faults_of_lists(site) == []
    assert faults_of_pages(site) == []


def test_a_list_that_forgets_the_roles_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_in(tmp_path, Phase.FROZEN)
    monkeypatch.setattr(tasks, "may", lambda permission: True)
    assert faults_of_lists(site)


def test_a_page_that_does_not_ask_the_record_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, asked = site_in(tmp_path, Phase.DRAFT), Step.why_not
    monkeypatch.setattr(Step, "why_not", lambda *said: None if has_request_context() else asked(*said))
    assert faults_of_pages(site)


def test_a_record_names_a_page_that_asks_its_permission(tmp_path: Path) -> None:
    views = open_site(tmp_path).app.view_functions
    for one in STEPS:
        rule = getattr(views[one.page or "office.act"], "access_rule", None)
        assert rule == one.permission, one.code
        assert (one.do is None) == bool(one.page), one.code
        assert all((one.title, one.sentence, one.button)), one.code
        assert one.do is None or (one.lines and one.done), one.code
    assert len({one.code for one in STEPS}) == len(STEPS)


def test_two_officers_may_both_do_what_takes_two() -> None:
    taking_two = [one for one in STEPS if one.officers == 2]
    assert {one.permission for one in taking_two} == {Permission.DECIDE}
    assert step("freeze") in taking_two
