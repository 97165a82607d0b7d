"""The chair's phone: in with the code of a session; agenda, timer and speakers' list, and nothing else."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.forms.agenda import KIND_WORDS
from app.services.day import chair as chairs
from app.services.day import presentation, speech
from app.services.hall import agenda as agendas
from app.services.hall import calling
from app.views.public import blueprint
from app.views.public.code_door import code_door, leave_by
from app.views.public.held import held_session
from app.web.access import anyone, chair, current_chair
from app.web.installation import act_of, database, now


@blueprint.route("/chair", methods=["GET", "POST"])
@blueprint.route("/chair/<slug>/<int:session_number>", methods=["GET", "POST"])
@anyone
def chair_door(slug: str = "", session_number: int = 0) -> str | Response:
    """The door of who presides; the address that stands beside a code takes codes of that session alone."""
    return code_door(
        "chair", chairs.enter, inside="public.chairing", template="public/chair_door.html", slug=slug,
        session_number=session_number,
    )  # fmt: skip


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
    return leave_by("chair", chairs.leave)
