"""The page of the installation's state: backups on demand, the journal's chain, what needs somebody soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, update

from app.config import Schedule
from app.models import BackupCopy, JournalEntry
from app.papers.backup import make_backup
from app.services.voting import annulment, backup_copy, key_destruction, trustee
from app.services.whole import backup
from app.signing import recovery
from app.states.backup import BackupFault
from tests.support.assemblies import PASSPHRASE
from tests.support.visitors import Site, open_site

CHANGED = "سیاههٔ رویدادها از بیرون این برنامه دستکاری شده است"


def private_key(site: Site) -> str:
    private, public = recovery.make_key()
    recovery.keep_public(site.app.extensions["installation"].settings.keys, public)
    return private


def test_a_backup_is_made_on_demand_and_opens_with_the_recovery_key(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor = site.visitor("secretary")
    page = visitor.get("/office/state").text
    assert "--new-key" in page
    assert "کلید بازیابی ساخته نشده است" in page
    assert "کلید بازیابی ساخته نشده است" in visitor.get("/office/").text
    private = private_key(site)
    answer = visitor.post("/office/state/backup")
    assert answer.status_code == 200
    (tmp_path / "copy.age").write_bytes(answer.data)
    with (tmp_path / "copy.age").open("rb") as sealed, recovery.opening(sealed, private) as stream:
        assert len(backup.check_backup(stream).entries) > 10
    page = visitor.get("/office/state").text
    assert "کامل" in page
    (kept,) = (site.app.extensions["installation"].settings.instance / "backups").iterdir()
    assert kept.name in page
    with site.held.database.reading() as db:
        (copy,) = backup_copy.copies(db)
    visitor.post(f"/office/state/backups/{copy.id}/gone")
    assert "از بین رفته در" in visitor.get("/office/state").text
    assert not kept.exists()
    assert visitor.post(f"/office/state/backups/{copy.id + 1}/gone").status_code == 404


def test_a_schedule_that_makes_none_is_told(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    private_key(site)
    found = site.app.extensions["installation"]
    plan = Schedule(every=timedelta(minutes=10), folder=tmp_path / "stick")
    site.app.extensions["installation"] = replace(found, settings=replace(found.settings, backups=plan))
    late, failed = "به‌تازگی هیچ‌یک ساخته نشده است", "آخرین پشتیبان‌گیری انجام نشد"
    visitor = site.visitor("secretary")
    for minutes, problem, said in ((21, None, [late]), (19, None, []), (2, BackupFault.NO_FOLDER, [failed])):
        with site.held.database.transaction() as db:
            made = datetime.now(UTC) - timedelta(minutes=minutes)
            backup_copy.note_copy(db, made, place=str(tmp_path / "stick" / f"{minutes}.age"), problem=problem)
        page = visitor.get("/office/state").text
        assert [one for one in (late, failed) if one in page] == said
    assert "آیا حافظهٔ همراه در جای خود است؟" in page and str(plan.folder) in page and "--backup-every" not in page


def test_the_start_page_says_how_old_the_last_backup_is(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    pages = {role: site.visitor(role) for role in ("administrator", "secretary", "desk")}
    for visitor in pages.values():
        visitor.post("/language", {"language": "en"})
        assert "The last backup is" not in visitor.get("/office/").text
    for age, said in (
        (timedelta(days=2, minutes=1), "2 days old"), (timedelta(hours=47, minutes=1), "47 hours old"),
        (timedelta(hours=2, minutes=1), "2 hours old"), (timedelta(minutes=119), "119 minutes old"),
        (timedelta(seconds=90), "1 minute old"), (timedelta(seconds=-90), "less than a minute old"),
    ):  # fmt: skip
        with site.held.database.transaction() as db:
            backup_copy.note_copy(db, datetime.now(UTC) - age, place="/x.age")
        shown = {role for role, one in pages.items() if f"The last backup is {said}." in one.get("/office/").text}
        assert shown == {"administrator", "secretary"}, said


def test_each_reason_has_words_in_each_language_and_a_text_of_before_is_shown_to_nobody(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    macro: Any = site.app.jinja_env.get_template("macros/backup.html")
    for locale in ("fa", "ar", "en"):
        with site.app.test_request_context(headers={"Accept-Language": locale}):
            said = {str(macro.module.backup_fault(one)) for one in BackupFault}
            assert len(said) == len(BackupFault)
    with site.held.database.transaction() as db:
        old = {"place": "/x.age", "size": 0, "sha256": "", "keys": [], "problem": "/x.age cannot be written: I/O"}
        db.add(BackupCopy(made=datetime.now(UTC), **old))
    page = site.visitor("secretary").get("/office/state").text
    assert "cannot be written" not in page
    assert "علت در گزارش رویدادهای سامانه نوشته شده است" in page


def test_who_makes_no_backups_finds_no_button_and_the_desk_no_page(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    assert site.visitor("desk").get("/office/state").status_code == 403
    assert "/office/state" not in site.visitor("desk").get("/office/").text


def test_a_journal_that_was_changed_is_told_on_every_page_of_the_office(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor = site.visitor("secretary")
    assert CHANGED not in visitor.get("/office/").text
    with site.held.database.transaction() as db:
        db.execute(update(JournalEntry).where(JournalEntry.id == 3).values(actors=["nobody"]))
    assert "ثبت ۳" not in visitor.get("/office/state").text, "walking it takes a while, so the last audit serves"
    visitor.post("/office/state/audit")
    page = visitor.get("/office/state").text
    assert "ثبت ۳ دنبالهٔ ثبت پیش از خود نیست" in page
    assert CHANGED in visitor.get("/office/").text, "the audit was made anew"
    assert CHANGED not in visitor.get("/").text, "the public pages are not the office's"
    with site.held.database.transaction() as db:
        db.execute(delete(JournalEntry).where(JournalEntry.id == 3))
    visitor.post("/office/state/audit")
    assert "ثبت ۳" in visitor.get("/office/state").text


def test_who_destroys_a_key_is_told_which_backups_still_hold_it(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("reviewing")
    with held.database.transaction() as db:
        trustee.make_office_key(db, held.act(), held.election, name="کلید دبیرخانه", passphrase=PASSPHRASE)
    private_key(site)
    settings = site.app.extensions["installation"].settings
    make_backup(settings, held.database, tmp_path / "stick.age", held.now)
    with held.database.transaction() as db:
        held_by = backup_copy.copies_with_key(db, held.election)
        assert [one.place for one in held_by] == [str(tmp_path / "stick.age")]
        assert backup_copy.copies_with_key(db, site.other.election) == ()
        annulment.annul(db, held.two(), held.election, reason="a test of the end of keys")
        key_destruction.destroy_office_key(db, held.two(), held.election)
    page = site.visitor("secretary").get(f"/office/elections/{held.election}/trustees").text
    assert str(tmp_path / "stick.age") in page
    make_backup(settings, held.database, tmp_path / "later.age", held.now)
    with held.database.transaction() as db:
        assert len(backup_copy.copies_with_key(db, held.election)) == 1, "what is made later holds it no more"
        backup_copy.note_gone(db, held.now, str(tmp_path / "stick.age"))
    page = site.visitor("secretary").get(f"/office/elections/{held.election}/trustees").text
    assert str(tmp_path / "stick.age") not in page
