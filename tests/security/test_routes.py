"""Every route: who may use it, no act without a form's token, nothing of another assembly, the headers of answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import create_app
from app.models import Letter
from app.services.voting import ballot_order
from app.web import access
from app.web.access import EVERYBODY
from app.web.headers import HEADERS
from tests.security.routes import MAY, OWN, RULES, WITHOUT_TOKEN, Route, routes
from tests.support.assemblies import everything
from tests.support.visitors import Site, Visitor, open_site, settings_in

pytestmark = pytest.mark.usefixtures("blank_paper")

BODIES: tuple[dict[str, object], ...] = (
    {"data": {"csrf_token": "x"}},
    {"json": {"ballot": "{}", "secret": ""}},
    {"data": b"", "content_type": "text/plain"},
)  # fmt: skip
"""What a post without a good token may bring."""


def visit(visitor: Visitor, route: Route) -> int:
    """Use a route with the token of the forms."""
    answer = visitor.get(route.path) if route.method == "GET" else visitor.post(route.path)
    return answer.status_code


def test_every_route_has_the_rule_that_is_written_down(site: Site) -> None:
    actual = {name: getattr(view, "access_rule", None) for name, view in site.app.view_functions.items()}
    assert actual == RULES


def test_what_roles_may_do_is_what_is_written_down() -> None:
    assert {role: set(rights) for role, rights in access.ROLES.items()} == MAY


def posts_without_token(site: Site, visitor: Visitor, rights: set[str]) -> Iterator[tuple[str, int]]:
    """The statuses of all posts that bring no token, where it is not the refusal."""
    for route in routes(site):
        if route.method == "GET":
            continue
        for body in BODIES:
            status = visitor.client.post(route.path, **body).status_code  # type: ignore[arg-type]
            if status not in _without_token(route, rights):
                yield route.path, status


def _without_token(route: Route, rights: set[str]) -> tuple[int, ...]:
    """Who may not use a route is told so first: by the way to a door, or, inside, by a closed one."""
    if route.is_office and route.rule != EVERYBODY:
        return (302,) if not rights else (400,) if route.rule in rights else (403,)
    if route.rule != EVERYBODY:
        return (302,)
    return WITHOUT_TOKEN.get(route.endpoint, (400,))


def test_no_post_without_the_forms_token_does_anything(site: Site) -> None:
    site.held.to("frozen")
    for visitor, rights in ((site.visitor(), set()), (site.visitor("secretary"), MAY["secretary"])):
        before = everything(site.held.database)
        assert list(posts_without_token(site, visitor, rights)) == []
        assert everything(site.held.database) == before


def test_a_site_that_asks_for_no_token_is_caught(site: Site) -> None:
    site.app.config["WTF_CSRF_ENABLED"] = False
    assert next(posts_without_token(site, site.visitor("secretary"), MAY["secretary"]))


def test_no_token_of_another_browser_is_taken(site: Site) -> None:
    stolen = site.visitor().csrf()
    victim = site.visitor("secretary")
    answer = victim.client.post("/office/sign-out", data={"csrf_token": stolen})
    assert answer.status_code == 400
    assert victim.get("/office/").status_code == 200


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_a_post_that_another_site_asks_for_is_refused(site: Site, origin: str) -> None:
    visitor = site.visitor("secretary")
    token = visitor.csrf()
    for path in ("/office/sign-out", "/language", f"/B/{site.held.election}/slip"):
        answer = visitor.client.post(path, data={"csrf_token": token}, headers={"Sec-Fetch-Site": origin})
        assert answer.status_code == 403
    assert visitor.get("/office/").status_code == 200


def open_without_sign_in(site: Site) -> list[str]:
    visitor = site.visitor()
    faults = []
    for route in routes(site):
        if not route.is_office:
            continue
        answer = visitor.get(route.path) if route.method == "GET" else visitor.post(route.path)
        if answer.status_code != 302 or answer.location != "/office/sign-in":
            faults.append(f"{route.method} {route.path}: {answer.status_code}")
    return faults


def test_the_office_is_closed_to_who_has_not_signed_in(site: Site) -> None:
    site.held.to("final").draft()
    before = everything(site.held.database)
    assert open_without_sign_in(site) == []
    assert everything(site.held.database) == before


def test_an_office_page_open_to_everybody_is_caught(site: Site) -> None:
    guarded = site.app.view_functions["office.journal"]
    site.app.view_functions["office.journal"] = lambda public_id: "everything"
    assert open_without_sign_in(site)
    site.app.view_functions["office.journal"] = guarded
    assert not open_without_sign_in(site)


LED_AWAY = (302, 500)
LEADS_ON = {"office.whole_journal", "office.election_tablets"}
"""Addresses that lead to a page of the newest election, or of an election's session."""


def wrong_rights(site: Site, role: str) -> Iterator[str]:
    """Routes whose answer to a role is not what the table says."""
    visitor = site.visitor(role)
    for route in routes(site):
        if not route.is_office:
            continue
        status = visit(visitor, route)
        if (status == 403) == (route.rule in MAY[role]) or (
            status in LED_AWAY and route.method == "GET" and route.endpoint not in LEADS_ON
        ):
            yield f"{route.method} {route.path}: {status}"


@pytest.mark.parametrize("role", sorted(MAY))
def test_each_role_does_what_the_table_says_and_nothing_else(site: Site, role: str) -> None:
    site.held.to("frozen")
    assert list(wrong_rights(site, role)) == []


def test_a_right_that_was_given_by_mistake_is_caught(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(access.ROLES, "desk", frozenset({"look", "desk", "decide"}))
    assert next(wrong_rights(site, "desk"))


@pytest.mark.parametrize("phase", ["nominating", "final"])
def test_things_of_another_assembly_are_not_found_by_any_role(site: Site, phase: str) -> None:
    site.other.to(phase)
    if phase == "final":
        site.other.draft()
    before = everything(site.held.database)["election"]
    for role in ("administrator", "secretary", "signatory", "desk"):
        visitor = site.visitor(role)
        for route in routes(site, site.other):
            if not route.is_office or route.rule not in MAY[role] or route.endpoint in OWN:
                continue
            assert visit(visitor, route) == 404, route
    assert everything(site.held.database)["election"] == before


def test_a_letter_is_not_reached_through_an_election_of_ones_own(site: Site) -> None:
    site.held.to("final").draft()
    theirs = site.other.to("final").draft()[0]
    visitor = site.visitor("signatory")
    assert visitor.get(f"/office/elections/{site.held.election}/letters/{theirs.id}.pdf").status_code == 404
    for path in ("issue", "draft.pdf"):
        assert visitor.get(f"/office/elections/{site.held.election}/letters/{theirs.id}/{path}").status_code == 404
    answer = visitor.post(f"/office/elections/{site.held.election}/letters/{theirs.id}/issue")
    assert answer.status_code == 404
    with site.held.database.reading() as db:
        assert set(db.scalars(select(Letter.token))) == {None}


def test_one_officer_alone_opens_nothing_and_the_desk_is_no_second_officer(site: Site) -> None:
    site.held.to("reviewing").invite("امین")
    visitor = site.visitor("secretary")
    path = f"/office/elections/{site.held.election}/acts/freeze"
    visitor.post(f"/office/elections/{site.held.election}/acts/announce")
    with site.held.database.reading() as db:
        listed = ballot_order.order(db, site.held.election).hash
    drawn = {"balls": "0061384415", "listed": listed}
    for second, word in (
        ("negar.mehr", "a password of the test"), ("omid.mehr", "a password of the test"), ("bahram.mehr", "wrong"),
        ("bahram.sepehr", "a password of the test"), ("", ""),
    ):  # fmt: skip
        answer = visitor.post(path, {**drawn, "second_name": second, "second_password": word})
        assert answer.status_code in (403, 422)
        assert site.held.phase == "reviewing"
    second = {"second_name": "bahram.mehr", "second_password": "a password of the test"}
    for without in ({**drawn, "listed": "0" * 64}, {**drawn, "balls": "1"}, {"balls": "0061384415", "listed": ""}, {}):
        assert visitor.post(path, {**without, **second}).status_code in (400, 409, 422)
        assert site.held.phase == "reviewing"
    answer = visitor.post(path, {**drawn, **second})
    assert answer.status_code == 302
    assert site.held.phase == "frozen"


def test_beginning_the_nominations_by_a_double_click_does_it_once(site: Site) -> None:
    visitor = site.visitor("secretary")
    path = f"/office/elections/{site.held.election}/acts/nominate"
    assert visitor.post(path).status_code == 302
    visitor.post(path)
    assert site.held.phase == "nominating"


KEPT = ("public.emblem", "public.emblems", "public.portraits")
"""Pictures that a browser may keep."""


def bare_answers(site: Site) -> Iterator[str]:
    """Answers, of every route and every kind of error, that lack a header of the shield, and pages that caches keep."""
    for visitor in (site.visitor(), site.visitor("secretary")):
        for route in routes(site):
            if route.endpoint == "office.minutes":
                continue
            answer = visitor.get(route.path) if route.method == "GET" else visitor.post(route.path)
            yield from _bare(answer)
            if route.method == "GET" and route.endpoint not in KEPT and answer.headers["Cache-Control"] != "no-store":
                yield f"{route.path} is kept"
        for answer in (
            visitor.get("/nothing"), visitor.get("/static/nothing.css"), visitor.client.put("/"),
            visitor.client.post("/language"), visitor.client.post("/language", data=b"x" * (3 * 1024 * 1024)),
            visitor.client.get("/", headers={"Host": "evil.example"}), visitor.client.options("/"),
            visitor.client.head("/"), visitor.get("/favicon.ico"), visitor.get("/office"),
        ):  # fmt: skip
            yield from _bare(answer)


def _bare(answer: TestResponse) -> Iterator[str]:
    missing = [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
    if missing or answer.status_code == 500:
        yield f"{answer.status_code} {answer.request.path}: {missing}"


def test_every_answer_carries_the_headers_of_the_shield_and_no_cache_keeps_a_page(site: Site) -> None:
    site.held.to("final").draft()
    assert list(bare_answers(site)) == []


def test_an_application_without_the_headers_is_caught(site: Site) -> None:
    site.held.to("frozen")
    site.app.after_request_funcs.clear()
    assert next(bare_answers(site))


def test_the_policy_of_pages_lets_nothing_in_from_outside_and_no_inline_code() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    for hole in ("unsafe", "http", "*", "blob:", "script-src 'self' "):
        assert hole not in policy


def test_a_process_serves_only_the_zones_of_its_settings(tmp_path: Path) -> None:
    app = create_app(replace(settings_in(tmp_path), zones=("public", "booth")))
    client = app.test_client()
    assert client.get("/office/").status_code == client.get("/office/sign-in").status_code == 404
    assert client.get("/").status_code == 200


def test_a_role_does_on_postgresql_what_the_table_says(tmp_path: Path, postgres_url: str) -> None:
    site = open_site(tmp_path, url=postgres_url)
    site.held.to("closed")
    assert list(wrong_rights(site, "secretary")) == []
