"""What the booth's scripts ask: is this slip good, take this ballot, or note that it is opened for a test."""

from __future__ import annotations

from flask import Response, jsonify

from app.access import anyone
from app.house import database, house, now
from app.services import ballot as ballots
from app.services import challenge as challenges
from app.services import slip as slips
from app.services.act import Refused
from app.views.booth import blueprint
from app.views.posted import posted_json

MOST_CREDENTIAL = 700


@blueprint.post("/B/<public_id>/slip")
@anyone
def slip(public_id: str) -> Response:
    """Say whether a slip may vote now. Only its public half comes here."""
    token, public = _posted("credential")
    if not (public.isascii() and public.isdigit() and len(public) < MOST_CREDENTIAL):
        raise Refused("credential-unknown")
    with database().reading() as db:
        slips.check_slip(db, public_id, text=token, public=public, keys=house().ring.public, now=now())
    return jsonify(state="ready")


@blueprint.post("/B/<public_id>/ballot")
@anyone
def cast(public_id: str) -> Response:
    """Check a ballot strictly, then put it on the board; the receipt is shown only when that is durable."""
    token, text = _posted("ballot")
    with database().reading() as db:
        box = ballots.open_box(db, public_id)
    checked = ballots.check(box, text.encode())
    with database().transaction() as db:
        receipt = ballots.cast(db, public_id, checked, token=token, keys=house().ring.public, now=now())
    return jsonify(tracker=receipt.tracker, repeated=receipt.repeated)


@blueprint.post("/B/<public_id>/challenge")
@anyone
def challenge(public_id: str) -> Response:
    """Note that a ballot is opened for a test: only after this answer does the booth show how it opens."""
    token, text = _posted("ballot")
    with database().reading() as db:
        box = ballots.open_box(db, public_id)
    checked = ballots.check(box, text.encode())
    with database().transaction() as db:
        tracker = challenges.record(db, public_id, checked, token=token, keys=house().ring.public, now=now())
    return jsonify(tracker=tracker)


@blueprint.post("/B/<public_id>/verdict")
@anyone
def verdict(public_id: str) -> Response:
    """Count what a delegate found on the other device."""
    _, tracker = _posted("tracker")
    with database().transaction() as db:
        challenges.give_verdict(db, public_id, tracker, agrees=posted_json().get("agrees") is True)
    return jsonify(counted=True)


def _posted(name: str) -> tuple[str | None, str]:
    said = posted_json()
    text, token = said.get(name), said.get("token")
    if not isinstance(text, str):
        raise Refused("ballot-invalid")
    if not isinstance(token, str | None):
        raise Refused("slip-forged")
    return token, text
