"""The page of the export: one press gives the file, and the journal says who took it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from app.jobs import worker
from app.models import JournalEntry
from app.services.whole import job as jobs
from app.web.installation import Installation
from tests.support.visitors import open_site


def test_one_press_gives_everything_and_the_journal_says_who_took_it(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor = site.visitor("secretary")
    assert "/office/export" in visitor.get("/office/").text
    assert visitor.get("/office/export").status_code == 200
    answer = visitor.export()
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
    answer = site.visitor("secretary").export()
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.read(f"elections/{site.held.election}/minutes.pdf").startswith(b"%PDF")


def test_the_file_is_only_for_who_asked_and_can_be_cancelled_while_it_is_made(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    mine, other = site.visitor("secretary"), site.visitor("administrator")
    address = mine.post("/office/export").location
    assert "پرونده آماده است" in mine.get(address).text
    assert mine.get(f"{address}/file").status_code == 200
    for path in (address, f"{address}/file"):
        assert other.get(path).status_code == 404
    assert other.post(f"{address}/cancel").status_code == 404
    installation: Installation = site.app.extensions["installation"]
    for one in (installation.settings.instance / "jobs").iterdir():
        one.unlink()
    assert "پرونده دیگر نگه داشته نمی‌شود" in mine.get(address).text
    assert mine.get(f"{address}/file").status_code == 404


def test_while_it_is_made_the_page_says_how_far_it_is_and_cancels(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    mine = site.visitor("secretary")
    installation: Installation = site.app.extensions["installation"]
    site.app.extensions["installation"] = replace(
        installation, settings=replace(installation.settings, works_here=False)
    )
    with worker._door(installation.settings) as file:
        assert worker._locked(file)  # as if a worker ran
        address = mine.post("/office/export").location
    with site.held.database.transaction() as db:
        taken = jobs.take(db, datetime.now(UTC))
        assert taken is not None
        jobs.tell(db, taken.id, 12, 0)
    page = mine.get(address)
    assert (page.status_code, page.headers["Retry-After"]) == (202, "3")
    assert "بخش‌های آماده تا کنون: ۱۲" in page.text
    assert address in mine.get("/office/export").text
    assert mine.post(f"{address}/cancel").status_code == 302
    assert "در حال پایان دادن" in mine.get(address).text
    with site.held.database.transaction() as db:
        jobs.let_go(db, taken.id, datetime.now(UTC), {})
    assert "لغو شد" in mine.get(address).text
