"""Where the link of an invitation leads: an institution makes its account in one step, or a new way into it."""

from __future__ import annotations

from flask import Response, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.forms.account import RenewForm, SignUpForm
from app.services.accounts import account as accounts
from app.services.accounts import passkey as passkeys
from app.services.accounts import sign_up
from app.services.accounts.account import AccountValue
from app.services.accounts.passkey import Owner
from app.services.accounts.password import PASSPHRASE_WEAK, ReadyPassword, write
from app.services.accounts.sign_up import Ticket
from app.services.acts.refusal import Refused
from app.services.register import invitation as invitations
from app.services.register.invitation import Invited
from app.views.account import entry
from app.views.institution import blueprint
from app.web.access import anyone
from app.web.errors import status_of, words_of
from app.web.filters import name
from app.web.installation import act_of, database, installation, now, party
from app.web.reply import say, show_refusal


@blueprint.route("/I/<token>", methods=["GET", "POST"])
@anyone
def invitation(token: str) -> str | Answer:
    """Who is invited to what; a user name and a password or a passkey make the account."""
    try:
        invited, existing, free = _look(token)
    except Refused as refused:
        g.form_status = status_of(refused)
        return render_template("institution/invitation_over.html", text=words_of(refused))
    form = RenewForm() if existing else SignUpForm(username=free)
    if request.method == "POST" and (request.form.get("answer") or form.validate()):
        try:
            return _made(token, form, existing)
        except Refused as refused:
            show_refusal(form, refused, "password" if refused.why is PASSPHRASE_WEAK else None)
    return render_template(
        "institution/invitation.html", invited=invited, existing=existing, form=form, party=party(),
        texts=entry.texts(),
        challenge=url_for("institution.invitation_challenge", token=token),
    )  # fmt: skip


@blueprint.post("/I/<token>/challenge")
@anyone
def invitation_challenge(token: str) -> Response:
    """What the browser needs to make a passkey. Refused: as the page."""
    invited, existing, free = _look(token)
    typed = accounts.spelled(request.form.get("username", ""))
    shown = existing.username if existing else typed or free
    with database().reading() as db:
        if existing is None:
            accounts.need_spelled(shown)
            accounts.need_free(db, shown)
    return entry.ask(
        lambda party, challenge: passkeys.creation_options(
            party,
            challenge,
            Owner.of_institution(invited.institution.id, username=shown, display=name(invited.institution.name)),
        )
    )


def _look(token: str) -> tuple[Invited, AccountValue | None, str]:
    """The invitation, the account that the institution has already, and a free user name."""
    with database().reading() as db:
        invited = invitations.look(db, installation().ring.public, token, now())
        existing = sign_up.existing(db, invited.institution.id)
        return invited, existing, accounts.suggest(db, invited.institution)


def _made(token: str, form: SignUpForm | RenewForm, existing: AccountValue | None) -> Answer:
    ticket = Ticket(text=token, keys=installation().ring.public)
    username = request.form.get("username", "")
    answered = entry.answer() if request.form.get("answer") else None
    if answered is not None:
        with database().transaction() as db:
            found = sign_up.with_passkey(db, act_of(), ticket, username, answered, entry.device())
    else:
        password = ReadyPassword(form.password.data or "")
        found = write(database(), password, lambda db: sign_up.with_password(db, act_of(), ticket, username, password))
    entry.begin_session(found.username, found.id)
    if existing:
        say(gettext("The new way in is made. Everything that opened the account before has ended."))
    else:
        say(gettext("The account is made. Next time you sign in with the user name %(name)s.", name=found.username))
    return redirect(url_for("institution.start"))
