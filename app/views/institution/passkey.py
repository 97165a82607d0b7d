"""The passkeys of an account: adding, renaming, removing."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.forms.account import PasskeyNameForm
from app.services.accounts import passkey as passkeys
from app.services.accounts.passkey import PasskeyValue
from app.services.acts.refusal import NOT_FOUND, Refused
from app.views.institution import blueprint, entry
from app.views.institution.account import fresh
from app.web.access import current_account, institution
from app.web.filters import name
from app.web.installation import act_of_account, database
from app.web.reply import say, show_refusal


@blueprint.route("/own/account/passkeys", methods=["GET", "POST"])
@institution
@fresh
def account_passkeys() -> str | Answer:
    """Add a passkey."""
    here = entry.party()
    if here is None:
        raise Refused(NOT_FOUND)
    form = PasskeyNameForm(name=entry.device())
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                passkeys.extend(db, act_of_account(), current_account().id, entry.answer(), form.name.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The passkey is added."))
            return redirect(url_for("institution.account"))
    return render_template(
        "institution/passkey_add.html", account=current_account(), form=form, party=here, texts=entry.texts()
    )


@blueprint.post("/own/account/passkeys/challenge")
@institution
@fresh
def account_challenge() -> Response:
    """What the browser needs to make one more passkey."""
    mine = current_account()
    with database().reading() as db:
        known = tuple(one.key for one in passkeys.passkeys(db, mine.id))
    return entry.ask(
        lambda party, challenge: passkeys.creation_options(
            party, challenge, username=mine.username, display=name(mine.institution),
            institution_id=mine.institution_id, known=known,
        )
    )  # fmt: skip


@blueprint.route("/own/account/passkeys/<key>", methods=["GET", "POST"])
@institution
@fresh
def account_passkey(key: str) -> str | Answer:
    """Rename or remove a passkey."""
    found = _own(key)
    form = PasskeyNameForm(name=found.name)
    removing = request.form.get("act") == "remove"
    if request.method == "POST" and (removing or form.validate()):
        try:
            with database().transaction() as db:
                if removing:
                    passkeys.remove(db, act_of_account(), current_account().id, key)
                else:
                    passkeys.rename(db, act_of_account(), current_account().id, key, form.name.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The passkey is removed.") if removing else gettext("The name is changed."))
            return redirect(url_for("institution.account"))
    return render_template("institution/passkey.html", account=current_account(), passkey=found, form=form)


def _own(key: str) -> PasskeyValue:
    with database().reading() as db:
        for one in passkeys.passkeys(db, current_account().id):
            if one.key == key:
                return one
    raise Refused(NOT_FOUND)
