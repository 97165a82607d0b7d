"""A shared browser keeps nothing that an officer typed, and fills in what is the person's own alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.documents import pdf
from tests.security.routes import MAY, routes
from tests.support.visitors import open_site

OWN = {"off", "name", "username", "current-password", "new-password", "one-time-code", "organization", "tel"}
UNTYPED = {"hidden", "radio", "checkbox", "file", "submit", "button"}


def unsaid(page: str) -> list[str]:
    """The controls for typing that do not say what a browser may keep of them."""
    controls = re.findall(r"<(?:input|textarea)\b[^>]*>", page)
    return [one for one in controls if not UNTYPED & said("type", one) and not OWN & said("autocomplete", one)]


def said(attribute: str, control: str) -> set[str]:
    """The value of an attribute, if it has one."""
    return set(re.findall(rf'{attribute}="([a-z-]+)"', control))


@pytest.mark.parametrize("phase", ["nominating", "closed"])
def test_every_field_of_the_office_says_what_a_browser_may_keep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    monkeypatch.setattr(pdf, "write_pdf", lambda *_given, **_more: b"")  # no paper is looked at here
    site = open_site(tmp_path)
    site.held.to(phase)
    visitors = {role: site.visitor(role) for role in ("secretary", "administrator")}
    pages = {
        route.path: visitors["secretary" if route.rule in MAY["secretary"] else "administrator"].get(route.path)
        for route in routes(site)
        if route.method == "GET" and route.is_office
    }
    typed = {path: answer.text for path, answer in pages.items() if answer.mimetype == "text/html"}
    assert sum("autocomplete" in page for page in typed.values()) > 20
    assert {path: unsaid(page) for path, page in typed.items() if unsaid(page)} == {}


def test_a_field_that_says_nothing_is_noticed() -> None:
    assert unsaid('<input type="radio"><input name="a" autocomplete="off"><textarea name="b">') == [
        '<textarea name="b">'
    ]
