"""Closing the poll with the accounting of the slips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response as Json
from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.forms.poll import CloseForm
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.acts.waiting import WaitingValue
from app.services.voting import balance, poll, slip
from app.services.voting.balance import Broken
from app.services.voting.last_call import MINUTES, announce_closing, last_call
from app.services.voting.poll import CLOSE, Accounting
from app.services.voting.slip import SLIP_USED
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.i18n import clock
from app.web.installation import Session, act, act_of_two, database
from app.web.posted import posted_json
from app.web.reply import say, show_refusal


@blueprint.route("/elections/<public_id>/close", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def close(public_id: str) -> str | Response:
    """Scan the slips on the table, then close; two officers. What was typed stays, also where it is refused."""
    form = CloseForm()
    if form.validate_on_submit():
        try:
            return _close(form, public_id)
        except Refused as refused:
            field = refused.why.field
            show_refusal(form, refused, "unused" if field == "serial" else field)
            _note(public_id, refused)
    with database().reading() as db:
        found = own_election(db, public_id)
        stated, used = poll.account(db, public_id, unused=form.serials()), poll.used_slips(db, public_id)
        broken, until = balance.balance(db, public_id).broken, last_call(db, found.id)
    return render_template(
        "office/close.html", election=found, stated=stated, used=used, form=form, tried=form.is_submitted(),
        broken=broken, until=until, minutes=MINUTES,
    )  # fmt: skip


@blueprint.post("/elections/<public_id>/close/announce")
@officer(Permission.DECIDE)
def close_announce(public_id: str) -> Response:
    """Announce the last minutes of the voting; who still chooses has so long."""
    wanted = request.form.get("minutes", "")
    if wanted not in map(str, MINUTES):
        raise Refused(NOT_FOUND)
    with database().transaction() as db:
        own_election(db, public_id)
        until = announce_closing(db, act(), public_id, minutes=int(wanted))
    say(gettext("Say it in the hall: the voting goes on until %(at)s.", at=clock(until)))
    return redirect(url_for("office.close", public_id=public_id))


@blueprint.post("/elections/<public_id>/close/slip")
@officer(Permission.DECIDE)
def close_slip(public_id: str) -> Json:
    """Say what one slip on the table counts as; only its serial comes here."""
    typed = posted_json().get("serial")
    try:
        with database().reading() as db:
            own_election(db, public_id)
            found = slip.look_on_table(db, public_id, typed if isinstance(typed, str) else "")
    except Refused as refused:
        _note(public_id, refused)
        raise
    return jsonify(serial=found.serial, state=found.state)


def _note(public_id: str, refused: Refused) -> None:
    """Keep a trace of a slip on the table that has a vote, whatever is done with it afterwards."""
    if refused.why is SLIP_USED:
        with database().transaction() as db:
            poll.note_used(db, act(), public_id, str(refused.facts["serial"]))


def _close(form: CloseForm, public_id: str) -> Response:
    who = act_of_two(form)
    with database().transaction() as db:
        own_election(db, public_id)
        poll.close_poll(
            db, who, public_id, unused=form.serials(), apart=form.serials_apart(), reason=form.reason.data or ""
        )
    say(gettext("Voting is closed."))
    return redirect(url_for("office.election", public_id=public_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedClosing:
    """What the second officer of a closing sees: the balance now, with the slips that the first one scanned."""

    stated: Accounting
    used: tuple[str, ...]
    broken: tuple[Broken, ...]
    until: datetime | None


def closing_of(db: Session, asked: WaitingValue) -> AskedClosing | None:
    """The balance that a closing was asked for, as it stands now; None of any other act."""
    if asked.code != CLOSE.code or asked.election is None:
        return None
    form = CloseForm(formdata=MultiDict(asked.typed))
    found, of = own_election(db, asked.election), asked.election
    return AskedClosing(
        stated=poll.account(db, of, unused=form.serials(), apart=form.serials_apart()),
        used=poll.used_slips(db, of), broken=balance.balance(db, of).broken, until=last_call(db, found.id),
    )  # fmt: skip
