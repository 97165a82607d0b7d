"""Pages of acts before anything is typed: each opens in its time, names what it is about, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.services.hall import agenda
from tests.security.conftest import site as site
from tests.support.assemblies import Simulation, everything
from tests.support.visitors import Site

ELECTION, SESSION = "/office/elections/{election}", "/office/sessions/{session}"
Before = Callable[[Session, Simulation], object]


def nothing(db: Session, held: Simulation) -> None:
    """Nothing is done before."""


def agenda_of_two(db: Session, held: Simulation) -> None:
    agenda.lay_down(db, held.session_id, "گزارش\nرایزنی")


OPENED: dict[str, tuple[str, str, str, Before]] = {
    "the order of the speakers": ("reviewing", f"{SESSION}/presentations/order", "Order of the speakers", nothing),
    "waivers": ("provisional", f"{ELECTION}/objections/waivers", "نگین رودباری", nothing),
    "letting tablets in": ("open", f"{SESSION}/tablets/admit", "Let tablets in", nothing),
    "taking a seat": ("final", f"{ELECTION}/seats/1/accept", "How it was said", nothing),
    "a void slip": ("open", f"{ELECTION}/slips/void?what=torn", "Declare", nothing),
    "a new resolution": ("draft", f"{SESSION}/resolutions/new", "رایزنی", agenda_of_two),
    "delegates as a list": ("draft", f"{ELECTION}/roll/delegates.csv", "", nothing),
}
"""The phase, the page, a word that it says, and what was done before."""


@pytest.mark.parametrize("name", OPENED)
def test_the_page_of_an_act_opens_and_changes_nothing(site: Site, name: str) -> None:
    phase, path, said, before = OPENED[name]
    held = site.held.to(phase)
    with held.database.transaction() as db:
        before(db, held)
    visitor = site.visitor("secretary")
    visitor.post("/language", {"language": "en"})
    known = everything(held.database)
    answer = visitor.get(path.format(election=held.election, session=held.session_id))
    assert answer.status_code == 200, answer.text
    assert said in answer.text, answer.text
    assert everything(held.database) == known
