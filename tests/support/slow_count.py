"""Plurality-at-large as one would explain it in the hall, slowly: who may stand on the next place, and who then?

It shares nothing with `ballots.counting.plurality`: places are filled one by one in every way that the votes and the
drawn lots allow, and whatever is the same in all of them is decided. Source: SPEC.md, section 9.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

Ending = tuple[tuple[int, ...], tuple[int, ...]]
"""One way it may end: who is seated, in the order of the places, and who follows as an alternate."""


class WrongLotsError(Exception):
    """The lots are not orders of ties that decide something, each once."""


@dataclass(frozen=True)
class SlowCount:
    """A count: votes by candidate, places, who has withdrawn, and the orders that were drawn."""

    votes: tuple[int, ...]
    seats: int
    alternates: int = 0
    withdrawn: frozenset[int] = frozenset()
    lots: tuple[tuple[int, ...], ...] = ()

    @cached_property
    def standing(self) -> list[int]:
        """Who has not withdrawn."""
        return [one for one in range(len(self.votes)) if one not in self.withdrawn]

    def beats(self, one: int, other: int) -> bool:
        """Tell whether `one` must stand before `other`: more votes, or as many and drawn earlier."""
        if self.votes[one] != self.votes[other]:
            return self.votes[one] > self.votes[other]
        return any(one in lot and other in lot and lot.index(one) < lot.index(other) for lot in self.lots)

    @cached_property
    def endings(self) -> set[Ending]:
        """Every way to fill the places with candidates who have a vote."""
        able = [one for one in self.standing if self.votes[one] > 0]
        return {(row[: self.seats], row[self.seats :]) for row in self._rows(able, self.seats + self.alternates)}

    def _rows(self, left: Sequence[int], places: int) -> Iterator[tuple[int, ...]]:
        if not left or not places:
            yield ()
            return
        for one in left:
            if not any(self.beats(other, one) for other in left):
                rest = [other for other in left if other != one]
                yield from ((one, *row) for row in self._rows(rest, places - 1))

    @cached_property
    def ties(self) -> list[tuple[int, ...]]:
        """The open ties, in the order of votes: equals whose order changes who is seated or who follows where."""
        found = []
        for level in sorted({self.votes[one] for one in self.standing}, reverse=True):
            tied = tuple(one for one in self.standing if self.votes[one] == level)
            if len({_share(ending, tied) for ending in self.endings}) > 1:
                found.append(tied)
        return found

    @cached_property
    def seated(self) -> tuple[int, ...]:
        """Who is seated however it ends; equals whom nobody drew stand in the order of the ballot."""
        sure = set.intersection(*(set(seats) for seats, _ in self.endings))
        return tuple(sorted(sure, key=lambda one: self._before(one, sure)))

    @cached_property
    def following(self) -> tuple[int, ...]:
        """The alternates up to the first place that is not the same in every ending."""
        rows = [row for _, row in self.endings]
        sure: tuple[int, ...] = ()
        for place in range(min(map(len, rows))):
            if len({row[place] for row in rows}) > 1:
                break
            sure = rows[0][: place + 1]
        return sure

    @cached_property
    def vacant(self) -> int:
        """How many seats are left."""
        (number,) = {self.seats - len(seats) for seats, _ in self.endings}
        return number

    def rank(self, one: int) -> int | None:
        """Return the rank: one more than there are candidates who must stand before; None when withdrawn."""
        return None if one in self.withdrawn else 1 + sum(self.beats(other, one) for other in self.standing)

    @cached_property
    def table(self) -> list[tuple[int, int, int | None]]:
        """Candidate, votes and rank, most votes first; equals by rank, those without one last, then by number."""
        everybody = range(len(self.votes))
        order = sorted(everybody, key=lambda one: sum(self._stands_before(other, one) for other in everybody))
        return [(one, self.votes[one], self.rank(one)) for one in order]

    def check_lots(self) -> None:
        """Raise WrongLotsError unless every lot orders one tie that is open without lots, each once."""
        undrawn = SlowCount(self.votes, self.seats, self.alternates, self.withdrawn)
        sets = [tuple(sorted(lot)) for lot in self.lots]
        if len(set(sets)) < len(sets) or not set(sets) <= set(undrawn.ties):
            raise WrongLotsError

    def _stands_before(self, one: int, other: int) -> bool:
        if self.votes[one] != self.votes[other]:
            return self.votes[one] > self.votes[other]
        ranks = [len(self.votes) + 1 if rank is None else rank for rank in (self.rank(one), self.rank(other))]
        return (ranks[0], one) < (ranks[1], other)

    def _before(self, one: int, among: Collection[int]) -> int:
        return sum(self._stands_before(other, one) for other in among)


def _share(ending: Ending, tied: Collection[int]) -> tuple[frozenset[int], tuple[tuple[int, int], ...]]:
    """Return what an ending gives to some candidates: seats, in whatever order, and places among the alternates."""
    seats, following = ending
    return (
        frozenset(seats) & frozenset(tied),
        tuple((place, one) for place, one in enumerate(following) if one in tied),
    )
