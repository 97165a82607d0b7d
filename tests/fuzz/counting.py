"""Random small elections, counted by four: the votes themselves, `ballots`, belenios-tool, and a slow count of seats.

belenios-tool gets the public record without tally and result. It multiplies the ballots, combines the decryptions and
reads the sums itself; then it verifies the whole record, if need be each ballot apart.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ballots import board
from ballots.counting import lots, plurality
from ballots.tally import decode_result
from tests.support.archives import Votes, archive, board_events
from tests.support.belenios_tool import BeleniosTool, installed_version
from tests.support.elections import SmallElection, question, small_election
from tests.support.slow_count import SlowCount

MOST_VOTERS = 8
APART = 10**9
"""Between the numbers of two seeds, so that each seed counts elections of its own."""


class DifferenceError(Exception):
    """Two counts of one election differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A random election: its votes in the order of the board, and the places to be filled in each question."""

    number: int
    small: SmallElection
    votes: Votes
    seats: int
    alternates: int

    def sums(self) -> tuple[tuple[int, ...], ...]:
        """The plain sums of the marks, each voter's last vote by its weight, blank included."""
        rows = [[0] * asked.entries for asked in self.small.election.questions]
        for voter, marks in dict(self.votes).items():
            for row, chosen in zip(rows, marks, strict=True):
                for place, mark in enumerate(chosen):
                    row[place] += self.small.weights[voter] * mark
        return tuple(map(tuple, rows))


def drawn(number: int) -> Drawn:
    """Return the random election of that number: few voters and candidates, so that ties are common."""
    chance = random.Random(number)
    asked = []
    for _ in range(chance.choice((1, 1, 2))):
        answers = chance.randint(2, 5)
        most = chance.randint(1, answers)
        asked.append(question(answers, chance.randint(0, most), most, blank=chance.random() < 0.4))
    voters = chance.randint(1, MOST_VOTERS)
    weights = tuple(chance.choice((1, 1, 1, 2, 5)) for _ in range(voters)) if chance.random() < 0.3 else ()
    small = small_election(*asked, voters=voters, trustees=chance.randint(1, 3), weights=weights, seed=number)
    turns = [voter for voter in range(voters) if chance.random() < 0.9]
    turns += [voter for voter in turns if chance.random() < 0.15]
    votes = [(voter, tuple(_marks(one.entries, one, chance) for one in asked)) for voter in turns]
    return Drawn(number=number, small=small, votes=votes, seats=chance.randint(1, 3), alternates=chance.randint(0, 2))


def _marks(entries: int, asked: object, chance: random.Random) -> tuple[int, ...]:
    blank, least, most = (getattr(asked, name) for name in ("blank", "minimum", "maximum"))
    if blank and chance.random() < 0.2:
        return (1,) + (0,) * (entries - 1)
    chosen = chance.sample(range(entries - blank), chance.randint(least, most))
    return (0,) * blank + tuple(int(place in chosen) for place in range(entries - blank))


def compare(number: int) -> int:
    """Count the random election of that number in all ways; return how many ties had to be drawn.

    Raises DifferenceError.
    """
    election = drawn(number)
    events = board_events(election.small, election.votes)
    result = decode_result(events[-1].data[0], election.small.election)
    if result != election.sums():
        raise DifferenceError(f"election {number}: the votes give {election.sums()}, the result is {result}")
    with TemporaryDirectory(prefix="majma-fuzz-") as folder:
        _compare_with_tool(BeleniosTool(Path(folder)), events, number)
    tally = events[[event.type for event in events].index(board.ENCRYPTED_TALLY)]
    return sum(_compare_seats(election, row, place, tally.hash) for place, row in enumerate(result))


def _compare_with_tool(tool: BeleniosTool, events: Sequence[board.BoardEvent], number: int) -> None:
    types = [event.type for event in events]
    tally = events[types.index(board.ENCRYPTED_TALLY)]
    for until, arguments, ours in (
        (types.index(board.END_BALLOTS), ("compute-encrypted-tally",), tally.data),
        (len(events) - 2, ("compute-result",), events[-1].data),
    ):
        (tool.directory / "record.bel").write_bytes(archive(events[: until + 1]))
        said = tool.run("election", *arguments)
        if tuple(said.stdout.splitlines()) != ours:
            raise DifferenceError(
                f"election {number}: belenios-tool's {arguments[0]} gives {said.stdout + said.stderr!r}"
            )
    (tool.directory / "record.bel").write_bytes(archive(events))
    if not tool.accepts():
        raise DifferenceError(f"election {number}: belenios-tool refuses the record")


def _compare_seats(election: Drawn, row: Sequence[int], place: int, tally_hash: str) -> int:
    blank = election.small.election.questions[place].blank
    slow = SlowCount(tuple(row[blank:]), election.seats, election.alternates)
    return compare_seats(slow, random.Random(election.number), tally_hash)


def compare_seats(slow: SlowCount, chance: random.Random, tally_hash: str) -> int:
    """Compare both counts, drawing one open tie after another; return how many there were. Raises DifferenceError."""
    draws = 0
    while True:
        outcome = plurality.rank(slow.votes, slow.seats, slow.alternates, slow.withdrawn, slow.lots)
        table = [(line.candidate, line.votes, line.rank) for line in outcome.standings]
        ties = [tie.candidates for tie in outcome.ties]
        mine = (table, outcome.seated, outcome.alternates, ties, outcome.vacant)
        if mine != (slow.table, slow.seated, slow.following, slow.ties, slow.vacant):
            raise DifferenceError(f"{slow}: {outcome}")
        if outcome.resolved:
            return draws
        tie, draws = outcome.ties[0], draws + 1
        balls = lots.balls_needed(len(tie.candidates))
        digits = "".join(str(chance.randrange(10)) for _ in range(balls))
        order = lots.draw_order(tie.candidates, digits, tally_hash, tie.rank)
        slow = SlowCount(slow.votes, slow.seats, slow.alternates, slow.withdrawn, (*slow.lots, order))


def random_count(chance: random.Random) -> SlowCount:
    """Return a count without an election: up to six candidates, few votes, sometimes one who has withdrawn."""
    votes = tuple(chance.randint(0, 4) for _ in range(chance.randint(0, 6)))
    gone = frozenset(place for place in range(len(votes)) if chance.random() < 0.1)
    return SlowCount(votes, chance.randint(1, 4), chance.randint(0, 3), gone)


def compare_counts(numbers: range) -> int:
    """Compare a random count of seats for each number; return how many ties were drawn. Raises DifferenceError."""
    return sum(
        compare_seats(
            random_count(random.Random(number)), random.Random(number), hashlib.sha256(b"%d" % number).hexdigest()
        )
        for number in numbers
    )


def run(elections: int, counts: int, seed: int, jobs: int) -> Iterator[str]:
    """Compare so many elections and so many counts of seats; give a line for each part done. Raises DifferenceError."""
    first = seed * APART
    with ProcessPoolExecutor(jobs) as pool:
        ties = sum(pool.map(compare, range(first, first + elections)))
        yield f"{elections} elections: votes, ballots and belenios-tool {installed_version()} agree; {ties} ties drawn"
        parts = [range(start, min(start + 500, first + counts)) for start in range(first, first + counts, 500)]
        ties = sum(pool.map(compare_counts, parts))
        yield f"{counts:,} counts of seats: both agree; {ties:,} ties drawn"
