"""Corrigenda of a frozen election's own words, and of the delegates who may vote in it; by two officers."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.corrigendum import TitleCorrigendumForm, VoterCorrigendumForm
from app.language.names import Names
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.election import title_corrigendum
from app.services.election.corrigendum import CORRIGENDUM
from app.services.election.election import ElectionValue
from app.states.election import Corrects
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web.access import officer
from app.web.filters import name
from app.web.i18n import digits
from app.web.installation import act_of_two, database
from app.web.reply import say, show_refusal

_WordsForm = TitleCorrigendumForm | VoterCorrigendumForm


@blueprint.route("/elections/<public_id>/corrigendum", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def corrigendum_titles(public_id: str) -> str | Response:
    """Say how title, body, assembly, place and ordinal of the election rightly are; two officers."""
    with database().reading() as db:
        found = _open(own_election(db, public_id))
        frozen = title_corrigendum.frozen_words(db, public_id)
    form = TitleCorrigendumForm(data=_shown(_standing(found, frozen)))
    for language in () if Corrects.PLACE in frozen else ("fa", "en", "ar"):
        del form[f"place_{language}"]
    form.frozen.data = name(found.title)
    if form.validate_on_submit():
        try:
            who, right = act_of_two(form), _typed(form, frozen)
            with database().transaction() as db:
                title_corrigendum.correct_titles(db, who, public_id, right=right, reason=form.reason.data or "")
            say(gettext("The right words now stand beside the frozen ones, on pages and papers of this election."))
            return redirect(url_for("office.corrigenda", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused, "title_fa")
    return _page(gettext("Correct the election’s own words"), found, form, frozen)


@blueprint.route("/elections/<public_id>/voters/<int:delegate_id>/corrigendum", methods=["GET", "POST"])
@officer(Permission.DECIDE)
def corrigendum_voter(public_id: str, delegate_id: int) -> str | Response:
    """Say how a delegate who may vote, and who sent it, are rightly named; two officers."""
    with database().reading() as db:
        found = _open(own_election(db, public_id))
        frozen, standing = title_corrigendum.frozen_voter(db, public_id, delegate_id)
    form = VoterCorrigendumForm(data=_shown(standing))
    form.frozen.data = name(frozen[Corrects.DELEGATE])
    if form.validate_on_submit():
        try:
            who, right = act_of_two(form), _typed(form, frozen)
            reason = form.reason.data or ""
            with database().transaction() as db:
                title_corrigendum.correct_voter(db, who, public_id, delegate_id, right=right, reason=reason)
            say(gettext("The right name now stands beside the frozen one, in the attendance sheet of the minutes."))
            return redirect(url_for("office.corrigenda", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused, "delegate_fa")
    return _page(gettext("Correct a delegate’s name"), found, form, frozen)


def _page(title: str, found: ElectionValue, form: _WordsForm, frozen: Mapping[Corrects, Names]) -> str:
    words = [(_label(what), _told(what, one)) for what, one in frozen.items()]
    return render_template("office/corrigendum_words.html", title=title, election=found, form=form, frozen=words)


def _open(found: ElectionValue) -> ElectionValue:
    """The election, if its frozen words can be corrected now. Refused: not-found."""
    if not found.fingerprint or found.phase not in CORRIGENDUM.before:
        raise Refused(NOT_FOUND)
    return found


def _standing(found: ElectionValue, frozen: Mapping[Corrects, Names]) -> dict[Corrects, Names]:
    """The words as they are said to be right by now."""
    right = found.corrected
    beside = {
        Corrects.TITLE: right.title, Corrects.BODY: right.body, Corrects.ASSEMBLY: right.assembly,
        Corrects.PLACE: right.place, Corrects.SESSION: Names(str(right.session)) if right.session else None,
    }  # fmt: skip
    return {what: beside[what] or one for what, one in frozen.items()}


def _shown(standing: Mapping[Corrects, Names]) -> dict[str, str]:
    return {f"{what}_{code}": getattr(one, code) for what, one in standing.items() for code in ("fa", "en", "ar")}


def _typed(form: _WordsForm, frozen: Mapping[Corrects, Names]) -> dict[Corrects, Names]:
    """What was typed of each word; a language that has no field stays as it was frozen."""
    return {
        what: Names(*(
            str(form[f"{what}_{code}"].data or "") if f"{what}_{code}" in form else getattr(one, code)
            for code in ("fa", "en", "ar")
        ))
        for what, one in frozen.items()
    }  # fmt: skip


def _label(what: Corrects) -> str:
    labels = {
        Corrects.TITLE: gettext("Title of the election"), Corrects.BODY: gettext("Body"),
        Corrects.ASSEMBLY: gettext("Assembly"), Corrects.PLACE: gettext("Place"), Corrects.SESSION: gettext("Session"),
        Corrects.DELEGATE: gettext("Delegate"), Corrects.DELEGATION: gettext("Institution"),
    }  # fmt: skip
    return str(labels[what])


def _told(what: Corrects, one: Names) -> str:
    return digits(one.fa) if what is Corrects.SESSION else name(one)
