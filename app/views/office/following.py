"""What may follow an election: a second round, a repeat, a by-election, the next session; each in words at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.fields import offered
from app.forms.following import RepeatForm, SecondRoundForm
from app.language.catalogue import wording
from app.language.message import N_
from app.language.names import Names
from app.language.text import LANGUAGES
from app.services.acts.refusal import Refused
from app.services.election import election as elections
from app.services.election.election import ElectionValue
from app.services.hall import session as sessions
from app.services.hall.session import SessionValue
from app.services.whole import successor
from app.services.whole.successor import Left
from app.states.election import Following
from app.states.officer import Permission
from app.states.phase import OVER, Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election, way_back
from app.web.access import may_open, officer
from app.web.i18n import ordinal
from app.web.installation import Session, act_of_two, database
from app.web.reply import say, show_refusal

MOST_SESSIONS = 12
Kind = TypeVar("Kind", bound=RepeatForm)
SECOND_ROUND = N_("%(title)s, second round")
REPEATED = N_("%(title)s, repeated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One thing that may follow: a sentence, the words of the link, where it leads."""

    sentence: str
    link: str
    address: str


@blueprint.route("/elections/<public_id>/second-round", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def second_round(public_id: str) -> str | Response:
    """Call a second round for the seats that are left; two officers."""
    with database().reading() as db:
        found, rest = own_election(db, public_id), successor.left(db, public_id)
        form = _form(db, SecondRoundForm, found, SECOND_ROUND)
    if not rest.tied:
        del form.candidates
    if form.validate_on_submit():
        try:
            return _made(found, form, rest)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/second_round.html", election=found, left=rest, form=form)


@blueprint.route("/elections/<public_id>/repeat", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def repeat(public_id: str) -> str | Response:
    """Repeat an annulled election; two officers."""
    with database().reading() as db:
        found = own_election(db, public_id)
        form = _form(db, RepeatForm, found, REPEATED)
    elections.need_phase(found.phase, Phase.ANNULLED)
    if form.validate_on_submit():
        try:
            return _made(found, form, None)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/repeat.html", election=found, form=form)


def _form(db: Session, kind: type[Kind], found: ElectionValue, title: str) -> Kind:
    said = {
        one: wording(one).gettext(title) % {"title": getattr(found.title, one)}
        for one in LANGUAGES
        if getattr(found.title, one)
    }
    form = kind(data={f"title_{one}": words for one, words in said.items()} | {"session": found.session.id})
    held = sessions.sessions(db, found.session.assembly.id)
    near = [one for place, one in enumerate(held) if place < MOST_SESSIONS or one.id == found.session.id]
    form.session.choices = offered((one.id, _session_word(one)) for one in near)
    return form


def _session_word(held: SessionValue) -> str:
    return str(gettext("The %(ordinal)s session", ordinal=ordinal(held.number)))


def _made(found: ElectionValue, form: RepeatForm, rest: Left | None) -> Response:
    two = act_of_two(form)
    title = Names(form.title_fa.data or "", form.title_en.data or "", form.title_ar.data or "")
    with database().transaction() as db:
        if rest is None:
            made = successor.repeat(db, two, found.public_id, title=title, session_id=form.session.data)
        else:
            tied_alone = bool(rest.tied) and form["candidates"].data == "tied"
            made = successor.second_round(
                db, two, found.public_id, title=title, tied_alone=tied_alone, session_id=form.session.data
            )
    say(gettext("The election is made, with its candidates. Now hand each trustee the new link."))
    return redirect(way_back("office.trustees", made.public_id))


def ways(db: Session, found: ElectionValue) -> list[Way]:
    """What may follow this election now, for the officer who asks."""
    known = {one.kind for one in found.followers if one.stands}
    said = []
    if Following.SECOND_ROUND not in known and may_open("office.second_round") and _is_left(db, found):
        said.append(
            Way(
                sentence=gettext("A second round can be held for the seats that are left, instead of lots."),
                link=gettext("Call a second round"),
                address=url_for("office.second_round", public_id=found.public_id),
            )
        )
    if found.phase == Phase.ANNULLED and Following.REPEAT not in known and may_open("office.repeat"):
        said.append(
            Way(
                sentence=gettext("The election can be repeated with its candidates, its rule and its trustees."),
                link=gettext("Repeat the election"),
                address=url_for("office.repeat", public_id=found.public_id),
            )
        )
    if found.phase in OVER and may_open("office.session_new"):
        said += _later(db, found)
    return said


def _is_left(db: Session, found: ElectionValue) -> bool:
    try:
        successor.left(db, found.public_id)
    except Refused:
        return False
    return True


def _later(db: Session, found: ElectionValue) -> list[Way]:
    """A by-election in the newest session, and the session after it."""
    newest = sessions.sessions(db, found.session.assembly.id)[0]
    call = Way(
        sentence=gettext("The next session can be called: register, people and letterhead stay as they are."),
        link=gettext("Call the next session"),
        address=url_for("office.session_new"),
    )
    if found.phase != Phase.FINAL:
        return [call]
    make = Way(
        sentence=gettext("When a seat falls vacant and no alternate is left, a by-election fills it."),
        link=gettext("Make a by-election in the %(ordinal)s session", ordinal=ordinal(newest.number)),
        address=url_for("office.election_new", session_id=newest.id, follows=found.public_id),
    )
    return [make, call]


def forerunner(db: Session, public_id: str) -> elections.ElectionValue | None:
    """The final election that a by-election follows, or None where none is named. Refused: not-found, phase-wrong."""
    if not public_id:
        return None
    found = own_election(db, public_id)
    elections.need_phase(found.phase, Phase.FINAL)
    return found
