"""The browsers that are signed in to an account."""

from __future__ import annotations

from flask import redirect, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access import current_account, institution
from app.house import act_of_account, database
from app.services import account as accounts
from app.views.own import blueprint
from app.views.reply import say


@blueprint.post("/own/account/browsers")
@institution
def account_browsers() -> Response:
    """Sign every other browser out."""
    with database().transaction() as db:
        accounts.close_others(db, act_of_account(), current_account().id, session["account"])
    say(gettext("Every other browser is signed out."))
    return redirect(url_for("own.account"))
