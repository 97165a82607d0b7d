"""The page of a session: no observer of a candidate, and nothing that the final minutes say differently."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.hall import session
from app.services.hall.session import Presidium
from app.services.nomination import nomination, withdrawal
from app.services.register import assembly
from tests.support.assemblies import PASSWORD, Simulation, user_name
from tests.support.presidium import PRESIDIUM
from tests.support.visitors import Site, Visitor, open_site

FORM = {
    "number": "۱", "chair": "هما راستین", "secretary": "", "first_observer": "", "second_observer": "",
    "held_on": "۱۴۰۴/۰۸/۱۷", "place_fa": "تالار", "place_en": "", "quorum": "second-call", "agenda": "",
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def secretary(site: Site) -> tuple[Visitor, str]:
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    return visitor, f"/office/sessions/{site.held.session_id}"


def stored(held: Simulation) -> Presidium:
    with held.database.reading() as db:
        home = assembly.assembly(db, held.address)
        return session.sessions(db, home.id)[0].presidium


@pytest.mark.parametrize("field", ["first_observer", "second_observer"])
@pytest.mark.parametrize("name", ["نگین رودباری", "  نگين   رودباري", "نگین\u200cرودباری"])
def test_who_represents_a_candidate_is_no_observer(site: Site, field: str, name: str) -> None:
    visitor, path = secretary(site)
    answer = visitor.post(path, {**FORM, field: name})
    assert answer.status_code == 409
    assert answer.text.count("A person of this name represents a candidate") == 2  # at the top and at the field
    assert f'id="{field}-error"' in answer.text
    assert stored(site.held) == PRESIDIUM


def test_others_may_observe_and_so_may_who_no_longer_stands(site: Site) -> None:
    visitor, path = secretary(site)
    assert visitor.post(path, {**FORM, "first_observer": "یلدا سپهری", "chair": "نگین رودباری"}).status_code == 302
    with site.held.database.transaction() as db:
        for one in nomination.nominations(db, site.held.election):
            withdrawal.withdraw(db, site.held.two(), site.held.election, one.id, "سفر")
    assert visitor.post(path, {**FORM, "first_observer": "نگین رودباری"}).status_code == 302
    assert stored(site.held).first_observer == "نگین رودباری"


def test_after_a_final_result_the_session_is_only_to_be_read(site: Site) -> None:
    visitor, path = secretary(site)
    assert "disabled" not in visitor.get(path).text
    site.held.to("final")
    page = visitor.get(path).text
    assert '<fieldset class="plain-fieldset" disabled>' in page
    assert "Save the session" not in page
    two = {"second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD}
    assert visitor.post(path, FORM | two).status_code == 409
