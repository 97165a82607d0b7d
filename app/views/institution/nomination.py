"""The registration of an institution in an election: where it stands, preview, submit, appeal, withdraw."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.forms.dossier import AppealForm, Gap, WithdrawForm
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.count import seating
from app.services.nomination import next_step, review, withdrawal
from app.services.nomination import nomination as nominations
from app.services.nomination.nomination import NOMINATION_SENT, StepValue
from app.services.nomination.notice import NoticeValue, notices
from app.states.nomination import NOTIFIED, STANDING, NominationStatus, StepKind
from app.states.phase import AFTER_CLOSING, EARLY, POLLING, REGISTERING
from app.views.institution import blueprint
from app.views.institution.registration import Registration, overview_address, own_registration
from app.web.access import current_account, institution
from app.web.errors import words_of
from app.web.installation import Session, act_of_account, database, now
from app.web.reply import say, show_refusal

TOLD = (
    StepKind.SUBMITTED,
    StepKind.RESUBMITTED,
    StepKind.APPEALED,
    *NOTIFIED,
    StepKind.WITHDRAWAL_ASKED,
    StepKind.WITHDRAWAL_UNASKED,
    StepKind.RENOUNCED,
)
"""Steps that the institution reads; what reviewers note for each other is not among them."""


@blueprint.get("/own/elections/<public_id>", endpoint="nomination")
@institution
def overview(public_id: str) -> str:
    """Where the institution stands, and what is next."""
    return _overview(public_id)


@blueprint.get("/own/elections/<public_id>/preview")
@institution
def preview(public_id: str) -> str:
    """The dossier exactly as delegates will see it."""
    with database().reading() as db:
        found = own_registration(db, public_id)
    one = found.as_typed() if found.refused is None else found.nomination
    if one is None:
        raise Refused(NOT_FOUND)
    return render_template(
        "institution/preview.html", account=current_account(), election=found.election, candidate=one,
        files=found.files,
        may_submit=found.refused is None, form=FlaskForm(),
    )  # fmt: skip


@blueprint.post("/own/elections/<public_id>/submit")
@institution
def submit(public_id: str) -> str | Response:
    """Hand the dossier in, if nothing lacks; again changes nothing."""
    with database().reading() as db:
        found = own_registration(db, public_id)
    if found.refused is not None and found.refused.why is NOMINATION_SENT:
        return redirect(overview_address(public_id))
    if found.refused is not None:
        raise found.refused
    if any(found.gaps().values()):
        return _overview(public_id, tried=True)
    _submit(public_id, found)
    say(gettext("Your dossier is handed in. Please note the receipt number."))
    return redirect(overview_address(public_id))


@blueprint.route("/own/elections/<public_id>/appeal", methods=["GET", "POST"])
@institution
def appeal(public_id: str) -> str | Response:
    """Ask for another decision on a rejection, once."""
    with database().reading() as db:
        found = own_registration(db, public_id)
    form = AppealForm()
    if found.nomination is None or found.nomination.status != NominationStatus.REJECTED:
        return redirect(overview_address(public_id))
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                mine = current_account().institution_id
                review.appeal(db, act_of_account(), public_id, mine, text=form.text.data or "")
            say(gettext("Your appeal is handed in. Other officers than before decide on it."))
            return redirect(overview_address(public_id))
        except Refused as refused:
            show_refusal(form, refused, "text")
    return _page("institution/appeal.html", found, form=form, steps=_told(found))


@blueprint.route("/own/elections/<public_id>/withdraw", methods=["GET", "POST"])
@institution
def withdraw(public_id: str) -> str | Response:
    """Withdraw the candidature, after a question; from the freezing on ask for it, or take that back."""
    with database().reading() as db:
        found = own_registration(db, public_id)
        waits, may = _waits(db, found), _may_withdraw(db, found)
    form = WithdrawForm()
    if not may and not form.is_submitted():
        return redirect(overview_address(public_id))
    if form.validate_on_submit():
        try:
            say(_leave(public_id, form, keeps=request.form.get("act") == "keep"))
            return redirect(overview_address(public_id))
        except Refused as refused:
            show_refusal(form, refused)
    asks = found.election.phase not in EARLY
    return _page("institution/withdraw.html", found, form=form, asked=waits, asks=asks)


def _leave(public_id: str, form: WithdrawForm, *, keeps: bool) -> str:
    """Withdraw, ask, or take back what was asked; what is said of it."""
    mine = current_account().institution_id
    with database().transaction() as db:
        if keeps:
            withdrawal.take_back(db, act_of_account(), public_id, mine)
            return str(gettext("Your request is taken back. Your institution stands as a candidate."))
        done = withdrawal.withdraw_own(db, act_of_account(), public_id, mine, form.reason.data or "")
    if done:
        return str(gettext("Your candidature is withdrawn."))
    return str(gettext("Your request is with the secretariat. Two officers record the withdrawal."))


def _waits(db: Session, found: Registration) -> StepValue | None:
    """The step by which the institution asks to withdraw, while that waits for two officers."""
    return None if found.nomination is None else withdrawal.asked(db, found.nomination.id)


def _may_withdraw(db: Session, found: Registration) -> bool:
    """Whether there is something that could be withdrawn, or asked to be, in this phase."""
    one, phase = found.nomination, found.election.phase
    if one is None or one.status not in STANDING:
        return False
    if phase in REGISTERING:
        return True
    stands = phase in (*POLLING, *AFTER_CLOSING) and one.number is not None
    return stands and one.institution.id not in withdrawal.renunciations(db, found.election.id)


def _submit(public_id: str, found: Registration) -> None:
    typed = found.as_typed()
    try:
        with database().transaction() as db:
            nominations.submit(
                db, act_of_account(), public_id, current_account().institution_id,
                representative=typed.representative, dossier=typed.dossier,
            )  # fmt: skip
    except Refused as refused:
        if refused.why is not NOMINATION_SENT:  # a second press of the button, while the first was on its way
            raise


def _overview(public_id: str, *, tried: bool = False) -> str:
    with database().reading() as db:
        found = own_registration(db, public_id)
        leaving, may_withdraw = _waits(db, found), _may_withdraw(db, found)
        seat = seating.seat_of(db, public_id, current_account().institution_id)
    gaps = found.gaps() if found.refused is None else {}
    steps, one = _told(found), found.nomination
    appealed = any(step.kind == StepKind.APPEALED for step in steps)
    status = one.status if one else None
    act, deadline = next_step.next_act(found.election.phase, found.timetable, status, appealed, now())
    return _page(
        "institution/nomination.html", found, form=FlaskForm(), steps=steps, gaps=gaps, tried=tried, act=act,
        deadline=deadline, begun={part: found.begun(part) for part in gaps}, list_of_gaps=_list(gaps), today=now(),
        closed=words_of(found.refused) if found.refused and found.refused.why is not NOMINATION_SENT else "",
        may_withdraw=may_withdraw, leaving=leaving,
        notices=_notices(found), may_object=found.election.objections_until is not None, seat=seat,
    )  # fmt: skip


def _page(template: str, found: Registration, **values: object) -> str:
    return render_template(
        template, account=current_account(), election=found.election, nomination=found.nomination,
        timetable=found.timetable, **values,
    )  # fmt: skip


def _told(found: Registration) -> tuple[StepValue, ...]:
    if found.nomination is None:
        return ()
    with database().reading() as db:
        return tuple(step for step in nominations.history(db, found.nomination.id) if step.kind in TOLD)


def _list(gaps: dict[str, tuple[Gap, ...]]) -> tuple[tuple[str, Gap], ...]:
    return tuple((part, gap) for part, found in gaps.items() for gap in found)


def _notices(found: Registration) -> list[tuple[NoticeValue, str]]:
    """The notices about the nomination, each with its address."""
    if found.nomination is None:
        return []
    public_id = found.election.public_id
    with database().reading() as db:
        sent = notices(db, public_id, found.nomination.id)
    return [(one, url_for("institution.notice", public_id=public_id, step=one.step)) for one in sent]
