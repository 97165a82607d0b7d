"""Nothing is shown that answers «not for you»: every link and form of an officer's pages, in each role and phase."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.states.officer import ROLES, Role
from app.states.phase import ORDER, Phase
from tests.support.assemblies import OFFICERS
from tests.support.visitors import Site, open_site

ADDRESS = re.compile(r"""<(?:a|form)\b[^>]*\b(?:href|action)=["']([^"']+)["']""")


def led_to(text: str, path: str) -> Iterator[str]:
    """The addresses of the office that a page leads to, without what comes behind them."""
    for one in ADDRESS.findall(text):
        address = urlsplit(urljoin(path, one))
        if not address.netloc and address.path.startswith("/office/"):
            yield address.path


def rule_of(site: Site, path: str) -> str:
    """The rule of the page or act at an address."""
    for method in ("GET", "POST"):
        try:
            endpoint, _ = site.app.url_map.bind("127.0.0.1").match(path, method=method)
        except (HTTPException, RequestRedirect):
            continue
        return str(getattr(site.app.view_functions[endpoint], "access_rule", ""))
    raise AssertionError(f"nothing is at {path}")


def shut(site: Site, role: Role, deep: int) -> set[tuple[str, str]]:
    """Pages that lead a role where it may not go, each with that address, as `deep` behind the first as wanted."""
    visitor, found = site.visitor(role), set()
    seen, now = set(), ["/office/", f"/office/elections/{site.held.election}"]
    for _ in range(deep + 1):
        coming: list[str] = []
        for path in now:
            seen.add(path)
            answer = visitor.get(path)
            if answer.status_code == 403:
                found.add((path, path))
            for one in led_to(answer.text, path) if answer.mimetype == "text/html" else ():
                rule = rule_of(site, one)
                if rule not in ("everybody", *ROLES[role]):
                    found.add((path, one))
                elif one not in seen and not one.endswith(".pdf"):
                    coming.append(one)
        now = [one for one in dict.fromkeys(coming) if one not in seen]
    return found


def found_in(folder: Path, phases: tuple[Phase, ...], deep: int) -> dict[str, set[tuple[str, str]]]:
    site, found = open_site(folder), {}
    for phase in phases:
        site.held.to(phase)
        for role in (one for one in Role if one in OFFICERS):
            wrong = shut(site, role, deep)
            if wrong:
                found[f"{phase} {role}"] = wrong
    return found


def test_the_first_pages_lead_no_role_where_it_may_not_go(tmp_path: Path) -> None:
    assert found_in(tmp_path, (Phase.REVIEWING, Phase.OPEN, Phase.TALLIED, Phase.FINAL), 0) == {}


@pytest.mark.prove
def test_no_page_behind_them_does_in_any_phase(tmp_path: Path) -> None:
    assert found_in(tmp_path, ORDER, 1) == {}


def test_a_link_that_is_shut_is_found(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    text = f'<a class="x" href="/office/elections/{site.held.election}/close">x</a><a href="/letters">y</a>'
    (path,) = led_to(text, "/office/")
    assert rule_of(site, path) not in ROLES[Role.DESK]
