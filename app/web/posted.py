"""Reading what a browser sent: JSON from our own scripts, and the numbers in forms and addresses."""

from __future__ import annotations

import json
import re

from flask import g, request
from werkzeug.datastructures import MultiDict

LARGEST_NUMBER = 2**31 - 1
"""What a database's integer column holds."""
_HALF = re.compile("[\\ud800-\\udfff]")
"""Half of a pair: no text. Looked for in one go, since a body may be a text of millions of characters."""


def posted_json() -> dict[str, object]:
    """The object in the body, or an empty one when the body is no JSON object.

    Numbers are never read as such: what our scripts send is text. A text that is no sound Unicode is left out.
    """
    if "posted" not in g:
        g.posted = _posted()
    found: dict[str, object] = g.posted
    return found


def _posted() -> dict[str, object]:
    if not request.is_json:
        return {}
    try:
        said = json.loads(request.get_data(), parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    return {name: value for name, value in said.items() if not isinstance(value, str) or _is_sound(value)}


def number(source: MultiDict[str, str], name: str, default: int) -> int:
    """A number that a column can hold, else `default`."""
    found = source.get(name, default, type=int)
    return found if abs(found) <= LARGEST_NUMBER else default


def whole(text: str) -> int:
    """The number that a text of at most nine digits writes, else 0."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def numbered(source: MultiDict[str, str], prefix: str) -> dict[int, str]:
    """What stands in the fields whose name is `prefix` and a number, by that number."""
    return {whole(name[len(prefix) :]): value for name, value in source.items() if name.startswith(prefix)}


def page_number() -> int:
    """The page that the address asks for, at least 1."""
    return max(1, number(request.args, "page", 1))


def _is_sound(text: str) -> bool:
    return _HALF.search(text) is None
