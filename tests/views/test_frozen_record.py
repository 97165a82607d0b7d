"""Pages and papers of a frozen election are the same, byte for byte, whatever is written into the register after it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.language.catalogue import wording
from app.papers.issuer import Issuer
from app.papers.letter import print_letter
from app.services.election import rows
from app.services.letters import letter
from app.services.nomination import nomination
from app.services.nomination import nomination as nominations
from app.services.whole import export
from tests.support.moved_register import move_register
from tests.support.visitors import Site, Visitor, open_site

ELECTION = (
    *("candidates", "result", "secrecy", "order", "order.txt", "election.json", "board", "challenge", "objections"),
    "papers",
)
SHEETS = ("nominations", "dossiers", "history", "elections", "lots", "order", "voters", "letters")
"""The sheets of the export that are an election's own."""
CHANGES = re.compile(rb'(name="csrf_token"[^>]*value=|<meta name="csrf-token"[^>]*content=)"[^"]+"')
"""What is another one at each request."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def pages(site: Site) -> dict[str, bytes]:
    """What everybody sees of the election, and the office of its letters."""
    held = site.held
    anyone, secretary = site.visitor(), site.visitor("secretary")
    with held.database.reading() as db:
        numbers = [one.id for one in nominations.nominations(db, held.election)]
        codes = [one.code for one in letter.letters(db, held.election)]
    home = f"/elections/{held.election}"
    found = {path: read(anyone, path) for path in (home, *(f"{home}/{one}" for one in ELECTION), f"/B/{held.election}")}
    found |= {f"{home}/candidates/{one}": read(anyone, f"{home}/candidates/{one}") for one in numbers}
    compared = f"{home}/compare?" + "&".join(f"c={one}" for one in numbers[:2])
    found[compared] = read(anyone, compared)
    found["letters"] = read(secretary, f"/office{home}/letters")
    found |= {one: masked(anyone.post("/letters", {"code": one}).data) for one in codes}
    return found


def read(visitor: Visitor, path: str) -> bytes:
    answer = visitor.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return masked(answer.data)


def masked(data: bytes) -> bytes:
    return CHANGES.sub(rb"\1", data)


def papers(site: Site) -> dict[str, bytes]:
    """The papers and files of the election, and its own sheets of the export."""
    held = site.held
    anyone, secretary = site.visitor(), site.visitor("secretary")
    with held.database.reading() as db:
        every = letter.letters(db, held.election)
        home = rows.find(db, held.election).session.assembly_id
        sheets = {one.name: repr(list(one.rows)).encode() for one in export.sheets(db, home) if one.name in SHEETS}
    path = f"/office/elections/{held.election}"
    issued = [f"{path}/letters/{one.id}.pdf" for one in every if one.issued_at]
    drafts = [f"{path}/letters/{one.id}/draft.pdf" for one in every if not one.issued_at]
    found = {one: read(secretary, one) for one in (f"{path}/minutes.pdf", *issued, *drafts)}
    found["booklet"] = read(anyone, f"/elections/{held.election}/booklet.pdf")
    with zipfile.ZipFile(io.BytesIO(held.record())) as record:
        found |= {name: record.read(name) for name in record.namelist()}
    return found | sheets


def issue_first(site: Site) -> None:
    """Draft all letters, and issue the first as the page does."""
    held = site.held
    drafted, *_ = held.draft()
    with held.database.reading() as db:
        issuer = Issuer(settings=site.app.extensions["installation"].settings, wording=wording("fa"))
        signed, pdf = print_letter(issuer, db, drafted, held.now)
    with held.database.transaction() as db:
        both = held.act("secretary", "signatory")
        letter.issue_letter(db, both, drafted.id, signed_token=signed, pdf=pdf)


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    assert before.keys() == after.keys()
    return [name for name in before if before[name] != after[name]]


def test_after_the_final_result_no_page_and_no_paper_moves_with_the_register(site: Site) -> None:
    site.held.to("final")
    issue_first(site)
    seen: Callable[[], dict[str, bytes]] = lambda: pages(site) | papers(site)  # noqa: E731
    before = seen()
    assert differing(before, seen()) == []
    move_register(site.held.database, sessions=True)
    assert differing(before, seen()) == []


@pytest.mark.parametrize("phase", ["frozen", "open", "closed", "tallied", "provisional", "final"])
def test_in_no_phase_does_a_page_move_with_the_register(site: Site, phase: str) -> None:
    site.held.to(phase)
    before = pages(site)
    move_register(site.held.database, sessions=phase in ("provisional", "final"))
    assert differing(before, pages(site)) == []


def test_a_page_that_reads_the_register_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: candidates in the words of today."""
    site.held.to("frozen")
    monkeypatch.setattr(nomination, "kept_words", lambda *_: None)
    paths = [f"/elections/{site.held.election}/{one}" for one in ("candidates", "candidates/1", "compare?c=1&c=2")]
    seen: Callable[[], dict[str, bytes]] = lambda: {one: read(site.visitor(), one) for one in paths}  # noqa: E731
    before = seen()
    move_register(site.held.database, sessions=False)
    assert differing(before, seen()) == paths[1:]  # the list has its own columns


def test_the_page_of_the_session_says_what_it_no_longer_changes(site: Site) -> None:
    page = f"/office/sessions/{site.held.session_id}"
    for phase, said in (("open", False), ("closed", True)):
        site.held.to(phase)
        assert ("همان‌گونه که هنگام پایان رأی‌گیری بود" in site.visitor("secretary").get(page).text) == said


def test_the_offices_page_says_the_frozen_name_and_beside_it_todays(site: Site) -> None:
    site.held.to("frozen")
    with site.held.database.reading() as db:
        one = nominations.candidates(db, site.held.election)[0]
    path = f"/office/elections/{site.held.election}/candidates/{one.id}"
    before = site.visitor("reviewer").get(path).text
    move_register(site.held.database, sessions=False)
    after = site.visitor("reviewer").get(path).text
    assert f"<h1>{one.institution.name.fa}</h1>" in before and f"<h1>{one.institution.name.fa}</h1>" in after
    assert f"دیگرگون {one.institution.name.fa}" in after and "دیگرگون" not in before
