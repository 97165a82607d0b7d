"""Ballots: encrypt and prove a choice, and check what arrives, cheapest test first. SPEC: ballot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, TypeAlias

from ballots.answer import Answer, check_answer, decode_answer, encode_answer, encrypt_answer
from ballots.credential import derive_secret
from ballots.election import Election
from ballots.elgamal import Ciphertext
from ballots.encoding import (
    Json,
    decode_json,
    encode_json,
    hash_base64,
    parse_json,
    read_list,
    read_object,
    read_text,
)
from ballots.errors import (
    BallotHashError,
    BallotSignatureError,
    BlankWithMarksError,
    ChoiceShapeError,
    ForeignBallotError,
    TooFewMarksError,
    TooManyMarksError,
    UnknownCredentialError,
)
from ballots.group import Random
from ballots.proofs import Proof, decode_proof, encode_proof, prove_logarithm, verify_logarithm

Choices: TypeAlias = tuple[tuple[Ciphertext, ...], ...]

MAX_BALLOT_BYTES: Final = 8 * 1024 * 1024

_FIELDS: Final = ("election_uuid", "election_hash", "credential", "answers", "signature")
_MAX_TEXT: Final = 700
# Upper bounds of the canonical spelling: two elements with two proofs, one proof, and everything else.
_ENTRY_BYTES: Final = 1800
_PROOF_BYTES: Final = 200
_FRAME_BYTES: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A ballot as it travels: `credential` is the public one in base 10, `raw` are the ballot's bytes."""

    credential: str
    answers: tuple[Answer, ...]
    signature_hash: str
    signature: Proof
    raw: bytes = field(repr=False)

    @property
    def tracker(self) -> str:
        """Return the b64 SHA-256 of the bytes: what the voter keeps."""
        return tracker(self.raw)

    @property
    def choices(self) -> Choices:
        """Return the ciphertexts of each question, blank first if there is one."""
        return tuple(answer.choices for answer in self.answers)


def tracker(data: bytes) -> str:
    """Return the b64 SHA-256 of a ballot's bytes."""
    return hash_base64(data)


def ballot_credential(data: bytes) -> str:
    """Return the public credential that a ballot claims, nothing else checked; raise EncodingError."""
    fields = read_object(parse_json(data, MAX_BALLOT_BYTES, _MAX_TEXT), _FIELDS)
    return read_text(fields["credential"], _MAX_TEXT)


def claimed_credential(data: bytes, election: Election) -> str:
    """Return the public credential that a ballot claims, if it names this election and is no longer than a ballot.

    Neither spelling nor numbers are looked at. Raises EncodingError or ForeignBallotError.
    """
    fields = read_object(parse_json(data, ballot_size_limit(election), _MAX_TEXT), _FIELDS)
    return _own_credential(fields, election)


def ballot_size_limit(election: Election) -> int:
    """Return a size in bytes that no ballot of the election exceeds."""
    size = _FRAME_BYTES
    for question in election.questions:
        proofs = question.maximum - question.minimum + 4
        size += question.entries * _ENTRY_BYTES + proofs * _PROOF_BYTES
    return min(size, MAX_BALLOT_BYTES)


def encrypt_ballot(election: Election, credential: str, choices: Sequence[Sequence[int]], random: Random) -> bytes:
    """Return the bytes of a ballot signed with the private `credential`.

    `choices` holds for each question a 0 or 1 per answer, before them one for blank when the question has it.
    The work does not depend on the choice. Raises ChoiceError or CredentialError.
    """
    group = election.group
    secret = derive_secret(credential, election.uuid, group)
    body = encrypt_body(election, group.encode_element(group.generator_power(secret)), choices, random)
    proof = prove_logarithm(group, f"sig|{body_hash(body)}|", secret, random)
    return sign_body(body, proof)


def encrypt_body(
    election: Election, public_credential: str, choices: Sequence[Sequence[int]], random: Random
) -> dict[str, Json]:
    """Return a ballot without its signature; `random` alone decides its bytes. Raises ChoiceError."""
    check_choices(election, choices)
    context = f"{election.fingerprint}|{public_credential}"
    return {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": public_credential,
        "answers": [
            encode_answer(encrypt_answer(election, question, marks, context, random), election.group)
            for question, marks in zip(election.questions, choices, strict=True)
        ],
    }


def body_hash(body: dict[str, Json]) -> str:
    """Return what a ballot's signature signs: the b64 SHA-256 of the ballot without it."""
    return hash_base64(encode_json(body))


def sign_body(body: dict[str, Json], proof: Proof) -> bytes:
    """Return the bytes of a ballot from its body and the proof that signs it."""
    return encode_json({**body, "signature": {"hash": body_hash(body), "proof": encode_proof(proof)}})


def check_choices(election: Election, choices: Sequence[Sequence[int]]) -> None:
    """Raise the ChoiceError that says why `choices` cannot be put on a ballot of the election."""
    if len(choices) != len(election.questions):
        raise ChoiceShapeError("there is not one choice per question")
    for question, marks in zip(election.questions, choices, strict=True):
        if len(marks) != question.entries or any(mark not in (0, 1) for mark in marks):
            raise ChoiceShapeError("a choice is not one 0 or 1 per entry of its question")
        count = sum(marks[question.blank :])
        if question.blank and marks[0]:
            if count:
                raise BlankWithMarksError("blank is marked together with answers")
        elif count > question.maximum:
            raise TooManyMarksError(f"more than {question.maximum} answers are marked")
        elif count < question.minimum:
            raise TooFewMarksError(f"fewer than {question.minimum} answers are marked")


def check_ballot(data: bytes, election: Election, public_credentials: Mapping[str, int]) -> Ballot:
    """Return the ballot of these bytes if it may be accepted.

    `public_credentials` are members of the group, tested when their list was decoded. The tests are in the order in
    which a record is read (SPEC 7): size, canonical spelling, shape; election; ranges; credential; for each question
    membership and proofs; signed hash; signature. A board that takes ballots from anybody has another: `ballots.door`.
    Raises EncodingError, an error of the group, or BallotError.
    """
    ballot = decode_ballot(data, election)
    if ballot.credential not in public_credentials:
        raise UnknownCredentialError("the credential is not in the election's list")
    check_proofs(ballot, election)
    check_signature(ballot, election)
    return ballot


def check_proofs(ballot: Ballot, election: Election) -> None:
    """Test the membership of every ciphertext of a decoded ballot, then every proof: nearly all that a ballot costs.

    Raises ElementMembershipError, IndividualProofError, BlankProofError or OverallProofError.
    """
    context = f"{election.fingerprint}|{ballot.credential}"
    for question, answer in zip(election.questions, ballot.answers, strict=True):
        check_answer(election, question, answer, context)


def decode_ballot(data: bytes, election: Election) -> Ballot:
    """Return the ballot of these bytes, made for this election; **nothing** that costs arithmetic is checked.

    Raises EncodingError, ElementRangeError, ScalarRangeError or ForeignBallotError.
    """
    fields = read_object(decode_json(data, ballot_size_limit(election), _MAX_TEXT), _FIELDS)
    credential = _own_credential(fields, election)
    count = len(election.questions)
    answers = zip(read_list(fields["answers"], count, count), election.questions, strict=True)
    signature = read_object(fields["signature"], ("hash", "proof"))
    return Ballot(
        credential=credential,
        answers=tuple(decode_answer(answer, question, election.group) for answer, question in answers),
        signature_hash=read_text(signature["hash"], _MAX_TEXT),
        signature=decode_proof(signature["proof"], election.group),
        raw=data,
    )


def _own_credential(fields: Mapping[str, Json], election: Election) -> str:
    uuid, fingerprint, credential = (read_text(fields[name], _MAX_TEXT) for name in _FIELDS[:3])
    if (uuid, fingerprint) != (election.uuid, election.fingerprint):
        raise ForeignBallotError("the ballot names another election")
    return credential


def check_members(data: bytes, election: Election) -> None:
    """Check everything that `decode_ballot` checks, then the membership of every element, nothing else.

    `check_ballot` tests membership on its way through the proofs and never for a voter who is not on the list.
    An audit asks here which of several faults comes first. Raises what `decode_ballot` raises, or an error of
    the group.
    """
    ballot = decode_ballot(data, election)
    election.group.decode_element(ballot.credential)
    for entry in chain.from_iterable(ballot.choices):
        election.group.check_member(entry.alpha)
        election.group.check_member(entry.beta)


def check_signature(ballot: Ballot, election: Election) -> None:
    """Test whether who holds the ballot's credential, a member of the group, signed these very bytes.

    Raises BallotHashError or BallotSignatureError.
    """
    # The bytes are canonical and the signature is the last field, so the signed body is what stands before
    # it; this mark cannot occur inside a JSON text, where quotes are escaped.
    body = ballot.raw[: ballot.raw.rindex(b',"signature":')] + b"}"
    digest = hash_base64(body)
    if digest != ballot.signature_hash:
        raise BallotHashError("the signed hash is not the hash of the body")
    public = election.group.read_element(ballot.credential)
    if not verify_logarithm(election.group, f"sig|{digest}|", public, ballot.signature):
        raise BallotSignatureError("the signature does not fit the credential")
