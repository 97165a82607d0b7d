"""Simulated delegates of a rehearsal: how many vote now and how fast, and their end."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.forms.slip import SimulationForm
from app.services.acts.refusal import Refused
from app.services.voting import simulation
from app.services.whole import job as jobs
from app.states.job import JobKind
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web import background
from app.web.access import officer
from app.web.i18n import locale_code
from app.web.installation import act, database
from app.web.reply import show_refusal


@blueprint.route("/elections/<public_id>/simulated", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def simulated(public_id: str) -> str | Response:
    """How the simulation stands; let some of them vote."""
    form = SimulationForm(seconds=3)
    with database().reading() as db:
        found, stands = own_election(db, public_id), simulation.simulation(db, public_id)
        work = jobs.of_election(db, JobKind.SIMULATED, public_id)
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                upto = simulation.begin(db, act(), public_id, form.count.data)
        except Refused as refused:
            show_refusal(form, refused, "count")
        else:
            said = {"election": public_id, "seconds": str(form.seconds.data), "upto": str(upto)}
            background.ask(JobKind.SIMULATED, said, act(), assembly_id=found.session.assembly.id)
            return redirect(url_for("office.simulated", public_id=public_id))
    return render_template(
        "office/simulated.html", election=found, stands=stands, work=work, form=form, again=background.LOOK_AGAIN,
        locale=locale_code(),
    )  # fmt: skip


@blueprint.post("/elections/<public_id>/simulated/cancel")
@officer(Permission.DECIDE)
def simulated_cancel(public_id: str) -> Response:
    """Let no more of them vote; who has voted has."""
    with database().reading() as db:
        own_election(db, public_id)
    background.cancel(JobKind.SIMULATED, public_id)
    return redirect(url_for("office.simulated", public_id=public_id))
