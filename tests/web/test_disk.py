"""A disk that is full or nearly so: no voting begins, a tablet calls the officers, the office's pages say it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.services.acts.disk import LEAST_TO_OPEN
from app.services.voting import board
from app.web import disk, errors
from tests.support.assemblies import PASSWORD, user_name
from tests.support.connections import each_connection
from tests.support.visitors import Site, open_site

FULL = "دیسک سامانه پر است"
LOW = "جای کمی روی دیسک سامانه مانده است"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


@contextmanager
def no_room(site: Site) -> Iterator[None]:
    """The database may not grow by a page, as SQLite itself says it."""

    def bound(connection: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with each_connection(site, bound):
        yield


def test_a_tablet_is_told_to_call_the_officers_and_the_vote_is_cast_when_there_is_room(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.held.to("open")
    voters = [site.visitor() for _ in range(4)]
    ballots = [site.held.ballot(place, 1) for place in range(4)]
    path = f"/B/{site.held.election}/ballot"
    office = site.visitor("secretary")
    with no_room(site):
        answers = [one.send(path, {"ballot": data.decode()}) for one, data in zip(voters, ballots, strict=True)]
        told = [one for one in answers if one.status_code != 200]
        assert told
        for one in told:
            assert (one.status_code, one.json["error"]) == (507, "disk-full")  # type: ignore[index]
            assert "مسئولان جلسه را صدا بزنید" in one.json["message"]  # type: ignore[index]
        page = office.get("/office/")
        assert (page.status_code, FULL in page.text) == (200, True)
        assert FULL in office.post(f"/office/elections/{site.held.election}/close", {"act": "close"}).text
    assert [one.levelname for one in caplog.records if "the disk is full" in one.message] == ["ERROR"]  # one line
    for one, data in zip(voters, ballots, strict=True):
        assert one.send(path, {"ballot": data.decode()}).status_code == 200
    with site.held.database.reading() as db:
        assert board.count(db, site.held.value.id) == 4


def test_what_is_full_is_known_of_system_and_databases() -> None:
    assert disk.is_full(OSError(errno.ENOSPC, "x"))
    assert disk.is_full(OSError(errno.EDQUOT, "x"))
    assert not disk.is_full(OSError(errno.EIO, "x"))
    assert not disk.is_full(ValueError("x"))
    outer = RuntimeError("x")
    outer.__cause__ = OSError(errno.ENOSPC, "x")
    assert disk.is_full(outer)

    class DiskFull(Exception):
        sqlstate = "53100"

    outer = RuntimeError("x")
    outer.orig = DiskFull()  # type: ignore[attr-defined]
    assert disk.is_full(outer)


def test_a_page_that_takes_it_for_any_fault_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.held.to("open")
    monkeypatch.setattr(errors.disk, "is_full", lambda error: False)
    with no_room(site):
        data = [site.held.ballot(place, 1) for place in range(4)]
        said = [
            site.visitor().send(f"/B/{site.held.election}/ballot", {"ballot": one.decode()}).status_code for one in data
        ]
    assert 500 in said


def test_with_too_little_room_no_voting_is_opened_and_every_page_of_the_office_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = site.held
    held.to("frozen")
    held.print(len(held.delegates) + 2)
    held.seal()
    held.pass_tests()
    held.hand_slips()
    path, me = f"/office/elections/{site.held.election}", site.visitor("secretary")
    second = {
        "second_name": user_name(site.held.address, "returning-officer"),
        "second_password": PASSWORD,
        "waiver": "در این آزمون برگهٔ پشتیبان ساخته نمی‌شود.",
    }
    monkeypatch.setattr(disk, "free", lambda: LEAST_TO_OPEN - 1)
    for page in ("/office/", path, f"{path}/acts/open"):
        assert LOW in me.get(page).text
    assert LOW not in site.visitor().get(f"/elections/{site.held.election}").text
    answer = me.post(f"{path}/acts/open", second)
    assert answer.status_code == 507
    assert "۴۹۹ مگابایت" in answer.text
    assert site.held.phase == "frozen"
    for page in (f"{path}/acts/open", path):  # said before anything is typed, by the page and by the list alike
        assert "۴۹۹ مگابایت" in me.get(page).text
    monkeypatch.setattr(disk, "free", lambda: LEAST_TO_OPEN)
    assert LOW not in me.get(path).text
    assert me.post(f"{path}/acts/open", second).status_code == 302
    assert site.held.phase == "open"


def test_processes_of_other_zones_know_it_for_a_while(site: Site) -> None:
    me, flag = site.visitor("secretary"), site.app.extensions["installation"].settings.run / "disk-full"
    assert FULL not in me.get("/office/").text
    os.utime(flag)
    assert FULL in me.get("/office/").text
    long_ago = flag.stat().st_mtime - disk.REMEMBERED
    os.utime(flag, (long_ago, long_ago))
    assert FULL not in me.get("/office/").text
