"""The second step of an account: one-time codes of an app."""

from __future__ import annotations

import secrets

from flask import redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.account import CodeOffForm, CodeOnForm
from app.papers.pictures import encode_qr
from app.services.accounts import account as accounts
from app.services.accounts import one_time_code
from app.services.acts.refusal import Refused
from app.views.institution import blueprint
from app.views.institution.account import fresh
from app.web.access import current_account, institution
from app.web.installation import act_of_account, database
from app.web.reply import say, show_refusal


@blueprint.route("/own/account/code", methods=["GET", "POST"])
@institution
@fresh
def account_code() -> str | Response:
    """Turn the codes on with a first code, or off with the password."""
    return _off() if current_account().has_totp else _on()


def _on() -> str | Response:
    mine, form = current_account(), CodeOnForm()
    secret = session.setdefault("totp", one_time_code.new_secret(secrets.token_bytes))
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                accounts.turn_code_on(db, act_of_account(), mine.id, secret, form.code.data or "")
        except Refused as refused:
            show_refusal(form, refused, "code")
        else:
            return _done(gettext("From now on you are asked for a code after your password."))
    image = encode_qr(one_time_code.address_of(secret, mine.username)).image(gettext("Square code for the app"))
    return render_template("institution/code_on.html", account=mine, form=form, secret=secret, image=image)


def _off() -> str | Response:
    mine, form = current_account(), CodeOffForm()
    if form.validate_on_submit():
        try:
            accounts.turn_code_off(database(), act_of_account(), mine.id, form.password.data or "")
        except Refused as refused:
            show_refusal(form, refused, "password")
        else:
            return _done(gettext("You are not asked for codes any more."))
    return render_template("institution/code_off.html", account=mine, form=form)


def _done(message: str) -> Response:
    session.pop("totp", None)
    say(message)
    return redirect(url_for("institution.account"))
