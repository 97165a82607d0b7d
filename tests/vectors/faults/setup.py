"""Faults of the set-up's data and of the election's description (checks 3.1 and 3.2).

Where the description can still be voted on, a ballot follows, made for its bytes as they are archived.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from ballots import board
from tests.support.archives import Link, setup_link
from tests.vectors.cheating import (
    MINUS_ONE,
    THIRD_ROOT,
    Vote,
    forged_ballot,
    trustee_key,
    trustees_bytes,
    with_trustees,
)
from tests.vectors.drafts import (
    FIRST,
    Draft,
    P,
    as_archived,
    ballot_links,
    canonical,
    closing,
    only_setup,
    packed,
    voted_setup,
    with_setup,
)
from tests.vectors.faults.fault import Fault
from tests.vectors.threshold import threshold_group

Make = Callable[[Draft], bytes]
Fields = dict[str, Any]


def edited(data: bytes, change: Callable[[Any], object]) -> bytes:
    """Return a JSON text after a change of its value."""
    value = json.loads(data)
    change(value)
    return canonical(value)


def first_question(election: Fields) -> Fields:
    question: Fields = election["questions"][0]
    return question


# --- Setup data -------------------------------------------------------------------------------------------


def setup_data(change: Callable[[bytes], bytes]) -> Make:
    """Return what makes a record up to the first ballot with other bytes as set-up data, named by the event."""

    def make(draft: Draft) -> bytes:
        *parts, data = draft.said[0].data
        return packed([Link(board.SETUP, (*parts, change(data))), draft.said[FIRST]])

    return make


def parts_exchanged(draft: Draft) -> bytes:
    election, trustees, credentials, data = draft.said[0].data
    return packed([Link(board.SETUP, (trustees, election, credentials, data)), draft.said[FIRST]])


def fields_exchanged(data: bytes) -> bytes:
    fields = json.loads(data)
    return canonical({name: fields[name] for name in ("trustees", "election", "credentials")})


def names_other(part: str) -> Make:
    """Return what makes the record whose set-up data name, as one part, something that is not there."""
    other = hashlib.sha256(part.encode()).hexdigest()
    return setup_data(lambda data: edited(data, lambda fields: fields.update({part: other})))


# fmt: off
SETUP_DATA = (
    Fault("set-up-names-other-election", "3.1", "event-payload",
          "The set-up data name another election than stands there.", names_other("election")),
    Fault("set-up-names-other-trustees", "3.1", "event-payload",
          "The set-up data name other trustees than stand there.", names_other("trustees")),
    Fault("set-up-names-other-credentials", "3.1", "event-payload",
          "The set-up data name another list of credentials.", names_other("credentials")),
    Fault("set-up-parts-exchanged", "3.1", "event-payload", "The trustees stand before the election.",
          parts_exchanged),
    Fault("set-up-fields-exchanged", "3.1", "event-payload", "The set-up data name the trustees before the election.",
          setup_data(fields_exchanged)),
    Fault("set-up-field-extra", "3.1", "event-payload", "The set-up data have a fourth field.",
          setup_data(lambda data: edited(data, lambda fields: fields.update(note="")))),
    Fault("set-up-space", "3.1", "event-payload", "The set-up data have a space behind a colon.",
          setup_data(lambda data: data.replace(b":", b": ", 1))),
    Fault("set-up-capitals", "3.1", "event-payload", "The set-up data name the election in capital letters.",
          setup_data(lambda data: data[:13] + data[13:77].upper() + data[77:])),
)
# fmt: on

# --- The election's description ---------------------------------------------------------------------------


def held(change: Callable[[Any], object]) -> Make:
    """Return what makes the whole record of an election whose description was changed before it began."""
    return lambda draft: with_setup(draft, election=edited(draft.parts[0], change))


def election(change: Callable[[Any], object]) -> Make:
    """Return what makes such a record up to the first ballot."""
    return lambda draft: voted_setup(draft, election=edited(draft.parts[0], change))


def spelled(change: Callable[[bytes], bytes]) -> Make:
    """Return what makes a record up to the first ballot, the description spelled otherwise."""
    return lambda draft: voted_setup(draft, election=change(draft.parts[0]))


def set_up(change: Callable[[Any], object]) -> Make:
    """Return what makes a record of nothing but the set-up, the description changed."""
    return lambda draft: only_setup(draft, election=edited(draft.parts[0], change))


def texts(text: bytes) -> Make:
    """Return what makes a record of nothing but the set-up, with this text as the description."""
    return lambda draft: only_setup(draft, election=text)


def sets(**values: object) -> Callable[[Any], object]:
    return lambda fields: fields.update(values)


def asks(**values: object) -> Callable[[Any], object]:
    return lambda fields: first_question(fields).update(values)


def name_first(fields: Fields) -> None:
    name = fields.pop("name")
    rest = dict(fields)
    fields.clear()
    fields.update({"name": name} | rest)


def blank_false(fields: Fields) -> None:
    asked = first_question(fields)
    fields["questions"] = [{"answers": asked.pop("answers"), "blank": False, **asked}]


def key_plus_modulus(fields: Fields) -> None:
    fields["public_key"] = str(int(fields["public_key"]) + P)


def key_with_zero(fields: Fields) -> None:
    fields["public_key"] = "0" + fields["public_key"]


def non_homomorphic(fields: Fields) -> None:
    question = {"answers": first_question(fields)["answers"], "question": "?"}
    fields["questions"] = [{"type": "NonHomomorphic", "value": question}]


def key_outside(draft: Draft) -> bytes:
    """One trustee's key and the election key are times -1; proofs, ballots and decryptions hold nevertheless."""
    small, privates = draft.small, draft.small.private_keys
    keys = [trustee_key(small, privates[0], int(MINUS_ONE)), trustee_key(small, privates[1])]
    outside = int(small.election.public_key) * int(MINUS_ONE) % P
    raw = edited(draft.parts[0], sets(public_key=str(outside)))
    small = as_archived(with_trustees(small, privates, keys), raw, outside)
    even = [tuple(2 * (r // 2) for r in (draft.small.election.group.random_scalar(small.random), 4)) for _ in range(2)]
    ballots = [forged_ballot(small, voter, Vote(numbers=(1, 0), randomness=even[voter])) for voter in range(2)]
    setup = setup_link(raw, trustees_bytes(keys), draft.parts[2])
    return packed([setup, *ballot_links(ballots)])


def key_one(draft: Draft) -> bytes:
    """The second trustee's private key is minus the first's, so that the election key is 1 and nothing secret."""
    order = draft.small.election.group.order
    privates = (draft.small.private_keys[0], order - draft.small.private_keys[0])
    keys = [trustee_key(draft.small, private) for private in privates]
    raw = edited(draft.parts[0], sets(public_key="1"))
    small = as_archived(with_trustees(draft.small, privates, keys), raw, 1)
    ballots = [forged_ballot(small, voter, Vote(numbers=(1, 0))) for voter in range(2)]
    setup = setup_link(raw, trustees_bytes(keys), draft.parts[2])
    return packed([setup, *ballot_links(ballots), *closing(small, ballots)])


def key_outside_by_threshold(draft: Draft) -> bytes:
    """Three coefficients for two trustees let them move the election key by a third root of 1."""
    root = int(THIRD_ROOT)
    made = threshold_group(draft.small.random, 2, 3, [[root * root % P, 1, root]])
    raw = edited(draft.parts[0], sets(public_key=str(made.election_key)))
    return packed([setup_link(raw, made.trustees, draft.parts[2])])


# fmt: off
ELECTION = (
    Fault("election-no-json", "3.2", "encoding-malformed", "The election's description is cut short.",
          lambda draft: only_setup(draft, election=draft.parts[0][:-1])),
    Fault("election-not-utf-8", "3.2", "encoding-malformed",
          "The election's name is written in Latin-1, not in UTF-8.",
          lambda draft: only_setup(draft, election=draft.parts[0].replace(b'"name":"', b'"name":"\xe9'))),
    Fault("election-lone-surrogate", "3.2", "encoding-malformed", "The election's name has half of a surrogate pair.",
          lambda draft: only_setup(draft, election=draft.parts[0].replace(b'"name":"', rb'"name":"\ud800'))),
    Fault("election-line-feed", "3.2", "encoding-not-canonical", "The election's description ends with a line feed.",
          spelled(lambda data: data + b"\n")),
    Fault("election-space", "3.2", "encoding-not-canonical", "The election's description has a space behind a colon.",
          spelled(lambda data: data.replace(b":", b": ", 1))),
    Fault("election-escaped-letter", "3.2", "encoding-not-canonical", "A letter of the election's name is escaped.",
          spelled(lambda data: data.replace("مجمع".encode(), "\\u0645جمع".encode(), 1))),
    Fault("election-raw-delete", "3.2", "encoding-not-canonical", "The election's name has U+007F unescaped.",
          spelled(lambda data: data.replace(b'"name":"', b'"name":"\x7f'))),
    Fault("election-field-twice", "3.2", "encoding-duplicate-key",
          "The election has two names; the later one counts.",
          spelled(lambda data: data.replace(b'"name":', b'"name":"?","name":'))),
    Fault("election-version-fraction", "3.2", "encoding-number-format", "The protocol version is written 1.0.",
          spelled(lambda data: data.replace(b'"version":1', b'"version":1.0'))),
    Fault("election-nested", "3.2", "encoding-too-deep", "The list of questions is nested fifty times.",
          set_up(lambda fields: fields.update(questions=json.loads("[" * 50 + "]" * 50)))),
    Fault("election-no-object", "3.2", "encoding-wrong-shape", "The election's description is a list.", texts(b"[]")),
    Fault("election-field-extra", "3.2", "encoding-wrong-shape",
          "The election has a field that the protocol does not know.", held(sets(note="vote twice"))),
    Fault("election-field-missing", "3.2", "encoding-wrong-shape", "The election has no description.",
          election(lambda fields: fields.pop("description"))),
    Fault("election-fields-exchanged", "3.2", "encoding-wrong-shape", "The election's name stands first.",
          election(name_first)),
    Fault("election-administrator-null", "3.2", "encoding-wrong-shape",
          "The administrator is null instead of left out.", election(sets(administrator=None))),
    Fault("election-blank-false", "3.2", "encoding-wrong-shape", "A question says blank: false instead of nothing.",
          election(blank_false)),
    Fault("election-no-question", "3.2", "encoding-wrong-shape", "The election has no question.",
          set_up(sets(questions=[]))),
    Fault("election-not-homomorphic", "3.2", "encoding-wrong-shape",
          "The question is one of those that need a mixnet.", set_up(non_homomorphic)),
    Fault("election-version-0", "3.2", "election-version", "The election has protocol version 0.",
          election(sets(version=0))),
    Fault("election-version-2", "3.2", "election-version", "The election has protocol version 2, of Belenios 4.",
          election(sets(version=2))),
    Fault("election-group-other", "3.2", "election-group", "The election names the group Ed25519.",
          election(sets(group="Ed25519"))),
    Fault("election-group-small", "3.2", "election-group", "The group's name is written in small letters.",
          election(sets(group="belenios-2048"))),
    Fault("election-uuid-short", "3.2", "election-uuid", "The election's uuid has 13 characters.",
          set_up(lambda fields: fields.update(uuid=fields["uuid"][:-1]))),
    Fault("election-uuid-letters", "3.2", "election-uuid",
          "The election's uuid has the letter l, which is not in Base58.",
          set_up(lambda fields: fields.update(uuid=fields["uuid"][:-1] + "l"))),
    Fault("election-uuid-long", "3.2", "election-uuid", "The election's uuid has 65 characters.",
          set_up(sets(uuid="1" * 65))),
    Fault("election-name-long", "3.2", "encoding-wrong-shape", "The election's name has 10,001 characters.",
          election(sets(name="a" * 10_001))),
    Fault("election-many-questions", "3.2", "encoding-wrong-shape", "The election has 101 questions.",
          set_up(lambda fields: fields.update(questions=fields["questions"] * 101))),
    Fault("question-many-answers", "3.2", "encoding-wrong-shape", "A question has 1001 candidates.",
          set_up(asks(answers=["a"] * 1001))),
    Fault("question-bounds-crossed", "3.2", "election-question", "A question asks for at least 2 and at most 1 mark.",
          set_up(asks(min=2))),
    Fault("question-bounds-too-high", "3.2", "election-question", "A question allows three marks for two candidates.",
          set_up(asks(max=3))),
    Fault("question-without-answers", "3.2", "encoding-wrong-shape", "A question has no candidates.",
          set_up(asks(answers=[], max=1))),
    Fault("question-bound-text", "3.2", "encoding-wrong-shape", "A question's maximum is written as a text.",
          set_up(asks(max="1"))),
    Fault("question-bound-negative", "3.2", "encoding-number-format", "A question's minimum is -1.",
          set_up(asks(min=-1))),
    Fault("election-key-outside", "3.2", "element-not-in-group",
          "The election key and one trustee's key are times -1; the trustee's proof and all ballots hold "
          "nevertheless.", key_outside),
    Fault("election-key-outside-threshold", "3.2", "element-not-in-group",
          "A threshold group asks for more trustees than it has, and so moves the election key out of the group.",
          key_outside_by_threshold),
    Fault("election-key-zero", "3.2", "element-out-of-range", "The election key is 0.", set_up(sets(public_key="0"))),
    Fault("election-key-plus-modulus", "3.2", "element-out-of-range", "The election key is the right one plus p.",
          election(key_plus_modulus)),
    Fault("election-key-leading-zero", "3.2", "encoding-number-format", "The election key has a leading zero.",
          election(key_with_zero)),
    Fault("election-key-one", "3.2", "election-key",
          "The election key is 1, so that every vote can be read; the trustees' keys cancel.", key_one),
)
# fmt: on

FAULTS = (*SETUP_DATA, *ELECTION)
