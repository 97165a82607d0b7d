"""The procedure without a server: its steps, who signs, and a line for counting of each candidate."""

from __future__ import annotations

import io
from pathlib import Path

from pypdf import PdfReader

from app.services.nomination import nomination
from tests.support.visitors import open_site


def test_the_paper_says_the_steps_and_lists_whom_to_count(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    site.held.to("frozen")
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    address = f"/office/elections/{site.held.election}/without-server.pdf"
    assert "without-server.pdf" in visitor.get(f"/office/elections/{site.held.election}").text
    reader = PdfReader(io.BytesIO(visitor.get(address).data))
    first, second = (" ".join(page.extract_text().split()) for page in reader.pages)
    for step in ("Collect the slips", "Mix and read", "Keep everything", "annul the election there"):
        assert step in first
    with site.held.database.reading() as db:
        standing = nomination.candidates(db, site.held.election)
    for one in standing:
        assert (one.institution.name.en or one.institution.name.fa) in second
    assert "Signature" in second
