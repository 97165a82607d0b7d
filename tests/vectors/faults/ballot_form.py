"""Faults of what a ballot is and who cast it (checks 4.1 to 4.3).

The forger is a voter: a changed body is signed again. Where the count does not fail over the ballot, it is counted.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ballots.encoding import encode_json
from ballots.group import Element
from tests.support.archives import setup_link, signed_again
from tests.vectors.cheating import MINUS_ONE, THIRD_ROOT, Vote, credential_of, forged_ballot, signed
from tests.vectors.drafts import (
    GROUP,
    SETUP,
    Draft,
    P,
    Q,
    as_archived,
    ballot_links,
    canonical,
    fits,
    packed,
    vote_again,
    with_ballots,
)
from tests.vectors.faults.fault import Fault
from tests.vectors.faults.setup import edited, sets

Body = dict[str, Any]
Change = Callable[[Body], object]
Make = Callable[[Draft], bytes]


def counted(change: Change) -> Make:
    """Return what makes the whole record with the first ballot changed by its voter and counted."""

    def make(draft: Draft) -> bytes:
        ballot = signed_again(draft.small, 0, draft.ballot(), change)
        return with_ballots(draft, [ballot, *draft.ballots[1:]])

    return make


def on_board(draft: Draft, *ballots: bytes) -> bytes:
    """Return a record that ends with these ballots."""
    return packed([draft.said[SETUP], *ballot_links(ballots)])


def cast(change: Change) -> Make:
    """Return what makes a record that ends with the first ballot, changed by its voter."""
    return lambda draft: on_board(draft, signed_again(draft.small, 0, draft.ballot(), change))


def bytes_of(change: Callable[[bytes], bytes]) -> Make:
    """Return what makes a record that ends with other bytes than the first ballot has."""
    return lambda draft: on_board(draft, change(draft.ballot()))


def answer(body: Body, question: int = 0) -> Body:
    """Return the answer to a question."""
    found: Body = body["answers"][question]
    return found


def number(path: tuple[str | int, ...], change: Callable[[str], object]) -> Change:
    """Return a change of one text of the first answer."""

    def apply(body: Body) -> None:
        place: Any = answer(body)
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = change(place[path[-1]])

    return apply


ALPHA = ("choices", 0, "alpha")
BETA = ("choices", 1, "beta")
RESPONSE = ("overall_proof", 1, "response")


def last_first(path: tuple[str | int, ...]) -> Change:
    """Return a change that puts the first field of an object last."""

    def apply(body: Body) -> None:
        place: Any = answer(body)
        for step in path:
            place = place[step]
        name = next(iter(place))
        place[name] = place.pop(name)

    return apply


def repeats(name: str) -> Change:
    """Return a change that repeats the last entry of a list of the first answer."""
    return lambda body: answer(body)[name].append(answer(body)[name][-1])


def twisted(alpha: int, beta: int) -> Make:
    """Return what makes a record that ends with a ballot whose first entry is times these, its equations holding."""

    def make(draft: Draft) -> bytes:
        vote = Vote(numbers=(1, 0), twists=(Element(alpha), Element(beta)))
        return on_board(draft, forged_ballot(draft.small, 0, vote))

    return make


def of_other_election(draft: Draft) -> bytes:
    """A ballot of the same voter, cast when the election still had another name; the rest is the same."""
    small = as_archived(draft.small, edited(draft.parts[0], sets(name="?")))
    return on_board(draft, vote_again(draft, small)[0])


def plus_order(*path: str | int) -> Make:
    """Return what makes a record that ends with a ballot, a scalar of its answer small enough to stand q higher."""

    def make(draft: Draft) -> bytes:
        while True:
            ballot = draft.small.ballot(0, ((1, 0),))
            place: Any = answer(json.loads(ballot))
            for step in path:
                place = place[step]
            if fits(int(place) + Q):
                higher = number(path, lambda text: str(int(text) + Q))
                return on_board(draft, signed_again(draft.small, 0, ballot, higher))

    return make


def signature_plus_order(draft: Draft) -> bytes:
    while True:
        ballot = json.loads(draft.small.ballot(0, ((1, 0),)))
        proof = ballot["signature"]["proof"]
        if fits(int(proof["response"]) + Q):
            proof["response"] = str(int(proof["response"]) + Q)
            return on_board(draft, canonical(ballot))


def credential_first(body: Body) -> None:
    for name in ("election_uuid", "election_hash", "answers"):
        body[name] = body.pop(name)


def hexadecimal_fingerprint(body: Body) -> None:
    text = body["election_hash"]
    body["election_hash"] = base64.b64decode(text + "=").hex()


# fmt: off
MEMBERS = (
    Fault("alpha-minus", "4.1", "element-not-in-group",
          "An alpha is times -1 and every challenge with it even, so that all equations hold.",
          twisted(int(MINUS_ONE), 1)),
    Fault("beta-minus", "4.1", "element-not-in-group",
          "A beta is times -1 and every challenge with it even, so that all equations hold.",
          twisted(1, int(MINUS_ONE))),
    Fault("alpha-third-root", "4.1", "element-not-in-group",
          "An alpha is times a number of order 3, every challenge a multiple of 3: all equations hold.",
          twisted(int(THIRD_ROOT), 1)),
    Fault("alpha-five", "4.1", "element-not-in-group", "An alpha is 5, which is not in the group.",
          cast(number(ALPHA, lambda _: "5"))),
    Fault("alpha-zero", "4.1", "element-out-of-range", "An alpha is 0.", cast(number(ALPHA, lambda _: "0"))),
    Fault("alpha-modulus", "4.1", "element-out-of-range", "An alpha is p.", cast(number(ALPHA, lambda _: str(P)))),
    Fault("beta-plus-modulus", "4.1", "element-out-of-range", "A beta is the right one plus p.",
          cast(number(BETA, lambda text: str(int(text) + P)))),
    Fault("challenge-plus-order", "4.1", "scalar-out-of-range", "A challenge is the right one plus q.",
          plus_order("individual_proofs", 0, 0, "challenge")),
    Fault("response-plus-order", "4.1", "scalar-out-of-range",
          "A response of the overall proof is the right one plus q.", plus_order("overall_proof", 1, "response")),
    Fault("signature-plus-order", "4.1", "scalar-out-of-range",
          "The response of the signature is the right one plus q.", signature_plus_order),
)
# fmt: on

# fmt: off
SPELLING = (
    Fault("alpha-leading-zero", "4.1", "encoding-number-format", "An alpha has a leading zero.",
          counted(number(ALPHA, lambda text: "0" + text))),
    Fault("alpha-hexadecimal", "4.1", "encoding-number-format", "An alpha is written in hexadecimal.",
          counted(number(ALPHA, lambda text: hex(int(text))))),
    Fault("alpha-signed", "4.1", "encoding-number-format", "An alpha has a plus sign.",
          cast(number(ALPHA, lambda text: "+" + text))),
    Fault("alpha-space", "4.1", "encoding-number-format", "An alpha begins with a space.",
          cast(number(ALPHA, lambda text: " " + text))),
    Fault("alpha-endless", "4.1", "encoding-number-format", "An alpha has 700 digits.",
          cast(number(ALPHA, lambda text: "1" * 700))),
    Fault("response-json-number", "4.1", "encoding-number-format", "A response is 7, a JSON number.",
          cast(number(RESPONSE, lambda text: 7))),
    Fault("ballot-empty", "4.1", "encoding-malformed", "A ballot has no byte.", bytes_of(lambda data: b"")),
    Fault("ballot-cut-short", "4.1", "encoding-malformed", "The last byte of a ballot is missing.",
          bytes_of(lambda data: data[:-1])),
    Fault("ballot-not-utf-8", "4.1", "encoding-malformed", "A ballot has a byte that is no UTF-8.",
          bytes_of(lambda data: data.replace(b'"hash"', b'"hash\xff"'))),
    Fault("ballot-line-feed", "4.1", "encoding-not-canonical", "A ballot ends with a line feed.",
          bytes_of(lambda data: data + b"\n")),
    Fault("ballot-space", "4.1", "encoding-not-canonical", "A ballot has a space behind a colon.",
          bytes_of(lambda data: data.replace(b":", b": ", 1))),
    Fault("ballot-escaped-letter", "4.1", "encoding-not-canonical",
          "A letter of a field's name in a ballot is escaped.",
          bytes_of(lambda data: data.replace(b'"alpha"', rb'"\u0061lpha"', 1))),
    Fault("ballot-field-twice", "4.1", "encoding-duplicate-key", "An entry has two alphas; the later one is proved.",
          bytes_of(lambda data: data.replace(b'{"alpha"', b'{"alpha":"1","alpha"', 1))),
    Fault("ballot-too-large", "4.1", "encoding-too-large", "A ballot has 20,000 zeros before an alpha.",
          cast(number(ALPHA, lambda text: "0" * 20_000 + text))),
    Fault("ballot-too-deep", "4.1", "encoding-too-deep", "A ballot stands inside a hundred brackets.",
          bytes_of(lambda data: b"[" * 100 + data + b"]" * 100)),
)
# fmt: on

# fmt: off
SHAPE = (
    Fault("answer-fields-exchanged", "4.1", "encoding-wrong-shape",
          "The proofs of an answer stand before its choices.", cast(last_first(()))),
    Fault("choice-fields-exchanged", "4.1", "encoding-wrong-shape", "A beta stands before its alpha.",
          counted(last_first(("choices", 0)))),
    Fault("proof-fields-exchanged", "4.1", "encoding-wrong-shape", "A response stands before its challenge.",
          cast(last_first(("individual_proofs", 1, 0)))),
    Fault("answer-field-extra", "4.1", "encoding-wrong-shape", "An answer has a field of its own.",
          counted(lambda body: answer(body).update(note="I was here"))),
    Fault("choice-field-extra", "4.1", "encoding-wrong-shape", "An entry of an answer has a field of its own.",
          cast(lambda body: answer(body)["choices"][0].update(note=""))),
    Fault("ballot-field-extra", "4.1", "encoding-wrong-shape", "A ballot has a field of its own, which is signed.",
          cast(lambda body: body.update(note=""))),
    Fault("ballot-fields-exchanged", "4.1", "encoding-wrong-shape", "A ballot's credential stands first.",
          cast(credential_first)),
    Fault("answer-missing", "4.1", "encoding-wrong-shape", "A ballot answers one of two questions.",
          cast(lambda body: body["answers"].pop()), "two"),
    Fault("answer-extra", "4.1", "encoding-too-large", "A ballot answers a question that was not asked.",
          cast(lambda body: body["answers"].append(body["answers"][0]))),
    Fault("blank-proof-extra", "4.1", "encoding-wrong-shape",
          "An answer has a proof about blank where no blank is asked for.",
          cast(lambda body: answer(body).update(blank_proof=answer(body)["overall_proof"]))),
    Fault("choice-missing", "4.1", "encoding-wrong-shape", "An entry of an answer is missing.",
          cast(lambda body: answer(body)["choices"].pop())),
    Fault("choice-extra", "4.1", "encoding-wrong-shape", "An answer has an entry too many.",
          cast(repeats("choices"))),
    Fault("individual-proof-missing", "4.1", "encoding-wrong-shape", "The last entry of an answer has no proof.",
          cast(lambda body: answer(body)["individual_proofs"].pop())),
    Fault("individual-branch-missing", "4.1", "encoding-wrong-shape", "The proof of an entry has one branch.",
          cast(lambda body: answer(body)["individual_proofs"][0].pop())),
    Fault("individual-proofs-none", "4.1", "encoding-wrong-shape",
          "An answer has an empty list of individual proofs.",
          cast(lambda body: answer(body).update(individual_proofs=[]))),
    Fault("overall-proof-none", "4.1", "encoding-wrong-shape", "An answer has an empty overall proof.",
          cast(lambda body: answer(body).update(overall_proof=[]))),
    Fault("blank-proof-missing", "4.1", "encoding-wrong-shape", "An answer with blank has no proof about blank.",
          cast(lambda body: answer(body).pop("blank_proof")), "blank"),
    Fault("blank-proof-null", "4.1", "encoding-wrong-shape", "The proof about blank is null.",
          cast(lambda body: answer(body).update(blank_proof=None)), "blank"),
)
# fmt: on


def wider_range(draft: Draft) -> bytes:
    """Two marks where one is allowed, proved to be among 0, 1 and 2: a branch too many."""
    ballot = forged_ballot(draft.small, 0, Vote(numbers=(1, 1), values=(0, 1, 2)))
    return with_ballots(draft, [ballot, draft.ballot(2)])


def without_blank(draft: Draft) -> bytes:
    """The answer to a question with blank as if there were none: no first entry, no proof about blank."""
    plain = tuple(replace(asked, blank=False) for asked in draft.small.election.questions)
    election = as_archived(draft.small, draft.parts[0]).election
    object.__setattr__(election, "questions", plain)
    ballot = forged_ballot(replace(draft.small, election=election), 0, Vote(numbers=(0, 1)))
    return on_board(draft, ballot)


# fmt: off
PRETENDED = (
    Fault("overall-proof-wider", "4.1", "encoding-wrong-shape",
          "Two candidates are marked where one is allowed; the overall proof has a branch more and holds for 0 to 2.",
          wider_range),
    Fault("blank-left-out", "4.1", "encoding-wrong-shape",
          "An answer to a question with blank is made as if there were no blank.", without_blank, "blank"),
    Fault("ballot-of-other-election", "4.1", "ballot-foreign",
          "A ballot was cast by the same voter when the election had another name.", of_other_election),
    Fault("ballot-uuid-other", "4.1", "ballot-foreign", "A ballot names another uuid; its fingerprint is right.",
          counted(sets(election_uuid="1" * 14))),
    Fault("ballot-fingerprint-other", "4.1", "ballot-foreign",
          "A ballot names another fingerprint; its proofs are for the right one.",
          counted(sets(election_hash="A" * 43))),
    Fault("ballot-fingerprint-padded", "4.1", "ballot-foreign", "A ballot's fingerprint ends with the padding =.",
          cast(lambda body: body.update(election_hash=body["election_hash"] + "="))),
    Fault("ballot-fingerprint-hexadecimal", "4.1", "ballot-foreign",
          "A ballot's fingerprint is written in hexadecimal.", cast(hexadecimal_fingerprint)),
)
# fmt: on

# --- Who casts it -----------------------------------------------------------------------------------------


def outsider(draft: Draft, secret: int, public: str) -> bytes:
    """Return the record of a ballot by somebody whose key is not on the list, right in everything else."""
    context = f"{draft.small.election.fingerprint}|{public}"
    ballot = json.loads(forged_ballot(draft.small, 2, Vote(numbers=(0, 1)), context=context))
    body = {**ballot, "credential": public}
    del body["signature"]
    made = signed(draft.small, body, Element(int(public)), secret)
    return with_ballots(draft, [*draft.ballots, made])


def of_nobody(draft: Draft) -> bytes:
    secret = GROUP.random_scalar(draft.small.random)
    return outsider(draft, secret, str(GROUP.generator_power(secret)))


def of_public_secret(draft: Draft) -> bytes:
    return outsider(draft, 0, "1")


def outside(draft: Draft) -> bytes:
    secret = GROUP.random_scalar(draft.small.random)
    return outsider(draft, secret, str(P - GROUP.generator_power(secret)))


def with_leading_zero(draft: Draft) -> bytes:
    public, secret = credential_of(draft.small, 2)
    return outsider(draft, secret, "0" + public)


def taken_off(draft: Draft) -> bytes:
    """The first voter was taken off the list and cast a ballot nevertheless."""
    public, _ = credential_of(draft.small, 0)
    entries = [text for text in json.loads(draft.parts[2]) if text != public]
    told = [setup_link(*draft.parts[:2], encode_json(entries)), *draft.said[1:]]
    return packed(told)


# fmt: off
VOTERS = (
    Fault("voter-leading-zero", "4.1", "encoding-number-format",
          "A ballot's credential has a leading zero; proofs and signature are made for it so.", with_leading_zero),
    Fault("voter-outside", "4.1", "element-not-in-group",
          "A ballot's credential is not in the group nor on the list; proofs and signature hold.", outside),
    Fault("voter-unknown", "4.2", "credential-unknown",
          "Somebody with a key of their own casts a ballot that is right in everything else.", of_nobody),
    Fault("voter-with-key-one", "4.2", "credential-unknown",
          "A ballot is signed with the secret 0, which everybody knows; its credential 1 is not on the list.",
          of_public_secret),
    Fault("voter-taken-off", "4.2", "credential-unknown", "A voter casts a ballot who is not on the list any more.",
          taken_off),
)
# fmt: on


def played_again(*numbers: int) -> Make:
    """Return what makes the whole record with the good record's ballots in this order, some of them twice."""
    return lambda draft: with_ballots(draft, [draft.ballot(number) for number in numbers])


# fmt: off
REPEATED = (
    Fault("ballot-twice", "4.3", "ballot-repeated", "A ballot stands twice on the board, one behind the other.",
          played_again(1, 1, 2)),
    Fault("ballot-twice-apart", "4.3", "ballot-repeated",
          "A ballot stands on the board again behind another voter's.", played_again(1, 2, 1)),
    Fault("ballot-brought-back", "4.3", "ballot-repeated",
          "A voter had voted again; somebody brings the first ballot back, so that it counts.",
          played_again(1, 2, 3, 1), "again"),
)
# fmt: on

FAULTS = (*MEMBERS, *SPELLING, *SHAPE, *PRETENDED, *VOTERS, *REPEATED)
