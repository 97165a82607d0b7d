"""Lists as files: sent to be filled or mended, and what is said of one that was brought."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, send_file
from flask_babel import gettext

from app.services.register.brought_list import BroughtTable

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_book(data: bytes, name: str) -> Response:
    """A workbook to be saved under that name."""
    return send_file(BytesIO(data), mimetype=_XLSX, as_attachment=True, download_name=name)


def send_plain(data: bytes, name: str) -> Response:
    """A table of separated values to be saved under that name."""
    return send_file(BytesIO(data), mimetype="text/csv", as_attachment=True, download_name=name)


def tell_left_out(table: BroughtTable) -> None:
    """Name the columns that are left out, but not the one that we wrote ourselves; say that hidden cells are read."""
    others = [one for one in table.unknown if one != gettext("To be mended")][:10]
    if others:
        names = gettext(", ").join(others)
        flash(gettext("These columns are not known and are left out: %(names)s", names=names), "attention")
    if table.hides:
        flash(gettext("The file has hidden rows or columns. What stands in them is in this list too."), "attention")
