"""The officer's start page."""

from __future__ import annotations

from flask import render_template

from app.services.election import election as elections
from app.services.hall import session as sessions
from app.services.register import assembly as assemblies
from app.views.office import blueprint
from app.views.office.tasks import next_act
from app.web.access import ROLES, current_officer, officer
from app.web.installation import database


@blueprint.get("/")
@officer("look")
def home() -> str:
    """The elections of the officer's assembly, each with its next act."""
    me = current_officer()
    with database().reading() as db:
        mine = assemblies.assembly(db, me.assembly)
        held = sessions.sessions(db, mine.id)
        found = elections.elections(db, mine.id)
        entries = [{"election": one, "act": next_act(db, one)} for one in found]
    return render_template(
        "office/home.html", officer=me, assembly=mine, entries=entries, session_id=held[0].id if held else None,
        may_register="register" in ROLES[me.role],
        may_export="export" in ROLES[me.role],
        may_admit="officers" in ROLES[me.role],
    )  # fmt: skip
