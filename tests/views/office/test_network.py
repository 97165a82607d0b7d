"""The office's page on the hall's network, its sheet, and what stands beside the booth's address on the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import create_app
from app.config import HallRoot, Settings
from tests.documents.pictures import codes_on, information, text_of
from tests.support.visitors import Site, Visitor, open_site

DIGEST = "0123456789abcdef" * 4
GROUPS = " ".join(["0123", "4567", "89AB", "CDEF"] * 4)
ROOT = HallRoot(
    digest=DIGEST, name="Majma 192.168.1.10 2026-12-01", address="http://192.168.1.10:8080",
    names=("192.168.1.10", "desk.local"), until=datetime(2027, 1, 1, tzinfo=UTC),
)  # fmt: skip
ADDRESSES = {
    "booth": "https://192.168.1.10:8443", "public": "https://192.168.1.10:8444", "office": "http://localhost:8445",
}  # fmt: skip


def in_hall(folder: Path) -> Site:
    site = open_site(folder)
    settings: Settings = site.app.extensions["installation"].settings
    hall = replace(settings, hall_root=ROOT, address=ADDRESSES["booth"], addresses=ADDRESSES)
    return Site(app=create_app(hall), held=site.held, other=site.other)


def english(site: Site, role: str = "secretary") -> Visitor:
    visitor = site.visitor(role)
    visitor.post("/language", {"language": "en"})
    return visitor


def test_the_page_says_what_is_compared_where_devices_begin_and_which_zone_is_where(tmp_path: Path) -> None:
    site = in_hall(tmp_path)
    page = english(site, "desk").get("/office/network").text
    for said in (GROUPS, ROOT.address, "desk.local", *ADDRESSES.values(), "/office/network.pdf"):
        assert said in page
    assert 'class="qr"' in page
    assert "/office/network" in english(site).get("/office/state").text


def test_the_sheet_is_one_page_with_the_print_in_groups_and_as_a_code(tmp_path: Path) -> None:
    answer = english(in_hall(tmp_path)).get("/office/network.pdf")
    assert answer.mimetype == "application/pdf"
    text = text_of(answer.data, tmp_path)
    assert "Pages:           1" in information(answer.data, "pdfinfo", tmp_path)
    for said in ("0123 4567 89AB CDEF", ROOT.address, ROOT.name, "desk.local", *ADDRESSES.values()):
        assert said in text
    assert sorted(codes_on(answer.data, tmp_path)) == [f"SHA-256 {GROUPS}", ROOT.address]


def test_the_day_s_page_has_the_code_of_the_beginning_beside_the_booth_s(tmp_path: Path) -> None:
    site = in_hall(tmp_path)
    site.held.to("open")
    page = english(site).get(f"/office/elections/{site.held.election}").text
    tablets = page[page.index("<h2>Tablets</h2>") :]
    assert tablets.index(ROOT.address) < tablets.index(f"{ADDRESSES['booth']}/B/{site.held.election}")
    assert tablets.count('class="qr"') == 2


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:8000", "Only this computer reaches these pages"),
        ("http://192.168.1.10", "This is a trial: the line is not encrypted"),
        ("https://vote.example", "under a public certificate"),
    ],
)
def test_without_an_own_certificate_the_page_says_what_the_line_is(tmp_path: Path, address: str, said: str) -> None:
    site = open_site(tmp_path)
    settings: Settings = site.app.extensions["installation"].settings
    other = Site(app=create_app(replace(settings, address=address)), held=site.held, other=site.other)
    visitor = english(other)
    page = visitor.get("/office/network").text
    assert said in page
    assert "/office/network.pdf" not in page
    assert visitor.get("/office/network.pdf").status_code == 404
