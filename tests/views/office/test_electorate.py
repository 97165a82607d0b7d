"""Who votes, over the pages: chosen in the settings, picked by province, told on roll, public page and minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.hall import elector_list
from tests.papers.test_minutes import minutes
from tests.support.assemblies import SMALL_RULE
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = open_site(tmp_path)
    site.held.to("reviewing")
    return site


def english(site: Site, role: str | None = None) -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def choose_list(site: Site, visitor: Visitor) -> str:
    """Save settings in which a list says who votes; the address to which that leads."""
    rule = {name: getattr(SMALL_RULE, name) for name in SMALL_RULE.__dataclass_fields__}
    typed = {**rule, "title_fa": site.held.value.title.fa, "blank": "y", "electorate": "list"}
    answer = visitor.post(f"/office/elections/{site.held.election}/settings", typed)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_a_list_is_picked_and_stands_on_roll_public_page_and_in_the_minutes(site: Site) -> None:
    held, secretary, path = site.held, english(site, "secretary"), f"/office/elections/{site.held.election}"
    assert secretary.get(f"{path}/electorate").status_code == 409  # no list says it yet
    page = choose_list(site, secretary)
    assert page == f"{path}/electorate"
    assert "is on this election’s list" in secretary.get(f"{path}/acts/freeze", follow_redirects=True).text
    known = [one.institution for one in held.delegates]
    ids = [one.id for one in known]
    assert secretary.post(page, {"act": "all", "province": known[0].province}).status_code == 302
    same = [one.id for one in known if one.province == known[0].province]
    with held.database.reading() as db:
        assert elector_list.electors(db, held.value.id) == set(same)
    secretary.post(page, {"act": "save", "shown": ids, "on": ids[:4]})
    assert secretary.get(page).text.count(" checked") == 4
    entries = secretary.get(f"{path}/journal").text.partition("<tbody>")[2]
    assert "List of who votes changed" in entries and known[3].name.fa in entries
    assert "not on its list" in secretary.get(f"{path}/roll").text
    facts = secretary.get(f"{path}/acts/freeze", follow_redirects=True)
    assert facts.status_code == 200
    held.freeze()
    assert "Has no vote" in secretary.get(page).text
    assert secretary.post(page, {"act": "none"}).status_code == 409
    assert "The delegates of a list, 4" in english(site).get(f"/elections/{held.election}").text
    held.print(6)
    held.seal()
    held.pass_tests()
    held.hand_slips(4)
    held.open_poll()
    held.votes = ((1, 2), (1, 2), (1, 3), (1,))
    held.vote_and_close()
    held.count()
    said = minutes(site).attendance
    assert (said.eligible, len(said.present)) == (4, 4)
    assert all(one.name.fa in said.electorate for one in known[:4]) and known[4].name.fa not in said.electorate
