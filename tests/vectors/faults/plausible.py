"""Faults of counts that ballots cannot give (check 7.3): false decryptions that hold in Belenios' eyes."""

from __future__ import annotations

from collections.abc import Callable

from ballots import board
from ballots.ballot import check_ballot
from ballots.tally import accumulate, decrypt
from tests.support.archives import Link, decryption_link
from tests.support.corrupt import Changes, false_decryption, last_ballot, plan
from tests.vectors.drafts import GROUP, WORLDS, Draft, ballot_links, packed, result_link, tally_link
from tests.vectors.faults.fault import Fault


def cheated(world: str, changes: Changes) -> Callable[[Draft], bytes]:
    """Return what makes the whole record of a world whose first trustee and last voter conspire for these changes."""
    return lambda draft: packed(cheated_board(draft, world, changes))


def cheated_board(draft: Draft, world: str, changes: Changes) -> list[Link]:
    """The events of such a record, ballots made anew."""
    small, election = draft.small, draft.small.election
    *early, (last_voter, last_marks) = WORLDS[world].votes
    known = small.public_credentials
    ballots = [small.ballot(voter, marks) for voter, marks in early]
    checked = [check_ballot(data, election, known) for data in ballots]
    others = accumulate(election, [(one, known[one.credential]) for one in checked])
    weight = small.weights[last_voter]
    (agreed,) = plan(election, others, changes, small.private_keys[:1], small.random, weight)
    ballots.append(last_ballot(election, small.credentials[last_voter], last_marks, agreed, small.random))
    tally = small.tally(ballots)
    parts = list(small.decryptions(tally))
    parts[0] = false_decryption(election, tally, agreed, small.private_keys[0]).to_bytes()
    total = sum(known[check_ballot(data, election, known).credential] for data in ballots)
    return [
        draft.said[0], *ballot_links(ballots), Link(board.END_BALLOTS),
        tally_link(tally.to_bytes(GROUP), len(ballots), total),
        *(decryption_link(owner, part) for owner, part in enumerate(parts, start=1)),
        result_link(decrypt(tally, parts, small.keys, sum(small.weights))),
    ]  # fmt: skip


FAULTS = (
    Fault("counts-of-more-marks", "7.3", "result-implausible",
          "Two ballots with at most one mark each give two votes to both candidates.",
          cheated("plain", ((0, 2),))),
    Fault("counts-of-fewer-marks", "7.3", "result-implausible",
          "Two ballots that mark one or two answers, and a blank one, give a single vote.",
          cheated("marks", ((0, -2, 0, 0),)), "marks"),
    Fault("counts-above-the-marking", "7.3", "result-implausible",
          "Of three ballots one is blank, and a candidate has three votes.",
          cheated("marks", ((0, 1, -1, 0),)), "marks"),
    Fault("counts-all-blank-and-votes", "7.3", "result-implausible",
          "All three ballots are counted as blank, and there are votes.",
          cheated("marks", ((2, 0, 0, 0),)), "marks"),
    Fault("counts-of-the-second-question", "7.3", "result-implausible",
          "The second question asks for at least one mark on each of two ballots and has one in all.",
          cheated("two", ((0, 0), (-1, -1))), "two"),
    Fault("counts-with-weights", "7.3", "result-implausible",
          "Ballots of the weights 1 and 4, at most one mark each, give nine votes.",
          cheated("weights", ((4, 0),)), "weights"),
)  # fmt: skip
