"""Whether somebody is on the roll of the session of an election: everybody may ask."""

from __future__ import annotations

from flask import render_template, request

from app.services.election import election as elections
from app.services.hall.on_roll import on_roll
from app.views.public import blueprint
from app.web.access import anyone
from app.web.installation import database


@blueprint.route("/elections/<public_id>/roll", methods=["GET", "POST"], endpoint="roll")
@anyone
def roll_page(public_id: str) -> str:
    """The question, and its answer; what was asked stands in no address."""
    asked = request.form.get("asked", "").strip()[:120]
    with database().reading() as db:
        found = elections.election(db, public_id)
        answers = on_roll(db, found.session.id, asked)
    return render_template("public/roll.html", election=found, asked=asked, answers=answers)
