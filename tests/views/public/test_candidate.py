"""The public pages of candidates: filters in the address, ticks that stay, a few side by side, the order repeated."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.nomination import candidate_list
from app.services.nomination.candidate_list import Wanted
from app.services.voting import ballot_order
from ballots.election import decode_election
from tests.rules.tree import ROOT
from tests.support.register import fill
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = open_site(tmp_path)
    fill(site.held, institutions=120, nominations=120)
    return site


def english(site: Site, path: str) -> str:
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    return visitor.get(f"/elections/{site.held.election}/{path}").text


def shown(page: str) -> list[int]:
    """The candidates whose cards are on a page."""
    return [int(one) for one in re.findall(r'<h3><a href="/elections/\w+/candidates/(\d+)"', page)]


def test_the_filters_find_what_is_there_and_count_it(site: Site) -> None:
    with site.held.database.reading() as db:
        spread = candidate_list.spread(db, site.held.election)
        every = candidate_list.listing(db, site.held.election, size=1000)
    assert len(every) == spread.all == sum(spread.provinces.values())
    province, count = max(spread.provinces.items(), key=lambda pair: pair[1])
    field = every[0].institution.fields[0]
    for wanted in (Wanted(province=province), Wanted(field=field), Wanted(search="مهر")):
        mine = [
            one.id for one in every
            if wanted.province in ("", one.institution.province) and wanted.search in one.institution.name.fa
            and (not wanted.field or wanted.field in one.institution.fields)
        ]  # fmt: skip
        with site.held.database.reading() as db:
            found = candidate_list.listing(db, site.held.election, wanted, size=1000)
            assert candidate_list.count(db, site.held.election, wanted) == len(mine) > 0
        assert [one.id for one in found] == mine
    page = english(site, f"candidates?province={province}")
    assert f"{count} of {spread.all} candidates" in page
    assert re.search(rf'<option selected value="{province}">[^<]+\({count}\)', page)


def test_ticks_and_filters_stay_in_the_address_from_page_to_page(site: Site) -> None:
    first = shown(english(site, "candidates"))
    assert len(first) == 48
    page = english(site, f"candidates?page=2&c={first[0]}")
    assert first[0] not in shown(page)
    assert re.search(rf'<input type="checkbox" name="c" id="c-{first[0]}" value="{first[0]}" checked', page)
    assert re.search(rf'candidates\?c={first[0]}&amp;page=1" rel="prev"', page)


def test_a_search_without_an_answer_says_what_to_do(site: Site) -> None:
    page = english(site, "candidates?search=zzzz")
    assert shown(page) == []
    assert "No candidate fits this search" in page
    assert shown(english(site, "candidates?province=XX&field=%22"))


@pytest.mark.parametrize(
    ("count", "said"), [(0, "You ticked none"), (1, "You ticked only one"), (4, "You ticked 4. At most 3")]
)
def test_too_few_or_too_many_ticks_get_a_clear_word(site: Site, count: int, said: str) -> None:
    ids = shown(english(site, "candidates"))[:count]
    page = english(site, "compare?" + "&".join(f"c={one}" for one in ids))
    assert said in page
    assert 'class="compare-row"' not in page


def test_two_candidates_stand_side_by_side_under_each_heading(site: Site) -> None:
    one, two = shown(english(site, "candidates"))[:2]
    page = english(site, f"compare?c={two}&c={one}&c={one}&c=x")
    assert page.count('class="compare-row"') == 5
    names = re.findall(r"<h3>([^<]+)</h3>", page)
    assert len(names) == 10
    assert len(set(names)) == 2
    visitor = site.visitor()
    assert visitor.get(f"/elections/{site.held.election}/compare?c={one}&c=999999").status_code == 404
    assert visitor.get(f"/elections/{site.other.election}/compare?c={one}&c={two}").status_code == 404


def test_the_page_of_the_order_repeats_the_draw_of_the_ballot(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("frozen")
    page = english(site, "order")
    listed = tmp_path / "order.txt"
    listed.write_bytes(site.visitor().get(f"/elections/{site.held.election}/order.txt").data)
    command = re.search(r"\./majma (lots [^<\s]+ --list) order\.txt", page)
    assert command is not None
    said = subprocess.run(
        [sys.executable, "-m", "ballots", *command[1].split(), str(listed)], cwd=ROOT, capture_output=True, text=True,
        timeout=60, check=True,
    ).stdout  # fmt: skip
    drawn = tuple(line.split(": ", 1)[1] for line in said.splitlines())
    assert drawn == decode_election(site.held.definition()).questions[0].answers
    with site.held.database.reading() as db:
        digits = ballot_order.order(db, site.held.election).digits
    assert f'<bdi class="digits-run" dir="ltr">{digits}</bdi>' in page
