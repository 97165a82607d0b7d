"""The test of a kept key: whoever answers holds the key, now; and what a careless verifier would let through."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from ballots import trustees
from ballots.custody_errors import KeyTestError
from ballots.encoding import encode_json, parse_json
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.proofs import Proof, encode_proof, prove_logarithm
from ballots.trustees import answer_test, make_public_key, verify_answer
from tests.support.elections import seeded
from tests.support.forged_ballots import MODULUS

DOMAIN = "majma|key-check|BELENIOS-2048|"
NONCE = "000102030405060708090a0b0c0d0e0f"
PRIVATE = 2**255 - 19
KEY = make_public_key(PRIVATE, seeded(1))
VECTOR = (
    b'{"challenge":"3066913327236097081527833001831686743711152525151344674989408474957250944288",'
    b'"response":"28591714684362035336525300578719346866243665287652587505449594376234749031121"}'
)
ELECTION = "q06PiPLHXgspVt+qt76OE9MB7V0b7HZtExn7sZjD6yI"
ANSWER = answer_test(PRIVATE, NONCE, ELECTION, seeded(3))
FIELDS = json.loads(ANSWER)


def spelled(**fields: object) -> bytes:
    return json.dumps(FIELDS | fields, separators=(",", ":")).encode()


def proof(prefix: str) -> bytes:
    """A sound proof of the key under another prefix."""
    return encode_json(encode_proof(prove_logarithm(GROUP, prefix, PRIVATE, seeded(5))))


FALSE = {
    "another-nonce": answer_test(PRIVATE, "f" * 32, ELECTION, seeded(4)),
    "another-election": answer_test(PRIVATE, NONCE, "A" * 43, seeded(4)),
    "another-key": answer_test(PRIVATE - 1, NONCE, ELECTION, seeded(4)),
    "handed-in-key": encode_json(encode_proof(KEY.proof)),
    "nonce-left-out": proof(f"{DOMAIN}{KEY.public_key}||{ELECTION}|"),
    "key-left-out": proof(f"{DOMAIN}|{NONCE}|{ELECTION}|"),
    "election-left-out": proof(f"{DOMAIN}{KEY.public_key}|{NONCE}|"),
    "simulated": b'{"challenge":"1","response":"1"}',
    "challenge-changed": spelled(challenge=str(int(FIELDS["challenge"]) ^ 1)),
    "response-changed": spelled(response=str(int(FIELDS["response"]) ^ 1)),
    "response-plus-order": spelled(response=str(int(FIELDS["response"]) + GROUP.order)),
    "challenge-plus-order": spelled(challenge=str(int(FIELDS["challenge"]) + GROUP.order)),
    "leading-zero": spelled(response="0" + FIELDS["response"]),
    "json-number": spelled(response=7),
    "fields-exchanged": encode_json(dict(reversed(FIELDS.items()))),
    "field-extra": spelled(nonce=NONCE),
    "field-missing": b'{"challenge":"1"}',
    "space": ANSWER + b" ",
    "too-long": spelled(response="1" * 300),
    "not-json": b"4711|",
    "not-utf-8": b"\xff",
    "nothing": b"",
}


def accepts(answer: bytes) -> bool:
    try:
        verify_answer(answer, KEY, NONCE, ELECTION)
    except BallotsError:
        return False
    return True


def test_an_answer_has_the_bytes_of_the_specification() -> None:
    assert ANSWER == VECTOR
    public = pow(GROUP.generator, PRIVATE, MODULUS)
    challenge, response = int(FIELDS["challenge"]), int(FIELDS["response"])
    commitment = pow(GROUP.generator, response, MODULUS) * pow(public, challenge, MODULUS) % MODULUS
    text = f"{DOMAIN}{public}|{NONCE}|{ELECTION}|{commitment}"
    assert int.from_bytes(sha256(text.encode()).digest(), "big") % GROUP.order == challenge


def test_the_key_answers_its_test_each_time_anew() -> None:
    assert accepts(ANSWER)
    other = answer_test(PRIVATE, NONCE, ELECTION, seeded(9))
    assert accepts(other)
    assert other != ANSWER


@pytest.mark.parametrize("name", FALSE)
def test_a_false_answer_is_refused(name: str) -> None:
    assert not accepts(FALSE[name])


def test_a_sound_proof_of_something_else_is_said_to_be_one() -> None:
    with pytest.raises(KeyTestError):
        verify_answer(FALSE["another-nonce"], KEY, NONCE, ELECTION)


Twin = tuple[str, str, Callable[..., object]]
X = GROUP.encode_element(KEY.public_key)
TWINS: dict[str, Twin] = {
    "nonce-left-out": ("_test_prefix", "nonce-left-out", lambda *_: f"{DOMAIN}{X}||{ELECTION}|"),
    "key-left-out": ("_test_prefix", "key-left-out", lambda _, nonce, phi, __: f"{DOMAIN}|{nonce}|{phi}|"),
    "election-left-out": ("_test_prefix", "election-left-out", lambda _, nonce, *__: f"{DOMAIN}{X}|{nonce}|"),
    "no-domain": ("_test_prefix", "handed-in-key", lambda *_: f"pok|BELENIOS-2048|{X}|"),
    "no-proof": ("verify_logarithm", "simulated", lambda *_: True),
    "numbers-reduced": ("decode_proof", "response-plus-order", lambda fields, _: reduced(fields)),
    "any-spelling": ("decode_json", "space", parse_json),
}


def reduced(fields: dict[str, str]) -> Proof:
    return Proof(int(fields["challenge"]) % GROUP.order, int(fields["response"]) % GROUP.order)


@pytest.mark.parametrize("twin", TWINS)
def test_a_careless_verifier_is_caught(twin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each leaves one thing out, and takes an answer that ours refuses."""
    name, false, careless = TWINS[twin]
    assert not accepts(FALSE[false])
    monkeypatch.setattr(trustees, name, careless)
    assert accepts(FALSE[false])
