"""Ballots that must be refused, each with the code of its refusal. The forger is a voter who may vote.

`python -m tests.support.forged_ballots` writes them to tests/vectors/ballots.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ballots.answer import encode_answer, encrypt_answer
from ballots.ballot import ballot_credential
from ballots.credential import derive_secret
from ballots.election import Question
from ballots.encoding import encode_json, hash_base64
from ballots.group import BELENIOS_2048, Element
from ballots.proofs import encode_proof, prove_logarithm
from tests.support.elections import SmallElection, question, small_election

FOLDER = Path(__file__).parent.parent / "vectors" / "ballots"

Body = dict[str, Any]
Change = Callable[[Body], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgery:
    """A ballot for the plain or the blank election, and the code of its refusal ("" if accepted)."""

    name: str
    code: str
    data: bytes
    blank: bool = False


def plain_election() -> SmallElection:
    """Return an election with one question: two candidates, at most one mark."""
    return small_election(question(2, 0, 1), seed=7)


def blank_election() -> SmallElection:
    """Return an election with one question: two candidates, one mark or blank."""
    return small_election(question(2, 1, 1, blank=True), seed=8)


def sign(small: SmallElection, voter: int, body: Body) -> bytes:
    """Return the body with the voter's valid signature."""
    digest = hash_base64(encode_json(body))
    secret = derive_secret(small.credentials[voter], small.election.uuid)
    proof = prove_logarithm(BELENIOS_2048, f"sig|{digest}|", secret, small.random)
    return encode_json({**body, "signature": {"hash": digest, "proof": encode_proof(proof)}})


def altered(small: SmallElection, data: bytes, change: Change, voter: int = 0) -> bytes:
    """Return the ballot after a change of its body, signed again."""
    body = json.loads(data)
    del body["signature"]
    change(body)
    return sign(small, voter, body)


def first_answer(body: Body) -> Body:
    """Return the answer to the first question."""
    answer: Body = body["answers"][0]
    return answer


def answer_for(small: SmallElection, asked: Question, marks: tuple[int, ...], voter: int = 0) -> Body:
    """Return an answer that the program would refuse to make: `marks` outside the bounds of the question."""
    context = f"{small.election.fingerprint}|{ballot_credential(small.ballot(voter, _valid(small)))}"
    answer: Any = encode_answer(encrypt_answer(small.election, asked, marks, context, small.random), BELENIOS_2048)
    return dict(answer)


def _valid(small: SmallElection) -> tuple[tuple[int, ...], ...]:
    asked = small.election.questions[0]
    return ((0,) * (asked.entries - 1) + (1,),)


def forgeries() -> Iterator[Forgery]:
    """Return every forgery, and one good ballot of each election."""
    small = plain_election()
    good = small.ballot(0, ((0, 1),))
    yield Forgery(name="good", code="", data=good)
    yield from _misspelled(good)
    for name, code, change in _CHANGES:
        yield Forgery(name=name, code=code, data=altered(small, good, change))
    yield from _dishonest(small, good)
    yield from _blank()


def _misspelled(good: bytes) -> Iterator[Forgery]:
    for name, code, data in (
        ("cut-short", "encoding-malformed", good[:-1]),
        ("not-utf-8", "encoding-malformed", good.replace(b"election_uuid", b"election_uuid\xff")),
        ("line-feed-after", "encoding-not-canonical", good + b"\n"),
        ("space-inside", "encoding-not-canonical", good.replace(b":", b": ", 1)),
        ("escaped-letter", "encoding-not-canonical", good.replace(b"election_uuid", rb"election\u005fuuid")),
        ("field-twice", "encoding-duplicate-key", good.replace(b'{"alpha"', b'{"alpha":"1","alpha"', 1)),
        ("too-large", "encoding-too-large", good.replace(b'"answers"', b'"answers' + b"s" * 9000 + b'"', 1)),
        ("too-deep", "encoding-too-deep", b"[" * 100 + good + b"]" * 100),
    ):
        yield Forgery(name=name, code=code, data=data)


def _set_alpha(text: object) -> Change:
    return lambda body: first_answer(body)["choices"][0].update(alpha=text)


def _change_alpha(change: Callable[[str], str]) -> Change:
    def apply(body: Body) -> None:
        choice = first_answer(body)["choices"][0]
        choice["alpha"] = change(choice["alpha"])

    return apply


def _change_beta(body: Body) -> None:
    choice = first_answer(body)["choices"][0]
    beta = BELENIOS_2048.read_element(choice["beta"])
    choice["beta"] = str(BELENIOS_2048.multiply(beta, BELENIOS_2048.generator))


def _set_challenge(text: str) -> Change:
    return lambda body: first_answer(body)["individual_proofs"][0][0].update(challenge=text)


def _swap_proof_fields(body: Body) -> None:
    proof = first_answer(body)["overall_proof"][0]
    proof["challenge"] = proof.pop("challenge")


def _next_scalar(proof: Body) -> None:
    proof["response"] = str((int(proof["response"]) + 1) % BELENIOS_2048.order)


# The modulus is public knowledge; the package keeps it to itself.
MODULUS = int(str(BELENIOS_2048.divide(Element(1), Element(2)))) * 2 - 1

_CHANGES: tuple[tuple[str, str, Change], ...] = (
    ("alpha-zero", "element-out-of-range", _set_alpha("0")),
    ("alpha-modulus", "element-out-of-range", _set_alpha(str(MODULUS))),
    ("alpha-plus-modulus", "element-out-of-range", _change_alpha(lambda text: str(int(text) + MODULUS))),
    ("alpha-too-long", "encoding-number-format", _set_alpha("1" * 700)),
    ("alpha-leading-zero", "encoding-number-format", _change_alpha(lambda text: "0" + text)),
    ("alpha-hexadecimal", "encoding-number-format", _change_alpha(lambda text: hex(int(text)))),
    ("alpha-negative", "encoding-number-format", _change_alpha(lambda text: "-" + text)),
    ("alpha-persian-digit", "encoding-number-format", _set_alpha("۱")),
    ("alpha-json-number", "encoding-number-format", _set_alpha(4)),
    ("alpha-fraction", "encoding-number-format", _set_alpha(0.5)),
    ("alpha-not-in-group", "element-not-in-group", _change_alpha(lambda text: str(MODULUS - int(text)))),
    ("challenge-order", "scalar-out-of-range", _set_challenge(str(BELENIOS_2048.order))),
    ("fields-exchanged", "encoding-wrong-shape", _swap_proof_fields),
    ("field-extra", "encoding-wrong-shape", lambda body: first_answer(body).update(note="x")),
    ("field-missing", "encoding-wrong-shape", lambda body: first_answer(body).pop("overall_proof")),
    ("answer-missing", "encoding-wrong-shape", lambda body: body["answers"].clear()),
    ("choice-extra", "encoding-wrong-shape", lambda body: _repeat(first_answer(body)["choices"])),
    ("branch-extra", "encoding-wrong-shape", lambda body: _repeat(first_answer(body)["overall_proof"])),
    ("other-uuid", "ballot-foreign", lambda body: body.update(election_uuid="1" * 14)),
    ("other-fingerprint", "ballot-foreign", lambda body: body.update(election_hash="A" * 43)),
    ("credential-unknown", "credential-unknown", lambda body: body.update(credential="1")),
    ("beta-times-generator", "ballot-individual-proof", _change_beta),
    ("choices-exchanged", "ballot-individual-proof", lambda body: first_answer(body)["choices"].reverse()),
    (
        "individual-proof-changed",
        "ballot-individual-proof",
        lambda body: _next_scalar(first_answer(body)["individual_proofs"][1][0]),
    ),
    (
        "overall-proof-changed",
        "ballot-overall-proof",
        lambda body: _next_scalar(first_answer(body)["overall_proof"][1]),
    ),
)


def _repeat(entries: list[Any]) -> None:
    entries.append(entries[0])


def _dishonest(small: SmallElection, good: bytes) -> Iterator[Forgery]:
    lax = replace(small.election.questions[0], maximum=2)
    answer = answer_for(small, lax, (1, 1))
    answer["overall_proof"].pop()
    too_many = altered(small, good, lambda body: body.update(answers=[answer]))
    yield Forgery(name="two-marks-of-one", code="ballot-overall-proof", data=too_many)
    copied = json.loads(small.ballot(1, ((0, 1),)))["answers"]
    data = altered(small, good, lambda body: body.update(answers=copied))
    yield Forgery(name="answers-copied", code="ballot-individual-proof", data=data)
    value = json.loads(good)
    value["signature"]["hash"] = hash_base64(b"")
    yield Forgery(name="hash-changed", code="ballot-hash", data=encode_json(value))
    data = altered(small, good, lambda body: None, voter=1)
    yield Forgery(name="signature-of-another", code="ballot-signature", data=data)


def _blank() -> Iterator[Forgery]:
    small = blank_election()
    asked = small.election.questions[0]
    good = small.ballot(0, ((0, 0, 1),))
    yield Forgery(name="blank-good", code="", data=good, blank=True)
    changes: tuple[tuple[str, str, Change], ...] = (
        ("blank-proof-missing", "encoding-wrong-shape", lambda body: first_answer(body).pop("blank_proof")),
        (
            "blank-proof-changed",
            "ballot-blank-proof",
            lambda body: _next_scalar(first_answer(body)["blank_proof"][1]),
        ),
        (
            "blank-overall-changed",
            "ballot-overall-proof",
            lambda body: _next_scalar(first_answer(body)["overall_proof"][0]),
        ),
        (
            "blank-and-mark",
            "ballot-blank-proof",
            lambda body: body.update(answers=[answer_for(small, asked, (1, 0, 1))]),
        ),
        (
            "blank-entry-left-out",
            "encoding-wrong-shape",
            lambda body: body.update(answers=[answer_for(small, replace(asked, blank=False), (0, 1))]),
        ),
    )
    for name, code, change in changes:
        yield Forgery(name=name, code=code, data=altered(small, good, change), blank=True)


def vector(forgery: Forgery) -> bytes:
    """Return the file of one forgery; bytes that are not UTF-8 travel as Latin letters."""
    return (
        json.dumps(
            {
                "code": forgery.code,
                "election": "blank" if forgery.blank else "plain",
                "ballot": forgery.data.decode("latin-1"),
            },
            indent=1,
        )
        + "\n"
    ).encode()


def election_vector(small: SmallElection) -> bytes:
    """Return the file of an election: its bytes and its public credentials as texts."""
    texts = {"election": small.election.to_bytes().decode(), "credentials": small.credentials_bytes.decode()}
    return (json.dumps(texts, indent=1, ensure_ascii=False) + "\n").encode()


def vectors() -> dict[str, bytes]:
    """Return all files by name; the same every time."""
    files = {f"ballot-{forgery.name}.json": vector(forgery) for forgery in forgeries()}
    files["election-plain.json"] = election_vector(plain_election())
    files["election-blank.json"] = election_vector(blank_election())
    return files


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in vectors().items():
        (FOLDER / name).write_bytes(data)
