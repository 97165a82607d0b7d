"""Invitations of institutions: making them, printing them, sending them where the installation has a mail server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

from flask import Response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.forms.fields import offered
from app.forms.institution import InvitationForm
from app.language.names import Names
from app.papers.invitation import print_invitations, write_mails
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.register import assembly as assemblies
from app.services.register import institution as institutions
from app.services.register import invitation as invitations
from app.services.register.invitation import Invited
from app.states.officer import Permission
from app.views.office import blueprint
from app.web import mail
from app.web.access import current_officer, officer
from app.web.i18n import LANGUAGES, digits, locale_code
from app.web.installation import Session, act, database, installation, issuer, now
from app.web.posted import whole
from app.web.reply import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Institutions: `fresh` have neither account nor valid invitation, `all` no account, `marked` are chosen."""

    fresh: tuple[int, ...]
    all: tuple[int, ...]
    marked: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReport:
    """What went out by mail: how many were taken by the server, whose were not, how many have no address."""

    sent: int
    failed: tuple[Names, ...]
    without: int


@blueprint.route("/institutions/invitations", methods=["GET", "POST"], endpoint="invitations")
@officer(Permission.REGISTER)
def invitations_page() -> str | Answer:
    """Choose who is invited, make the invitations; those that are open."""
    form = InvitationForm(who="", days=invitations.LIFETIME.days)
    marked = form.institutions.data or request.args.getlist("institution")
    with database().reading() as db:
        groups = _groups(db, marked)
    form.who.choices = offered(_choices(groups))
    chosen = {"fresh": groups.fresh, "all": groups.all, "marked": groups.marked}.get(form.who.data, ())
    if form.validate_on_submit() and chosen:
        return _make(chosen, form.days.data)
    if form.is_submitted() and not chosen:
        form.who.errors = [gettext("Please choose from the list.")]
    return _page(form, groups)


@blueprint.get("/institutions/invitations.pdf")
@officer(Permission.REGISTER)
def invitations_pdf() -> Response:
    """Open invitations on paper: those of one act, or all."""
    found = _opened()
    pdf = print_invitations(issuer(_language()), found, now())
    return send_file(BytesIO(pdf), mimetype="application/pdf", as_attachment=True, download_name="invitations.pdf")


@blueprint.post("/institutions/invitations/mail")
@officer(Permission.REGISTER)
def invitations_mail() -> str:
    """Send open invitations by mail and report what went out."""
    server, found = installation().settings.mail, _opened()
    if server is None:
        raise Refused(NOT_FOUND)
    reachable = [one for one in found if one.institution.contacts.email]
    mails = (
        mail.Mail(key=one.institution.id, to=one.institution.contacts.email, subject=subject, body=body)
        for one, subject, body in write_mails(issuer(_language()), reachable, now())
    )
    taken = mail.send(server, mails)
    failed = tuple(one.institution.name for one in reachable if one.institution.id not in taken)
    report = MailReport(sent=len(taken), failed=failed, without=len(found) - len(reachable))
    with database().reading() as db:
        groups = _groups(db, [])
    form = InvitationForm(formdata=None, who="", days=invitations.LIFETIME.days)
    form.who.choices = offered(_choices(groups))
    return _page(form, groups, report)


def _make(chosen: tuple[int, ...], days: int) -> Answer:
    home = current_officer().assembly_id
    with database().transaction() as db:
        made = invitations.open(db, act(), home, chosen, lifetime=timedelta(days=days))
    say(gettext("%(count)s invitations are made. Print them now.", count=digits(len(made))))
    return redirect(url_for("office.invitations"))


def _page(form: InvitationForm, groups: Groups, report: MailReport | None = None) -> str:
    me = current_officer()
    form.who.data = form.who.data or next((name for name, _ in _choices(groups)), "")
    with database().reading() as db:
        home = assemblies.assembly(db, me.assembly)
        batches = invitations.batches(db, me.assembly_id, now())
    return render_template(
        "office/invitations.html", assembly=home, form=form, groups=groups, batches=batches, report=report,
        has_mail=installation().settings.mail is not None, own_names=LANGUAGES,
    )  # fmt: skip


def _groups(db: Session, marked: list[str]) -> Groups:
    home, wanted = current_officer().assembly_id, {one for one in map(whole, marked) if one}
    without = invitations.without_account(db, home)
    invited = invitations.invited(db, home, now())
    return Groups(
        fresh=tuple(one for one in without if one not in invited),
        all=without,
        marked=institutions.known(db, home, wanted),
    )


def _choices(groups: Groups) -> list[tuple[str, str]]:
    counts = {name: digits(len(getattr(groups, name))) for name in ("marked", "fresh", "all")}
    words = {
        "marked": gettext("Those that you chose: %(count)s", count=counts["marked"]),
        "fresh": gettext("All without an account and without a valid invitation: %(count)s", count=counts["fresh"]),
        "all": gettext("All without an account: %(count)s. Former invitations end.", count=counts["all"]),
    }
    return [(name, said) for name, said in words.items() if getattr(groups, name)]


def _opened() -> tuple[Invited, ...]:
    """The open invitations that the request names by the act that made them. Refused: not-found when none is there."""
    said = request.values.get("made", "")
    try:
        made = datetime.fromisoformat(said) if said else None
        made = made.astimezone(UTC) if made is not None else None
    except (ValueError, OverflowError):
        raise Refused(NOT_FOUND) from None
    with database().reading() as db:
        found = invitations.opened(db, current_officer().assembly_id, now(), made=made)
    if not found:
        raise Refused(NOT_FOUND)
    return found


def _language() -> str:
    said = request.values.get("language", "")
    return said if said in LANGUAGES else locale_code()
