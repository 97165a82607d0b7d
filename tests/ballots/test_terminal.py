"""What others wrote stands on a terminal as a text and steers nothing, whichever command prints it."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path

import pytest

from ballots.__main__ import main
from ballots.challenge import encode_opening
from ballots.counting.lots import order_seed
from ballots.keyfile import seal_key
from ballots.slips import Order, encode_order
from ballots.terminal import complain, say, say_json, shown, shown_json
from ballots.token import Kind, Token, TokenKey, context_of, encode_public_keys, letter_digest, sign_token
from tests.fuzz.seeds import TOKEN_KEY
from tests.rules.tree import ROOT, written_files
from tests.support.archives import archive, board_events
from tests.support.custody import with_keys
from tests.support.desk import PASSPHRASE, Desk
from tests.support.elections import SmallElection, question, seeded, small_election
from tests.vectors.openings import made

HOSTILE = "نام\u200cدار\x1b]0;x\x07\x1b[2J\r\n\u202e\u2066\x9b1mAccepted\u2028\x7f"
STEERING = "\x1b\r\x07\u202e\u2066\x9b\u2028\x7f"
PLAIN = "نام\u200cدار"


def hostile_election() -> SmallElection:
    """An election of two trustees whose every name steers a terminal."""
    asked = replace(question(2, 0, 1), text=HOSTILE, answers=(HOSTILE, f"{HOSTILE}2"))
    small = small_election(asked, voters=3, trustees=2)
    small = replace(small, election=replace(small.election, name=HOSTILE))
    return with_keys(small, small.private_keys, (HOSTILE, f"{HOSTILE}2"))


SMALL = hostile_election()


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def assert_harmless(said: str) -> None:
    """Nothing steers, no line was forged, and the plain part of the name stands there."""
    assert PLAIN in said
    assert not set(STEERING) & set(said)
    assert not [line for line in said.splitlines() if line.startswith("Accepted\ufffd")]


@pytest.mark.parametrize(
    "odd",
    [
        "\x1b", "\r", "\n", "\t", "\x07", "\x08", "\x7f", "\x9b", "\x85", "\u200e", "\u200f", "\u202a", "\u202e",
        "\u2066", "\u2069", "\u2028", "\u2029", "\ud800", "\ufeff",
    ],
)  # fmt: skip
def test_a_character_that_could_steer_is_replaced(odd: str) -> None:
    assert shown(f"a{odd}b") == "a\ufffdb"
    assert shown_json(json.dumps(f"a{odd}b", ensure_ascii=False)).isprintable()
    assert json.loads(shown_json(json.dumps([odd, "ب"], ensure_ascii=False, indent=1))) == [odd, "ب"]


def test_words_of_any_script_stay_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    say("نیم\u200cفاصله é 漢字 😀", "second")
    complain("third")
    say_json('{\n "ب": "\U000e0001"\n}')
    assert capsys.readouterr() == (
        'نیم\u200cفاصله é 漢字 😀\nsecond\n{\n "ب": "\\udb40\\udc01"\n}\n', "third\n",
    )  # fmt: skip


# Every command


def record(desk: Desk) -> Path:
    path = desk.path("hostile.bel")
    path.write_bytes(archive(board_events(SMALL, [(0, ((1, 0),)), (1, ((0, 1),)), (2, ((1, 0),))])[:5]))
    return path


def test_verify(desk: Desk) -> None:
    assert_harmless(desk.run("verify", record(desk), "--jobs", "1"))
    said = desk.run("verify", record(desk), "--jobs", "1", "--json")
    assert_harmless(said)
    assert json.loads(said)["election"]["name"] == HOSTILE


def test_trustee(desk: Desk) -> None:
    desk.path("key").write_bytes(seal_key(SMALL.private_keys[0], PASSPHRASE, seeded(3)).to_bytes())
    check = ("trustee", "check", desk.path("key"), "--record", record(desk), "--name")
    assert_harmless(desk.run(*check, HOSTILE, passphrase=True))
    assert_harmless(desk.run(*check, "another", passphrase=True, status=1))


def test_challenge(desk: Desk) -> None:
    desk.path("election").write_bytes(SMALL.election.to_bytes())
    text = encode_opening(made(SMALL, "name", ((1, 0),)))
    assert_harmless(desk.run("challenge", text, "--election", desk.path("election")))


def test_credentials(desk: Desk) -> None:
    desk.path("order").write_bytes(encode_order(Order(election=SMALL.election, count=1, expiry=0, paper={})))
    assert_harmless(desk.run("credentials", "make", desk.path("order"), "--out", desk.path("out")))


def test_lots(desk: Desk) -> None:
    names = tuple(f"{PLAIN}\x1b[2J\u202e\x9b{number}" for number in range(3))
    desk.path("list").write_text("".join(f"{name}\n" for name in names), "utf-8")
    steering = [char for name in names for char in name if char in "\x1b\x9b\u202e"]
    assert len(steering) == 9
    assert_harmless(desk.run("lots", order_seed("0123456789", names), "--list", desk.path("list")))


def test_token(desk: Desk) -> None:
    letter = json.dumps({"name": HOSTILE, HOSTILE: "x", "list": [HOSTILE]}, ensure_ascii=False).encode()
    desk.path("letter").write_bytes(letter)
    desk.path("keys").write_bytes(encode_public_keys({7: TokenKey(public=TOKEN_KEY.public_key())}))
    signed = sign_token(
        Token(kind=Kind.LETTER, key_id=7, context=context_of("x"), subject=1, expiry=0, digest=letter_digest(letter)),
        TOKEN_KEY,
    )
    assert_harmless(desk.run("token", signed, "--keys", desk.path("keys"), "--letter", desk.path("letter")))


def test_a_signed_letter_of_many_brackets_is_a_file_like_any_other(desk: Desk) -> None:
    letter = b"[" * 100_000
    desk.path("letter").write_bytes(letter)
    desk.path("keys").write_bytes(encode_public_keys({7: TokenKey(public=TOKEN_KEY.public_key())}))
    signed = sign_token(
        Token(kind=Kind.LETTER, key_id=7, context=context_of("x"), subject=1, expiry=0, digest=letter_digest(letter)),
        TOKEN_KEY,
    )
    said = desk.run("token", signed, "--keys", desk.path("keys"), "--letter", desk.path("letter"))
    assert "letter   the token was signed for this file" in said


def test_names_of_files_and_other_arguments(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert_harmless(desk.run("credentials", "check", desk.path(HOSTILE), status=1))
    with pytest.raises(SystemExit):
        main(["verify", "x", HOSTILE])
    assert_harmless(capsys.readouterr().err)


# Nothing else prints


_PRINTERS = ("print", "sys.stdout.write", "sys.stderr.write")


def printing(path: Path) -> list[int]:
    """Lines of a module that write to the terminal themselves."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if ast.unparse(call.func) in _PRINTERS]


def test_no_module_prints_but_the_one_that_prints_safely() -> None:
    found = {path.name for path in written_files(ROOT, "ballots", ".py") if printing(path)}
    assert found == {"terminal.py"}


def test_a_command_that_prints_by_itself_is_caught(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("import sys\nprint('x')\nsay('y')\nsys.stderr.write('z')\n")
    assert printing(tmp_path / "m.py") == [2, 4]
