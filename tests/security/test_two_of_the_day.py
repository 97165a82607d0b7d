"""Each two of the three of the day are led through the whole of it, and are shown no way that is closed to them."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from app.jobs import issuing as letter_jobs
from app.services.acts.step import Step
from app.services.letters import letter
from app.states.letter import LetterStatus
from app.states.officer import Role
from app.states.phase import Phase
from tests.support.visitors import Site, Visitor

pytestmark = pytest.mark.usefixtures("blank_paper")

OF_THE_DAY = (Role.RETURNING_OFFICER, Role.SECRETARY, Role.SIGNATORY)
TERMS = {"recipient": "دبیر محترم", "purpose": "همکاری", "signatory": "نگار مهر", "signatory_post": "دبیر"}


def led_on(site: Site, pair: tuple[Visitor, ...]) -> list[Visitor]:
    """Those of these officers who are led to the next act, whose page opens for them."""
    page, found = f"/office/elections/{site.held.election}", []
    for one in pair:
        link = re.search(r'class="button button-large" href="([^"]+)"', one.get(page).text)
        if link:
            assert one.get(link[1]).status_code == 200, link[1]
            found.append(one)
    return found


@pytest.mark.parametrize("pair", list(combinations(OF_THE_DAY, 2)), ids="-".join)
def test_each_two_of_the_day_are_led_from_the_freeze_to_issued_letters(
    site: Site, monkeypatch: pytest.MonkeyPatch, pair: tuple[Role, Role]
) -> None:
    monkeypatch.setattr(letter_jobs, "print_letter", lambda *_: ("A" * 160, b"%PDF-"))
    both = tuple(site.visitor(role) for role in pair)
    for phase in (Phase.REVIEWING, Phase.FROZEN, Phase.OPEN, Phase.CLOSED, Phase.TALLIED, Phase.PROVISIONAL):
        site.held.to(phase)
        assert led_on(site, both), phase
    site.held.to(Phase.FINAL)
    papers = f"/office/elections/{site.held.election}"
    assert led_on(site, both)[0].post(f"{papers}/papers/make").status_code == 302
    drafter = led_on(site, both)[0]
    assert drafter.post(f"{papers}/letters", {"act": "draft", **TERMS}).status_code == 302
    (issuing,) = led_on(site, both)
    assert issuing is not drafter
    for path in re.findall(r'href="([^"]+/letters/[0-9]+/issue)"', issuing.get(f"{papers}/letters").text):
        assert issuing.post(path).status_code == 302
    with site.held.database.reading() as db:
        assert {one.status for one in letter.letters(db, site.held.election)} == {LetterStatus.ISSUED}


def test_a_list_that_waits_for_one_role_alone_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.held.to(Phase.FINAL).draft()
    both = (site.visitor(Role.RETURNING_OFFICER), site.visitor(Role.SIGNATORY))
    assert len(led_on(site, both)) == 1  # to the minutes
    monkeypatch.setattr(Step, "roles", lambda *_: frozenset({Role.SECRETARY}))
    assert led_on(site, both) == []
