"""The commands of `python -m ballots` that are a few lines around one module: `token` and `lots`."""

import argparse
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ballots.counting.lots import draw
from ballots.errors import PublicKeyError, TokenExpiredError, TokenForeignError
from ballots.token import Kind, Token, context_of, decode_public_keys, normalise, open_token

_TOKEN_INSIDE = re.compile(r"(?<![A-Z2-7])[A-Z2-7]{160}(?![A-Z2-7])")


def add_token(parsers: Any) -> None:
    """Add `token TEXT --keys FILE [--of NAME]`."""
    parser = parsers.add_parser("token", help="check the signed token of a slip, an invitation or a letter")
    parser.add_argument("text", metavar="TEXT", help="the 160 characters, or an address that holds them")
    parser.add_argument(
        "--keys",
        type=Path,
        required=True,
        metavar="FILE",
        help="the published keys: a line 'id hex' for each",
    )
    parser.add_argument(
        "--of", metavar="NAME", help="the election's uuid or the assembly's address to expect"
    )
    parser.set_defaults(run=_run_token)


def _run_token(arguments: argparse.Namespace) -> int:
    text = normalise(arguments.text)
    inside = _TOKEN_INSIDE.search(text)
    token = open_token(inside[0] if inside else text, decode_public_keys(_read_keys(arguments.keys)))
    print(*_token_lines(token), sep="\n")
    if arguments.of is not None and token.context != context_of(arguments.of):
        raise TokenForeignError("the token is genuine but belongs to something else")
    if token.expiry and time.time() >= token.expiry:
        raise TokenExpiredError("the token is genuine but its time is over")
    return 0


def _read_keys(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise PublicKeyError(f"the key file cannot be read: {error.strerror}") from None


def _token_lines(token: Token) -> list[str]:
    names = {kind.value: kind.name.lower() for kind in Kind}
    expiry = datetime.fromtimestamp(token.expiry, UTC).isoformat() if token.expiry else "never"
    return [
        f"genuine, signed by key {token.key_id}",
        f"kind     {names.get(token.kind, token.kind)}",
        f"subject  {token.subject}",
        f"expires  {expiry}",
        f"context  {token.context.hex()}",
        f"digest   {token.digest.hex()}",
    ]


def add_lots(parsers: Any) -> None:
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
