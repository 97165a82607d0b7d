"""A tablet's own pages and what it says of itself. Nothing of a slip or a ballot is ever sent here."""

from __future__ import annotations

from flask import Response, jsonify, render_template, url_for
from flask_babel import gettext

from app.language.wording import RIGHT_TO_LEFT
from app.services.voting import tablet, tablet_enrolment
from app.states.tablet import Ready
from app.views.booth import blueprint
from app.web.access import anyone
from app.web.assets import address_of, bundle_digest
from app.web.device_cookie import TABLET, TABLET_PATH
from app.web.i18n import language_in_address, locale_code
from app.web.installation import act_of, address, database, installation, now
from app.web.posted import posted_json, whole
from app.web.zones import absolute

LONGEST_BUNDLE = 64
"""Digits of a SHA-256 in base 16."""


@blueprint.get("/T", endpoint="tablet")
@anyone
def tablet_page() -> str:
    """Which booth this is, and the way to its election; or how it becomes one."""
    return render_template("booth/tablet.html", bundle=bundle_digest("booth"))


@blueprint.get("/T/ready")
@anyone
def ready() -> str:
    """Whether this tablet is ready: camera, sound, screen, version, clock, network, abilities."""
    return render_template("booth/ready.html", parts=tuple(Ready), bundle=bundle_digest("booth"))


@blueprint.get("/T/kiosk")
@anyone
def kiosk() -> str:
    """How a tablet is locked to the booth."""
    return render_template("booth/kiosk.html", address=absolute("booth.tablet"), bundle=bundle_digest("booth"))


@blueprint.get("/T/manifest.json")
@anyone
def manifest() -> Response:
    """What lets a tablet keep the booth as an application that fills its screen."""
    name, code = gettext("Voting booth"), locale_code()
    answer = jsonify(
        name=name, short_name=name, lang=code, dir="rtl" if code in RIGHT_TO_LEFT else "ltr", scope="/",
        start_url=url_for("booth.tablet", language=code), display="fullscreen", background_color="#ffffff",
        theme_color="#0b5d5e", icons=[{"src": address_of("favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    )  # fmt: skip
    answer.mimetype = "application/manifest+json"
    return answer


@blueprint.post("/T/enrol")
@anyone
def enrol() -> Response:
    """Become a booth by the code that the office shows."""
    said = posted_json().get("secret")
    secret = said if isinstance(said, str) else ""
    with installation().door.counting(address()):
        with database().reading() as db:
            tablet_enrolment.need_code(db, secret, now())
        with database().transaction() as db:
            made = tablet_enrolment.enrol(db, act_of(), secret)
    TABLET.hold(made.key, TABLET_PATH)
    return jsonify(number=made.tablet.number)


@blueprint.post("/T/alive")
@anyone
def alive() -> Response:
    """Hear that a tablet is there and how it is; tell it which booth it is, and the key that all of them share."""
    key, posted, here = TABLET.held(), posted_json(), now()
    bundle = str(posted.get("bundle", ""))[:LONGEST_BUNDLE]
    with database().reading() as db:
        news = tablet.is_news(db, key, bundle=bundle, now=here)
        mine = tablet.by_key(db, key)
        shared, election = tablet.shared_key(db, mine.session_id), tablet.current_election(db, mine.session_id)
    if news:
        battery, charging = _battery(posted)
        with database().transaction() as db:
            tablet.note_alive(db, key, battery=battery, charging=charging, bundle=bundle, now=here)
    return jsonify(
        number=mine.number, name=mine.name, key=shared.hex(),
        election=url_for("booth.booth", public_id=election, language=language_in_address()) if election else "",
    )  # fmt: skip


@blueprint.post("/T/report")
@anyone
def report() -> Response:
    """Keep what a tablet found when it was tested."""
    posted = posted_json()
    found: dict[str, object] = {part: posted.get(part) is True for part in Ready}
    found |= {name: whole(str(posted.get(name, ""))) for name in ("latency", "drift")}
    with database().reading() as db:
        tablet.by_key(db, TABLET.held())
    with database().transaction() as db:
        tablet.note_report(db, TABLET.held(), found)
    return jsonify(state="noted")


@blueprint.post("/T/leave")
@anyone
def leave() -> Response:
    """Let an officer leave the booth, by the code on the office's page."""
    said = posted_json().get("code")
    tablet_enrolment.leave(database(), TABLET.held(), said if isinstance(said, str) else "", now())
    return jsonify(address=url_for("booth.tablet"))


def _battery(posted: dict[str, object]) -> tuple[int | None, bool | None]:
    """Per cent, and whether it is being charged; None for what the browser does not tell."""
    charging = posted.get("charging")
    said = str(posted.get("battery", ""))
    return min(whole(said), 100) if said else None, charging if isinstance(charging, bool) else None
