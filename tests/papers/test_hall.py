"""The papers of the door: each invitation's code finds its person, and the sheet has who came with the hours."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.services.hall import by_video, look_up, presence
from tests.documents.pictures import codes_on
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def desk(site: Site) -> tuple[Visitor, str]:
    visitor = site.visitor("desk")
    visitor.post("/language", {"language": "en"})
    return visitor, f"/office/sessions/{site.held.session_id}/door"


def test_the_code_of_each_invitation_finds_its_person_at_the_door(site: Site, tmp_path: Path) -> None:
    visitor, door = desk(site)
    pdf = visitor.get(f"{door}/invitations.pdf").data
    pages = range(1, len(PdfReader(BytesIO(pdf)).pages) + 1)
    read = [code for page in pages for code in codes_on(pdf, tmp_path, page=page)]
    with site.held.database.reading() as db:
        found = [look_up.look_up(db, site.held.session_id, one, most=2)[0].id for one in read]
    assert sorted(found) == sorted(one.id for one in site.held.delegates)
    one = site.held.delegates[2]
    alone = PdfReader(BytesIO(visitor.get(f"{door}/invitations.pdf?delegate={one.id}").data))
    assert len(alone.pages) == 1
    assert f"Number on the roll: {one.number}" in alone.pages[0].extract_text()


def test_the_sheet_is_empty_before_and_has_the_hours_afterwards(site: Site) -> None:
    visitor, door = desk(site)
    with site.held.database.transaction() as db:
        presence.check_in(db, site.held.act("desk"), site.held.session_id, site.held.delegates[0].id)
    before, after = (
        PdfReader(BytesIO(visitor.get(f"{door}/attendance.pdf{asked}").data)).pages[0].extract_text()
        for asked in ("", "?hours=1")
    )
    assert "did not come" not in before
    assert "Signature" in before
    assert "1 of 5 on the roll came" in after
    assert after.count("did not come") == 4


def test_the_sheet_says_who_attends_by_video_and_afterwards_who_stated_it(site: Site) -> None:
    visitor, door = desk(site)
    held = site.held
    with held.database.transaction() as db:
        for one in held.delegates[:2]:
            by_video.mark(db, held.act("secretary"), held.session_id, one.id, by_video=True)
        by_video.state_present(db, held.act("desk"), held.session_id, [held.delegates[0].id])
    before, after = (
        " ".join(PdfReader(BytesIO(visitor.get(f"{door}/attendance.pdf{asked}").data)).pages[0].extract_text().split())
        for asked in ("", "?hours=1")
    )
    assert before.count("attends by video: no signature, the chair states it") == 2
    assert after.count("by video; stated by") == 1
    assert after.count("attends by video: no signature") == 1
