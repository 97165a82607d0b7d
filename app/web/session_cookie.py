"""The cookie of a browser's session: what it holds does not end because the clock was set back.

How long somebody stays signed in is in the database (`accounts.sign_in`); the token of the forms is worth as long as
its session. A cookie that bears an hour to come would else be thrown away, and with it a tablet's open ballot.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer


class PatientSigner(TimestampSigner):
    """As the library's, but an age below nought is none."""

    def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        """The value, with its hour where that is wanted. Raises BadSignature, or SignatureExpired after `max_age`."""
        value, at = super().unsign(signed_value, return_timestamp=True)
        age = self.get_timestamp() - int(at.timestamp())
        if max_age is not None and age > max_age:
            raise SignatureExpired(f"{age} seconds old", payload=value, date_signed=at)
        return (value, at) if return_timestamp else value


class PatientSessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs the cookie."""
        found = super().get_signing_serializer(app)
        if found is not None:
            found.signer = PatientSigner
        return found


def install(app: Flask) -> None:
    """Keep sessions patiently."""
    app.session_interface = PatientSessions()
