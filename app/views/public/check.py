"""The verifier as one page to keep (SPEC 7), and the list of the published pages (SPEC 13).

What comes from here proves nothing about this board; the pages say so.
"""

from __future__ import annotations

from flask import Response, send_file

from app.views.public import blueprint
from app.web.access import anyone
from app.web.assets import BUILT, list_of_pages

PAGE = BUILT / "check.html"


@blueprint.get("/check.html")
@anyone
def check_page() -> Response:
    """The page as a file to keep: opened from here, this site's own policy would let none of its scripts run."""
    return send_file(PAGE, mimetype="text/html", as_attachment=True, download_name=PAGE.name)


@blueprint.get("/bundles.txt")
@anyone
def bundles() -> Response:
    """The files of the published pages with their hashes, as the board names them in the head that it signs next."""
    return Response(list_of_pages(), mimetype="text/plain")
