"""A small program that renders every page of the public, institution and office zones with fictional values.

For looking at the pages while their looks are made, and for the tests beside it: the real templates, style sheets,
scripts, forms, filters, addresses and security headers, without a database. Each page is at /preview/<name>; ?lang=en
gives it in English. Run it with `python -m tests.look.preview`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask
from jinja2 import StrictUndefined
from werkzeug.serving import make_server

from app.config import Settings
from app.documents.emblem import emblem, sheet
from app.language.catalogue import TRANSLATIONS
from app.views import booth, institution, office, public
from app.web import access, assets, filters, headers, i18n
from app.web.access import anyone
from tests.look.pages import pages

ROOT = Path(__file__).resolve().parents[2]
PORT = 5099
SETTINGS = Settings(instance=ROOT / "instance", database="", address="http://127.0.0.1", secret_key="preview")


def create_preview() -> flask.Flask:
    """Make the program."""
    app = flask.Flask("preview", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(SECRET_KEY=SETTINGS.secret_key, BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS))
    app.jinja_env.undefined = StrictUndefined
    app.before_request(_choose_language)
    i18n.install(app)
    headers.install(app, SETTINGS)
    filters.install(app)
    assets.install(app)
    access.install(app)
    app.context_processor(lambda: {"shows_demonstration": True})
    for zone in (public, institution, booth, office):
        app.register_blueprint(zone)
    for zone in ("public", "institution", "office"):
        app.view_functions[f"{zone}.picture"] = _picture
    app.view_functions["public.emblems"] = _emblems
    app.add_url_rule("/preview/<name>", "preview", _page)
    return app


def _choose_language() -> None:
    flask.session["language"] = flask.request.args.get("lang", "fa")


@anyone
def _page(name: str) -> str:
    template, context = pages()[name]
    flask.g.officer = context.pop("officer", None)
    flask.g.account = context.get("account")
    return flask.render_template(template, **context)


@anyone
def _picture(upload_id: int) -> flask.Response:
    return flask.Response(emblem(upload_id), mimetype="image/svg+xml")


@anyone
def _emblems(public_id: str, mark: str) -> flask.Response:
    return flask.Response(sheet(dict.fromkeys(range(200))), mimetype="image/svg+xml")


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
    create_preview().run("127.0.0.1", PORT)
