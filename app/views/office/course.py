"""The chair's page for the day, made for a phone: the items of the agenda, begun and ended with a touch."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.agenda import KIND_WORDS
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.day import chair as chairs
from app.services.day import resolution
from app.services.hall import agenda as agendas
from app.services.hall import calling
from app.states.agenda import ItemKind
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.web.access import officer
from app.web.installation import act, database
from app.web.posted import whole
from app.web.reply import say


@blueprint.route("/sessions/<int:session_id>/course", methods=["GET", "POST"])
@officer(Permission.PRESIDE)
def course(session_id: int) -> str | Response:
    """The items with the one that is dealt with now; a button's `act` is such as `start:12`."""
    if request.method == "POST":
        named, _, item = request.form.get("act", "").partition(":")
        with database().transaction() as db:
            own_session(db, session_id)
            chairs.work_item(db, act(), session_id, named, whole(item))
        return redirect(url_for("office.course", session_id=session_id))
    with database().reading() as db:
        found, agenda = own_session(db, session_id), agendas.agenda(db, session_id)
        resolved, counted = resolution.resolutions(db, session_id), calling.figures(db, session_id)
    return render_template(
        "office/course.html", session=found, agenda=agenda, kinds=KIND_WORDS, resolutions=resolved, counted=counted
    )


@blueprint.post("/sessions/<int:session_id>/course/kinds")
@officer(Permission.PRESIDE)
def course_kinds(session_id: int) -> Response:
    """Say what the items are about: fields `kind-12` hold the kind of item 12."""
    said = {name.removeprefix("kind-"): kind for name, kind in request.form.items() if name.startswith("kind-")}
    if not all(kind in frozenset(ItemKind) for kind in said.values()):
        raise Refused(NOT_FOUND)
    with database().transaction() as db:
        own_session(db, session_id)
        agendas.set_kinds(db, session_id, {whole(item): ItemKind(kind) for item, kind in said.items()})
    say(gettext("What the items are about is saved."))
    return redirect(url_for("office.course", session_id=session_id))
