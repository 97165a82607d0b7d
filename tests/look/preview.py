"""A small program that renders every page of the public and office zones with fictional values.

For looking at the pages while their looks are made, and for the tests beside it: the real templates, style sheets,
scripts, wording and content security policy, without services and database. Each page is at /preview/<name>; ?lang=en gives
it in English.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import flask
from babel.messages.pofile import read_po
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.serving import make_server

from app import dates, numerals, reference, text
from app.documents import emblem
from tests.look.pages import pages

ROOT = Path(__file__).resolve().parents[2]
PARTS = ROOT / "app" / "translations" / "parts"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
    " worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
ADDRESSES = {
    "public.home": "/", "public.language": "/language", "public.keys": "/keys", "public.letters": "/letters",
    "public.assembly": "/assemblies/<slug>", "public.emblem": "/emblems/<int:institution_id>.svg",
    "public.election": "/elections/<public_id>", "public.candidate": "/elections/<public_id>/candidates/<int:number>",
    "public.board": "/elections/<public_id>/board", "public.archive": "/elections/<public_id>/archive.bel",
    "public.result": "/elections/<public_id>/result", "public.secrecy": "/elections/<public_id>/secrecy",
    "office.home": "/office/", "office.sign_out": "/office/sign-out", "office.session": "/office/sessions/<int:session_id>",
    "office.act": "/office/elections/<public_id>/acts/<code>",
    "office.slips_pdf": "/office/elections/<public_id>/slips.pdf",
    "office.letter_pdf": "/office/elections/<public_id>/letters/<int:letter_id>.pdf",
    "office.delegate_new": "/office/elections/<public_id>/roll/delegates",
    "office.nomination_new": "/office/elections/<public_id>/candidates/new",
    **{
        f"office.{name}": f"/office/elections/<public_id>/{name}"
        for name in ("candidates", "roll", "journal")
    },
    "office.election": "/office/elections/<public_id>",
}  # fmt: skip


def persian() -> dict[str, str]:
    """The Persian of every message handed in so far, by its English."""
    found: dict[str, str] = {}
    for part in sorted(PARTS.glob("*.po-fragment")):
        with open(part, "rb") as file:
            found |= {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}
    return found


class Wording(NullTranslations):
    """The messages of one language."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__()
        self.messages = messages

    def gettext(self, message: str) -> str:
        """The message in this language, or as it is."""
        return self.messages.get(message, message)


def create_preview() -> flask.Flask:
    """Make the program."""
    app = flask.Flask("preview", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(SECRET_KEY="preview", WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    _translate(app)
    _filters(app)
    for endpoint, address in ADDRESSES.items():
        view = _draw_emblem if endpoint == "public.emblem" else partial(_nothing, endpoint)
        app.add_url_rule(address, endpoint, view, methods=["GET", "POST"])
    app.add_url_rule("/preview/<name>", "preview", _page)
    app.context_processor(lambda: {"locale": _locale(), "direction": "rtl" if _locale() == "fa" else "ltr"})
    app.after_request(_protect)
    return app


def _locale() -> str:
    return flask.request.args.get("lang", "fa")


def _translate(app: flask.Flask) -> None:
    wording = {"fa": Wording(persian()), "en": Wording({})}
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: wording[_locale()].gettext(message),
        lambda one, many, number: wording[_locale()].ngettext(one, many, number),
        newstyle=True,
    )


def _filters(app: flask.Flask) -> None:
    def code(table: Any) -> Any:
        return lambda value: table(value).name(_locale())

    def moment(value: datetime) -> str:
        return dates.with_clock(value, _locale())

    app.jinja_env.filters |= {
        "digits": lambda value: text.digits(value, _locale()),
        "ordinal": lambda value: numerals.ordinal(value, _locale()),
        "jalali": lambda value: dates.jalali(_day(value), _locale()),
        "weekday": lambda value: dates.with_weekday(value, _locale()),
        "datetime": moment,
        "groups": lambda value: " ".join(value[place : place + 4] for place in range(0, len(value), 4)),
        "name": lambda value: value if isinstance(value, str) else value.in_language(_locale()),
        "province": code(reference.province), "field": code(reference.field), "track": code(reference.track),
        "kind": code(reference.kind),
    }  # fmt: skip


def _day(value: date) -> date:
    return dates.in_tehran(value).date() if isinstance(value, datetime) else value


def _nothing(endpoint: str, **_values: object) -> str:
    return endpoint


def _draw_emblem(institution_id: int) -> flask.Response:
    return flask.Response(str(emblem.emblem(institution_id)), mimetype="image/svg+xml")


def _page(name: str) -> str:
    template, context = pages()[name]
    return flask.render_template(template, **context)


def _protect(response: flask.Response) -> flask.Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response


@contextmanager
def served() -> Iterator[str]:
    """Serve the preview on a free port of this machine and give its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_preview(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


if __name__ == "__main__":
    create_preview().run("127.0.0.1", 5099)
