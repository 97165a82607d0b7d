"""The roll after its instant: a delegate is put on it or taken off by two officers, with a reason for the minutes."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.fields import offered
from app.forms.roll import LateDelegateForm, ReasonForm
from app.language.message import N_
from app.language.names import Names
from app.services.acts.refusal import Refused
from app.services.election.election import ElectionValue
from app.services.hall import roll
from app.services.hall.namesake import need_unlike
from app.services.hall.roll import DelegateValue
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election, way_back
from app.views.office.roll import told_apart
from app.web.access import officer
from app.web.installation import act_of_two, database
from app.web.reply import say, show_refusal

MOST = 200
"""As many institutions can be chosen from; of more, one is looked for by its name first."""


@blueprint.route("/elections/<public_id>/roll/add", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def delegate_add(public_id: str) -> str | Response:
    """Put a delegate on the roll after its instant."""
    find = request.values.get("find", "").strip()
    with database().reading() as db:
        found = own_election(db, public_id)
        absent = roll.absent(db, found.session.id, search=find, most=MOST + 1)
        may_add = roll.may_add(db, found.session.id)
    form = LateDelegateForm()
    form.institution.choices = offered((one, told_apart(*said)) for one, said in absent.items())
    if form.validate_on_submit():
        try:
            return _add(found, form)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template(
        "office/delegate_add.html", election=found, form=form, find=find, many=len(absent) > MOST, may_add=may_add
    )


@blueprint.route("/elections/<public_id>/roll/<int:delegate_id>/remove", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def delegate_remove(public_id: str, delegate_id: int) -> str | Response:
    """Take a delegate off the roll after its instant."""
    with database().reading() as db:
        found = own_election(db, public_id)
        delegate = roll.delegate(db, found.session.id, delegate_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            return _remove(found, delegate, form)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/delegate_remove.html", election=found, delegate=delegate, form=form)


def _add(found: ElectionValue, form: LateDelegateForm) -> Response:
    name = Names(form.name_fa.data or "", form.name_en.data or "")
    if not form.namesake.data:
        with database().reading() as db:  # said before a colleague is asked
            need_unlike(db, found.session.id, name)
    two = act_of_two(form, about={N_("Session"): found.session.number})
    with database().transaction() as db:
        roll.add_delegate(
            db, two, found.session.id, institution_id=form.institution.data,
            name=name, reason=form.reason.data or "", namesake=form.namesake.data,
        )  # fmt: skip
    say(gettext("The delegate stands on the roll. The minutes say why."))
    return redirect(way_back("office.roll", found.public_id))


def _remove(found: ElectionValue, delegate: DelegateValue, form: ReasonForm) -> Response:
    two = act_of_two(form, about={N_("Delegate"): delegate.name, N_("Institution"): delegate.institution.name})
    with database().transaction() as db:
        roll.remove_delegate(db, two, found.session.id, delegate.id, reason=form.reason.data or "")
    say(gettext("The delegate is taken off the roll. The minutes say why."))
    return redirect(way_back("office.roll", found.public_id))
