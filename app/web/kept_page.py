"""A page that is kept as one file and works without a server: its style, script, fonts and pictures stand inside it."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, url_for


def kept_page(template: str, name: str, address: str = "", **context: Any) -> Response:
    """The page of that template as a file of that name to save; its links, if it has any, lead to the server at
    `address`."""

    def address_of(endpoint: str, **values: Any) -> str:
        return address + url_for(endpoint, **values)

    page = render_template(template, kept=True, url_for=address_of, **context)
    attachment = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(page, mimetype="text/html", headers=attachment)
