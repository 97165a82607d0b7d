"""Letters: drafting and reading the drafts, the signed documents, revoking. `letter_issue` issues."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.forms.letter import LetterTermsForm, RevokeForm
from app.language.dates import after_months, in_tehran
from app.language.message import N_
from app.language.names import Names
from app.language.text import normalise
from app.papers.letter import print_draft
from app.services.accounts import officer as officers
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.count import seating
from app.services.election import election as elections
from app.services.letters import letter as letters
from app.services.letters.letter import LETTER_NOT_READY
from app.services.whole import job as jobs
from app.states.job import JobKind
from app.states.letter import REPLACEABLE, LetterStatus
from app.states.officer import Permission, Role
from app.states.phase import Phase
from app.views.office import blueprint
from app.views.office.belonging import own_election
from app.web import background
from app.web.access import current_officer, officer
from app.web.filters import name as spoken
from app.web.i18n import digits, locale_code
from app.web.installation import Session, act, act_of_two, database, issuer, now
from app.web.reply import say, show_refusal
from app.web.waiting import About


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """A letter in the list; `acts` is what this officer may do with it now."""

    id: int
    number: str
    institution: Names
    seat: str
    status: str
    acts: tuple[str, ...]
    has_pdf: bool
    replaced_by: str
    doubtful: bool
    may_replace: bool


@blueprint.route("/elections/<public_id>/letters", methods=["GET", "POST"], endpoint="letters")
@officer(Permission.LETTERS)
def letters_page(public_id: str) -> str | Answer:
    """The letters of an election, with what is next for each; what they say, until the first is issued."""
    wanted = request.form.get("act", "")
    with database().reading() as db:
        found = own_election(db, public_id)
        form = _form(db, found, letters.letters(db, public_id))
    if wanted in ("draft", "change") and form.validate():
        try:
            return _write(found, form, wanted)
        except Refused as refused:
            show_refusal(form, refused)
    return _page(public_id, form)


def _page(public_id: str, form: LetterTermsForm) -> str:
    """The list as it is now, over what was typed; where a colleague was faster, with what the drafts say now."""
    with database().reading() as db:
        found = own_election(db, public_id)
        every = letters.letters(db, public_id)
        due = len(letters.due(db, public_id)) if found.phase == Phase.FINAL else 0
        edition = letters.edition(db, public_id)
        work = jobs.of_election(db, JobKind.LETTERS, public_id)
        seated = {one.line.candidate.institution.id for one in seating.holders(db, public_id) if one.line}
    others = form.is_submitted() and form.seen.data != edition
    form.seen.data = edition
    counting = [one for one in every if one.status != LetterStatus.VOID]
    return render_template(
        "office/letters.html", election=found, form=form, due=due,
        letters=[_line(one, every, seated, found.phase) for one in every],
        may_change=found.phase == Phase.FINAL and {one.status for one in counting} == {LetterStatus.DRAFT},
        said=counting[0].terms if others and counting else None, work=work, again=background.LOOK_AGAIN,
    )  # fmt: skip


@blueprint.get("/elections/<public_id>/letters/<int:letter_id>/draft.pdf")
@officer(Permission.LETTERS)
def letter_draft(public_id: str, letter_id: int) -> Response:
    """What a letter will say, marked as a draft."""
    with database().reading() as db:
        own_election(db, public_id)
        found = letters.letter(db, public_id, letter_id)
        if found.status != LetterStatus.DRAFT:
            raise Refused(LETTER_NOT_READY)
        pdf = print_draft(issuer(found.terms.language), db, found)
    return send_file(BytesIO(pdf), mimetype="application/pdf", download_name=f"draft-{letter_id}.pdf")


@blueprint.get("/elections/<public_id>/letters/<int:letter_id>.pdf")
@officer(Permission.LETTERS)
def letter_pdf(public_id: str, letter_id: int) -> Response:
    """The signed document of an issued letter."""
    with database().reading() as db:
        own_election(db, public_id)
        found, pdf = letters.document(db, letter_id)
    if found.election != public_id:
        raise Refused(NOT_FOUND)
    name = f"letter-{found.number.replace('/', '-')}.pdf"
    return send_file(BytesIO(pdf), mimetype="application/pdf", as_attachment=True, download_name=name)


@blueprint.route("/elections/<public_id>/letters/<int:letter_id>/revoke", methods=["GET", "POST"])
@officer(Permission.LETTERS)
def letter_revoke(public_id: str, letter_id: int) -> str | Answer:
    """Revoke an issued letter; two officers."""
    form = RevokeForm()
    with database().reading() as db:
        found = own_election(db, public_id)
        revoked = letters.letter(db, public_id, letter_id)
    if form.validate_on_submit():
        try:
            about: About = {N_("Letter"): revoked.number, N_("Institution"): revoked.institution.name}
            who = act_of_two(form, about=about)
            with database().transaction() as db:
                letters.revoke_letter(db, who, letter_id, reason=form.reason.data or "")
            say(gettext("The letter is revoked. Whoever checks it learns so."))
            return redirect(url_for("office.letters", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused)
    return render_template("office/revoke.html", election=found, letter=revoked, form=form)


def _form(db: Session, found: elections.ElectionValue, every: tuple[letters.LetterValue, ...]) -> LetterTermsForm:
    """The form with what the letters say, or with what they usually say in the language of the page."""
    if every:
        return LetterTermsForm(**typed_terms(every[0].terms))
    home = found.session.assembly
    known = officers.officers(db, home.id)
    signatories = [one for one in known if one.role == Role.SIGNATORY and not one.disabled]
    name, post = (signatories[0].name, signatories[0].post) if signatories else ("", "")
    return LetterTermsForm(
        language=locale_code(), recipient=gettext("To the Secretary of the %(body)s", body=spoken(found.body.name)),
        purpose=gettext("interaction programmes and social co-operation"), signatory=name,
        signatory_post=post or gettext("Secretary of the %(assembly)s", assembly=spoken(home.name)),
    )  # fmt: skip


def _write(found: elections.ElectionValue, form: LetterTermsForm, wanted: str) -> Answer:
    terms, seen = terms_of(form), form.seen.data or ""
    until = after_months(in_tehran(now()).date(), found.rule.term_months)
    with database().transaction() as db:
        if wanted == "draft":
            letters.draft_letters(db, act(), found.public_id, terms, until=until, seen=seen)
        else:
            letters.change_terms(db, act(), found.public_id, terms, seen=seen)
    say(gettext("The letters are drafted. Read the drafts; then an officer who did not write them issues them."))
    return redirect(url_for("office.letters", public_id=found.public_id))


def terms_of(form: LetterTermsForm) -> letters.Terms:
    """What was typed, in the spelling of the chosen language."""
    language = form.language.data or "fa"

    def lines(text: str | None) -> tuple[str, ...]:
        return tuple(line for line in (normalise(one, language) for one in (text or "").splitlines()) if line)

    return letters.Terms(
        language=language, recipient=lines(form.recipient.data), copies=lines(form.copies.data),
        purpose=normalise(form.purpose.data or "", language), signatory=normalise(form.signatory.data or "", language),
        signatory_post=normalise(form.signatory_post.data or "", language),
    )  # fmt: skip


def typed_terms(said: letters.Terms) -> dict[str, str]:
    """The terms as they stand in the fields of a form."""
    return {
        "recipient": "\n".join(said.recipient), "copies": "\n".join(said.copies), "purpose": said.purpose,
        "signatory": said.signatory, "signatory_post": said.signatory_post, "language": said.language,
    }  # fmt: skip


def seat_of(one: letters.LetterValue) -> str:
    """The seat that a letter is for, as people say it."""
    return str(gettext("Seat %(number)s", number=digits(one.rank)))


def _line(
    one: letters.LetterValue, every: tuple[letters.LetterValue, ...], seated: set[int], phase: Phase
) -> LetterLine:
    """A letter in the list; it can be replaced while its institution, of the `seated`, has the seat."""
    me = current_officer()
    mine = phase == Phase.FINAL and letters.may_issue(one, me.username, me.role)
    later = [other for other in every if other.institution.id == one.institution.id and other.id > one.id]
    return LetterLine(
        id=one.id, number=one.number, institution=one.institution.name, status=one.status, seat=seat_of(one),
        acts=("issue",) if mine and not one.doubtful else (),
        doubtful=one.doubtful and one.status == LetterStatus.DRAFT, has_pdf=one.issued_at is not None,
        replaced_by=one.replaced_by,
        may_replace=phase == Phase.FINAL
        and one.status in REPLACEABLE
        and one.institution.id in seated
        and all(other.status == LetterStatus.VOID for other in later),
    )  # fmt: skip
