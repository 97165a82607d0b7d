"""The acts that change the phase of an election, each with its own page that says what will happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.forms.balls import digits_of
from app.forms.fields import SecondOfficer
from app.forms.freeze import FreezeForm
from app.forms.tally import FinaliseForm
from app.language.dates import in_tehran
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.count import tally
from app.services.election import election as elections
from app.services.hall import roll
from app.services.nomination import review
from app.services.voting import annulment, ballot_order, freeze, key_destruction, poll, slip, trustee
from app.services.voting.ballot_order import LIST_CHANGED, ORDER_UNANNOUNCED
from app.states.election import Ordering
from app.states.nomination import NominationStatus
from app.states.phase import Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.views.office.key_act import key_form
from app.views.office.lots import example_of
from app.web.access import officer
from app.web.filters import holder, name
from app.web.i18n import digits, jalali
from app.web.installation import Session, act_of_two, database, now
from app.web.installation import act as act_of_one
from app.web.reply import say, show_refusal

_ = lazy_gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act: the service that does it, whether two officers are needed, and what the page says.

    `more` are fields of its form that the service takes by the same names; `then` is the act whose page comes next.
    """

    do: Callable[..., object]
    two: bool
    lines: tuple[object, ...]
    done: object
    danger: bool = False
    more: tuple[str, ...] = ()
    then: str = ""


STEPS = {
    "nominate": Step(
        do=partial(elections.advance_early, to=Phase.NOMINATING), two=False, done=_("Nominations are open."),
        lines=(_("The election appears as open for nominations."), _("Candidates can be entered and accepted.")),
    ),
    "review": Step(
        do=partial(elections.advance_early, to=Phase.REVIEWING), two=False, done=_("Nominations have ended."),
        lines=(_("What was entered is reviewed and decided."), _("The trustees can make their keys.")),
    ),
    "announce": Step(
        do=freeze.announce_order, two=False, then="freeze", done=_("The list is announced. Now the balls are drawn."),
        lines=(
            _("The list, its fingerprint and the number of balls stand on the public page and in the journal."),
            _("The digits count for this list alone. If it changes, it is announced and drawn anew."),
        ),
    ),
    "freeze": Step(
        do=lambda *said, balls="", **more: freeze.freeze(*said, digits=digits_of(balls), **more), two=True,
        more=("balls", "listed"), done=_("The election is frozen and has its fingerprint."),
        lines=(
            _("The candidates get their order on the ballot; none can be added or taken off."),
            _("The rule and the keys are fixed and published with a fingerprint."),
            _("After this the slips can be printed; the public board begins when they are confirmed."),
        ),
    ),
    "open": Step(
        do=poll.open_poll, two=True, more=("waiver",), done=_("Voting is open."),
        lines=(
            _("Delegates with a slip can vote on the tablets from this moment."),
            _("The board holds no ballot; print the zero report before the first one is cast."),
        ),
    ),
    "publish": Step(
        do=tally.publish, two=True, done=_("The provisional result is announced."),
        lines=(_("The result appears on the public page."), _("The time for objections begins.")),
    ),
    "finalise": Step(
        do=tally.certify, two=True, more=("waived",), done=_("The result is final."),
        lines=(_("The result can no longer be objected to."), _("Letters of introduction can be drafted.")),
    ),
    "destroy": Step(
        do=key_destruction.destroy_office_key, two=True, danger=True, more=("stated",),
        done=_("The keys are destroyed."),
        lines=(
            _("A key that the office keeps is destroyed; nothing can ever be decrypted with it again."),
            _("What the trustees said of their keys stands in the journal and in the minutes."),
        ),
    ),
    "annul": Step(
        do=annulment.annul, two=True, danger=True, done=_("The election is annulled."),
        lines=(_("The election ends without a result."), _("What is on the public board stays there.")),
    ),
}  # fmt: skip


_ANNOUNCE_FIRST = (LIST_CHANGED, ORDER_UNANNOUNCED)


@blueprint.route("/elections/<public_id>/acts/<code>", methods=["GET", "POST"])
@officer("decide")
def act(public_id: str, code: str) -> str | Response:
    """Say what will happen, and do it when confirmed."""
    if code not in STEPS:
        raise Refused(NOT_FOUND)
    with database().reading() as db:
        found = own_election(db, public_id)
        form = _form(db, code, found)
    if form.validate_on_submit():
        try:
            return _done(code, form, public_id)
        except Refused as refused:
            if refused.why in _ANNOUNCE_FIRST:  # the balls, if any were drawn, were not drawn for this list
                code, form = "announce", FlaskForm()
            show_refusal(form, refused)
    return _page(public_id, code, form)


def _form(db: Session, code: str, found: elections.ElectionValue) -> FlaskForm:
    drawn = _drawn(db, code, found)
    if drawn is not None and code == "freeze":
        return _freeze_form(drawn)
    about_keys = key_form(db, code, found.public_id)
    if about_keys is not None:
        return about_keys
    until = found.objections_until
    if code == "finalise" and until is not None and in_tehran(now()).date() <= until:
        return FinaliseForm()
    return SecondOfficer() if STEPS[code].two else FlaskForm()


def _drawn(db: Session, code: str, found: elections.ElectionValue) -> ballot_order.OrderValue | None:
    """The order that is to be drawn by lot, on the pages that it is about."""
    if code not in ("announce", "freeze") or found.phase != Phase.REVIEWING:
        return None
    said = ballot_order.order(db, found.public_id)
    return said if said.balls_needed else None


def _freeze_form(said: ballot_order.OrderValue) -> FreezeForm:
    form = FreezeForm()
    form.needed = said.balls_needed
    if not form.is_submitted():
        form.listed.data = said.hash
    return form


def _done(code: str, form: FlaskForm, public_id: str) -> Response:
    step = STEPS[code]
    who = act_of_two(form.second_name.data, form.second_password.data) if step.two else act_of_one()
    with database().transaction() as db:
        step.do(db, who, public_id, **{name: form[name].data for name in step.more if name in form})
    say(str(step.done))
    if step.then:
        return redirect(url_for("office.act", public_id=public_id, code=step.then))
    return redirect(url_for("office.election", public_id=public_id))


def _page(public_id: str, code: str, form: FlaskForm) -> str | Response:
    with database().reading() as db:
        found = own_election(db, public_id)
        drawn = _drawn(db, code, found)
        facts = _facts(db, found, code)
    if code == "freeze" and drawn is not None and drawn.announced is None:
        return redirect(url_for("office.act", public_id=public_id, code="announce"))
    step = STEPS[code]
    return render_template(
        "office/act.html", election=found, code=code, lines=step.lines, facts=facts, danger=step.danger, order=drawn,
        example=example_of(drawn.balls_needed) if drawn else "", form=form,
    )  # fmt: skip


def _facts(db: Session, found: elections.ElectionValue, code: str) -> list[tuple[str, str]]:
    if code == "announce":
        said = ballot_order.order(db, found.public_id)
        return [
            (gettext("Candidates"), digits(len(said.listed))), (gettext("Balls to draw"), digits(said.balls_needed)),
        ]  # fmt: skip
    if code == "freeze":
        return _facts_of_freeze(db, found)
    if code == "open":
        counts, papers = roll.attendance(db, found.session.id), slip.counts(db, found.public_id)
        return [
            (gettext("Delegates present"), digits(counts.present)),
            (gettext("Quorum"), digits(counts.quorum)),
            (gettext("Slips printed"), digits(papers.printed)),
            (gettext("Slips handed out"), digits(counts.handed)),
        ]
    if code in ("publish", "finalise"):
        seated = tally.outcome(db, found.public_id).seated
        facts = [(digits(place), name(line.candidate.institution.name)) for place, line in enumerate(seated, start=1)]
        if code == "finalise" and found.objections_until:
            until = gettext("the end of %(day)s", day=jalali(found.objections_until))
            facts.append((gettext("Objections are taken until"), until))
        return facts
    return []


def _facts_of_freeze(db: Session, found: elections.ElectionValue) -> list[tuple[str, str]]:
    holders = trustee.trustees(db, found.public_id)
    return [
        (gettext("Candidates"), digits(review.tallies(db, found.public_id).get(NominationStatus.ACCEPTED, 0))),
        (gettext("Order on the ballot"), gettext("Drawn by lot") if found.rule.order == Ordering.LOT else gettext(
            "In alphabetical order"
        )),
        (gettext("Seats"), digits(found.rule.seats)),
        (gettext("Marks on a ballot"), gettext(
            "%(least)s to %(most)s", least=digits(found.rule.minimum), most=digits(found.rule.maximum)
        )),
        (gettext("Trustees"), gettext(", ").join(map(holder, holders)) or "—"),
        (gettext("Delegates on the roll"), digits(roll.attendance(db, found.session.id).enrolled)),
    ]  # fmt: skip
