"""Faults of the chain: the spelling of events, heights and parents, data entries (checks 2.1 to 2.3).

Events that follow a changed one name its new hash and count on from its height.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from ballots import board
from ballots.container import encode_data, encode_event, encode_start
from tests.support.archives import TIMESTAMP, Link
from tests.vectors.drafts import END, FIRST, SECOND, SETUP, Draft, canonical, packed
from tests.vectors.faults.container import (
    BALLOT,
    BALLOT_EVENT,
    CREDENTIALS,
    END_EVENT,
    SETUP_EVENT,
    entries,
    short,
)
from tests.vectors.faults.fault import Fault

Fields = dict[str, Any]
Change = Callable[[Fields], bytes | None]
Make = Callable[[Draft], bytes]


def written(said: Sequence[Link], place: int, change: Change) -> bytes:
    """Return the archive of these events; the fields of one are changed, or spelled by what `change` returns."""
    blocks = [encode_start(TIMESTAMP)]
    height, parent = -1, ""
    for index, link in enumerate(said):
        fields: Fields = {"parent": parent} if parent else {}
        fields |= {"height": height + 1, "type": link.type}
        fields |= {"payload": hashlib.sha256(link.data[-1]).hexdigest()} if link.data else {}
        spelling = change(fields) if index == place else None
        raw = canonical(fields) if spelling is None else spelling
        height, parent = int(fields.get("height", height + 1)), hashlib.sha256(raw).hexdigest()
        blocks += [encode_data(content, TIMESTAMP) for content in link.data]
        blocks.append(encode_event(raw, TIMESTAMP))
    return b"".join(blocks)


def event(place: int, change: Change) -> Make:
    """Return what makes Setup, two ballots and EndBallots with one event changed."""
    return lambda draft: written(draft.said[: END + 1], place, change)


def spelled(place: int, old: bytes, new: bytes) -> Make:
    """Return what makes these four events with one spelled otherwise."""
    return event(place, lambda fields: canonical(fields).replace(old, new, 1))


def sets(**values: object) -> Change:
    """Return a change that sets fields."""
    return lambda fields: fields.update(values)


def lacks(name: str) -> Change:
    """Return a change that leaves a field out."""

    def change(fields: Fields) -> None:
        del fields[name]

    return change


def exchanged(fields: Fields) -> bytes:
    """Spell an event with its height before its parent."""
    return canonical({"height": fields["height"]} | fields)


def rearranged(order: Callable[[list[bytes]], list[bytes]]) -> Make:
    """Return what makes the short record with its entries in another order, some missing or repeated."""
    return lambda draft: b"".join(order(entries(short(draft))))


def without(place: int) -> Make:
    """Return what makes the short record without one of its entries."""
    return rearranged(lambda blocks: blocks[:place] + blocks[place + 1 :])


def capitals(fields: Fields) -> None:
    fields["parent"] = fields["parent"].upper()


def names_first_ballot(draft: Draft) -> bytes:
    """Two different ballots stand on the board; both events name the first."""
    payload = hashlib.sha256(draft.ballot(1)).hexdigest()
    return written(draft.said[: END + 1], SECOND, sets(payload=payload))


def grandparent(draft: Draft) -> bytes:
    """The end of the ballots names the hash of the event before the last ballot."""
    first = board.setup_event(*draft.parts)
    parent = board.ballot_event(first.head, draft.ballot(1)).hash
    return written(draft.said[: END + 1], END, sets(parent=parent))


def of_another_board(draft: Draft) -> bytes:
    """The end of the ballots is that of a copy of the board on which the voter had marked another candidate."""
    first = board.setup_event(*draft.parts)
    other = board.ballot_event(first.head, draft.small.ballot(0, ((0, 1),)))
    end = encode_event(board.end_ballots_event(other.head).raw, TIMESTAMP)
    return b"".join([*entries(short(draft))[:END_EVENT], end])


def removed(places: range) -> Make:
    """Return what makes a record of two ballots and their end without some of its entries."""

    def make(draft: Draft) -> bytes:
        blocks = entries(draft.said[: END + 1])
        return b"".join(blocks[: places.start] + blocks[places.stop :])

    return make


def exchanged_ballots(draft: Draft) -> bytes:
    blocks = entries(draft.said[: END + 1])
    first, second = slice(BALLOT, BALLOT + 2), slice(BALLOT + 2, BALLOT + 4)
    blocks[first], blocks[second] = blocks[second], blocks[first]
    return b"".join(blocks)


def named_once(draft: Draft) -> bytes:
    """A second Ballot event names the ballot of the first, whose entry is not repeated."""
    said = [draft.said[SETUP], draft.said[FIRST], draft.said[FIRST], draft.said[END]]
    blocks = entries(said)
    del blocks[BALLOT_EVENT + 1]
    return b"".join(blocks)


def misnamed_end(draft: Draft) -> bytes:
    """EndBallots names the ballot before it as its payload, no data of its own before it."""
    payload = hashlib.sha256(draft.ballot(1)).hexdigest()
    return written(short(draft), 2, sets(payload=payload))


def with_data(draft: Draft) -> bytes:
    """EndBallots comes with a data entry and names it."""
    return packed([*short(draft)[:2], Link(board.END_BALLOTS, (b'"the ballots are ended"',))])


def extra_first(draft: Draft) -> bytes:
    """A note stands before a ballot; the event names the ballot, nothing names the note."""
    note = encode_data(b'"a note"', TIMESTAMP)
    blocks = entries(short(draft))
    return b"".join([*blocks[:BALLOT], note, *blocks[BALLOT:]])


def five_at_set_up(draft: Draft) -> bytes:
    blocks = entries(short(draft))
    return b"".join([blocks[0], encode_data(b'"a note"', TIMESTAMP), *blocks[1:]])


def setup_data_not_last(draft: Draft) -> bytes:
    """The set-up data stand before the credentials, although the event names them as its payload."""
    blocks = entries(short(draft))
    blocks[CREDENTIALS], blocks[CREDENTIALS + 1] = blocks[CREDENTIALS + 1], blocks[CREDENTIALS]
    return b"".join(blocks)


def left_over(draft: Draft) -> bytes:
    return packed(draft.said[: END + 1]) + encode_data(draft.small.ballot(2, ((0, 1),)), TIMESTAMP)


# fmt: off
EVENTS = (
    Fault("event-space", "2.1", "event-format", "An event has a space behind a colon.",
          spelled(FIRST, b'"type":', b'"type": ')),
    Fault("event-line-feed", "2.1", "event-format", "An event ends with a line feed.", spelled(FIRST, b"}", b"}\n")),
    Fault("event-fields-exchanged", "2.1", "event-format", "An event's height stands before its parent.",
          event(FIRST, exchanged)),
    Fault("event-field-extra", "2.1", "event-format", "An event has a field of its own.",
          event(FIRST, sets(note="late"))),
    Fault("event-field-twice", "2.1", "event-format", "An event names its height twice, the same both times.",
          spelled(FIRST, b'"height":1', b'"height":1,"height":1')),
    Fault("event-height-missing", "2.1", "event-format", "An event has no height.", event(FIRST, lacks("height"))),
    Fault("event-height-text", "2.1", "event-format", "An event's height is written as a text.",
          event(FIRST, sets(height="1"))),
    Fault("event-height-leading-zero", "2.1", "event-format", "An event's height has a leading zero.",
          spelled(FIRST, b'"height":1', b'"height":01')),
    Fault("event-height-fraction", "2.1", "event-format", "An event's height is written 1.0.",
          spelled(FIRST, b'"height":1', b'"height":1.0')),
    Fault("event-parent-null", "2.1", "event-format", "The first event has the parent null.",
          spelled(SETUP, b"{", b'{"parent":null,')),
    Fault("event-payload-null", "2.1", "event-format", "EndBallots has the payload null.",
          event(END, sets(payload=None))),
    Fault("event-parent-capitals", "2.1", "event-format", "An event's parent is written in capital letters.",
          event(FIRST, capitals)),
    Fault("event-type-unknown", "2.1", "event-format", "An event is of the type Notice, which nobody knows.",
          event(END, sets(type="Notice"))),
    Fault("event-type-small", "2.1", "event-format", "An event's type is written in small letters.",
          event(END, sets(type="endballots"))),
    Fault("event-type-list", "2.1", "event-format", "An event's type is a list, as in Belenios 4.",
          event(END, sets(type=["EndBallots"]))),
    Fault("event-no-json", "2.1", "event-format", "An event is not a JSON text.",
          event(END, lambda fields: b"the ballots are ended")),
)
# fmt: on

# fmt: off
CHAIN = (
    Fault("height-from-one", "2.2", "event-height", "Heights count from 1.", event(SETUP, sets(height=1))),
    Fault("height-skipped", "2.2", "event-height", "A height is left out; the rest counts on from there.",
          event(SECOND, sets(height=3))),
    Fault("height-repeated", "2.2", "event-height", "Two events have the same height.",
          event(SECOND, sets(height=1))),
    Fault("height-of-the-last", "2.2", "event-height", "The last event has height 0.", event(END, sets(height=0))),
    Fault("parent-of-the-first", "2.2", "event-parent", "The first event names a parent.",
          spelled(SETUP, b"{", b'{"parent":"%s",' % (b"0" * 64))),
    Fault("parent-missing", "2.2", "event-parent", "A later event names no parent.", event(SECOND, lacks("parent"))),
    Fault("parent-before-the-last", "2.2", "event-parent", "An event names the event before the one before it.",
          grandparent),
    Fault("parent-zeros", "2.2", "event-parent", "An event names 64 zeros as its parent.",
          event(END, sets(parent="0" * 64))),
    Fault("parent-of-another-board", "2.2", "event-parent",
          "The last event was taken from a copy of the board with another ballot.", of_another_board),
    Fault("ballot-removed", "2.2", "event-height", "A ballot was removed with its event.",
          removed(range(BALLOT, BALLOT_EVENT + 1))),
    Fault("event-removed", "2.2", "event-height", "A Ballot event was removed, its ballot left behind.",
          removed(range(BALLOT_EVENT, BALLOT_EVENT + 1))),
    Fault("set-up-removed", "2.2", "event-height", "The Setup event was removed with its data.",
          rearranged(lambda blocks: [blocks[0], *blocks[BALLOT:]])),
    Fault("ballots-exchanged", "2.2", "event-height", "Two Ballot events with their ballots changed places.",
          exchanged_ballots),
)
# fmt: on

# fmt: off
DATA = (
    Fault("data-missing", "2.3", "event-data", "A ballot's entry was removed, its event left behind.",
          without(BALLOT)),
    Fault("data-of-set-up-missing", "2.3", "event-data", "The entry of the trustees was removed.", without(2)),
    Fault("data-extra", "2.3", "event-data", "A note that no event names stands before a ballot.", extra_first),
    Fault("data-extra-at-set-up", "2.3", "event-data", "A note that no event names begins the record.",
          five_at_set_up),
    Fault("data-repeated", "2.3", "event-data", "A ballot's entry stands twice before its one event.",
          rearranged(lambda blocks: [*blocks[: BALLOT + 1], *blocks[BALLOT:]])),
    Fault("data-named-again", "2.3", "event-data", "A second event names an earlier ballot without its entry.",
          named_once),
    Fault("data-behind-its-event", "2.3", "event-data", "A ballot stands behind its event instead of before it.",
          rearranged(lambda b: [*b[:BALLOT], b[BALLOT_EVENT], b[BALLOT], *b[END_EVENT:]])),
    Fault("data-of-the-end", "2.3", "event-data", "EndBallots comes with a data entry.", with_data),
    Fault("data-of-the-next", "2.3", "event-data", "The ballot stands before the Setup event instead of behind it.",
          rearranged(lambda b: [*b[:SETUP_EVENT], b[BALLOT], b[SETUP_EVENT], *b[BALLOT_EVENT:]])),
    Fault("payload-of-another", "2.3", "event-payload", "The second Ballot event names the first ballot.",
          names_first_ballot),
    Fault("payload-missing", "2.3", "event-payload", "A Ballot event names no payload.",
          event(FIRST, lacks("payload"))),
    Fault("payload-zeros", "2.3", "event-payload", "A Ballot event names 64 zeros as its payload.",
          event(FIRST, sets(payload="0" * 64))),
    Fault("payload-of-the-end", "2.3", "event-payload", "EndBallots names the last ballot as its payload.",
          misnamed_end),
    Fault("payload-not-last", "2.3", "event-payload", "The set-up data stand before the credentials.",
          setup_data_not_last),
    Fault("data-left-over", "2.3", "data-orphan", "The record ends with a ballot that no event names.", left_over),
)
# fmt: on

FAULTS = (*EVENTS, *CHAIN, *DATA)
