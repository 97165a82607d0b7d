"""The run sheet: every act of the day by its own record, who may do it, and what to do when something fails."""

from __future__ import annotations

import io
from pathlib import Path

from pypdf import PdfReader

from app.models import AssemblySession
from app.papers import run_sheet
from app.services.day.rows import MINUTES
from app.services.day.speaking_order import speakers
from app.services.hall import agenda
from app.services.whole.steps import STEPS
from app.states.agenda import ItemKind
from app.states.officer import ROLES, Role
from tests.support.visitors import open_site


def test_the_acts_are_those_of_a_day_in_the_order_of_their_phases() -> None:
    codes = [one.code for one in run_sheet.acts(STEPS)]
    assert [one for one in ("slips", "open", "close", "tally", "publish") if one in codes] == sorted(
        (one for one in ("slips", "open", "close", "tally", "publish")), key=codes.index
    )
    assert not {"nominate", "annul", "overturn", "settings"} & set(codes)


def test_of_the_three_of_the_day_any_two_may_do_what_needs_two() -> None:
    for one in run_sheet.acts(STEPS):
        able = {
            role for role in (Role.RETURNING_OFFICER, Role.SECRETARY, Role.SIGNATORY) if one.permission in ROLES[role]
        }
        assert one.officers == 1 or len(able) == 3, one.code


def test_the_paper_opens_in_each_language_and_says_whom_it_takes(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("frozen")
    visitor = site.visitor("secretary")
    for language, words in (
        ("fa", ("برنامهٔ اجرای روز", "اگر چیزی درست پیش نرفت")),
        (
            "en",
            (
                "Run sheet of the day",
                "two of: Returning officer, Secretary of the assembly, Signatory",
                "The computer stops",
            ),
        ),
    ):
        visitor.post("/language", {"language": language})
        answer = visitor.get(f"/office/elections/{site.held.election}/run-sheet.pdf")
        assert answer.status_code == 200
        reader = PdfReader(io.BytesIO(answer.data))
        said = " ".join("".join(page.extract_text() for page in reader.pages).split())
        assert len(reader.pages) <= 3
        for one in words if language == "en" else ():
            assert one in said
        (tmp_path / f"{language}.pdf").write_bytes(answer.data)
    page = visitor.get(f"/office/elections/{site.held.election}").text
    assert "run-sheet.pdf" in page


def test_what_is_planned_stands_beside_the_agenda_and_the_rest_is_left_for_a_pen(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("frozen")
    with held.database.transaction() as db:
        row = db.get_one(AssemblySession, held.session_id)
        row.begins, row.ends = "09:00", "12:30"
        agenda.put_down(db, held.session_id, "Opening\nCandidates speak\nThe ballot")
        items = agenda.agenda(db, held.session_id).items
        agenda.set_kinds(db, held.session_id, {items[1].id: ItemKind.PRESENTATIONS})
        minutes = MINUTES * len(speakers(db, held.session_id))
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    answer = visitor.get(f"/office/elections/{held.election}/run-sheet.pdf")
    said = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages).split())
    assert "09:00–12:30" in said
    assert f"Planned Begun Ended Opening 09:00 Candidates speak {minutes} minutes The ballot" in said
    assert "The ballot End of the session 12:30" in said
