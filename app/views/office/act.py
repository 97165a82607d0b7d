"""The acts that change the phase of an election, each with its own page that says what will happen."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.forms.annulment import AnnulForm, OverturnForm
from app.forms.balls import digits_of
from app.forms.fields import SecondOfficer
from app.forms.freeze import FreezeForm
from app.forms.paper_vote import PaperVoteForm
from app.services.acts.refusal import NOT_FOUND, PHASE_WRONG, Refused
from app.services.acts.step import Step
from app.services.count import objection as objections
from app.services.count import tally
from app.services.election import election as elections
from app.services.hall import electorate, namesake
from app.services.nomination import nomination as nominations
from app.services.nomination import review
from app.services.voting import backup_copy, ballot_order, slip, trustee
from app.services.voting.ballot_order import LIST_CHANGED, ORDER_UNANNOUNCED
from app.services.voting.poll import OPEN
from app.services.whole import steps
from app.states.election import Ordering
from app.states.nomination import NominationStatus
from app.states.officer import Permission
from app.states.phase import COUNTED, Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.views.office.ending import ending
from app.views.office.key_act import key_form
from app.views.office.lots import example_of
from app.views.office.opening import checks_of
from app.views.office.sealed_paper import keep_zero
from app.web.access import officer
from app.web.errors import words_of
from app.web.filters import holder, name
from app.web.i18n import digits, jalali
from app.web.installation import Session, act_of_two, database
from app.web.installation import act as act_of_one
from app.web.reply import say, show_refusal
from app.web.why_not import why_not_now

_ANNOUNCE_FIRST = (LIST_CHANGED, ORDER_UNANNOUNCED)
_FORMS: dict[str, type[FlaskForm]] = {
    "annul": AnnulForm,
    "overturn": OverturnForm,
    "unfreeze": AnnulForm,
    "paper": PaperVoteForm,
}
"""The forms of acts that always ask more than the second officer."""


@blueprint.route("/elections/<public_id>/acts/<code>", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def act(public_id: str, code: str) -> str | Response:
    """Say what will happen, and do it when confirmed."""
    step = steps.step(code)
    if step.do is None:
        raise Refused(NOT_FOUND)
    with database().reading() as db:
        found = own_election(db, public_id)
        form = _form(db, code, found)
        blocked = why_not_now(db, step, public_id) if form.is_submitted() else None
    if blocked is not None:  # whatever was typed: the same as the list of tasks says
        show_refusal(form, blocked)
    elif form.validate_on_submit():
        try:
            return _done(step, step.do, form, public_id)
        except Refused as refused:
            if refused.why in _ANNOUNCE_FIRST:  # the balls, if any were drawn, were not drawn for this list
                code, form = "announce", FlaskForm()
            show_refusal(form, refused)
    return _page(public_id, code, form)


def _form(db: Session, code: str, found: elections.ElectionValue) -> FlaskForm:
    if code in _FORMS:
        return _FORMS[code]()
    drawn = _drawn(db, code, found)
    if drawn is not None and code == "freeze":
        return _freeze_form(drawn)
    about_keys = key_form(db, code, found.public_id)
    if about_keys is not None:
        return about_keys
    return SecondOfficer() if steps.step(code).officers > 1 else FlaskForm()


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


def _done(step: Step, do: Callable[..., object], form: FlaskForm, public_id: str) -> Response:
    two = step.officers > 1
    who = act_of_two(form) if two else act_of_one()
    typed = {name: form[name].data for name in step.more if name in form}
    if "balls" in form:
        typed["digits"] = digits_of(form.balls.data)
    with database().transaction() as db:
        do(db, who, public_id, **typed)
    if step is OPEN:
        keep_zero(public_id, who)
    say(gettext(step.done))
    if step.then:
        return redirect(url_for("office.act", public_id=public_id, code=step.then))
    return redirect(url_for("office.election", public_id=public_id))


def _page(public_id: str, code: str, form: FlaskForm) -> str | Response:
    step = steps.step(code)
    with database().reading() as db:
        found = own_election(db, public_id)
        refused = why_not_now(db, step, public_id)
        if refused is not None and refused.why is PHASE_WRONG:
            raise refused
        drawn = _drawn(db, code, found)
        facts, counted = facts_of(db, found, code), counted_of(db, found, code)
        checks = checks_of(db, found, code)
        warnings = ending(db, found, code).warnings if refused is None else ()
        copies = backup_copy.copies_with_key(db, public_id) if code == "destroy" else ()
        printed = [one.institution for one in nominations.candidates(db, public_id)] if code == "freeze" else ()
    if code == "freeze" and refused is None and drawn is not None and drawn.announced is None:
        return redirect(url_for("office.act", public_id=public_id, code="announce"))
    return render_template(
        "office/act.html", election=found, code=code, lines=[gettext(line) for line in step.lines], facts=facts,
        danger=step.danger, order=drawn, example=example_of(drawn.balls_needed) if drawn else "", form=form,
        blocked=None if refused is None else words_of(refused), copies=copies,
        printed=printed, result=counted, warnings=warnings, checks=checks,
        to_waive=refused is not None and refused.why is objections.OBJECTIONS_OPEN,
    )  # fmt: skip


def facts_of(db: Session, found: elections.ElectionValue, code: str) -> list[tuple[str, str]]:
    """What an officer checks before the act of this code: pairs of a term and a value, as they are now."""
    if code == "announce":
        said = ballot_order.order(db, found.public_id)
        return [
            (gettext("Candidates"), digits(len(said.listed))),
            (gettext("Balls to draw"), digits(said.balls_needed)),
        ]
    if code == "freeze":
        return _facts_of_freeze(db, found)
    if code == "seal":
        return [
            (gettext("Delegates on the roll"), digits(electorate.attendance(db, found.id).enrolled)),
            (gettext("Slips printed"), digits(slip.counts(db, found.public_id).printed)),
        ]
    if code == "finalise" and found.objections_until:
        until = gettext("the end of %(day)s", day=jalali(found.objections_until))
        return [(gettext("Objections are taken until"), until)] + [
            (gettext("Says not to object: %(name)s", name=name(one.institution)), one.person)
            for one in objections.waivers(db, found.public_id)
        ]
    return []


def counted_of(db: Session, found: elections.ElectionValue, code: str) -> tally.ResultValue | None:
    """The result that the act of this code is about: whoever announces it has seen every number of it."""
    if code in ("publish", "finalise") and found.phase in COUNTED:
        return tally.outcome(db, found.public_id)
    return None


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
        *_facts_of_roll(electorate.attendance(db, found.id)),
        *(
            (
                gettext("Name that several on the roll have: %(name)s", name=name(one.name)),
                gettext(", ").join(map(name, one.institutions)),
            )
            for one in namesake.alike(db, found.id)
        ),
    ]  # fmt: skip


def _facts_of_roll(counted: electorate.Attendance) -> list[tuple[str, str]]:
    """How many may vote, and whether these are enough for the quorum: after the freezing nobody is added."""
    facts = [(gettext("Delegates who may vote"), digits(counted.enrolled))]
    if counted.listed is not None:
        facts.append((gettext("Institutions on the list of who votes"), digits(counted.listed)))
    if counted.quorum > counted.enrolled:
        facts.append((gettext("Quorum"), gettext(
            "%(quorum)s: out of reach with this roll. Add delegates first, or call the session a second time.",
            quorum=digits(counted.quorum),
        )))  # fmt: skip
    elif counted.quorum:
        facts.append((gettext("Quorum"), gettext("%(quorum)s: within reach", quorum=digits(counted.quorum))))
    return facts
