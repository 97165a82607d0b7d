"""A letter's token and its text: found in a PDF whoever made it, and never in another one."""

from __future__ import annotations

import json
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import letter_text, token
from ballots.__main__ import main
from ballots.custody_errors import TokenDigestError
from ballots.letter_text import find_text

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TEXT = json.dumps({"institution": "انجمن یاران", "seat": 2, "copies": ["دبیرخانه", "بایگانی"]}).encode()
TOKEN = token.Token(
    kind=token.Kind.LETTER, key_id=1, context=token.context_of("hamkar"), subject=127, expiry=0,
    digest=token.letter_digest(TEXT),
)  # fmt: skip


def pdf(*streams: bytes, end: bytes = b"\n") -> bytes:
    objects = b"".join(b"%d 0 obj\n<<>>\nstream\n%s%sendstream\nendobj\n" % (n, s, end) for n, s in enumerate(streams))
    return b"%PDF-1.7\n" + objects + b"trailer\n"


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("pack", [zlib.compress, bytes], ids=["deflated", "plain"])
def test_the_text_is_found_in_a_pdf_however_it_is_packed(pack: object, end: bytes) -> None:
    packed = pack(TEXT)  # type: ignore[operator]
    assert find_text(TOKEN, pdf(zlib.compress(b"a page"), packed, b"more", end=end)) == TEXT


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_text_itself_is_a_file_too(end: bytes) -> None:
    assert find_text(TOKEN, TEXT + end) == TEXT


@pytest.mark.parametrize(
    "file",
    [
        b"", b"%PDF-", pdf(), TEXT + b" ", TEXT[:-1], pdf(zlib.compress(TEXT.replace(b"2", b"1"))),
        pdf(zlib.compress(TEXT)[:-20]), pdf(TEXT).replace(b"stream", b"strAAm"), b"%PDF-1.7\n" + TEXT,
        pdf(b"x" * 200_000 + TEXT),
    ],
)  # fmt: skip
def test_another_text_is_not_the_letters(file: bytes) -> None:
    with pytest.raises(TokenDigestError):
        find_text(TOKEN, file)


def test_a_token_of_another_kind_names_no_letter() -> None:
    with pytest.raises(TokenDigestError):
        find_text(replace(TOKEN, kind=token.Kind.SLIP), TEXT)


@pytest.mark.parametrize(
    "file",
    [
        b"%PDF-" + b"stream\n" * 2_000_000, pdf(*[zlib.compress(bytes(10**7))] * 300), pdf(*[b""] * 100_000),
        b"%PDF-" + b"stream\nendstream" * 900_000,
    ],
    ids=["no end", "bombs", "empty ones", "many"],
)  # fmt: skip
def test_a_file_that_was_made_to_take_long_does_not(file: bytes) -> None:
    started = time.process_time()
    with pytest.raises(TokenDigestError):
        find_text(TOKEN, file)
    assert time.process_time() - started < 3


@pytest.fixture
def keys(tmp_path: Path) -> str:
    letters = token.TokenKey(public=PRIVATE.public_key(), kinds=frozenset({token.Kind.LETTER}))
    (tmp_path / "keys.txt").write_bytes(token.encode_public_keys({1: letters}))
    return str(tmp_path / "keys.txt")


def check(folder: Path, keys: str, file: bytes) -> int:
    (folder / "letter").write_bytes(file)
    return main(["token", token.sign_token(TOKEN, PRIVATE), "--keys", keys, "--letter", str(folder / "letter")])


def test_the_command_says_what_the_signed_letter_says(
    tmp_path: Path, keys: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path, keys, pdf(zlib.compress(TEXT))) == 0
    said = capsys.readouterr().out
    assert "compare it with the paper" in said
    assert "institution: انجمن یاران\n" in said
    assert "copies: دبیرخانه; بایگانی\n" in said


def test_the_command_refuses_a_letter_with_another_text(
    tmp_path: Path, keys: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path, keys, pdf(zlib.compress(TEXT.replace(b"2", b"1")))) == 1
    assert capsys.readouterr().err.startswith("token-digest")
    assert main(["token", token.sign_token(TOKEN, PRIVATE), "--keys", keys, "--letter", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.startswith("file")


def test_a_command_that_does_not_compare_is_caught(tmp_path: Path, keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: it takes the first text that it finds."""
    monkeypatch.setattr(letter_text, "letter_digest", lambda _text: TOKEN.digest)
    assert check(tmp_path, keys, pdf(b"forged")) == 0
