"""The roll: check-in, check-out, that a slip was handed, and taking that back."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.forms.fields import offered
from app.forms.roll import DelegateForm
from app.language.names import Names
from app.language.paging import page_count
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.election import election as elections
from app.services.hall import earlier_roll, electorate, presence, register_roll, roll, roll_instant
from app.services.hall.electorate import DELEGATE_NO_SLIP
from app.services.voting import slip
from app.services.voting.unfreezing import UNFREEZE
from app.states.officer import Permission
from app.states.phase import POLLING
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import may, officer
from app.web.errors import words_of
from app.web.filters import province as province_name
from app.web.i18n import locale_code
from app.web.installation import Session, act, database, now
from app.web.posted import number
from app.web.reply import say, show_refusal

SIZE = 50
MOST = 200
"""As many institutions can be chosen from; of more, one is looked for by its name first."""

_ACTS: dict[str, Callable[[Session, Act, int, int], object]] = {
    "check-in": presence.check_in, "check-out": presence.check_out, "remove": roll.remove_delegate,
}  # fmt: skip


@blueprint.route("/elections/<public_id>/roll", methods=["GET", "POST"], endpoint="roll")
@officer(Permission.DESK)
def roll_page(public_id: str) -> str | Response:
    """The delegates with what may be done for each."""
    if request.method == "POST":
        return _do(public_id)
    return _page(public_id)


@blueprint.post("/elections/<public_id>/roll/new")
@officer(Permission.DESK)
def delegate_new(public_id: str) -> str | Response:
    """Put a delegate on the roll."""
    with database().reading() as db:
        found = own_election(db, public_id)
        form = _form(db, found)
    if not form.validate_on_submit():
        return _page(public_id, form)
    try:
        with database().transaction() as db:
            roll.add_delegate(
                db, act(), found.session.id, institution_id=form.institution.data,
                name=Names(form.name_fa.data or "", form.name_en.data or ""), namesake=form.namesake.data,
            )  # fmt: skip
    except Refused as refused:
        show_refusal(form, refused, refused.why.field or "institution")
        return _page(public_id, form)
    return redirect(url_for("office.roll", public_id=public_id, add="1", _anchor="add"))


@blueprint.route("/elections/<public_id>/roll/<int:delegate_id>/take-back", methods=["GET", "POST"])
@officer(Permission.DESK)
def roll_take_back(public_id: str, delegate_id: int) -> str | Response:
    """Take back that a delegate was handed a slip, after a look at who it is."""
    form = FlaskForm()
    with database().reading() as db:
        found = own_election(db, public_id)
        delegate = roll.delegate(db, found.session.id, delegate_id)
        if found.id not in delegate.handed:
            raise Refused(DELEGATE_NO_SLIP)
    if form.validate_on_submit():
        with database().transaction() as db:
            electorate.take_back_slip(db, act(), found.id, delegate_id)
        say(gettext("The record is taken back. The journal keeps both."))
        return redirect(url_for("office.roll", public_id=public_id))
    return render_template("office/take_back.html", election=found, delegate=delegate, form=form)


def _do(public_id: str) -> str | Response:
    named, delegate_id = request.form.get("act", ""), number(request.form, "delegate", -1)
    try:
        with database().transaction() as db:
            _record(db, own_election(db, public_id), named, delegate_id)
    except Refused as refused:
        if delegate_id < 0 or refused.why is NOT_FOUND:
            raise
        g.form_status, g.refusal = refused.why.status, refused
        return _page(public_id, refused=(delegate_id, words_of(refused)))
    search, page = request.form.get("search", ""), number(request.form, "page", 1)
    return redirect(
        url_for(
            "office.roll", public_id=public_id, search=search or None, page=page if page > 1 else None,
            _anchor=f"delegate-{delegate_id}" if delegate_id > 0 else None,
        )
    )  # fmt: skip


def _record(db: Session, found: elections.ElectionValue, named: str, delegate_id: int) -> None:
    if named == "hand":
        electorate.hand_slip(db, act(), found.id, delegate_id)
    elif named == "take-over":
        earlier_roll.take_over(db, act(), found.session.id)
    elif named == "take-from-register":
        register_roll.take_from_register(db, act(), found.session.id)
    elif named in _ACTS:
        _ACTS[named](db, act(), found.session.id, delegate_id)
    else:
        raise Refused(NOT_FOUND)


def _page(public_id: str, form: DelegateForm | None = None, refused: tuple[int, str] | None = None) -> str:
    with database().reading() as db:
        found = own_election(db, public_id)
        adding = form or _form(db, found)
        shown = _shown(db, found, request.values)
    many = len(adding.institution.choices or ()) > MOST
    return render_template(
        "office/roll.html", election=found, form=adding, many=many, find=_find(), refused=refused, **shown
    )


def _shown(db: Session, found: elections.ElectionValue, asked: MultiDict[str, str]) -> dict[str, object]:
    """What the page shows beside the form, of the place of the list that is asked for."""
    search, page = asked.get("search", "").strip(), max(1, number(asked, "page", 1))
    every = roll.count(db, found.session.id, search=search)
    return {
        "delegates": roll.roll(db, found.session.id, search=search, page=page, size=SIZE),
        "search": search, "page": page, "page_count": page_count(every, SIZE),
        "attendance": electorate.attendance(db, found.id), "voteless": electorate.without_vote(db, found.id),
        "adding": bool(request.args.get("add")), "may_add": roll.may_add(db, found.session.id),
        "late": roll_instant.is_late(db, found.session.id, now()), "until": roll_instant.until(db, found.session.id),
        "earlier": earlier_roll.at_hand(db, found.session.id),
        "registered": register_roll.at_hand(db, found.session.id),
        "left_out": register_roll.left_out(db, found.session.id),
        "may_hand": slip.counts(db, found.public_id).sealed and found.phase in POLLING,
        "unfreezable": UNFREEZE.why_not(db, found.public_id, now()) is None, "may_unfreeze": may(UNFREEZE.permission),
    }  # fmt: skip


def _form(db: Session, found: elections.ElectionValue) -> DelegateForm:
    """The form with the institutions to choose from; one more than may be shown says that there are too many."""
    form = DelegateForm()
    named = roll.absent(db, found.session.id, search=_find(), most=MOST + 1)
    form.institution.choices = offered((one, told_apart(*said)) for one, said in named.items())
    return form


def told_apart(institution: Names, province: str) -> str:
    """An institution to choose, with its province, since two may have one name."""
    return f"{institution.in_language(locale_code())} ({province_name(province)})"


def _find() -> str:
    """The name by which an institution without a delegate is looked for."""
    return request.values.get("find", "").strip()
