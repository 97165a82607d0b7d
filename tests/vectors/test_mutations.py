"""Every field of a good record, changed in every way, is refused with a code; what may differ is named here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import pytest

from ballots import ledger
from tests.support.archives import verify_bytes
from tests.vectors.lenient import (
    Twin,
    any_data,
    any_decryption,
    any_header,
    any_link,
    any_list,
    any_product,
    any_proof,
    any_result,
    any_setup_data,
    any_sizes,
    any_trustee,
)
from tests.vectors.mutations import AGAIN, FIRST, Mutation, Walk

WALK = Walk()
Walked = Callable[[Walk], Iterator[Mutation]]

TEXT = ("other", "longer", "empty")

# What may differ in a whole record. Only a kept head tells such records apart.
WHOLE = {
    "trustees/*/*/name": (*TEXT, "removed"),  # no proof and no hash but the chain's names a trustee's name
    "credentials/*": ("removed",),  # the third voter, who does not vote, may be nobody
}

# What may differ before anybody votes: ballots name the fingerprint of the election's bytes and a credential.
# After the first ballot each of these is refused, unless WHOLE names it too.
BEFORE_VOTING = WHOLE | {
    "election/description": TEXT,
    "election/name": TEXT,
    "election/administrator": (*TEXT, "removed"),  # optional
    "election/credential_authority": (*TEXT, "removed"),  # optional
    "election/uuid": ("other", "longer"),
    "election/questions/*": ("repeated",),  # two questions
    "election/questions/*/question": TEXT,
    "election/questions/*/answers/*": (*TEXT, "removed", "repeated", "moved"),  # other candidates
    "election/questions/*/blank": ("removed",),  # no blank
    "election/questions/*/min": ("off by minus one",),  # 0 marks to 1
    "election/questions/*/max": ("off by one",),  # 1 mark to 2
    "trustees/*": ("moved",),  # the same trustees with each other's number
    "credentials/*": ("removed", "other", "other weight", "weight one", "no weight"),  # other voters
}

# What may differ in the order of events: the place of the event, and what was done with it.
ORDER = {
    (FIRST, "removed"),  # a ballot that a later one of its voter replaces does not count
    (FIRST, "moved"),  # two voters' ballots may come in either order
    (AGAIN - 1, "moved"),
    (6, "moved"),  # two trustees may decrypt in either order
    (8, "removed"),  # every beginning of a record is a record
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check each ballot alone and remember the verdict: most records share their ballots with the good one."""
    monkeypatch.setattr(ledger, "chunk_size", lambda election: 1)
    monkeypatch.setattr(ledger, "check_chunk", lru_cache(maxsize=64)(ledger.check_chunk))


def accepted(mutations: Iterable[Mutation]) -> Iterator[Mutation]:
    """Return the changed records that pass; every other one must be refused with a code, never by an exception."""
    for mutation in mutations:
        assert mutation.archive != WALK.good, (mutation.place, mutation.kind)
        report = verify_bytes(mutation.archive)
        assert report.ok or report.code, mutation
        if report.ok:
            yield mutation


def places(mutations: Iterable[Mutation]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for mutation in mutations:
        found.setdefault(mutation.place, set()).add(mutation.kind)
    return found


def test_the_record_without_a_change_is_accepted() -> None:
    assert verify_bytes(WALK.good).ok


def test_nothing_else_may_differ_in_the_set_up_of_a_whole_record() -> None:
    assert places(accepted(WALK.parts())) == {place: set(kinds) for place, kinds in WHOLE.items()}


def test_nothing_else_may_differ_in_a_set_up_before_anybody_votes() -> None:
    assert places(accepted(WALK.set_ups())) == {place: set(kinds) for place, kinds in BEFORE_VOTING.items()}


def test_nothing_may_differ_in_what_events_name() -> None:
    assert places(accepted(WALK.references())) == {}


@pytest.mark.prove
def test_nothing_may_differ_in_a_ballot_although_its_voter_signs_it() -> None:
    assert places(accepted(WALK.ballots())) == {}


def test_nothing_may_differ_in_a_ballot_that_another_one_replaces() -> None:
    kinds = ("off by one", "other", "removed", "space")
    assert places(accepted(m for m in WALK.ballots(FIRST) if m.kind in kinds)) == {}


def test_nothing_may_differ_in_a_tally() -> None:
    assert places(accepted(WALK.tallies())) == {}


@pytest.mark.prove
def test_nothing_may_differ_in_a_decryption() -> None:
    assert places(accepted(WALK.decryptions())) == {}


def test_nothing_may_differ_in_a_result() -> None:
    assert places(accepted(WALK.results())) == {}


@pytest.mark.prove
def test_nothing_may_differ_in_an_event() -> None:
    assert places(accepted(WALK.events())) == {}


@pytest.mark.prove
def test_nothing_may_differ_in_a_header() -> None:
    assert places(accepted(WALK.headers())) == {}


def test_only_some_events_may_be_left_out_or_change_places() -> None:
    assert {(mutation.path[0], mutation.kind) for mutation in accepted(WALK.order())} == ORDER


def test_every_field_is_walked_and_changed_in_many_ways() -> None:
    ballot = [mutation for mutation in WALK.ballots() if "alpha" in mutation.path or "response" in mutation.path]
    assert {len(set(kinds)) >= 18 for kinds in places(ballot).values()} == {True}
    assert sum(1 for _ in WALK.ballots()) > 700


# --- The broken twins: a verifier without one check is caught by the walk over what it no longer looks at --


@pytest.mark.parametrize(
    ("twin", "walk"),
    [
        (any_header, Walk.headers),
        (any_link, Walk.events),
        (any_data, Walk.events),
        (any_setup_data, Walk.references),
        (any_sizes, Walk.references),
        (any_trustee, Walk.set_ups),
        (any_list, Walk.set_ups),
        (any_proof, Walk.ballots),
        (any_product, Walk.tallies),
        (any_decryption, Walk.decryptions),
        (any_result, Walk.results),
    ],
    ids=lambda value: value.__name__,
)
def test_a_verifier_without_a_check_is_caught(twin: Twin, walk: Walked, monkeypatch: pytest.MonkeyPatch) -> None:
    twin(monkeypatch)
    assert any(_passes(mutation) and not _may_differ(mutation) for mutation in walk(WALK))


def _passes(mutation: Mutation) -> bool:
    """Tell whether a twin accepts; one that fails over a record does not."""
    try:
        return verify_bytes(mutation.archive).ok
    except (AttributeError, LookupError, TypeError, ValueError):
        return False


def _may_differ(mutation: Mutation) -> bool:
    return mutation.kind in BEFORE_VOTING.get(mutation.place, ())
