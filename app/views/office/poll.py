"""Closing the poll with the accounting of the slips."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access import officer
from app.forms.poll import CloseForm
from app.house import act_of_two, database
from app.services import poll, roll, slip
from app.services.act import Refused
from app.views.office import blueprint
from app.views.office.own import blame, own_election
from app.views.reply import say, show_refusal


@blueprint.route("/elections/<public_id>/close", methods=["GET", "POST"])
@officer("decide")
def close(public_id: str) -> str | Response:
    """Count the unused slips, then close; two officers."""
    form = CloseForm()
    difference = None
    if form.validate_on_submit():
        try:
            return _close(form, public_id)
        except Refused as refused:
            show_refusal(form, refused, blame(refused))
            difference = refused.facts.get("difference")
    with database().reading() as db:
        found = own_election(db, public_id)
        batch = slip.counts(db, public_id)
        handed = roll.attendance(db, found.session.id).handed
    return render_template(
        "office/close.html", election=found, slips=batch, handed=handed, difference=difference, form=form
    )


def _close(form: CloseForm, public_id: str) -> Response:
    who = act_of_two(form.second_name.data or "", form.second_password.data or "")
    with database().transaction() as db:
        own_election(db, public_id)
        poll.close_poll(db, who, public_id, unused=form.unused.data, reason=form.reason.data or "")
    say(gettext("Voting is closed."))
    return redirect(url_for("office.election", public_id=public_id))
