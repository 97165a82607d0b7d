"""The sheet for the helper at the door: in three languages, with drawings, the address, and what was not tried."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents.kiosk_sheet import KioskSheet, render_kiosk_sheet
from app.documents.letterhead import Letterhead
from app.language.catalogue import wording

ADDRESS = "https://192.168.1.10:8443/T"


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_the_sheet_says_how_a_tablet_becomes_a_booth(language: str) -> None:
    head = Letterhead(assembly="Mehr", office="Secretariat", emblem=0, demonstration=False)
    sheet = KioskSheet(head=head, tablet=ADDRESS, begin="http://192.168.1.10:8080")
    pdf = PdfReader(BytesIO(render_kiosk_sheet(sheet, wording(language))))
    assert len(pdf.pages) <= 2
    text = " ".join(page.extract_text() for page in pdf.pages)
    for said in ("Android", "iPad", "Windows", "Guided Access", "msedge --kiosk"):
        assert said in text


def test_the_page_and_the_sheet_draw_the_same_and_say_what_was_not_tried() -> None:
    ways = (Path(__file__).resolve().parents[2] / "templates" / "hall" / "kiosk_ways.html").read_text("utf-8")
    assert ways.count("Not tried on the device") == 3
    assert ways.count("step(") == 9, "the macro and eight steps, each with its drawing"
