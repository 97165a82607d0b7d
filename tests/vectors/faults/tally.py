"""Faults of the published tally (checks 5.1 to 5.4). Decryptions and result are those of what is published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from ballots import board
from ballots.elgamal import Ciphertext, EncryptedTally, encrypt, multiply_ciphertexts
from tests.support.archives import Link, tally_link
from tests.vectors.cheating import MINUS_ONE
from tests.vectors.drafts import (
    GROUP,
    TALLY,
    Draft,
    P,
    canonical,
    packed,
    product,
    tallied,
)
from tests.vectors.faults.ballot_form import Make
from tests.vectors.faults.fault import Fault
from tests.vectors.faults.setup import edited


def sized(change: Callable[[bytes], bytes]) -> Make:
    """Return what makes a record that ends with the tally, other bytes naming its sizes."""

    def make(draft: Draft) -> bytes:
        tally, sizes = draft.said[TALLY].data
        return packed([*draft.said[:TALLY], Link(board.ENCRYPTED_TALLY, (tally, change(sizes)))])

    return make


def spelled(change: Callable[[bytes], bytes]) -> Make:
    """Return what makes the whole record with other bytes as the encrypted tally, named by the sized tally."""

    def make(draft: Draft) -> bytes:
        return _with_link(draft, tally_link(change(draft.said[_place(draft)].data[0]), 2, 2))

    return make


def form(change: Callable[[Any], object]) -> Make:
    """Return what makes a record that ends with the encrypted tally, its value changed."""
    return lambda draft: ends_with(edited(draft.said[TALLY].data[0], change))(draft)


def form_told(change: Callable[[Any], object]) -> Make:
    """Return what makes the whole record with the value of the encrypted tally changed."""
    return spelled(lambda data: edited(data, change))


def ends_with(data: bytes) -> Make:
    """Return what makes a record that ends with these bytes as the encrypted tally."""
    return lambda draft: packed([*draft.said[:TALLY], tally_link(data, 2, 2)])


def counts(number: int, weight: int) -> Make:
    """Return what makes the whole record with another number of ballots and total weight."""

    def make(draft: Draft) -> bytes:
        return _with_link(draft, tally_link(draft.said[_place(draft)].data[0], number, weight))

    return make


def _place(draft: Draft) -> int:
    return next(place for place, link in enumerate(draft.said) if link.type == board.ENCRYPTED_TALLY)


def _with_link(draft: Draft, link: Link) -> bytes:
    place = _place(draft)
    return packed([*draft.said[:place], link, *draft.said[place + 1 :]])


def published(tally: Callable[[Draft], EncryptedTally], weight: int = 2) -> Make:
    """Return what makes the whole record with another tally, decrypted, and its result published."""

    def make(draft: Draft) -> bytes:
        before = draft.said[: _place(draft)]
        return packed([*before, *tallied(draft.small, tally(draft), 2, weight)])

    return make


def right(draft: Draft) -> EncryptedTally:
    """Return the tally of all ballots with weight 1, as on a board without second ballots."""
    return product(draft.small, [(data, 1) for data in draft.ballots])


def changed_entry(change: Callable[[Draft, Ciphertext], Ciphertext]) -> Callable[[Draft], EncryptedTally]:
    """Return the right tally with its second entry changed."""

    def tally(draft: Draft) -> EncryptedTally:
        ((first, second),) = right(draft).questions
        return EncryptedTally(((first, change(draft, second)),))

    return tally


def one_more(draft: Draft, entry: Ciphertext) -> Ciphertext:
    return Ciphertext(entry.alpha, GROUP.multiply(entry.beta, GROUP.generator))


def anew(draft: Draft, entry: Ciphertext) -> Ciphertext:
    nothing = encrypt(GROUP, draft.small.election.public_key, 0, GROUP.random_scalar(draft.small.random))
    return multiply_ciphertexts(GROUP, (entry, nothing))


def stuffed(draft: Draft) -> EncryptedTally:
    """The tally with a ballot more, which never stood on the board."""
    extra = draft.small.ballot(2, ((0, 1),))
    return product(draft.small, [(data, 1) for data in (*draft.ballots, extra)])


def exchanged(draft: Draft) -> EncryptedTally:
    ((first, second),) = right(draft).questions
    return EncryptedTally(((second, first),))


def nothing(draft: Draft) -> EncryptedTally:
    return EncryptedTally(((Ciphertext(GROUP.one, GROUP.one),) * 2,))


def weighed(*weights: int) -> Callable[[Draft], EncryptedTally]:
    """Return the tally in which the ballots have these weights."""
    return lambda draft: product(draft.small, list(zip(draft.ballots, weights, strict=True)))


def invented(draft: Draft) -> EncryptedTally:
    """A tally encrypted by the office itself, of votes as it likes."""
    key = draft.small.election.public_key
    entries = (encrypt(GROUP, key, value, GROUP.random_scalar(draft.small.random)) for value in (0, 1))
    return EncryptedTally((tuple(entries),))


def number(name: str, change: Callable[[int], object]) -> Make:
    """Return what makes a record that ends with the tally, a number of its first entry changed."""
    return form(lambda rows: rows[0][0].update({name: change(int(rows[0][0][name]))}))


def beta_first(rows: Any) -> None:
    rows[0][0]["alpha"] = rows[0][0].pop("alpha")


def names_other(data: bytes) -> bytes:
    return edited(data, lambda fields: fields.update(encrypted_tally=hashlib.sha256(b"").hexdigest()))


def tally_first(data: bytes) -> bytes:
    return canonical(dict(reversed(json.loads(data).items())))


def of_two_questions(draft: Draft) -> bytes:
    """The rows of two questions changed places; they have the same shape."""
    data = edited(draft.said[_place(draft)].data[0], lambda rows: rows.reverse())
    return _with_link(draft, tally_link(data, 2, 2))


# fmt: off
DATA = (
    Fault("sizes-name-other-tally", "5.1", "event-payload",
          "The sized tally names another tally than the one published.", sized(names_other)),
    Fault("sizes-number-text", "5.1", "event-payload", "The number of ballots is written as a text.",
          sized(lambda data: edited(data, lambda fields: fields.update(num_tallied="2")))),
    Fault("sizes-leading-zero", "5.1", "event-payload", "The total weight has a leading zero.",
          sized(lambda data: data.replace(b'"total_weight":', b'"total_weight":0'))),
    Fault("sizes-fraction", "5.1", "event-payload", "The number of ballots is written 2.0.",
          sized(lambda data: data.replace(b'"num_tallied":2', b'"num_tallied":2.0'))),
    Fault("sizes-field-extra", "5.1", "event-payload", "The sized tally has a field of its own.",
          sized(lambda data: edited(data, lambda fields: fields.update(note="")))),
    Fault("sizes-field-missing", "5.1", "event-payload", "The sized tally has no total weight.",
          sized(lambda data: edited(data, lambda fields: fields.pop("total_weight")))),
    Fault("sizes-fields-exchanged", "5.1", "event-payload", "The sized tally names the tally first.",
          sized(tally_first)),
    Fault("sizes-line-feed", "5.1", "event-payload", "The sized tally ends with a line feed.",
          sized(lambda data: data + b"\n")),
)
# fmt: on

# fmt: off
FORM = (
    Fault("tally-is-no-tally", "5.2", "encoding-wrong-shape",
          "The published tally is an empty object; decryptions and result are right.", spelled(lambda data: b"{}")),
    Fault("tally-is-a-text", "5.2", "encoding-wrong-shape", "The published tally is a text.",
          ends_with(b'"two votes for the first"')),
    Fault("tally-no-json", "5.2", "encoding-malformed", "The published tally is no JSON.", ends_with(b"two votes")),
    Fault("tally-line-feed", "5.2", "encoding-not-canonical", "The published tally ends with a line feed.",
          spelled(lambda data: data + b"\n")),
    Fault("tally-space", "5.2", "encoding-not-canonical", "The published tally has a space behind a comma.",
          lambda draft: ends_with(draft.said[TALLY].data[0].replace(b",", b", ", 1))(draft)),
    Fault("tally-without-question", "5.2", "tally-shape", "The published tally has no row.", ends_with(b"[]")),
    Fault("tally-entry-missing", "5.2", "tally-shape", "The published tally lacks an entry.",
          form(lambda rows: rows[0].pop())),
    Fault("tally-entry-extra", "5.2", "encoding-too-large", "The published tally has an entry too many.",
          form(lambda rows: rows[0].append(rows[0][0]))),
    Fault("tally-row-extra", "5.2", "tally-shape", "The published tally has a row too many.",
          form(lambda rows: rows.append([]))),
    Fault("tally-fields-exchanged", "5.2", "encoding-wrong-shape",
          "A beta of the published tally stands before its alpha.", form(beta_first)),
    Fault("tally-field-extra", "5.2", "encoding-wrong-shape",
          "An entry of the published tally has a field of its own.", form(lambda rows: rows[0][0].update(note=""))),
    Fault("tally-alpha-outside", "5.2", "element-not-in-group", "An alpha of the published tally is times -1.",
          number("alpha", lambda value: str(value * int(MINUS_ONE) % P))),
    Fault("tally-alpha-plus-modulus", "5.2", "element-out-of-range",
          "An alpha of the published tally is the right one plus p.", number("alpha", lambda value: str(value + P))),
    Fault("tally-beta-zero", "5.2", "element-out-of-range", "A beta of the published tally is 0.",
          number("beta", lambda value: "0")),
    Fault("tally-beta-leading-zero", "5.2", "encoding-number-format",
          "A beta of the published tally has a leading zero.", number("beta", lambda value: f"0{value}")),
    Fault("tally-beta-json-number", "5.2", "encoding-number-format",
          "A beta of the published tally is a JSON number.", number("beta", lambda value: value)),
)
# fmt: on

# fmt: off
PRODUCT = (
    Fault("tally-one-vote-more", "5.3", "tally-mismatch",
          "A beta of the tally is times g: a vote more, and so in the result.", published(changed_entry(one_more))),
    Fault("tally-encrypted-anew", "5.3", "tally-mismatch", "The tally holds the right sums, encrypted anew.",
          published(changed_entry(anew))),
    Fault("tally-entries-exchanged", "5.3", "tally-mismatch", "The sums of two candidates changed places.",
          published(exchanged)),
    Fault("tally-entries-exchanged-alone", "5.3", "tally-mismatch",
          "The sums of two candidates changed places; decryptions and result are of the right tally.",
          form_told(lambda rows: rows[0].reverse())),
    Fault("tally-rows-exchanged", "5.3", "tally-mismatch",
          "The sums of two questions changed places; decryptions are of the right tally.", of_two_questions, "alike"),
    Fault("tally-ballot-left-out", "5.3", "tally-mismatch", "The second ballot is not in the tally.",
          published(weighed(1, 0))),
    Fault("tally-ballot-twice", "5.3", "tally-mismatch", "The first ballot is twice in the tally.",
          published(weighed(2, 1))),
    Fault("tally-stuffed", "5.3", "tally-mismatch", "The tally has a ballot that never stood on the board.",
          published(stuffed)),
    Fault("tally-empty", "5.3", "tally-mismatch", "The tally is that of no ballots.", published(nothing)),
    Fault("tally-invented", "5.3", "tally-mismatch", "The tally has nothing to do with the ballots.",
          published(invented)),
    Fault("tally-first-instead-of-last", "5.3", "tally-mismatch", "The first ballot of a voter counts, not the last.",
          published(weighed(1, 1, 0)), "again"),
    Fault("tally-first-and-last", "5.3", "tally-mismatch", "Both ballots of a voter count.",
          published(weighed(1, 1, 1)), "again"),
    Fault("tally-without-weights", "5.3", "tally-mismatch", "A ballot of weight 4 counts once.",
          published(weighed(1, 1), 5), "weights"),
    Fault("tally-weights-exchanged", "5.3", "tally-mismatch", "Two voters' weights changed places.",
          published(weighed(4, 1), 5), "weights"),
)
# fmt: on

# fmt: off
COUNTS = (
    Fault("number-too-high", "5.4", "tally-count", "One ballot more is said to be counted than there is.",
          counts(3, 2)),
    Fault("number-zero", "5.4", "tally-count", "No ballot is said to be counted.", counts(0, 2)),
    Fault("number-with-replaced", "5.4", "tally-count", "A ballot that was replaced is said to be counted too.",
          counts(3, 2), "again"),
    Fault("weight-too-high", "5.4", "tally-count", "The total weight is one too high.", counts(2, 3)),
    Fault("weight-of-everybody", "5.4", "tally-count",
          "The total weight is that of all voters, also of those who did not vote.", counts(2, 7), "weights"),
    Fault("weight-is-number", "5.4", "tally-count", "The total weight is the number of ballots.", counts(2, 2),
          "weights"),
    Fault("weight-and-number-exchanged", "5.4", "tally-count", "Number and total weight changed places.",
          counts(5, 2), "weights"),
)
# fmt: on

FAULTS = (*DATA, *FORM, *PRODUCT, *COUNTS)
