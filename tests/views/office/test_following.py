"""What may follow an election, on its pages: offered in words at its end, done by two, referred to on both sides."""

from __future__ import annotations

import html
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.services.count import announcement
from app.services.election import election as elections
from app.services.voting import annulment, summons
from tests.support.assemblies import PASSWORD, user_name
from tests.support.visitors import Site, open_site

TIE = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))


def second(site: Site, role: str = "returning-officer") -> dict[str, str]:
    return {"second_name": user_name(site.held.address, role), "second_password": PASSWORD}


def only_follower(site: Site) -> elections.ElectionValue:
    with site.held.database.reading() as db:
        (kin,) = site.held.value.followers
        return elections.election(db, kin.public_id)


def test_a_second_round_is_called_on_the_page_of_the_lots(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.votes = TIE
    site.held.to("tallied")
    visitor, page = site.visitor("secretary"), f"/office/elections/{site.held.election}"
    assert f"{page}/second-round" in visitor.get(page).text
    assert f"{page}/second-round" in visitor.get(f"{page}/lots").text
    shown = html.unescape(visitor.get(f"{page}/second-round").text)
    assert "دور دوم" in shown
    form = {"title_fa": "دور دوم", "title_en": "", "title_ar": "", "session": str(site.held.session_id)}
    alone = visitor.post(f"{page}/second-round", form | {"candidates": "tied"} | second(site, "secretary"))
    assert (alone.status_code, site.held.value.followers) == (403, ())
    made = visitor.post(f"{page}/second-round", form | {"candidates": "tied"} | second(site))
    follower = only_follower(site)
    assert made.location == f"/office/elections/{follower.public_id}/trustees"
    with site.held.database.reading() as db:
        (asked,) = summons.without_link(db, follower.public_id)
    assert 'value="link"' in visitor.get(made.location).text
    shown = visitor.post(made.location, {"act": "link", "trustee": asked})
    assert f"/trustees/{asked}#" in shown.text
    assert 'value="link"' not in visitor.get(made.location).text
    assert (follower.rule.seats, follower.phase) == (1, "reviewing")
    for mine, other in ((site.held.election, follower), (follower.public_id, site.held.value)):
        for zone in ("/office", ""):
            assert f"{zone}/elections/{other.public_id}" in visitor.get(f"{zone}/elections/{mine}").text
    with site.held.database.transaction() as db:
        announcement.publish(db, site.held.two(), site.held.election)
    minutes = visitor.get(f"{page}/minutes.pdf")
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(minutes.data)).pages)
    assert "دور دوم" in said
    result = html.unescape(visitor.get(f"/elections/{site.held.election}/result").text)
    assert ("رأی برابر؛ دور دوم" in result, "پایان ۱ کرسی پرشده از ۲ کرسی" in result) == (True, True)


def test_an_annulled_second_round_and_its_repeat_are_told_where_the_seats_were_left(tmp_path: Path) -> None:
    """A colleague confirms both on an own screen; the page of the first election leads to what counts."""
    site = open_site(tmp_path)
    site.held.votes = TIE
    site.held.to("tallied")
    first, second_officer = site.visitor("secretary"), site.visitor("returning-officer")
    own = f"/office/elections/{site.held.election}"
    form = {"title_ar": "", "session": str(site.held.session_id), "ask": "1"}

    def asked(page: str, title: str) -> None:
        waiting = first.post(page, form | {"title_fa": title, "candidates": "tied"}).location
        assert second_officer.post(f"{waiting}/confirm", {"password": PASSWORD}).location == waiting

    asked(f"{own}/second-round", "دور دوم")
    annulled = only_follower(site).public_id
    site.held.publish()
    with site.held.database.transaction() as db:
        annulment.annul(db, site.held.two(), annulled, reason="یک تعرفه دو بار چاپ شد")
    assert f"{own}/second-round" in first.get(own).text
    asked(f"/office/elections/{annulled}/repeat", "تکرار دور دوم")
    assert f"{own}/second-round" not in first.get(own).text
    shown = html.unescape(site.visitor().get(f"/elections/{site.held.election}").text)
    ended, decides = shown.index("برای کرسی‌های مانده برگزار و سپس ابطال شد:"), shown.index("تکلیف کرسی‌های مانده")
    assert ended < shown.index(annulled) < decides < shown.index("تکرار دور دوم")


@pytest.mark.parametrize("phase", ["annulled", "final"])
def test_the_end_of_an_election_says_what_may_follow(phase: str, tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor, page = site.visitor("secretary"), f"/office/elections/{site.held.election}"
    if phase == "final":
        site.held.to("final")
        shown = html.unescape(visitor.get(page).text)
        address = f"/office/sessions/{site.held.session_id}/elections/new?follows={site.held.election}"
        assert address in shown
        assert 'name="follows"' in visitor.get(address).text
        assert visitor.get(f"{page}/repeat").status_code == 409
    else:
        with site.held.database.transaction() as db:
            annulment.annul(db, site.held.two(), site.held.election, reason="یک تعرفه دو بار چاپ شد")
        assert f"{page}/repeat" in visitor.get(page).text
        form = {"title_fa": "تکرار", "session": str(site.held.session_id)}
        assert visitor.post(f"{page}/repeat", form | {"title_fa": ""} | second(site)).status_code == 422
        assert visitor.post(f"{page}/repeat", form | second(site)).status_code == 302
        assert only_follower(site).title.fa == "تکرار"
        assert f"{page}/repeat" not in visitor.get(page).text
    assert "/office/sessions/new" in visitor.get(page).text
