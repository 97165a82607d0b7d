"""The minutes as the press writes them: real withdrawals, and one text for one number once the result is final."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from app.documents import minutes as paper
from app.i18n import wording
from app.press import Press
from app.services import assembly, nomination
from app.services.act import Names
from tests.support.assemblies import Simulation, refused
from tests.support.visitors import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def minutes(site: Site) -> paper.Minutes:
    """What the press hands to the printer."""
    press = Press(site.app.extensions["house"].settings, wording("fa"))
    with mock.patch.object(paper, "render_minutes") as render, site.held.database.reading() as db:
        press.minutes(db, site.held.election)
    found: paper.Minutes = render.call_args.args[0]
    return found


def withdraw(held: Simulation, place: int) -> str:
    with held.database.transaction() as db:
        one = nomination.nominations(db, held.election)[place]
        nomination.withdraw(db, held.act(), held.election, one.id)
    return one.institution.name.fa


def test_who_withdrew_before_freezing_and_who_after_is_told_apart(site: Site) -> None:
    held = site.held.to("reviewing")
    early = withdraw(held, 0)
    held.votes = ((1,), (1,), (2,), (3,), (1, 2))
    held.to("open")
    late = withdraw(held, 3)
    said = minutes_at(site, "tallied")
    assert [(one.institution, one.at is not None) for one in said.withdrawals] == [(early, True)]
    assert [one.institution for one in said.candidates if one.withdrew] == [late]
    assert [(one.institution, one.rank) for one in said.votes if one.standing == "withdrawn"] == [(late, 0)]


def minutes_at(site: Site, phase: str) -> paper.Minutes:
    site.held.to(phase)
    return minutes(site)


def test_nobody_withdrew_when_nobody_did(site: Site) -> None:
    said = minutes_at(site, "tallied")
    assert said.withdrawals == ()
    assert not any(one.withdrew for one in said.candidates)


def test_the_text_of_a_number_stays_when_the_result_is_final(site: Site) -> None:
    final = minutes_at(site, "final")
    site.held.now += timedelta(days=40)
    site.held.draft()
    with refused("session-final"), site.held.database.transaction() as db:
        assembly.change_session(
            db, site.held.act(), site.held.session_id, presidium=assembly.Presidium(chair="دیگری"),
            quorum="second-call", held_on=site.held.now.date(), place=Names("جای دیگر"), agenda="",
        )  # fmt: skip
    assert minutes(site) == final


def test_objections_have_their_end_and_a_waiver_is_told(site: Site) -> None:
    counted = minutes_at(site, "tallied")
    assert (counted.objections_until, counted.objections_waived) == (None, False)
    announced = minutes_at(site, "provisional")
    assert announced.objections_until == site.held.value.objections_until is not None
    final = minutes_at(site, "final")
    assert final == replace(announced, objections_waived=True)
