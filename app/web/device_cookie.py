"""Cookies by which a device is known, a tablet or a desk at the door: out of reach of scripts and other sites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from flask import Response, after_this_request, request

from app.web.zones import served

_DAY: Final = 60 * 60 * 24
TABLET_PATH: Final = "/T"
"""Where a tablet speaks of itself. Slips and ballots are sent below another path, so browsers leave the cookie out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCookie:
    """A cookie of this name whose key has so many hexadecimal digits and is kept for so many seconds."""

    name: str
    digits: int
    lasts: int

    def held(self) -> str:
        """The key of the device that asks; "" where it has none."""
        said = request.cookies.get(self._whole_name, "")
        return said if re.fullmatch(f"[0-9a-f]{{{self.digits}}}", said) else ""

    def hold(self, key: str, path: str) -> None:
        """Let this browser keep the key for the addresses below `path`."""

        @after_this_request
        def keep(response: Response) -> Response:
            response.set_cookie(
                self._whole_name, key, max_age=self.lasts, path=path, secure=served().settings.secure, httponly=True,
                samesite="Strict",
            )  # fmt: skip
            return response

    @property
    def _whole_name(self) -> str:
        """A browser takes a cookie with this beginning over an encrypted line alone."""
        return f"__Secure-{self.name}" if served().settings.secure else self.name


TABLET: Final = DeviceCookie(name="tablet", digits=64, lasts=30 * _DAY)
"""Longer than any session and the days before it; sent to a tablet's own pages alone, never with a slip or a ballot."""
DESK: Final = DeviceCookie(name="desk", digits=32, lasts=3 * _DAY)
"""Longer than a session and what a desk noted in it; it opens nothing: the sign-in does."""
