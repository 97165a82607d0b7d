"""The timetable of an election in the office: setting it, extending a deadline."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.timetable import CorrectForm, ExtendForm, TimetableForm
from app.language.dates import in_tehran
from app.services.acts.refusal import Refused
from app.services.election import timetable as timetables
from app.services.election.timetable import DEADLINES, STEPS, TimetableValue
from app.states.officer import Permission
from app.states.phase import EARLY
from app.views.office import blueprint
from app.views.office.belonging import own_election, way_back
from app.web.access import may, officer
from app.web.errors import words_of
from app.web.installation import act, act_of_two, database, now
from app.web.reply import say, show_refusal


@blueprint.route("/elections/<public_id>/timetable", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def timetable_page(public_id: str) -> str | Response:
    """Set the whole timetable, until registration opens."""
    form = TimetableForm() if request.method == "POST" else None
    if form is None or not form.validate():
        return _page(public_id, form)
    try:
        with database().transaction() as db:
            own_election(db, public_id)
            wanted = TimetableValue(**{step: form[step].data for step in STEPS})
            timetables.set_timetable(db, act(), public_id, wanted)
    except Refused as refused:
        show_refusal(form, refused, str(refused.facts.get("second", refused.facts.get("step", ""))) or None)
        return _page(public_id, form)
    say(gettext("The timetable is set. Everybody reads it on the election’s page."))
    return redirect(url_for("office.timetable_page", public_id=public_id))


@blueprint.post("/elections/<public_id>/timetable/extend")
@officer(Permission.PREPARE)
def timetable_extend(public_id: str) -> str | Response:
    """Move one deadline later, with a reason."""
    form = ExtendForm()
    form.offer(DEADLINES)
    if not form.validate_on_submit():
        return _page(public_id, extension=form)
    try:
        with database().transaction() as db:
            own_election(db, public_id)
            timetables.extend(db, act(), public_id, form.step.data, form.until.data, form.reason.data or "")
    except Refused as refused:
        show_refusal(form, refused, "until")
        return _page(public_id, extension=form)
    say(gettext("The deadline is extended. The reason stands in the journal and on the election’s page."))
    return redirect(way_back("office.timetable_page", public_id))


@blueprint.route("/elections/<public_id>/timetable/correct", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def timetable_correct(public_id: str) -> str | Response:
    """Take back what was mistyped; two officers."""
    with database().reading() as db:
        found = own_election(db, public_id)
        value = timetables.timetable(db, public_id)
        blocked = timetables.CORRECT.why_not(db, public_id, now())
    form = CorrectForm(obj=value)
    if form.validate_on_submit():
        try:
            return _correct(public_id, form)
        except Refused as refused:
            show_refusal(form, refused, str(refused.facts.get("second", refused.facts.get("step", ""))) or None)
    return render_template(
        "office/timetable_correct.html", election=found, timetable=value, form=form, today=now(),
        blocked=None if blocked is None else words_of(blocked),
    )  # fmt: skip


def _correct(public_id: str, form: CorrectForm) -> Response:
    who = act_of_two(form)
    wanted = TimetableValue(**{step: form[step].data for step in STEPS})
    with database().transaction() as db:
        own_election(db, public_id)
        timetables.correct(db, who, public_id, wanted, form.reason.data or "")
    say(gettext("The timetable is corrected. The reason stands in the journal and on the election’s page."))
    return redirect(way_back("office.timetable_page", public_id))


def _page(public_id: str, form: TimetableForm | None = None, extension: ExtendForm | None = None) -> str:
    with database().reading() as db:
        found = own_election(db, public_id)
        value = timetables.timetable(db, public_id)
        extensions = timetables.extensions(db, public_id)
    set_ones = tuple(step for step in DEADLINES if getattr(value, step) is not None)
    if extension is None:
        extension = ExtendForm(formdata=None)
    extension.offer(set_ones)
    begun = value.registration_opens is not None and value.registration_opens <= now()
    return render_template(
        "office/timetable.html", election=found, timetable=value, form=form or TimetableForm(formdata=None, obj=value),
        extension=extension, extensions=extensions, may_set=found.phase in EARLY and not begun,
        may_extend=found.phase in EARLY and bool(set_ones), today=now(),
        may_correct=found.phase in EARLY and begun and may(Permission.DECIDE),
        late=tuple(step for step, at in value.steps() if in_tehran(at).date() > found.session.held_on),
    )  # fmt: skip
