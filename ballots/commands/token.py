"""`python -m ballots token`: check the signed token of a slip, an invitation or a letter."""

import argparse
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ballots.errors import PublicKeyError, TokenExpiredError, TokenForeignError
from ballots.token import Kind, Token, context_of, decode_public_keys, normalise, open_token

_TOKEN_INSIDE = re.compile(r"(?<![A-Z2-7])[A-Z2-7]{160}(?![A-Z2-7])")


def add(parsers: Any) -> None:
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
    parser.add_argument("--of", metavar="NAME", help="the election's uuid or the assembly's address to expect")
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
