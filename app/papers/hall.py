"""The papers of the door: invitations of delegates, the sheet of who is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.documents.attendance_sheet import AttendanceRow, AttendanceSheet, render_attendance_sheet
from app.documents.hall_invitation import HallInvitation, render_hall_invitations
from app.documents.letterhead import Letterhead
from app.papers.issuer import Issuer
from app.services.day.desk import RollHours
from app.services.hall.look_up import PREFIX
from app.services.hall.roll import DelegateValue
from app.services.hall.session import SessionValue


def print_hall_invitations(issuer: Issuer, session: SessionValue, delegates: tuple[DelegateValue, ...]) -> bytes:
    """Invitations of delegates to a session as PDF; at least one."""
    return render_hall_invitations(
        tuple(
            HallInvitation(
                head=_head(issuer, session), session=session.number, held_on=session.held_on,
                begins=session.begins, place=issuer.say(session.place), number=one.number, name=issuer.say(one.name),
                institution=issuer.say(one.institution.name), province=issuer.province(one.institution.province),
                code=f"{PREFIX}{one.code}",
            )
            for one in delegates
        ),
        issuer.wording,
    )  # fmt: skip


def print_attendance_sheet(
    issuer: Issuer, session: SessionValue, listed: tuple[RollHours, ...], now: datetime | None
) -> bytes:
    """The sheet of a session as PDF: with the hours as they are `now`, or empty to be signed."""
    rows = tuple(
        AttendanceRow(
            number=one.delegate.number, name=issuer.say(one.delegate.name),
            institution=issuer.say(one.delegate.institution.name),
            province=issuer.province(one.delegate.institution.province),
            stays=tuple((stay.came, stay.went) for stay in one.stays) if now else (),
            by_video=one.delegate.by_video, stated_by=one.stays[-1].stated_by if now and one.stays else "",
        )
        for one in listed
    )  # fmt: skip
    sheet = AttendanceSheet(
        head=_head(issuer, session), session=session.number, held_on=session.held_on, begins=session.begins,
        place=issuer.say(session.place), rows=rows, signing=issuer.presidium(session)[:2], printed=now,
    )  # fmt: skip
    return render_attendance_sheet(sheet, issuer.wording)


def _head(issuer: Issuer, session: SessionValue) -> Letterhead:
    return replace(issuer.head(session.assembly), rehearsal=session.rehearsal)
