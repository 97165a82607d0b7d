"""The search of memory and files finds a secret however it is spelled, and nothing where there is none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.memory import found_below, found_in, spellings

SECRETS: tuple[str | int, ...] = (
    "شش واژهٔ مهتابی",
    "Kb7Xp-9QwRt-2MnVz",
    0x1F3A5C7E9B2D4F608192A3B4C5D6E7F8091A2B3C4D5E6F70,
)
HOLD = "import sys; held = sys.stdin.buffer.read(int(sys.argv[1])); print(len(held), flush=True); sys.stdin.read()"


@contextmanager
def holding(data: bytes) -> Iterator[int]:
    """A process that holds these bytes while the block runs."""
    command = [sys.executable, "-S", "-c", HOLD, str(len(data))]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(data)
        process.stdin.flush()
        assert process.stdout.readline().strip() == str(len(data)).encode()
        yield process.pid
    finally:
        process.kill()
        process.communicate()


def test_a_secret_is_found_in_every_spelling(tmp_path: Path) -> None:
    every = [(str(one), name, data) for one in SECRETS for name, data in spellings(one).items()]
    names = {name for _, name, _ in every}
    assert {"utf-8", "utf-16-be", "utf-32-le", "hex", "base64+1", "bytes, big", "bytes, little", "limbs"} <= names
    with holding(b"".join(b"\xff" + data for _, _, data in every)) as process:
        found = {text for _, text, _ in found_in([process], SECRETS)}
    assert found == set(map(str, SECRETS))
    for text, _, data in every:
        (tmp_path / "file").write_bytes(b"x" + data + b"y")
        assert text in {secret for _, secret, _ in found_below([tmp_path], SECRETS)}


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(range(256)) * 8)
    assert found_below([tmp_path], SECRETS) == []
    with holding(b"nothing to see") as process:
        assert found_in([process], SECRETS) == []


@pytest.mark.parametrize("number", [0x7F_FF_EE_DD_CC_BB_AA_99_88_77])
def test_a_number_that_python_keeps_is_found(number: int) -> None:
    code = f"import sys; held = {number:#x} ^ 1; print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-S", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = found_in([process.pid], [number ^ 1])
        process.kill()
    assert "limbs" in {name for _, _, name in found}
