"""Settings of an election and of its session."""

from __future__ import annotations

from datetime import datetime

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.election import ElectionForm
from app.forms.session import SessionForm
from app.language.dates import in_tehran
from app.language.message import N_
from app.language.names import Names
from app.services.acts.refusal import PHASE_WRONG, Refused
from app.services.election import election as elections
from app.services.election.rule import Rule
from app.services.hall import calling, elector_list, roll_instant
from app.services.hall import session as sessions
from app.services.hall.session import Presidium, SessionValue
from app.states.election import Call, Electorate
from app.states.officer import Permission
from app.states.phase import BEFORE_VOTING, Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election, own_session
from app.views.office.session import shown, typed
from app.web.access import officer
from app.web.installation import act, act_of_two, database, now
from app.web.reply import say, show_refusal


@blueprint.route("/elections/<public_id>/settings", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def settings(public_id: str) -> str | Response:
    """Title and rule, until the election is frozen."""
    with database().reading() as db:
        found = own_election(db, public_id)
    rule = {name: getattr(found.rule, name) for name in Rule.__dataclass_fields__}
    form = ElectionForm(title_fa=found.title.fa, title_en=found.title.en, title_ar=found.title.ar, **rule)
    if form.validate_on_submit():
        chosen = Rule(**{name: form[name].data for name in rule if name in form})
        title = Names(form.title_fa.data or "", form.title_en.data or "", form.title_ar.data or "")
        with database().transaction() as db:
            elections.change_rule(db, act(), public_id, title=title, rule=chosen)
        say(gettext("The settings are saved."))
        return redirect(after_settings(public_id))
    return render_template("office/settings.html", election=found, form=form, may_change=not found.fingerprint)


def after_settings(public_id: str) -> str:
    """Where one goes on: to the list of who votes, where one says it and is empty yet."""
    with database().reading() as db:
        found = elections.election(db, public_id)
        empty = found.rule.electorate == Electorate.LIST and not elector_list.count(db, found.id)
    return url_for("office.electorate" if empty else "office.election", public_id=public_id)


@blueprint.route("/sessions/<int:session_id>", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def session(session_id: int) -> str | Response:
    """Presidium, day, place and quorum."""
    with database().reading() as db:
        found = own_session(db, session_id)
        mine = elections.elections(db, found.assembly.id, session_ids=[session_id])
        counted = calling.figures(db, session_id)
        stated, late = roll_instant.until(db, session_id), roll_instant.is_late(db, session_id, now())
    phases = {one.phase for one in mine}
    form = _session_form(found, stated)
    if not late:
        del form.second_name, form.second_password
    if form.validate_on_submit():
        try:
            return _change(form, found)
        except Refused as refused:
            show_refusal(form, refused, _blamed(refused))
    return render_template(
        "office/session.html", session=found, form=form, may_change=Phase.FINAL not in phases, elections=mine,
        counted=counted, before_voting=phases <= {*BEFORE_VOTING, Phase.ANNULLED},
        is_due=in_tehran(now()).date() >= found.held_on,
    )  # fmt: skip


def _blamed(refused: Refused) -> str | None:
    named = {PHASE_WRONG: "quorum"}.get(refused.why)
    return str(refused.facts.get("field", "")) or named


def _session_form(found: SessionValue, roll_until: datetime | None) -> SessionForm:
    named = found.presidium
    return SessionForm(
        data={
            **shown(calling.draft_of(found)), "chair": named.chair, "secretary": named.secretary,
            "first_observer": named.first_observer, "second_observer": named.second_observer, "roll_until": roll_until,
        },
        second_call=found.call == Call.SECOND,
    )  # fmt: skip


def _change(form: SessionForm, found: SessionValue) -> Response:
    named = Presidium(
        chair=form.chair.data or "", secretary=form.secretary.data or "",
        first_observer=form.first_observer.data or "", second_observer=form.second_observer.data or "",
    )  # fmt: skip
    who = act_of_two(form, about={N_("Session"): found.number}) if "second_name" in form else act()
    with database().transaction() as db:
        draft = typed(form)
        sessions.change_session(
            db, who, found.id, presidium=named, quorum=draft.quorum, held_on=draft.held_on, place=draft.place,
            agenda=draft.agenda,
        )  # fmt: skip
        calling.recall_session(db, who, found.id, draft)
        roll_instant.state(db, who, found.id, form.roll_until.data)
    say(gettext("The session is saved."))
    return redirect(url_for("office.session", session_id=found.id))
