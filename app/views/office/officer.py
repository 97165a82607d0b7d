"""Officers: who may sign in to the office of this assembly, and as what."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.officer import NewOfficerForm, OfficerForm
from app.services.accounts import officer as officers
from app.services.accounts.password import PASSPHRASE_WEAK
from app.services.acts.refusal import NOT_FOUND, Refused
from app.states.officer import Permission
from app.views.office import blueprint
from app.web.access import current_officer, officer
from app.web.installation import act, database
from app.web.reply import say, show_refusal


@blueprint.get("/officers")
@officer(Permission.OFFICERS)
def officer_list() -> str:
    """Everybody who may sign in to this assembly's office, or once could."""
    with database().reading() as db:
        every = officers.officers(db, current_officer().assembly_id)
    return render_template("office/officers.html", officers=every)


@blueprint.route("/officers/new", methods=["GET", "POST"])
@officer(Permission.OFFICERS)
def officer_new() -> str | Response:
    """Admit an officer."""
    form = NewOfficerForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                made = officers.add_officer(
                    db, act(), assembly=current_officer().assembly, username=form.username.data or "",
                    name=form.name.data or "", post=form.post.data or "", role=form.role.data,
                    password=form.password.data or "",
                )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused, "password" if refused.why is PASSPHRASE_WEAK else None)
        else:
            say(gettext("%(name)s can sign in now.", name=made.name))
            return redirect(url_for("office.officer_list"))
    return render_template("office/officer.html", form=form, known=None)


@blueprint.route("/officers/<int:officer_id>", methods=["GET", "POST"])
@officer(Permission.OFFICERS)
def officer_change(officer_id: int) -> str | Response:
    """Change an officer, give a new password, or let the officer in no longer."""
    home = current_officer().assembly_id
    with database().reading() as db:
        known = next((one for one in officers.officers(db, home) if one.id == officer_id), None)
    if known is None:
        raise Refused(NOT_FOUND)
    form = OfficerForm(obj=known)
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                officers.change_officer(
                    db, act(), home, officer_id, name=form.name.data or "", post=form.post.data or "",
                    role=form.role.data, disabled=form.disabled.data, password=form.password.data or "",
                )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused, "password" if refused.why is PASSPHRASE_WEAK else None)
        else:
            say(gettext("The officer is changed."))
            return redirect(url_for("office.officer_list"))
    return render_template("office/officer.html", form=form, known=known)
