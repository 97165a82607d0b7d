"""The papers of registration as institutions, officers and everybody get them."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents.booklet import Booklet
from app.jobs import running, worker
from app.models import Account
from app.papers import nomination as papers
from app.services.accounts.sign_in import open_sign_in
from app.services.nomination import nomination, notice, review, withdrawal
from app.services.whole import job as jobs
from app.signing.authority import verify_pdf
from app.signing.keys import authority
from app.web.installation import Installation
from tests.support.assemblies import Simulation
from tests.support.visitors import Site, Visitor, open_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def institution_at(site: Site, place: int) -> tuple[Visitor, int]:
    """A browser in which the institution of a nomination has signed in, and that nomination."""
    held = site.held
    with held.database.transaction() as db:
        one = nomination.nominations(db, held.election)[place]
        account = Account(institution_id=one.institution.id, username=f"institution{place}", made=held.now)
        db.add(account)
        db.flush()
        secret = open_sign_in(db, held.act(), account.id)
    visitor = site.visitor()
    with visitor.client.session_transaction() as session:
        session["sign_in"] = secret
    return visitor, one.id


def reject(held: Simulation, nomination_id: int) -> int:
    """Reject a nomination; the step that its notice is about."""
    with held.database.transaction() as db:
        review.decide(db, held.two(), held.election, nomination_id, decision="reject", reason="R2", text="پروانه گذشته")
        return notice.notices(db, held.election, nomination_id)[-1].step


def test_an_institution_gets_its_signed_receipt_and_notices_the_same_each_time(site: Site) -> None:
    site.held.to("nominating")
    mine, one = institution_at(site, 0)
    step = reject(site.held, one)
    for path in ("receipt.pdf", f"notices/{step}.pdf"):
        first = mine.get(f"/own/elections/{site.held.election}/{path}")
        assert first.status_code == 200
        assert first.mimetype == "application/pdf"
        assert first.data == mine.get(f"/own/elections/{site.held.election}/{path}").data
        keys = site.app.extensions["installation"].settings.keys
        root = authority(keys, "مجمع", site.held.now)[0].root_certificate
        assert verify_pdf(first.data, root, now=site.held.now).valid
    office = site.visitor("reviewer")
    pages = f"/office/elections/{site.held.election}/candidates/{one}"
    assert office.get(f"{pages}/notices/{step}.pdf").data == first.data
    assert office.get(f"{pages}/receipt.pdf").status_code == 200
    shown = office.get(pages).text
    assert f"{pages}/notices/{step}.pdf" in shown
    assert f"{pages}/receipt.pdf" in shown


def test_an_institution_reaches_no_paper_of_another(site: Site) -> None:
    site.held.to("nominating")
    other, theirs = institution_at(site, 1)
    step = reject(site.held, institution_at(site, 0)[1])
    assert other.get(f"/own/elections/{site.held.election}/notices/{step}.pdf").status_code == 404
    assert other.get(f"/own/elections/{site.other.election}/receipt.pdf").status_code == 404
    receipt = PdfReader(io.BytesIO(other.get(f"/own/elections/{site.held.election}/receipt.pdf").data))
    with site.held.database.reading() as db:
        number = nomination.nomination(db, site.held.election, theirs).receipt
    assert number is not None
    assert number in str(receipt.metadata and receipt.metadata.title)


def test_the_booklet_is_the_offices_until_the_list_is_fixed_then_everybodys(site: Site) -> None:
    site.held.to("reviewing")
    office, public = f"/office/elections/{site.held.election}", f"/elections/{site.held.election}"
    assert site.visitor().get(f"{public}/booklet.pdf").status_code == 404
    secretary = site.visitor("secretary")
    draft = secretary.get(f"{office}/booklet.pdf")
    assert draft.status_code == 200
    assert f"{office}/booklet.pdf" in secretary.get(office).text
    assert f"{public}/booklet.pdf" not in site.visitor().get(public).text
    site.held.to("frozen")
    final = site.visitor().get(f"{public}/booklet.pdf")
    assert final.status_code == 200
    assert final.data != draft.data
    assert f"{public}/booklet.pdf" in site.visitor().get(public).text


def test_the_booklet_is_printed_once_for_each_state_and_language(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[Booklet] = []

    def print_and_count(paper: Booklet, _locale: str) -> bytes:
        printed.append(paper)
        return b"%PDF"

    monkeypatch.setattr(papers, "print_booklet", print_and_count)
    site.held.to("frozen")
    path = f"/elections/{site.held.election}/booklet.pdf"
    persian, english = site.visitor(), site.visitor()
    english.post("/language", {"language": "en"})
    for visitor in (persian, persian, english, english, persian):
        assert visitor.get(path).status_code == 200
    assert [paper.head.assembly for paper in printed] == ["مجمع mehr", "Assembly mehr"]
    with site.held.database.transaction() as db:
        last = nomination.candidates(db, site.held.election)[-1]
        withdrawal.withdraw(db, site.held.two(), site.held.election, last.id, "سفر")
    persian.get(path)
    persian.get(path)
    assert [paper.candidates[-1].withdrawn for paper in printed] == [False, False, True]


def test_who_asks_while_the_booklet_is_printed_sees_how_far_it_is_and_gets_it_then(site: Site) -> None:
    installation: Installation = site.app.extensions["installation"]
    site.app.extensions["installation"] = replace(
        installation, settings=replace(installation.settings, works_here=False)
    )
    site.held.to("frozen")
    path = f"/elections/{site.held.election}/booklet.pdf"
    with worker._door(installation.settings) as file:
        assert worker._locked(file)  # as if a worker ran, and came to nothing yet
        first, second = site.visitor().get(path), site.visitor().get(path)
    for page in (first, second):
        assert (page.status_code, page.mimetype, page.headers["Retry-After"]) == (202, "text/html", "3")
        assert "data-live" in page.text
    with site.held.database.transaction() as db:
        taken = jobs.take(db, site.held.now)
        assert taken is not None
        assert jobs.take(db, site.held.now) is None  # both wait for the same
    running.run(installation.settings, installation.database, taken, tell=lambda steps, total: None)
    ready = site.visitor().get(path)
    assert (ready.status_code, ready.data[:5]) == (200, b"%PDF-")


def test_a_booklet_that_could_not_be_printed_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def fail(paper: Booklet, _locale: str) -> bytes:
        tried.append(paper)
        raise ZeroDivisionError

    monkeypatch.setattr(papers, "print_booklet", fail)
    site.held.to("frozen")
    for _ in range(2):
        page = site.visitor().get(f"/elections/{site.held.election}/booklet.pdf")
        assert "ساخته نشد" in page.text
    assert len(tried) == 1  # not again with every look
