"""What beginning a session and asking for a passkey share."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime

from flask import Response, current_app, request, session
from flask_babel import gettext

from app.services.accounts import known_browser as known_browsers
from app.services.accounts import sign_in as sign_ins
from app.services.accounts.passkey import PASSKEY_FAILED, Answer, Challenge, Party
from app.services.acts.refusal import NOT_FOUND, Refused
from app.views.account.zone import is_in, zone
from app.web import known_browser
from app.web.access import renew_session
from app.web.installation import act_of, database, installation, now, party

PLATFORMS = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
"""In the order in which they are looked for: Android names Linux too."""


def begin_session(username: str, account_id: int) -> str:
    """Sign this browser in; a new session begins, whatever it brought. Returns the page that was wanted, else none."""
    with database().transaction() as db:
        secret = sign_ins.open_sign_in(db, act_of(username), account_id)
        secrets_held = known_browsers.remember(db, act_of(username), account_id, known_browser.held())
    known_browser.hold(secrets_held, secure=installation().settings.secure)
    wanted = session.get(zone().wanted)
    renew_session()
    session["sign_in"] = secret
    return wanted if isinstance(wanted, str) and is_in(wanted) else ""


def ask(options: Callable[[Party, Challenge], str], *, about: str = "") -> Response:
    """Give the browser's script a challenge with its options; what it is `about` goes into the challenge, so that the
    passkey signs for nothing else. Refused: not-found where there are no passkeys."""
    here = party()
    if here is None:
        raise Refused(NOT_FOUND)
    nonce, made = secrets.token_bytes(32), now()
    session["challenge"] = [nonce.hex(), made.isoformat()]
    challenge = Challenge(_bound(nonce, about), made)
    return current_app.response_class(options(here, challenge), mimetype="application/json")


def answer(*, about: str = "") -> Answer:
    """What the passkey of this browser answered to the challenge of its session. Refused: passkey-failed."""
    here, asked = party(), session.pop("challenge", None)
    if here is None or not asked:
        raise Refused(PASSKEY_FAILED)
    challenge = Challenge(_bound(bytes.fromhex(asked[0]), about), datetime.fromisoformat(asked[1]))
    return Answer(party=here, challenge=challenge, response=request.form.get("answer", ""))


def _bound(nonce: bytes, about: str) -> bytes:
    return hashlib.sha256(nonce + about.encode()).digest() if about else nonce


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
