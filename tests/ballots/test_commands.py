"""`python -m ballots token` and `lots`, as a person at a terminal meets them."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import token
from ballots.__main__ import main
from ballots.board import ENCRYPTED_TALLY, BoardEvent
from ballots.counting.lots import Method, draw, draw_order, list_bytes, order_seed
from ballots.record.container import record_bytes
from ballots.record.lots import Lots, TieDraw
from tests.support.archives import archive, board_events
from tests.support.elections import question, small_election

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
    file.write_bytes(token.encode_public_keys({1: token.TokenKey(public=PRIVATE.public_key())}))
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
    for digits in ("0416023597", "35164"):  # of balls, and of an earlier election
        seed = f"{digits}./{hashlib.sha256(b'x').hexdigest().upper()}./6./"
        assert main(["lots", seed, "--pool", "2"]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_seed_text_of_another_form_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lots", "35164", "--pool", "2"]) == 1
    assert capsys.readouterr().err.startswith("lot-seed")


def test_the_order_on_a_ballot_is_repeated_from_its_list_and_not_from_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("انجمن الف (البرز)", "انجمن ب (یزد)", "انجمن پ (قم)")
    file = tmp_path / "order.txt"
    file.write_bytes(list_bytes(names))
    seed = order_seed("0416023597", names)
    assert main(["lots", seed, "--list", str(file)]) == 0
    said = [line.split(": ")[1] for line in capsys.readouterr().out.splitlines()]
    assert said == [names[place - 1] for place in draw(seed, 3, 3)]
    file.write_bytes(list_bytes(names[::-1]))
    assert main(["lots", seed, "--list", str(file)]) == 1
    assert main(["lots", seed, "--list", str(tmp_path / "none.txt")]) == 1


# --- Lots of a record -------------------------------------------------------------------------------------

DIGITS = "0061384415"


@cache
def tied_record() -> tuple[tuple[BoardEvent, ...], Lots]:
    """Three candidates, of whom the second and the third have one vote each, and how their order was drawn."""
    small = small_election(question(3, 0, 1), voters=4, trustees=1)
    marks = ((1, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1))
    events = board_events(small, [(voter, (chosen,)) for voter, chosen in enumerate(marks)])
    tally = next(event for event in events if event.type == ENCRYPTED_TALLY)
    drawn = tuple(place + 1 for place in draw_order((1, 2), DIGITS, tally.hash, 2))
    tie = TieDraw(method=Method.BALLS, rank=2, tied=(2, 3), digits=DIGITS, drawn=drawn)
    return events, Lots(seats=2, alternates=0, ties=(tie,))


def folder_of(events: Iterable[BoardEvent], lots: bytes | None, folder: Path) -> str:
    (folder / "election.bel").write_bytes(archive(events))
    if lots is not None:
        (folder / "lots.json").write_bytes(lots)
    return str(folder)


def test_every_drawing_of_a_record_is_repeated_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events, lots = tied_record()
    assert main(["lots", "--record", folder_of(events, lots.to_bytes(), tmp_path)]) == 0
    said = capsys.readouterr().out
    seed = f"{DIGITS}./{next(event.hash for event in events if event.type == ENCRYPTED_TALLY).upper()}./2./"
    assert f"tie      rank 2, seed {seed}" in said
    assert [line for line in said.splitlines() if "نامزد" in line] == [
        f"{place}. نامزد {number}" for place, number in enumerate(lots.ties[0].drawn, start=2)
    ]
    assert "1 ties, repeated as drawn; compare the digits with the minutes" in said
    file = tmp_path / "one.record.zip"
    file.write_bytes(record_bytes({"election.bel": archive(events), "lots.json": lots.to_bytes()}))
    assert main(["lots", "--record", str(file)]) == 0
    assert capsys.readouterr().out == said
    assert main(["lots", seed, "--pool", "2"]) == 0
    assert [int(line.split()[-1]) for line in capsys.readouterr().out.splitlines()] == [
        number - 1 for number in lots.ties[0].drawn
    ]


def test_a_record_whose_drawings_do_not_repeat_is_refused_with_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events, lots = tied_record()
    turned = replace(lots, ties=(replace(lots.ties[0], drawn=lots.ties[0].drawn[::-1]),))
    for place, (until, data, code) in enumerate(
        (
            (None, turned.to_bytes(), "lots-tie"), (None, None, "lots-election"), (None, b"{}", "encoding-wrong-shape"),
            (-1, lots.to_bytes(), "lots-election"), (3, lots.to_bytes(), "lots-election"),
        )
    ):  # fmt: skip
        folder = tmp_path / f"{place}"
        folder.mkdir()
        assert main(["lots", "--record", folder_of(events[:until], data, folder)]) == 1
        assert capsys.readouterr().err.split(":")[0] == code
    assert main(["lots", "--record", str(tmp_path / "none")]) == 1
    damaged = bytearray(archive(events))
    damaged[-600] ^= 1
    (tmp_path / "0" / "election.bel").write_bytes(damaged)
    assert main(["lots", "--record", str(tmp_path / "0")]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("lots-election: the archive is refused")


def test_lots_of_nothing_are_a_mistake_of_who_types(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lots", "--pool", "2"]) == 1
    assert capsys.readouterr().err.startswith("lot-seed")
    for mistake in (["lots"], ["lots", "--pool", "2", "--record", "x"]):
        with pytest.raises(SystemExit):
            main(mistake)
