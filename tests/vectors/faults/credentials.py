"""Faults of the list of public credentials (check 3.5). Ballots, tally and result are right."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.support.archives import Link, setup_link
from tests.vectors.cheating import MINUS_ONE, Vote, credential_of, forged_ballot
from tests.vectors.drafts import (
    GROUP,
    Draft,
    P,
    ballot_links,
    canonical,
    closing,
    only_setup,
    packed,
    voted_setup,
    with_setup,
)
from tests.vectors.faults.fault import Fault
from tests.vectors.faults.setup import edited

Make = Callable[[Draft], bytes]
Change = Callable[[Any], object]


def credentials(change: Change) -> Make:
    """Return what makes the whole record with a changed list of credentials."""
    return lambda draft: with_setup(draft, credentials=edited(draft.parts[2], change))


def voted(change: Change) -> Make:
    """Return what makes a record up to the first ballot with a changed list of credentials."""
    return lambda draft: voted_setup(draft, credentials=edited(draft.parts[2], change))


def only_list(change: Change) -> Make:
    """Return what makes a record of nothing but the set-up, the list changed."""
    return lambda draft: only_setup(draft, credentials=edited(draft.parts[2], change))


def bytes_only(change: Callable[[bytes], bytes]) -> Make:
    """Return what makes a record of nothing but the set-up, the bytes of the list changed."""
    return lambda draft: only_setup(draft, credentials=change(draft.parts[2]))


def spelled(change: Callable[[bytes], bytes]) -> Make:
    """Return what makes a record up to the first ballot with another spelling of the list."""
    return lambda draft: voted_setup(draft, credentials=change(draft.parts[2]))


def unused(draft: Draft, change: Callable[[str], str]) -> bytes:
    """Return a record up to the first ballot with the credential changed that casts no ballot."""
    return voted_setup(draft, credentials=_unused(draft, change))


def weightless(draft: Draft) -> bytes:
    """Return the whole record in which that credential has weight 0."""
    return with_setup(draft, credentials=_unused(draft, lambda text: text + ",0"))


def _unused(draft: Draft, change: Callable[[str], str]) -> bytes:
    public, _ = credential_of(draft.small, 2)
    entries = [change(text) if text == public else text for text in json.loads(draft.parts[2])]
    return canonical(entries)


def as_texts(draft: Draft) -> bytes:
    """The list sorted as texts, which differs: some of its numbers are a digit shorter than others."""
    entries = json.loads(draft.parts[2])
    ordered = sorted(entries, reverse=True) if sorted(entries) == entries else sorted(entries)
    return voted_setup(draft, credentials=canonical(ordered))


def twisted(draft: Draft) -> list[str]:
    """Return the list with the first voter's credential times -1."""
    right, _ = credential_of(draft.small, 0)
    wrong, _ = credential_of(draft.small, 0, int(MINUS_ONE))
    return sorted((wrong if text == right else text for text in json.loads(draft.parts[2])), key=int)


def outside_and_voting(draft: Draft) -> bytes:
    """The voter of a credential times -1 casts a ballot whose proofs and signature hold."""
    ballot = forged_ballot(draft.small, 0, Vote(numbers=(1, 0)), twist=int(MINUS_ONE))
    said: list[Link] = [setup_link(*draft.parts[:2], canonical(twisted(draft)))]
    ballots = [ballot, draft.ballot(2)]
    return packed([*said, *ballot_links(ballots), *closing(draft.small, ballots)])


def outside_before_voting(draft: Draft) -> bytes:
    return packed([setup_link(*draft.parts[:2], canonical(twisted(draft)))])


def outside_and_silent(draft: Draft) -> bytes:
    """The whole record with a credential on the list that is no member and casts no ballot."""
    entries = sorted([*json.loads(draft.parts[2]), str(P - int(GROUP.generator))], key=int)
    return with_setup(draft, credentials=canonical(entries))


def twice(entries: list[str]) -> None:
    entries.insert(0, entries[0])


def twice_weighted(entries: list[str]) -> None:
    entries.insert(1, f"{entries[0]},2")


def reversed_list(entries: list[str]) -> None:
    entries.reverse()


def as_numbers(entries: list[Any]) -> None:
    entries[:] = [int(entry) for entry in entries]


def as_pairs(entries: list[Any]) -> None:
    entries[:] = [[entry, 1] for entry in entries]


# fmt: off
FAULTS = (
    Fault("credentials-none", "3.5", "credential-list", "The list of credentials is empty.",
          only_list(lambda entries: entries.clear())),
    Fault("credentials-descending", "3.5", "credential-list", "The list of credentials descends.",
          credentials(reversed_list)),
    Fault("credentials-sorted-as-text", "3.5", "credential-list", "The list is sorted as texts, not as numbers.",
          as_texts),
    Fault("credential-twice", "3.5", "credential-list", "A credential stands twice in the list.", credentials(twice)),
    Fault("credential-twice-before-voting", "3.5", "credential-list",
          "A credential stands twice in the list; nobody has voted yet.", only_list(twice)),
    Fault("credential-twice-weighted", "3.5", "credential-list",
          "A credential stands twice in the list, once with weight 2.", voted(twice_weighted)),
    Fault("weight-zero", "3.5", "credential-list", "The credential of a voter who does not vote has weight 0.",
          weightless),
    Fault("weight-leading-zero", "3.5", "credential-list", "A weight is written 01.",
          credentials(lambda entries: entries.__setitem__(0, entries[0] + ",01"))),
    Fault("weight-empty", "3.5", "credential-list", "A comma follows a credential, and no weight.",
          voted(lambda entries: entries.__setitem__(0, entries[0] + ","))),
    Fault("weight-signed", "3.5", "credential-list", "A weight is written +1.",
          lambda draft: unused(draft, lambda text: text + ",+1")),
    Fault("weight-fraction", "3.5", "credential-list", "A weight is 1.5.",
          lambda draft: unused(draft, lambda text: text + ",1.5")),
    Fault("weight-other-digits", "3.5", "credential-list", "A weight is written with a Persian digit.",
          lambda draft: unused(draft, lambda text: text + ",\u06f2")),
    Fault("weight-space", "3.5", "credential-list", "A space stands before a weight.",
          lambda draft: unused(draft, lambda text: text + ", 2")),
    Fault("weights-too-heavy", "3.5", "credential-list", "The weights sum to more than 2^30 - 1.",
          lambda draft: unused(draft, lambda text: f"{text},{2**30 - 1}")),
    Fault("credential-outside", "3.5", "element-not-in-group",
          "A credential is times -1; its voter's ballot has proofs and a signature that hold.", outside_and_voting),
    Fault("credential-outside-before-voting", "3.5", "element-not-in-group",
          "A credential is times -1; nobody has voted yet.", outside_before_voting),
    Fault("credential-outside-silent", "3.5", "element-not-in-group",
          "A credential is not in the group; its voter does not vote.", outside_and_silent),
    Fault("credential-one", "3.5", "credential-list", "A credential is 1: its secret, 0, is known to everybody.",
          voted(lambda entries: entries.insert(0, "1"))),
    Fault("credential-zero", "3.5", "element-out-of-range", "A credential is 0.",
          voted(lambda entries: entries.insert(0, "0"))),
    Fault("credential-plus-modulus", "3.5", "element-out-of-range", "A credential is a member of the group plus p.",
          voted(lambda entries: entries.append(str(P + int(GROUP.generator))))),
    Fault("credential-leading-zero", "3.5", "encoding-number-format", "A credential has a leading zero.",
          lambda draft: unused(draft, lambda text: "0" + text)),
    Fault("credential-hexadecimal", "3.5", "encoding-number-format", "A credential is written in hexadecimal.",
          lambda draft: unused(draft, lambda text: hex(int(text)))),
    Fault("credentials-space", "3.5", "encoding-not-canonical", "The list of credentials has a space behind a comma.",
          spelled(lambda data: data.replace(b",", b", ", 1))),
    Fault("credentials-line-feed", "3.5", "encoding-not-canonical", "The list of credentials ends with a line feed.",
          spelled(lambda data: data + b"\n")),
    Fault("credentials-comma-behind", "3.5", "encoding-malformed", "A comma stands behind the last credential.",
          bytes_only(lambda data: data[:-1] + b",]")),
    Fault("credentials-open", "3.5", "encoding-malformed", "The list of credentials is not closed.",
          bytes_only(lambda data: data[:-1])),
    Fault("credentials-twice-over", "3.5", "encoding-malformed", "An empty list follows that of the credentials.",
          bytes_only(lambda data: data + b"[]")),
    Fault("credentials-numbers", "3.5", "encoding-number-format", "The credentials are numbers, not texts.",
          only_list(as_numbers)),
    Fault("credentials-pairs", "3.5", "encoding-wrong-shape", "Each credential is a pair with its weight.",
          only_list(as_pairs)),
)
# fmt: on
