"""The timetable in the office: it warns where the session comes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.services.election.timetable import TimetableValue
from tests.security.conftest import site as site
from tests.support.institutions import set_timetable
from tests.support.visitors import Site

WARNING = "همهٔ این گام‌ها به پایان نمی‌رسد"


def test_a_final_list_after_the_session_is_pointed_out(site: Site) -> None:
    held = site.held.value.session.held_on
    path = f"/office/elections/{site.held.election}/timetable"
    for days, warned in ((-1, False), (1, True)):
        day = held + timedelta(days=days)
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        set_timetable(site.held, TimetableValue(notice=at))
        assert (WARNING in site.visitor("secretary").get(path).text) is warned
