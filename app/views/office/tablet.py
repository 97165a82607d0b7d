"""The tablets of a session: let in, named, revoked; how each is."""

from __future__ import annotations

from flask import Response as Plain
from flask import redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.forms.fields import SecondOfficer
from app.forms.tablet import RevokeTabletForm, TabletNameForm
from app.language.message import N_
from app.papers.kiosk import print_kiosk_sheet
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.hall.session import SessionValue
from app.services.voting import tablet, tablet_enrolment
from app.states.officer import Permission
from app.states.tablet import TabletState
from app.views.office import blueprint
from app.views.office.belonging import own_election, own_session
from app.views.office.square_code import square_code
from app.web.access import may, officer
from app.web.assets import bundle_digest
from app.web.device_cookie import TABLET, TABLET_PATH
from app.web.installation import act, act_of_two, database, installation, issuer, now
from app.web.reply import say, send_pdf, show_refusal
from app.web.zones import absolute


@blueprint.get("/elections/<public_id>/tablets")
@officer(Permission.DECIDE)
def election_tablets(public_id: str) -> Response:
    """The tablets of an election are those of its session."""
    with database().reading() as db:
        found = own_election(db, public_id)
    return redirect(url_for("office.tablets", session_id=found.session.id))


@blueprint.get("/sessions/<int:session_id>/tablets")
@officer(Permission.LOOK)
def tablets(session_id: int) -> str:
    """Every tablet and how it is; while tablets are let in, the code for the next one."""
    with database().reading() as db:
        found = own_session(db, session_id)
        listed = tablet.tablets(db, session_id)
        shown = tablet_enrolment.present_code(db, session_id, now()) if may(Permission.DECIDE) else None
        leaving = tablet.leaving_code(db, session_id) if may(Permission.DESK) else ""
    enrolled = [one for one in listed if one.state is TabletState.ENROLLED]
    link = f"{absolute('booth.tablet')}#{shown.secret}" if shown else ""
    return render_template(
        "office/tablets.html", session=found, enrolled=enrolled, bundle=bundle_digest("booth"), now=now(),
        revoked=[one for one in listed if one.state is TabletState.REVOKED], shown=shown, leaving=leaving, link=link,
        code=square_code(link, gettext("QR code for the next tablet")) if link else "",
        is_alone=_is_alone() and not enrolled, can_be_alone=_is_alone(), form=FlaskForm(),
    )  # fmt: skip


@blueprint.get("/sessions/<int:session_id>/tablets.pdf")
@officer(Permission.LOOK)
def tablets_sheet(session_id: int) -> Plain:
    """The sheet for the helper at the door."""
    found = _session(session_id)
    return send_pdf(print_kiosk_sheet(issuer(), found.assembly, tablet=absolute("booth.tablet")), "tablets.pdf")


@blueprint.route("/sessions/<int:session_id>/tablets/admit", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def tablets_admit(session_id: int) -> str | Response:
    """Let tablets in for a while; two officers."""
    form, found = SecondOfficer(), _session(session_id)
    if form.validate_on_submit():
        try:
            two = act_of_two(form, about={N_("Session"): found.number})
            with database().transaction() as db:
                tablet_enrolment.admit(db, two, session_id)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("Tablets are let in. Scan the code with each of them."))
            return redirect(url_for("office.tablets", session_id=session_id))
    return render_template("office/tablets_admit.html", session=found, form=form)


@blueprint.post("/sessions/<int:session_id>/tablets/end")
@officer(Permission.DECIDE)
def tablets_end(session_id: int) -> Response:
    """Let no further tablet in."""
    _session(session_id)
    with database().transaction() as db:
        tablet_enrolment.end(db, session_id)
    say(gettext("No further tablet is let in."))
    return redirect(url_for("office.tablets", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/tablets/here")
@officer(Permission.DECIDE)
def tablet_here(session_id: int) -> Response:
    """Make this browser booth 1, where nobody but who sits at this computer reaches the booths. Refused: not-found."""
    _session(session_id)
    if not _is_alone():
        raise Refused(NOT_FOUND)
    with database().transaction() as db:
        made = tablet_enrolment.enrol_alone(db, act(), session_id)
    TABLET.hold(made.key, TABLET_PATH)
    return redirect(url_for("booth.tablet"))


@blueprint.route("/sessions/<int:session_id>/tablets/<int:number>", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def tablet_rename(session_id: int, number: int) -> str | Response:
    """Give a tablet a name."""
    found = _session(session_id)
    with database().reading() as db:
        one = tablet.tablet(db, session_id, number)
    form = TabletNameForm(name=one.name)
    if form.validate_on_submit():
        with database().transaction() as db:
            tablet.rename(db, act(), session_id, number, form.name.data or "")
        say(gettext("The name is saved."))
        return redirect(url_for("office.tablets", session_id=session_id))
    return render_template("office/tablet_rename.html", session=found, tablet=one, form=form)


@blueprint.route("/sessions/<int:session_id>/tablets/<int:number>/revoke", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def tablet_revoke(session_id: int, number: int) -> str | Response:
    """Take a tablet out; two officers."""
    form, found = RevokeTabletForm(), _session(session_id)
    with database().reading() as db:
        one = tablet.tablet(db, session_id, number)
    if form.validate_on_submit():
        try:
            two = act_of_two(form, about={N_("Session"): found.number, N_("Booth"): number})
            with database().transaction() as db:
                tablet.revoke(db, two, session_id, number, reason=form.reason.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The tablet is revoked. The others get their new key by themselves."))
            return redirect(url_for("office.tablets", session_id=session_id))
    return render_template("office/tablet_revoke.html", session=found, tablet=one, form=form)


def _session(session_id: int) -> SessionValue:
    with database().reading() as db:
        return own_session(db, session_id)


def _is_alone() -> bool:
    """Whether nobody but who sits at this computer reaches the booths, and this process answers for them."""
    settings = installation().settings
    return settings.line == "none" and {"booth", "office"} <= set(settings.zones)
