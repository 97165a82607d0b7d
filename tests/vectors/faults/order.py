"""Events at places where they may not stand (check 2.4). Hashes, heights and everything they say are right."""

from __future__ import annotations

from collections.abc import Callable

from ballots import board
from ballots.encoding import hash_hex
from tests.support.archives import Link, archive
from tests.vectors.drafts import (
    DECRYPTION,
    DECRYPTION_2,
    END,
    FIRST,
    RESULT,
    SECOND,
    SETUP,
    TALLY,
    Draft,
    ballot_links,
    canonical,
    closing,
    draft,
    packed,
    result_link,
)
from tests.vectors.faults.fault import Fault


def in_order(*places: int) -> Callable[[Draft], bytes]:
    """Return what makes a record of the good record's events, in this order."""
    return lambda draft: packed(draft.said[place] for place in places)


def erasing(draft: Draft) -> bytes:
    """Two ballots, the end, a late ballot; tally, decryptions and result are those of the late ballot alone."""
    late = draft.small.ballot(2, ((0, 1),))
    return packed([*draft.said[: END + 1], *ballot_links([late]), *closing(draft.small, [late])[1:]])


def adding(draft: Draft) -> bytes:
    """As before, but all three ballots are counted."""
    late = draft.small.ballot(2, ((0, 1),))
    told = closing(draft.small, [*draft.ballots, late])[1:]
    return packed([*draft.said[: END + 1], *ballot_links([late]), *told])


def behind_tally(draft: Draft) -> bytes:
    late = draft.small.ballot(2, ((0, 1),))
    return packed([*draft.said[: TALLY + 1], *ballot_links([late]), *draft.said[DECRYPTION:]])


def late_at_the_end(draft: Draft) -> bytes:
    return packed([*draft.said, *ballot_links([draft.small.ballot(2, ((0, 1),))])])


def other_setup() -> tuple[Link, ...]:
    """Return what another election says: other keys, other voters, another result."""
    return draft("weights", "the other set-up").said


def replaced(draft: Draft) -> bytes:
    """A second set-up follows the first; everything behind it belongs to the second."""
    return packed([draft.said[SETUP], *other_setup()])


def replaced_after_ballots(draft: Draft) -> bytes:
    return packed([*draft.said[:END], *other_setup()])


def shuffle() -> Link:
    """Return a Shuffle event of trustee 1, in the form that elections with a mixnet have."""
    data = canonical({"ciphertexts": [], "proofs": []})
    return Link(board.SHUFFLE, (data, canonical({"owner": 1, "payload": hash_hex(data)})))


def shuffled(draft: Draft) -> bytes:
    return packed([*draft.said[:DECRYPTION], shuffle(), Link(board.END_SHUFFLES), *draft.said[DECRYPTION:]])


def shuffles_ended(draft: Draft) -> bytes:
    return packed([*draft.said[:DECRYPTION], Link(board.END_SHUFFLES), *draft.said[DECRYPTION:]])


def false_after_true(draft: Draft) -> bytes:
    return packed([*draft.said, result_link([[0, 2]])])


def nothing(_: Draft) -> bytes:
    return archive(())


# fmt: off
FAULTS = (
    Fault("no-event", "2.4", "setup-missing", "The archive has its first entry and no event.", nothing),
    Fault("begins-with-ballot", "2.4", "setup-missing", "The board begins with a ballot.", in_order(FIRST)),
    Fault("begins-with-end", "2.4", "setup-missing", "The board begins with the end of the ballots.", in_order(END)),
    Fault("set-up-behind-ballot", "2.4", "setup-missing", "The first ballot stands before the set-up.",
          in_order(FIRST, SETUP, SECOND, END)),
    Fault("set-up-twice", "2.4", "setup-repeated", "The same set-up stands twice.",
          in_order(SETUP, SETUP, FIRST, SECOND, END, TALLY, DECRYPTION, DECRYPTION_2, RESULT)),
    Fault("set-up-replaced", "2.4", "setup-repeated",
          "A second set-up replaces the first: another key, other voters; the whole rest belongs to it.", replaced),
    Fault("set-up-replaced-late", "2.4", "setup-repeated",
          "After two ballots a second set-up replaces the first, and another election follows.",
          replaced_after_ballots),
    Fault("late-ballot-erases", "2.4", "ballot-late",
          "A ballot follows the end of the ballots, and the count is made from it alone: all others vanish.",
          erasing),
    Fault("late-ballot-added", "2.4", "ballot-late",
          "A ballot follows the end of the ballots and is counted with the others.", adding),
    Fault("late-ballot-before-tally", "2.4", "ballot-late", "The second ballot follows the end; no tally yet.",
          in_order(SETUP, FIRST, END, SECOND)),
    Fault("late-ballot-behind-tally", "2.4", "ballot-late", "A ballot follows the tally, which does not count it.",
          behind_tally),
    Fault("late-ballot-behind-result", "2.4", "ballot-late", "A ballot follows the result.", late_at_the_end),
    Fault("end-twice", "2.4", "end-repeated", "The ballots are ended twice.",
          in_order(SETUP, FIRST, SECOND, END, END, TALLY, DECRYPTION, DECRYPTION_2, RESULT)),
    Fault("end-again-behind-tally", "2.4", "end-repeated", "The ballots are ended again behind the tally.",
          in_order(SETUP, FIRST, SECOND, END, TALLY, END, DECRYPTION, DECRYPTION_2, RESULT)),
    Fault("end-missing", "2.4", "tally-order", "The tally follows the ballots, which are never ended.",
          in_order(SETUP, FIRST, SECOND, TALLY, DECRYPTION, DECRYPTION_2, RESULT)),
    Fault("end-behind-tally", "2.4", "tally-order", "The tally stands before the end of the ballots.",
          in_order(SETUP, FIRST, SECOND, TALLY, END, DECRYPTION, DECRYPTION_2, RESULT)),
    Fault("tally-twice", "2.4", "tally-order", "The tally is published twice.",
          in_order(SETUP, FIRST, SECOND, END, TALLY, TALLY, DECRYPTION, DECRYPTION_2, RESULT)),
    Fault("tally-behind-result", "2.4", "tally-order", "The tally is published again behind the result.",
          in_order(SETUP, FIRST, SECOND, END, TALLY, DECRYPTION, DECRYPTION_2, RESULT, TALLY)),
    Fault("tally-missing", "2.4", "decryption-order",
          "The tally is never published; decryptions and result are right.",
          in_order(SETUP, FIRST, SECOND, END, DECRYPTION, DECRYPTION_2, RESULT)),
    Fault("decryption-before-tally", "2.4", "decryption-order", "A decryption stands before the tally it decrypts.",
          in_order(SETUP, FIRST, SECOND, END, DECRYPTION, TALLY, DECRYPTION_2, RESULT)),
    Fault("decryption-before-end", "2.4", "decryption-order", "A decryption stands before the end of the ballots.",
          in_order(SETUP, FIRST, SECOND, DECRYPTION, END, TALLY, DECRYPTION_2, RESULT)),
    Fault("decryption-behind-result", "2.4", "decryption-order", "A decryption is published again behind the result.",
          in_order(SETUP, FIRST, SECOND, END, TALLY, DECRYPTION, DECRYPTION_2, RESULT, DECRYPTION_2)),
    Fault("result-behind-ballots", "2.4", "result-order", "The result follows the ballots.",
          in_order(SETUP, FIRST, SECOND, RESULT)),
    Fault("result-behind-end", "2.4", "result-order", "The result follows the end of the ballots.",
          in_order(SETUP, FIRST, SECOND, END, RESULT)),
    Fault("decryption-behind-ballots", "2.4", "decryption-order",
          "Decryptions and result follow the ballots; no end, no tally.",
          in_order(SETUP, FIRST, SECOND, DECRYPTION, DECRYPTION_2, RESULT)),
    Fault("result-twice", "2.4", "result-order", "The result stands twice.",
          in_order(SETUP, FIRST, SECOND, END, TALLY, DECRYPTION, DECRYPTION_2, RESULT, RESULT)),
    Fault("result-false-behind-true", "2.4", "result-order", "A false result follows the true one.",
          false_after_true),
    Fault("shuffle", "2.4", "event-unsupported", "The tally is shuffled before it is decrypted.", shuffled),
    Fault("end-of-shuffles", "2.4", "event-unsupported", "Shuffles are ended, although there are none.",
          shuffles_ended),
)
# fmt: on
