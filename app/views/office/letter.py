"""Letters: drafting, issuing by the signatory, the signed documents."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.access import current_officer, officer
from app.dates import after_months, in_tehran
from app.forms.letter import LetterTermsForm, RevokeForm
from app.house import act, act_of_two, database, now, press
from app.i18n import digits
from app.services import election as elections
from app.services import letter as letters_service
from app.services.act import Act, Names, Refused
from app.views.office import blueprint
from app.views.office.own import blame, own_election, say, show_refusal
from app.views.posted import number


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


@blueprint.route("/elections/<public_id>/letters", methods=["GET", "POST"])
@officer("letters")
def letters(public_id: str) -> str | Answer:
    """The letters of an election, with what is next for each."""
    wanted = request.form.get("act", "")
    with database().reading() as db:
        found = own_election(db, public_id)
    form = _form(found)
    if wanted == "draft" and form.validate():
        return _draft(found, form)
    if wanted == "issue":
        return _issue(public_id, number(request.form, "letter", -1))
    with database().reading() as db:
        every = letters_service.letters(db, public_id)
    return render_template(
        "office/letters.html", election=found, letters=[_line(one) for one in every], form=form,
        may_draft=found.phase == "final" and not every,
    )  # fmt: skip


@blueprint.get("/elections/<public_id>/letters/<int(max=2147483647):letter_id>.pdf")
@officer("letters")
def letter_pdf(public_id: str, letter_id: int) -> Response:
    """The signed document of an issued letter."""
    with database().reading() as db:
        own_election(db, public_id)
        found, pdf = letters_service.document(db, letter_id)
    if found.election != public_id:
        raise Refused("not-found")
    name = f"letter-{found.number.replace('/', '-')}.pdf"
    return send_file(BytesIO(pdf), mimetype="application/pdf", as_attachment=True, download_name=name)


@blueprint.route("/elections/<public_id>/letters/<int(max=2147483647):letter_id>/revoke", methods=["GET", "POST"])
@officer("letters")
def letter_revoke(public_id: str, letter_id: int) -> str | Answer:
    """Revoke an issued letter; two officers."""
    form = RevokeForm()
    with database().reading() as db:
        found = own_election(db, public_id)
        revoked = letters_service.letter(db, public_id, letter_id)
    if form.validate_on_submit():
        try:
            who = act_of_two(form.second_name.data or "", form.second_password.data or "")
            with database().transaction() as db:
                letters_service.revoke_letter(db, who, letter_id, reason=form.reason.data or "")
            say(gettext("The letter is revoked. Whoever checks it learns so."))
            return redirect(url_for("office.letters", public_id=public_id))
        except Refused as refused:
            show_refusal(form, refused, blame(refused))
    return render_template("office/revoke.html", election=found, letter=revoked, form=form)


def _form(found: elections.ElectionValue) -> LetterTermsForm:
    body = found.session.assembly.body.fa
    return LetterTermsForm(
        recipient=f"دبیر محترم {body}", purpose="برنامه‌های تعاملی و همکاری‌های اجتماعی",
        signatory="", signatory_post=f"دبیر {found.session.assembly.name.fa}",
    )  # fmt: skip


def _draft(found: elections.ElectionValue, form: LetterTermsForm) -> Answer:
    terms = letters_service.Terms(
        recipient=tuple(line.strip() for line in (form.recipient.data or "").splitlines() if line.strip()),
        purpose=form.purpose.data or "", signatory=form.signatory.data or "",
        signatory_post=form.signatory_post.data or "",
    )  # fmt: skip
    until = after_months(in_tehran(now()).date(), found.rule.term_months)
    with database().transaction() as db:
        letters_service.draft_letters(db, act(), found.public_id, terms, until=until)
    say(gettext("The letters are drafted. A signatory who did not draft them now issues them."))
    return redirect(url_for("office.letters", public_id=found.public_id))


def _issue(public_id: str, letter_id: int) -> Answer:
    with database().transaction() as db:
        own_election(db, public_id)
        drafted = letters_service.letter(db, public_id, letter_id)
        plain = act()
        both = Act(officers=(drafted.drafter, current_officer().username), now=plain.now, random=plain.random)
        letters_service.need_issuable(db, both, letter_id)
        token, pdf = press("fa").letter(db, drafted, plain.now)
        letters_service.issue_letter(db, both, letter_id, signed_token=token, pdf=pdf)
    return redirect(url_for("office.letters", public_id=public_id))


def _line(one: letters_service.LetterValue) -> LetterLine:
    me = current_officer()
    mine = one.status == "draft" and me.role == "signatory" and me.username != one.drafter
    return LetterLine(
        id=one.id, number=one.number, institution=one.institution.name, status=one.status,
        seat=gettext("Seat %(number)s", number=digits(one.rank)), acts=("issue",) if mine else (),
        has_pdf=one.issued_at is not None,
    )  # fmt: skip
