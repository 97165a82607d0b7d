"""Simulated choices of delegates, skewed as real ones are: a few candidates are liked by many."""

from random import Random

_BLANK = 0.04  # of the delegates, about
_EAGER = 0.55  # of the others use every mark


def choices(seed: int, delegates: int, candidates: int, seats: int) -> tuple[tuple[int, ...], ...]:
    """Return for each delegate the marked candidates, ascending from 0 in ballot order; none is a blank vote.

    Nobody marks more than `seats` candidates. Raises ValueError when there is nothing to choose from.
    """
    if candidates < 1 or seats < 1:
        raise ValueError("a choice needs candidates and seats")
    draw = Random(f"majma choices {seed}")  # simulated choices, not keys  # noqa: S311
    order = draw.sample(range(candidates), candidates)
    liking = [1.0 / (2 + place) ** 0.7 for place in range(candidates)]
    return tuple(_choice(draw, order, liking, min(seats, candidates)) for _ in range(delegates))


def _choice(draw: Random, order: list[int], liking: list[float], most: int) -> tuple[int, ...]:
    """Return one delegate's marks; each candidate's chance falls with its place in `order`."""
    if draw.random() < _BLANK:
        return ()
    count = most if draw.random() < _EAGER else draw.randint(1, most)
    # A weighted drawing without replacement: the greatest of random() ** (1 / weight) win.
    keys = [draw.random() ** (1 / weight) for weight in liking]
    places = sorted(range(len(order)), key=lambda place: -keys[place])[:count]
    return tuple(sorted(order[place] for place in places))
