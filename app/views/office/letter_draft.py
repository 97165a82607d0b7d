"""One letter at a time: in the place of another, a draft written anew, a draft put away."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.letter import IdentifierForm, LetterDraftForm, ReplacementForm, VoidDraftForm
from app.language.names import Names
from app.language.text import normalise
from app.services.acts.refusal import Refused
from app.services.letters import letter as letters
from app.services.letters import replacement
from app.services.letters.identifier import settle_identifier
from app.states.letter import REPLACEABLE, Identified, LetterStatus
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.views.office.letter import terms_of, typed_terms
from app.web.access import officer
from app.web.installation import act, database
from app.web.posted import whole
from app.web.reply import say, show_refusal


@blueprint.route("/elections/<public_id>/letters/<int:letter_id>/replace", methods=["GET", "POST"])
@officer(Permission.LETTERS)
def letter_replace(public_id: str, letter_id: int) -> str | Response:
    """Draft a letter in the place of a valid or revoked one."""
    old = _letter(public_id, letter_id, *REPLACEABLE)
    form = ReplacementForm(**_typed(old))
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                replacement.draft_in_place(
                    db, act(), public_id, letter_id, terms_of(form), representative=_representative(form),
                    reason=form.reason.data or "",
                )  # fmt: skip
            say(gettext("The new letter is drafted. It takes the place of the old one when another officer issues it."))
            return redirect(url_for("office.letters", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused)
    return _page("letter_draft", public_id, old, form=form, replaces=True, changed=False)


@blueprint.route("/elections/<public_id>/letters/<int:letter_id>/change", methods=["GET", "POST"])
@officer(Permission.LETTERS)
def letter_change(public_id: str, letter_id: int) -> str | Response:
    """Write one draft anew."""
    found = _letter(public_id, letter_id, LetterStatus.DRAFT)
    form = LetterDraftForm(**_typed(found))
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                replacement.change_draft(
                    db, act(), public_id, letter_id, terms_of(form), representative=_representative(form),
                    seen=whole(form.seen.data or ""),
                )  # fmt: skip
            say(gettext("The draft is changed. An officer who did not write it issues it."))
            return redirect(url_for("office.letters", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused)
            found = _letter(public_id, letter_id, LetterStatus.DRAFT)
    changed = form.is_submitted() and whole(form.seen.data or "") != found.version
    form.seen.data = str(found.version)
    return _page("letter_draft", public_id, found, form=form, replaces=False, changed=changed)


@blueprint.route("/elections/<public_id>/letters/<int:letter_id>/identifier", methods=["GET", "POST"])
@officer(Permission.LETTERS)
def letter_identifier(public_id: str, letter_id: int) -> str | Response:
    """Say of a draft what its doubtful identifier is by the document."""
    found, form = _letter(public_id, letter_id, LetterStatus.DRAFT), IdentifierForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                settle_identifier(
                    db, act(), public_id, letter_id, answer=Identified(form.answer.data),
                    legal_id=form.legal_id.data or "",
                )  # fmt: skip
            say(gettext("It is recorded. An officer who did not write it issues the letter."))
            return redirect(url_for("office.letters", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused)
    return _page("letter_identifier", public_id, found, form=form)


@blueprint.route("/elections/<public_id>/letters/<int:letter_id>/void", methods=["GET", "POST"])
@officer(Permission.LETTERS)
def letter_void(public_id: str, letter_id: int) -> str | Response:
    """Put a draft away; its number stays."""
    found, form = _letter(public_id, letter_id, LetterStatus.DRAFT), VoidDraftForm()
    if form.validate_on_submit():
        with database().transaction() as db:
            replacement.void_draft(db, act(), public_id, letter_id, reason=form.reason.data or "")
        say(gettext("The draft is put away. Its number stays in the list as void."))
        return redirect(url_for("office.letters", public_id=public_id))
    return _page("letter_void", public_id, found, form=form)


def _letter(public_id: str, letter_id: int, *statuses: LetterStatus) -> letters.LetterValue:
    """The letter, in one of these states. Refused: not-found, letter-not-ready."""
    with database().reading() as db:
        own_election(db, public_id)
        found = letters.letter(db, public_id, letter_id)
    if found.status not in statuses:
        raise Refused(letters.LETTER_NOT_READY)
    return found


def _page(template: str, public_id: str, found: letters.LetterValue, **values: object) -> str:
    with database().reading() as db:
        election = own_election(db, public_id)
    return render_template(f"office/{template}.html", election=election, letter=found, **values)


def _typed(found: letters.LetterValue) -> dict[str, str]:
    who = found.representative
    named = {"representative_fa": who.fa, "representative_en": who.en, "representative_ar": who.ar}
    return {**typed_terms(found.terms), **named, "seen": str(found.version)}


def _representative(form: LetterDraftForm) -> Names:
    """The representative's names, each in the spelling of its language."""
    arabic = normalise(form.representative_ar.data or "", "ar")
    return Names(form.representative_fa.data or "", form.representative_en.data or "", arabic)
