"""One nomination before its reviewers: the dossier, the checklist, the decision of two officers, the history."""

from __future__ import annotations

from typing import cast

from flask import redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.forms.review import ChecklistForm, DecisionForm, RuleForm, Versioned, WithdrawalForm, WithdrawalOfTwoForm
from app.language.identifier import national_id
from app.language.message import N_
from app.language.reference import eligibility_rules
from app.services.accounts import officer as officers
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.nomination import nomination as nominations
from app.services.nomination import notice, review, upload, withdrawal
from app.services.nomination.review import DECIDED_MEANWHILE
from app.services.register import institution as institutions
from app.states.nomination import WAITING, NominationStatus
from app.states.officer import Permission
from app.states.phase import AFTER_CLOSING, EARLY, POLLING, REGISTERING, Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election, way_back
from app.web.access import current_officer, officer
from app.web.filters import name
from app.web.i18n import locale_code
from app.web.installation import Session, act, act_of_two, database
from app.web.posted import whole
from app.web.reply import say, show_refusal

_PROPOSED = N_("For %(name)s a decision is proposed. It takes effect when a second officer confirms it.")
_CONFIRMED = N_("The decision about %(name)s has taken effect. The institution reads it on its page.")


@blueprint.get("/elections/<public_id>/candidates/<int:number>")
@officer(Permission.REVIEW)
def nomination_review(public_id: str, number: int) -> str:
    """The nomination with everything that may be done to it."""
    return _page(public_id, number)


@blueprint.post("/elections/<public_id>/candidates/<int:number>/check")
@officer(Permission.REVIEW)
def nomination_check(public_id: str, number: int) -> str | Response:
    """Keep the checklist."""
    form = ChecklistForm()
    form.offer(locale_code())
    if not form.validate_on_submit():
        return _page(public_id, number, checklist=form)
    try:
        with database().transaction() as db:
            own_election(db, public_id)
            review.check(
                db, act(), public_id, number, version=whole(form.version.data or ""), verdicts=form.verdicts(),
                remark=form.remark.data or "",
            )  # fmt: skip
    except Refused as refused:
        _show(form, refused)
        return _page(public_id, number, checklist=form)
    say(gettext("The checklist is kept."))
    return _back(public_id, number)


@blueprint.post("/elections/<public_id>/candidates/<int:number>/propose")
@officer(Permission.REVIEW)
def nomination_propose(public_id: str, number: int) -> str | Response:
    """Propose a decision."""
    form = DecisionForm()
    form.offer(locale_code())
    if not form.validate_on_submit():
        return _page(public_id, number, decision=form)
    try:
        with database().transaction() as db:
            own_election(db, public_id)
            review.propose(
                db, act(), public_id, number, version=whole(form.version.data or ""), decision=form.decision.data,
                reason=form.reason.data or "", text=form.text.data or "",
            )  # fmt: skip
    except Refused as refused:
        _show(form, refused)
        return _page(public_id, number, decision=form)
    return _on(public_id, number, _PROPOSED)


@blueprint.post("/elections/<public_id>/candidates/<int:number>/confirm")
@officer(Permission.REVIEW)
def nomination_confirm(public_id: str, number: int) -> str | Response:
    """Confirm what a colleague proposed, or put it aside."""
    form = Versioned()  # nothing in it can be wrong but what the service compares
    try:
        with database().transaction() as db:
            own_election(db, public_id)
            review.confirm(db, act(), public_id, number, version=whole(form.version.data or ""))
    except Refused as refused:
        _show(form, refused)
        return _page(public_id, number, confirmation=form)
    return _on(public_id, number, _CONFIRMED)


@blueprint.post("/elections/<public_id>/candidates/<int:number>/set-aside")
@officer(Permission.REVIEW)
def nomination_set_aside(public_id: str, number: int) -> str | Response:
    """Take a proposal away."""
    form = Versioned()
    try:
        with database().transaction() as db:
            own_election(db, public_id)
            review.set_aside(db, act(), public_id, number, version=whole(form.version.data or ""))
    except Refused as refused:
        _show(form, refused)
        return _page(public_id, number, confirmation=form)
    say(gettext("The proposal is put aside. Nothing has been decided."))
    return _back(public_id, number)


@blueprint.post("/elections/<public_id>/candidates/<int:number>/withdraw")
@officer(Permission.PREPARE)
def nomination_withdraw(public_id: str, number: int) -> str | Response:
    """Record that the institution has withdrawn; from the freezing on two officers do."""
    with database().reading() as db:
        phase = own_election(db, public_id).phase
        one = nominations.nomination(db, public_id, number)
    form = _withdrawal(phase)
    if not form.validate_on_submit():
        return _page(public_id, number, leaving=form)
    try:
        two = isinstance(form, WithdrawalOfTwoForm)
        who = act_of_two(form, about={N_("Institution"): one.institution.name}) if two else act()
        with database().transaction() as db:
            withdrawal.withdraw(db, who, public_id, number, reason=form.withdrawal.data or "")
    except Refused as refused:
        show_refusal(form, refused)
        return _page(public_id, number, leaving=form)
    say(gettext("The withdrawal is recorded."))
    return _back(public_id, number)


def _is_leavable(phase: Phase, one: nominations.NominationValue) -> bool:
    """Whether a withdrawal can be recorded now: from the freezing on of who stands on the ballot."""
    return phase in EARLY or (phase in (*POLLING, *AFTER_CLOSING) and one.number is not None)


def _withdrawal(phase: Phase, **more: object) -> WithdrawalForm:
    return WithdrawalForm(**more) if phase in EARLY else WithdrawalOfTwoForm(**more)


def _show(form: FlaskForm, refused: Refused) -> None:
    """Tell by their names who was faster."""
    if refused.why is DECIDED_MEANWHILE:
        with database().reading() as db:
            people = _people(db)
        refused.facts["by"] = tuple(people.get(one, one) for one in cast(tuple[str, ...], refused.facts["by"]))
    show_refusal(form, refused)


def _people(db: Session) -> dict[str, str]:
    return {one.username: one.name for one in officers.officers(db, current_officer().assembly_id)}


def _back(public_id: str, number: int) -> Response:
    return redirect(way_back("office.nomination_review", public_id, number=number))


def _on(public_id: str, number: int, said: str) -> Response:
    """Say what was done with a nomination, by its name, and go on to the next that waits for this officer."""
    with database().reading() as db:
        done = nominations.nomination(db, public_id, number)
        following = review.next_for(db, public_id, current_officer().username, number)
    say(gettext(said, name=name(done.institution.name)))
    if following is None:
        return _back(public_id, number)
    say(gettext("This is the next nomination that waits for you."))
    return redirect(url_for("office.nomination_review", public_id=public_id, number=following))


def _page(
    public_id: str,
    number: int,
    checklist: RuleForm | None = None,
    decision: DecisionForm | None = None,
    confirmation: Versioned | None = None,
    leaving: WithdrawalForm | None = None,
) -> str:
    with database().reading() as db:
        found = own_election(db, public_id)
        one = nominations.nomination(db, public_id, number)
        if one.status == NominationStatus.DRAFT:
            raise Refused(NOT_FOUND)
        steps = nominations.history(db, number)
        files = upload.uploads(db, number)
        sent = notice.notices(db, public_id, number)
        people = _people(db)
        today = institutions.named(db, [one.institution.id])[one.institution.id]
        asked = withdrawal.asked(db, number)
        renounced = one.institution.id in withdrawal.renunciations(db, found.id)
        partial = one.status == NominationStatus.APPEALED and current_officer().username in review.rejecters(db, number)
    forms: dict[str, RuleForm | DecisionForm | Versioned] = {
        "checklist": checklist or _checklist(one),
        "decision": decision or _decision(),
        "confirmation": confirmation or Versioned(formdata=None),
    }
    for form in forms.values():  # what was typed stays, and is sent again for the state that is shown now
        form.version.data = str(one.version)
    return render_template(
        "office/review.html", election=found, nomination=one, history=steps, files=files, today=today,
        people=people, partial=partial,
        notices=[
            (value, url_for("office.nomination_notice", public_id=public_id, number=number, step=value.step))
            for value in sent
        ],
        withdrawal=leaving or _withdrawal(found.phase, formdata=None, withdrawal=asked.text if asked else ""),
        asked=asked, renounced=renounced, doubtful=national_id(one.institution.national_id)[1],
        may_review=one.status in WAITING and found.phase in REGISTERING,
        may_withdraw=not (one.withdrawn or renounced) and _is_leavable(found.phase, one),
        own_proposal=one.proposal is not None and one.proposal.by == current_officer().username, **forms,
    )  # fmt: skip


def _checklist(one: nominations.NominationValue) -> RuleForm:
    found = {rule.code: one.checks.get(rule.code, {}).get("verdict") or None for rule in eligibility_rules()}
    form = ChecklistForm(formdata=None, **found)
    form.offer(locale_code())
    return form


def _decision() -> DecisionForm:
    form = DecisionForm(formdata=None)
    form.offer(locale_code())
    return form
