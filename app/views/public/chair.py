"""The chair's phone: in with the code of a session; agenda, timer and speakers' list, and nothing else."""

from __future__ import annotations

from flask import g, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.agenda import KIND_WORDS
from app.forms.chair import DayCodeForm
from app.services.acts.refusal import Refused
from app.services.day import chair as chairs
from app.services.day import presentation, speech
from app.services.day.screen import session_at
from app.services.hall import agenda as agendas
from app.services.hall import calling
from app.views.public import blueprint
from app.views.public.held import held_session
from app.web.access import anyone, chair, current_chair
from app.web.installation import act_of, database, now
from app.web.reply import say, show_refusal


@blueprint.route("/chair", methods=["GET", "POST"])
@blueprint.route("/chair/<slug>/<int:session_number>", methods=["GET", "POST"])
@anyone
def chair_door(slug: str = "", session_number: int = 0) -> str | Response:
    """The door of who presides; the address that stands beside a code takes codes of that session alone."""
    if g.chair is not None and request.method == "GET" and "code" not in request.args:
        return redirect(url_for("public.chairing"))
    form, held = DayCodeForm(), None
    with database().reading() as db:
        session_id = session_at(db, slug, session_number) if slug else None
        held = held_session(db, session_id) if session_id is not None else None
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                secret = chairs.enter(db, act_of(), form.code.data or "", session_id=session_id)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            session["chair"] = secret
            return redirect(url_for("public.chairing"))
    elif request.method == "GET":
        form.code.data = request.args.get("code", "")[:40]
    ended = session.pop("chair", "") if g.chair is None else ""
    return render_template("public/chair_door.html", form=form, session=held, ended=bool(ended))


@blueprint.route("/chairing", methods=["GET", "POST"])
@chair
def chairing() -> str | Response:
    """What goes on in the session now; a button's `act` is such as `item-start:12`."""
    me = current_chair()
    if request.method == "POST":
        with database().transaction() as db:
            chairs.preside(db, act_of(), me, request.form.get("act", ""))
        return redirect(url_for("public.chairing"))
    with database().reading() as db:
        held, agenda = held_session(db, me.session_id), agendas.agenda(db, me.session_id)
        floor, going = speech.floor(db, me.session_id), presentation.presentations(db, me.session_id)
        counted = calling.figures(db, me.session_id)
        item_id = floor.present.item_id if floor.present else agenda.now.id if agenda.now else 0
        speeches = speech.speeches(db, me.session_id, item_id) if item_id else ()
    return render_template(
        "public/chairing.html", chair=me, session=held, agenda=agenda, kinds=KIND_WORDS, counted=counted, round=going,
        floor=floor, speeches=speeches, at=now(), warning=presentation.WARNING, speech_warning=speech.WARNING,
        most_extra=presentation.MOST_EXTRA, most=speech.MOST_MINUTES,
    )  # fmt: skip


@blueprint.post("/chairing/leave")
@chair
def chairing_leave() -> Response:
    """End the sign-in; the code stays used."""
    with database().transaction() as db:
        chairs.leave(db, session.pop("chair", ""))
    say(gettext("You have left. For another sign-in the office gives you a new code."))
    return redirect(url_for("public.home"))
