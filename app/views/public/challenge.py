"""Checking a challenged ballot: a page that works the ballot out again, here or kept as a file; and what it found."""

from __future__ import annotations

import base64

from flask import Response, jsonify, render_template, request, url_for

from app.services.acts.refusal import Refused
from app.services.election import election as elections
from app.services.voting import challenge as challenges
from app.services.voting import freeze
from app.services.voting.board import ARCHIVE_MISSING
from app.services.voting.challenge import CHALLENGE_UNKNOWN
from app.states.board import Comparison
from app.views.public import blueprint
from app.web.access import anyone
from app.web.installation import database, installation
from app.web.kept_page import kept_page
from app.web.posted import posted_json
from app.web.zones import absolute


@blueprint.get("/elections/<public_id>/challenge")
@anyone
def challenge(public_id: str) -> str:
    """Where the address of a challenged ballot leads; the opening stays in its fragment."""
    urls = {
        "election": url_for("public.definition", public_id=public_id),
        "record": url_for("public.archive", public_id=public_id),
        "noted": url_for("public.noted", public_id=public_id),
        "verdict": url_for("public.verdict", public_id=public_id),
    }
    return render_template("public/challenge.html", election=_frozen(public_id), urls=urls, kept=False)


@blueprint.get("/elections/<public_id>/challenge.html")
@anyone
def challenge_file(public_id: str) -> Response:
    """The same page with everything in it, the election too."""
    found = _frozen(public_id)
    with database().reading() as db:
        raw = freeze.definition(db, public_id)
    urls = {
        "election": f"data:application/json;base64,{base64.b64encode(raw).decode()}",
        "record": "",
        "noted": "",
        "verdict": absolute("public.verdict", public_id=public_id),
    }
    return kept_page(
        "public/challenge.html",
        f"check-{public_id}.html",
        installation().settings.address_of("public"),
        election=found,
        urls=urls,
    )


@blueprint.post("/elections/<public_id>/challenge/noted")
@anyone
def noted(public_id: str) -> Response:
    """Say that the board noted an opened ballot as a test; the page asks before it shows what such a ballot holds."""
    tracker, key = posted_json().get("tracker"), posted_json().get("key")
    if not (isinstance(tracker, str) and isinstance(key, str)):
        raise Refused(CHALLENGE_UNKNOWN)
    with database().reading() as db:
        challenges.need_noted(db, public_id, tracker, key=key)
    return jsonify(noted=True)


@blueprint.post("/elections/<public_id>/challenge/verdict")
@anyone
def verdict(public_id: str) -> Response:
    """Count what a second device found; its key shows that it opened the ballot. A device may ask from anywhere."""
    tracker, key, found = (request.form.get(name, "") for name in ("tracker", "key", "found"))
    if found not in list(Comparison):
        raise Refused(CHALLENGE_UNKNOWN)
    with database().transaction() as db:
        challenges.give_verdict(db, public_id, tracker, key=key, agrees=found == Comparison.AGREES)
    return jsonify(counted=True)


def _frozen(public_id: str) -> elections.ElectionValue:
    with database().reading() as db:
        found = elections.election(db, public_id)
    if found.fingerprint is None:
        raise Refused(ARCHIVE_MISSING)
    return found
