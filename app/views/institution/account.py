"""The account of an institution: what opens it, and changing that soon after signing in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.account import PasswordChangeForm
from app.services.accounts import account as accounts
from app.services.accounts import passkey as passkeys
from app.services.accounts.password import PASSWORD_WRONG
from app.services.accounts.throttle import SIGN_IN_PAUSED
from app.services.acts.refusal import Refused
from app.views.institution import blueprint, entry
from app.web.access import current_account, institution
from app.web.installation import act_of_account, database, now
from app.web.reply import say, show_refusal

P = ParamSpec("P")
R = TypeVar("R")


def fresh(view: Callable[P, R]) -> Callable[P, R]:
    """Open soon after signing in only: who finds a browser signed in does not take the account over."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        with database().reading() as db:
            young = accounts.is_fresh(db, session["account"], now())
        if young:
            return view(*args, **kwargs)
        session["wanted_by_institution"] = url_for("institution.account")
        flash(gettext("To see or change how you sign in, please sign in once more."), "attention")
        return redirect(url_for("institution.sign_in"))

    return guarded


@blueprint.get("/own/account")
@institution
@fresh
def account() -> str:
    """What opens the account, and where it is open."""
    mine = current_account()
    with database().reading() as db:
        keys = passkeys.passkeys(db, mine.id)
        browsers = accounts.browsers(db, mine.id, session["account"], now())
    return render_template(
        "institution/account.html", account=mine, passkeys=keys, browsers=browsers, party=entry.party()
    )


@blueprint.route("/own/account/password", methods=["GET", "POST"])
@institution
@fresh
def account_password() -> str | Response:
    """Change the password, or set a first one."""
    mine = current_account()
    form = PasswordChangeForm(has_password=mine.has_password)
    if form.validate_on_submit():
        old = form.old.data if mine.has_password else ""
        try:
            accounts.change_password(
                database(), act_of_account(), mine.id, old or "", form.password.data or "", secret=session["account"]
            )
        except Refused as refused:
            show_refusal(form, refused, "old" if refused.why in (PASSWORD_WRONG, SIGN_IN_PAUSED) else "password")
        else:
            say(gettext("The password is changed. Every other browser was signed out."))
            return redirect(url_for("institution.account"))
    return render_template("institution/password.html", account=mine, form=form)
