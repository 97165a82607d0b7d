"""Plurality-at-large, also called block vote: the candidates with the most votes take the seats.

Source of the method: any handbook of electoral systems under "block vote" or "multiple non-transferable
vote". The rules on ties, withdrawal and alternates:

1. A withdrawn candidate keeps its votes in the table but has no rank and takes no seat.
2. A candidate without a single vote takes no seat and no alternate's place, even when seats stay vacant.
3. Ranks are competition ranks (1, 2, 2, 4) among the candidates that have not withdrawn.
4. A tie needs lots only when its order decides who is seated, who is an alternate, or in which order
   alternates follow. Drawn lots order the whole tied group, which then has ranks of its own (2, 3).
5. While a tie is open, only places that no drawing can change are given.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from ballots.counting.errors import CountError, LotOrderError

_Orders = dict[frozenset[int], tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One line of the table.

    `candidate` counts from 0 in ballot order; `rank` is None for a withdrawn candidate.
    """

    candidate: int
    votes: int
    rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Candidates of equal votes, in ballot order; `rank` is the rank they share."""

    rank: int
    votes: int
    candidates: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the counts and the drawn lots decide.

    `standings` holds every candidate, most votes first; `seated` and `alternates` are in order of rank, of
    open ties they hold nobody; `ties` are the open ones; `vacant` is the number of seats that nobody has
    votes for.
    """

    standings: tuple[Standing, ...]
    seated: tuple[int, ...]
    alternates: tuple[int, ...]
    ties: tuple[Tie, ...]
    vacant: int

    @property
    def resolved(self) -> bool:
        """Whether no tie is open."""
        return not self.ties


def rank(
    counts: tuple[int, ...],
    seats: int,
    alternates: int = 0,
    withdrawn: Collection[int] = (),
    lots: tuple[tuple[int, ...], ...] = (),
) -> Outcome:
    """Rank candidates by `counts` (votes of each in ballot order) for `seats` and `alternates` places.

    `withdrawn` holds candidates' positions from 0; `lots` holds one drawn order, first drawn first, for each
    tie that has been drawn. Raises CountError for counts, seats or positions that make no sense,
    LotOrderError for lots that are not an order of a deciding tie.
    """
    _check_input(counts, seats, alternates, withdrawn)
    levels = _levels(counts, withdrawn)
    deciding = {frozenset(level.candidates) for level in levels if _decides(level, seats, alternates)}
    orders = _orders(lots, deciding)
    undecided = deciding - orders.keys()
    places = _places(levels, orders, undecided)
    following = places[seats : seats + alternates]
    certain = following[: following.index(None)] if None in following else following
    return Outcome(
        standings=_standings(counts, levels, orders),
        seated=tuple(candidate for candidate in places[:seats] if candidate is not None),
        alternates=tuple(candidate for candidate in certain if candidate is not None),
        ties=tuple(level for level in levels if frozenset(level.candidates) in undecided),
        vacant=max(0, seats - len(places)),
    )


def _check_input(counts: tuple[int, ...], seats: int, alternates: int, withdrawn: Collection[int]) -> None:
    """Raise CountError unless the arguments describe a count."""
    if seats < 1 or alternates < 0:
        raise CountError("there must be at least one seat, and no negative number of alternates")
    if any(votes < 0 for votes in counts):
        raise CountError("a candidate cannot have less than no votes")
    if not set(withdrawn) <= set(range(len(counts))):
        raise CountError("a withdrawn candidate is not among the counted")


def _levels(counts: tuple[int, ...], withdrawn: Collection[int]) -> tuple[Tie, ...]:
    """Group the candidates that may be elected by equal votes, most votes first."""
    standing = [candidate for candidate in range(len(counts)) if candidate not in withdrawn]
    standing.sort(key=lambda candidate: -counts[candidate])  # stable: ballot order within equal votes
    levels, place = [], 1
    for votes, group in groupby(standing, key=lambda candidate: counts[candidate]):
        candidates = tuple(group)
        levels.append(Tie(rank=place, votes=votes, candidates=candidates))
        place += len(candidates)
    return tuple(levels)


def _decides(level: Tie, seats: int, alternates: int) -> bool:
    """Say whether the order within `level` decides a seat or an alternate's place (rule 4)."""
    size, before = len(level.candidates), level.rank - 1
    return level.votes > 0 and size > 1 and before < seats + alternates and before + size > seats


def _orders(lots: Iterable[tuple[int, ...]], deciding: Collection[frozenset[int]]) -> _Orders:
    """Return the drawn orders by the tie they belong to, or raise LotOrderError."""
    orders: _Orders = {}
    for order in lots:
        tied = frozenset(order)
        if tied not in deciding or tied in orders or len(order) != len(tied):
            raise LotOrderError("a drawn order is not an order of one tie that decides something")
        orders[tied] = order
    return orders


def _places(levels: Iterable[Tie], orders: _Orders, undecided: Collection[frozenset[int]]) -> list[int | None]:
    """Return who takes each place, the first place first; None where only lots can tell (rules 2 and 5)."""
    places: list[int | None] = []
    for level in levels:
        tied = frozenset(level.candidates)
        if level.votes == 0:
            break
        if tied in undecided:
            places += [None] * len(tied)
        else:
            places += orders.get(tied, level.candidates)
    return places


def _standings(counts: tuple[int, ...], levels: Iterable[Tie], orders: _Orders) -> tuple[Standing, ...]:
    """Return the table: by votes, then rank, then ballot order; the withdrawn stand last among equals."""
    ranks: dict[int, int] = {}
    for level in levels:
        order = orders.get(frozenset(level.candidates))
        for offset, candidate in enumerate(order or level.candidates):
            ranks[candidate] = level.rank + (offset if order else 0)
    last = len(counts) + 1
    table = sorted(range(len(counts)), key=lambda candidate: (-counts[candidate], ranks.get(candidate, last)))
    return tuple(
        Standing(candidate=candidate, votes=counts[candidate], rank=ranks.get(candidate)) for candidate in table
    )
