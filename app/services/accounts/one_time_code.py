"""One-time codes of an app beside the password (TOTP, RFC 6238): six digits, thirty seconds, each taken once."""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections.abc import Callable
from datetime import datetime

import pyotp

from app.language.message import N_
from app.language.text import ascii_digits
from app.services.acts.refusal import Refusal, Refused

CODE_WRONG = Refusal(
    code="code-wrong",
    status=403,
    words=N_("This code is not right, or it was used already. Enter the six digits that your app shows now."),
    field="code",
)


PERIOD = 30
DRIFT = 1
"""Steps before and after the present one that a clock may be off by."""


def new_secret(random: Callable[[int], bytes]) -> str:
    """A secret of 160 bits, as apps take it."""
    return b32encode(random(20)).decode()


def address_of(secret: str, username: str) -> str:
    """What an app scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="Majma")


def need(secret: str, typed: str, now: datetime, *, after: int | None) -> int:
    """The time step whose code was typed; steps up to `after` have been used. Refused: code-wrong.

    Every candidate is compared, each in constant time; digits of any script and spaces are taken.
    """
    given = "".join(ascii_digits(typed).split()).encode()
    present = int(now.timestamp()) // PERIOD
    app, found = pyotp.TOTP(secret), None
    for step in range(present - DRIFT, present + DRIFT + 1):
        fits = hmac.compare_digest(app.at(step * PERIOD).encode(), given)
        if fits and (after is None or step > after):
            found = step
    if found is None:
        raise Refused(CODE_WRONG)
    return found
