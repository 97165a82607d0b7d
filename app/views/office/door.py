"""The door: one field that finds a person, one answer, and each act of its own: in, out, slip handed, their undoing.

The page stays where it is: its script sends these forms and puts the answer's parts in place; without it they work too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import g, render_template, request
from flask_babel import gettext

from app.forms.door import DoorForm, GuestForm
from app.language.text import search_letters
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.day import desk, desk_queue
from app.services.day.desk import DoorLine, HallView
from app.services.election.election import ElectionValue, elections
from app.services.hall import desk_part, electorate, guest, look_up, presence
from app.services.hall.guest import GuestValue
from app.services.hall.look_up import DOOR_NOBODY
from app.services.hall.session import SessionValue
from app.states.guest import GuestKind
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.web.access import officer
from app.web.device_cookie import DESK
from app.web.errors import words_of
from app.web.i18n import clock
from app.web.installation import Session, act, database, installation
from app.web.posted import number

MOST = 8
"""So many persons are shown to choose from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """How what was just recorded is taken back: which act, of which election or stay."""

    act: str
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the door says: in which tone (found, done, attention, danger), of whom; with undo where there is one."""

    tone: str = ""
    said: str = ""
    lines: tuple[DoorLine, ...] = ()
    undo: Undo | None = None
    guests: tuple[GuestValue, ...] = ()
    status: int = field(default=200)


@blueprint.route("/sessions/<int:session_id>/door", methods=["GET", "POST"])
@officer(Permission.DESK)
def door(session_id: int) -> str | tuple[str, int]:
    """Find who stands before the desk; record what happens."""
    form = DoorForm(formdata=None)
    with database().reading() as db:
        found = own_session(db, session_id)
        known = request.args.get("stamp")
        if known and known == desk.stamp(db, session_id):
            return "", 204  # the page knows all of this
    answer = _posted(found) if request.method == "POST" else _looked(found)
    g.form_status = answer.status
    with database().reading() as db:
        hall = desk.hall(db, session_id)
        own = desk_part.part_of(db, session_id, DESK.held())
        asked = len(desk_queue.questions(db, session_id))
        rolls = elections(db, session_ids=[session_id], ended=False)
    return render_template(
        "office/door.html", session=found, form=form, guest_form=GuestForm(formdata=None),
        answer=answer, hall=hall, stream=_stream(hall), own=own, questions=asked,
        rolls=rolls, letters=search_letters(),
        code_length=look_up.CODE_LENGTH, code_prefix=look_up.PREFIX, strange=look_up.STRANGE, longest=look_up.LONGEST,
    )  # fmt: skip


def _looked(found: SessionValue) -> Answer:
    """Nothing yet, or the line that the page looks at again."""
    delegate_id = number(request.args, "look", 0)
    if not delegate_id:
        return Answer()
    with database().reading() as db:
        return Answer(lines=(desk.line(db, found.id, delegate_id),))


def _posted(found: SessionValue) -> Answer:
    """Do what the pressed button says; what the rules do not allow is a line beside the person, not a page."""
    named, delegate_id = request.form.get("act", "find"), number(request.form, "delegate", -1)
    try:
        if named == "find":
            return _find(found)
        if named.startswith("guest-"):
            return _guest(found, named)
        with database().transaction() as db:
            return _do(db, found, named, delegate_id)
    except Refused as refused:
        if refused.why is NOT_FOUND:
            raise
        g.refusal = refused
        return _refused(found, refused, delegate_id)


def _refused(found: SessionValue, refused: Refused, delegate_id: int) -> Answer:
    lines: tuple[DoorLine, ...] = ()
    if delegate_id > 0:
        with database().reading() as db:
            lines = (desk.line(db, found.id, delegate_id),)
    tone = "attention" if lines else "danger"
    return Answer(tone=tone, said=words_of(refused), lines=lines, status=refused.why.status)


def _guest(found: SessionValue, named: str) -> Answer:
    """A guest comes, goes, or is put on the list."""
    form = GuestForm()
    if named == "guest-add" and not form.validate():
        return Answer(tone="danger", said=gettext("Please type the name of the guest."), status=422)
    with database().transaction() as db:
        if named == "guest-add":
            one = guest.add_guest(
                db, act(), found.id, kind=GuestKind(form.kind.data), name=form.name.data or "",
                house=form.house.data or "",
            )  # fmt: skip
            return Answer(tone="done", said=gettext("The guest is on the list."), guests=(one,))
        guest_id, is_in = number(request.form, "guest", -1), named == "guest-in"
        one = guest.guest_moves(db, act(), found.id, guest_id, is_in=is_in)
    return Answer(tone="done", said=gettext("Came in.") if is_in else gettext("Went out."), guests=(one,))


def _find(found: SessionValue) -> Answer:
    with database().reading() as db:
        typed = request.form.get("typed", "")[:200]
        try:
            delegates = look_up.look_up(db, found.id, typed, most=MOST + 1)
        except Refused as refused:
            guests = guest.guests_like(db, found.id, typed, most=MOST) if refused.why is DOOR_NOBODY else ()
            if not guests:
                raise
            return Answer(tone="found", said=gettext("A guest, without a vote"), guests=guests)
        guests = guest.guests_like(db, found.id, typed, most=MOST)
        lines = desk.lines(db, found.id, delegates)
    if len(lines) > MOST:
        return Answer(tone="attention", said=gettext("Many are found by this. Please type more."), lines=lines[:MOST])
    if len(lines) > 1:
        return Answer(tone="found", said=gettext("Who is it?"), lines=lines, guests=guests)
    return Answer(tone="found", lines=lines, guests=guests)


def _do(db: Session, found: SessionValue, named: str, delegate_id: int) -> Answer:
    """One act with one delegate, in its transaction; the words say what is now recorded."""
    before = desk.line(db, found.id, delegate_id)
    if named == "look":
        return Answer(tone="found", lines=(before,))
    tone, undo, said = "done", None, ""
    election = _election(before)
    if named == "in":
        presence.check_in(db, act(), found.id, delegate_id)
        if before.delegate.checked_in is not None:
            tone, said = "attention", gettext("Is here already, since %(at)s.", at=clock(before.delegate.checked_in))
        else:
            said = gettext("Came in.")
    elif named in ("out", "out-voted"):
        presence.check_out(db, act(), found.id, delegate_id, voted=named == "out-voted")
        if before.delegate.checked_in is None:
            tone, said = "attention", gettext("Is not in the hall.")
        else:
            said = gettext("Went out.")
    elif named == "hand" and election is not None:
        electorate.hand_slip(db, act(), election.id, delegate_id)
        said, undo = gettext("Slip handed."), Undo(act="take-back", of=election.id)
    elif named == "take-back" and election is not None:
        electorate.take_back_slip(db, act(), election.id, delegate_id)
        said = gettext("No slip is recorded any more: it was given back, or none was drawn.")
    elif named in ("undo-in", "undo-out"):
        presence.undo(db, act(), found.id, delegate_id, number(request.form, "of", 0), leaving=named == "undo-out")
        said = gettext("Taken back. The journal keeps both.")
    else:
        raise Refused(NOT_FOUND)
    after = desk.line(db, found.id, delegate_id)
    if tone == "done" and named in ("in", "out", "out-voted") and after.stays:
        undo = Undo(act="undo-in" if named == "in" else "undo-out", of=after.stays[-1].id)
    return Answer(tone=tone, said=said, lines=(after,), undo=undo)


def _election(line: DoorLine) -> ElectionValue | None:
    """The election of the session that a slip is of."""
    asked = number(request.form, "of", 0)
    return next((one.election for one in line.slips if one.election.id == asked), None)


def _stream(hall: HallView) -> str:
    """Where the page hears that another desk did something; without a stream it asks by itself."""
    if not hall.attendances or not installation().settings.streams:
        return ""
    election, _ = hall.attendances[0]
    return f"/live/elections/{election.public_id}"
