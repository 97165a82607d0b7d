"""A request to look again at the roll, made by anybody, and its answer."""

from __future__ import annotations

from flask import render_template

from app.forms.roll_request import AnswerAskedForm, RollRequestForm
from app.services.acts.refusal import Refused
from app.services.election import election as elections
from app.services.hall import roll_request
from app.services.hall.roll_request import MadeRequest, RequestValue
from app.views.public import blueprint
from app.web.access import anyone
from app.web.installation import act_of, address, database, now
from app.web.reply import show_refusal


@blueprint.route("/elections/<public_id>/roll/request", methods=["GET", "POST"], endpoint="roll_request")
@anyone
def request_page(public_id: str) -> str:
    """The form; once it is kept, number and code, which stand nowhere else and in no address."""
    form, made = RollRequestForm(), None
    with database().reading() as db:
        found = elections.election(db, public_id)
    if form.validate_on_submit():
        try:
            made = _make(found.session.id, form)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("public/roll_request.html", election=found, form=form, made=made)


@blueprint.route("/elections/<public_id>/roll/answer", methods=["GET", "POST"], endpoint="roll_answer")
@anyone
def answer_page(public_id: str) -> str:
    """What the office answered, for who types number and code."""
    form, answer = AnswerAskedForm(), None
    with database().reading() as db:
        found = elections.election(db, public_id)
    if form.validate_on_submit():
        try:
            answer = _answer(found.session.id, form)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("public/roll_answer.html", election=found, form=form, answer=answer)


def _make(session_id: int, form: RollRequestForm) -> MadeRequest:
    with database().transaction() as db:
        roll_request.count_making(db, address(), now())
    with database().transaction() as db:
        return roll_request.make(
            db, act_of(), session_id, institution=form.institution.data or "", person=form.person.data or "",
            wrong=form.wrong.data or "", contact=form.contact.data or "",
        )  # fmt: skip


def _answer(session_id: int, form: AnswerAskedForm) -> RequestValue:
    with database().transaction() as db:
        roll_request.count_looking(db, address(), now())
    with database().reading() as db:
        return roll_request.answer(db, session_id, number=form.number.data or "", code=form.code.data or "")
