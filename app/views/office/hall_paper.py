"""The papers of the door: invitations with a code for each delegate, the sheet for signatures."""

from __future__ import annotations

from flask import Response, request

from app.papers.hall import print_attendance_sheet, print_hall_invitations
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.day import desk
from app.services.hall import roll
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.web.access import officer
from app.web.installation import database, issuer, now
from app.web.posted import number
from app.web.reply import send_pdf


@blueprint.get("/sessions/<int:session_id>/door/invitations.pdf")
@officer(Permission.DESK)
def hall_invitations(session_id: int) -> Response:
    """The invitations of all delegates, two on a page, or that of one."""
    wanted = number(request.args, "delegate", 0)
    with database().reading() as db:
        found = own_session(db, session_id)
        delegates = (roll.delegate(db, session_id, wanted),) if wanted else roll.roll(db, session_id)
    if not delegates:
        raise Refused(NOT_FOUND)
    return send_pdf(print_hall_invitations(issuer(), found, delegates), f"invitations-{found.number}.pdf")


@blueprint.get("/sessions/<int:session_id>/door/attendance.pdf")
@officer(Permission.DESK)
def attendance_sheet(session_id: int) -> Response:
    """The roll with room for signatures; with the hours as they are, where these are asked for."""
    with database().reading() as db:
        found, listed = own_session(db, session_id), desk.everybody(db, session_id)
    moment = now() if request.args.get("hours") else None
    return send_pdf(print_attendance_sheet(issuer(), found, listed, moment), f"attendance-{found.number}.pdf")
