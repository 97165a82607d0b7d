"""The page of the export: one press gives the file, and the journal says who took it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from sqlalchemy import select

from app.models import JournalEntry
from tests.support.visitors import open_site


def test_one_press_gives_everything_and_the_journal_says_who_took_it(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor = site.visitor("secretary")
    assert "/office/export" in visitor.get("/office/").text
    assert visitor.get("/office/export").status_code == 200
    answer = visitor.post("/office/export")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {"README.txt", "SHA256SUMS", "all.xlsx", "journal.csv", "journal.json"} <= set(archive.namelist())
        assert "exported" in archive.read("journal.csv").decode()
    with site.held.database.reading() as db:
        query = select(JournalEntry.kind, JournalEntry.actors).order_by(JournalEntry.id.desc())
        assert db.execute(query).first() == ("exported", ["negar.mehr"])
    assert "/office/export" not in site.visitor("reviewer").get("/office/").text


def test_the_export_holds_the_minutes_of_an_election_that_was_counted(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("tallied")
    answer = site.visitor("secretary").post("/office/export")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.read(f"elections/{site.held.election}/minutes.pdf").startswith(b"%PDF")
