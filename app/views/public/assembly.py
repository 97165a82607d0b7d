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

MOST_PRESENT = 24
MOST_ENDED = 6
"""As many elections stand on the start page; the page of each assembly has all of its own."""


@blueprint.get("/")
@anyone
def home() -> str:
    """Every assembly, and the newest elections: those that go on, then those that ended."""
    with database().reading() as db:
        every = tuple(one for one in assemblies.assemblies(db) if one.founded)
        present = elections.elections(db, ended=False, most=MOST_PRESENT + 1)
        ended = elections.elections(db, ended=True, most=MOST_ENDED + 1)
    settings = installation().settings
    return render_template(
        "public/home.html", assemblies=every, assembly=_only(every),
        elections=(*present[:MOST_PRESENT], *ended[:MOST_ENDED]),
        has_more=len(present) > MOST_PRESENT or len(ended) > MOST_ENDED,
        office=url_for("office.sign_in") if settings.offers("office") else None,
        institution=url_for("institution.sign_in") if settings.offers("institution") else None,
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
