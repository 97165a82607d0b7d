"""Counting: adding up, opening the sums, lots."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access import officer
from app.forms.poll import LotsForm
from app.forms.trustee import PassphraseForm
from app.house import act, act_of_two, database
from app.services import election as elections
from app.services import tally, trustee
from app.services.act import Refused
from app.views.office import blueprint
from app.views.office.own import blame, own_election
from app.views.reply import say, show_refusal

_EXAMPLE = "4166235142"
"""Throws to show how they are written; of course others come."""


@blueprint.route("/elections/<public_id>/tally", methods=["GET", "POST"])
@officer("decide")
def tally_page(public_id: str) -> str | Response:
    """Add up the locked votes, then let the trustees open the sums."""
    form = PassphraseForm()
    wanted = request.form.get("act", "")
    if wanted == "add":
        with database().transaction() as db:
            own_election(db, public_id)
            tally.encrypt_tally(db, act(), public_id)
        return redirect(url_for("office.tally_page", public_id=public_id))
    if wanted == "decrypt" and form.validate():
        try:
            return _decrypt(form, public_id)
        except Refused as refused:
            show_refusal(form, refused, blame(refused))
    return _page(public_id, form)


@blueprint.route("/elections/<public_id>/lots", methods=["GET", "POST"])
@officer("decide")
def lots(public_id: str) -> str | Response:
    """Order the tied by dice thrown in the room; two officers."""
    form = LotsForm()
    if form.validate_on_submit():
        try:
            who = act_of_two(form.second_name.data or "", form.second_password.data or "")
            with database().transaction() as db:
                own_election(db, public_id)
                tally.draw_lots(db, who, public_id, tied=form.numbers(), dice=form.faces())
            return redirect(url_for("office.lots", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused, blame(refused))
    with database().reading() as db:
        found = own_election(db, public_id)
        result = tally.outcome(db, public_id)
    if not form.is_submitted() and result.ties:
        form.tied.data = " ".join(map(str, result.ties[0]))
    example = "".join(_EXAMPLE[throw % len(_EXAMPLE)] for throw in range(result.dice_needed))
    return render_template("office/lots.html", election=found, result=result, form=form, example=example)


def _decrypt(form: PassphraseForm, public_id: str) -> Response:
    with database().transaction() as db:
        own_election(db, public_id)
        tally.decrypt_with_office_key(db, act(), public_id, passphrase=form.passphrase.data or "")
    say(gettext("The office key has opened its part of the sums."))
    return redirect(url_for("office.tally_page", public_id=public_id))


def _page(public_id: str, form: PassphraseForm) -> str:
    with database().reading() as db:
        found = own_election(db, public_id)
        elections.need_phase(elections.find(db, public_id), "closed", "tallied", "provisional", "final")
        holders = trustee.trustees(db, public_id)
        added = tally.is_added(db, public_id)
    stage = "done" if found.reached("tallied") else "decrypt" if added else "add"
    waiting = any(one.kind == "office" and not one.decrypted for one in holders)
    return render_template(
        "office/tally.html", election=found, stage=stage, trustees=holders, form=form if waiting else None
    )
