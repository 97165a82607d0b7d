"""`python -m ballots token`: check the signed token of a slip, an invitation or a letter."""

import argparse
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ballots.errors import PublicKeyError, TokenExpiredError, TokenForeignError
from ballots.files import read_file
from ballots.letter_text import MAX_FILE, find_text
from ballots.terminal import say
from ballots.token import Kind, Token, context_of, decode_public_keys, normalise, open_token

_TOKEN_INSIDE = re.compile(r"(?<![A-Z2-7])[A-Z2-7]{160}(?![A-Z2-7])")


def add(parsers: Any) -> None:
    """Add `token TEXT --keys FILE [--of NAME] [--letter FILE]`."""
    parser = parsers.add_parser("token", help="check the signed token of a slip, an invitation or a letter")
    parser.add_argument("text", metavar="TEXT", help="the 160 characters, or an address that holds them")
    parser.add_argument(
        "--keys",
        type=Path,
        required=True,
        metavar="FILE",
        help="the published keys (keys.txt): a line 'id hex kinds' for each",
    )
    parser.add_argument("--of", metavar="NAME", help="the election's fingerprint or the assembly's address to expect")
    parser.add_argument("--letter", type=Path, metavar="FILE", help="the letter's PDF or the text in it (letter.json)")
    parser.set_defaults(run=_run_token)


def _run_token(arguments: argparse.Namespace) -> int:
    text = normalise(arguments.text)
    inside = _TOKEN_INSIDE.search(text)
    token = open_token(inside[0] if inside else text, decode_public_keys(_read_keys(arguments.keys)))
    say(*_token_lines(token))
    if arguments.of is not None and token.context != context_of(arguments.of):
        raise TokenForeignError("the token is genuine but belongs to something else")
    if token.expiry and time.time() >= token.expiry:
        raise TokenExpiredError("the token is genuine but its time is over")
    if arguments.letter is not None:
        say(*_text_lines(find_text(token, read_file(arguments.letter, MAX_FILE))))
    return 0


def _text_lines(text: bytes) -> list[str]:
    """What the letter says, to be compared with the paper: another page can be laid around the same text."""
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict):
        return ["letter   the token was signed for this file"]
    said = [f"         {name}: {_shown(value)}" for name, value in sorted(facts.items()) if value not in ("", [], None)]
    return ["letter   the token was signed for this text; compare it with the paper:", *said]


def _shown(value: object) -> str:
    return " ".join(("; ".join(map(str, value)) if isinstance(value, list) else str(value)).split())


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
