"""The code by which two officers' devices compare a paper: SPEC 6.5's example, bound to slip, election and marks."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ballots.credential import derive_secret, public_credential
from ballots.paper import CODE_DIGITS, paper_code
from tests.support.elections import question, small_election

SMALL = small_election(question(3, maximum=2), voters=2)
OTHER = small_election(question(3, maximum=1), voters=2)
MARKS = ((0, 1, 1, 0),)
EXAMPLE = "ed47607a0d356f725b32f7bbd5983dd9e3556650d531a0e74249b6e4b4693927"


def test_the_example_of_the_specification() -> None:
    assert paper_code(SMALL.election, SMALL.credentials[0], MARKS) == EXAMPLE
    spec = (Path(__file__).resolve().parents[2] / "ballots" / "SPEC.md").read_text("utf-8")
    assert EXAMPLE[:12] in spec and len(EXAMPLE) == CODE_DIGITS


def test_another_program_finds_the_same() -> None:
    """From the words of SPEC 6.5, with the key derivation of another library."""
    election, credential = SMALL.election, SMALL.credentials[0]
    secret = derive_secret(credential, election.uuid).to_bytes(32, "big")
    kdf = HKDF(algorithm=SHA256(), length=32, salt=election.fingerprint.encode(), info=b"majma|paper|1")
    code = HMAC(kdf.derive(secret), SHA256())
    public = public_credential(credential, election.uuid)
    code.update(f"majma|paper|1|{election.fingerprint}|{public}|0110".encode())
    assert code.finalize().hex() == EXAMPLE


def test_another_mark_slip_or_election_has_another_code() -> None:
    first, second = SMALL.credentials
    codes = [
        EXAMPLE, paper_code(SMALL.election, first, ((0, 1, 0, 1),)), paper_code(SMALL.election, second, MARKS),
        paper_code(OTHER.election, first, MARKS), paper_code(SMALL.election, first, ((0, 1), (1, 0))),
        hashlib.sha256(b"0110").hexdigest(),
    ]  # fmt: skip
    assert len(set(codes)) == len(codes)
