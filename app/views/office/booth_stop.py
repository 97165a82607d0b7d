"""What stopped a booth, once an officer has looked at it."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.voting import booth_stop
from app.states.booth import BoothFault
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.installation import act, database


@blueprint.post("/elections/<public_id>/booth-stop")
@officer(Permission.DESK)
def booth_stop_seen(public_id: str) -> Response:
    """Note that somebody has looked at the tablet."""
    said = request.form.get("fault", "")
    if not FlaskForm().validate_on_submit() or said not in list(BoothFault):
        raise Refused(NOT_FOUND)
    with database().transaction() as db:
        own_election(db, public_id)
        booth_stop.note_seen(db, act(), public_id, BoothFault(said))
    return redirect(url_for("office.election", public_id=public_id))
