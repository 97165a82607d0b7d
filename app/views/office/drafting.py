"""An election before it begins: made in a session, with what may be proposed; discarded while it is a draft."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.election import DiscardForm, NewElectionForm
from app.forms.fields import offered
from app.language.catalogue import wording
from app.language.message import N_
from app.language.names import Names
from app.language.numerals import ordinal
from app.language.text import LANGUAGES
from app.services.acts.refusal import Refused
from app.services.election import drafting
from app.services.election import election as elections
from app.services.election.drafting import BODY_MISSING
from app.services.election.rule import Rule
from app.services.hall.session import SessionValue
from app.services.register import body as bodies
from app.services.register.body import BodyValue
from app.states.election import Devices, Following
from app.states.officer import Permission
from app.states.phase import Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election, own_session
from app.views.office.following import forerunner
from app.views.office.setting import after_settings
from app.web.access import officer
from app.web.filters import name
from app.web.installation import act, database, installation
from app.web.posted import number
from app.web.reply import say, show_refusal

TITLE = N_("Election of the members of %(body)s, %(ordinal)s session")
BY_ELECTION = N_("By-election for %(body)s, %(ordinal)s session")
MOST_EARLIER = 100


@blueprint.route("/sessions/<int:session_id>/elections/new", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def election_new(session_id: int) -> str | Response:
    """Make an election of a session: proposed from the body, or with the settings of an earlier election."""
    like, follows = request.values.get("like", ""), request.values.get("follows", "")
    with database().reading() as db:
        held = own_session(db, session_id)
        if not bodies.bodies(db, held.assembly.id):
            say(gettext(BODY_MISSING.words))
            return redirect(url_for("office.body_list"))
        before = forerunner(db, follows)
        body_id = number(request.values, "body", 0) or None
        proposed = drafting.propose(db, held.assembly.id, body_id=body_id, like=like or follows)
    form = _form(held, proposed, before)
    if form.validate_on_submit():
        try:
            return _make(form, session_id, follows, like)
        except Refused as refused:
            show_refusal(form, refused)
    return render_template(
        "office/election_new.html", session=held, form=form, proposed=proposed, like=like, before=before,
        earlier=proposed.earlier[:MOST_EARLIER],
    )  # fmt: skip


@blueprint.route("/elections/<public_id>/discard", methods=["GET", "POST"])
@officer(Permission.PREPARE)
def election_discard(public_id: str) -> str | Response:
    """Discard a draft, with a reason."""
    form = DiscardForm()
    with database().reading() as db:
        found = own_election(db, public_id)
    elections.need_phase(found.phase, Phase.DRAFT)
    if form.validate_on_submit():
        with database().transaction() as db:
            drafting.discard(db, act(), public_id, reason=form.reason.data or "")
        say(gettext("The draft is discarded. The journal keeps the reason."))
        return redirect(url_for("office.session", session_id=found.session.id))
    return render_template("office/election_discard.html", election=found, form=form)


def _form(
    held: SessionValue, proposed: drafting.ElectionProposal, before: elections.ElectionValue | None
) -> NewElectionForm:
    """What is proposed; of a by-election one seat, and a title that says what it is."""
    title = proposed_title(proposed.body, held, TITLE if before is None else BY_ELECTION)
    rule = {one: getattr(proposed.rule, one) for one in Rule.__dataclass_fields__}
    if installation().settings.in_hall:
        rule["devices"] = Devices.ENROLLED
    if before is not None:
        rule |= {"seats": 1, "minimum": min(1, proposed.rule.minimum), "maximum": 1}
    form = NewElectionForm(
        data={**rule, "body": proposed.body.id, "title_fa": title.fa, "title_en": title.en, "title_ar": title.ar}
    )
    form.body.choices = offered((one.id, name(one.name)) for one in proposed.bodies)
    return form


def _make(form: NewElectionForm, session_id: int, follows: str, like: str) -> Response:
    chosen = Rule(**{one: form[one].data for one in Rule.__dataclass_fields__ if one in form})
    title = Names(form.title_fa.data or "", form.title_en.data or "", form.title_ar.data or "")
    with database().transaction() as db:
        made = elections.create_election(
            db, act(), session_id, body_id=form.body.data, title=title, rule=chosen, follows=follows,
            follows_as=Following.BY_ELECTION if follows else None, like=like,
        )  # fmt: skip
    say(gettext("The election is made. Its settings can be changed until it is frozen."))
    return redirect(after_settings(made.public_id))


def proposed_title(body: BodyValue, held: SessionValue, title: str) -> Names:
    """What an election of a body in a session may be called, in each language that the body has a name in."""
    said = {
        one: wording(one).gettext(title) % {"body": getattr(body.name, one), "ordinal": ordinal(held.number, one)}
        for one in LANGUAGES
        if getattr(body.name, one)
    }
    return Names(said.get("fa", ""), said.get("en", ""), said.get("ar", ""))
