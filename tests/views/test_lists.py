"""No page asks the database more often because there is more in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Delegate, Election
from app.services.election import timetable
from app.services.election.election import create_election
from app.services.election.rule import Rule
from app.services.hall import roll as rolls
from app.states.phase import Phase
from tests.security.routes import routes
from tests.support.register import fill
from tests.support.visitors import Site, Visitor, open_site

PAPERS = (".pdf", ".svg", ".bel", ".txt", ".json", ".css", ".js")
GROWS = {"office.home": "what is next is found for each election that is shown; the ended are asked at once"}


@contextmanager
def counting(site: Site) -> Iterator[list[str]]:
    """The statements that are sent to the database inside."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    engine = site.held.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def counts(site: Site, visitor: Visitor) -> dict[str, int]:
    """How many statements each page takes, by its endpoint."""
    found = {}
    for route in routes(site):
        if route.method != "GET" or route.path.endswith(PAPERS) or route.endpoint in GROWS:
            continue
        visitor.get(route.path)  # what is done once only is done
        with counting(site) as said:
            answer = visitor.get(route.path)
        if answer.status_code == 200:
            found[route.endpoint] = len(said)
    return found


def grow(site: Site, institutions: int, elections: int) -> None:
    fill(site.held, institutions=institutions, nominations=institutions // 2, seed=institutions)
    with site.held.database.transaction() as db:
        for place in range(elections):
            title = Names(f"انتخاب {institutions} {place}")
            create_election(db, site.held.act(), site.held.session_id, body_id=1, title=title, rule=Rule())


def grown(few: dict[str, int], many: dict[str, int]) -> dict[str, tuple[int, int]]:
    """The pages that took more statements."""
    return {name: (few[name], number) for name, number in many.items() if name in few and number > few[name]}


def test_no_page_asks_more_often_where_there_is_more(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    grow(site, 40, 1)
    visitor = site.visitor("secretary")
    few = counts(site, visitor)
    grow(site, 300, 4)
    many = counts(site, visitor)
    looked_at = few.keys() & many.keys()
    assert {"public.candidates", "office.roll", "office.candidates", "office.journal", "office.letters"} <= looked_at
    assert grown(few, many) == {}


def test_a_list_that_asks_for_each_row_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = open_site(tmp_path)
    whole = rolls._delegate_values
    visitor = site.visitor("secretary")
    path = f"/office/elections/{site.held.election}/roll"

    def asked(db: Session, rows: Sequence[Delegate]) -> tuple[rolls.DelegateValue, ...]:
        for _ in rows:
            with Session(site.held.database.engine) as other:
                timetable.timetable(other, site.held.election)
        return whole(db, rows)

    monkeypatch.setattr(rolls, "_delegate_values", asked)
    numbers = []
    for size in (10, 60):
        grow(site, size, 0)
        with counting(site) as said:
            visitor.get(path)
        numbers.append(len(said))
    assert numbers[1] > numbers[0]


def end(site: Site, number: int) -> None:
    """So many elections end, and leave something to do."""
    with site.held.database.transaction() as db:
        for place in range(number):
            title = Names(f"پایان‌یافته {number} {place}")
            one = create_election(db, site.held.act(), site.held.session_id, body_id=1, title=title, rule=Rule())
            times = {Phase.TALLIED: site.held.now.isoformat(), Phase.FINAL: site.held.now.isoformat()}
            ended = update(Election).where(Election.id == one.id)
            db.execute(ended.values(phase=Phase.FINAL, phase_times=times))


def test_the_start_page_asks_no_more_often_where_more_elections_have_ended(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor = site.visitor("secretary")
    end(site, 10)  # as many stand on the page as ever do
    asked = []
    for number in (0, 30):
        end(site, number)
        visitor.get("/office/")
        with counting(site) as said:
            assert visitor.get("/office/").status_code == 200
        asked.append(len(said))
    assert asked[1] == asked[0]
