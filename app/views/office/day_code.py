"""The page of a code of the day, which stands nowhere else afterwards."""

from __future__ import annotations

from flask import render_template, url_for

from app.papers.pictures import encode_qr
from app.services.day.day_code import CodeValue
from app.services.hall.session import SessionValue
from app.web.zones import absolute


def code_page(
    found: SessionValue,
    holder: CodeValue,
    digits: str,
    *,
    door: str,
    back: str,
    title: str,
    list_title: str,
    label: str,
    house: str = "",
) -> str:
    """The code with the address of its door, shown once; a scan of it fills in the field, and its holder presses the
    button. `back` is the endpoint of the list, `label` says what the QR code is."""
    address = absolute(door, slug=found.assembly.address, session_number=found.number)
    return render_template(
        "office/day_code.html", session=found, holder=holder, house=house, digits=digits, address=address, title=title,
        list_title=list_title, back=url_for(back, session_id=found.id),
        code=encode_qr(f"{address}?code={digits}").svg(label),
    )  # fmt: skip
