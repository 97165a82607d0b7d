"""The sessions of the officer's assembly: called, listed, called a second time when too few came."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.fields import SecondOfficer
from app.forms.session import CallForm, SecondCallForm
from app.language.message import N_
from app.language.paging import page_count
from app.services.acts.refusal import Refused
from app.services.election import election as elections
from app.services.hall import calling
from app.services.hall import session as sessions
from app.services.hall.calling import SessionDraft
from app.services.hall.session import SessionValue
from app.services.whole.rehearsal import discard_rehearsal
from app.states.election import Call, Quorum
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_session, way_back_to_session
from app.web.access import current_officer, officer
from app.web.installation import act, act_of_two, database, now
from app.web.posted import page_number
from app.web.reply import say, show_refusal

SIZE = 20


@blueprint.get("/sessions")
@officer(Permission.LOOK)
def session_list() -> str:
    """The sessions of the assembly, the newest first, each with its elections."""
    home, page = current_officer().assembly_id, page_number()
    with database().reading() as db:
        held = sessions.sessions(db, home)
        found = held[(page - 1) * SIZE : page * SIZE]
        mine = elections.elections(db, home, session_ids=[one.id for one in found])
    entries = [{"session": one, "elections": [it for it in mine if it.session.id == one.id]} for one in found]
    return render_template("office/sessions.html", entries=entries, page=page, page_count=page_count(len(held), SIZE))


@blueprint.route("/sessions/new", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def session_new() -> str | Response:
    """Call a session; the form proposes the next one."""
    home = current_officer().assembly_id
    with database().reading() as db:
        proposed = calling.proposal(db, home, now())
    form = CallForm(data=shown(proposed))
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                made = calling.call_session(db, act(), home, typed(form))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The session is called. Now its elections can be made."))
            return redirect(url_for("office.session", session_id=made.id))
    return render_template("office/session_new.html", form=form)


@blueprint.route("/sessions/<int:session_id>/first-call", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def session_failed(session_id: int) -> str | Response:
    """Record that too few followed the first call; two officers."""
    form = SecondOfficer()
    with database().reading() as db:
        found, counted = own_session(db, session_id), calling.figures(db, session_id)
    if form.validate_on_submit():
        try:
            two = act_of_two(form, about={N_("Session"): found.number})
            with database().transaction() as db:
                calling.note_failed_call(db, two, session_id)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("It is recorded that too few followed the first call. Now the session can be called again."))
            return redirect(url_for("office.session_again", session_id=session_id))
    return render_template("office/session_failed.html", session=found, counted=counted, form=form)


@blueprint.route("/sessions/<int:session_id>/second-call", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def session_again(session_id: int) -> str | Response:
    """Call the session a second time; two officers."""
    with database().reading() as db:
        found = own_session(db, session_id)
        form = SecondCallForm(data=shown(calling.second_call_proposal(db, session_id, now())))
    if found.call == Call.FIRST and found.first_call is None:
        return redirect(url_for("office.session_failed", session_id=session_id))
    if form.validate_on_submit():
        try:
            return _call_again(found, form)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/session_again.html", session=found, form=form)


@blueprint.route("/sessions/<int:session_id>/discard", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def rehearsal_discard(session_id: int) -> str | Response:
    """Remove a rehearsal whole; two officers."""
    form = SecondOfficer()
    with database().reading() as db:
        found = own_session(db, session_id)
    if form.validate_on_submit():
        try:
            two = act_of_two(form, about={N_("Session"): found.number})
            with database().transaction() as db:
                discard_rehearsal(db, two, session_id)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The rehearsal is removed. The journal keeps that it was held."))
            return redirect(url_for("office.session_list"))
    return render_template("office/rehearsal_discard.html", session=found, form=form)


def _call_again(found: SessionValue, form: SecondCallForm) -> Response:
    two = act_of_two(form, about={N_("Session"): found.number})
    draft = replace(
        calling.draft_of(found), held_on=form.held_on.data, begins=form.begins.data or "",
        ends=form.ends.data or "", place=form.place, quorum=Quorum.SECOND_CALL,
    )  # fmt: skip
    with database().transaction() as db:
        calling.call_again(db, two, found.id, draft)
    say(gettext("The session is called a second time. Who comes is recorded anew."))
    return redirect(way_back_to_session("office.session", found.id))


def typed(form: CallForm) -> SessionDraft:
    """What was typed of a session; only of a form that is valid."""
    return SessionDraft(
        number=form.number.data, held_on=form.held_on.data, begins=form.begins.data or "", ends=form.ends.data or "",
        place=form.place, quorum=Quorum(form.quorum.data), agenda=form.agenda.data or "",
        rehearsal=bool("rehearsal" in form and form.rehearsal.data),
    )  # fmt: skip


def shown(draft: SessionDraft) -> dict[str, Any]:
    """A session as the forms show it."""
    return {
        "number": draft.number, "held_on": draft.held_on, "begins": draft.begins, "ends": draft.ends,
        "place_fa": draft.place.fa, "place_en": draft.place.en, "place_ar": draft.place.ar, "quorum": draft.quorum,
        "agenda": draft.agenda,
    }  # fmt: skip
