"""Nobody is shown a link or a button of the office that would answer 403: every page of each role is read for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from werkzeug.exceptions import HTTPException

from app.states.officer import Role
from app.states.phase import Phase
from app.views.office import tasks
from app.web import access
from tests.security.routes import routes
from tests.support.visitors import Site

pytestmark = pytest.mark.usefixtures("blank_paper")

_TARGET = re.compile(r'(?:href|action|formaction)="(/office/[^"#?]*)')


def closed_doors(site: Site, role: Role) -> list[str]:
    """What the pages that this role may read lead to and the role may not use."""
    visitor, found = site.visitor(role), set()
    for path in _pages(site, role):
        answer = visitor.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        found |= {(path, target) for target in _TARGET.findall(answer.text) if not _may(site, role, target)}
    return sorted(f"{path} leads to {target}" for path, target in found)


def _pages(site: Site, role: Role) -> Iterator[str]:
    for route in routes(site):
        if route.is_office and route.method == "GET" and _may(site, role, route.path):
            yield route.path


def _may(site: Site, role: Role, target: str) -> bool:
    adapter = site.app.url_map.bind("127.0.0.1:8000")
    for method in ("GET", "POST"):
        try:
            endpoint, _ = adapter.match(target, method)
        except HTTPException:
            continue
        rule = getattr(site.app.view_functions[endpoint], "access_rule", "")
        return rule == access.EVERYBODY or rule in access.ROLES[role]
    return True


@pytest.mark.parametrize("phase", [Phase.REVIEWING, Phase.OPEN, Phase.FINAL])
def test_no_page_leads_to_a_closed_door(site: Site, phase: Phase) -> None:
    site.held.to(phase)
    assert {role: found for role in Role if (found := closed_doors(site, role))} == {}


def test_a_closed_door_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "may", lambda permission: True)
    assert closed_doors(site, Role.REVIEWER)
