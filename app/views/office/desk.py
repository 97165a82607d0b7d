"""Desks that go on without network: which has which part of the roll, what came of it, and what must be looked at."""

from __future__ import annotations

import secrets

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.desk import DeskPartForm, TakeBackForm
from app.language.message import N_
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.day import desk, desk_queue
from app.services.day.desk import DoorLine
from app.services.hall import desk_part, roll
from app.services.hall.desk_part import MOST_SHARES, Choice, PartValue
from app.services.hall.session import SessionValue
from app.states.desk import PartState
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_session, way_back_to_session
from app.web.access import officer
from app.web.device_cookie import DESK
from app.web.filters import name as in_page_language
from app.web.i18n import digits, locale_code
from app.web.installation import act, act_of_two, database
from app.web.posted import number
from app.web.reply import say, show_refusal


@blueprint.route("/sessions/<int:session_id>/desks", methods=["GET", "POST"])
@officer(Permission.DESK)
def desks(session_id: int) -> str | Response:
    """Give this desk a part, give it back; say that a question was looked at."""
    form = DeskPartForm()
    form.offer(locale_code(), MOST_SHARES)
    with database().reading() as db:
        found = own_session(db, session_id)
    if request.method == "POST":
        done = _tried(found, form)
        if done is not None:
            return done
    with database().reading() as db:
        own = desk_part.part_of(db, session_id, DESK.held())
        parts, questions = desk_part.parts(db, session_id), desk_queue.questions(db, session_id)
    has_part = own is not None and own.state is PartState.HELD
    return render_template(
        "office/desks.html", session=found, form=form, own=own if has_part else None, parts=parts, questions=questions
    )


def _tried(found: SessionValue, form: DeskPartForm) -> Response | None:
    """Do it; what is refused is said on the page."""
    try:
        return _posted(found, form)
    except Refused as refused:
        if refused.why is NOT_FOUND:
            raise
        show_refusal(form, refused)
    return None


def _posted(found: SessionValue, form: DeskPartForm) -> Response | None:
    """Do what the pressed button says; None where something typed must be mended."""
    named, _, which = request.form.get("act", "").partition(":")
    if named == "give":
        return _give(found, form) if form.validate() else None
    with database().transaction() as db:
        if named == "seen":
            desk_queue.note_seen(db, act(), found.id, int(which) if which.isdecimal() else -1)
        elif named == "give-back":
            desk_part.give_back(db, act(), found.id, DESK.held(), last=number(request.form, "last", 0))
            say(gettext("The part is given back. Every desk hands slips to everybody again."))
        else:
            raise Refused(NOT_FOUND)
    return redirect(url_for("office.desks", session_id=found.id))


def _give(found: SessionValue, form: DeskPartForm) -> Response:
    way, chosen = form.chosen()
    key = secrets.token_hex(16)
    with database().transaction() as db:
        if _has_part(desk_part.part_of(db, found.id, DESK.held())):
            raise Refused(desk_part.DESK_HAS_PART)
        desk_part.give(db, act(), found.id, name=form.name.data or "", choice=Choice(way=way, chosen=chosen), key=key)
    DESK.hold(key, url_for("office.door", session_id=found.id).removesuffix("/door"))
    return redirect(url_for("office.door", session_id=found.id))


def _has_part(own: PartValue | None) -> bool:
    return own is not None and own.state is PartState.HELD


@blueprint.route("/sessions/<int:session_id>/desks/<int:part_id>/take-back", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def desk_take_back(session_id: int, part_id: int) -> str | Response:
    """Take a part back from a desk that cannot give it back itself; two officers, who were there."""
    with database().reading() as db:
        found = own_session(db, session_id)
        part = next((one for one in desk_part.parts(db, session_id) if one.id == part_id), None)
        if part is None:
            raise Refused(NOT_FOUND)
        lines = desk.lines(db, session_id, roll.chosen(db, session_id, sorted(desk_part.members(db, part_id))))
    form = TakeBackForm()
    form.offer(_without_slip(lines))
    if form.validate_on_submit():
        try:
            who = act_of_two(form, about={N_("Desk"): part.name})
            handed = [(int(election), int(one)) for election, one in (one.split(":") for one in form.handed.data or ())]
            with database().transaction() as db:
                desk_queue.take_back(db, who, session_id, part_id, handed=handed)
            say(gettext("The part is taken back. What this desk says of slips from now on is only looked at."))
            return redirect(way_back_to_session("office.desks", session_id))
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/desk_take_back.html", session=found, part=part, form=form)


def _without_slip(lines: tuple[DoorLine, ...]) -> list[tuple[str, str]]:
    """The persons of the part whom the desk may have handed a slip that is not known here, with each election."""
    return [
        (f"{slip.election.id}:{line.delegate.id}", _called(line, in_page_language(slip.election.title)))
        for line in lines
        for slip in line.slips
        if slip.votes and slip.handing and not slip.handed
    ]


def _called(line: DoorLine, election: str) -> str:
    one = line.delegate
    named = f"{digits(one.number)} · {in_page_language(one.name)} · {in_page_language(one.institution.name)}"
    return f"{named} · {election}" if len(line.slips) > 1 else named
