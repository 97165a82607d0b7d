"""Observers of a session: admitted with a code, taken off, their notes answered."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.observer import AnswerForm, ObserverForm
from app.services.acts.refusal import Refused
from app.services.day import observer as observers
from app.services.day import observer_note
from app.services.day.observer import Admitted
from app.services.hall.session import SessionValue
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.views.office.day_code import code_page
from app.web.access import current_officer, officer
from app.web.installation import act, database, now
from app.web.reply import say, show_refusal


@blueprint.route("/sessions/<int:session_id>/observers", methods=["GET", "POST"], endpoint="observers")
@officer(Permission.PRESIDE)
def observers_page(session_id: int) -> str | Response:
    """Who watches the session, and the notes; somebody is admitted here, whose code is shown once."""
    form = ObserverForm()
    with database().reading() as db:
        found = own_session(db, session_id)
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                made = observers.admit(db, act(), session_id, name=form.name.data or "", house=form.house.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return _code_page(found, made)
    with database().reading() as db:
        listed, notes = observers.observers(db, session_id), observer_note.notes(db, session_id)
    return render_template("office/observers.html", session=found, observers=listed, notes=notes, form=form, at=now())


@blueprint.post("/sessions/<int:session_id>/observers/<int:observer_id>/code")
@officer(Permission.PRESIDE)
def observer_code(session_id: int, observer_id: int) -> str:
    """A new code in the place of one that was used, lost or taken back."""
    with database().transaction() as db:
        found = own_session(db, session_id)
        made = observers.renew(db, act(), session_id, observer_id)
    return _code_page(found, made)


@blueprint.post("/sessions/<int:session_id>/observers/<int:observer_id>/revoke")
@officer(Permission.PRESIDE)
def observer_revoke(session_id: int, observer_id: int) -> Response:
    """Take a code back and end the sign-in."""
    with database().transaction() as db:
        own_session(db, session_id)
        observers.revoke(db, act(), session_id, observer_id)
    say(gettext("The code is taken back; a browser that had signed in with it is out."))
    return redirect(url_for("office.observers", session_id=session_id))


@blueprint.route("/sessions/<int:session_id>/notes/<int:note_id>", methods=["GET", "POST"])
@officer(Permission.PRESIDE)
def observer_answer(session_id: int, note_id: int) -> str | Response:
    """Answer a note of an observer."""
    with database().reading() as db:
        found, note = own_session(db, session_id), observer_note.note(db, session_id, note_id)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                observer_note.answer_note(
                    db, act(), session_id, note_id, form.answer.data or "", by=current_officer().name
                )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The observer reads your answer now. Note and answer will stand in the minutes."))
            return redirect(url_for("office.observers", session_id=session_id))
    return render_template("office/observer_answer.html", session=found, note=note, form=form)


def _code_page(found: SessionValue, made: Admitted) -> str:
    """The page of a new code."""
    return code_page(
        found, made.observer, made.code, door="public.observe", back="office.observers", house=made.observer.house,
        title=gettext("Code of an observer"), list_title=gettext("Observers"),
        label=gettext("QR code for the sign-in of this observer"),
    )  # fmt: skip
