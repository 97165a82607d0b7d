"""The sheet on a hall's network, from the settings under which it is served."""

from __future__ import annotations

from app.documents.letterhead import Letterhead
from app.documents.network_sheet import NetworkSheet, render_network_sheet
from app.papers.issuer import Issuer
from app.services.acts.refusal import NOT_FOUND, Refused
from app.services.register.assembly import AssemblyValue


def print_network_sheet(issuer: Issuer, assembly: AssemblyValue | None = None) -> bytes:
    """The sheet, in the name of an assembly or of the program. Refused: not-found, without a hall's own certificate."""
    settings = issuer.settings
    if settings.hall_root is None:
        raise Refused(NOT_FOUND)
    root, office = settings.hall_root, issuer.wording.gettext("Secretariat")
    plain = Letterhead(assembly="Majma", office=office, emblem=0, demonstration=False)
    sheet = NetworkSheet(
        head=plain if assembly is None else issuer.head(assembly), digest=root.digest, name=root.name,
        begin=root.address, booth=settings.address_of("booth"), public=settings.address_of("public"),
        office=settings.address_of("office"), names=root.names, until=root.until,
    )  # fmt: skip
    return render_network_sheet(sheet, issuer.wording)
