"""Majma: the election of an assembly's seats, from the nomination to the letter of introduction."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined

from app.config import ROOT, Settings, load_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application for one installation; refuses to start when an endpoint has no access rule."""
    from app import cli
    from app.views import install as install_views
    from app.web import access, assets, disk, errors, headers, health, i18n, installation, session_cookie, state
    from app.web.zones import ZonedFlask, leave_out_others

    chosen = settings or load_settings()
    app = ZonedFlask("app", template_folder=str(ROOT / "templates"), static_folder=None)
    app.settings = chosen
    app.jinja_env.undefined = StrictUndefined  # a name that nobody gave is a fault, not an empty place on a page
    session_cookie.install(app)
    installation.install(app, chosen)
    access.install(app)
    i18n.install(app)
    headers.install(app, chosen)
    errors.install(app)
    assets.install(app)
    state.install(app)
    disk.install(app, chosen)
    health.install(app)
    install_views(app)
    access.require_rules(app)
    leave_out_others(app)
    cli.install(app)
    return app
