"""Faults of decryptions and of the result (checks 6.1 to 7.2). Everything before them is right."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from ballots import board
from ballots.elgamal import EncryptedTally
from ballots.encoding import hash_hex
from ballots.group import Element
from ballots.tally import decode_encrypted_tally
from ballots.trustees import partial_decryption
from tests.support.archives import Link, decryption_link
from tests.vectors.cheating import MINUS_ONE, forged_decryption
from tests.vectors.drafts import (
    DECRYPTION,
    DECRYPTION_2,
    GROUP,
    RESULT,
    TALLY,
    Draft,
    P,
    Q,
    as_archived,
    canonical,
    fits,
    packed,
    product,
    result_link,
)
from tests.vectors.faults.ballot_form import Make
from tests.vectors.faults.fault import Fault
from tests.vectors.faults.setup import edited, sets


def first(draft: Draft) -> bytes:
    return draft.said[DECRYPTION].data[0]


def second(draft: Draft) -> bytes:
    return draft.said[DECRYPTION_2].data[0]


def told(draft: Draft, *said: Link) -> bytes:
    """Return the whole record with these events instead of the decryptions."""
    return packed([*draft.said[:DECRYPTION], *said, draft.said[RESULT]])


def only(draft: Draft, *said: Link) -> bytes:
    """Return the record up to these events instead of the decryptions."""
    return packed([*draft.said[:DECRYPTION], *said])


def owned(change: Callable[[bytes], bytes]) -> Make:
    """Return what makes a record that ends with the first decryption, other bytes naming its owner."""

    def make(draft: Draft) -> bytes:
        decryption, payload = draft.said[DECRYPTION].data
        return only(draft, Link(board.PARTIAL_DECRYPTION, (decryption, change(payload))))

    return make


def decryption(change: Callable[[Draft], bytes]) -> Make:
    """Return what makes the whole record with another first decryption."""
    return lambda draft: told(draft, decryption_link(1, change(draft)), draft.said[DECRYPTION_2])


def form(change: Callable[[Any], object]) -> Make:
    """Return what makes a record that ends with the first decryption, its value changed."""
    return lambda draft: only(draft, decryption_link(1, edited(first(draft), change)))


def tally_of(draft: Draft) -> EncryptedTally:
    return decode_encrypted_tally(draft.said[TALLY].data[0], draft.small.election)


def factor(change: Callable[[int], object]) -> Callable[[Any], object]:
    """Return a change of the first factor."""

    def apply(fields: Any) -> None:
        fields["decryption_factors"][0][0] = str(change(int(fields["decryption_factors"][0][0])))

    return apply


def proof(name: str, change: Callable[[int], object]) -> Callable[[Any], object]:
    """Return a change of a number of the first proof."""

    def apply(fields: Any) -> None:
        found = fields["decryption_proofs"][0][0]
        found[name] = str(change(int(found[name])))

    return apply


def both_outside(draft: Draft) -> bytes:
    """All factors of both trustees are times -1, which cancels in the result; the proofs hold."""
    tally = tally_of(draft)
    forged = [forged_decryption(draft.small, tally, owner, twist=int(MINUS_ONE)) for owner in (1, 2)]
    return told(draft, *(decryption_link(owner, data) for owner, data in enumerate(forged, start=1)))


def false_together(draft: Draft) -> bytes:
    """One trustee's factor is times g, the other's divided by it: the result is right, no proof holds."""
    tally = tally_of(draft)
    back = GROUP.divide(GROUP.one, GROUP.generator)
    forged = [
        forged_decryption(draft.small, tally, owner, factor=times(by))
        for owner, by in ((1, GROUP.generator), (2, back))
    ]
    return told(draft, *(decryption_link(owner, data) for owner, data in enumerate(forged, start=1)))


def times(by: Element) -> Callable[[Element, Element], Element]:
    """Return what multiplies the right factor."""
    return lambda alpha, right: GROUP.multiply(right, by)


def false_result(draft: Draft) -> bytes:
    """The first trustee's factor moves a vote from the first candidate to the second; the result says so."""
    back = iter((GROUP.generator, GROUP.divide(GROUP.one, GROUP.generator)))
    tally = tally_of(draft)
    moved = forged_decryption(draft.small, tally, 1, factor=lambda _, right: GROUP.multiply(right, next(back)))
    links = [decryption_link(1, moved), draft.said[DECRYPTION_2], result_link([[1, 1]])]
    return packed([*draft.said[:DECRYPTION], *links])


def decrypted_by(draft: Draft, private: int, tally: EncryptedTally) -> bytes:
    return partial_decryption(private, tally, draft.small.election, draft.small.random)


def of_one_ballot(draft: Draft) -> bytes:
    """The first trustee decrypts the first ballot instead of the tally."""
    return decrypted_by(draft, draft.small.private_keys[0], product(draft.small, [(draft.ballot(), 1)]))


def of_other_election(draft: Draft) -> bytes:
    """A right decryption, proved for the fingerprint of the election under another name."""
    small = as_archived(draft.small, edited(draft.parts[0], sets(name="?")))
    return partial_decryption(small.private_keys[0], tally_of(draft), small.election, small.random)


def with_other_key(draft: Draft) -> bytes:
    """Decrypted and proved with a private key that is not the trustee's."""
    return decrypted_by(draft, GROUP.random_scalar(draft.small.random), tally_of(draft))


def exchanged_owners(draft: Draft) -> bytes:
    return told(draft, decryption_link(1, second(draft)), decryption_link(2, first(draft)))


def again(draft: Draft) -> bytes:
    """Return another right decryption of the first trustee: the same factors, other proofs."""
    return decrypted_by(draft, draft.small.private_keys[0], tally_of(draft))


def factors_times_generator(draft: Draft) -> bytes:
    return edited(first(draft), factor(lambda value: value * int(GROUP.generator) % P))


def challenge_plus_order(draft: Draft) -> bytes:
    while True:
        data = again(draft)
        if fits(int(json.loads(data)["decryption_proofs"][0][0]["challenge"]) + Q):
            return only(draft, decryption_link(1, edited(data, proof("challenge", lambda value: value + Q))))


def false_then_right(draft: Draft) -> bytes:
    return told(draft, decryption_link(1, factors_times_generator(draft)), *draft.said[DECRYPTION:RESULT])


# fmt: off
OWNER = (
    Fault("owner-unknown", "6.1", "decryption-owner", "A third decryption names trustee 3 of two.",
          lambda draft: told(draft, *draft.said[DECRYPTION:RESULT], decryption_link(3, first(draft)))),
    Fault("owner-unknown-before-result", "6.1", "decryption-owner",
          "A decryption names trustee 7 of two; there is no result yet.",
          lambda draft: only(draft, decryption_link(7, first(draft)))),
    Fault("owner-zero", "6.1", "event-payload", "A decryption names trustee 0.",
          owned(lambda data: data.replace(b'"owner":1', b'"owner":0'))),
    Fault("owner-text", "6.1", "event-payload", "A decryption names its trustee as a text.",
          owned(lambda data: data.replace(b'"owner":1', b'"owner":"1"'))),
    Fault("owner-leading-zero", "6.1", "event-payload", "The number of a decryption's trustee has a leading zero.",
          owned(lambda data: data.replace(b'"owner":1', b'"owner":01'))),
    Fault("owned-fields-exchanged", "6.1", "event-payload",
          "The owned decryption names its payload before its owner.",
          owned(lambda data: canonical(dict(reversed(json.loads(data).items()))))),
    Fault("owned-field-extra", "6.1", "event-payload", "The owned decryption has a field of its own.",
          owned(lambda data: edited(data, lambda fields: fields.update(note="")))),
    Fault("owned-space", "6.1", "event-payload", "The owned decryption has a space behind a colon.",
          owned(lambda data: data.replace(b":", b": ", 1))),
    Fault("owned-names-other", "6.1", "event-payload", "The owned decryption names something that is not there.",
          owned(lambda data: edited(data, lambda fields: fields.update(payload=hash_hex(b""))))),
    Fault("decryption-twice", "6.1", "decryption-repeated", "The first decryption stands twice.",
          lambda draft: told(draft, draft.said[DECRYPTION], draft.said[DECRYPTION], draft.said[DECRYPTION_2])),
    Fault("decryption-replaced", "6.1", "decryption-repeated",
          "The first trustee decrypts again, as rightly as before.",
          lambda draft: told(draft, *draft.said[DECRYPTION:RESULT], decryption_link(1, again(draft)))),
    Fault("decryption-replaced-before-result", "6.1", "decryption-repeated",
          "A false second decryption of the first trustee follows the right one; there is no result yet.",
          lambda draft: only(draft, draft.said[DECRYPTION], decryption_link(1, factors_times_generator(draft)))),
)
# fmt: on

# fmt: off
PROOFS = (
    Fault("decryption-false", "6.2", "partial-decryption-proof",
          "A factor moves a vote from one candidate to the other, and the result says so.", false_result),
    Fault("decryption-false-before-result", "6.2", "partial-decryption-proof",
          "A factor is times g; there is no result yet.",
          lambda draft: only(draft, decryption_link(1, factors_times_generator(draft)))),
    Fault("decryption-false-then-right", "6.2", "partial-decryption-proof",
          "A false decryption of the first trustee is followed by the right one.",
          false_then_right),
    Fault("decryptions-false-together", "6.2", "partial-decryption-proof",
          "Two trustees' factors are false, but cancel: the result is right.", false_together),
    Fault("decryptions-exchanged", "6.2", "partial-decryption-proof",
          "Two trustees' decryptions stand under each other's number.", exchanged_owners),
    Fault("decryption-of-other-trustee", "6.2", "partial-decryption-proof",
          "The first trustee's decryption stands under the second's number.",
          lambda draft: only(draft, decryption_link(2, first(draft)))),
    Fault("decryption-with-other-key", "6.2", "partial-decryption-proof",
          "A tally is decrypted with a key that is no trustee's.", decryption(with_other_key)),
    Fault("decryption-of-one-ballot", "6.2", "partial-decryption-proof",
          "A trustee decrypts a voter's ballot instead of the tally.", decryption(of_one_ballot)),
    Fault("decryption-of-other-election", "6.2", "partial-decryption-proof",
          "The proofs of a right decryption were made for the election under another name.",
          decryption(of_other_election)),
    Fault("factors-exchanged", "6.2", "partial-decryption-proof", "The factors of two entries changed places.",
          form(lambda fields: fields["decryption_factors"][0].reverse())),
    Fault("decryption-proofs-exchanged", "6.2", "partial-decryption-proof",
          "The proofs of two factors changed places.", form(lambda fields: fields["decryption_proofs"][0].reverse())),
    Fault("decryption-challenge-changed", "6.2", "partial-decryption-proof",
          "The challenge of a decryption's proof is one too high.",
          form(proof("challenge", lambda value: (value + 1) % Q))),
    Fault("decryption-response-changed", "6.2", "partial-decryption-proof",
          "The response of a decryption's proof is one too high.",
          form(proof("response", lambda value: (value + 1) % Q))),
    Fault("decryption-proof-simulated", "6.2", "partial-decryption-proof",
          "Challenge and response of a decryption's proof are 0.",
          form(lambda fields: fields["decryption_proofs"][0].__setitem__(0, {"challenge": "0", "response": "0"}))),
    Fault("factors-outside", "6.2", "element-not-in-group",
          "All factors of both trustees are times -1; they cancel in the result, and the proofs hold.", both_outside),
    Fault("factor-plus-modulus", "6.2", "element-out-of-range", "A factor is the right one plus p.",
          form(factor(lambda value: value + P))),
    Fault("factor-zero", "6.2", "element-out-of-range", "A factor is 0.", form(factor(lambda value: 0))),
    Fault("factor-leading-zero", "6.2", "encoding-number-format", "A factor has a leading zero.",
          form(factor(lambda value: f"0{value}"))),
    Fault("decryption-challenge-plus-order", "6.2", "scalar-out-of-range",
          "The challenge of a decryption's proof is the right one plus q.", challenge_plus_order),
    Fault("decryption-line-feed", "6.2", "encoding-not-canonical", "A decryption ends with a line feed.",
          lambda draft: only(draft, decryption_link(1, first(draft) + b"\n"))),
    Fault("decryption-fields-exchanged", "6.2", "encoding-wrong-shape",
          "The proofs of a decryption stand before its factors.",
          form(lambda fields: fields.update(decryption_factors=fields.pop("decryption_factors")))),
    Fault("decryption-field-extra", "6.2", "encoding-wrong-shape", "A decryption has a field of its own.",
          form(lambda fields: fields.update(note=""))),
    Fault("factor-missing", "6.2", "encoding-wrong-shape", "A decryption lacks the factor of an entry.",
          form(lambda fields: fields["decryption_factors"][0].pop())),
    Fault("decryption-proof-missing", "6.2", "encoding-wrong-shape", "A decryption lacks the proof of a factor.",
          form(lambda fields: fields["decryption_proofs"][0].pop())),
    Fault("decryption-proofs-none", "6.2", "encoding-wrong-shape", "A decryption has an empty list of proofs.",
          form(lambda fields: fields.update(decryption_proofs=[]))),
)
# fmt: on

# --- Result -----------------------------------------------------------------------------------------------


def result(said: Sequence[Sequence[int]] | bytes) -> Make:
    """Return what makes the whole record with another result; the right one is [[2, 0]]."""
    return lambda draft: packed([*draft.said[:RESULT], result_link(said)])


def false_then_true(draft: Draft) -> bytes:
    return packed([*draft.said[:RESULT], result_link([[0, 2]]), draft.said[RESULT]])


# fmt: off
COMPLETE = (
    Fault("decryption-missing", "7.1", "decryption-missing",
          "The result stands before the second trustee's decryption, which never comes.",
          lambda draft: told(draft, draft.said[DECRYPTION])),
    Fault("decryptions-missing", "7.1", "decryption-missing", "The result stands right behind the tally.",
          lambda draft: told(draft)),
    Fault("decryption-of-one-missing-false", "7.1", "decryption-missing",
          "A result that one trustee alone chose stands behind its decryption.",
          lambda draft: packed([*draft.said[: DECRYPTION + 1], result_link([[0, 2]])])),
)
# fmt: on

# fmt: off
RESULTS = (
    Fault("result-exchanged", "7.2", "result-mismatch", "The counts of two candidates changed places.",
          result([[0, 2]])),
    Fault("result-one-less", "7.2", "result-mismatch", "A count is one too low.", result([[1, 0]])),
    Fault("result-zeros", "7.2", "result-mismatch", "All counts are 0.", result([[0, 0]])),
    Fault("result-false-then-true", "7.2", "result-mismatch", "A false result is followed by the true one.",
          false_then_true),
    Fault("result-above-weight", "7.2", "result-out-of-range", "A count is above the number of ballots.",
          result([[3, 0]])),
    Fault("result-plus-order", "7.2", "encoding-number-format", "A count is the right one plus q.",
          result(b'{"result":[[%d,0]]}' % (2 + Q))),
    Fault("result-texts", "7.2", "encoding-wrong-shape", "The counts are written as texts.",
          result(b'{"result":[["2","0"]]}')),
    Fault("result-fraction", "7.2", "encoding-number-format", "A count is written 2.0.",
          result(b'{"result":[[2.0,0]]}')),
    Fault("result-minus-zero", "7.2", "encoding-number-format", "A count is written -0.",
          result(b'{"result":[[2,-0]]}')),
    Fault("result-leading-zero", "7.2", "encoding-malformed", "A count is written 02.",
          result(b'{"result":[[02,0]]}')),
    Fault("result-space", "7.2", "encoding-not-canonical", "The result has a space behind a comma.",
          result(b'{"result":[[2, 0]]}')),
    Fault("result-line-feed", "7.2", "encoding-not-canonical", "The result ends with a line feed.",
          result(b'{"result":[[2,0]]}\n')),
    Fault("result-field-twice", "7.2", "encoding-duplicate-key", "There are two results in one.",
          result(b'{"result":[[0,2]],"result":[[2,0]]}')),
    Fault("result-field-extra", "7.2", "encoding-wrong-shape", "The result has a field of its own.",
          result(b'{"result":[[2,0]],"note":""}')),
    Fault("result-entry-missing", "7.2", "encoding-wrong-shape", "The result lacks a candidate's count.",
          result(b'{"result":[[2]]}')),
    Fault("result-entry-extra", "7.2", "encoding-wrong-shape", "The result has a count too many.",
          result(b'{"result":[[2,0,0]]}')),
    Fault("result-row-extra", "7.2", "encoding-wrong-shape", "The result has a row too many.",
          result(b'{"result":[[2,0],[]]}')),
    Fault("result-true", "7.2", "encoding-wrong-shape", "A count is written true.",
          result(b'{"result":[[2,false]]}')),
    Fault("result-bare", "7.2", "encoding-wrong-shape", "The result is a list without its field.",
          result(b"[[2,0]]")),
)
# fmt: on

FAULTS = (*OWNER, *PROOFS, *COMPLETE, *RESULTS)
