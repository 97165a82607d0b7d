"""What is fuzzed: a reader of bytes from outside, and what may come of an input.

An input is refused with an error of `ballots`, or accepted; what is accepted, written again, is the same bytes.
"""

from __future__ import annotations

import base64
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from ballots.errors import BallotsError

LIMIT = 10
"""Seconds that one input may take, on a machine that others use too."""

Change = Callable[[], bytes]
"""Makes a seed with one change of its structure."""


def same(data: bytes) -> bytes:
    """Return the input: the form of readers that forgive nothing."""
    return data


def anything(_: bytes) -> bool:
    """Allow any input: readers that ask for no signature, proof or digest."""
    return True


def nothing(_: bytes) -> Sequence[Change]:
    """Return no changes: seeds without structure."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A reader of bytes from outside.

    `seeds` are good inputs. `read` returns what it accepted, written again. `form` returns the one form of an accepted
    input, which what is written again must equal; `forgives` says what it lets pass. `genuine` says which inputs may
    be accepted at all. `changes` are changes of a seed's structure; `mend` puts right what a mutation breaks
    elsewhere, spelling, digests, signatures, and raises nothing. `share` is the part of all inputs, relative to others.
    """

    name: str
    seeds: Callable[[], Sequence[bytes]]
    read: Callable[[bytes], bytes]
    form: Callable[[bytes], bytes] = same
    forgives: str = ""
    genuine: Callable[[bytes], bool] = anything
    changes: Callable[[bytes], Sequence[Change]] = nothing
    mend: Callable[[bytes], bytes] = same
    share: int = 100


class OddError(Exception):
    """What the tests say of a reader that did what none may; no reader raises it itself."""


class Fault(Exception):
    """An input that ended in something else than a refusal or the acceptance of what may be accepted."""

    def __init__(self, target: str, data: bytes, reason: str, trace: str = "") -> None:
        """Keep the target's name, the input, one line that says what happened, and a traceback if there is one."""
        super().__init__(reason)
        self.target = target
        self.data = data
        self.reason = reason
        self.trace = trace

    def text(self, cut: int = 400) -> str:
        """Return what is printed: target, reason, the input in base64 (its beginning, if it is long), traceback."""
        coded = base64.b64encode(self.data).decode()
        more = f"... ({len(self.data)} bytes)" if len(coded) > cut else ""
        return f"FAULT in {self.target}: {self.reason}\ninput {coded[:cut]}{more}\n{self.trace}"


class TooLongError(BaseException):
    """The time for one input is over; no `except Exception` keeps it."""


def judge(target: Target, data: bytes) -> str | None:
    """Return the code of the refusal, or None when the input is accepted and may be. Raises Fault."""
    try:
        written = target.read(data)
    except BallotsError as error:
        return error.code
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        reason = f"ended in {type(error).__name__}: {error}"
        raise Fault(target.name, data, reason[:500], traceback.format_exc()) from None
    if not target.genuine(data):
        raise Fault(target.name, data, "accepted, and it is not genuine")
    if written != target.form(data):
        raise Fault(target.name, data, f"accepted, but written again it is {written[:200]!r}")
    return None


@contextmanager
def time_limit(seconds: float) -> Iterator[Callable[[Target, bytes], str | None]]:
    """Give `judge` with a limit: an input that takes longer is a Fault."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooLongError(f"an input took longer than {seconds} seconds")

    def limited(target: Target, data: bytes) -> str | None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            return judge(target, data)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    before = signal.signal(signal.SIGALRM, stop)
    try:
        yield limited
    finally:
        signal.signal(signal.SIGALRM, before)


def text_of(data: bytes) -> str:
    """Return bytes as the text that a command line, a camera or a form makes of them, odd characters and all."""
    return data.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """Return the bytes of such a text: the inverse of `text_of`."""
    return text.encode("utf-8", "surrogateescape")
