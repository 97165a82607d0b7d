"""`python -m ballots lots`: repeat a drawing of lots from its seed text."""

import argparse
from typing import Any

from ballots.counting.lots import draw


def add(parsers: Any) -> None:
    """Add `lots SEED --pool N [--count K]`."""
    parser = parsers.add_parser("lots", help="repeat a drawing of lots (RFC 3797) from its seed text")
    parser.add_argument("seed", metavar="SEED", help="the seed text of the minutes, as 35164./HASH./6./")
    parser.add_argument("--pool", type=int, required=True, metavar="N", help="how many candidates are tied")
    parser.add_argument("--count", type=int, metavar="K", help="how many to draw (default: all)")
    parser.set_defaults(run=_run_lots)


def _run_lots(arguments: argparse.Namespace) -> int:
    count = arguments.pool if arguments.count is None else arguments.count
    for place, number in enumerate(draw(arguments.seed, arguments.pool, count), start=1):
        print(f"{place}. number {number}")
    return 0
