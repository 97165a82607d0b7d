"""Unfreezing on its page, what the freeze shows before, and what everybody reads of the board that ended."""

from __future__ import annotations

import html
from pathlib import Path

from app.language.names import Names
from app.services.hall import electorate, presence
from app.services.register import institution
from tests.support.assemblies import PASSWORD, user_name
from tests.support.visitors import open_site

REASON = "نام یک نامزد نادرست چاپ شده بود"


def test_an_election_is_unfrozen_and_its_old_board_says_so(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("frozen").print(8)
    site.held.seal()
    old = site.held.value.fingerprint or ""
    visitor, page = site.visitor("secretary"), f"/office/elections/{site.held.election}"
    act = f"{page}/acts/unfreeze"
    assert act in visitor.get(page).text
    form = {"second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD}
    wrong = visitor.post(act, form | {"reason": ""})
    assert (wrong.status_code, site.held.phase) == (422, "frozen")
    assert visitor.post(act, form | {"reason": REASON}).status_code == 302
    assert site.held.phase == "reviewing"
    public = f"/elections/{site.held.election}"
    shown = html.unescape(visitor.get(f"{public}/board").text)
    assert REASON in shown
    assert old[:4] in shown
    assert f"{public}/1/record.zip" in shown
    record = visitor.get(f"{public}/1/record.zip")
    assert record.data.startswith(b"PK")
    assert visitor.get(f"{public}/2/board").status_code == 200
    assert visitor.get(f"{public}/3/board").status_code == 404
    assert visitor.get(f"{public}/2/record.zip").status_code == 404


def test_the_roll_says_what_unfreezing_undoes_until_a_slip_is_handed(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held, page = site.held, f"/office/elections/{site.held.election}"
    said, act = "تعرفه‌هایی که تا آن هنگام چاپ شده باطل است", f"{page}/acts/unfreeze"
    assert said not in site.visitor("secretary").get(f"{page}/roll").text
    held.to("frozen").print(8)
    held.seal()
    secretary, desk = (site.visitor(role).get(f"{page}/roll").text for role in ("secretary", "desk"))
    assert said in secretary and act in secretary
    assert said in desk and act not in desk
    with held.database.transaction() as db:
        presence.check_in(db, held.act("desk"), held.session_id, held.delegates[0].id)
        electorate.hand_slip(db, held.act("desk"), held.value.id, held.delegates[0].id)
    assert said not in site.visitor("secretary").get(f"{page}/roll").text


def test_the_freeze_shows_names_and_whether_the_quorum_is_within_reach(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("reviewing")
    site.held.invite("امین 1")
    with site.held.database.transaction() as db:
        site.held.balls(db)
    visitor = site.visitor("secretary")
    shown = html.unescape(visitor.get(f"/office/elections/{site.held.election}/acts/freeze").text)
    with site.held.database.reading() as db:
        names = institution.named(db, [one.institution.id for one in site.held.delegates[:4]])
    assert all(isinstance(one, Names) and one.fa in shown for one in names.values())
    assert "پیش از تحویل نخستین تعرفه" in shown
