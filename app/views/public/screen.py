"""The screen in the hall: a page for a projector that changes by itself and says nothing that is secret."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext

from app.papers.pictures import encode_qr
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.count import tally
from app.services.day import presentation, screen_mark, speaking_order, speech
from app.services.day import screen as screens
from app.services.day.screen import ScreenValue
from app.services.election import election as elections
from app.services.election.election import ElectionValue
from app.services.hall import agenda as agendas
from app.services.hall import calling
from app.services.hall import session as sessions
from app.services.nomination import nomination as nominations
from app.services.nomination import upload
from app.services.voting import ballot_order, checkpoint
from app.services.voting.last_call import last_call
from app.states.nomination import Purpose
from app.states.phase import Phase
from app.states.screen import HallPicture
from app.views.public import blueprint
from app.web.access import anyone
from app.web.installation import Session, database, installation, now
from app.web.reply import send_clock
from app.web.zones import absolute


@blueprint.get("/screen/<slug>/<int:session_number>", defaults={"screen_number": screens.HALL})
@blueprint.get("/screen/<slug>/<int:session_number>/<int:screen_number>")
@anyone
def screen(slug: str, session_number: int, screen_number: int) -> str:
    """The page of a screen; it goes on by itself, also where the browser runs no script."""
    stream = f"/live/screens/{slug}/{session_number}/{screen_number}" if installation().settings.streams else ""
    return render_template("public/screen.html", stream=stream, **_shown(slug, session_number, screen_number))


@blueprint.get("/screen/<slug>/<int:session_number>/<int:screen_number>/now")
@anyone
def screen_now(slug: str, session_number: int, screen_number: int) -> str:
    """What the screen shows now, as a piece of its page."""
    return render_template("public/screen_now.html", **_shown(slug, session_number, screen_number))


@blueprint.get("/screen/clock")
@anyone
def screen_clock() -> Response:
    """The server's clock in milliseconds, by which every countdown runs."""
    return send_clock(now())


def _shown(slug: str, session_number: int, screen_number: int) -> dict[str, object]:
    if screen_number > screens.MOST_SCREENS:
        raise Refused(NOT_FOUND)
    with database().reading() as db:
        session_id = screens.session_at(db, slug, session_number)
        shown = screens.screen(db, session_id, screen_number)
        found = elections.election(db, shown.election) if shown.election else None
        return {
            "screen": shown,
            "session": found.session if found else sessions.session_values(db, [session_id])[session_id],
            "election": None, "about": found, "mark": screen_mark.mark_of(db, shown),
            "counted": calling.figures(db, session_id), "at": now(), "address": _address(shown, slug, session_number),
            **_picture(db, shown, found),
        }  # fmt: skip


def _address(shown: ScreenValue, slug: str, session_number: int) -> dict[str, str]:
    """Where everybody in the hall follows, in letters and as a code; and where this screen reads itself."""
    follow = absolute("public.election", public_id=shown.election) if shown.election else absolute("public.home")
    own: dict[str, Any] = {"slug": slug, "session_number": session_number, "screen_number": shown.number}
    return {
        "follow": follow, "code": encode_qr(follow).image(gettext("QR code of this address")),
        "now": url_for("public.screen_now", **own), "clock": url_for("public.screen_clock"),
    }  # fmt: skip


def _picture(db: Session, shown: ScreenValue, found: ElectionValue | None) -> dict[str, object]:
    """What one picture needs beside what all have."""
    if shown.shows is HallPicture.WELCOME:
        return {"network": _network_code(shown) if shown.network else None}
    if shown.shows in (HallPicture.PRESENTER, HallPicture.AGENDA):
        held = presentation.presentations(db, shown.session_id)
        before = held.present
        face = _face(db, before.id) if before is not None else None
        return {
            "round": held, "face": face, "warning": presentation.WARNING,
            "agenda": agendas.agenda(db, shown.session_id),
        }  # fmt: skip
    if shown.shows is HallPicture.SPEAKER:
        return {"floor": speech.floor(db, shown.session_id), "warning": speech.WARNING}
    if shown.shows is HallPicture.CLOSING and found is not None:
        until = last_call(db, found.id)
        return {"until": until if until is not None and now() < until else None}
    if shown.shows is HallPicture.BOARD and found is not None:
        return {"head": checkpoint.last(db, found.public_id)}
    if shown.shows in (HallPicture.SEATS, HallPicture.RESULT) and found is not None:
        return {"result": tally.outcome(db, found.public_id)}
    if shown.shows is HallPicture.LOTS and found is not None:
        return {"lots": _lots(db, shown.session_id, found)}
    return {}


def _network_code(shown: ScreenValue) -> str:
    """What a telephone's camera reads to join the hall's network: ZXing's form for it, which Android and iOS know."""
    name, password = (re.sub(r'([\\;,:"])', r"\\\1", one) for one in (shown.network, shown.network_password))
    way = f"WPA;S:{name};P:{password}" if password else f"nopass;S:{name}"
    return encode_qr(f"WIFI:T:{way};;").image(gettext("QR code of the network"))


def _face(db: Session, nomination_id: int) -> int | None:
    """The picture of who presents, where the candidate shows one."""
    files = upload.uploads(db, nomination_id).values()
    return next((one.id for one in files if one.purpose == Purpose.PORTRAIT), None)


def _lots(db: Session, session_id: int, found: ElectionValue) -> dict[str, object]:
    """The drawing that was put before the hall: of a tie, of the order on the ballot, of the order of the speakers."""
    if found.phase is Phase.TALLIED:
        result = tally.outcome(db, found.public_id)
        people = {one.number: one for one in nominations.candidates(db, found.public_id)}
        names = [people[number].institution.name for number in (result.ties[0] if result.ties else ())]
        return {"what": "tie", "names": names, "needed": result.balls_needed, "announced": result.announced,
                "hash": result.tally_hash, "drawn": _last_draw(result, people)}  # fmt: skip
    order = ballot_order.order(db, found.public_id)
    if order.announced is not None and not found.fingerprint:
        return {"what": "ballot", "names": order.listed, "needed": order.balls_needed, "announced": order.announced,
                "hash": order.hash, "drawn": order.ballot}  # fmt: skip
    draw = speaking_order.order_draw(db, session_id)
    turns = presentation.presentations(db, session_id).turns if draw.digits else ()
    return {"what": "speakers", "names": draw.listed, "needed": draw.balls_needed, "announced": draw.announced,
            "hash": draw.hash, "drawn": [one.speaker.candidate.institution.name for one in turns]}  # fmt: skip


def _last_draw(result: tally.ResultValue, people: dict[int | None, nominations.NominationValue]) -> list[object]:
    """The order of the last tie that was drawn, where none waits."""
    if result.ties or not result.draws:
        return []
    return [people[number].institution.name for number in result.draws[-1].drawn]
