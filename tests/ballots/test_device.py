"""The code by which an enrolled tablet casts: the example of SPEC 6.4, bound to key and bytes."""

from __future__ import annotations

from pathlib import Path

from ballots.device import KEY_BYTES, device_code, is_device_code

EXAMPLE = "fab1e71f8a07b441ba810cb0a414cb9780fed48c6c8badd6795a61669d9812eb"
KEY = bytes(KEY_BYTES)


def test_the_example_of_the_specification() -> None:
    assert device_code(KEY, b"{}") == EXAMPLE
    spec = (Path(__file__).resolve().parents[2] / "ballots" / "SPEC.md").read_text("utf-8")
    assert EXAMPLE[:12] in spec


def test_a_code_is_of_one_key_and_one_ballot() -> None:
    assert is_device_code(KEY, b"{}", EXAMPLE)
    for key, ballot, code in (
        (bytes(31) + b"\1", b"{}", EXAMPLE), (KEY, b"{} ", EXAMPLE), (KEY, b"{}", EXAMPLE.upper()), (KEY, b"{}", ""),
        (KEY, b"{}", "ی" * 64),
    ):  # fmt: skip
        assert not is_device_code(key, ballot, code)
