"""The sealed papers of an election for everybody: numbers and fingerprints, by which a file can be compared."""

from __future__ import annotations

from flask import render_template

from app.services.election import election as elections
from app.services.letters import sealed_paper, signed_scan
from app.views.public import blueprint
from app.web.access import anyone
from app.web.installation import database


@blueprint.get("/elections/<public_id>/papers", endpoint="papers")
@anyone
def papers_page(public_id: str) -> str:
    """Each sealed paper with its number, instant and fingerprint; the papers themselves are the assembly's."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        kept, scans = sealed_paper.papers(db, public_id), signed_scan.scans(db, public_id)
    return render_template("public/papers.html", election=found, papers=kept, scans=scans)
