"""The chair's phone: codes given and taken back."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.chair import ChairForm
from app.services.acts.refusal import Refused
from app.services.day import chair as chairs
from app.services.day.chair import ChairNamed
from app.services.hall.session import SessionValue
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.views.office.day_code import code_page
from app.web.access import officer
from app.web.installation import act, database, now
from app.web.reply import say, show_refusal


@blueprint.route("/sessions/<int:session_id>/chairs", methods=["GET", "POST"], endpoint="chairs")
@officer(Permission.PRESIDE)
def chairs_page(session_id: int) -> str | Response:
    """Who may preside with an own phone; a code is given here, and shown once."""
    form = ChairForm()
    with database().reading() as db:
        found = own_session(db, session_id)
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                made = chairs.give_code(db, act(), session_id, name=form.name.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return _code_page(found, made)
    with database().reading() as db:
        listed = chairs.chairs(db, session_id)
    if form.name.data is None and not listed:
        form.name.data = found.presidium.chair
    return render_template("office/chairs.html", session=found, chairs=listed, form=form, at=now())


@blueprint.post("/sessions/<int:session_id>/chairs/<int:chair_id>/code")
@officer(Permission.PRESIDE)
def chair_code(session_id: int, chair_id: int) -> str:
    """A new code in the place of one that was used, lost or taken back."""
    with database().transaction() as db:
        found = own_session(db, session_id)
        made = chairs.renew_code(db, act(), session_id, chair_id)
    return _code_page(found, made)


@blueprint.post("/sessions/<int:session_id>/chairs/<int:chair_id>/revoke")
@officer(Permission.PRESIDE)
def chair_revoke(session_id: int, chair_id: int) -> Response:
    """Take a code back and end the sign-in."""
    with database().transaction() as db:
        own_session(db, session_id)
        chairs.take_code_back(db, act(), session_id, chair_id)
    say(gettext("The code is taken back; a browser that had signed in with it is out."))
    return redirect(url_for("office.chairs", session_id=session_id))


def _code_page(found: SessionValue, made: ChairNamed) -> str:
    """The page of a new code."""
    return code_page(
        found, made.chair, made.code, door="public.chair_door", back="office.chairs",
        title=gettext("Code for the chair’s phone"), list_title=gettext("The chair’s phone"),
        label=gettext("QR code for the sign-in of the chair"),
    )  # fmt: skip
