"""The closing head: the end of the ballots, brought from where the office did not make it. SPEC: decrypting."""

import re
from dataclasses import dataclass

from ballots.board import Head
from ballots.custody_errors import ClosingHeadError, ClosingHeadOtherError
from ballots.short import WHOLE, Kind, short, ungrouped

_TEXT = re.compile(r"majma head ([0-9A-Za-z]{14,64}) (0|[1-9][0-9]{0,9}) ([0-9a-f]{64})")
_HEX = re.compile(r"[0-9a-f]{64}")
_DIGITS = re.compile(f"[0-9]{{{WHOLE}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingHead:
    """What a trustee was given: a head's hash, or its forty digits; the election and height where they were said."""

    hash: str = ""
    digits: str = ""
    uuid: str | None = None
    height: int | None = None


def closing_head_text(uuid: str, head: Head) -> str:
    """Return the text that an observer's device shows as a code."""
    return f"majma head {uuid} {head.height} {head.hash}"


def read_closing_head(text: str) -> ClosingHead:
    """Return the head of what was scanned or typed: the whole text, 64 hexadecimal digits, or forty digits.

    Gaps, case and Persian digits are forgiven. Raises ClosingHeadError.
    """
    found = _TEXT.fullmatch(" ".join(text.split()))
    if found:
        return ClosingHead(hash=found[3], uuid=found[1], height=int(found[2]))
    plain = ungrouped(text).lower()
    if _DIGITS.fullmatch(plain):
        return ClosingHead(digits=plain)
    if _HEX.fullmatch(plain):
        return ClosingHead(hash=plain)
    raise ClosingHeadError(f"a closing head is a scanned text, 64 hexadecimal digits, or {WHOLE} digits")


def verify_closing_head(given: ClosingHead, uuid: str, head: Head) -> None:
    """Raise ClosingHeadOtherError unless `head`, the EndBallots event of a record, is the one that was given."""
    same = given.hash == head.hash if given.hash else given.digits == short(Kind.HEAD, head.hash, WHOLE)
    if not same or given.uuid not in (None, uuid) or given.height not in (None, head.height):
        raise ClosingHeadOtherError("the record ends its ballots with another head than the one that was given")
