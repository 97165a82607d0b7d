"""How devices reach this installation: by which addresses, over what line, under whose certificate."""

from __future__ import annotations

from flask import Response, render_template
from flask_babel import gettext

from app.papers.network import print_network_sheet
from app.services.register import assembly as assemblies
from app.states.officer import Permission
from app.views.office import blueprint
from app.views.office.square_code import square_code
from app.web.access import current_officer, officer
from app.web.installation import database, installation, issuer
from app.web.reply import send_pdf


@blueprint.get("/network", endpoint="network")
@officer(Permission.LOOK)
def network_page() -> str:
    """Addresses, the print of the certificate, and the code that brings it to devices."""
    settings = installation().settings
    root = settings.hall_root
    code = square_code(root.address, gettext("QR code of the page where devices begin")) if root else ""
    addresses = {zone: settings.address_of(zone) for zone in ("booth", "public", "office")}
    return render_template("office/network.html", root=root, line=settings.line, code=code, addresses=addresses)


@blueprint.get("/network.pdf", endpoint="network_sheet")
@officer(Permission.LOOK)
def sheet() -> Response:
    """The sheet that officers compare devices with. Refused: not-found."""
    with database().reading() as db:
        home = assemblies.assembly(db, current_officer().assembly)
    return send_pdf(print_network_sheet(issuer(), home), "hall-network.pdf")
