"""The order on the ballot is drawn before two observers, who are kept as they were named at the draw."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.acts import journal
from app.services.election import election
from app.services.voting import freeze
from app.states.election import Ordering
from tests.services.conftest import Hold
from tests.support.assemblies import SMALL_RULE, Simulation, refused
from tests.support.presidium import PRESIDIUM, name_presidium


def name(held: Simulation, **posts: str) -> None:
    with held.database.transaction() as db:
        name_presidium(db, held.session_id, replace(PRESIDIUM, **posts))


@pytest.mark.parametrize("missing", ["first_observer", "second_observer"])
def test_nothing_is_drawn_while_an_observer_lacks_and_the_chair_may_lack(missing: str, hold: Hold) -> None:
    held = hold("reviewing")
    name(held, chair="", **{missing: " "})
    with refused("observers-missing"):
        held.freeze()
    with held.database.reading() as db:
        assert freeze.ANNOUNCE.why_not(db, held.election, held.now) is not None
    name(held, chair="")
    held.freeze()
    with held.database.reading() as db:
        (drawn,) = journal.of_kind(db, held.value.id, journal.Kind.LOTS_DRAWN)
    assert drawn.detail["observers"] == [PRESIDIUM.first_observer, PRESIDIUM.second_observer]


def test_without_a_draw_nobody_is_asked_for(hold: Hold) -> None:
    held = hold("reviewing")
    name(held, first_observer="", second_observer="")
    with held.database.transaction() as db:
        title = election.election(db, held.election).title
        rule = replace(SMALL_RULE, order=Ordering.ALPHABET)
        election.change_rule(db, held.act(), held.election, title=title, rule=rule)
    held.freeze()
    assert held.phase == "frozen"


def test_a_program_that_does_not_ask_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("reviewing")
    name(held, first_observer="", second_observer="")
    monkeypatch.setattr(freeze, "need_observers", lambda *_: None)
    held.freeze()
    assert held.phase == "frozen"  # what the first test forbids
