"""Officers: who may sign in to the office of this assembly, and as what."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.officer import NewOfficerForm, OfficerForm, PersonForm
from app.language.message import N_
from app.services.accounts import officer as officers
from app.services.accounts.officer import OFFICER_UNKNOWN
from app.services.accounts.password import PASSPHRASE_WEAK, ReadyPassword, write
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused
from app.states.officer import Permission
from app.views.office import blueprint
from app.web.access import current_officer, officer
from app.web.installation import act, act_of_two, database
from app.web.reply import say, show_refusal
from app.web.waiting import NOTHING, About


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
    two = _need_second(form)
    if form.validate_on_submit():
        try:
            made = _admit(form, _act(form) if two else act())
        except Refused as refused:
            show_refusal(form, refused, "password" if refused.why in (PASSPHRASE_WEAK, OFFICER_UNKNOWN) else None)
        else:
            say(gettext("%(name)s can sign in now.", name=made.name))
            return redirect(url_for("office.officer_list"))
    return render_template("office/officer.html", form=form, known=None)


def _admit(form: NewOfficerForm, who: Act) -> officers.OfficerValue:
    """Admit a new person, or one who is an officer of another assembly already, who needs no first password."""
    home = current_officer().assembly
    said = {"username": form.username.data or "", "post": form.post.data or "", "role": form.role.data}
    if not form.password.data:
        with database().transaction() as db:
            return officers.add_known(db, who, assembly=home, **said)
    name, password = form.name.data or "", ReadyPassword(form.password.data)
    return write(
        database(),
        password,
        lambda db: officers.add_officer(db, who, assembly=home, name=name, password=password, **said),
    )


@blueprint.route("/officers/<int:officer_id>", methods=["GET", "POST"])
@officer(Permission.OFFICERS)
def officer_change(officer_id: int) -> str | Response:
    """Change an officer, give a new password, or let the officer in no longer."""
    known = _known(officer_id)
    form = OfficerForm(obj=known)
    two = _need_second(form)
    if form.validate_on_submit():
        try:
            who = _act(form, {N_("Officer"): known.name}) if two else act()
            _change(form, who, known)
        except Refused as refused:
            show_refusal(form, refused, "password" if refused.why is PASSPHRASE_WEAK else None)
        else:
            say(gettext("The officer is changed."))
            return redirect(url_for("office.officer_list"))
    return render_template("office/officer.html", form=form, known=known)


def _change(form: OfficerForm, who: Act, known: officers.OfficerValue) -> None:
    password = ReadyPassword(form.password.data) if form.password.data else ""
    changed = {
        "name": form.name.data or "", "post": form.post.data or "", "role": form.role.data,
        "disabled": form.disabled.data, "password": password,
    }  # fmt: skip
    write(
        database(),
        password,
        lambda db: officers.change_officer(db, who, known.assembly_id, known.id, **changed),
    )


def _known(officer_id: int) -> officers.OfficerValue:
    with database().reading() as db:
        for one in officers.officers(db, current_officer().assembly_id):
            if one.id == officer_id:
                return one
    raise Refused(NOT_FOUND)


def _need_second(form: PersonForm) -> bool:
    """Whether somebody is there to second what this officer does; the form asks for no one else."""
    me = current_officer()
    with database().reading() as db:
        two = officers.needs_second(db, me.assembly_id, me.username)
    if not two:
        del form.second_name, form.second_password
    return two


def _act(form: PersonForm, about: About = NOTHING) -> Act:
    return act_of_two(form, permission=Permission.LOOK, about=about)
