"""What every act brings along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.language.message import N_
from app.services.acts.refusal import Refusal, Refused
from app.services.acts.signer import BoardSigner

SET_UP = "set-up"
"""In whose name the program acts while somebody at the machine sets an assembly up; nobody's user name."""

TWO_OFFICERS_NEEDED = Refusal(
    code="two-officers-needed", status=403, words=N_("This act needs two different officers.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who acts (user names; two for an act that two officers must agree on), when, and a source of randomness.

    `signer` is the board's key: an act that changes a board signs its new head.
    """

    officers: tuple[str, ...]
    now: datetime
    random: Callable[[int], bytes]
    signer: BoardSigner | None = None

    def digits(self, count: int) -> str:
        """A code of so many decimal digits, drawn anew: from 16 bytes, so that all are as likely."""
        return f"{int.from_bytes(self.random(16)) % 10**count:0{count}d}"


def need_two(act: Act) -> None:
    """Refuse (two-officers-needed) unless two different officers act together."""
    if len(set(act.officers)) < 2:
        raise Refused(TWO_OFFICERS_NEEDED)
