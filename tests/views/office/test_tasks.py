"""The office's page of an election: what is next, and what no longer is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.annulments import annul
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def next_address(site: Site) -> str:
    page = site.visitor("secretary").get(f"/office/elections/{site.held.election}").text
    found = re.search(r'class="button button-large" href="([^"]+)"', page)
    return found[1].removeprefix(f"/office/elections/{site.held.election}/") if found else ""


def badge(page: str, address: str) -> str:
    line = page[page.index(f'{address}"', page.index("task-list")) :]
    found = re.search(r'class="badge[^"]*">([^<]+)<', line)
    return found[1] if found else ""


def test_the_zero_report_is_next_until_the_first_ballot(site: Site) -> None:
    held = site.held.to("open")
    assert next_address(site) == "zero.pdf"
    assert site.visitor("secretary").get(f"/office/elections/{held.election}/zero.pdf").mimetype == "application/pdf"
    page = site.visitor("secretary").get(f"/office/elections/{held.election}").text
    assert badge(page, "/close") == "اکنون"  # voting that nobody came to can be closed too
    held.vote(0, 1)
    assert next_address(site) == "close"


def test_the_roll_is_a_task_until_voting_is_closed(site: Site) -> None:
    address = f"/office/elections/{site.held.election}"
    for phase, word in (("open", "اکنون"), ("closed", "انجام شد"), ("final", "انجام شد")):
        site.held.to(phase)
        assert badge(site.visitor("secretary").get(address).text, "/roll") == word, phase


def test_the_page_shows_where_tablets_vote_while_they_can(tmp_path: Path) -> None:
    for number, (address, far) in enumerate((("http://127.0.0.1:8000", False), ("http://192.168.1.10:8000", True))):
        site = open_site(tmp_path / str(number), address=address)
        visitor = site.visitor("secretary")
        visitor.post("/language", {"language": "en"})
        page = f"/office/elections/{site.held.election}"
        booth = f'<code dir="ltr">{address}/B/{site.held.election}</code>'
        assert booth not in visitor.get(page).text
        site.held.to("frozen")
        shown = visitor.get(page).text
        assert booth in shown
        assert "<svg" in shown
        assert ("Only this computer reaches this address" in shown) != far
        site.held.to("closed")
        assert booth not in visitor.get(page).text


def test_the_start_page_leads_officers_to_their_sign_in(site: Site) -> None:
    assert 'href="/office/sign-in"' in site.visitor().get("/").text


def tasks(site: Site) -> dict[str, str]:
    """The lines of the list, each with its state."""
    page = site.visitor("secretary").get(f"/office/elections/{site.held.election}").text
    lines = re.findall(r'<li class="task-(\w+)">\s*<span class="task-text">\s*(?:<a[^>]*>)?([^<]+)', page)
    return {title.strip(): state for state, title in lines}


def test_nothing_is_done_before_its_time_and_what_never_comes_is_not_promised(site: Site) -> None:
    early = tasks(site)
    assert (early["کرسی‌ها"], early["چاپ تعرفه‌ها"], early["زمان‌بندی"]) == ("later", "later", "now")
    site.held.to("tallied")
    annul(site.held)
    ended = tasks(site)
    for title in ("نامزدها", "کلیدهای امینان", "چاپ تعرفه‌ها", "شمارش آرا", "زمان‌بندی"):
        assert ended[title] == "done", title
    assert early.keys() - ended.keys() == {
        "اعلام نتیجهٔ مقدماتی", "اعتراض‌ها", "اعلام قطعی شدن نتیجه", "کرسی‌ها", "معرفی‌نامه‌ها",
    }  # fmt: skip
    assert (ended["تهیهٔ صورت‌جلسه"], ended["از میان بردن کلیدها"]) == ("now", "later")
