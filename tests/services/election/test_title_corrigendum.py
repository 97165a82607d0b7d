"""Corrigenda of an election's own words and of its voters: beside the frozen ones, by two, undone by another."""

from __future__ import annotations

import pytest

from app.language.names import Names
from app.services.acts import journal
from app.services.election import corrigendum, title_corrigendum
from app.services.election.title_corrigendum import ElectionCorrected
from app.services.hall import electorate
from app.states.election import Corrects
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, refused
from tests.support.corrections import correct_first

RIGHT = Names("انتخاب اعضای کارگروه", "Election of the group")


def correct(held: Simulation, *roles: str, **right: Names) -> ElectionCorrected:
    with held.database.transaction() as db:
        act = held.act(*(roles or ("secretary", "returning-officer")))
        words = {Corrects(what): one for what, one in right.items()}
        return title_corrigendum.correct_titles(db, act, held.election, right=words, reason="غلط چاپی")


def correct_voter(held: Simulation, place: int, **right: Names) -> None:
    with held.database.transaction() as db:
        title_corrigendum.correct_voter(
            db, held.two(), held.election, held.delegates[place].id,
            right={Corrects(what): one for what, one in right.items()}, reason="غلط چاپی",
        )  # fmt: skip


def test_right_words_stand_beside_the_frozen_ones_and_another_corrigendum_undoes_it(hold: Hold) -> None:
    held = hold("frozen")
    before, definition = held.value, held.definition()
    assert correct(held, title=RIGHT, session=Names("2")) == ElectionCorrected(title=RIGHT, session=2)
    assert (held.value.title, held.value.corrected.title, held.definition()) == (before.title, RIGHT, definition)
    with held.database.reading() as db:
        entries = journal.of_kind(db, held.value.id, journal.Kind.NAME_CORRECTED)
    assert [(one.detail["corrects"], len(one.actors)) for one in entries] == [("title", 2), ("session", 2)]
    assert correct(held, title=before.title) == ElectionCorrected(session=2)
    with held.database.reading() as db:
        made = corrigendum.corrigenda(db, held.election)
    assert [(one.number, one.about, one.now) for one in made] == [
        (1, None, RIGHT), (2, None, Names("2")), (3, None, before.title),
    ]  # fmt: skip


def test_one_alone_or_what_stands_so_or_what_is_not_fixed_yet_changes_nothing(hold: Hold) -> None:
    held = hold("open")
    with refused("two-officers-needed"):
        correct(held, "secretary", title=RIGHT)
    with refused("corrigendum-same"):
        correct(held, title=held.value.title)
    with refused("corrigendum-early"):
        correct(held, place=Names("تالار دیگر"))
    assert not held.value.corrected.any()


def test_after_closing_the_place_too_and_before_freezing_nothing(hold: Hold) -> None:
    held = hold("closed")
    assert correct(held, place=Names("تالار دیگر")).place == Names("تالار دیگر")
    early = hold("reviewing")
    with refused("phase-wrong"):
        correct(early, title=RIGHT)


def test_a_delegate_is_rightly_named_in_the_attendance_and_a_candidate_there_too(hold: Hold) -> None:
    held = hold("closed")
    correct_voter(held, 0, delegate=Names("آرش کوهستان"))
    one = correct_first(held, Names("انجمن مهر یکم"))
    with held.database.reading() as db:
        said = {
            key: (one.name.fa, one.delegate_right, one.institution_right)
            for key, one in electorate.voters_by_delegate(db, held.value.id)
        }
    first = held.delegates[0]
    sender = next(it for it in held.delegates if it.institution.id == one.institution.id)
    assert said[first.id][:2] == (first.name.fa, Names("آرش کوهستان"))
    assert said[sender.id][2] == Names("انجمن مهر یکم")
    with refused("corrigendum-same"):
        correct_voter(held, 0, delegate=Names("آرش کوهستان"))
    correct_voter(held, 0, delegate=first.name)
    with held.database.reading() as db:
        assert dict(electorate.voters_by_delegate(db, held.value.id))[first.id].delegate_right is None
    with refused("not-found"), held.database.transaction() as db:
        title_corrigendum.correct_voter(db, held.two(), held.election, 10**6, right={}, reason="x")


def test_words_that_no_corrigendum_touches_are_not_moved(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that wrote the right words over the frozen ones would fail the first test: here it does."""
    held = hold("frozen")
    before = held.value.title
    monkeypatch.setattr(title_corrigendum, "enter", lambda db, act, key, *_, **__: _overwrite(db, key))
    correct(held, title=RIGHT)
    assert held.value.title != before


def _overwrite(db: title_corrigendum.Session, key: int) -> None:
    row = db.get_one(title_corrigendum.Election, key)
    row.frozen = {**(row.frozen or {}), "title": {"fa": RIGHT.fa, "en": "", "ar": ""}}
