"""What receipts and earlier heads convict (checks 8.6 and 2.5): alone the record is as good as it can be made."""

from __future__ import annotations

import base64
from collections.abc import Callable

from ballots.encoding import hash_base64
from ballots.record.receipt import sign_receipt
from tests.vectors.drafts import FIRST, SECOND, SETUP, Draft, closing
from tests.vectors.faults.fault import Fault, Options
from tests.vectors.records import BOARD_KEY, OTHER_KEY, files, packed_record, whole


def good(draft: Draft) -> bytes:
    return packed_record(files(whole(draft)))


def dropped(draft: Draft) -> bytes:
    """The first ballot is not on the board any more; everything is told as if it had never been."""
    said = [draft.said[SETUP], draft.said[SECOND], *closing(draft.small, [draft.ballot(2)])]
    of = whole(draft, said)
    return packed_record(files(of, counted=False))


def shortened(draft: Draft) -> bytes:
    return packed_record(files(whole(draft, draft.said[:3])))


def receipt(draft: Draft) -> Options:
    return {"receipt": whole(draft).receipt()}


def foreign(draft: Draft) -> Options:
    return {"receipt": sign_receipt("A" * 42 + "A", hash_base64(draft.ballot()), BOARD_KEY)}


def by_another_key(draft: Draft) -> Options:
    return {"receipt": whole(draft).receipt(key=OTHER_KEY)}


def never_cast(draft: Draft) -> Options:
    return {"receipt": sign_receipt(whole(draft).fingerprint, hash_base64(b"never cast"), BOARD_KEY)}


def of_kind(text: str, kind: int) -> str:
    raw = base64.b32decode(text)
    return base64.b32encode(raw[:1] + bytes((kind,)) + raw[2:]).decode()


def known(height: int) -> Callable[[Draft], Options]:
    """What the reader knows from an earlier look at the good board: its head at this height."""
    return lambda draft: {"from": f"{height}:{whole(draft).events[height].hash}"}


FAULTS = (
    Fault("ballot-of-a-receipt-dropped", "8.6", "receipt-missing",
          "A ballot was taken out, and its voter holds the receipt.", dropped, record=True, bring=receipt),
    Fault("receipt-of-a-ballot-never-there", "8.6", "receipt-missing",
          "The board signed a receipt for a ballot that it never took.", good, record=True, bring=never_cast),
    Fault("receipt-of-another-election", "8.6", "receipt-foreign",
          "The receipt is of another election of the same installation.", good, record=True, bring=foreign),
    Fault("receipt-by-another-key", "8.6", "receipt-signature",
          "The receipt is signed by another key.", good, record=True, bring=by_another_key),
    Fault("receipt-cut", "8.6", "receipt-format",
          "The receipt lacks its last character.", good, record=True,
          bring=lambda draft: {"receipt": whole(draft).receipt()[:-1]}),
    Fault("receipt-of-another-kind", "8.6", "receipt-format",
          "The code is of another kind.", good, record=True,
          bring=lambda draft: {"receipt": of_kind(whole(draft).receipt(), 83)}),
    Fault("board-cut-back", "2.5", "board-shortened",
          "The board ends before the head that was seen.", shortened, record=True, bring=known(4)),
    Fault("board-without-the-seen-ballot", "2.5", "board-forked",
          "A ballot that was seen is not on the board any more.", dropped, record=True,
          bring=known(FIRST)),
    Fault("board-closed-otherwise", "2.5", "board-forked",
          "The closing head is another than the one that was seen.", dropped, record=True,
          bring=known(3)),
)  # fmt: skip
