"""The start page of an institution: its elections, each with the one next act."""

from __future__ import annotations

from flask import render_template, url_for

from app.access import current_account, institution
from app.house import database, now
from app.services import standing
from app.views.own import blueprint


@blueprint.get("/own")
@institution
def start() -> str:
    """Who one is, and what is next."""
    with database().reading() as db:
        found = standing.standings(db, current_account().institution_id, now())
    addresses = {one.election.public_id: _address(one) for one in found}
    return render_template(
        "own/start.html", account=current_account(), standings=found, addresses=addresses, today=now()
    )


def _address(one: standing.Standing) -> str:
    """Where the act is done; before there is a nomination and without an act, the election's public page."""
    if one.nomination is not None or one.act == "begin":
        return url_for("own.nomination", public_id=one.election.public_id)
    return url_for("public.election", public_id=one.election.public_id)
