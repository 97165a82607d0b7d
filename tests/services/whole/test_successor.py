"""What follows an election: a second round instead of lots, a repeat after an annulment, reserve keys in use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.language.names import Names
from app.services.count import lots, tally
from app.services.election import election
from app.services.nomination import nomination as nominations
from app.services.voting import annulment, reserve_key, summons, trustee
from app.services.whole import successor
from app.states.election import Following
from ballots.trustees import generate_private_key, make_public_key
from tests.support.assemblies import Simulation, everything, refused, simulate

TIE = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
"""Candidate 1 is seated; 2, 3 and 4 are tied for the second seat."""
TITLE = Names("دور دوم", "Second round")


def second_round(held: Simulation, title: Names = TITLE) -> election.ElectionValue:
    with held.database.transaction() as db:
        return successor.second_round(db, held.two(), held.election, title=title, tied_alone=True)


def annul(held: Simulation) -> None:
    with held.database.transaction() as db:
        annulment.annul(db, held.two(), held.election, reason="یک تعرفه دو بار چاپ شد")


def at(held: Simulation, made: election.ElectionValue) -> Simulation:
    """The following election as a simulation, its trustees' new links made."""
    with held.database.transaction() as db:
        waiting = sorted(summons.without_link(db, made.public_id))
        links = {one: summons.make_link(db, held.act(), made.public_id, one)[1] for one in waiting}
    return replace(held, election=made.public_id, private_keys={}, slips=(), sent=[], invitations=links)


def test_a_tie_for_the_last_seat_is_left_to_a_second_round_of_the_tied(tmp_path: Path) -> None:
    held = simulate(tmp_path, votes=TIE).to("tallied")
    made = second_round(held)
    assert (made.phase, made.rule.seats, made.rule.maximum) == ("reviewing", 1, 1)
    with held.database.reading() as db:
        first = tally.outcome(db, held.election)
        people = nominations.candidates(db, made.public_id)
    tied = {line.candidate.institution.id for line in first.lines if line.candidate.number in (2, 3, 4)}
    assert {one.institution.id for one in people} == tied
    assert (len(first.seated), first.ties, first.vacant) == (1, (), 1)
    follows = made.follows
    assert follows is not None
    assert (follows.public_id, follows.kind) == (held.election, Following.SECOND_ROUND)
    (follower,) = held.value.followers
    assert follower.public_id == made.public_id
    with refused("lots-not-needed"), held.database.transaction() as db:
        lots.announce(db, held.act(), held.election, tied=(2, 3, 4))
    assert {line.candidate.number for line in first.lines if line.outcome == "left"} == {2, 3, 4} == {*first.left}
    with refused("followed-already"):
        second_round(held, Names("باز هم"))
    held.publish()
    with refused("followed-already"):
        second_round(held, Names("باز هم"))
    with held.database.reading() as db:
        assert [one.has_key for one in trustee.trustees(db, made.public_id)] == [False]


def test_a_second_round_goes_to_its_end_with_the_reserve_keys(tmp_path: Path) -> None:
    held = simulate(tmp_path, votes=TIE).to("reviewing")
    trustee_id = held.invite("امین 1")
    private = generate_private_key(held.random)
    key = make_public_key(private, held.random, "امین 1").to_bytes()
    with held.database.transaction() as db:
        secret = held.invitations[trustee_id]
        reserve_key.give_reserve(db, held.act(), trustee_id, secret=secret, number=1, public_key=key)
    made = second_round(held.to("tallied"))
    again = at(held, made)
    (asked,) = again.invitations
    again.private_keys = {asked: private}
    with refused("link-given"), held.database.transaction() as db:
        summons.make_link(db, held.act(), made.public_id, asked)
    again.votes = ((1,), (1,), (2,), (1,), (3,))
    again.to("final")
    assert [line.candidate.number for line in again.result().seated] == [1]


def test_an_annulled_election_is_repeated_with_its_candidates_once(tmp_path: Path) -> None:
    held = simulate(tmp_path).to("frozen")
    with refused("phase-wrong"), held.database.transaction() as db:
        successor.repeat(db, held.two(), held.election, title=TITLE)
    annul(held)
    before = everything(held.database)
    with refused("two-officers-needed"), held.database.transaction() as db:
        successor.repeat(db, held.act(), held.election, title=TITLE)
    with refused("title-taken"), held.database.transaction() as db:
        successor.repeat(db, held.two(), held.election, title=held.value.title)
    assert everything(held.database) == before
    with held.database.transaction() as db:
        made = successor.repeat(db, held.two(), held.election, title=TITLE)
        assert trustee.trustees(db, made.public_id)[0].name == "امین 1"
    with held.database.reading() as db:
        people = nominations.candidates(db, made.public_id)
    assert (len(people), made.rule, made.phase) == (4, held.value.rule, "reviewing")
    with refused("followed-already"), held.database.transaction() as db:
        successor.repeat(db, held.two(), held.election, title=Names("بار سوم"))
    annul(at(held, made))
    with held.database.transaction() as db:
        successor.repeat(db, held.two(), made.public_id, title=Names("بار سوم"))


def test_the_seats_left_are_decided_once_also_where_a_second_round_is_annulled(tmp_path: Path) -> None:
    """By its repeat, or by another second round: never by both."""
    held = simulate(tmp_path, votes=TIE).to("tallied")
    annulled = at(held, second_round(held))
    held.publish()
    annul(annulled)
    with held.database.transaction() as db:
        made = successor.repeat(db, held.two(), annulled.election, title=Names("تکرار"))
    with refused("followed-already"):
        second_round(held, Names("باز هم"))
    (kin,) = held.value.followers
    assert [one.public_id for one in kin.chain] == [annulled.election, made.public_id]
    annul(at(held, made))
    again = second_round(held, Names("باز هم"))
    assert {one.stands for one in held.value.followers} == {False, True}
    for dead in (annulled.election, made.public_id):
        with refused("followed-already"), held.database.transaction() as db:
            successor.repeat(db, held.two(), dead, title=Names("بار سوم"))
    assert again.rule.seats == 1


@pytest.mark.parametrize("phase", ["open", "tallied"])
def test_where_nothing_is_left_there_is_no_second_round(phase: str, tmp_path: Path) -> None:
    held = simulate(tmp_path).to(phase)
    with refused("phase-wrong" if phase == "open" else "nothing-left"):
        second_round(held)
    with held.database.reading() as db:
        assert len(election.elections(db)) == 1
