"""Tests of the tablets: how many there were, and what a delegate's second device found that could not say so itself."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.challenge import DifferenceForm
from app.services.acts.refusal import Refused
from app.services.voting import challenge as challenges
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.installation import act, database
from app.web.reply import say, show_refusal


@blueprint.route("/elections/<public_id>/challenges", methods=["GET", "POST"], endpoint="challenges")
@officer(Permission.DECIDE)
def challenges_page(public_id: str) -> str | Response:
    """The numbers, and the form for a difference that was seen."""
    form = DifferenceForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                own_election(db, public_id)
                challenges.note_difference(db, act(), public_id, form.tracker.data or "")
            say(gettext("The difference is noted. Let nobody vote at that tablet, and keep what the delegate noted."))
            return redirect(url_for("office.challenges", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused, "tracker")
    with database().reading() as db:
        found, counted = own_election(db, public_id), challenges.challenges(db, public_id)
    return render_template("office/challenges.html", election=found, challenges=counted, form=form)
