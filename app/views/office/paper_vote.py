"""Votes on paper: how it goes, who enters where, how many came; the code with which an officer begins on a tablet."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.services.voting import paper_desk, paper_vote
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.installation import act, database
from app.web.reply import say
from app.web.zones import absolute


@blueprint.get("/elections/<public_id>/paper")
@officer(Permission.DECIDE)
def paper_votes(public_id: str) -> str:
    """How votes on paper go, and how they stand."""
    return _page(public_id)


@blueprint.post("/elections/<public_id>/paper/code")
@officer(Permission.DECIDE)
def paper_code(public_id: str) -> str:
    """Show the officer who asks the own code, once."""
    with database().transaction() as db:
        own_election(db, public_id)
        code = paper_desk.show_code(db, act(), public_id)
    return _page(public_id, code)


@blueprint.post("/elections/<public_id>/paper/end")
@officer(Permission.DECIDE)
def paper_end(public_id: str) -> Response:
    """End what an officer enters: the device is dead, or another person takes over."""
    with database().transaction() as db:
        own_election(db, public_id)
        paper_desk.end_of(db, public_id, request.form.get("officer", ""))
    say(gettext("Entering has ended there. What was entered once and not cast is entered anew."))
    return redirect(url_for("office.paper_votes", public_id=public_id))


def _page(public_id: str, code: str = "") -> str:
    with database().reading() as db:
        found = own_election(db, public_id)
        votes, waiting = paper_vote.paper_votes(db, found.id), paper_vote.waiting(db, found.id)
        listed = paper_desk.desks(db, found.id)
    return render_template(
        "office/paper_votes.html", election=found, votes=votes, waiting=waiting, desks=listed, code=code,
        address=absolute("booth.paper", public_id=public_id), form=FlaskForm(),
    )  # fmt: skip
