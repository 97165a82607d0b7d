"""What beginning a session and asking for a passkey share."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from flask import Response, current_app, request, session
from flask_babel import gettext

from app.services.accounts import account as accounts
from app.services.accounts import passkey as passkeys
from app.services.accounts.account import AccountValue
from app.services.accounts.passkey import PASSKEY_FAILED, Answer, Challenge, Party
from app.services.acts.act import Act
from app.services.acts.refusal import NOT_FOUND, Refused
from app.web.access import renew_session
from app.web.installation import database, installation, now

PLATFORMS = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
"""In the order in which they are looked for: Android names Linux too."""


def begin_session(found: AccountValue) -> str:
    """Sign this browser in; a new session begins, whatever it brought. Returns the page that was wanted, else none."""
    with database().transaction() as db:
        secret = accounts.open_sign_in(db, act_of(found.username), found.id)
    wanted = session.get("wanted_by_institution")
    renew_session()
    session["account"] = secret
    return wanted if isinstance(wanted, str) and is_own(wanted) else ""


def is_own(path: str) -> bool:
    """Whether a path leads to a page of the institutions, on this site."""
    return path == "/own" or (path.startswith("/own/") and "//" not in path and "\\" not in path and path.isprintable())


def act_of(username: str = "") -> Act:
    """An act before there is a sign-in."""
    return Act(officers=(username,) if username else (), now=now(), random=secrets.token_bytes)


def party() -> Party | None:
    """Whom passkeys are for here, or None where browsers make none."""
    return passkeys.party_of(installation().settings.address)


def ask(options: Callable[[Party, Challenge], str]) -> Response:
    """Give the browser's script a challenge with its options. Refused: not-found where there are no passkeys."""
    here = party()
    if here is None:
        raise Refused(NOT_FOUND)
    challenge = Challenge(secrets.token_bytes(32), now())
    session["challenge"] = [challenge.value.hex(), challenge.made.isoformat()]
    return current_app.response_class(options(here, challenge), mimetype="application/json")


def answer() -> Answer:
    """What the passkey of this browser answered to the challenge of its session. Refused: passkey-failed."""
    here, asked = party(), session.pop("challenge", None)
    if here is None or not asked:
        raise Refused(PASSKEY_FAILED)
    challenge = Challenge(bytes.fromhex(asked[0]), datetime.fromisoformat(asked[1]))
    return Answer(party=here, challenge=challenge, response=request.form.get("answer", ""))


def device() -> str:
    """What the browser says that it runs on, as a first name for its passkey."""
    said = request.user_agent.string
    found = next((name for name in PLATFORMS if name in said), "")
    return {"Macintosh": "Mac"}.get(found, found) or gettext("My device")


def texts() -> dict[str, str]:
    """What the script of passkeys says when something goes wrong."""
    return {
        "cancelled": gettext("Nothing was done: it was cancelled, or it took too long. You can try again."),
        "failed": gettext("This did not work here. Please try again, or use a password."),
        "known": gettext("This device has a passkey for your account already."),
    }
