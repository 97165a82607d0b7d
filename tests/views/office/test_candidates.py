"""Candidates in the office: entered from paper, of the register or new, and told while they wait for a decision."""

from __future__ import annotations

import html
import re
from pathlib import Path

from app.services.nomination import nomination, review
from app.services.nomination.nomination import NominationValue
from tests.support.second_round import next_election
from tests.support.visitors import Site, open_site

PAPER = {"representative_fa": "رها یکتا", "introduction_fa": "نهادی مردمی.", "programmes": "یاری به خانواده‌ها"}
NEW = PAPER | {"name_fa": "انجمن نوپا", "province": "IR-07", "kind": "K2"}


def candidates(site: Site, election: str) -> dict[str, NominationValue]:
    with site.held.database.reading() as db:
        return {one.institution.name.fa: one for one in nomination.nominations(db, election)}


def test_an_institution_of_the_register_stands_again_in_the_next_session(tmp_path: Path) -> None:
    """Nothing is typed twice, and the register holds it once."""
    site = open_site(tmp_path)
    later = next_election(site.held, session=2)
    page, visitor = f"/office/elections/{later.election}/candidates/new", site.visitor("secretary")
    before = candidates(site, later.election)
    register = visitor.get(page).text.partition("<form method")[0]
    offered = dict(re.findall(r'<option value="(\d+)">([^<]+)</option>', register))
    assert offered
    assert not set(map(html.unescape, offered.values())) & before.keys()
    chosen, name = next(iter(offered.items()))
    shown = visitor.get(f"{page}?institution={chosen}").text
    assert (name in shown, 'name="name_fa"' in shown) == (True, False)
    assert visitor.post(f"{page}?institution={chosen}", PAPER).status_code == 302
    (added,) = candidates(site, later.election).keys() - before.keys()
    assert added == html.unescape(name)
    assert candidates(site, later.election)[added].institution.id == int(chosen)
    again = visitor.post(f"{page}?institution={chosen}", PAPER)
    assert again.status_code == 409
    assert visitor.get(f"{page}?institution=99999").status_code == 404


def test_no_choice_is_made_for_who_enters_a_candidate(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    page, visitor = f"/office/elections/{site.held.election}/candidates/new", site.visitor("secretary")
    done = {"achievements-0-text": "آموزش", "achievements-0-year": "1403"}
    for less in ({"province": ""}, {"kind": ""}, done | {"achievements-0-field": ""}):
        assert visitor.post(page, NEW | less).status_code == 422, less
    assert visitor.post(page, NEW | done | {"achievements-0-field": "F01"}).status_code == 302


def test_who_may_decide_is_told_what_waits_while_something_else_is_next(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("nominating")
    own, found = f"/office/elections/{site.held.election}", candidates(site, site.held.election)
    with site.held.database.transaction() as db:
        for one in list(found.values())[:2]:
            review.decide(db, site.held.two(), site.held.election, one.id, decision="accept")
    assert len(found) == 4
    led = [f'href="{own}/candidates' in site.visitor(role).get(own).text for role in ("reviewer", "desk")]
    assert led == [True, False]
