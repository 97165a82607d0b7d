"""What an institution can print of its own nomination: the receipt and the notices."""

from __future__ import annotations

from flask import Response

from app.papers.answers import notice_answer, receipt_answer
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.election import election as elections
from app.services.nomination import nomination as nominations
from app.views.institution import blueprint
from app.web.access import current_account, institution
from app.web.installation import Session, database, paper_store
from app.web.reply import send_pdf


@blueprint.get("/own/elections/<public_id>/receipt.pdf")
@institution
def receipt(public_id: str) -> Response:
    """The receipt of what was handed in last."""
    with database().reading() as db:
        found, mine = elections.election(db, public_id), _mine(db, public_id)
    return send_pdf(*receipt_answer(paper_store(), found, mine))


@blueprint.get("/own/elections/<public_id>/notices/<int:step>.pdf")
@institution
def notice(public_id: str, step: int) -> Response:
    """The notice about one step."""
    with database().reading() as db:
        found, mine = elections.election(db, public_id), _mine(db, public_id)
    return send_pdf(*notice_answer(paper_store(), found, mine, step))


def _mine(db: Session, public_id: str) -> int:
    found = nominations.own(db, public_id, current_account().institution_id)
    if found is None:
        raise Refused(NOT_FOUND)
    return found.id
