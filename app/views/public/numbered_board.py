"""The addresses of an election's boards by their numbers: the present one, and those that unfreezing ended."""

from __future__ import annotations

from flask import Response

from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.voting import unfreezing
from app.views.public import blueprint
from app.views.public.board import archive, board_page, send_checkpoint
from app.web.access import anyone
from app.web.download import download
from app.web.installation import database, installation


@blueprint.get("/elections/<public_id>/<int:number>")
@blueprint.get("/elections/<public_id>/<int:number>/board")
@anyone
def numbered_board(public_id: str, number: int) -> str:
    """The board of this number; the page says of one that ended where the present one is."""
    with database().reading() as db:
        present, _ = unfreezing.present_board(db, public_id)
    if not 1 <= number <= present:
        raise Refused(NOT_FOUND)
    return board_page(public_id)


@blueprint.get("/elections/<public_id>/<int:number>/checkpoint.txt")
@anyone
def numbered_checkpoint(public_id: str, number: int) -> Response:
    """The signed head of the present board, as a witness takes it by its address."""
    _need_present(public_id, number)
    return send_checkpoint(public_id)


@blueprint.get("/elections/<public_id>/<int:number>/election.bel")
@anyone
def numbered_archive(public_id: str, number: int) -> Response:
    """The present board as Belenios' own program reads it."""
    _need_present(public_id, number)
    return archive(public_id)


@blueprint.get("/elections/<public_id>/<int:number>/record.zip")
@anyone
def ended_record(public_id: str, number: int) -> Response:
    """The record of a board that ended, as it stood then."""
    signer, keys = installation().signer, installation().ring.public
    with database().reading() as db:
        known = [one for one in unfreezing.ended(db, public_id) if one.number == number and one.has_record]
        if not known:
            raise Refused(NOT_FOUND)
        return download(
            f"{public_id}-{number}.record.zip", known[0].fingerprint, "application/zip",
            lambda out: unfreezing.write_ended(db, public_id, number, signer, keys, out),
        )  # fmt: skip


def _need_present(public_id: str, number: int) -> None:
    """Refused: not-found, also for a board that ended: its last signed head stands in its record."""
    with database().reading() as db:
        if unfreezing.present_board(db, public_id)[0] != number:
            raise Refused(NOT_FOUND)
