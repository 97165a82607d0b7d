"""The pages, in four zones of trust; which of them a process serves say its settings (`web.zones`)."""

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


def install(app: Flask) -> None:
    """Register the zones, all of them: every page may link to every other."""
    filters.install(app)
    app.url_map.converters["int"] = Number
    app.context_processor(_mark)
    for zone in (public, institution, booth, office):
        app.register_blueprint(zone)


def _mark() -> dict[str, object]:
    """Pages that belong to no single assembly are marked when a demonstration lives here."""
    with database().reading() as db:
        return {"shows_demonstration": assemblies.has_demonstration(db)}
