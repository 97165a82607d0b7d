"""The clock of the server: what it shows, what is on record, and its release by two officers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app.forms.clock import ClockForm
from app.language.message import N_
from app.services.acts import clock, clock_release
from app.services.acts.clock_release import CLOCK_MOVED
from app.services.acts.refusal import Refused
from app.states.officer import Permission
from app.views.office import blueprint
from app.web.access import current_officer, may, officer
from app.web.i18n import digits
from app.web.installation import act_of_two, database, installation
from app.web.reply import say, show_refusal


@blueprint.route("/clock", methods=["GET", "POST"], endpoint="clock")
@officer(Permission.LOOK)
def clock_page() -> str | Response:
    """Say what the clock shows and why it is doubted; two officers who find it right release it."""
    form = ClockForm()
    if may(Permission.DECIDE) and form.validate_on_submit():
        try:
            _release(form)
            say(gettext("The clock is released. What waited for it can be done now."))
            return redirect(url_for("office.home"))
        except Refused as refused:
            show_refusal(form, refused)
    shown = installation().watch.shows()
    form.looked.data = shown.isoformat()
    with database().reading() as db:
        found, last = clock.doubt(db), clock.last_record(db)
    record = found.record if found is not None else last
    return render_template(
        "office/clock.html", form=form, doubt=found, shown=shown, record=record,
        distance=_distance(shown, record) if record is not None else "", may_release=may(Permission.DECIDE),
    )  # fmt: skip


def _release(form: ClockForm) -> None:
    """Release the clock at the hour that it shows, which may be another than is believed. Refused: clock-moved."""
    who = act_of_two(form, about={N_("The clock shows"): form.seen or ""})
    if form.seen is None:
        raise Refused(CLOCK_MOVED)
    with database().transaction() as db:
        clock_release.release(
            db, replace(who, now=installation().watch.shows()), current_officer().assembly_id, form.seen
        )


def _distance(shown: datetime, record: datetime) -> str:
    """How far the clock is from the last record, in the largest unit that says it."""
    seconds = int(abs((shown - record).total_seconds()))
    if seconds >= 2 * 86400:
        number = seconds // 86400
        span = ngettext("%(count)s day", "%(count)s days", number, count=digits(number))
    elif seconds >= 2 * 3600:
        number = seconds // 3600
        span = ngettext("%(count)s hour", "%(count)s hours", number, count=digits(number))
    elif seconds < 60:
        return str(gettext("less than a minute from the last record"))
    else:
        number = seconds // 60
        span = ngettext("%(count)s minute", "%(count)s minutes", number, count=digits(number))
    if shown < record:
        return str(gettext("%(span)s before the last record", span=span))
    return str(gettext("%(span)s after the last record", span=span))
