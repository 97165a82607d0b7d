"""What the commands print, line by line. Names, titles, reasons and files are others' words: none steers a terminal.

An escape sequence could rewrite a verdict that stands above it, a line feed could forge a line, and a bidirectional
override could turn digits around; so every line of a command goes through `say` or `complain`, and nothing else prints.
"""

import sys
from typing import Final, TextIO

ZERO_WIDTH_NON_JOINER: Final = "\u200c"
"""Stands inside Persian words and moves nothing."""
_REPLACED: Final = "\ufffd"


def shown(text: str) -> str:
    """Return `text` as one line, each character that could steer a terminal, break or reorder the line replaced."""
    return "".join(character if _is_plain(character) else _REPLACED for character in text)


def shown_json(text: str) -> str:
    r"""Return a JSON text that says the same, such characters written as \u escapes; its line feeds stay."""
    return "\n".join("".join(one if _is_plain(one) else _escaped(one) for one in line) for line in text.split("\n"))


def say(*lines: str) -> None:
    """Print lines to standard output, safe to read."""
    _print(lines, sys.stdout)


def complain(*lines: str) -> None:
    """Print lines to standard error, safe to read."""
    _print(lines, sys.stderr)


def say_json(text: str) -> None:
    """Print a JSON text of several lines to standard output, safe to read."""
    _print(shown_json(text).split("\n"), sys.stdout)


def _print(lines: "tuple[str, ...] | list[str]", out: TextIO) -> None:
    print(*map(shown, lines), sep="\n", file=out, flush=True)


def _is_plain(character: str) -> bool:
    return character.isprintable() or character == ZERO_WIDTH_NON_JOINER


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))
