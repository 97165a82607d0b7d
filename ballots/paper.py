"""What two officers' devices compare of a vote on paper: a code over its marks, under a key of the slip's secret.

SPEC 6.5. Only who holds the slip can make the code, or find the marks behind it by trying.
"""

import hashlib
import hmac
from collections.abc import Sequence

from ballots.credential import derive_secret
from ballots.election import Election

CODE_DIGITS = 64
"""Digits in base 16 of a code."""

_LABEL = "majma|paper|1"


def paper_code(election: Election, credential: str, choices: Sequence[Sequence[int]]) -> str:
    """Return HMAC-SHA256 over the marks, 64 digits in base 16: equal for equal marks under one slip.

    `choices` are 0 or 1 for each answer of each question, as a ballot encrypts them. Raises CredentialFormatError or
    CredentialChecksumError.
    """
    secret = derive_secret(credential, election.uuid, election.group)
    public = election.group.encode_element(election.group.generator_power(secret))
    marks = ",".join("".join(map(str, question)) for question in choices)
    said = f"{_LABEL}|{election.fingerprint}|{public}|{marks}"
    return hmac.new(_key(secret, election.fingerprint), said.encode(), hashlib.sha256).hexdigest()


def _key(secret: int, fingerprint: str) -> bytes:
    """HKDF-SHA256 (RFC 5869) of the secret in 32 bytes, salted with the fingerprint: one block."""
    extracted = hmac.digest(fingerprint.encode(), secret.to_bytes(32, "big"), "sha256")
    return hmac.digest(extracted, _LABEL.encode() + b"\x01", "sha256")
