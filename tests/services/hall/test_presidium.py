"""Opening, drawing lots and closing refuse while nobody presides or watches; a program that does not ask is caught."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.count import lots
from app.services.hall.session import Presidium
from app.services.voting import poll
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused
from tests.support.presidium import PRESIDIUM, name_presidium

POSTS = tuple(Presidium.__dataclass_fields__)
TIED = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))


def name(held: Simulation, presidium: Presidium) -> None:
    with held.database.transaction() as db:
        name_presidium(db, held.session_id, presidium)


def draw(held: Simulation) -> None:
    with held.database.transaction() as db:
        lots.announce(db, held.act(), held.election, tied=(2, 3, 4))
        lots.draw_lots(db, held.two(), held.election, tied=(2, 3, 4), digits="0416023597")


@pytest.mark.parametrize("missing", POSTS)
def test_the_poll_opens_only_before_a_whole_presidium(hold: Hold, missing: str) -> None:
    held = hold("frozen")
    name(held, replace(PRESIDIUM, **{missing: " "}))
    before = held.value.times
    with refused("presidium-missing"):
        held.open()
    assert held.value.times == before
    with held.database.reading() as db:
        assert poll.OPEN.why_not(db, held.election, held.now) is not None


@pytest.mark.parametrize("missing", POSTS[:2])
def test_the_poll_closes_only_before_a_whole_presidium(hold: Hold, missing: str) -> None:
    held = hold("open")
    name(held, replace(PRESIDIUM, **{missing: ""}))
    before = everything(held.database)
    with refused("presidium-missing"):
        held.close()
    assert everything(held.database) == before


def test_lots_are_drawn_only_before_a_whole_presidium(hold: Hold) -> None:
    held = hold("open")
    held.votes = TIED
    held.to("tallied")
    name(held, replace(PRESIDIUM, second_observer=""))
    before = everything(held.database)
    with refused("presidium-missing"):
        draw(held)
    assert everything(held.database) == before
    name(held, PRESIDIUM)
    draw(held)


def test_a_program_that_does_not_ask_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll, "need_presidium", lambda *_: None)
    held = hold("frozen")
    name(held, Presidium())
    held.open()
    assert held.phase == "open"
