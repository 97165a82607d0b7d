"""Pieces of input that a decoder may stumble over: what mutations put in, and what libFuzzer is told."""

from __future__ import annotations

from pathlib import Path

from ballots.group import BELENIOS_2048 as GROUP
from tests.vectors.drafts import P

_NUMBERS = (0, 1, P, P - 1, P + 1, GROUP.order, GROUP.order - 1, 2**30, 2**63, 2**64, 10**18, 10**19)

_JSON = (
    "null", "true", "false", "-0", "-1", "1.0", "1e5", "1E400", "-1e-1", "NaN", "Infinity", "-Infinity", "00", "0x1",
    '"', "\\", '\\"', "\\u0000", "\\ud800", "\\udc00\\ud800", "\\u007f", "\\/", "\\u06f1", "[", "]", "{", "}", "[]",
    "{}", ",", ":", '"":', ',"note":""', '{"":', "[[[[[[[[[[[[[", '"version":1,', '"blank":true,',
)  # fmt: skip

_TEXTS = (
    "", " ", "\t", "\n", "\r\n", "\n\n", "\v", "\0", "\x7f", "\u2028", "\u00a0", "\u200c", "\u200f", "\u202e", "\ufeff",
    "\u06f1", "\u0661", "\uff11", "\u00b2", "\u0131", "\u017f", "\u00df", "\ufb01", "\u0130", "\u0301", "\U0001d7cf",
    "=", "==", "-", "--", "_", "+", "/", "#", ".", "./", "0./", "|", "\u2014 ", "%00", "0" * 20, "9" * 400,
    "Single", "Pedersen", "Setup", "Ballot", "EndBallots", "Shuffle", "EndShuffles", "EncryptedTally", "Result",
    "PartialDecryption", "BELENIOS", "BELENIOS-2048", ".data.json", ".event.json", "0000644", "time 0\n",
)  # fmt: skip

_BYTES = (
    b"\xff",
    b"\x80",
    b"\xed\xa0\x80",
    b"\xed\xb2\x80",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
)

TOKENS: tuple[bytes, ...] = (
    *(text.encode() for text in (*_JSON, *_TEXTS)),
    *_BYTES,
    *(str(number).encode() for number in _NUMBERS),
    bytes(64),
    bytes(512),
)


def write_dictionary(path: Path) -> None:
    """Write the pieces in libFuzzer's format, every byte escaped; it leaves out those longer than 64 bytes."""
    lines = ('"' + "".join(f"\\x{byte:02x}" for byte in token) + '"' for token in TOKENS if token)
    path.write_text("\n".join(lines) + "\n", "ascii")
