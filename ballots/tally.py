"""The tally: multiply ballots, combine the trustees' factors, read the sums. SPEC: tally."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from ballots.ballot import Ballot
from ballots.credential import MAX_TOTAL_WEIGHT
from ballots.election import Election, Question
from ballots.elgamal import (
    Ciphertext,
    EncryptedTally,
    multiply_ciphertexts,
    raise_ciphertext,
    read_ciphertext,
)
from ballots.encoding import decode_json, encode_json, read_integer, read_list, read_object
from ballots.errors import (
    LogarithmError,
    PartialDecryptionCountError,
    ResultImplausibleError,
    ResultRangeError,
    TallyShapeError,
    TallyWeightError,
)
from ballots.group import BELENIOS_2048, Group
from ballots.trustees import TrusteeKey, decode_partial_decryption

__all__ = [
    "EncryptedTally",
    "accumulate",
    "check_plausible",
    "decode_encrypted_tally",
    "decode_result",
    "decrypt",
    "encode_result",
]

Result: TypeAlias = tuple[tuple[int, ...], ...]

_ENTRY_BYTES: Final = 1300
_NUMBER_BYTES: Final = 700
_SUM_BYTES: Final = 12


def accumulate(election: Election, ballots: Iterable[tuple[Ballot, int]]) -> EncryptedTally:
    """Return the product of checked ballots, each to the power of its weight, read one at a time.

    The caller gives each credential's counted ballot, the last one, once. No ballots give (1, 1) everywhere.
    Raises TallyWeightError for a weight below 1 and TallyShapeError for a ballot of another shape.
    """
    group = election.group
    sums = [[Ciphertext(group.one, group.one)] * question.entries for question in election.questions]
    for ballot, weight in ballots:
        if weight < 1:
            raise TallyWeightError("a ballot's weight is at least 1")
        if [len(choices) for choices in ballot.choices] != [len(entries) for entries in sums]:
            raise TallyShapeError("a ballot has another shape than the questions")
        for entries, choices in zip(sums, ballot.choices, strict=True):
            for index, choice in enumerate(choices):
                raised = raise_ciphertext(group, choice, weight)
                entries[index] = multiply_ciphertexts(group, (entries[index], raised))
    return EncryptedTally(tuple(map(tuple, sums)))


def decode_encrypted_tally(data: bytes, election: Election) -> EncryptedTally:
    """Return the tally of canonical JSON, of the election's shape, each number a member of the group.

    Raises EncodingError, TallyShapeError or an error of the group.
    """
    group = election.group
    widths = [question.entries for question in election.questions]
    rows = read_list(decode_json(data, 100 + sum(widths) * _ENTRY_BYTES, _NUMBER_BYTES), 0, len(data))
    if [len(row) if isinstance(row, list) else -1 for row in rows] != widths:
        raise TallyShapeError("the tally has another shape than the questions")
    questions = tuple(tuple(read_ciphertext(entry, group) for entry in read_list(row, 0, len(data))) for row in rows)
    for question in questions:
        for entry in question:
            group.check_member(entry.alpha)
            group.check_member(entry.beta)
    return EncryptedTally(questions)


def decrypt(
    encrypted_tally: EncryptedTally,
    decryptions: Sequence[bytes],
    keys: Sequence[TrusteeKey],
    total_weight: int,
    group: Group = BELENIOS_2048,
) -> Result:
    """Return the sums from one verified partial decryption per key, in the keys' order.

    The proofs are **not** checked here: `verify_partial_decryption` does. Raises PartialDecryptionCountError,
    ResultRangeError when a sum is not in 0..total_weight, and what `decode_partial_decryption` raises.
    """
    if len(decryptions) != len(keys):
        raise PartialDecryptionCountError(f"{len(decryptions)} partial decryptions for {len(keys)} trustees")
    factors = [decode_partial_decryption(data, encrypted_tally, group).factors for data in decryptions]
    plain = []
    for index, question in enumerate(encrypted_tally.questions):
        for number, entry in enumerate(question):
            shared = group.product(rows[index][number] for rows in factors)
            plain.append(group.divide(entry.beta, shared))
    try:
        sums = iter(group.logarithms(plain, total_weight))
    except LogarithmError as error:
        raise ResultRangeError("a decrypted sum is not in 0..total weight") from error
    return tuple(tuple(next(sums) for _ in question) for question in encrypted_tally.questions)


def check_plausible(result: Result, questions: Sequence[Question], total_weight: int) -> None:
    """Raise ResultImplausibleError unless ballots within the questions' bounds can give these counts.

    With w the total weight and b the count of blank: b <= w, each count <= w - b, and the counts' sum lies between
    min (w - b) and max (w - b).
    """
    for number, (counts, asked) in enumerate(zip(result, questions, strict=True), start=1):
        blank = counts[0] if asked.blank else 0
        marks, marked = counts[asked.blank :], total_weight - blank
        if marked < 0 or max(marks) > marked:
            raise ResultImplausibleError(f"question {number} has a count above the number of ballots that mark")
        if not asked.minimum * marked <= sum(marks) <= asked.maximum * marked:
            raise ResultImplausibleError(f"question {number} has more or fewer marks than its ballots can hold")


def encode_result(result: Result) -> bytes:
    """Return the canonical JSON of a result."""
    return encode_json({"result": [list(row) for row in result]})


def decode_result(data: bytes, election: Election) -> Result:
    """Return a result of the election's shape from canonical JSON; raise EncodingError."""
    widths = [question.entries for question in election.questions]
    rows = read_object(decode_json(data, 100 + sum(widths) * _SUM_BYTES), ("result",))["result"]
    return tuple(
        tuple(read_integer(entry, 0, MAX_TOTAL_WEIGHT) for entry in read_list(row, width, width))
        for row, width in zip(read_list(rows, len(widths), len(widths)), widths, strict=True)
    )
