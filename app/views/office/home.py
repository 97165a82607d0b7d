"""The officer's start page."""

from __future__ import annotations

from flask import render_template

from app.services.accounts import officer as officers
from app.services.election import election as elections
from app.services.hall import session as sessions
from app.services.register import assembly as assemblies
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.tasks import next_act
from app.web.access import current_officer, may, officer
from app.web.installation import database, now


@blueprint.get("/")
@officer(Permission.LOOK)
def home() -> str:
    """The elections of the officer's assembly, each with its next act."""
    me = current_officer()
    with database().reading() as db:
        mine = assemblies.assembly(db, me.assembly)
        held = sessions.sessions(db, mine.id)
        found = elections.elections(db, mine.id)
        resets = officers.resets(db, mine.id, now())
        entries = [{"election": one, "act": next_act(db, one)} for one in found]
    return render_template(
        "office/home.html", officer=me, assembly=mine, entries=entries, resets=resets,
        session_id=held[0].id if held else None,
        may_register=may(Permission.REGISTER),
        may_export=may(Permission.EXPORT),
        may_admit=may(Permission.OFFICERS),
    )  # fmt: skip
