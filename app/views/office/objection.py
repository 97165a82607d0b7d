"""Objections in the office: the list, one that came on paper, the ruling of two officers, who says not to object."""

from __future__ import annotations

from collections.abc import Set

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.forms.objection import EnteredObjectionForm, RulingForm, WaiverForm
from app.language.dates import in_tehran
from app.language.message import N_
from app.papers.answers import objection_answer
from app.services.acts.refusal import Refused
from app.services.count import objection as objections
from app.services.count.announcement import FINALISE
from app.services.count.objection import OBJECTION_RULED
from app.states.objection import Ruling
from app.states.officer import Permission
from app.states.phase import Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.installation import act, act_of_two, database, now, paper_store
from app.web.posted import whole
from app.web.reply import say, send_pdf, show_refusal


@blueprint.route("/elections/<public_id>/objections", methods=["GET", "POST"], endpoint="objections")
@officer(Permission.DECIDE)
def objections_page(public_id: str) -> str | Answer:
    """Every objection; one that came on paper is entered here."""
    form = EnteredObjectionForm(received=in_tehran(now()).date())
    if form.validate_on_submit():
        try:
            return _enter(public_id, form)
        except Refused as refused:
            show_refusal(form, refused)
    with database().reading() as db:
        found = own_election(db, public_id)
        every = objections.objections(db, public_id)
        said = objections.waivers(db, public_id)
        entitled = len(objections.entitled(db, public_id))
    return render_template(
        "office/objections.html", election=found, objections=every, waivers=said, entitled=entitled, form=form,
        may_enter=found.phase == Phase.PROVISIONAL, told=found.objections_until is not None,
    )  # fmt: skip


def _enter(public_id: str, form: EnteredObjectionForm) -> Answer:
    with database().transaction() as db:
        own_election(db, public_id)
        made = objections.object_to(
            db, act(), public_id, text=form.text.data or "", person=form.person.data or "",
            received=form.received.data,
        )  # fmt: skip
    say(gettext("The objection is entered. Its receipt is %(receipt)s.", receipt=made.receipt))
    return redirect(url_for("office.objections", public_id=public_id))


@blueprint.route("/elections/<public_id>/objections/<int:number>", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def objection_rule(public_id: str, number: int) -> str | Answer:
    """Record how an objection was ruled; two officers."""
    form = RulingForm()
    with database().reading() as db:
        found = own_election(db, public_id)
        one = objections.objection(db, public_id, number)
    if one.ruling is not None:
        raise Refused(OBJECTION_RULED)
    if form.validate_on_submit():
        try:
            return _rule(form, public_id, one)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/objection_rule.html", election=found, objection=one, form=form)


def _rule(form: RulingForm, public_id: str, one: objections.ObjectionValue) -> Answer:
    who = act_of_two(form, about={N_("Who objects"): one.institution or one.person, N_("The objection"): one.text})
    with database().transaction() as db:
        objections.rule(
            db, who, public_id, one.number, ruling=Ruling(form.ruling.data), body=form.body.data or "",
            reasons=form.reasons.data or "",
        )  # fmt: skip
    say(gettext("The ruling is recorded and published."))
    return redirect(url_for("office.objections", public_id=public_id))


@blueprint.route("/elections/<public_id>/objections/waivers", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def objection_waive(public_id: str) -> str | Answer:
    """Record which candidates say not to object, one by one or all that are left, and who says so."""
    with database().reading() as db:
        found = own_election(db, public_id)
        said = {one.institution_id for one in objections.waivers(db, public_id)}
        left = [one for one in objections.entitled(db, public_id) if one.institution.id not in said]
    known = {one.institution.id: one for one in left}
    lines = [{"institution": str(one.institution.id), "person": one.representative.fa} for one in left]
    form = WaiverForm(lines=lines)
    if "all" in request.form:
        form.tick_all()
    if form.validate_on_submit():
        try:
            return _waive(form, public_id, known.keys())
        except Refused as refused:
            show_refusal(form, refused)
    rows = [(known[key], line) for line in form.lines if (key := whole(line["institution"].data or "")) in known]
    may_record = found.phase == Phase.PROVISIONAL
    return render_template("office/waivers.html", election=found, rows=rows, form=form, may_record=may_record)


def _waive(form: WaiverForm, public_id: str, left: Set[int]) -> Answer:
    ticked = {whole(one["institution"].data or ""): one["person"].data for one in form.lines if one["waived"].data}
    with database().transaction() as db:
        objections.waive(db, act(), public_id, ticked)
    say(gettext("It is recorded who says not to object."))
    if left <= ticked.keys():  # nothing keeps the result from being final sooner
        return redirect(url_for("office.act", public_id=public_id, code=FINALISE.code))
    return redirect(url_for("office.objections", public_id=public_id))


@blueprint.get("/elections/<public_id>/objections/<int:number>/receipt.pdf")
@officer(Permission.DECIDE)
def objection_receipt(public_id: str, number: int) -> Response:
    """The signed receipt of an objection."""
    with database().reading() as db:
        found = own_election(db, public_id)
    return send_pdf(*objection_answer(paper_store(), found, number))
