"""The browsers that are signed in to an account."""

from __future__ import annotations

from flask import redirect, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.services.accounts import account as accounts
from app.views.institution import blueprint
from app.web.access import current_account, institution
from app.web.installation import act_of_account, database
from app.web.reply import say


@blueprint.post("/own/account/browsers")
@institution
def account_browsers() -> Response:
    """Sign every other browser out."""
    with database().transaction() as db:
        accounts.close_others(db, act_of_account(), current_account().id, session["account"])
    say(gettext("Every other browser is signed out."))
    return redirect(url_for("institution.account"))
