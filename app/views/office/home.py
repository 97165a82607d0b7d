"""The officer's start page."""

from __future__ import annotations

from flask import render_template

from app.services.accounts import newcomers
from app.services.accounts import officer as officers
from app.services.election import election as elections
from app.services.hall import session as sessions
from app.services.register import assembly as assemblies
from app.services.register.assembly import AssemblyValue
from app.services.whole.unfinished import unfinished
from app.states.officer import Permission, Role
from app.states.phase import OVER
from app.views.office import blueprint
from app.views.office.console import console, waits_for_me
from app.web.access import current_officer, may, officer
from app.web.installation import Session, database, now
from app.web.state import installation_state

MOST_PRESENT = 8
MOST_ENDED = 8
"""As many elections stand here; all are on the page of the sessions."""


@blueprint.get("/")
@officer(Permission.LOOK)
def home() -> str:
    """The assembly's elections that go on or leave something to do, each as a console; below them those that ended."""
    me = current_officer()
    with database().reading() as db:
        mine = assemblies.assembly(db, me.assembly)
        found = elections.elections(db, mine.id)
        resets = officers.resets(db, mine.id, now())
        arrived = newcomers.newcomers(db, mine.id, now())
        begun = frozenset() if found else _begun(db, mine)
        over = [one for one in found if one.phase in OVER]
        at_work = unfinished(db, over)
        left = [one for one in over if one.id in at_work]
        present = [*(one for one in found if one.phase not in OVER), *left]
        shown = present[:MOST_PRESENT]
        consoles, waits = [console(db, one) for one in shown], waits_for_me(db, shown)
    return render_template(
        "office/home.html", officer=me, assembly=mine, consoles=consoles, waits=waits, resets=resets, newcomers=arrived,
        more=present[MOST_PRESENT:], ended=[one for one in over if one not in left][:MOST_ENDED],
        may_register=may(Permission.REGISTER), may_export=may(Permission.EXPORT), may_admit=may(Permission.OFFICERS),
        at_door=me.role == Role.DESK, begun=begun, state=installation_state() if may(Permission.PREPARE) else None,
    )  # fmt: skip


def _begun(db: Session, mine: AssemblyValue) -> frozenset[str]:
    """Which of the first steps are done, before there is an election."""
    roles = {one.role for one in officers.officers(db, mine.id) if not one.disabled}
    done = {
        "officers": roles >= {Role.SECRETARY, Role.RETURNING_OFFICER, Role.SIGNATORY},
        "institutions": bool(mine.introduced),
        "session": bool(sessions.sessions(db, mine.id)),
    }
    return frozenset(step for step, is_done in done.items() if is_done)
