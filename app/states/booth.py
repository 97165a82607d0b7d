"""What stops a booth."""

from __future__ import annotations

from enum import StrEnum


class BoothFault(StrEnum):
    """`election-fingerprint`: the tablet received another election than the published one; `election-mismatch`: its
    page shows other candidates; `receipt-mismatch`: the server confirmed another vote than the one it was sent;
    `script-mismatch`: the program of its page came in two versions."""

    FINGERPRINT = "election-fingerprint"
    MISMATCH = "election-mismatch"
    RECEIPT = "receipt-mismatch"
    SCRIPT = "script-mismatch"
