"""Signing in and out: by passkey, or by password with its second step."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Answer

from app.forms.account import SignInForm
from app.services.accounts import passkey as passkeys
from app.services.accounts import sign_in as sign_ins
from app.services.accounts.officer import OfficerValue
from app.services.accounts.sign_in import Attempt, Holder
from app.services.acts.refusal import Refused
from app.views.account import entry
from app.views.account.zone import zone
from app.web import known_browser
from app.web.access import renew_session
from app.web.installation import address, database, now, party
from app.web.reply import show_refusal


def sign_in() -> str | Answer:
    """Ask for a passkey, or for user name and password; a new session begins, whatever the browser brought."""
    form = SignInForm()
    if request.method == "POST" and (request.form.get("answer") or form.validate()):
        try:
            found = _found(form)
            account_id = found.account_id if isinstance(found, OfficerValue) else found.id
            wanted = entry.begin_session(found.username, account_id)
            return redirect(wanted or url_for(zone().start))
        except Refused as refused:
            show_refusal(form, refused)
    template = f"{zone().blueprint}/sign_in.html"
    return render_template(template, form=form, party=party(), texts=entry.texts())


def sign_in_challenge() -> Response:
    """What the browser needs to ask for any passkey of this site."""
    return entry.ask(passkeys.request_options)


def sign_out() -> Answer:
    """End the session; its cookie is worth nothing afterwards."""
    secret = session.get("sign_in")
    if secret:
        with database().transaction() as db:
            sign_ins.close_sign_in(db, secret)
    renew_session()
    return redirect(url_for("public.home"))


def _found(form: SignInForm) -> Holder:
    if request.form.get("answer"):
        answered = entry.answer()
        with database().transaction() as db:
            return passkeys.by_passkey(db, zone().door, answered, now())
    typed = Attempt(
        username=form.username.data or "", password=form.password.data or "", code=form.code.data or "",
        address=address(), known=known_browser.held(),
    )  # fmt: skip
    return sign_ins.by_password(database(), zone().door, typed, now(), has_passkeys=party() is not None)
