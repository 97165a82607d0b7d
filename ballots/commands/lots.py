"""`python -m ballots lots`: repeat a drawing of lots, from a record or from its seed text."""

import argparse
from pathlib import Path
from typing import Any

from ballots.counting.errors import LotSeedError
from ballots.counting.lots import Method, draw, list_hash, order_seed, seed_text
from ballots.custody_errors import FileError
from ballots.record import container
from ballots.record.errors import LotsElectionError
from ballots.record.lots import Lots, anchors_of, decode_lots, verify_lots
from ballots.record.source import open_record
from ballots.terminal import say
from ballots.verify import Audit


def add(parsers: Any) -> None:
    """Add `lots --record FILE` and `lots SEED (--pool N | --list FILE) [--count K]`."""
    parser = parsers.add_parser("lots", help="repeat the drawings of lots (RFC 3797) of a record, or of a seed text")
    parser.add_argument("seed", metavar="SEED", nargs="?", help="the seed text, as 0351649827./HASH./6./ of a tie")
    pool = parser.add_mutually_exclusive_group(required=True)
    pool.add_argument("--record", type=Path, metavar="RECORD", help="repeat and compare every drawing of a record")
    pool.add_argument("--pool", type=int, metavar="N", help="how many candidates are tied")
    pool.add_argument("--list", type=Path, metavar="FILE", help="the list of candidates whose order was drawn")
    parser.add_argument("--count", type=int, metavar="K", help="how many to draw (default: all)")
    parser.set_defaults(run=_run_lots)


def _run_lots(arguments: argparse.Namespace) -> int:
    if arguments.record is not None:
        return _repeat(arguments.record)
    if arguments.seed is None:
        raise LotSeedError("give the seed text, or a record")
    names = _names(arguments.list, arguments.seed) if arguments.list else ()
    pool = len(names) or arguments.pool
    count = pool if arguments.count is None else arguments.count
    for place, number in enumerate(draw(arguments.seed, pool, count), start=1):
        say(f"{place}. number {number}" + (f": {names[number - 1]}" if names else ""))
    return 0


def _repeat(path: Path) -> int:
    """Repeat every drawing of a record whose archive holds; the tied are found from its result."""
    try:
        with open_record(path) as record:
            audit = Audit(record.archive)
            report = audit.run()
            data = record.files.get(container.LOTS)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or 'cannot be read'}") from error
    if not report.ok or audit.setup is None:
        raise LotsElectionError(f"the archive is refused: {report.code}: {report.detail}")
    if data is None:
        raise LotsElectionError("the record holds no drawing of lots")
    lots, anchors = decode_lots(data), anchors_of(audit)
    said = verify_lots(lots, audit.setup.election, audit.result, anchors)
    answers = audit.setup.election.questions[0].answers
    _show(lots, answers, anchors)
    say(f"{said} as drawn; compare the digits with the minutes")
    return 0


def _show(lots: Lots, answers: tuple[str, ...], anchors: dict[Method, str]) -> None:
    if lots.order is not None:
        say(f"order    seed {order_seed(lots.order.digits, lots.order.listed, lots.order.method)}")
        say(*(f"{place}. {answer}" for place, answer in enumerate(answers, start=1)))
    for tie in lots.ties:
        say(f"tie      rank {tie.rank}, seed {seed_text(tie.digits, anchors[tie.method], tie.rank)}")
        say(*(f"{place}. {answers[number - 1]}" for place, number in enumerate(tie.drawn, start=tie.rank)))


def _names(path: Path, seed: str) -> tuple[str, ...]:
    """The candidates of a list, which must be the one that the seed was made with."""
    try:
        names = tuple(path.read_bytes().decode().removesuffix("\n").split("\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise LotSeedError("the list of candidates cannot be read") from error
    if seed.split("./")[1:2] != [list_hash(names)]:
        raise LotSeedError("the seed was made with another list of candidates")
    return names
