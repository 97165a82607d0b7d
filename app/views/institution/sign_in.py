"""Signing institutions in and out."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Answer

from app.forms.account import AccountSignInForm
from app.services.accounts import account as accounts
from app.services.accounts import passkey as passkeys
from app.services.accounts import sign_in as sign_ins
from app.services.accounts.account import AccountValue
from app.services.accounts.one_time_code import CODE_WRONG
from app.services.acts.refusal import Refused
from app.views.institution import blueprint, entry
from app.web.access import anyone, renew_session
from app.web.installation import database, now
from app.web.reply import show_refusal


@blueprint.route("/own/sign-in", methods=["GET", "POST"])
@anyone
def sign_in() -> str | Answer:
    """Ask for a passkey, or for user name and password; a new session begins, whatever the browser brought."""
    form = AccountSignInForm()
    if request.method == "POST" and (request.form.get("answer") or form.validate()):
        try:
            wanted = entry.begin_session(_found(form))
            return redirect(wanted or url_for("institution.start"))
        except Refused as refused:
            show_refusal(form, refused, "code" if refused.why is CODE_WRONG else None)
    return render_template("institution/sign_in.html", form=form, party=entry.party(), texts=entry.texts())


@blueprint.post("/own/sign-in/challenge")
@anyone
def sign_in_challenge() -> Response:
    """What the browser needs to ask for any passkey of this site."""
    return entry.ask(passkeys.request_options)


@blueprint.post("/own/sign-out")
@anyone
def sign_out() -> Answer:
    """End the session; its cookie is worth nothing afterwards."""
    secret = session.get("account")
    if secret:
        with database().transaction() as db:
            accounts.close_sign_in(db, secret)
    renew_session()
    return redirect(url_for("public.home"))


def _found(form: AccountSignInForm) -> AccountValue:
    if request.form.get("answer"):
        answered = entry.answer()
        with database().transaction() as db:
            return passkeys.sign_in(db, answered, now())
    return sign_ins.by_password(
        database(), form.username.data or "", form.password.data or "", form.code.data or "", now(),
        address=request.remote_addr or "",
    )  # fmt: skip
