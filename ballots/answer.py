"""The encrypted answer to one question: encrypt, prove, decode, check. SPEC: ballot.

`context` is the election's fingerprint and the voter's public credential, joined by a bar: every proof is
tied to both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ballots.election import Election, Question
from ballots.elgamal import Ciphertext, encode_ciphertext, encrypt, multiply_ciphertexts, read_ciphertext
from ballots.encoding import Json, read_list, read_object
from ballots.errors import BlankProofError, IndividualProofError, OverallProofError
from ballots.group import Element, Group, Random
from ballots.proofs import (
    Branch,
    BranchOpening,
    Proof,
    ciphertext_text,
    decode_proofs,
    encode_proofs,
    prove_one_of,
    verify_one_of,
)

_Powers: TypeAlias = tuple[tuple[Element, Element], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The ciphertexts of one question's entries, blank first if there is one, and their proofs."""

    choices: tuple[Ciphertext, ...]
    individual_proofs: tuple[tuple[Proof, ...], ...]
    overall_proof: tuple[Proof, ...]
    blank_proof: tuple[Proof, ...] = ()


# Encrypting


def encrypt_answer(
    election: Election, question: Question, marks: Sequence[int], context: str, random: Random
) -> Answer:
    """Return the answer for `marks`, one 0 or 1 per entry, which must keep the question's bounds.

    The work does not depend on the marks.
    """
    group, key = election.group, election.public_key
    randomness = [group.random_scalar(random) for _ in marks]
    choices = tuple(encrypt(group, key, mark, r) for mark, r in zip(marks, randomness, strict=True))
    individual = []
    for entry, mark, r in zip(choices, marks, randomness, strict=True):
        openings = (BranchOpening(r, mark), BranchOpening(r, mark - 1))
        individual.append(prove_one_of(group, key, _entry_prefix(group, context, entry), openings, mark, random))
    context = f"{context}|{ciphertext_text(group, choices)}"
    prove = _prove_blank if question.blank else _prove_overall
    overall, blank = prove(election, question, (marks, randomness, choices), context, random)
    return Answer(choices=choices, individual_proofs=tuple(individual), overall_proof=overall, blank_proof=blank)


_Encrypted: TypeAlias = tuple[Sequence[int], Sequence[int], tuple[Ciphertext, ...]]


def _prove_overall(
    election: Election, question: Question, encrypted: _Encrypted, context: str, random: Random
) -> tuple[tuple[Proof, ...], tuple[Proof, ...]]:
    group = election.group
    marks, randomness, choices = encrypted
    openings = _sum_openings(question, sum(marks), sum(randomness) % group.order)
    prefix = _entry_prefix(group, context, multiply_ciphertexts(group, choices))
    true = sum(marks) - question.minimum
    return prove_one_of(group, election.public_key, prefix, openings, true, random), ()


def _prove_blank(
    election: Election, question: Question, encrypted: _Encrypted, context: str, random: Random
) -> tuple[tuple[Proof, ...], tuple[Proof, ...]]:
    group, key = election.group, election.public_key
    (blank, *marks), (first, *rest), _ = encrypted
    count, total = sum(marks), sum(rest) % group.order
    openings = (BranchOpening(first, blank - 1), *_sum_openings(question, count, total))
    true = 0 if blank else 1 + count - question.minimum
    overall = prove_one_of(group, key, f"bproof1|{context}|", openings, true, random)
    either = (BranchOpening(first, blank), BranchOpening(total, count))
    return overall, prove_one_of(group, key, f"bproof0|{context}|", either, blank, random)


def _sum_openings(question: Question, count: int, randomness: int) -> tuple[BranchOpening, ...]:
    return tuple(BranchOpening(randomness, count - value) for value in range(question.minimum, question.maximum + 1))


def _entry_prefix(group: Group, context: str, ciphertext: Ciphertext) -> str:
    return f"prove|{context}|{ciphertext_text(group, (ciphertext,))}|"


# Travelling


def encode_answer(answer: Answer, group: Group) -> Json:
    """Return the JSON object of an answer."""
    value: dict[str, Json] = {
        "choices": [encode_ciphertext(entry, group) for entry in answer.choices],
        "individual_proofs": [encode_proofs(proofs) for proofs in answer.individual_proofs],
        "overall_proof": encode_proofs(answer.overall_proof),
    }
    if answer.blank_proof:
        value["blank_proof"] = encode_proofs(answer.blank_proof)
    return value


def decode_answer(value: Json, question: Question, group: Group) -> Answer:
    """Return the answer of a JSON object, of the question's shape.

    Memberships and proofs are **not** yet checked. Raises EncodingError, ElementRangeError or
    ScalarRangeError.
    """
    names = ("choices", "individual_proofs", "overall_proof") + ("blank_proof",) * question.blank
    fields = read_object(value, names)
    count = question.entries
    branches = question.maximum - question.minimum + 1 + question.blank
    return Answer(
        choices=tuple(read_ciphertext(entry, group) for entry in read_list(fields["choices"], count, count)),
        individual_proofs=tuple(
            decode_proofs(proofs, 2, group) for proofs in read_list(fields["individual_proofs"], count, count)
        ),
        overall_proof=decode_proofs(fields["overall_proof"], branches, group),
        blank_proof=decode_proofs(fields["blank_proof"], 2, group) if question.blank else (),
    )


# Checking


def check_answer(election: Election, question: Question, answer: Answer, context: str) -> None:
    """Test the membership of every number, then every proof, of a decoded answer.

    Raises ElementMembershipError, IndividualProofError, BlankProofError or OverallProofError.
    """
    group = election.group
    first: _Powers = ()
    for index, (entry, proofs) in enumerate(zip(answer.choices, answer.individual_proofs, strict=True)):
        # The first entry's chain of squarings also serves the two proofs about blank.
        more = (answer.blank_proof[0], answer.overall_proof[0]) if question.blank and index == 0 else ()
        powers = _member_powers(group, entry, (*proofs, *more))
        first = first or powers[2:]
        prefix = _entry_prefix(group, context, entry)
        if not verify_one_of(group, election.public_key, prefix, _branches(powers[:2], (0, 1), proofs)):
            raise IndividualProofError(f"the proof of entry {index + 1} fails")
    context = f"{context}|{ciphertext_text(group, answer.choices)}"
    if question.blank:
        _check_blank(election, question, answer, context, first)
    else:
        _check_overall(election, question, answer, context)


def _check_overall(election: Election, question: Question, answer: Answer, context: str) -> None:
    group = election.group
    product = multiply_ciphertexts(group, answer.choices)
    values = range(question.minimum, question.maximum + 1)
    branches = _branches(_powers(group, product, answer.overall_proof), values, answer.overall_proof)
    if not verify_one_of(group, election.public_key, _entry_prefix(group, context, product), branches):
        raise OverallProofError("the proof of the number of marks fails")


def _check_blank(election: Election, question: Question, answer: Answer, context: str, first: _Powers) -> None:
    group, key = election.group, election.public_key
    rest = multiply_ciphertexts(group, answer.choices[1:])
    powers = _powers(group, rest, (answer.blank_proof[1], *answer.overall_proof[1:]))
    either = _branches((first[0], powers[0]), (0, 0), answer.blank_proof)
    if not verify_one_of(group, key, f"bproof0|{context}|", either):
        raise BlankProofError("the proof that a blank has no marks fails")
    values = (1, *range(question.minimum, question.maximum + 1))
    branches = _branches((first[1], *powers[1:]), values, answer.overall_proof)
    if not verify_one_of(group, key, f"bproof1|{context}|", branches):
        raise OverallProofError("the proof of the number of marks fails")


def _member_powers(group: Group, ciphertext: Ciphertext, proofs: Sequence[Proof]) -> _Powers:
    exponents = [proof.challenge for proof in proofs]
    alphas = group.member_powers(ciphertext.alpha, exponents)
    return tuple(zip(alphas, group.member_powers(ciphertext.beta, exponents), strict=True))


def _powers(group: Group, ciphertext: Ciphertext, proofs: Sequence[Proof]) -> _Powers:
    exponents = [proof.challenge for proof in proofs]
    alphas = group.powers(ciphertext.alpha, exponents)
    return tuple(zip(alphas, group.powers(ciphertext.beta, exponents), strict=True))


def _branches(powers: _Powers, values: Sequence[int], proofs: Sequence[Proof]) -> list[Branch]:
    return [
        Branch(alpha_power=alpha, beta_power=beta, value=value, proof=proof)
        for (alpha, beta), value, proof in zip(powers, values, proofs, strict=True)
    ]
