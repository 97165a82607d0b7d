"""The zones that this process serves; links to a page of another zone lead to where that one is served.

A hall has a process for the booths, one for the public pages with the institutions' and one for the office, each at a
port of its own: for browsers three sites, and none of them runs or answers what belongs to another.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, current_app
from werkzeug.exceptions import NotFound

from app.config import ZONES, Settings
from app.web.access import EVERYBODY

BESIDE = {
    "booth": frozenset({"public.definition", "public.emblems", "public.portraits"}),
    "office": frozenset({"public.archive", "public.trustee_commitments"}),
}
"""What pages of a zone ask for by themselves, and their own process answers: no vote waits for another one."""


class ZonedFlask(Flask):
    """An application that knows the addresses of all zones and serves some."""

    settings: Settings

    def url_for(self, endpoint: str, **values: Any) -> str:
        """As Flask's; the address of a page that another process serves is whole."""
        path = super().url_for(endpoint, **values)
        return path if self.serves(endpoint) else self.settings.address_of(zone_of(endpoint)) + path

    def serves(self, endpoint: str) -> bool:
        """Whether this process answers for an endpoint."""
        zones = self.settings.zones
        if zone_of(endpoint) not in ZONES:
            return True
        return zone_of(endpoint) in zones or any(endpoint in BESIDE.get(zone, ()) for zone in zones)


def leave_out_others(app: ZonedFlask) -> None:
    """Put nothing in the place of every view of a zone that this process does not serve."""
    for endpoint in app.view_functions:
        if not app.serves(endpoint):
            app.view_functions[endpoint] = _nowhere


def absolute(endpoint: str, **values: Any) -> str:
    """The whole address of a page, as codes and papers bear it."""
    app = served()
    path: str = Flask.url_for(app, endpoint, **values)
    return app.settings.address_of(zone_of(endpoint)) + path


def served() -> ZonedFlask:
    """The running application."""
    return cast(ZonedFlask, current_app)


def zone_of(endpoint: str) -> str:
    """The zone of an endpoint, which is named by its blueprint."""
    return endpoint.partition(".")[0]


def _nowhere(**_values: object) -> str:
    raise NotFound


_nowhere.access_rule = EVERYBODY  # type: ignore[attr-defined]
