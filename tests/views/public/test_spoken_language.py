"""Persian on a page in another language says so, for who hears it; no code on a page becomes a telephone number."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import update

from app.models import Institution
from tests.support.register import fill
from tests.support.visitors import Site, open_site

PERSIAN = re.compile("[\u0620-\u06ff]{2}")
EMPTY = {"meta", "link", "img", "input", "br", "hr", "source", "wbr"}


class Hearer(HTMLParser):
    """Keeps what is said in Persian letters while the voice is that of another language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.garbled: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            self.open.append((tag, dict(attrs).get("lang") or (self.open[-1][1] if self.open else "")))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        if PERSIAN.search(data) and self.open[-1][1] == "en" and not {"title", "script", "template"} & set(tags):
            self.garbled.append(data.strip())


def heard(site: Site, path: str) -> list[str]:
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    assert PERSIAN.search(answer.text.partition("<main")[2]), "something on the page is Persian"
    return Hearer(answer.text).garbled


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Candidates of whom half have no English name, and all have written in Persian only."""
    site = open_site(tmp_path)
    fill(site.held, institutions=20, nominations=20)
    with site.held.database.transaction() as db:
        db.execute(update(Institution).where(Institution.id % 2 == 0).values(name_en=""))
    return site


@pytest.mark.parametrize("path", ["candidates", "candidates/{}", "compare?c={}&c={}", "order"])
def test_what_is_written_in_persian_only_is_said_to_be_persian(site: Site, path: str) -> None:
    list_page = site.visitor().get(f"/elections/{site.held.election}/candidates").text
    some = re.findall(r'candidates/(\d+)"', list_page)[:2]
    assert heard(site, f"/elections/{site.held.election}/{path.format(*some)}") == []


def test_the_result_says_which_names_are_persian(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("final")
    garbled = heard(site, f"/elections/{site.held.election}/result")
    assert [one for one in garbled if "held the key" not in one] == [], "but a trustee's, which is kept without it"


def test_a_name_in_the_voice_of_another_language_is_noticed() -> None:
    page = '<html lang="en"><title>بنیاد</title><main><p>Of <bdi lang="fa">بنیاد</bdi><br>مهر</p></main></html>'
    assert Hearer(page).garbled == ["مهر"]


def test_no_page_lets_a_telephone_make_links_of_codes(site: Site) -> None:
    assert '<meta name="format-detection" content="telephone=no">' in site.visitor().get("/").text
