"""The vectors that the browser's tool is tried with, too: made again, compared, and judged by `ballots`."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ballots.binding import verify_binding
from ballots.board import Head
from ballots.closing_head import read_closing_head, verify_closing_head
from ballots.custody_errors import KeyFileError, PassphraseError
from ballots.elgamal import Ciphertext, EncryptedTally
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.keyfile import decode_key_file, open_key
from ballots.proofs import Proof
from ballots.trustees import PartialDecryption
from tests.support.custody_vectors import FILE, HEAD, HEIGHT, PRIVATE, UUID, vectors

KEPT: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text(encoding="utf-8"))


def named(kind: str) -> Any:
    return pytest.mark.parametrize("vector", KEPT[kind], ids=lambda vector: vector["name"])


def test_the_file_holds_what_the_code_makes() -> None:
    assert vectors() == KEPT


@named("bindings")
def test_a_binding_is_judged_as_it_is_written(vector: dict[str, Any]) -> None:
    election = SimpleNamespace(fingerprint=vector["fingerprint"], group=GROUP)
    sums = tuple(tuple(Ciphertext(GROUP.decode_element(one), GROUP.one) for one in row) for row in vector["alphas"])
    try:
        factors = tuple(tuple(map(GROUP.decode_element, row)) for row in vector["factors"])
        proof = Proof(*(GROUP.decode_scalar(vector["binding"][name]) for name in ("challenge", "response")))
        verify_binding(
            proof, GROUP.decode_element(vector["public_key"]), EncryptedTally(sums),
            PartialDecryption(factors=factors, proofs=()), cast(Any, election), vector["head"],
        )  # fmt: skip
        holds = True
    except BallotsError:
        holds = False
    assert holds == vector["holds"]


@named("heads")
def test_a_closing_head_is_read_as_it_is_written(vector: dict[str, Any]) -> None:
    try:
        verify_closing_head(read_closing_head(vector["text"]), UUID, Head(HEIGHT, HEAD))
        verdict = "fits"
    except BallotsError as error:
        verdict = error.code
    assert verdict == vector["verdict"]


@named("key_files")
def test_a_key_file_is_opened_as_it_is_written(vector: dict[str, Any]) -> None:
    try:
        assert open_key(decode_key_file(vector["text"].encode()), vector["passphrase"]) == PRIVATE
        verdict = "opens"
    except PassphraseError:
        verdict = "passphrase"
    except KeyFileError:
        verdict = "file"
    assert verdict == vector["verdict"]
