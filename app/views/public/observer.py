"""The observer's pages: in with the code of a session; figures, signed heads, journal, record; notes to the office."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.observer import NoteForm
from app.language.paging import page_count
from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.day import observer as observers
from app.services.day import observer_note
from app.services.day.observer import ObserverValue
from app.services.election import election as elections
from app.services.election.election import ElectionValue
from app.services.hall import calling, electorate
from app.services.hall.electorate import Attendance
from app.services.voting import balance, checkpoint, pages, slip
from app.services.voting.balance import Balance
from app.services.voting.checkpoint import SignedEntry
from app.services.voting.pages import PagesValue
from app.states.phase import POLLING
from app.views.public import blueprint
from app.views.public.code_door import code_door, leave_by
from app.views.public.held import held_session
from app.web.access import anyone, current_observer, observer
from app.web.installation import Session, act_of, checkpoint_now, database, now
from app.web.posted import page_number
from app.web.reply import say, show_refusal
from app.web.zones import absolute

HEADS = 12
"""As many signed heads of an election stand on the page, the newest first; all are in the record."""
LINES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """An election as its observer sees it; `balance` is None before the slips are confirmed and after the closing."""

    election: ElectionValue
    attendance: Attendance
    balance: Balance | None
    heads: tuple[SignedEntry, ...]
    pages: PagesValue | None
    booth: str


@blueprint.route("/observe", methods=["GET", "POST"])
@blueprint.route("/observe/<slug>/<int:session_number>", methods=["GET", "POST"])
@anyone
def observe(slug: str = "", session_number: int = 0) -> str | Response:
    """The door of observers; the address that stands beside a code takes codes of that session alone."""
    return code_door(
        "observer", observers.enter, inside="public.observing", template="public/observe.html", slug=slug,
        session_number=session_number,
    )  # fmt: skip


@blueprint.route("/observing", methods=["GET", "POST"])
@observer
def observing() -> str | Response:
    """What the observer sees of the session now; a note is written here."""
    me, form = current_observer(), NoteForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                observer_note.write_note(db, act_of(), me.id, form.text.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("Your note is kept with its hour. The office reads it now; its answer stands below the note."))
            return redirect(url_for("public.observing", _anchor="notes"))
    return _desk(me, form)


def _desk(me: ObserverValue, form: NoteForm) -> str:
    with database().reading() as db:
        mine = elections.elections(db, session_ids=[me.session_id])
    for one in mine:
        checkpoint_now(one.public_id)
    with database().reading() as db:
        seen, counted = [_observed(db, one) for one in mine], calling.figures(db, me.session_id)
        held, notes = held_session(db, me.session_id), observer_note.notes(db, me.session_id)
    return render_template(
        "public/observing.html", observer=me, session=held, observed=seen, counted=counted, form=form,
        notes=[one for one in notes if one.observer_id == me.id],
    )  # fmt: skip


@blueprint.get("/observing/journal")
@observer
def observed_journal() -> str:
    """What was done with the session and its elections, without secrets and without persons."""
    me, page = current_observer(), page_number()
    with database().reading() as db:
        held = held_session(db, me.session_id)
        entries = journal.observed(db, me.session_id, page, LINES)
        count = journal.count_observed(db, me.session_id)
        titles = {one.id: one.title for one in elections.elections(db, session_ids=[me.session_id])}
    return render_template(
        "public/observed_journal.html", session=held, entries=entries, titles=titles, page=page,
        page_count=page_count(count, LINES),
    )  # fmt: skip


@blueprint.post("/observing/leave")
@observer
def observing_leave() -> Response:
    """End the sign-in; the code stays used."""
    return leave_by("observer", observers.leave)


@blueprint.get("/elections/<public_id>/check-it-yourself")
@anyone
def check_yourself(public_id: str) -> str:
    """On one page: how anybody checks the count of an election, and what to note down for it."""
    checkpoint_now(public_id)
    with database().reading() as db:
        found = elections.election(db, public_id)
        heads = checkpoint.heads(db, public_id, 1)
    return render_template("public/check_yourself.html", election=found, latest=heads[0] if heads else None, at=now())


def _observed(db: Session, election: ElectionValue) -> Observed:
    counted = election.phase in POLLING and slip.counts(db, election.public_id).sealed
    return Observed(
        election=election, attendance=electorate.attendance(db, election.id),
        balance=balance.balance(db, election.public_id) if counted else None,
        heads=checkpoint.heads(db, election.public_id, HEADS), pages=pages.pages(db, election.public_id),
        booth=absolute("booth.booth", public_id=election.public_id),
    )  # fmt: skip
