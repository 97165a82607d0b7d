"""Who attends by video: the chair's statement that they are there, their personal slips, and the mark on the roll."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.roll import HALL, VIDEO, WayForm
from app.language.message import N_
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.day import desk
from app.services.hall import by_video as video
from app.services.hall import calling, electorate, presence, roll, roll_instant
from app.services.hall.roll import DelegateValue
from app.services.hall.session import SessionValue
from app.services.voting import slip
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_session, way_back_to_session
from app.web.access import officer
from app.web.errors import words_of
from app.web.installation import Session, act, act_of_two, database, now
from app.web.posted import number, whole
from app.web.reply import say, show_refusal


@blueprint.route("/sessions/<int:session_id>/by-video", methods=["GET", "POST"])
@officer(Permission.DESK)
def by_video(session_id: int) -> str | Response:
    """The delegates who attend by video, and what the chair states of them."""
    with database().reading() as db:
        found = own_session(db, session_id)
    said = ""
    if request.method == "POST":
        try:
            with database().transaction() as db:
                say(_do(db, found, request.form.get("act", "")))
            return redirect(url_for("office.by_video", session_id=session_id))
        except Refused as refused:
            if refused.why is NOT_FOUND:
                raise
            g.form_status, g.refusal, said = refused.why.status, refused, words_of(refused)
    with database().reading() as db:
        lines = desk.lines(db, session_id, video.delegates(db, session_id))
        counted, held = calling.figures(db, session_id), desk.going_on(db, session_id)
        slips = [(one, slip.counts(db, one.public_id)) for one in held]
    return render_template(
        "office/by_video.html", session=found, lines=lines, counted=counted, slips=slips, refused=said
    )


def _do(db: Session, found: SessionValue, named: str) -> str:
    """Do what a button says; the words for it."""
    delegate_id, of = number(request.form, "delegate", -1), number(request.form, "of", -1)
    going_on = {one.id for one in desk.going_on(db, found.id)}
    if named == "state":
        video.state_present(db, act(), found.id, [whole(one) for one in request.form.getlist("delegates")])
        said = gettext(
            "It is recorded that they are present by video, by the statement of %(chair)s.", chair=found.presidium.chair
        )
    elif named == "gone":
        video.state_gone(db, act(), found.id, delegate_id)
        said = gettext("Recorded: not seen and heard any more.")
    elif named == "undo":
        presence.undo(db, act(), found.id, delegate_id, of, leaving=False)
        said = gettext("Taken back. The journal keeps both.")
    elif named == "hand" and of in going_on:
        electorate.hand_slip(db, act(), of, delegate_id)
        said = gettext("Recorded: has a personal slip in hand.")
    elif named == "take-back" and of in going_on:
        electorate.take_back_slip(db, act(), of, delegate_id)
        said = gettext("The record is taken back. The journal keeps both.")
    else:
        raise Refused(NOT_FOUND)
    return str(said)


@blueprint.route("/sessions/<int:session_id>/delegates/<int:delegate_id>/way", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def delegate_way(session_id: int, delegate_id: int) -> str | Response:
    """Mark that a delegate attends by video, or comes to the hall after all; two officers, after the instant of the
    roll."""
    with database().reading() as db:
        found, delegate = own_session(db, session_id), roll.delegate(db, session_id, delegate_id)
        late = roll_instant.is_late(db, session_id, now())
    form = WayForm(way=VIDEO if delegate.by_video else HALL)
    if not late:
        del form.reason, form.second_name, form.second_password
    if form.validate_on_submit():
        try:
            return _mark(found, delegate, form, late=late)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/delegate_way.html", session=found, delegate=delegate, form=form, late=late)


def _mark(found: SessionValue, delegate: DelegateValue, form: WayForm, *, late: bool) -> Response:
    about = {N_("Delegate"): delegate.name, N_("Institution"): delegate.institution.name}
    who = act_of_two(form, about=about) if late else act()
    reason, is_video = (form.reason.data or "") if late else "", form.way.data == VIDEO
    with database().transaction() as db:
        video.mark(db, who, found.id, delegate.id, by_video=is_video, reason=reason)
    say(gettext("Marked on the roll: attends by video.") if is_video
        else gettext("Marked on the roll: comes to the hall."))  # fmt: skip
    return redirect(way_back_to_session("office.by_video", found.id))
