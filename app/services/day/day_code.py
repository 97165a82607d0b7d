"""A code of the day: the office shows it once, it is good for one sign-in, until the session's day ends in Tehran.

It has twelve digits, more than anybody guesses at a server within a day; only digests of it and of the sign-in are
kept. Observers (`day/observer`) and who presides (`day/chair`) come in with one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.language.dates import at_tehran, in_tehran
from app.language.message import N_
from app.language.text import ascii_digits
from app.services.acts.refusal import Refusal, Refused
from app.states.day_code import CodeState

DAY_CODE_UNKNOWN = Refusal(
    code="day-code-unknown",
    status=403,
    words=N_("Nobody has this code. Compare it with what the office gave you: twelve digits."),
    field="code",
)
DAY_CODE_ELSEWHERE = Refusal(
    code="day-code-elsewhere",
    status=403,
    words=N_("This code is for another session. Open the address that stands beside the code on its sheet."),
    field="code",
)
DAY_CODE_USED = Refusal(
    code="day-code-used",
    status=403,
    words=N_(
        "This code was used already, and is good once. If it was not you, tell the office; it gives you a new one."
    ),
    field="code",
)
DAY_CODE_REVOKED = Refusal(
    code="day-code-revoked",
    status=403,
    words=N_("The office has taken this code back. Please ask there why, or for a new one."),
    field="code",
)
DAY_CODE_OVER = Refusal(
    code="day-code-over",
    status=403,
    words=N_("The day for which this code was made is over. What is public stays on the pages of the election."),
    field="code",
)
_REFUSED = {
    CodeState.REVOKED: DAY_CODE_REVOKED, CodeState.OVER: DAY_CODE_OVER, CodeState.INSIDE: DAY_CODE_USED,
}  # fmt: skip
DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeValue:
    """Whom a code lets in; it was `used` then, and is good `until`."""

    id: int
    session_id: int
    name: str
    made: datetime
    until: datetime
    used: datetime | None
    revoked: datetime | None

    @property
    def last_day(self) -> date:
        """The day in Tehran at whose end the code is worth nothing any more."""
        return in_tehran(self.until - timedelta(seconds=1)).date()

    def state(self, now: datetime) -> CodeState:
        """How far this one has come."""
        if self.revoked is not None:
            return CodeState.REVOKED
        if now >= self.until:
            return CodeState.OVER
        return CodeState.INVITED if self.used is None else CodeState.INSIDE


def need_usable(found: CodeValue, now: datetime) -> None:
    """Refuse (day-code-revoked, day-code-over, day-code-used) a code that lets nobody in."""
    state = found.state(now)
    if state in _REFUSED:
        raise Refused(_REFUSED[state])


def good_until(held_on: date, now: datetime) -> datetime:
    """The midnight after the session's day in Tehran, or after today where that day is over."""
    return at_tehran(max(held_on, in_tehran(now).date()) + timedelta(days=1), time(0))


def digits_of(typed: str) -> str:
    """The digits of what was typed, in whatever script and groups."""
    return "".join(one for one in ascii_digits(typed) if one.isdigit())


def digest(kind: str, text: str) -> str:
    """What is stored of a code or of a sign-in; `kind` says whose, so that no code is good at another's door."""
    return hashlib.sha256(f"{kind}|{text}".encode()).hexdigest()
