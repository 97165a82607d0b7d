"""Where the line is not encrypted, a trial, every page and every paper says so; elsewhere none does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app import create_app
from app.config import Settings
from app.documents import pdf
from app.documents.qr import encode_qr
from app.documents.slip import decode_sheet, encode_sheet
from app.documents.templating import TEMPLATES, render_template
from app.documents.zero_report import render_zero_report
from app.states.way_in import WayIn
from tests.documents.pictures import text_of
from tests.documents.samples import HEAD, english, sheet, slips, zero_report
from tests.security.routes import routes
from tests.support.one_process import one_process as one_process
from tests.support.visitors import Site, Visitor, open_site

OPEN = "http://192.168.1.10:8000"
BANNER = '<aside class="demonstration open-line"'
OTHERS = {
    "public.check_page": "a released file, which is the same everywhere",
    "public.trustee_file": "a kept file, which is the same everywhere",
    "public.screen_now": "a piece that a page takes in",
    "office.waiting_notice": "a piece that a page takes in",
}  # fmt: skip
MARKS = tuple(f"<p><b>{word}</b> – " for word in ("آزمایشی", "تجريبي", "Trial"))


def kind_of(html: str) -> str:
    found = re.search(r'<body class="(\w+)', html)
    return "?" if found is None else found[1]


class Walk:
    """What a walk over all addresses shows: pages without the banner, and papers by kind with their text."""

    def __init__(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        """Begin; papers are not laid out."""
        self.site, self.bare, self.pages = site, set[str](), 0
        self.papers: dict[str, list[str]] = {}
        blank = pdf.write_pdf("<p>")

        def note(html: str, **_more: object) -> bytes:
            self.papers.setdefault(kind_of(html), []).append(html)
            return blank

        monkeypatch.setattr(pdf, "write_pdf", note)

    def go(self, visitor: Visitor) -> None:
        """Ask for every address."""
        for route in routes(self.site):
            if route.method != "GET" or route.endpoint in OTHERS:
                continue
            answer = visitor.get(route.path)
            if answer.mimetype == "text/html" and answer.status_code not in (301, 302):
                self.pages += 1
                if BANNER not in _text(answer):
                    self.bare.add(route.endpoint)


def _text(answer: object) -> str:
    return answer.text  # type: ignore[attr-defined,no-any-return]


def at(site: Site, address: str) -> Site:
    """The same installation under another address."""
    settings: Settings = site.app.extensions["installation"].settings
    changed = replace(settings, address=address, secure=address.startswith("https:"))
    return Site(app=create_app(changed), held=site.held, other=site.other)


@pytest.mark.parametrize(("address", "marked"), [(OPEN, True), ("http://127.0.0.1:8000", False)])
def test_every_page_and_every_paper_of_a_trial_says_that_the_line_is_open(
    tmp_path: Path, one_process: None, monkeypatch: pytest.MonkeyPatch, address: str, *, marked: bool
) -> None:
    site = at(open_site(tmp_path), address)
    held = site.held
    held.to("frozen")
    walk = Walk(site, monkeypatch)
    walk.go(site.visitor())
    held.to("final")
    held.draft()
    for role in (None, "secretary", "signatory"):
        walk.go(site.visitor(role))
    assert walk.pages > 150
    assert len(walk.bare) > 40 or marked
    assert walk.bare == set() or not marked
    assert set(walk.papers) >= {"letter", "minutes", "notice", "receipt", "zero"}
    assert all(any(mark in html for mark in MARKS) == marked for texts in walk.papers.values() for html in texts)


def test_pages_of_every_zone_say_it_and_the_booth_on_each_step(tmp_path: Path) -> None:
    made = open_site(tmp_path)
    made.held.to("open")
    paths = {None: ("/", "/keys", f"/B/{made.held.election}", "/nothing"), "secretary": ("/office/",)}
    for address, marked in ((OPEN, True), ("https://vote.example", False)):
        site = at(made, address)
        for role, several in paths.items():
            visitor = site.visitor() if marked is False else site.visitor(role)
            assert [BANNER in visitor.get(path).text for path in several] == [marked] * len(several)


def test_no_layout_of_a_paper_leaves_the_mark_out() -> None:
    """Slips are cut apart, so each says it; every other paper stands on the base, which does."""
    layouts = {path.name: path.read_text("utf-8") for path in TEMPLATES.glob("*.html")}
    papers = {name for name, text in layouts.items() if "{% block kind %}" in text}
    assert len(papers) > 8
    assert all('{% extends "base.html" %}' in layouts[name] for name in papers)
    assert [name for name in papers if "block above" in layouts[name]] == ["slips.html"]
    four = {"sheet": sheet(replace(HEAD, open_line=True)), "emblem": "", "head": replace(HEAD, open_line=True)}
    four |= {"way": WayIn.DIGITS, "own": False, "shown_keys": ()}
    pages = [[(slip, encode_qr(slip.serial)) for slip in slips(4)]]
    for columns, mark in ((2, "Trial: line not encrypted"), (4, "Trial")):
        printed = render_template("slips.html", {**four, "pages": pages, "columns": columns, "rows": 2}, english())
        assert printed.count(f'<span class="mark">{mark}</span>') == 4


def test_a_paper_says_it_on_each_of_its_pages(tmp_path: Path) -> None:
    report = zero_report(replace(HEAD, open_line=True))
    long = replace(report, candidates=report.candidates * 4)
    pages = text_of(render_zero_report(long, english()), tmp_path).split("\f")
    assert len(pages) > 2
    assert all("line to the server was not encrypted" in page for page in pages if page.strip())
    assert "not encrypted" not in text_of(render_zero_report(zero_report(), english()), tmp_path)


def test_slips_that_are_printed_on_another_laptop_say_it_too() -> None:
    for head in (HEAD, replace(HEAD, open_line=True)):
        assert decode_sheet(encode_sheet(sheet(head))).head.open_line == head.open_line
