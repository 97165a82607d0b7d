"""A scan of the signed minutes: attached on the page of the papers, saved from there, its digest before everybody."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from app.documents.pdf import write_pdf
from tests.support.sealed import keep_minutes
from tests.support.visitors import open_site


def test_the_signed_minutes_are_attached_and_everybody_reads_their_digest(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    paper = keep_minutes(site.held.to("provisional"))
    officer, anybody = site.visitor("secretary"), site.visitor()
    for one in (officer, anybody):
        one.post("/language", {"language": "en"})
    home = f"/office/elections/{site.held.election}/papers"
    assert "Attach a scan of the signed paper" in officer.get(home).text
    assert "Attach a scan" not in site.visitor("desk").get(home).text
    name = f"paper-{paper.id}-scan"
    wrong = officer.post(f"{home}/{paper.id}/scan", {name: (io.BytesIO(b"no picture"), "a.pdf")})
    assert wrong.status_code == 400
    assert "This kind of file is not taken" in wrong.text
    scan = write_pdf("<p>signed</p>")
    sent = officer.post(f"{home}/{paper.id}/scan", {name: (io.BytesIO(scan), "minutes.pdf")})
    assert sent.status_code == 302
    assert officer.post(f"{home}/999/scan", {"paper-999-scan": (io.BytesIO(scan), "x.pdf")}).status_code == 404
    digest = hashlib.sha256(scan).hexdigest()
    saved = officer.get(f"/office/elections/{site.held.election}/scans/1")
    assert saved.data == scan
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert digest in anybody.get(f"/elections/{site.held.election}/papers").text.replace(" ", "")
    assert anybody.get(f"/office/elections/{site.held.election}/scans/1").status_code == 302
