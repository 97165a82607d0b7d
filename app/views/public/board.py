"""The public board, its signed heads, its archive and its record."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask_babel import gettext

from app.papers.pictures import encode_qr
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.election import election as elections
from app.services.hall import electorate
from app.services.voting import board, checkpoint, record, unfreezing
from app.views.public import blueprint
from app.web.access import anyone
from app.web.download import download
from app.web.installation import checkpoint_now, database, installation
from app.web.posted import page_number

_BESIDE = ", ".join(map(repr, record.BESIDE))


@blueprint.get("/elections/<public_id>/board", endpoint="board")
@anyone
def board_page(public_id: str) -> str:
    """The head, the counters and the events of the board, and the ballots whose trackers begin as asked."""
    page = page_number()
    tracker = request.args.get("tracker", "").strip()
    checkpoint = checkpoint_now(public_id)
    with database().reading() as db:
        found = elections.election(db, public_id)
        seen = board.look(db, public_id, page=page)
        ballots = board.find_ballots(db, public_id, tracker)
        alike = () if ballots else board.find_ballots(db, public_id, tracker, alike=True)
        handed = electorate.attendance(db, found.id).handed
        beside = record.names(db, public_id)
        ended, (number, board_name) = unfreezing.ended(db, public_id), unfreezing.present_board(db, public_id)
    return render_template(
        "public/board.html", election=found, board=seen, handed=handed, page=page, tracker=tracker, ballots=ballots,
        alike=alike, typed=len(board.tidy_tracker(tracker)), least=board.LEAST_PREFIX, whole=board.is_whole(tracker),
        address=installation().settings.public + _address(public_id, number),
        stream=f"/live/elections/{public_id}" if installation().settings.streams else "",
        beside=beside, checkpoint=checkpoint, board_key=installation().signer.published(board_name), ended=ended,
        code=encode_qr(checkpoint.note).image(gettext("QR code of the latest entry")) if checkpoint else None,
    )  # fmt: skip


def _address(public_id: str, number: int) -> str:
    """Where a witness finds the present board."""
    if number == 1:
        return url_for("public.election", public_id=public_id)
    return url_for("public.numbered_board", public_id=public_id, number=number)


@blueprint.get("/elections/<public_id>/checkpoint.txt", endpoint="checkpoint")
@anyone
def send_checkpoint(public_id: str) -> Response:
    """The signed head of the board, as a witness takes it."""
    checkpoint_now(public_id)
    with database().reading() as db:
        found = checkpoint.need_last(db, public_id)
    return Response(found.note, mimetype="text/plain")


@blueprint.get("/elections/<public_id>/election.bel")
@anyone
def archive(public_id: str) -> Response:
    """The board as Belenios' own program reads it; its tag is the hash of its last event."""
    with database().reading() as db:
        tag = board.archive_tag(db, public_id)
        return download(
            f"{public_id}.bel", tag, "application/octet-stream", lambda out: board.write_archive(db, public_id, out)
        )


@blueprint.get("/elections/<public_id>/<record_id>.record.zip", endpoint="record")
@anyone
def send_record(public_id: str, record_id: str) -> Response:
    """The whole public record as one file."""
    if record_id != public_id:
        raise Refused(NOT_FOUND)
    checkpoint_now(public_id)
    signer, keys = installation().signer, installation().ring.public
    with database().reading() as db:
        tag = record.tag(db, public_id, signer, keys)
        return download(
            f"{public_id}.record.zip", tag, "application/zip",
            lambda out: record.write_record(db, public_id, signer, keys, out),
        )  # fmt: skip


@blueprint.get(f"/elections/<public_id>/<any({_BESIDE}):name>")
@anyone
def record_file(public_id: str, name: str) -> Response:
    """One of the files that stand beside the archive."""
    with database().reading() as db:
        data = record.read_file(db, public_id, name, installation().signer, installation().ring.public)
    return Response(data, mimetype="text/plain" if name.endswith(".txt") else "application/json")
