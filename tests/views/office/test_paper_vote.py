"""The office's page of votes on paper: in every phase it opens, shows a code once, and ends what somebody enters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.services.voting import paper_vote
from app.states.phase import ORDER
from tests.support.visitors import Site, open_site


def page(site: Site) -> str:
    return f"/office/elections/{site.held.election}/paper"


@pytest.mark.parametrize("phase", [one for one in ORDER if one in ("frozen", "open", "closed", "final")])
def test_it_opens_whatever_the_phase(tmp_path: Path, phase: str) -> None:
    site = open_site(tmp_path)
    site.held.to(phase)
    assert site.visitor("secretary").get(page(site)).status_code == 200


def test_a_code_is_shown_once_and_what_is_entered_ends(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("open")
    with site.held.database.transaction() as db:
        paper_vote.allow_paper(db, site.held.two(), site.held.election, reason="تبلت‌ها از کار افتاده‌اند.")
    officer = site.visitor("secretary")
    shown = officer.post(f"{page(site)}/code", {})
    (code,) = re.findall(r'<code dir="ltr">(\d{4} \d{4})</code>', shown.text)
    again = officer.get(page(site)).text
    assert code not in again
    (name,) = re.findall(r'name="officer" value="([^"]+)"', again)
    officer.post(f"{page(site)}/end", {"officer": name})
    assert 'name="officer" value=' not in officer.get(page(site)).text
