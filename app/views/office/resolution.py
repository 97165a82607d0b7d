"""Resolutions on the chair's page: noted, corrected in place, struck."""

from __future__ import annotations

from typing import TypedDict

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.resolution import ResolutionForm
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.day import resolution
from app.services.hall import agenda as agendas
from app.states.agenda import ItemKind
from app.states.officer import Permission
from app.states.resolution import Manner
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.web.access import officer
from app.web.installation import act, database
from app.web.posted import number
from app.web.reply import say, show_refusal


class _Said(TypedDict):
    text: str
    votes: resolution.Votes | None
    sure: bool


@blueprint.route("/sessions/<int:session_id>/resolutions/new", methods=["GET", "POST"])
@officer(Permission.PRESIDE)
def resolution_new(session_id: int) -> str | Response:
    """Note a resolution; `item` in the address is the item of the agenda that is offered first."""
    form = ResolutionForm()
    with database().reading() as db:
        found, agenda = own_session(db, session_id), agendas.agenda(db, session_id)
    _offer(form, agenda)
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                resolution.resolve(db, act(), session_id, form.item.data or 0, **_said(form))
            return _done(session_id, gettext("The resolution is noted. It will stand in the minutes."))
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/resolution.html", session=found, form=form, noted=None)


@blueprint.route("/sessions/<int:session_id>/resolutions/<int:resolution_id>", methods=["GET", "POST"])
@officer(Permission.PRESIDE)
def resolution_correct(session_id: int, resolution_id: int) -> str | Response:
    """Correct a resolution in place until the minutes are made, or strike it."""
    with database().reading() as db:
        found = own_session(db, session_id)
        noted = resolution.resolution(db, session_id, resolution_id)
    form = ResolutionForm(**_typed(noted))
    del form.item
    if request.method == "POST":
        try:
            done = _correct(session_id, resolution_id, form)
            if done:
                return _done(session_id, done)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/resolution.html", session=found, form=form, noted=noted)


def _correct(session_id: int, resolution_id: int, form: ResolutionForm) -> str:
    """Do what the pressed button says, and give what was done in words, "" where a field is wrong."""
    if request.form.get("act") == "strike":
        with database().transaction() as db:
            resolution.strike(db, act(), session_id, resolution_id)
        return str(gettext("The resolution is struck."))
    if not form.validate():
        return ""
    with database().transaction() as db:
        resolution.correct(db, act(), session_id, resolution_id, **_said(form))
    return str(gettext("The resolution is corrected."))


def _said(form: ResolutionForm) -> _Said:
    numbers = form.numbers()
    votes = None if numbers is None else resolution.Votes(**numbers)
    return {"text": form.text.data or "", "votes": votes, "sure": bool(form.sure.data)}


def _offer(form: ResolutionForm, agenda: agendas.AgendaValue) -> None:
    """Offer the items; first the one asked for, or that is dealt with, or the deliberation."""
    if not agenda.items:
        raise Refused(NOT_FOUND)
    form.item.choices = [(one.id, one.title) for one in agenda.items]
    if request.method == "GET":
        talked = next((one for one in agenda.items if one.kind == ItemKind.DELIBERATION), agenda.items[-1])
        form.item.data = number(request.args, "item", (agenda.now or talked).id)


def _typed(noted: resolution.ResolutionValue) -> dict[str, object]:
    votes = noted.votes
    if votes is None:
        return {"text": noted.text, "manner": Manner.ACCLAMATION}
    return {
        "text": noted.text, "manner": Manner.VOTE, "in_favour": votes.in_favour, "against": votes.against,
        "abstained": votes.abstained,
    }  # fmt: skip


def _done(session_id: int, words: str) -> Response:
    say(words)
    return redirect(url_for("office.course", session_id=session_id))
