"""Faults of bindings (check 8.2). Each archive passes every check of its own, false results among them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from ballots import board
from ballots.proofs import Proof
from ballots.record import container
from ballots.record.bindings import OwnedBinding, encode_bindings
from tests.support.archives import decryption_link, links
from tests.support.elections import small_election
from tests.vectors.drafts import Draft, Q, canonical, packed
from tests.vectors.faults.fault import Fault
from tests.vectors.faults.plausible import cheated, cheated_board
from tests.vectors.records import Files, Whole, files, heads_of, packed_record, record, whole

FORGED = ((-2, 2),)
"""The changes of the forged record: (2, 0) is published as (0, 2)."""


def without(of: Whole, parts: Files) -> Files:
    """The record without bindings, its checkpoints as they would be without."""
    return files(of, bound=False)


def given(bindings: Callable[[Whole], Sequence[OwnedBinding] | bytes]) -> Callable[[Draft], bytes]:
    """Return what makes the record with these bindings, which its checkpoints name as if they were right."""
    return record(lambda of, parts: with_bindings(of, parts, bindings(of)))


def with_bindings(of: Whole, parts: Files, bindings: Sequence[OwnedBinding] | bytes) -> Files:
    data = bindings if isinstance(bindings, bytes) else encode_bindings(bindings)
    return {**parts, container.BINDINGS: data}


def edited(change: Callable[[Any], object]) -> Callable[[Whole], bytes]:
    """Return what makes bindings.json with its value changed."""

    def make(of: Whole) -> bytes:
        value = json.loads(encode_bindings(of.bindings()))
        change(value)
        return canonical(value)

    return make


def forged(which: str) -> Callable[[Draft], bytes]:
    """Return what makes the record of a forged result, with the best bindings that the conspirators can make."""

    def make(draft: Draft) -> bytes:
        of = whole(draft, cheated_board(draft, "plain", FORGED))
        bindings = of.bindings() if which == "of the false factors" else _true(of).bindings()
        return packed_record({
            **files(of), container.BINDINGS: encode_bindings(bindings),
            container.CHECKPOINTS: heads_of(of, of.accounting(), bindings),
        })  # fmt: skip

    return make


def _true(of: Whole) -> Whole:
    """The same board with honest decryptions: its head of the encrypted tally is the same."""
    said = links(of.events)
    tallied = next(place for place, link in enumerate(said) if link.type == board.ENCRYPTED_TALLY)
    parts = of.draft.small.decryptions(of.tally())
    honest = [decryption_link(owner, data) for owner, data in enumerate(parts, start=1)]
    return whole(of.draft, [*said[: tallied + 1], *honest])


def moved(one: OwnedBinding, challenge: int = 0, response: int = 0) -> OwnedBinding:
    return OwnedBinding(
        one.owner, Proof((one.binding.challenge + challenge) % Q, (one.binding.response + response) % Q)
    )


def exchanged(of: Whole) -> list[OwnedBinding]:
    first, second = of.bindings()
    return [OwnedBinding(1, second.binding), OwnedBinding(2, first.binding)]


def of_another_election(of: Whole) -> tuple[OwnedBinding, ...]:
    other = small_election(voters=3, seed=499)
    return Whole(draft=of.draft, events=of.events).bindings(privates=other.private_keys)


def early(of: Whole, parts: Files) -> Files:
    """Bindings stand beside a board without a decryption."""
    cut = Whole(draft=of.draft, events=of.events[:5])
    return {**files(cut), container.BINDINGS: encode_bindings(of.bindings())}


def late(of: Whole, parts: Files) -> Files:
    """The board has one decryption, the file bindings of two."""
    cut = Whole(draft=of.draft, events=of.events[:6])
    return {**files(cut), container.BINDINGS: encode_bindings(of.bindings())}


def replay(draft: Draft) -> bytes:
    """The bindings are those of the same keys and ballots on a board that ended otherwise."""
    of = whole(draft)
    other = whole(draft, [draft.said[0], draft.said[2], draft.said[1], *draft.said[3:]])
    return packed_record(with_bindings(of, files(of), other.bindings()))


FAULTS = (
    Fault("forged-result", "8.2", "bindings-missing",
          "A trustee and the last voter publish (0, 2) where the ballots say (2, 0); Belenios' checks accept it.",
          cheated("plain", FORGED)),
    Fault("forged-result-with-blank", "8.2", "bindings-missing",
          "The same with a blank vote among the counts: two votes for one candidate are given to the other.",
          cheated("marks", ((0, -1, 1, 0),)), world="marks"),
    Fault("forged-result-with-weights", "8.2", "bindings-missing",
          "The same with weights: four votes change hands.", cheated("weights", ((4, -4),)), world="weights"),
    Fault("forged-result-two-questions", "8.2", "bindings-missing",
          "The same in two questions at once.", cheated("two", ((-1, 1), (1, -1))), world="two"),
    Fault("forged-bound", "8.2", "binding-proof",
          "The forged result, with bindings made honestly of the false factors.", forged("of the false factors"),
          record=True),
    Fault("forged-bound-to-the-truth", "8.2", "binding-proof",
          "The forged result, with bindings of the true factors.", forged("of the true factors"), record=True),
    Fault("bindings-missing-decrypting", "8.2", "bindings-missing",
          "One of two trustees has decrypted, and there is no binding.", lambda draft: packed(draft.said[:6])),
    Fault("bindings-missing-in-a-record", "8.2", "bindings-missing",
          "A whole record, everything right, without bindings.", record(without), record=True),
    Fault("bindings-of-another-head", "8.2", "binding-proof",
          "The bindings name the event before the encrypted tally.",
          given(lambda of: of.bindings(head=of.at(board.END_BALLOTS).hash)), record=True),
    Fault("bindings-of-another-order-of-ballots", "8.2", "binding-proof",
          "The bindings are of a board with the same ballots in another order: the same sums, another head.",
          replay, record=True),
    Fault("bindings-by-other-keys", "8.2", "binding-proof",
          "The bindings are made with the keys of another election.", given(of_another_election), record=True),
    Fault("bindings-exchanged", "8.2", "binding-proof",
          "Each trustee has the other's binding.", given(exchanged), record=True),
    Fault("binding-challenge-moved", "8.2", "binding-proof",
          "The first binding's challenge is one more.",
          given(lambda of: [moved(of.bindings()[0], challenge=1), of.bindings()[1]]), record=True),
    Fault("binding-response-moved", "8.2", "binding-proof",
          "The second binding's response is one more.",
          given(lambda of: [of.bindings()[0], moved(of.bindings()[1], response=1)]), record=True),
    Fault("binding-of-one-missing", "8.2", "bindings-count",
          "The second trustee's binding is missing.", given(lambda of: of.bindings()[:1]), record=True),
    Fault("bindings-in-other-order", "8.2", "bindings-count",
          "The bindings do not stand in the order of the board.", given(lambda of: of.bindings()[::-1]), record=True),
    Fault("binding-twice", "8.2", "bindings-count",
          "The first trustee's binding is there twice.",
          given(lambda of: [of.bindings()[0], *of.bindings()]), record=True),
    Fault("bindings-before-decryptions", "8.2", "bindings-count",
          "There are bindings and no decryption yet.", record(early), record=True),
    Fault("bindings-more-than-decryptions", "8.2", "bindings-count",
          "One trustee has decrypted, and two bindings are there.", record(late), record=True),
    Fault("bindings-empty", "8.2", "encoding-malformed",
          "bindings.json is there and empty.", given(lambda of: b""), record=True),
    Fault("bindings-none-listed", "8.2", "encoding-wrong-shape",
          "The list of bindings is empty.", given(edited(lambda value: value["bindings"].clear())), record=True),
    Fault("bindings-another-kind", "8.2", "encoding-wrong-shape",
          "bindings.json says that it is something else.",
          given(edited(lambda value: value.update(kind="majma keys"))), record=True),
    Fault("bindings-version-2", "8.2", "encoding-wrong-shape",
          "The file is of an unknown version.", given(edited(lambda value: value.update(version=2))), record=True),
    Fault("bindings-field-extra", "8.2", "encoding-wrong-shape",
          "There is a field more.", given(edited(lambda value: value.update(head="0" * 64))), record=True),
    Fault("binding-owner-zero", "8.2", "encoding-wrong-shape",
          "The first binding is of trustee 0.",
          given(edited(lambda value: value["bindings"][0].update(owner=0))), record=True),
    Fault("binding-owner-text", "8.2", "encoding-wrong-shape",
          "An owner is a text.", given(edited(lambda value: value["bindings"][0].update(owner="1"))), record=True),
    Fault("binding-response-of-the-order", "8.2", "scalar-out-of-range",
          "A response is q.", given(edited(lambda value: value["bindings"][0].update(response=str(Q)))), record=True),
    Fault("binding-challenge-number", "8.2", "encoding-number-format",
          "A challenge is a number and no text.",
          given(edited(lambda value: value["bindings"][0].update(challenge=7))), record=True),
    Fault("bindings-spaced", "8.2", "encoding-not-canonical",
          "There is a space in bindings.json.",
          given(lambda of: encode_bindings(of.bindings()).replace(b",", b", ", 1)), record=True),
    Fault("bindings-line-feed", "8.2", "encoding-not-canonical",
          "bindings.json ends with a line feed.",
          given(lambda of: encode_bindings(of.bindings()) + b"\n"), record=True),
)  # fmt: skip
