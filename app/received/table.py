"""What every list that somebody brings as a table has: headings in one of the first rows, however they are spelt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.language import reference, text
from app.received.spreadsheet import Row

HEAD_ROWS = 10
"""So many rows are looked at for the headings: above them lists have a title, a date, an emblem."""
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in a row: the code of the column, a code, and what fills its words."""

    column: str
    code: str
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtTable:
    """Rows below the headings: each its number and its cells by column code; headings that are not known.

    `hides`: rows or columns of the file are read though its sender does not see them.
    """

    rows: tuple[tuple[int, dict[str, str]], ...]
    unknown: tuple[str, ...]
    hides: bool = False


class HeadingsError(Exception):
    """Headings or sheets of which several may be meant, so that somebody is asked.

    `code`: sheet-twice (two headings for one column), sheet-person (the names are those of persons), sheet-several
    (two sheets); `first` and `second` are what is written in the file.
    """

    def __init__(self, code: str, first: str, second: str) -> None:
        super().__init__(code)
        self.code, self.first, self.second = code, first, second


def key(words: str) -> str:
    """A heading or a value however it is spelt, spaced and punctuated."""
    return "".join(character for character in text.fold(words) if character.isalnum())


def heading(cell: str) -> str:
    """A heading of the file as it is told to whoever brought it."""
    return text.normalise(cell)[:_LONGEST_HEADING]


def left_out(head: Sequence[str], columns: Mapping[int, str]) -> tuple[str, ...]:
    """The headings of a row that mean none of the columns at these places."""
    return tuple(heading(cell) for at, cell in enumerate(head) if text.normalise(cell) and at not in columns)


def head_row(rows: Iterable[Row], columns: Callable[[tuple[str, ...]], dict[int, str]]) -> tuple[int, dict[int, str]]:
    """The row among the first that names most columns, and their codes by place; none of them where none does.

    `columns` gives the codes that the cells of a row name. Raises what it raises.
    """
    heads = [(place, columns(row.cells)) for place, row in zip(range(HEAD_ROWS), rows, strict=False)]
    return max(heads, key=lambda head: len(head[1]), default=(0, {}))


@cache
def codes(entries: Callable[[], tuple[reference.Term, ...]]) -> dict[str, str]:
    """The code of each way to write an entry of a list of terms; a province with or without the word before it."""
    found = {key(words): one.code for one in entries() for words in (one.code, one.fa, one.en, one.ar)}
    if entries is reference.provinces:
        found |= {key(f"استان {one.fa}"): one.code for one in entries()}
    return found
