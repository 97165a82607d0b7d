"""An institution's objections to the result of an election in which it stood."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.forms.objection import OwnObjectionForm, OwnWaiverForm
from app.language.dates import in_tehran
from app.papers.answers import objection_answer
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.count import objection as objections
from app.states.phase import Phase
from app.views.institution import blueprint
from app.views.institution.registration import own_registration
from app.web.access import current_account, institution
from app.web.filters import name
from app.web.installation import act_of_account, database, now, paper_store
from app.web.reply import say, send_pdf, show_refusal


@blueprint.route("/own/elections/<public_id>/objections", methods=["GET", "POST"])
@institution
def objection(public_id: str) -> str | Answer:
    """What it objected, how that was ruled, and a new objection while there is time."""
    form, mine = OwnObjectionForm(), current_account().institution_id
    with database().reading() as db:
        found = own_registration(db, public_id).election
    if found.objections_until is None:
        raise Refused(NOT_FOUND)
    if form.validate_on_submit():
        try:
            return _hand_in(public_id, mine, form.text.data or "")
        except Refused as refused:
            show_refusal(form, refused)
    with database().reading() as db:
        own = tuple(one for one in objections.objections(db, public_id) if one.institution_id == mine)
        entitled = mine in {one.institution.id for one in objections.entitled(db, public_id)}
        waiver = next((one for one in objections.waivers(db, public_id) if one.institution_id == mine), None)
    is_open = found.phase == Phase.PROVISIONAL and in_tehran(now()).date() <= found.objections_until
    return render_template(
        "institution/objection.html", election=found, objections=own, form=form, entitled=entitled,
        may_object=is_open and entitled, waiver=waiver,
    )  # fmt: skip


def _hand_in(public_id: str, mine: int, text: str) -> Answer:
    with database().transaction() as db:
        made = objections.object_to(db, act_of_account(), public_id, text=text, institution_id=mine)
    say(gettext("Your objection is handed in. Its receipt is %(receipt)s.", receipt=made.receipt))
    return redirect(url_for("institution.objection", public_id=public_id))


@blueprint.route("/own/elections/<public_id>/objections/waive", methods=["GET", "POST"])
@institution
def objection_waiver(public_id: str) -> str | Answer:
    """Say that the institution does not object, after a word of what follows."""
    mine, back = current_account().institution_id, url_for("institution.objection", public_id=public_id)
    with database().reading() as db:
        found = own_registration(db, public_id)
        entitled = mine in {one.institution.id for one in objections.entitled(db, public_id)}
        waived = mine in {one.institution_id for one in objections.waivers(db, public_id)}
    if found.election.phase != Phase.PROVISIONAL or not entitled or waived or found.nomination is None:
        return redirect(back)
    form = OwnWaiverForm(person=name(found.nomination.representative))
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                objections.waive(db, act_of_account(), public_id, {mine: form.person.data or ""})
            say(gettext("It is recorded that your institution does not object."))
            return redirect(back)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("institution/waiver.html", election=found.election, form=form)


@blueprint.get("/own/elections/<public_id>/objections/<int:number>/receipt.pdf")
@institution
def objection_receipt(public_id: str, number: int) -> Response:
    """The signed receipt of an own objection."""
    with database().reading() as db:
        found = own_registration(db, public_id).election
        if objections.objection(db, public_id, number).institution_id != current_account().institution_id:
            raise Refused(NOT_FOUND)
    return send_pdf(*objection_answer(paper_store(), found, number))
