"""The page of who attends by video: the mark on the roll, the chair's statement, personal slips, and their refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models import AssemblySession
from app.services.hall import by_video
from app.services.voting.slip_printing import print_slips
from ballots.token import Kind
from tests.support.assemblies import PASSWORD, user_name
from tests.support.presidium import PRESIDIUM
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """One of the delegates attends by video, and one of the slips is personal."""
    site = open_site(tmp_path)
    held = site.held.to("reviewing")
    with held.database.transaction() as db:
        by_video.mark(db, held.act("secretary"), held.session_id, held.delegates[0].id, by_video=True)
    held.freeze()
    key = held.ring.signing[Kind.SLIP]
    with held.database.transaction() as db:
        print_slips(db, held.act(), held.election, 7, key_id=key.key_id, key=key.private, personal=1)
    held.seal()
    return site


def english(site: Site, role: str) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def press(site: Site, visitor: Visitor, act: str, status: int = 302, **more: object) -> str:
    path = f"/office/sessions/{site.held.session_id}/by-video"
    answer = visitor.post(path, {"act": act, **more})
    assert answer.status_code == status
    return visitor.get(path).text if status == 302 else answer.text


def test_the_chairs_statement_the_slip_in_hand_and_the_end_of_the_picture(site: Site) -> None:
    desk, one, election = english(site, "desk"), site.held.delegates[0], site.held.value.id
    assert "Nobody is chosen" in press(site, desk, "state", 400)
    page = press(site, desk, "state", delegates=one.id)
    assert "Present by video since" in page and f"Stated by {PRESIDIUM.chair}, who presided" in page
    assert "Has a personal slip" not in page
    page = press(site, desk, "hand", delegate=one.id, of=election)
    assert "Has a personal slip" in page
    assert site.held.delegates[0].handed == {election}
    assert "holds a slip" in press(site, desk, "undo", 409, delegate=one.id, of=1)
    page = press(site, desk, "gone", delegate=one.id)
    assert "Left at" in page and 'value="state"' in page
    assert press(site, desk, "something", 404)


def test_without_a_named_chair_nothing_is_stated_and_the_page_says_so(site: Site) -> None:
    with site.held.database.transaction() as db:
        db.get_one(AssemblySession, site.held.session_id).chair = ""
    page = press(site, english(site, "desk"), "state", 409, delegates=site.held.delegates[0].id)
    assert page.count("Nobody is named who presides") == 2


def test_the_door_says_who_attends_by_video_and_lets_nobody_of_them_in(site: Site) -> None:
    desk, one = english(site, "desk"), site.held.delegates[0]
    door = f"/office/sessions/{site.held.session_id}/door"
    page = desk.post(door, {"act": "find", "typed": one.institution.name.fa}).text
    assert "Attends by video" in page and 'value="in"' not in page
    answer = desk.post(door, {"act": "in", "delegate": one.id})
    assert answer.status_code == 409 and "the chair states" in answer.text
    roll = desk.get(f"/office/elections/{site.held.election}/roll").text
    assert roll.count("To those who attend by video") == 1
    press(site, desk, "state", delegates=one.id)
    assert "of these by video" in desk.get(door).text
    console = english(site, "returning-officer").get(f"/office/elections/{site.held.election}").text
    assert "Of those present, by video: 1." in console


def test_after_the_instant_the_mark_takes_a_reason_and_a_colleague(site: Site) -> None:
    secretary, one = english(site, "secretary"), site.held.delegates[1]
    path = f"/office/sessions/{site.held.session_id}/delegates/{one.id}/way"
    assert secretary.post(path, {"way": "video", "reason": "سفر"}).status_code == 422
    assert not site.held.delegates[1].by_video
    two = {"second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD}
    assert secretary.post(path, {"way": "video", "reason": "سفر", **two}).status_code == 302
    assert site.held.delegates[1].by_video
    assert (
        "1 personal slips, and 2 delegates"
        in english(site, "desk").get(f"/office/sessions/{site.held.session_id}/by-video").text
    )
