"""The public board, its signed heads and its archive."""

from __future__ import annotations

import tempfile

from flask import Response, render_template, request, send_file, url_for
from flask_babel import gettext

from app.access import anyone
from app.documents.qr import encode_qr
from app.house import checkpoint_now, database, house
from app.services import board as boards
from app.services import checkpoint as checkpoints
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
    checkpoint = checkpoint_now(public_id)
    return render_template(
        "public/board.html", election=found, board=seen, handed=handed, page=page, tracker=tracker, ballots=ballots,
        typed=len(boards.tidy_tracker(tracker)), least=boards.LEAST_PREFIX, whole=boards.TRACKER,
        address=house().settings.address + url_for("public.election", public_id=public_id),
        checkpoint=checkpoint, board_key=house().signer.published(public_id),
        code=encode_qr(checkpoint.note).image(gettext("Square code of the signed head")) if checkpoint else None,
    )  # fmt: skip


@blueprint.get("/elections/<public_id>/checkpoint.txt")
@anyone
def checkpoint(public_id: str) -> Response:
    """The signed head of the board, as a witness takes it."""
    checkpoint_now(public_id)
    with database().reading() as db:
        found = checkpoints.need_last(db, public_id)
    return Response(found.note, mimetype="text/plain")


@blueprint.get("/elections/<public_id>/election.bel")
@anyone
def archive(public_id: str) -> Response:
    """The whole record, as Belenios' own program reads it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    with database().reading() as db:
        boards.write_archive(db, public_id, file)
    file.seek(0)
    return send_file(file, mimetype="application/octet-stream", as_attachment=True, download_name=f"{public_id}.bel")
