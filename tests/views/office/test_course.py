"""The chair's page: one touch begins an item, ends it, takes it back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.services.hall import agenda
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def chair(tmp_path: Path) -> tuple[Site, Visitor, str]:
    site = open_site(tmp_path)
    with site.held.database.transaction() as db:
        agenda.lay_down(db, site.held.session_id, "Opening\nVote")
    visitor = site.visitor("signatory")
    visitor.post("/language", {"language": "en"})
    return site, visitor, f"/office/sessions/{site.held.session_id}/course"


def acts(page: str) -> list[str]:
    return re.findall(r'name="act" value="([a-z-]+):\d+"', page)


def touch(visitor: Visitor, path: str, act: str) -> str:
    said = re.search(rf'name="act" value="({act}:\d+)"', visitor.get(path).text)
    assert said is not None
    assert visitor.post(path, {"act": said[1]}).status_code == 302
    return visitor.get(path).text


def test_items_are_begun_and_ended_with_a_touch(chair: tuple[Site, Visitor, str]) -> None:
    _, visitor, path = chair
    page = touch(visitor, path, "start")
    assert acts(page)[:3] == ["end", "take-back", "start"]
    assert 'aria-current="step"' in page
    assert "No item is dealt with." in touch(visitor, path, "end")


def test_the_office_says_what_an_item_is_about(chair: tuple[Site, Visitor, str]) -> None:
    site, visitor, path = chair
    with site.held.database.reading() as db:
        first = agenda.agenda(db, site.held.session_id).items[0].id
    visitor.post(f"{path}/kinds", {f"kind-{first}": "reports"})
    with site.held.database.reading() as db:
        assert agenda.agenda(db, site.held.session_id).items[0].kind == "reports"
    assert visitor.post(f"{path}/kinds", {f"kind-{first}": "party"}).status_code == 404
    assert visitor.post(path, {"act": "dance:1"}).status_code == 404


def test_a_session_without_agenda_says_where_to_write_one(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    path = f"/office/sessions/{site.held.session_id}/course"
    with site.held.database.transaction() as db:
        agenda.lay_down(db, site.held.session_id, "")
    assert "Write the agenda" in visitor.get(path).text
