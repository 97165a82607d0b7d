"""The pages, in four zones of trust; a process serves the zones that its settings name."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from app.services.register import assembly as assemblies
from app.views.booth import blueprint as booth
from app.views.institution import blueprint as institution
from app.views.office import blueprint as office
from app.views.public import blueprint as public
from app.web import filters
from app.web.installation import database
from app.web.posted import LARGEST_NUMBER


class Number(IntegerConverter):
    """A number in an address; one that no integer column holds leads nowhere."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_NUMBER)


def install(app: Flask, zones: tuple[str, ...]) -> None:
    """Register the zones. The public zone is always there: every page links to it."""
    filters.install(app)
    app.url_map.converters["int"] = Number
    app.context_processor(_mark)
    app.register_blueprint(public)
    if "institution" in zones:
        app.register_blueprint(institution)
    if "booth" in zones:
        app.register_blueprint(booth)
    if "office" in zones:
        app.register_blueprint(office)


def _mark() -> dict[str, object]:
    """Pages that belong to no single assembly are marked when a demonstration lives here."""
    with database().reading() as db:
        return {"shows_demonstration": assemblies.has_demonstration(db)}
