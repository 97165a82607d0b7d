"""Errors of counting and of lots. They belong to the tree of `ballots.errors`; `code` is stable in the same way."""

from ballots.errors import BallotsError


class CountError(BallotsError):
    """Counts cannot be ranked: a negative number, no seats, or an unknown candidate."""

    code = "count-input"


class LotOrderError(CountError):
    """A drawn order is not an order of exactly one tie that decides something."""

    code = "lot-order"


class LotSeedError(CountError):
    """The seed or the pool of a draw is malformed, or too few balls were drawn for the size of the tie."""

    code = "lot-seed"
