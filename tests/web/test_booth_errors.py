"""An error on a locked tablet leads back to the booth and nowhere else: no link, no form of the site."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.test import TestResponse

from app import create_app
from app.config import Settings
from app.services.acts.disk import DISK_FULL
from app.services.acts.refusal import Refused
from app.services.voting.poll import QUORUM_MISSING
from app.web.errors import HTTP_TEXTS
from tests.support.visitors import Site, open_site

HERE = "https://majma.local:8443"
HALL = {
    "booth": HERE,
    "public": "https://majma.local:8444",
    "institution": "https://majma.local:8444",
    "office": "https://127.0.0.1:8445",
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


def ways_out(answer: TestResponse) -> set[str]:
    """Every place that a link or a form of a page leads to, but for places of the page itself."""
    assert answer.mimetype == "text/html"
    links = re.findall(r"<a [^>]*href=\"([^\"]*)\"", answer.text)
    forms = re.findall(r"<form[^>]* action=\"([^\"]*)\"", answer.text)
    return {one for one in (*links, *forms) if not one.startswith("#")}


def failing(site: Site, endpoint: str, error: Exception) -> FlaskClient:
    """A browser for which the view of an endpoint fails so; a tablet that was enrolled has its cookie."""

    def fail(**_values: object) -> str:
        raise error

    site.app.view_functions[endpoint] = fail
    client = site.app.test_client()
    client.set_cookie("tablet", "a" * 64, path="/T")
    return client


def http(status: int) -> HTTPException:
    return default_exceptions[status]()


FAULTS: dict[str, tuple[Exception, int]] = {
    **{str(status): (http(status), status) for status in sorted(HTTP_TEXTS) if status in default_exceptions},
    "refused": (Refused(QUORUM_MISSING, present=2, quorum=12), 409),
    "disk full": (Refused(DISK_FULL), 507),
    "a fault of the program": (ZeroDivisionError(), 500),
    "database away": (NoConnectionError(), 503),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_error_of_a_tablet_s_page_leads_to_the_tablet_alone(site: Site, fault: str) -> None:
    error, status = FAULTS[fault]
    answer = failing(site, "booth.tablet", error).get("/T?language=en")
    assert answer.status_code == status
    assert ways_out(answer) == {"/T?language=en"}
    assert "Back to the booth" in answer.text


@pytest.mark.parametrize("fault", FAULTS)
def test_each_error_of_a_ballot_s_page_leads_to_it_or_to_the_tablet(site: Site, fault: str) -> None:
    error, status = FAULTS[fault]
    own = f"/B/{site.held.election}"
    answer = failing(site, "booth.booth", error).get(own)
    assert answer.status_code == status
    assert ways_out(answer) == {own if status >= 429 else "/T"}, "what may pass is asked for again"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/B/NOTHERE2", 404),
        ("GET", "/B/NOTHERE2/paper", 404),
        ("GET", "/B/x/y/z", 404),
        ("GET", "/B/", 404),
        ("GET", "/T/nothing", 404),
        ("PUT", "/T", 405),
        ("POST", "/T", 405),
        ("GET", "/T/enrol", 405),
        ("POST", "/B/NOTHERE2", 405),
    ],
)
def test_an_address_of_the_booth_that_is_none_leads_to_the_tablet(
    site: Site, method: str, path: str, status: int
) -> None:
    answer = site.app.test_client().open(path, method=method)
    assert answer.status_code == status
    if answer.mimetype != "application/json":
        assert ways_out(answer) == {"/T"}


def in_a_hall(site: Site, zone: str) -> FlaskClient:
    settings: Settings = site.app.extensions["installation"].settings
    return create_app(replace(settings, zones=(zone,), addresses=HALL, address=HERE, secure=True)).test_client()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/keys", 404),
        ("GET", "//evil.example/", 404),
        ("GET", "/office/sign-in", 404),
        ("POST", "/language", 400),
        ("POST", "/own/sign-in", 400),
        ("PUT", "/keys", 405),
    ],
)
def test_a_hall_s_booths_know_no_other_way_whatever_is_asked_of_them(
    site: Site, method: str, path: str, status: int
) -> None:
    """A form without its token (400, CSRF) is told so, with nothing of the site around it."""
    answer = in_a_hall(site, "booth").open(path, method=method, base_url=HERE, data={"next": "/"})
    assert answer.status_code == status
    assert ways_out(answer) == {"/T"}


def test_the_public_pages_and_the_office_keep_their_own_ways(site: Site) -> None:
    for zone in ("public", "office"):
        answer: Any = in_a_hall(site, zone).get("/nothing", base_url=HALL[zone])
        assert answer.status_code == 404
        assert "Back to the booth" not in answer.text
        assert len(ways_out(answer)) > 1


def test_the_error_changes_its_language_where_it_stands(site: Site) -> None:
    answer = site.app.test_client().get("/B/NOTHERE2?language=ar")
    assert '<html lang="ar" dir="rtl" class="booth-page"' in answer.text
    assert ways_out(answer) == {"/T?language=ar"}
    assert re.findall(r'name="language" value="(..)"', answer.text) == ["fa", "en"]
