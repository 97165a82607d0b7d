"""The own account: what opens it, where it is open, and changing that soon after signing in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import flash, g, redirect, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.forms.account import CodeOffForm, CodeOnForm, PasskeyNameForm, PasswordChangeForm
from app.papers.pictures import encode_qr
from app.services.accounts import one_time_code
from app.services.accounts import passkey as passkeys
from app.services.accounts import sign_in as sign_ins
from app.services.accounts import ways_in as ways
from app.services.accounts.passkey import PasskeyValue
from app.services.accounts.password import PASSWORD_WRONG
from app.services.accounts.throttle import SIGN_IN_PAUSED
from app.services.accounts.ways_in import WaysIn
from app.services.acts.refusal import NOT_FOUND, Refused
from app.views.account import entry
from app.views.account.zone import act_of_mine, address, mine, page, zone
from app.web.installation import database, now, party
from app.web.reply import say, show_refusal

P = ParamSpec("P")
R = TypeVar("R")


def fresh(view: Callable[P, R]) -> Callable[P, R]:
    """Open soon after signing in only: who finds a browser signed in does not take the account over."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        with database().reading() as db:
            young = sign_ins.is_fresh(db, session["sign_in"], now())
        if young or g.get("due") == "account_password":  # the given password opens nothing a second time
            return view(*args, **kwargs)
        session[zone().wanted] = address("account")
        flash(gettext("To see or change how you sign in, please sign in once more."), "attention")
        return redirect(address("sign_in"))

    return guarded


@fresh
def account() -> str:
    """What opens the account, and where it is open."""
    me = mine()
    with database().reading() as db:
        opens = ways.ways_in(db, me.account_id)
        keys = passkeys.passkeys(db, me.account_id)
        browsers = sign_ins.browsers(db, me.account_id, session["sign_in"], now())
    return page("account/account.html", ways=opens, passkeys=keys, browsers=browsers, party=party())


@fresh
def account_password() -> str | Response:
    """Change the password, or set a first own one."""
    opens = _ways()
    form = PasswordChangeForm(has_password=opens.has_password)
    if form.validate_on_submit():
        old = form.old.data if opens.has_password else ""
        try:
            ways.change_password(
                database(), act_of_mine(), opens.account_id, old or "", form.password.data or "",
                secret=session["sign_in"],
            )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused, "old" if refused.why in (PASSWORD_WRONG, SIGN_IN_PAUSED) else "password")
        else:
            say(gettext("The password is changed. Every other browser was signed out."))
            first = g.get("due") == "account_password"  # then nobody came to see the account, but to work
            return redirect(url_for(zone().start) if first else address("account"))
    return page("account/password.html", ways=opens, form=form)


@fresh
def account_code() -> str | Response:
    """Turn the codes on with a first code, or off with the password."""
    return _off() if _ways().has_totp else _on()


def account_browsers() -> Response:
    """Sign every other browser out."""
    with database().transaction() as db:
        sign_ins.close_others(db, act_of_mine(), mine().account_id, session["sign_in"])
    say(gettext("Every other browser is signed out."))
    return redirect(address("account"))


@fresh
def account_passkeys() -> str | Response:
    """Add a passkey."""
    here = party()
    if here is None:
        raise Refused(NOT_FOUND)
    form = PasskeyNameForm(name=entry.device())
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                passkeys.extend(db, act_of_mine(), mine().account_id, entry.answer(), form.name.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The passkey is added."))
            return redirect(address("account"))
    return page("account/passkey_add.html", form=form, party=here, texts=entry.texts())


@fresh
def account_challenge() -> Response:
    """What the browser needs to make one more passkey."""
    me = mine()
    with database().reading() as db:
        known = tuple(one.key for one in passkeys.passkeys(db, me.account_id))
    return entry.ask(lambda party, challenge: passkeys.creation_options(party, challenge, me.owner, known=known))


@fresh
def account_passkey(key: str) -> str | Response:
    """Rename or remove a passkey."""
    found = _own(key)
    form = PasskeyNameForm(name=found.name)
    removing = request.form.get("act") == "remove"
    if request.method == "POST" and (removing or form.validate()):
        try:
            with database().transaction() as db:
                if removing:
                    passkeys.remove(db, act_of_mine(), mine().account_id, key)
                else:
                    passkeys.rename(db, act_of_mine(), mine().account_id, key, form.name.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            say(gettext("The passkey is removed.") if removing else gettext("The name is changed."))
            return redirect(address("account"))
    return page("account/passkey.html", passkey=found, form=form)


def _ways() -> WaysIn:
    with database().reading() as db:
        return ways.ways_in(db, mine().account_id)


def _on() -> str | Response:
    opens, form = _ways(), CodeOnForm()
    secret = session.setdefault("totp", one_time_code.new_secret(secrets.token_bytes))
    if form.validate_on_submit():
        try:
            with database().transaction() as db:
                ways.turn_code_on(db, act_of_mine(), opens.account_id, secret, form.code.data or "")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return _done(gettext("From now on you are asked for a code after your password."))
    image = encode_qr(one_time_code.address_of(secret, opens.username)).image(gettext("Square code for the app"))
    return page("account/code_on.html", ways=opens, form=form, secret=secret, image=image)


def _off() -> str | Response:
    opens, form = _ways(), CodeOffForm()
    if form.validate_on_submit():
        try:
            ways.turn_code_off(database(), act_of_mine(), opens.account_id, form.password.data or "")
        except Refused as refused:
            show_refusal(form, refused, "password")
        else:
            return _done(gettext("You are not asked for codes any more."))
    return page("account/code_off.html", ways=opens, form=form)


def _done(message: str) -> Response:
    session.pop("totp", None)
    say(message)
    return redirect(address("account"))


def _own(key: str) -> PasskeyValue:
    with database().reading() as db:
        for one in passkeys.passkeys(db, mine().account_id):
            if one.key == key:
                return one
    raise Refused(NOT_FOUND)
