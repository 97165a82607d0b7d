"""The chair's page: a resolution is noted, wrong numbers are said in words, and it is corrected in place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.services.day import resolution
from app.services.day.resolution import ResolutionValue, Votes
from app.services.hall import agenda
from tests.support.visitors import Site, Visitor, open_site

TEXT = "The report is approved."


@pytest.fixture
def chair(tmp_path: Path) -> tuple[Site, Visitor, str]:
    site = open_site(tmp_path)
    with site.held.database.transaction() as db:
        agenda.lay_down(db, site.held.session_id, "Opening\nDeliberation")
    visitor = site.visitor("signatory")
    visitor.post("/language", {"language": "en"})
    return site, visitor, f"/office/sessions/{site.held.session_id}"


def kept(site: Site) -> tuple[ResolutionValue, ...]:
    with site.held.database.reading() as db:
        return resolution.resolutions(db, site.held.session_id)


def test_a_resolution_is_noted_corrected_and_struck(chair: tuple[Site, Visitor, str]) -> None:
    site, visitor, path = chair
    page = visitor.get(f"{path}/resolutions/new").text
    item = re.search(r'<option selected value="(\d+)">Deliberation', page)
    assert item is not None
    sent = {"item": item[1], "text": TEXT, "manner": "vote", "in_favour": "۱۲", "against": "", "abstained": "1"}
    refused = visitor.post(f"{path}/resolutions/new", sent)
    assert refused.status_code == 409
    assert "Together these are 13 votes, but by the record of the door 0 delegates" in refused.text
    assert visitor.post(f"{path}/resolutions/new", {**sent, "sure": "y"}).status_code == 302
    (one,) = kept(site)
    assert one.votes == Votes(in_favour=12, against=0, abstained=1)
    page = visitor.get(f"{path}/course").text
    assert TEXT in page
    assert "for 12, against 0, abstained 1" in page
    own = f"{path}/resolutions/{one.id}"
    assert 'value="12"' in visitor.get(own).text
    assert visitor.post(own, {"text": "Approved.", "manner": "acclamation"}).status_code == 302
    assert [(one.text, one.votes) for one in kept(site)] == [("Approved.", None)]
    assert visitor.post(own, {"act": "strike"}).status_code == 302
    assert kept(site) == ()
    assert visitor.get(own).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": " "}, "Please fill in this field."),
        ({"manner": "shouting"}, "choose"),
        ({"in_favour": "-3"}, "Please enter a whole number."),
        ({"in_favour": "2.5"}, "Please enter a whole number."),
        ({"in_favour": "", "against": ""}, "Please enter how many were for, against and abstained."),
        ({"manner": "acclamation"}, "A resolution by acclamation has no numbers."),
    ],
)
def test_what_is_typed_wrong_is_said(chair: tuple[Site, Visitor, str], typed: dict[str, str], said: str) -> None:
    site, visitor, path = chair
    with site.held.database.reading() as db:
        item = agenda.agenda(db, site.held.session_id).items[0].id
    sent = {"item": str(item), "text": TEXT, "manner": "vote", "in_favour": "3", "against": "0", **typed}
    answer = visitor.post(f"{path}/resolutions/new", sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert kept(site) == ()
