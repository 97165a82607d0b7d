"""By what an enrolled tablet shows that it may cast: a code over the ballot, under the key that all tablets share."""

from __future__ import annotations

import hashlib
import hmac

from ballots.ballot import tracker

KEY_BYTES = 32


def device_code(key: bytes, ballot: bytes) -> str:
    """HMAC-SHA256 over the ballot's tracker, 64 digits in base 16 (SPEC 6.4): equal for all tablets of a session."""
    return hmac.new(key, f"majma|device|1|{tracker(ballot)}".encode(), hashlib.sha256).hexdigest()


def is_device_code(key: bytes, ballot: bytes, code: str) -> bool:
    """Whether a code is that of this ballot under this key; compared in constant time."""
    return hmac.compare_digest(device_code(key, ballot).encode(), code.encode())
