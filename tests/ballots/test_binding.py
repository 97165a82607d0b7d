"""Bindings: no trustee, office or voter, in whatever company and order, publishes another result than the sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from ballots import binding
from ballots.backup import rebuild_key, split_key
from ballots.ballot import check_ballot
from ballots.board import BoardEvent, encrypted_tally_event, end_ballots_event
from ballots.elgamal import Ciphertext, EncryptedTally
from ballots.errors import BindingError
from ballots.group import BELENIOS_2048, Element
from ballots.proofs import Proof, hash_to_scalar
from ballots.record.bindings import OwnedBinding, decode_bindings, encode_bindings
from ballots.tally import accumulate, decrypt
from ballots.trustees import PartialDecryption, decode_partial_decryption, verify_partial_decryption
from tests.support.archives import archive, chain, decryption_link, links, result_link, setup_events, verify_with
from tests.support.corrupt import Changes, false_decryption, last_ballot, plan, spoiled_decryption
from tests.support.elections import Marks, SmallElection, question, small_election

GROUP = BELENIOS_2048
ORDER = GROUP.order


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An election, its votes (the last voter is the accomplice), and what shall be published instead."""

    small: SmallElection
    votes: tuple[Marks, ...]
    changes: Changes
    corrupt: tuple[int, ...] = (0,)


CASES = {
    "aimed": Case(
        small=small_election(question(3, 0, 2), voters=6, trustees=2, seed=501),
        votes=(((1, 0, 0),), ((1, 1, 0),), ((1, 0, 0),), ((1, 1, 0),), ((0, 0, 0),), ((0, 0, 0),)),
        changes=((-4, 4, 0),),
    ),
    "blank": Case(
        small=small_election(question(3, 1, 2, blank=True), voters=4, trustees=2, seed=502),
        votes=(((0, 1, 0, 0),), ((0, 1, 0, 0),), ((0, 1, 1, 0),), ((0, 0, 1, 0),)),
        changes=((0, -3, 0, 3),),
    ),
    "weights": Case(
        small=small_election(question(2, 0, 1), voters=3, trustees=2, weights=(1, 3, 5), seed=503),
        votes=(((1, 0),), ((1, 0),), ((0, 1),)),
        changes=((-4, 4),),
    ),
    "several questions": Case(
        small=small_election(question(2, 0, 1), question(2, 1, 1, blank=True), voters=3, trustees=2, seed=504),
        votes=(((1, 0), (0, 1, 0)), ((1, 0), (0, 1, 0)), ((0, 0), (1, 0, 0))),
        changes=((-2, 2), (0, -2, 2)),
    ),
    "all but one": Case(
        small=small_election(question(2, 0, 1), voters=4, trustees=3, seed=505),
        votes=(((1, 0),), ((1, 0),), ((1, 0),), ((0, 1),)),
        changes=((-3, 3),),
        corrupt=(0, 2),
    ),
    "a single trustee": Case(
        small=small_election(question(2, 0, 1), voters=3, trustees=1, seed=506),
        votes=(((1, 0),), ((1, 0),), ((0, 1),)),
        changes=((-2, 2),),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An election held with a false result: its board up to the tally, the parts, and what is published."""

    case: Case
    before: tuple[BoardEvent, ...]
    tally: EncryptedTally
    parts: tuple[PartialDecryption, ...]

    @property
    def head(self) -> str:
        return self.before[-1].hash

    def true_parts(self) -> tuple[PartialDecryption, ...]:
        return tuple(decode_partial_decryption(data, self.tally) for data in self.case.small.decryptions(self.tally))

    def result(self) -> tuple[tuple[int, ...], ...]:
        small = self.case.small
        return decrypt(self.tally, [part.to_bytes() for part in self.parts], small.keys, sum(small.weights))

    def archive(self) -> bytes:
        said = links(self.before)
        said += [decryption_link(owner, part.to_bytes()) for owner, part in enumerate(self.parts, start=1)]
        return archive(chain([*said, result_link(self.result())]))

    def bindings(self, parts: Sequence[PartialDecryption], head: str | None = None) -> bytes:
        """Bindings made honestly of these parts, as far as that goes."""
        small = self.case.small
        return encode_bindings([
            OwnedBinding(owner, binding.bind_decryption(
                private, self.tally, part, small.election, head or self.head, small.random
            ))
            for owner, (private, part) in enumerate(zip(small.private_keys, parts, strict=True), start=1)
        ])  # fmt: skip


def hold(case: Case, privates: Sequence[int] | None = None) -> Held:
    """Hold the election, the corrupt trustees and the last voter conspiring."""
    small, election = case.small, case.small.election
    keys = privates or small.private_keys
    known = small.public_credentials
    ballots = [small.ballot(voter, marks) for voter, marks in enumerate(case.votes[:-1])]
    checked = [check_ballot(data, election, known) for data in ballots]
    others = accumulate(election, [(one, known[one.credential]) for one in checked])
    last, corrupt = len(case.votes) - 1, [keys[place] for place in case.corrupt]
    agreed = plan(election, others, case.changes, corrupt, small.random, small.weights[last])
    ballots.append(last_ballot(election, small.credentials[last], case.votes[-1], agreed[0], small.random))
    events = list(setup_events(small, ballots))
    events.append(end_ballots_event(events[-1].head))
    tally = small.tally(ballots)
    weight = sum(small.weights[: len(ballots)])
    events.append(encrypted_tally_event(events[-1].head, tally.to_bytes(GROUP), len(ballots), weight))
    parts = [decode_partial_decryption(data, tally) for data in small.decryptions(tally)]
    for place, own in zip(case.corrupt, agreed, strict=True):
        parts[place] = false_decryption(election, tally, own, keys[place])
    return Held(case=case, before=tuple(events), tally=tally, parts=tuple(parts))


@pytest.fixture(scope="module", params=CASES)
def held(request: pytest.FixtureRequest) -> Held:
    return hold(CASES[request.param])


def test_a_trustee_and_the_last_voter_publish_what_they_like_and_the_archive_alone_does_not_show_it(held: Held) -> None:
    small = held.case.small
    true = small.result(held.tally)
    false = held.result()
    expected = tuple(
        tuple(count + change for count, change in zip(counts, row, strict=True))
        for counts, row in zip(true, held.case.changes, strict=True)
    )
    assert false == expected != true
    for key, part in zip(small.keys, held.parts, strict=True):
        verify_partial_decryption(part.to_bytes(), key, held.tally, small.election)


def test_without_bindings_the_false_result_is_refused_and_only_asked_for_it_is_foreign(held: Held) -> None:
    refused = verify_with(held.archive())
    assert (refused.ok, refused.code) == (False, "bindings-missing")
    foreign = verify_with(held.archive(), foreign=True)
    assert (foreign.ok, foreign.foreign, foreign.code) == (False, True, None)


@pytest.mark.parametrize("which", ["of the true factors", "of the false factors"])
def test_with_any_bindings_that_the_conspirators_can_make_it_is_refused(held: Held, which: str) -> None:
    parts = held.true_parts() if which == "of the true factors" else held.parts
    report = verify_with(held.archive(), bindings=held.bindings(parts))
    refused = [check.number for check in report.checks if check.verdict == "refused"]
    assert (report.ok, report.code, refused) == (False, "binding-proof", ["8.2"])


def honest(case: Case) -> Held:
    """The same election without a conspiracy."""
    found = hold(case)
    return Held(case=case, before=found.before, tally=found.tally, parts=found.true_parts())


@pytest.mark.parametrize("name", CASES)
def test_an_honest_record_with_its_bindings_is_accepted(name: str) -> None:
    found = honest(CASES[name])
    assert verify_with(found.archive(), bindings=found.bindings(found.parts)).ok


def test_a_rebuilt_key_binds_like_the_trustees_own_and_cheats_as_little() -> None:
    case = CASES["aimed"]
    small = case.small
    commitments, shares = split_key(small.private_keys[0], 2, 3, small.random)
    rebuilt = rebuild_key(shares[1:], commitments)
    false = hold(case, privates=(rebuilt, *small.private_keys[1:]))
    assert verify_with(false.archive(), bindings=false.bindings(false.parts)).code == "binding-proof"
    true = honest(case)
    assert verify_with(true.archive(), bindings=true.bindings(true.parts)).ok


def test_one_trustee_alone_spoils_the_count_in_belenios_eyes_and_not_in_ours() -> None:
    found = honest(CASES["aimed"])
    small = found.case.small
    false = spoiled_decryption(small.election, found.tally, small.private_keys[0], small.random)
    verify_partial_decryption(false.to_bytes(), small.keys[0], found.tally, small.election)
    made = binding.bind_decryption(small.private_keys[0], found.tally, false, small.election, found.head, small.random)
    with pytest.raises(BindingError):
        binding.verify_binding(made, small.keys[0].public_key, found.tally, false, small.election, found.head)


# --- Every part of the statement is in the hash ---------------------------------------------------------------


@pytest.fixture(scope="module")
def good() -> tuple[Held, Proof, list[Any]]:
    found = honest(CASES["aimed"])
    small = found.case.small
    part = found.parts[0]
    made = binding.bind_decryption(small.private_keys[0], found.tally, part, small.election, found.head, small.random)
    return found, made, [small.keys[0].public_key, found.tally, part, small.election, found.head]


def test_a_binding_holds_for_its_own_statement(good: tuple[Held, Proof, list[Any]]) -> None:
    _, made, statement = good
    binding.verify_binding(made, *statement)


def test_a_binding_is_the_one_of_the_specification(good: tuple[Held, Proof, list[Any]]) -> None:
    """Worked out here a second time, with nothing but powers and the hash."""
    _, made, (public, tally, part, election, head) = good
    pairs = [
        (entry.alpha, factor)
        for row in zip(tally.questions, part.factors, strict=True)
        for entry, factor in zip(*row, strict=True)
    ]
    said = ",".join(f"{alpha},{factor}" for alpha, factor in pairs)
    prefix = f"majma|decryption|1|{election.fingerprint}|{public}|{head}|{said}|"
    c, r = made.challenge, made.response
    first = GROUP.multiply(GROUP.generator_power(r), GROUP.power(public, c))
    others = [GROUP.multiply(GROUP.power(alpha, r), GROUP.power(factor, c)) for alpha, factor in pairs]
    assert hash_to_scalar(GROUP, prefix, (first, *others)) == c


@pytest.mark.parametrize("what", ["key", "head", "election", "order of entries", "tally", "challenge", "response"])
def test_a_binding_holds_for_no_other_statement(good: tuple[Held, Proof, list[Any]], what: str) -> None:
    found, made, statement = good
    small = found.case.small
    public, tally, part, election, head = statement
    row, entries = part.factors[0], tally.questions[0]
    other = small_election(question(3, 0, 2), voters=6, trustees=2, seed=599).election
    changed: dict[str, list[Any]] = {
        "key": [small.keys[1].public_key, tally, part, election, head],
        "head": [public, tally, part, election, "0" * 64],
        "election": [public, tally, part, other, head],
        "order of entries": [
            public, EncryptedTally((tuple(reversed(entries)),)),
            PartialDecryption((tuple(reversed(row)),), part.proofs), election, head,
        ],
        "tally": [public, EncryptedTally(((entries[1], *entries[1:]),)), part, election, head],
    }  # fmt: skip
    proofs = {
        "challenge": Proof((made.challenge + 1) % ORDER, made.response),
        "response": Proof(made.challenge, (made.response + 1) % ORDER),
    }
    with pytest.raises(BindingError):
        binding.verify_binding(proofs.get(what, made), *changed.get(what, statement))


# --- Broken twins: a verifier that leaves a part out lets its own forgery pass ------------------------------------


def test_a_verifier_that_does_not_hash_the_factors_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    found = honest(CASES["aimed"])
    small, election = found.case.small, found.case.small.election
    private, public = small.private_keys[0], small.keys[0].public_key

    def without_factors(key: Element, pairs: Any, of: Any, head: str) -> str:
        return f"majma|decryption|1|{of.fingerprint}|{key}|{head}|{','.join(str(alpha) for alpha, _ in pairs)}|"

    entries = found.tally.questions[0]
    a = GROUP.random_scalar(small.random)
    moved = [GROUP.random_scalar(small.random) for _ in entries]
    prefix = without_factors(public, [(entry.alpha, None) for entry in entries], election, found.head)
    commitments = [GROUP.generator_power(a)]
    commitments += [
        GROUP.multiply(GROUP.power(entry.alpha, a), GROUP.generator_power(s))
        for entry, s in zip(entries, moved, strict=True)
    ]
    challenge = hash_to_scalar(GROUP, prefix, commitments)
    factors = tuple(
        GROUP.multiply(GROUP.power(entry.alpha, private), GROUP.generator_power(s * pow(challenge, -1, ORDER) % ORDER))
        for entry, s in zip(entries, moved, strict=True)
    )
    false = PartialDecryption((factors,), found.parts[0].proofs)
    forged = Proof(challenge, (a - private * challenge) % ORDER)
    with pytest.raises(BindingError):
        binding.verify_binding(forged, public, found.tally, false, election, found.head)
    monkeypatch.setattr(binding, "_prefix", without_factors)
    binding.verify_binding(forged, public, found.tally, false, election, found.head)


def test_a_verifier_that_hashes_neither_alphas_nor_head_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The factors are fixed first, and the last voter chooses the alphas to fit: here as logarithms that they know."""
    small = CASES["aimed"].small
    election, private, public = small.election, small.private_keys[0], small.keys[0].public_key
    count = 3

    def without_alphas(key: Element, pairs: Any, of: Any, head: str) -> str:
        return f"majma|decryption|1|{of.fingerprint}|{key}|{','.join(str(factor) for _, factor in pairs)}|"

    factors = [GROUP.random_scalar(small.random) for _ in range(count)]
    a = GROUP.random_scalar(small.random)
    seconds = [GROUP.random_scalar(small.random) for _ in range(count)]
    pairs = [(None, GROUP.generator_power(factor)) for factor in factors]
    prefix = without_alphas(public, pairs, election, "")
    commitments = [GROUP.generator_power(one) for one in (a, *seconds)]
    challenge = hash_to_scalar(GROUP, prefix, commitments)
    response = (a - private * challenge) % ORDER
    # alpha = g^u with response * u + challenge * f = second: another u than f / x, so that the count is shifted.
    alphas = [
        (second - challenge * factor) * pow(response, -1, ORDER) % ORDER
        for second, factor in zip(seconds, factors, strict=True)
    ]
    assert all((factor - private * u) % ORDER for factor, u in zip(factors, alphas, strict=True))
    entries = tuple(Ciphertext(GROUP.generator_power(u), GROUP.one) for u in alphas)
    tally = EncryptedTally((entries,))
    false = PartialDecryption((tuple(GROUP.generator_power(factor) for factor in factors),), ((),))
    forged = Proof(challenge, response)
    with pytest.raises(BindingError):
        binding.verify_binding(forged, public, tally, false, election, "0" * 64)
    monkeypatch.setattr(binding, "_prefix", without_alphas)
    binding.verify_binding(forged, public, tally, false, election, "0" * 64)


def test_a_verifier_that_looks_at_the_plain_product_of_the_factors_is_caught() -> None:
    """Shifts that sum to 0 vanish in a product without weights: the trap that the findings name."""
    false = hold(CASES["aimed"])
    small, election = false.case.small, false.case.small.election
    assert sum(map(sum, false.case.changes)) == 0

    def of_product(part: PartialDecryption) -> tuple[EncryptedTally, PartialDecryption]:
        alpha = GROUP.product(entry.alpha for entry in false.tally.questions[0])
        factor = GROUP.product(part.factors[0])
        return EncryptedTally(((Ciphertext(alpha, GROUP.one),),)), PartialDecryption(((factor,),), ((),))

    tally, product = of_product(false.parts[0])
    made = binding.bind_decryption(small.private_keys[0], tally, product, election, false.head, small.random)
    binding.verify_binding(made, small.keys[0].public_key, tally, product, election, false.head)
    assert verify_with(false.archive(), bindings=false.bindings(false.parts)).code == "binding-proof"


# --- The file ---------------------------------------------------------------------------------------------------


def test_the_file_has_one_spelling_and_says_each_owner_once_in_the_boards_order() -> None:
    found = honest(CASES["aimed"])
    data = found.bindings(found.parts)
    assert encode_bindings(decode_bindings(data)) == data
    first, second = decode_bindings(data)
    swapped, alone = encode_bindings([second, first]), encode_bindings([first])
    codes = {verify_with(found.archive(), bindings=wrong).code for wrong in (swapped, alone)}
    assert codes == {"bindings-count"}
    exchanged = encode_bindings([OwnedBinding(1, second.binding), OwnedBinding(2, first.binding)])
    assert verify_with(found.archive(), bindings=exchanged).code == "binding-proof"
