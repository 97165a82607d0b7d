"""Papers in the office: receipts, notices, the booklet also before it is final, the papers of the day."""

from __future__ import annotations

from flask import Response

from app.papers.answers import notice_answer, receipt_answer
from app.papers.marking_sheet import print_marking_sheet
from app.papers.run_sheet import print_run_sheet
from app.papers.without_server import print_without_server
from app.services.whole.steps import STEPS
from app.states.officer import Permission
from app.views.booklet import booklet_of
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.installation import database, issuer, paper_store
from app.web.reply import send_pdf


@blueprint.get("/elections/<public_id>/candidates/<int:number>/receipt.pdf")
@officer(Permission.REVIEW)
def nomination_receipt(public_id: str, number: int) -> Response:
    """The receipt of a nomination."""
    with database().reading() as db:
        found = own_election(db, public_id)
    return send_pdf(*receipt_answer(paper_store(), found, number))


@blueprint.get("/elections/<public_id>/candidates/<int:number>/notices/<int:step>.pdf")
@officer(Permission.REVIEW)
def nomination_notice(public_id: str, number: int, step: int) -> Response:
    """A notice about a nomination."""
    with database().reading() as db:
        found = own_election(db, public_id)
    return send_pdf(*notice_answer(paper_store(), found, number, step))


@blueprint.get("/elections/<public_id>/booklet.pdf")
@officer(Permission.LOOK)
def booklet(public_id: str) -> Response:
    """The booklet, marked as not final before the list is fixed."""
    with database().reading() as db:
        found = own_election(db, public_id)
    return booklet_of(found)


@blueprint.get("/elections/<public_id>/run-sheet.pdf")
@officer(Permission.LOOK)
def run_sheet(public_id: str) -> Response:
    """What the officers of the day have in their hands."""
    with database().reading() as db:
        own_election(db, public_id)
        pdf = print_run_sheet(issuer(), db, public_id, STEPS)
    return send_pdf(pdf, f"run-sheet-{public_id}.pdf")


@blueprint.get("/elections/<public_id>/marking-sheet.pdf")
@officer(Permission.LOOK)
def marking_sheet(public_id: str) -> Response:
    """The list for marking by hand, once; the printer makes one for each delegate."""
    with database().reading() as db:
        own_election(db, public_id)
        pdf = print_marking_sheet(issuer(), db, public_id)
    return send_pdf(pdf, f"marking-sheet-{public_id}.pdf")


@blueprint.get("/elections/<public_id>/without-server.pdf")
@officer(Permission.LOOK)
def without_server(public_id: str) -> Response:
    """What the presidium does when the server is dead; printed before the day."""
    with database().reading() as db:
        own_election(db, public_id)
        pdf = print_without_server(issuer(), db, public_id)
    return send_pdf(pdf, f"without-server-{public_id}.pdf")
