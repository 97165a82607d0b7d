"""The processes of a hall: each answers for its own zone, links to the others, and believes none of their cookies."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from app.web.zones import BESIDE, zone_of
from tests.security.routes import routes
from tests.support.visitors import Site

pytestmark = pytest.mark.usefixtures("blank_paper")

HALL = {
    "booth": "https://majma.local:8443", "public": "https://majma.local:8444",
    "institution": "https://majma.local:8444", "office": "https://127.0.0.1:8445",
}  # fmt: skip
PROCESSES = (("booth",), ("public", "institution"), ("office",))


def process(site: Site, zones: tuple[str, ...]) -> FlaskClient:
    """One of the processes of a hall, on the installation of a site."""
    settings: Settings = site.app.extensions["installation"].settings
    secret = f"{settings.secret_key} of {zones[0]}"
    return create_app(
        replace(settings, zones=zones, addresses=HALL, address=HALL["booth"], secure=True, secret_key=secret)
    ).test_client()


@pytest.mark.parametrize("zones", PROCESSES, ids=lambda zones: zones[0])
def test_each_process_of_a_hall_answers_its_own_routes_and_nothing_of_another(
    site: Site, zones: tuple[str, ...]
) -> None:
    site.held.to("open")
    client = process(site, zones)
    beside = BESIDE.get(zones[0], frozenset())
    for route in routes(site):
        answer = client.open(route.path, method=route.method, base_url=HALL[zones[0]])
        if zone_of(route.endpoint) not in zones and route.endpoint not in beside:
            assert answer.status_code in (404, 400, 403), (route, "400 and 403 come before any view: no token")
            assert client.get(route.path, base_url=HALL[zones[0]]).status_code in (404, 405), route


def test_links_to_another_zone_are_whole_and_its_cookies_worth_nothing(site: Site) -> None:
    site.held.to("open")
    booth, public, office = (process(site, zones) for zones in PROCESSES)
    election = site.held.election
    page = booth.get(f"/B/{election}", base_url=HALL["booth"])
    assert f'data-opening="{HALL["public"]}/' in page.text
    needed = re.findall(r'(?:data-election-json|data-slip|src)="([^"#]+)', page.text)
    assert needed, "what the booth asks for"
    for address in needed:
        assert booth.get(address, base_url=HALL["booth"]).status_code in (200, 405), (address, "it has itself")
    names = {one.partition("=")[0] for one in page.headers.getlist("Set-Cookie")}
    for client, zone in ((booth, "booth"), (public, "public"), (office, "office")):
        path = {"booth": f"/B/{election}", "public": "/", "office": "/office/sign-in"}[zone]
        answer = client.get(path, base_url=HALL[zone])
        assert answer.status_code == 200
        names |= {one.partition("=")[0] for one in answer.headers.getlist("Set-Cookie")}
    assert len(names) == 3
    assert all(name.startswith("__Host-majma-") for name in names)
    assert HALL["office"] not in public.get("/", base_url=HALL["public"]).text, "nobody there reaches this computer"
