"""Slips that are spoiled, lost or given back: first what happened, then what follows; two officers."""

from __future__ import annotations

from flask import Response as Json
from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.fields import SecondOfficer
from app.forms.slip import VoidSlipForm
from app.services.acts.refusal import Refused
from app.services.voting import mishap, slip
from app.states.officer import Permission
from app.states.slip import SlipMishap
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.installation import act_of_two, database
from app.web.posted import posted_json
from app.web.reply import say, show_refusal


@blueprint.get("/elections/<public_id>/slips/mishap")
@officer(Permission.DECIDE)
def slip_mishap(public_id: str) -> str:
    """What can happen to a slip, and what follows from each."""
    with database().reading() as db:
        found = own_election(db, public_id)
        astray = mishap.mishaps(db, found.id)
    return render_template("office/mishap.html", election=found, astray=astray)


@blueprint.route("/elections/<public_id>/slips/lost", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def slip_lost(public_id: str) -> str | Response:
    """Record that a slip is lost and another is handed in its place; two officers, no name and no serial."""
    form = SecondOfficer()
    with database().reading() as db:
        found = own_election(db, public_id)
    if form.validate_on_submit():
        try:
            who = act_of_two(form)
            with database().transaction() as db:
                mishap.note_lost(db, who, public_id)
            say(gettext("It is recorded. Hand the delegate another slip, and change nothing on the roll."))
            return redirect(url_for("office.slip_mishap", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/lost.html", election=found, form=form)


@blueprint.route("/elections/<public_id>/slips/void", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def slip_void(public_id: str) -> str | Response:
    """Declare one slip void or spoiled; two officers."""
    form = VoidSlipForm()
    with database().reading() as db:
        found = own_election(db, public_id)
    if form.validate_on_submit():
        try:
            return _void(form, public_id)
        except Refused as refused:
            show_refusal(form, refused)
    elif not form.is_submitted() and request.args.get("what", "") in set(SlipMishap):
        form.what.data = request.args["what"]
    return render_template("office/void.html", election=found, form=form)


@blueprint.post("/elections/<public_id>/slips/void/slip")
@officer(Permission.DECIDE)
def slip_void_look(public_id: str) -> Json:
    """Say what one slip is before it is declared void; only its serial comes here, and nothing is noted."""
    typed = posted_json().get("serial")
    with database().reading() as db:
        own_election(db, public_id)
        found = slip.look_on_table(db, public_id, typed if isinstance(typed, str) else "")
    return jsonify(serial=found.serial, state=found.state)


def _void(form: VoidSlipForm, public_id: str) -> Response:
    who, what = act_of_two(form), SlipMishap(form.what.data)
    with database().transaction() as db:
        found = own_election(db, public_id)
        if what == SlipMishap.FOUND:
            mishap.need_lost(db, found.id)
        slip.void_slip(db, who, public_id, form.serial.data or "", spoiled=what == SlipMishap.TORN, why=what)
    say(_then(what))
    return redirect(url_for("office.slip_mishap", public_id=public_id))


def _then(what: SlipMishap) -> str:
    """What is to be done after a slip was declared void."""
    if what == SlipMishap.FOUND:
        return str(gettext("The slip is void, and no longer counted as lost. Nothing else is to be done."))
    if what in (SlipMishap.TORN, SlipMishap.KNOWN):
        return str(
            gettext("No vote can be cast with this slip. Hand its holder another one, and change nothing on the roll.")
        )
    return str(
        gettext("No vote can be cast with this slip. If the roll says that it was handed out, take that back there.")
    )
