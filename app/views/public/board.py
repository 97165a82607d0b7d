"""The public board and its archive."""

from __future__ import annotations

import tempfile

from flask import Response, render_template, request, send_file

from app.access import anyone
from app.house import database
from app.services import board as boards
from app.services import election as elections
from app.services import roll
from app.views.posted import page_number
from app.views.public import blueprint


@blueprint.get("/elections/<public_id>/board")
@anyone
def board(public_id: str) -> str:
    """The head, the counters and the events of the board, and the ballots whose trackers begin as asked."""
    page = page_number()
    tracker = request.args.get("tracker", "").strip()
    with database().reading() as db:
        found = elections.election(db, public_id)
        seen = boards.look(db, public_id, page=page)
        ballots = boards.find_ballots(db, public_id, tracker)
        handed = roll.attendance(db, found.session.id).handed
    return render_template(
        "public/board.html", election=found, board=seen, handed=handed, page=page, tracker=tracker, ballots=ballots,
        typed=len(boards.tidy_tracker(tracker)), least=boards.LEAST_PREFIX, whole=boards.TRACKER,
    )  # fmt: skip


@blueprint.get("/elections/<public_id>/archive.bel")
@anyone
def archive(public_id: str) -> Response:
    """The whole record, as Belenios' own program reads it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    with database().reading() as db:
        boards.write_archive(db, public_id, file)
    file.seek(0)
    return send_file(
        file, mimetype="application/octet-stream", as_attachment=True, download_name=f"{public_id}.bel"
    )
