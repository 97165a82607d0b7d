"""The acts that change the phase of an election, each with its own page that says what will happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.access import officer
from app.dates import in_tehran
from app.db import Session
from app.filters import holder, name
from app.forms.fields import SecondOfficer
from app.forms.poll import FinaliseForm, FreezeForm, faces_of
from app.house import act as act_of_one
from app.house import act_of_two, database, now
from app.i18n import digits, jalali
from app.services import election as elections
from app.services import freeze, order, poll, review, roll, slip, tally, trustee
from app.services.act import Refused
from app.views.office import blueprint
from app.views.office.own import blame, own_election
from app.views.reply import say, show_refusal

_ = lazy_gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act: the service that does it, whether two officers are needed, and what the page says.

    `more` are fields of its form that the service takes by the same names.
    """

    do: Callable[..., object]
    two: bool
    lines: tuple[object, ...]
    done: object
    danger: bool = False
    more: tuple[str, ...] = ()


STEPS = {
    "nominate": Step(
        do=partial(elections.advance_early, to="nominating"), two=False, done=_("Nominations are open."),
        lines=(_("The election appears as open for nominations."), _("Candidates can be entered and accepted.")),
    ),
    "review": Step(
        do=partial(elections.advance_early, to="reviewing"), two=False, done=_("Nominations have ended."),
        lines=(_("What was entered is reviewed and decided."), _("The trustees can make their keys.")),
    ),
    "freeze": Step(
        do=lambda *said, dice="", **more: freeze.freeze(*said, dice=faces_of(dice), **more), two=True,
        more=("dice", "listed"), done=_("The election is frozen and has its fingerprint."),
        lines=(
            _("The candidates get their order on the ballot; none can be added or taken off."),
            _("The rule and the keys are fixed and published with a fingerprint."),
            _("After this the slips can be printed; the public board begins when they are confirmed."),
        ),
    ),
    "open": Step(
        do=poll.open_poll, two=True, done=_("Voting is open."),
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
    "annul": Step(
        do=elections.annul, two=True, danger=True, done=_("The election is annulled."),
        lines=(_("The election ends without a result."), _("What is on the public board stays there.")),
    ),
}  # fmt: skip


@blueprint.route("/elections/<public_id>/acts/<code>", methods=["GET", "POST"])
@officer("decide")
def act(public_id: str, code: str) -> str | Response:
    """Say what will happen, and do it when confirmed."""
    if code not in STEPS:
        raise Refused("not-found")
    step = STEPS[code]
    with database().reading() as db:
        found = own_election(db, public_id)
        facts = _facts(db, found, code)
        form = _form(db, step, code, found)
    if form.validate_on_submit():
        try:
            return _done(step, form, public_id)
        except Refused as refused:
            _show(form, refused)
    return render_template(
        "office/act.html", election=found, code=code, lines=step.lines, facts=facts, danger=step.danger, form=form
    )


def _form(db: Session, step: Step, code: str, found: elections.ElectionValue) -> FlaskForm:
    if code == "freeze":
        said = order.order(db, found.public_id)
        return _freeze_form(said) if said.dice_needed and found.phase == "reviewing" else SecondOfficer()
    until = found.objections_until
    if code == "finalise" and until is not None and in_tehran(now()).date() <= until:
        return FinaliseForm()
    return SecondOfficer() if step.two else FlaskForm()


def _freeze_form(said: order.OrderValue) -> FreezeForm:
    form = FreezeForm()
    form.dice.description = gettext(
        "For the order on the ballot. Throw the dice in front of the presidium and the observers, at least %(number)s "
        "throws, and enter them in the order thrown.",
        number=digits(said.dice_needed),
    )
    if not form.is_submitted():
        form.listed.data = said.hash
    return form


def _show(form: FlaskForm, refused: Refused) -> None:
    show_refusal(form, refused, blame(refused))
    if refused.code == "list-changed":  # the dice were thrown for another list
        form.listed.data, form.dice.data = refused.facts["hash"], ""


def _done(step: Step, form: FlaskForm, public_id: str) -> Response:
    who = act_of_two(form.second_name.data, form.second_password.data) if step.two else act_of_one()
    with database().transaction() as db:
        step.do(db, who, public_id, **{name: form[name].data for name in step.more if name in form})
    say(str(step.done))
    return redirect(url_for("office.election", public_id=public_id))


def _facts(db: Session, found: elections.ElectionValue, code: str) -> list[tuple[str, str]]:
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
        (gettext("Candidates"), digits(review.tallies(db, found.public_id).get("accepted", 0))),
        (gettext("Order on the ballot"), gettext("Drawn by lot") if found.rule.order == "lot" else gettext(
            "In alphabetical order"
        )),
        (gettext("Seats"), digits(found.rule.seats)),
        (gettext("Marks on a ballot"), gettext(
            "%(least)s to %(most)s", least=digits(found.rule.minimum), most=digits(found.rule.maximum)
        )),
        (gettext("Trustees"), gettext(", ").join(map(holder, holders)) or "—"),
        (gettext("Delegates on the roll"), digits(roll.attendance(db, found.session.id).enrolled)),
    ]  # fmt: skip
