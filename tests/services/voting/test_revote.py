"""Voting again, no longer allowed, in an election that still did: the last vote counts, and the board says so.

A late copy of an earlier vote changes nothing.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.election import election
from app.services.election.rows import find
from app.services.voting import board, freeze
from app.services.voting.checkpoint import LEAST_BALLOTS
from ballots.verify import verify_archive
from tests.services.conftest import Hold
from tests.support.assemblies import SMALL_RULE, Simulation, everything, refused
from tests.support.belenios_tool import BeleniosTool
from tests.support.visitors import open_site


def allow_voting_again(held: Simulation) -> None:
    """Let the last ballot of a slip count: an election from before no election could be set so any more."""
    with held.database.transaction() as db:
        find(db, held.election).revote = True


def opened(hold: Hold) -> Simulation:
    """An open election from before, whose slips may vote again."""
    held = hold("open", delegates=8)
    allow_voting_again(held)
    return held


def send(held: Simulation, data: bytes) -> bool:
    """Cast; tell whether the same ballot was there already."""
    return held.cast(data).repeated


def test_the_last_vote_of_each_delegate_counts(hold: Hold, tmp_path: Path) -> None:
    held = opened(hold)
    first = held.ballot(0, 1, 2)
    assert not send(held, first)
    for place, marks in ((1, (1,)), (2, (1,)), (0, (3,)), (3, (3,)), (4, (3,)), (1, (3,)), (1, ())):
        assert not send(held, held.ballot(place, *marks))
    assert held.value.cast == 5
    held.close()
    held.count()
    assert {line.candidate.number: line.votes for line in held.result().lines} == {1: 1, 2: 0, 3: 3, 4: 0}
    assert held.result().blank == 1
    with held.database.reading() as db, (tmp_path / "election.bel").open("wb") as file:
        board.write_archive(db, held.election, file)
    assert verify_archive(tmp_path / "election.bel").ok
    assert BeleniosTool(tmp_path).accepts()


def test_a_late_copy_of_an_earlier_ballot_does_not_undo_the_later_one(hold: Hold) -> None:
    held = opened(hold)
    first, second = held.ballot(0, 1), held.ballot(0, 3)
    send(held, first)
    send(held, second)
    before = everything(held.database)
    assert send(held, first)
    assert everything(held.database) == before
    for place in (1, 2):
        held.vote(place, 3)
    held.close()
    held.count()
    assert {line.candidate.number: line.votes for line in held.result().lines}[1] == 0


def test_without_the_rule_a_second_vote_is_refused(hold: Hold) -> None:
    held = hold("open")
    send(held, held.ballot(0, 1))
    with refused("slip-used"):
        send(held, held.ballot(0, 2))


def test_the_archive_of_a_revote_is_read_with_its_ballots_in_order(hold: Hold) -> None:
    held = opened(hold)
    for marks in ((1,), (2,), (3,)):
        send(held, held.ballot(0, *marks))
    held.close()  # while voting is open the archive holds what a signed head holds
    out = io.BytesIO()
    with held.database.reading() as db:
        board.write_archive(db, held.election, out)
    out.seek(0)
    report = verify_archive(out)
    assert (report.ok, report.ballots, report.voters) == (True, 3, 1)


# Not set any more


def test_no_election_is_made_or_set_to_let_a_slip_vote_again(hold: Hold) -> None:
    """PROTOCOL 7: never for drawn slips, and all slips are drawn."""
    held = hold("draft")
    again, before = replace(SMALL_RULE, revote=True), everything(held.database)
    title, session = held.value.title, held.value.session.id
    with refused("revote-drawn"), held.database.transaction() as db:
        election.create_election(db, held.act(), session, body_id=1, title=title, rule=again)
    with refused("revote-drawn"), held.database.transaction() as db:
        election.change_rule(db, held.act(), held.election, title=title, rule=again)
    assert everything(held.database) == before


def test_an_election_that_was_set_so_is_not_frozen_until_it_is_switched_off(hold: Hold) -> None:
    held = hold("reviewing")
    allow_voting_again(held)
    with refused("revote-drawn"), held.database.transaction() as db:
        freeze.announce_order(db, held.act(), held.election)
    with refused("revote-drawn"), held.database.transaction() as db:
        freeze.freeze(db, held.two(), held.election)
    assert held.value.rule.revote
    with held.database.transaction() as db:
        election.change_rule(db, held.act(), held.election, title=held.value.title, rule=SMALL_RULE)
    held.to("frozen")
    assert not held.value.rule.revote


def test_a_freeze_that_forgets_the_rule_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeze, "need_one_vote", lambda _revote: None)
    held = hold("reviewing")
    allow_voting_again(held)
    held.to("frozen")
    assert held.value.rule.revote


# What the board says


def fates(held: Simulation, *trackers: str) -> list[str | None]:
    """What the search says of ballots; "" of one that it does not find."""
    with held.database.reading() as db:
        found = [board.find_ballots(db, held.election, tracker) for tracker in trackers]
    return [one[0].fate if one else "" for one in found]


def test_the_board_tells_what_becomes_of_a_ballot(hold: Hold) -> None:
    held = opened(hold)
    first = held.vote(0, 1).tracker
    others = [held.vote(place, 1).tracker for place in range(1, LEAST_BALLOTS)]
    held.wait(minutes=30)
    held.sign()
    assert fates(held, first, others[0]) == ["replaceable", "replaceable"]
    second = held.vote(0, 2).tracker
    assert fates(held, first, second) == ["replaceable", ""]  # nobody is told before a head is signed
    held.close()
    assert fates(held, first, second, others[0]) == ["replaced", "counted", "counted"]


def test_where_a_slip_votes_once_every_ballot_is_counted(hold: Hold) -> None:
    held = hold("open")
    trackers = [held.vote(place, 1).tracker for place in range(3)]
    held.close()
    assert fates(held, *trackers) == ["counted"] * 3


def test_the_page_calls_no_replaced_ballot_counted(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    allow_voting_again(held)
    first, second = (held.vote(0, mark).tracker for mark in (1, 2))
    for place in (1, 2):
        held.vote(place, 1)
    held.close()
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})

    def said(tracker: str) -> str:
        return visitor.get(f"/elections/{held.election}/board", query_string={"tracker": tracker}).text

    assert "it will be counted" in said(second)
    assert "This vote was replaced by a later one" in said(first)
    assert "it will be counted" not in said(first)


def test_the_page_says_before_the_closing_that_a_later_vote_would_replace_it(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held.to("open")
    allow_voting_again(held)
    tracker, *_ = [held.vote(place, 1).tracker for place in range(LEAST_BALLOTS)]
    held.wait(minutes=30)
    held.sign()
    visitor = site.visitor()
    visitor.post("/language", {"language": "en"})
    page = visitor.get(f"/elections/{held.election}/board", query_string={"tracker": tracker}).text
    assert "it will be counted unless a later vote with the same slip replaces it before voting closes" in page


def test_a_search_that_looks_at_no_later_ballot_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "_fate", lambda *_: "counted")
    held = opened(hold)
    first = held.vote(0, 1).tracker
    for place in (0, 1, 2):
        held.vote(place, 2)
    held.close()
    assert fates(held, first) == ["counted"]


def test_the_settings_offer_it_no_more_and_switch_it_off(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    held = site.held
    allow_voting_again(held)
    officer = site.visitor("secretary")
    officer.post("/language", {"language": "en"})
    path = f"/office/elections/{held.election}/settings"
    page = officer.get(path).text
    assert 'name="revote"' not in page
    assert "saving these settings switches that off" in page
    rule = held.value.rule
    names = (
        "seats",
        "minimum",
        "maximum",
        "alternates",
        "term_months",
        "order",
        "succession",
        "small_group",
        "checkpoint_minutes",
    )
    said = {name: str(getattr(rule, name)) for name in names} | {"title_fa": held.value.title.fa, "revote": "y"}
    assert officer.post(path, said).status_code == 302
    assert not held.value.rule.revote
    assert "switches that off" not in officer.get(path).text
