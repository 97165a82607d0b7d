"""Corrigenda: which frozen names were corrected, and correcting one by two officers."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.corrigendum import CorrigendumForm
from app.language.names import Names
from app.services.accounts import officer as officers
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.election import corrigendum as corrections
from app.services.hall import electorate
from app.services.nomination import nomination as nominations
from app.services.register import institution as institutions
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import current_officer, officer
from app.web.installation import Session, act_of_two, database
from app.web.reply import say, show_refusal


@blueprint.get("/elections/<public_id>/corrigenda")
@officer(Permission.DECIDE)
def corrigenda(public_id: str) -> str:
    """The corrigenda of an election, and whose names could be corrected."""
    with database().reading() as db:
        found = own_election(db, public_id)
        people = nominations.candidates(db, public_id) if found.fingerprint else ()
        made = corrections.corrigenda(db, public_id)
        names, voters = _names_of_officers(db), electorate.voters_by_delegate(db, found.id)
    may = found.phase in corrections.CORRIGENDUM.before
    return render_template(
        "office/corrigenda.html",
        election=found,
        candidates=people,
        made=made,
        may_correct=may,
        people=names,
        voters=voters,
    )


@blueprint.route("/elections/<public_id>/candidates/<int:number>/corrigendum", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def corrigendum(public_id: str, number: int) -> str | Response:
    """Say how one candidate is rightly named; two officers."""
    with database().reading() as db:
        found = own_election(db, public_id)
        one = nominations.nomination(db, public_id, number)
        made = corrections.corrigenda(db, public_id, number)
        today = institutions.named(db, [one.institution.id])[one.institution.id]
        names = _names_of_officers(db)
    if one.number is None or found.phase not in corrections.CORRIGENDUM.before:
        raise Refused(NOT_FOUND)
    form = CorrigendumForm(data=_standing(one))
    form.frozen.data = one.institution.name.fa
    if form.validate_on_submit():
        try:
            _correct(form, public_id, number)
            return redirect(url_for("office.corrigenda", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused)
    return render_template(
        "office/corrigendum.html", election=found, nomination=one, made=made, today=today, form=form, people=names
    )


def _correct(form: CorrigendumForm, public_id: str, number: int) -> None:
    who = act_of_two(form)
    with database().transaction() as db:
        corrections.correct(
            db, who, public_id, number, name=_names(form, "name"), representative=_names(form, "representative"),
            reason=form.reason.data or "",
        )  # fmt: skip
    say(gettext("The right name now stands beside the frozen one, wherever this election names the candidate."))


def _names(form: CorrigendumForm, field: str) -> Names:
    return Names(*(form[f"{field}_{language}"].data or "" for language in ("fa", "en", "ar")))


def _standing(one: nominations.NominationValue) -> dict[str, str]:
    """The names as they are said to be right by now, for the form to begin with."""
    right = {
        "name": one.corrected.name or one.institution.name,
        "representative": one.corrected.representative or one.representative,
    }
    return {f"{what}_{one}": getattr(names, one) for what, names in right.items() for one in ("fa", "en", "ar")}


def _names_of_officers(db: Session) -> dict[str, str]:
    return {one.username: one.name for one in officers.officers(db, current_officer().assembly_id)}
