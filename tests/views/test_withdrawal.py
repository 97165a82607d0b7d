"""Each door of a withdrawal in each phase, over HTTP: what is hidden is refused, and nothing moves a rank silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.nomination import nomination, withdrawal
from app.services.nomination.nomination import NominationValue
from tests.support.assemblies import PASSWORD
from tests.support.institutions import signed_in_candidate
from tests.support.visitors import Site, open_site

SECOND = {"second_name": "bahram.mehr", "second_password": PASSWORD}
PHASES = ("reviewing", "frozen", "open", "closed", "tallied", "provisional", "final")
OFFICE = {
    "reviewing": (302, "withdrawn"), "frozen": (422, ""), "open": (422, ""), "closed": (422, ""), "tallied": (422, ""),
    "provisional": (422, ""), "final": (422, ""),
}  # fmt: skip
"""What one officer alone is answered, and what becomes of the candidate."""
BOTH = {"frozen": "withdrawn", "open": "withdrawn", "closed": "", "tallied": "", "provisional": ""}
"""What two make of the status; after closing it stays."""


def candidate(site: Site) -> NominationValue:
    with site.held.database.reading() as db:
        return nomination.candidates(db, site.held.election)[0]


@pytest.mark.parametrize("phase", PHASES)
def test_the_office_withdraws_by_one_early_and_by_two_later(phase: str, tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to(phase)
    one, secretary = candidate(site), site.visitor("secretary")
    secretary.post("/language", {"language": "en"})
    page = f"/office/elections/{site.held.election}/candidates/{one.id}"
    told = secretary.get(page).text
    assert ("Record a withdrawal" in told) == (phase != "final")
    if phase in BOTH:
        after = phase not in ("frozen", "open")
        assert ("keeps its votes and its rank" in told) == after and ("goes to the next by the result" in told) == after
    answer = secretary.post(f"{page}/withdraw", {"withdrawal": "نامهٔ نهاد"})
    assert answer.status_code == OFFICE[phase][0]
    with site.held.database.reading() as db:
        found = nomination.nomination(db, site.held.election, one.id)
    assert found.status == (OFFICE[phase][1] or "accepted")
    if phase == "reviewing":
        return
    assert "نامهٔ نهاد" in answer.text or phase == "final"
    answer = secretary.post(f"{page}/withdraw", {"withdrawal": "نامهٔ نهاد", **SECOND})
    assert answer.status_code == (302 if phase in BOTH else 409)
    with site.held.database.reading() as db:
        found = nomination.nomination(db, site.held.election, one.id)
    assert found.status == (BOTH.get(phase) or "accepted")


@pytest.mark.parametrize("phase", PHASES)
def test_an_account_withdraws_early_asks_later_and_is_refused_at_last(phase: str, tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to(phase)
    one, mine = candidate(site), signed_in_candidate(site)
    mine.visitor.post("/language", {"language": "en"})
    assert ("/withdraw" in mine.get().text) == (phase != "final")
    assert mine.get("/withdraw").status_code == (302 if phase == "final" else 200)
    answer = mine.post("/withdraw", {"reason": "سفر"})
    assert answer.status_code == (409 if phase == "final" else 302)
    with site.held.database.reading() as db:
        found = nomination.nomination(db, site.held.election, one.id)
        asked = withdrawal.asked(db, one.id)
    assert found.status == ("withdrawn" if phase == "reviewing" else "accepted")
    assert (asked is not None) == (phase not in ("reviewing", "final"))
    if asked is None:
        return
    assert "waits for two officers" in mine.get("/withdraw").text
    secretary = site.visitor("secretary")
    secretary.post("/language", {"language": "en"})
    path = f"/office/elections/{site.held.election}"
    assert "Candidates ask to withdraw" in secretary.get(path).text
    assert "سفر" in secretary.get(f"{path}/candidates/{one.id}").text
    assert mine.post("/withdraw", {"act": "keep"}).status_code == 302
    assert "Candidates ask to withdraw" not in secretary.get(path).text
