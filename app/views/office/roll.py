"""The roll: check-in, check-out, that a slip was handed, and taking that back."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app import text
from app.access import officer
from app.db import Session
from app.forms.fields import offered
from app.forms.roll import DelegateForm
from app.house import act, database
from app.i18n import locale_code
from app.services import election as elections
from app.services import institution as institutions
from app.services import roll as rolls
from app.services import slip
from app.services.act import Names, Refused
from app.views.office import blueprint
from app.views.office.own import own_election, say, show_refusal
from app.views.posted import number

_ACTS = {"check-in": rolls.check_in, "check-out": rolls.check_out, "hand": rolls.hand_slip}


@blueprint.route("/elections/<public_id>/roll", methods=["GET", "POST"])
@officer("desk")
def roll(public_id: str) -> str | Response:
    """The delegates with what may be done for each."""
    if request.method == "POST":
        return _do(public_id)
    with database().reading() as db:
        return _page(db, own_election(db, public_id), None)


@blueprint.post("/elections/<public_id>/roll/new")
@officer("desk")
def delegate_new(public_id: str) -> str | Response:
    """Put a delegate on the roll."""
    with database().reading() as db:
        found = own_election(db, public_id)
        form = _form(db, found)
        if not form.validate_on_submit():
            return _page(db, found, form)
    try:
        with database().transaction() as db:
            rolls.add_delegate(
                db, act(), found.session.id, institution_id=form.institution.data,
                name=Names(form.name_fa.data or "", form.name_en.data or ""),
            )  # fmt: skip
    except Refused as refused:
        show_refusal(form, refused, "institution")
        with database().reading() as db:
            return _page(db, found, form)
    return redirect(url_for("office.roll", public_id=public_id))


@blueprint.route("/elections/<public_id>/roll/<int(max=2147483647):delegate_id>/take-back", methods=["GET", "POST"])
@officer("desk")
def roll_take_back(public_id: str, delegate_id: int) -> str | Response:
    """Take back that a delegate was handed a slip, after a look at who it is."""
    form = FlaskForm()
    with database().reading() as db:
        found = own_election(db, public_id)
        delegate = rolls.delegate(db, found.session.id, delegate_id)
        if not delegate.slip_handed:
            raise Refused("delegate-no-slip")
    if form.validate_on_submit():
        with database().transaction() as db:
            rolls.take_back_slip(db, act(), found.session.id, delegate_id)
        say(gettext("The record is taken back. The journal keeps both."))
        return redirect(url_for("office.roll", public_id=public_id))
    return render_template("office/take_back.html", election=found, delegate=delegate, form=form)


def _do(public_id: str) -> Response:
    wanted = _ACTS.get(request.form.get("act", ""))
    if wanted is None:
        raise Refused("not-found")
    with database().transaction() as db:
        found = own_election(db, public_id)
        wanted(db, act(), found.session.id, number(request.form, "delegate", -1))
    search = request.form.get("search", "")
    return redirect(url_for("office.roll", public_id=public_id, search=search or None))


def _page(db: Session, found: elections.ElectionValue, form: DelegateForm | None) -> str:
    search = request.args.get("search", "").strip()
    wanted = text.fold(search)
    delegates = [
        one
        for one in rolls.roll(db, found.session.id)
        if wanted in text.fold(one.name.fa) or wanted in text.fold(one.institution.name.fa)
    ]
    return render_template(
        "office/roll.html", election=found, delegates=delegates, search=search,
        attendance=rolls.attendance(db, found.session.id), form=form or _form(db, found),
        may_add=rolls.may_add(db, found.session.id),
        may_hand=slip.counts(db, found.public_id).sealed and found.phase in ("frozen", "open"),
    )  # fmt: skip


def _form(db: Session, found: elections.ElectionValue) -> DelegateForm:
    form = DelegateForm()
    taken = {one.institution.id for one in rolls.roll(db, found.session.id)}
    form.institution.choices = offered(
        (one.id, one.name.in_language(locale_code()))
        for one in institutions.introduced(db, found.session.assembly.id)
        if one.id not in taken
    )
    return form
