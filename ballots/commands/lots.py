"""`python -m ballots lots`: repeat a drawing of lots from its seed text."""

import argparse
from pathlib import Path
from typing import Any

from ballots.counting.lots import draw, list_hash
from ballots.errors import LotSeedError


def add(parsers: Any) -> None:
    """Add `lots SEED (--pool N | --list FILE) [--count K]`."""
    parser = parsers.add_parser("lots", help="repeat a drawing of lots (RFC 3797) from its seed text")
    parser.add_argument("seed", metavar="SEED", help="the seed text, as 35164./HASH./6./ of a tie")
    pool = parser.add_mutually_exclusive_group(required=True)
    pool.add_argument("--pool", type=int, metavar="N", help="how many candidates are tied")
    pool.add_argument("--list", type=Path, metavar="FILE", help="the list of candidates whose order was drawn")
    parser.add_argument("--count", type=int, metavar="K", help="how many to draw (default: all)")
    parser.set_defaults(run=_run_lots)


def _run_lots(arguments: argparse.Namespace) -> int:
    names = _names(arguments.list, arguments.seed) if arguments.list else ()
    pool = len(names) or arguments.pool
    count = pool if arguments.count is None else arguments.count
    for place, number in enumerate(draw(arguments.seed, pool, count), start=1):
        print(f"{place}. number {number}" + (f": {names[number - 1]}" if names else ""))
    return 0


def _names(path: Path, seed: str) -> tuple[str, ...]:
    """The candidates of a list, which must be the one that the seed was made with."""
    try:
        names = tuple(path.read_bytes().decode().removesuffix("\n").split("\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise LotSeedError("the list of candidates cannot be read") from error
    if seed.split("./")[1:2] != [list_hash(names)]:
        raise LotSeedError("the seed was made with another list of candidates")
    return names
