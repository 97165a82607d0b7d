"""Counting: adding up and opening the sums."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.trustee import PassphraseForm
from app.services.acts.refusal import Refused
from app.services.count import tally
from app.services.voting import trustee
from app.services.whole import job as jobs
from app.states.election import Keeper
from app.states.job import JobKind
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web import background
from app.web.access import officer
from app.web.hand_in import taking
from app.web.installation import act, database, now
from app.web.reply import say, show_refusal


@blueprint.route("/elections/<public_id>/tally", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def tally_page(public_id: str) -> str | Response:
    """Add up the locked votes, then let the trustees open the sums."""
    form = PassphraseForm()
    wanted = request.form.get("act", "")
    if wanted in ("add", "cancel"):
        (_add_up if wanted == "add" else _cancel)(public_id)
        return redirect(url_for("office.tally_page", public_id=public_id))
    if wanted == "decrypt" and form.validate():
        try:
            return _decrypt(form, public_id)
        except Refused as refused:
            show_refusal(form, refused)
    return _page(public_id, form)


def _add_up(public_id: str) -> None:
    """Ask for the sums: every ballot is checked once more, which takes minutes where there are thousands."""
    who = act()
    with database().transaction() as db:
        found = own_election(db, public_id)
        tally.TALLY.need(db, who, found.id)
        asked = jobs.ask(
            db, who, JobKind.ADDING_UP, {"election": public_id}, assembly_id=found.session.assembly.id
        )  # fmt: skip
    background.begin(asked.id)


def _cancel(public_id: str) -> None:
    with database().transaction() as db:
        own_election(db, public_id)
        last = jobs.last(db, JobKind.ADDING_UP, {"election": public_id})
        if last is not None:
            jobs.cancel(db, last.id, now())


def _decrypt(form: PassphraseForm, public_id: str) -> Response:
    who = act()
    with database().reading() as db:
        own_election(db, public_id)
        own = next((one.public_id for one in trustee.trustees(db, public_id) if one.kind == Keeper.OFFICE), "")
    with taking(who, own) as db:
        tally.decrypt_with_office_key(db, who, public_id, passphrase=form.passphrase.data or "")
    say(gettext("The office key has opened its part of the sums."))
    return redirect(url_for("office.tally_page", public_id=public_id))


def _page(public_id: str, form: PassphraseForm) -> str:
    with database().reading() as db:
        found = own_election(db, public_id)
        holders = trustee.trustees(db, public_id)
        stage = tally.stage(db, public_id)
        work = jobs.last(db, JobKind.ADDING_UP, {"election": public_id}) if stage == "add" else None
    waiting = any(one.kind == Keeper.OFFICE and not one.decrypted for one in holders)
    return render_template(
        "office/tally.html",
        election=found,
        stage=stage,
        trustees=holders,
        form=form if waiting else None,
        job=work,
        again=background.LOOK_AGAIN,
    )
