"""The sheet for the helper at the door, from the settings under which booths are served."""

from __future__ import annotations

from app.documents.kiosk_sheet import KioskSheet, render_kiosk_sheet
from app.papers.issuer import Issuer
from app.services.register.assembly import AssemblyValue


def print_kiosk_sheet(issuer: Issuer, assembly: AssemblyValue, *, tablet: str) -> bytes:
    """The sheet in the name of an assembly; `tablet` is the address of a tablet's own page."""
    root = issuer.settings.hall_root
    sheet = KioskSheet(head=issuer.head(assembly), tablet=tablet, begin=root.address if root else "")
    return render_kiosk_sheet(sheet, issuer.wording)
