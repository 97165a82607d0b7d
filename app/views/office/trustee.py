"""Trustees: inviting, taking off, the office key."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access import officer
from app.forms.trustee import InviteForm, OfficeKeyForm
from app.house import act, database, house
from app.services import trustee
from app.services.act import Refused
from app.views.office import blueprint
from app.views.office.own import blame, own_election, say, show_refusal


@dataclass(frozen=True, slots=True)
class Invitation:
    """The link of an invitation, shown once."""

    name: str
    address: str


@blueprint.route("/elections/<public_id>/trustees", methods=["GET", "POST"])
@officer("prepare")
def trustees(public_id: str) -> str | Response:
    """The trustees with their keys; each form posts here with its own act."""
    wanted = request.form.get("act", "")
    invite = InviteForm(formdata=request.form if wanted == "invite" else None)
    office = OfficeKeyForm(formdata=request.form if wanted == "office-key" else None)
    if wanted == "remove":
        return _remove(public_id)
    invitation = None
    if wanted == "invite" and invite.validate():
        invitation = _invite(public_id, invite)
    if wanted == "office-key" and office.validate() and _make_office_key(public_id, office):
        return redirect(url_for("office.trustees", public_id=public_id))
    with database().reading() as db:
        found = own_election(db, public_id)
        every = trustee.trustees(db, public_id)
    return render_template(
        "office/trustees.html", election=found, trustees=every, invitation=invitation, invite_form=invite,
        office_form=office, may_change=found.phase in trustee.EARLY,
    )  # fmt: skip


def _invite(public_id: str, form: InviteForm) -> Invitation | None:
    try:
        with database().transaction() as db:
            own_election(db, public_id)
            found, secret = trustee.invite(db, act(), public_id, name=form.name.data or "")
    except Refused as refused:
        show_refusal(form, refused, blame(refused))
        return None
    path = url_for("public.trustee_page", trustee_id=found.public_id)
    return Invitation(found.name, f"{house().settings.address}{path}#{secret}")


def _make_office_key(public_id: str, form: OfficeKeyForm) -> bool:
    try:
        with database().transaction() as db:
            own_election(db, public_id)
            trustee.make_office_key(
                db, act(), public_id, name=gettext("Office key"), passphrase=form.passphrase.data or ""
            )
    except Refused as refused:
        show_refusal(form, refused, blame(refused))
        return False
    say(gettext("The office key is made. Keep its passphrase: without it the votes cannot be counted."))
    return True


def _remove(public_id: str) -> Response:
    with database().transaction() as db:
        own_election(db, public_id)
        trustee.remove(db, act(), public_id, request.form.get("trustee", ""))
    return redirect(url_for("office.trustees", public_id=public_id))
