"""A substitute for a delegate, by the institution's letter; who stood on the roll before."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.roll import SubstituteForm
from app.language.message import N_
from app.language.names import Names
from app.services.acts.refusal import Refused
from app.services.hall import roll, roll_instant, substitute
from app.services.hall.namesake import need_unlike
from app.services.hall.roll import DelegateValue
from app.services.hall.session import SessionValue
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.web.access import may_open, officer
from app.web.installation import act, act_of_two, database, now
from app.web.reply import say, show_refusal


@blueprint.route("/sessions/<int:session_id>/delegates/<int:delegate_id>/substitute", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def delegate_substitute(session_id: int, delegate_id: int) -> str | Response:
    """Name the substitute; two officers, after the instant of the roll."""
    with database().reading() as db:
        found, delegate = own_session(db, session_id), roll.delegate(db, session_id, delegate_id)
        formers = substitute.formers(db, session_id, delegate_id)
        begun = roll_instant.is_late(db, session_id, now())
    form = SubstituteForm()
    if not begun:
        del form.second_name, form.second_password
    if form.validate_on_submit():
        try:
            return _replace(found, delegate, form, begun=begun)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template(
        "office/substitute.html", session=found, delegate=delegate, formers=formers, form=form, begun=begun
    )


def _replace(found: SessionValue, delegate: DelegateValue, form: SubstituteForm, *, begun: bool) -> Response:
    name = Names(form.name_fa.data or "", form.name_en.data or "")
    if begun and not form.namesake.data:
        with database().reading() as db:  # said before a colleague is asked
            need_unlike(db, found.id, name, but=delegate.id)
    who = act_of_two(form, about={N_("Delegate"): delegate.name}) if begun else act()
    with database().transaction() as db:
        substitute.substitute(
            db, who, found.id, delegate.id, name=name, namesake=form.namesake.data,
            letter_number=form.letter_number.data or "", letter_day=form.letter_day.data,
        )  # fmt: skip
    say(gettext("The substitute stands on the roll. A new invitation can be printed."))
    if may_open("office.door"):
        return redirect(url_for("office.door", session_id=found.id, look=delegate.id))
    return redirect(url_for("office.session_list"))
