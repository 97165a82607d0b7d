"""Minutes and supplements through the pages: a draft, then one file that stays; what followed, in sentences."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.jobs import running
from app.language import dates, text
from app.papers import sealing
from app.services.acts.act import Act
from app.services.nomination import withdrawal
from app.services.voting import opening
from app.services.whole import job as jobs
from app.signing.authority import verify_pdf
from app.signing.keys import authority
from app.states.job import JobKind
from tests.support.annulments import REASON, overturn
from tests.support.assemblies import PASSWORD, user_name
from tests.support.presidium import PRESIDIUM, name_presidium
from tests.support.visitors import Site, Visitor, open_site

AMENDMENT = "In section 3 the number present is 23, not 22."


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site that seals in English alone, which is a third of the printing."""
    monkeypatch.setattr(sealing, "LANGUAGES", {"en": "English"})
    return open_site(tmp_path)


def secretary(site: Site) -> Visitor:
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    return visitor


def own(site: Site, path: str) -> str:
    return f"/office/elections/{site.held.election}/{path}"


def second(site: Site) -> dict[str, object]:
    return {"second_name": user_name(site.held.address, "returning-officer"), "second_password": PASSWORD}


def words(pdf: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def repeat(site: Site) -> None:
    """Run the last work again, as a worker does that was killed before it said that it was done."""
    held = site.app.extensions["installation"]
    with held.database.reading() as db:
        (job,) = jobs.of_election(db, JobKind.AMENDMENT, site.held.election)
    running.run(held.settings, held.database, job, tell=lambda steps, total: None)


def newest(site: Site, visitor: Visitor) -> bytes:
    """The file of the paper that the list shows last."""
    links = re.findall(r'href="([^"]+/papers/[0-9]+-en\.pdf)"', visitor.get(own(site, "papers")).text)
    return visitor.get(links[-1]).data


def test_minutes_are_a_draft_until_they_are_made_and_then_the_same_bytes(site: Site) -> None:
    site.held.to("provisional")
    visitor = secretary(site)
    draft = visitor.get(own(site, "minutes.pdf"))
    assert "Draft" in words(draft.data)
    assert "draft" in draft.headers["Content-Disposition"]
    page = visitor.get(own(site, "papers/make")).text
    assert own(site, "minutes.pdf") in page
    assert visitor.post(own(site, "papers/make")).status_code == 302
    made = visitor.get(own(site, "minutes.pdf")).data
    assert "Draft" not in words(made)
    assert "00001" in words(made)
    keys = site.app.extensions["installation"].settings.keys
    assert verify_pdf(made, authority(keys, "مجمع mehr", site.held.now)[0].root_certificate, now=site.held.now).valid
    site.held.certify()
    assert visitor.get(own(site, "minutes.pdf")).data == made == newest(site, visitor)
    digest = hashlib.sha256(made).hexdigest()
    public = site.visitor().get(f"/elections/{site.held.election}/papers").text
    journal = visitor.get(own(site, "journal")).text
    for seen in (public, visitor.get(own(site, "papers")).text):
        assert digest in seen
    assert "00001" in journal
    assert visitor.post(own(site, "papers/make")).status_code == 409


def test_what_followed_and_what_is_amended_are_supplements_that_name_the_minutes(site: Site) -> None:
    site.held.to("provisional")
    visitor = secretary(site)
    visitor.post(own(site, "papers/make"))
    assert visitor.post(own(site, "papers/supplement")).status_code == 409
    site.held.certify()
    assert "declared final" in visitor.get(own(site, "papers")).text
    assert visitor.post(own(site, "papers/supplement")).status_code == 302
    said = words(newest(site, visitor))
    assert "declared final" in said
    assert "Supplement" in said
    assert visitor.post(own(site, "papers/supplement")).status_code == 409
    amended = {"text": AMENDMENT, **second(site)}
    refused = visitor.post(own(site, "papers/amend"), {**amended, "second_password": "x"})
    assert AMENDMENT in refused.text
    assert visitor.post(own(site, "papers/amend"), amended).status_code == 302
    said = words(newest(site, visitor))
    assert AMENDMENT in said
    assert "declared final" not in said
    before = newest(site, visitor)
    repeat(site)
    assert newest(site, visitor) == before, "a worker that ended before it said so makes no second amendment"


@pytest.mark.parametrize(
    ("place", "said"),
    [(0, "It had won a seat, which goes to the next"), (2, "It was an alternate"), (3, "won no seat")],
)
def test_a_late_withdrawal_says_who_when_by_whom_and_what_it_means(place: int, said: str, site: Site) -> None:
    held = site.held.to("provisional")
    visitor = secretary(site)
    visitor.post(own(site, "papers/make"))
    one = held.result().lines[place].candidate
    with held.database.transaction() as db:
        withdrawal.withdraw_own(db, Act(officers=("x",), now=held.now, random=held.random), held.election,
                                one.institution.id, "سفر")  # fmt: skip
        withdrawal.withdraw(db, held.two(), held.election, one.id, "سفر")
    told = visitor.get(own(site, "papers")).text
    hour = dates.clock(held.now, "en")
    for part in (one.institution.name.en, hour, "after the votes were closed", "سفر", "rank stay as counted", said):
        assert part in told
    assert "negar, bahram decided to record it" in told and "had asked for it by its own account" in told
    if place == 0:
        assert held.result().alternates[0].candidate.institution.name.en in told


def test_the_annulment_is_a_supplement_and_a_copy_of_the_minutes_says_it_first(site: Site) -> None:
    site.held.to("final")
    visitor = secretary(site)
    visitor.post(own(site, "papers/make"))
    before = newest(site, visitor)
    overturn(site.held)
    copy = PdfReader(io.BytesIO(visitor.get(own(site, "minutes.pdf")).data))
    pages = [" ".join(page.extract_text().split()) for page in copy.pages]
    assert all("was annulled by the decision" in page for page in pages)  # in the upper margin, from the first page on
    assert "00001" in pages[0]
    assert newest(site, visitor) == before
    visitor.post(own(site, "papers/supplement"))
    said = PdfReader(io.BytesIO(newest(site, visitor))).pages[0].extract_text()
    assert "was annulled by the decision" in " ".join(said.split())
    assert REASON[:12] in visitor.get(own(site, "papers")).text


def test_the_zero_report_says_what_stood_at_the_opening_whenever_it_is_asked_for(site: Site) -> None:
    """Late, after votes and a change of the presidium; then the same bytes."""
    site.held.to("open")
    site.held.vote(0, 1)
    with site.held.database.transaction() as db:
        name_presidium(db, site.held.session_id, replace(PRESIDIUM, chair="دیگری"))
    visitor = secretary(site)
    first = visitor.get(own(site, "zero.pdf")).data
    said = words(first)
    assert "held no ballot" in said
    assert "Institutions checked in 5" in said
    keys = site.app.extensions["installation"].settings.keys
    assert verify_pdf(first, authority(keys, "مجمع mehr", site.held.now)[0].root_certificate, now=site.held.now).valid
    site.held.vote(1, 2)
    assert visitor.get(own(site, "zero.pdf")).data == first == newest(site, visitor)
    with site.held.database.reading() as db:
        stood = opening.opening(db, site.held.election)
    assert (stood.presidium, stood.checked_in, stood.printed) == (PRESIDIUM, 5, 7)


def test_papers_are_sealed_in_every_language(tmp_path: Path) -> None:
    assert tuple(sealing.LANGUAGES) == tuple(text.LANGUAGES) == ("fa", "ar", "en")
