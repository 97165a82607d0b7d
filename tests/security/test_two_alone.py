"""No officer does an act of two alone, tried over HTTP for every act of the table, every role and every phase."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from app.models import Base, WaitingAct
from app.services.whole.two_person import CONFIRM_PAGE, TABLE
from app.states.officer import Role
from app.states.phase import Phase
from app.web import installation
from tests.security.routes import routes
from tests.support.accounts import cheap_passwords
from tests.support.assemblies import PASSWORD, user_name
from tests.support.visitors import Site, Visitor, open_site

FORM = {
    "reason": "دو برگهٔ رأی بیگانه در صندوق یافت شد.",
    "authority": "x", "number": "1", "day": "1404/01/01", "balls": "0000000000", "waiver": "x",
    "stated": "y", "waived": "y", "unused": "", "tied": "1 2", "serial": "AAAAAAAA", "spoiled": "void", "page": "1",
    "ruling": "rejected", "body": "x", "reasons": "x", "name": "نو", "post": "", "role": "signatory",
    "username": "ghost", "password": "ten quiet days", "held_on": "1404/09/01", "begins": "", "ends": "",
    "place_fa": "تالار دیگر", "quorum": "none", "agenda": "", "chair": "x", "secretary": "x", "first_observer": "",
    "second_observer": "", "name_fa": "نام", "representative_fa": "نام", "withdrawal": "x",
}  # fmt: skip
"""What the forms of all acts of two ask, one for all: each takes what it knows."""

KEPT = frozenset({"waiting_act", "journal", "sign_in", "tries", "account", "used_slip"})
"""Tables that trying may touch: what was asked for, and that it was tried."""
READ = {table.name: str(select(table)) for table in Base.metadata.sorted_tables if table.name not in KEPT}
"""What reads every other table, made once: it is read some thousand times."""


def addresses(site: Site) -> dict[str, str]:
    """Where each act of two of this phase is sent, by its code."""
    found = {route.endpoint: route.path for route in routes(site) if route.method == "POST"}
    confirm = found[CONFIRM_PAGE].rpartition("/")[0]
    now = [one for one in TABLE if one.page and (not one.phases or site.held.phase in one.phases)]
    return {one.code: f"{confirm}/{one.code}" if one.page == CONFIRM_PAGE else found[one.page] for one in now}


def state(site: Site) -> dict[str, object]:
    with site.held.database.engine.connect() as connection:
        cursor = connection.connection.cursor()
        return {name: cursor.execute(query).fetchall() for name, query in READ.items()}


def tries(visitor: Visitor, path: str, me: str) -> None:
    """Everything that one person can send: no second, oneself, and asking and confirming oneself."""
    for second in ({}, {"second_name": me, "second_password": PASSWORD}, {"second_name": me.upper()}):
        visitor.post(path, {**FORM, **second})
    visitor.send(path, {"hand_in": "{}", "shares": "1 2", "second_name": me, "second_password": PASSWORD})
    form = {name: value for name, value in FORM.items() if name != "password"}
    waiting = visitor.post(path, {**form, "ask": "1"}).location or ""
    if waiting.startswith("/office/waiting/"):
        visitor.post(f"{waiting}/confirm", {"password": PASSWORD})


def done_alone(site: Site, roles: tuple[Role, ...] = tuple(Role)) -> list[str]:
    """Acts after which something else than a trace of trying was changed."""
    found, paths = [], addresses(site)
    for role in roles:
        visitor, me = site.visitor(role), user_name(site.held.address, role)
        before = state(site)
        for code, path in paths.items():
            tries(visitor, path, me)
            with site.held.database.transaction() as db:  # else every page that follows weighs what waits
                db.execute(delete(WaitingAct))
            after = state(site)
            if after != before:
                found.append(f"{code} by the {role}")
                before = after
    return found


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


def site_in(folder: Path, phase: Phase) -> Site:
    site = open_site(folder)
    site.held.to(phase)
    if phase == Phase.FINAL:
        site.held.draft()
    return site


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.ANNULLED])
def test_no_officer_does_an_act_of_two_alone(tmp_path: Path, phase: Phase) -> None:
    assert done_alone(site_in(tmp_path, phase)) == []


def test_an_administrator_does_none_of_them_alone(tmp_path: Path) -> None:
    assert done_alone(site_in(tmp_path, Phase.DRAFT), (Role.ADMINISTRATOR,)) == []


def test_a_server_that_lets_one_be_two_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_in(tmp_path, Phase.DRAFT)
    real = installation._second

    def lenient(*said: object) -> object:
        installation.g.second = installation.current_officer()
        return real(*said)  # type: ignore[arg-type]

    monkeypatch.setattr(installation, "_second", lenient)
    monkeypatch.setattr("app.services.acts.two.need_two", lambda act: None)
    assert "annul by the secretary" in done_alone(site, (Role.SECRETARY,))
