"""Good records, which a right verifier accepts: so that one that refuses everything is caught too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.archives import decryption_link, setup_link
from tests.vectors.drafts import (
    DECRYPTION,
    DECRYPTION_2,
    END,
    FIRST,
    RESULT,
    SETUP,
    TALLY,
    Draft,
    canonical,
    closing,
    draft,
    packed,
)

Counts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """A record without fault: what it is, the stage that it has come to, and its result if there is one."""

    name: str
    about: str
    stage: str
    make: Callable[[Draft], bytes]
    world: str = "plain"
    result: Counts | None = None

    def archive(self) -> bytes:
        """Return the bytes, the same every time."""
        return self.make(draft(self.world, self.name))


def until(place: int) -> Callable[[Draft], bytes]:
    """Return what makes the record up to the event at `place`."""
    return lambda draft: packed(draft.said[: place + 1])


def whole(draft: Draft) -> bytes:
    return packed(draft.said)


def without_ballots(draft: Draft) -> bytes:
    return packed([draft.said[SETUP], *closing(draft.small, [])])


def other_way_round(draft: Draft) -> bytes:
    said = draft.said
    return packed([*said[:DECRYPTION], said[DECRYPTION_2], said[DECRYPTION], said[RESULT]])


def weight_written(draft: Draft) -> bytes:
    """A weight of 1 is written, as belenios-tool does where other weights differ."""
    entries = [text if "," in text else f"{text},1" for text in json.loads(draft.parts[2])]
    return packed([setup_link(*draft.parts[:2], canonical(entries)), *draft.said[1:]])


def decrypted_anew(draft: Draft) -> bytes:
    """The first trustee's decryption with other proofs, as good as the old ones."""
    tally = closing(draft.small, draft.ballots)
    link = decryption_link(1, tally[2].data[0])
    return packed([*draft.said[:DECRYPTION], link, *draft.said[DECRYPTION_2:]])


GOOD = (
    Good(name="set-up", about="A board with nothing but its set-up.", stage="set-up", make=until(SETUP)),
    Good(name="open", about="A board that takes ballots; there is one so far.", stage="open", make=until(FIRST)),
    Good(name="closed", about="The ballots are ended.", stage="closed", make=until(END)),
    Good(name="tallied", about="The encrypted tally is published.", stage="tallied", make=until(TALLY)),
    Good(
        name="decrypting",
        about="One of two trustees has decrypted.",
        stage="decrypting",
        make=until(DECRYPTION),
    ),
    Good(
        name="plain",
        about="A whole record: one question, two ballots.",
        stage="result",
        make=whole,
        result=((2, 0),),
    ),
    Good(
        name="blank",
        about="A question with blank; one of the two ballots is blank.",
        stage="result",
        make=whole,
        world="blank",
        result=((1, 1, 0),),
    ),
    Good(
        name="weights",
        about="Three voters with the weights 1, 4 and 2, of whom the first two vote.",
        stage="result",
        make=whole,
        world="weights",
        result=((1, 4),),
    ),
    Good(
        name="weight-one-written",
        about="The same, but the weight 1 is written, which is allowed although not needed.",
        stage="result",
        make=weight_written,
        world="weights",
        result=((1, 4),),
    ),
    Good(
        name="voted-again",
        about="A voter votes again behind another's ballot: the last one counts.",
        stage="result",
        make=whole,
        world="again",
        result=((2, 0),),
    ),
    Good(
        name="two-questions",
        about="Two questions with other bounds.",
        stage="result",
        make=whole,
        world="two",
        result=((1, 0), (1, 2)),
    ),
    Good(
        name="no-ballots",
        about="Nobody votes: the tally is (1, 1) everywhere, the result zeros.",
        stage="result",
        make=without_ballots,
        result=((0, 0),),
    ),
    Good(
        name="decrypted-in-other-order",
        about="The second trustee decrypts before the first.",
        stage="result",
        make=other_way_round,
        result=((2, 0),),
    ),
    Good(
        name="decrypted-anew",
        about="A whole record in which the first trustee made other proofs.",
        stage="result",
        make=decrypted_anew,
        result=((2, 0),),
    ),
)
