"""Noting that a duty of the day was done."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.whole.duty import note_duty
from app.states.duty import NOTED, Duty
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.installation import act, database
from app.web.reply import say


@blueprint.post("/elections/<public_id>/duties")
@officer(Permission.PREPARE)
def duty(public_id: str) -> Response:
    """Note that this duty was done, and stay where the list is."""
    wanted = request.form.get("duty", "")
    if wanted not in NOTED:
        raise Refused(NOT_FOUND)
    with database().transaction() as db:
        own_election(db, public_id)
        note_duty(db, act(), public_id, Duty(wanted))
    say(gettext("It is noted, with your name and the hour."))
    return redirect(url_for("office.election", public_id=public_id, _anchor="duties"))
