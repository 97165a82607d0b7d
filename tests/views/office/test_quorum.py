"""The quorum as it stands now: on the session's page, the chair's, the start page and the observer's."""

from __future__ import annotations

import re
from pathlib import Path

from app.models import AssemblySession
from app.services.day import observer
from app.services.hall import calling, presence, roll
from app.states.election import Call, Quorum
from tests.support.visitors import Site, Visitor, open_site


def called(site: Site) -> None:
    with site.held.database.transaction() as db:
        row = db.get_one(AssemblySession, site.held.session_id)
        row.quorum, row.call = Quorum.INTRODUCED, Call.FIRST


def everybody_comes(site: Site) -> None:
    with site.held.database.transaction() as db:
        for one in roll.roll(db, site.held.session_id):
            presence.check_in(db, site.held.act(), site.held.session_id, one.id)


def pages(site: Site) -> list[tuple[Visitor, str]]:
    officer, watching = site.visitor("secretary"), site.visitor()
    with site.held.database.transaction() as db:
        made = observer.admit(db, site.held.act(), site.held.session_id, name="نگار البرزی", house="انجمن")
    for one in (officer, watching):
        one.post("/language", {"language": "en"})
    watching.post("/observe", {"code": made.code})
    home = f"/office/sessions/{site.held.session_id}"
    return [(officer, home), (officer, f"{home}/course"), (officer, "/office/"), (watching, "/observing")]


def test_every_console_says_within_two_seconds_whether_the_quorum_is_there(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("frozen")
    called(site)
    seen = pages(site)
    for visitor, path in seen:
        page = visitor.get(path).text
        assert re.search(r"Quorum is \d+: \d+ more are needed", page), path
        every = re.findall(r'id="(?:quorum|course|observed|figures[^"]*)" data-live="([0-9.]+)"', page)
        assert every and max(map(float, every)) < 2, path
    with site.held.database.transaction() as db:
        calling.note_failed_call(db, site.held.two(), site.held.session_id)
    for visitor, path in seen:
        assert "had no quorum: 0 present" in visitor.get(path).text, path
    everybody_comes(site)
    for visitor, path in seen:
        assert "Quorum reached (" in visitor.get(path).text, path
    with site.held.database.transaction() as db:
        row = db.get_one(AssemblySession, site.held.session_id)
        row.quorum, row.call = Quorum.SECOND_CALL, Call.SECOND
    for visitor, path in seen:
        assert "Second call: valid with any number" in visitor.get(path).text, path
