"""`python -m ballots token` and `lots`, as a person at a terminal meets them."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import token
from ballots.__main__ import main
from ballots.counting.lots import draw, list_bytes, order_seed

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LETTER = token.Token(
    kind=token.Kind.LETTER,
    key_id=1,
    context=token.context_of("hamkar"),
    subject=127,
    expiry=0,
    digest=token.letter_digest(b"letter"),
)


@pytest.fixture
def keys(tmp_path: Path) -> str:
    file = tmp_path / "keys.txt"
    file.write_bytes(token.encode_public_keys({1: PRIVATE.public_key()}))
    return str(file)


def test_a_genuine_letter_is_called_genuine(keys: str, capsys: pytest.CaptureFixture[str]) -> None:
    address = "HTTPS://MAJMA.EXAMPLE/L/" + token.sign_token(LETTER, PRIVATE)
    assert main(["token", address, "--keys", keys, "--of", "hamkar"]) == 0
    assert "genuine, signed by key 1\nkind     letter\nsubject  127\nexpires  never" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "options", "code"),
    [
        ({}, ["--of", "another"], "token-foreign"),
        ({"expiry": 1}, [], "token-expired"),
        ({"key_id": 2}, [], "token-forged"),
    ],
)
def test_any_other_letter_is_refused_with_its_code(
    change: dict[str, int],
    options: list[str],
    code: str,
    keys: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = token.sign_token(replace(LETTER, **change), PRIVATE)  # type: ignore[arg-type]
    assert main(["token", text, "--keys", keys, *options]) == 1
    assert capsys.readouterr().err.startswith(code)


def test_a_key_file_that_is_missing_or_no_text_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = token.sign_token(LETTER, PRIVATE)
    (tmp_path / "keys").write_bytes(b"\xff\x00\n")
    for name in ("missing", "keys", "."):
        assert main(["token", text, "--keys", str(tmp_path / name)]) == 1
        assert capsys.readouterr().err.startswith("public-key")


def test_a_slips_credential_is_never_repeated_on_the_screen(keys: str, capsys: pytest.CaptureFixture[str]) -> None:
    slip = token.sign_token(replace(LETTER, kind=token.Kind.SLIP), PRIVATE)
    for damage in ("", "A"):
        main(["token", f"https://majma.example/B/K7QM2XPA#{damage}{slip}.aB3-xYz-123-mNp-9Qw", "--keys", keys])
    shown = capsys.readouterr()
    assert "aB3" not in shown.out + shown.err
    assert "AB3XYZ" not in shown.out + shown.err


def test_a_draw_is_repeated_from_its_seed_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lots", "9319./2.5.8.10.12./9.18.26.34.41.45./", "--pool", "25", "--count", "3"]) == 0
    assert capsys.readouterr().out == "1. number 17\n2. number 7\n3. number 2\n"
    seed = f"35164./{hashlib.sha256(b'x').hexdigest().upper()}./6./"
    assert main(["lots", seed, "--pool", "2"]) == 0


def test_a_seed_text_of_another_form_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lots", "35164", "--pool", "2"]) == 1
    assert capsys.readouterr().err.startswith("lot-seed")


def test_the_order_on_a_ballot_is_repeated_from_its_list_and_not_from_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("انجمن الف (البرز)", "انجمن ب (یزد)", "انجمن پ (قم)")
    file = tmp_path / "order.txt"
    file.write_bytes(list_bytes(names))
    seed = order_seed((1, 2, 3, 4, 5), names)
    assert main(["lots", seed, "--list", str(file)]) == 0
    said = [line.split(": ")[1] for line in capsys.readouterr().out.splitlines()]
    assert said == [names[place - 1] for place in draw(seed, 3, 3)]
    file.write_bytes(list_bytes(names[::-1]))
    assert main(["lots", seed, "--list", str(file)]) == 1
    assert main(["lots", seed, "--list", str(tmp_path / "none.txt")]) == 1
