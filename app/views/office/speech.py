"""The speakers' list on the chair's page: who asks, who has the floor, what is noted."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.speech import FloorForm, SpeechForm, SpeechMinutesForm
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.day import chair as chairs
from app.services.day import screen as screens
from app.services.day import speech
from app.services.hall import agenda as agendas
from app.services.hall.agenda import ItemValue
from app.services.hall.session import SessionValue
from app.states.officer import Permission
from app.states.screen import HallPicture
from app.views.office import blueprint
from app.views.office.belonging import own_session
from app.web.access import officer
from app.web.installation import Session, act, database, now
from app.web.posted import whole
from app.web.reply import say, show_refusal


@blueprint.route("/sessions/<int:session_id>/course/<int:item_id>/speakers", methods=["GET", "POST"])
@officer(Permission.PRESIDE)
def speakers(session_id: int, item_id: int) -> str | Response:
    """The list of an item; a button's `act` is such as `give:12`, without one somebody asks for the floor."""
    with database().reading() as db:
        found, hall = own_session(db, session_id), speech.in_hall(db, session_id)
        item = next((one for one in agendas.agenda(db, session_id).items if one.id == item_id), None)
    if item is None:
        raise Refused(NOT_FOUND)
    form, time = FloorForm(), SpeechMinutesForm(prefix="time", data={"minutes": item.minutes})
    form.who.choices = [("", "…"), *_offered("d", hall[0]), *_offered("g", hall[1])]
    if request.method == "POST":
        try:
            if _do(session_id, item_id, form, time):
                return redirect(url_for("office.speakers", session_id=session_id, item_id=item_id))
        except Refused as refused:
            show_refusal(form, refused)
    return _page(found, item, form, time)


def _page(found: SessionValue, item: ItemValue, form: FloorForm, time: SpeechMinutesForm) -> str:
    with database().reading() as db:
        listed, shown = speech.speeches(db, found.id, item.id), screens.screen(db, found.id).shows
    return render_template(
        "office/speakers.html", session=found, item=item, speeches=listed, form=form, time=time, at=now(),
        warning=speech.WARNING, most=speech.MOST_MINUTES, on_screen=shown is HallPicture.SPEAKER,
    )  # fmt: skip


@blueprint.route("/sessions/<int:session_id>/speakers/<int:speech_id>", methods=["GET", "POST"])
@officer(Permission.PRESIDE)
def speech_note(session_id: int, speech_id: int) -> str | Response:
    """Note topic and statement of a speech, or correct them, until the minutes are made."""
    with database().reading() as db:
        found, one = own_session(db, session_id), speech.speech(db, session_id, speech_id)
    form = SpeechForm(name=one.name, house=one.house, topic=one.topic, said=one.said)
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                speech.note_speech(
                    db, act(), session_id, speech_id, name=form.name.data or "", house=form.house.data or "",
                    topic=form.topic.data or "", said=form.said.data or "",
                )  # fmt: skip
            say(gettext("The speech is noted for the minutes."))
            return redirect(url_for("office.speakers", session_id=session_id, item_id=one.item_id))
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/speech.html", session=found, speech=one, form=form)


def _offered(letter: str, people: tuple[speech.InHall, ...]) -> list[tuple[str, str]]:
    return [(f"{letter}{one.id}", " · ".join(part for part in (one.name, one.house) if part)) for one in people]


def _do(session_id: int, item_id: int, form: FloorForm, time: SpeechMinutesForm) -> bool:
    """Do what the pressed button says; False where a field is wrong."""
    named, _, which = request.form.get("act", "").partition(":")
    if (not named and not form.validate()) or (named == "minutes" and not time.validate()):
        return False
    with database().transaction() as db:
        if named == "minutes":
            speech.set_minutes(db, act(), session_id, item_id, time.minutes.data)
        elif named == "minute":
            speech.add_minute(db, act(), session_id, item_id, seen=whole(which))
        elif named == "screen":
            screens.show(db, session_id, HallPicture.SPEAKER, election=screens.screen(db, session_id).election)
        elif named:
            chairs.work_floor(db, act(), session_id, named, whole(which))
        else:
            _ask(db, session_id, item_id, form)
    return True


def _ask(db: Session, session_id: int, item_id: int, form: FloorForm) -> None:
    who = form.who.data or ""
    if who.startswith("d"):
        speech.ask_delegate(db, act(), session_id, item_id, whole(who[1:]))
    elif who:
        speech.ask_guest(db, act(), session_id, item_id, whole(who[1:]))
    else:
        speech.ask(db, act(), session_id, item_id, name=form.name.data or "", house=form.house.data or "")
