"""Dishonest trustees and whoever votes last: together they publish any result that Belenios' own checks accept.

Belenios' proof of a decryption hashes neither alpha nor the factor. So a trustee fixes the commitments of all proofs
*before* the last ballot, learns the challenges, and the accomplice encrypts true marks with just the randomness that
makes the false factors fit. The algebra stands in SPEC.md, section 5, under "Why item 7 is not enough".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ballots.ballot import encrypt_ballot
from ballots.election import Election, Question
from ballots.elgamal import EncryptedTally
from ballots.group import BELENIOS_2048, Element, Random
from ballots.proofs import Proof, hash_to_scalar
from ballots.trustees import PartialDecryption

Changes = Sequence[Sequence[int]]
"""For each question, and each of its entries (blank first), by how much the published count shall differ from the true
one.
"""

_SCALAR_BYTES = 48


@dataclass(frozen=True, slots=True)
class Shift:
    """One entry of a plan: the false factor is alpha^x * g^shift; the last voter encrypts with `randomness`."""

    shift: int
    randomness: int
    proof: Proof


Plan = tuple[tuple[Shift, ...], ...]


def plan(
    election: Election,
    others: EncryptedTally,
    changes: Changes,
    privates: Sequence[int],
    random: Random,
    weight: int = 1,
) -> tuple[Plan, ...]:
    """Return what corrupt trustees and the last voter agree on, before that voter votes: a plan for each trustee.

    `others` is the sum of all other ballots, `weight` that of the last voter's credential. Each trustee's shifts look
    random; together they make the changes.
    """
    rows = [
        [
            _plan_entry(election, entry.alpha, change, privates, random, weight)
            for entry, change in zip(*pair, strict=True)
        ]
        for pair in zip(others.questions, changes, strict=True)
    ]
    return tuple(tuple(tuple(entry[place] for entry in row) for row in rows) for place in range(len(privates)))


def _plan_entry(
    election: Election, alpha: Element, change: int, privates: Sequence[int], random: Random, weight: int
) -> tuple[Shift, ...]:
    """With commitments g^a, alpha^a g^b and challenge c each: the shifts k = (b - a w rho) / c shall sum to -change."""
    group = election.group
    order = group.order
    drawn = []
    for private in privates:
        a, b = group.random_scalar(random), group.random_scalar(random)
        second = group.multiply(group.power(alpha, a), group.generator_power(b))
        drawn.append((a, b, hash_to_scalar(group, _prefix(election, private), (group.generator_power(a), second))))
    over = [pow(c, -1, order) for _, _, c in drawn]
    total_b = sum(b * one for (_, b, _), one in zip(drawn, over, strict=True))
    total_a = sum(a * one for (a, _, _), one in zip(drawn, over, strict=True))
    randomness = (total_b + change) * pow(weight * total_a, -1, order) % order
    return tuple(
        Shift((b - a * weight * randomness) * one % order, randomness, Proof(c, (a - private * c) % order))
        for private, (a, b, c), one in zip(privates, drawn, over, strict=True)
    )


def last_ballot(
    election: Election, credential: str, choices: Sequence[Sequence[int]], agreed: Plan, random: Random
) -> bytes:
    """Return an honest ballot of true marks, every proof of it right, whose randomness is the agreed one."""
    given = iter(_draws(election, agreed, random))
    return encrypt_ballot(election, credential, choices, lambda count: next(given, b"") or random(count))


def _draws(election: Election, agreed: Plan, random: Random) -> Iterator[bytes]:
    """The draws of a ballot's body, in their order: SPEC, section 10."""
    for question, shifts in zip(election.questions, agreed, strict=True):
        for one in shifts:
            yield one.randomness.to_bytes(_SCALAR_BYTES, "big")
        for _ in range(_proof_draws(question)):
            yield random(_SCALAR_BYTES)


def _proof_draws(question: Question) -> int:
    overall = question.maximum - question.minimum + 1 + question.blank
    return 2 * (2 * question.entries + overall + 2 * question.blank)


def false_decryption(election: Election, tally: EncryptedTally, agreed: Plan, private: int) -> PartialDecryption:
    """Return the false part, which Belenios' checks accept when the agreed ballot is in the tally."""
    group = election.group
    return PartialDecryption(
        factors=tuple(
            tuple(
                group.multiply(group.power(entry.alpha, private), group.generator_power(one.shift))
                for entry, one in zip(entries, shifts, strict=True)
            )
            for entries, shifts in zip(tally.questions, agreed, strict=True)
        ),
        proofs=tuple(tuple(one.proof for one in shifts) for shifts in agreed),
    )


def spoiled_decryption(election: Election, tally: EncryptedTally, private: int, random: Random) -> PartialDecryption:
    """Return a part that one trustee alone spoils: its proofs hold for Belenios, its sums are nowhere to be found."""
    group = election.group
    order = group.order
    prefix = _prefix(election, private)
    rows = []
    for entries in tally.questions:
        row = []
        for entry in entries:
            a, s = group.random_scalar(random), group.random_scalar(random)
            second = group.multiply(group.power(entry.alpha, a), group.generator_power(s))
            challenge = hash_to_scalar(group, prefix, (group.generator_power(a), second))
            shift = group.generator_power(s * pow(challenge, -1, order) % order)
            factor = group.multiply(group.power(entry.alpha, private), shift)
            row.append((factor, Proof(challenge, (a - private * challenge) % order)))
        rows.append(row)
    return PartialDecryption(
        factors=tuple(tuple(factor for factor, _ in row) for row in rows),
        proofs=tuple(tuple(proof for _, proof in row) for row in rows),
    )


def shifted(decryption: PartialDecryption, *changes: Sequence[int]) -> PartialDecryption:
    """Return the decryption with g^change on each factor, a row for each question; its proofs hold no longer."""
    rows = zip(decryption.factors, changes, strict=True)
    return replace(decryption, factors=tuple(tuple(_shift(*pair) for pair in zip(*row, strict=True)) for row in rows))


def _shift(factor: Element, change: int) -> Element:
    return BELENIOS_2048.multiply(factor, BELENIOS_2048.generator_power(change % BELENIOS_2048.order))


def _prefix(election: Election, private: int) -> str:
    public = election.group.encode_element(election.group.generator_power(private))
    return f"decrypt|{election.fingerprint}|{public}|"
