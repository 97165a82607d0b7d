"""The start page, an assembly, its emblem files, the language switch."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Answer

from app.papers.pictures import emblem as draw_emblem
from app.services.election import election as elections
from app.services.hall import session as sessions
from app.services.register import assembly as assemblies
from app.services.register import body as bodies
from app.views.public import blueprint
from app.web.access import anyone
from app.web.i18n import LANGUAGES
from app.web.installation import database, installation


@blueprint.get("/")
@anyone
def home() -> str:
    """Every assembly with its elections."""
    with database().reading() as db:
        every = tuple(one for one in assemblies.assemblies(db) if one.founded)
        found = elections.elections(db)
    zones = installation().settings.zones
    return render_template(
        "public/home.html", assemblies=every, elections=found, assembly=_only(every),
        office=url_for("office.sign_in") if "office" in zones else None,
        institution=url_for("institution.sign_in") if "institution" in zones else None,
    )  # fmt: skip


@blueprint.get("/assemblies/<slug>")
@anyone
def assembly(slug: str) -> str:
    """One assembly with its sessions."""
    with database().reading() as db:
        found = assemblies.assembly(db, slug)
        held = sessions.sessions(db, found.id)
        seated = bodies.bodies(db, found.id)
        its = elections.elections(db, found.id)
    return render_template("public/assembly.html", assembly=found, bodies=seated, sessions=held, elections=its)


@blueprint.get("/emblems/<int:institution_id>.svg")
@anyone
def emblem(institution_id: int) -> Response:
    """The emblem that the program draws for an institution."""
    response = Response(draw_emblem(institution_id), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@blueprint.post("/language")
@anyone
def language() -> Answer:
    """Choose the language of the pages and go back to where one was, on this site."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
    path = request.form.get("next", "")
    local = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return redirect(path if local else url_for("public.home"))


def _only(every: tuple[assemblies.AssemblyValue, ...]) -> assemblies.AssemblyValue | None:
    return every[0] if len(every) == 1 else None
