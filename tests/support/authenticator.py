"""A passkey device without a browser: makes real keys and real signatures, and lies where a test wants it to."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(value: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def of(value: str) -> bytes:
    """The bytes of such a text."""
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


@dataclass(slots=True, kw_only=True)
class Authenticator:
    """One passkey; `origin` is what its browser says that the page's is, `count` its counter of signatures."""

    origin: str
    party: str = "localhost"
    verifies: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: str = ""

    def create(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.create` answers to these options, as the page's script sends it."""
        self.handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({
            1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")
        })  # fmt: skip
        data = self._data(ATTESTED) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer("webauthn.create", options, attestationObject=text(statement))

    def get(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.get` answers."""
        self.count += 1
        data = self._data(0)
        said = self._client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            "webauthn.get", options, authenticatorData=text(data), signature=text(signature), userHandle=self.handle
        )

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.party.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _answer(self, kind: str, options: dict[str, Any], **response: str) -> str:
        said = {"clientDataJSON": text(self._client(kind, options)), **response}
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": said})
