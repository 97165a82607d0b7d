"""The public start page: the newest elections of all assemblies, those that go on first, never all of many."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import event

from app.views.public import assembly
from tests.support.federation import federate
from tests.support.visitors import open_site


def test_the_start_page_shows_the_newest_elections_and_where_the_others_are(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    few = site.visitor().get("/").text
    assert few.count('class="election-entry"') == 2
    assert "صفحهٔ مجمع‌های خود" not in few
    federate(site.held, assemblies=2, elections=40, people=20)
    shown = site.visitor().get("/").text
    assert shown.count('class="election-entry"') <= assembly.MOST_PRESENT + assembly.MOST_ENDED
    assert "صفحهٔ مجمع‌های خود" in shown
    entries = shown.split('class="election-entry"')[1:]
    ended = ["ابطال" in one for one in entries]
    assert ended == sorted(ended), "what ended stands below what goes on"


def test_as_many_queries_for_many_elections_as_for_few(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    asked: list[str] = []
    engine = site.held.database.engine
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    site.visitor().get("/")
    few = len(asked)
    federate(site.held, assemblies=4, elections=60, people=20)
    asked.clear()
    site.visitor().get("/")
    assert len(asked) <= few + 2
