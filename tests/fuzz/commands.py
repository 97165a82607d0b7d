"""The readers of what people give to `python -m ballots`: arguments, files, a board's folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from ballots import token
from ballots.backup import encode_share
from ballots.board import PARTIAL_DECRYPTION, BoardEvent
from ballots.challenge import encode_opening, opening_code
from ballots.checkpoint import Checkpoint
from ballots.note import sign_note
from ballots.report import report_data
from ballots.slips import encode_batch
from ballots.witness import Kept, encode_state
from tests.fuzz.mending import canonical, json_changes, state
from tests.fuzz.seeds import (
    BOARD_KEY,
    NOTE_KEY,
    NOW,
    ORIGIN,
    TOKEN_KEYS,
    WITNESS_KEY,
    backup,
    opening,
    slips,
    tokens,
    worlds,
)
from tests.fuzz.target import Target, nothing, same
from tests.fuzz.terminal import Arguments, run
from tests.support.archives import archive, verify_bytes

Mend = Callable[[bytes], bytes]


def _files() -> Mapping[str, bytes]:
    """Return the good files beside the input."""
    one = worlds()[0]
    checkpoint = Checkpoint(
        origin=ORIGIN, head=_events()[-1].head, fingerprint=one.small.election.fingerprint, time=NOW
    )
    return {
        "election.json": worlds()[1].small.election.raw,
        "commitments.json": backup()[0].to_bytes(),
        "keys": token.encode_public_keys(TOKEN_KEYS),
        "election.bel": archive(_events()),
        "checkpoint.txt": sign_note(checkpoint.to_text(), ORIGIN, BOARD_KEY).to_text().encode(),
        "witness.pem": _pem(NoEncryption()),
    }


def _events() -> tuple[BoardEvent, ...]:
    """Return a board before its first decryption: from there on an archive alone is refused."""
    return tuple(takewhile(lambda event: event.type != PARTIAL_DECRYPTION, worlds()[0].events))


def _pem(encryption: object) -> bytes:
    return WITNESS_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


# --- Command lines ----------------------------------------------------------------------------------------


def _token(folder: Path, text: str) -> Sequence[str]:
    return "token", f"--keys={folder / 'keys'}", "--", text


def _token_of(folder: Path, text: str) -> Sequence[str]:
    return "token", tokens()[0], f"--keys={folder / 'keys'}", f"--of={text}"


def _share(folder: Path, text: str) -> Sequence[str]:
    return "trustee", "share", f"--commitments={folder / 'commitments.json'}", "--", text


def _sheet(folder: Path, _: str) -> Sequence[str]:
    return "trustee", "share", str(folder / "given"), f"--commitments={folder / 'commitments.json'}"


def _commitments(folder: Path, _: str) -> Sequence[str]:
    return "trustee", "share", encode_share(backup()[1][0]), f"--commitments={folder / 'given'}"


def _challenge(folder: Path, text: str) -> Sequence[str]:
    return "challenge", f"--election={folder / 'election.json'}", "--", text


def _credentials(folder: Path, _: str) -> Sequence[str]:
    return "credentials", "check", str(folder / "given")


def _verify(folder: Path, _: str) -> Sequence[str]:
    return "verify", str(folder / "election.bel"), f"--from={folder / 'given'}", "--jobs=1"


def _head(folder: Path, text: str) -> Sequence[str]:
    return "verify", str(folder / "election.bel"), f"--from={text}", "--jobs=1"


def _keep(folder: Path, *more: str, key: str = str(NOTE_KEY), state: str = "state") -> Sequence[str]:
    given = (f"--board-key={key}", f"--state={folder / state}", "--chain-only", *more)
    return "witness", "keep", str(folder), *given


def _board_key(folder: Path, text: str) -> Sequence[str]:
    return _keep(folder, key=text)


def _state(folder: Path, _: str) -> Sequence[str]:
    return _keep(folder, state="given")


def _witness_key(folder: Path, _: str) -> Sequence[str]:
    return _keep(folder, f"--sign={folder / 'given'}", "--name=observer.example")


def _witness_name(folder: Path, text: str) -> Sequence[str]:
    return _keep(folder, f"--sign={folder / 'witness.pem'}", f"--name={text}")


def _lots(_: Path, text: str) -> Sequence[str]:
    return "lots", "--pool=5", "--", text


# --- Good inputs ------------------------------------------------------------------------------------------


def _sheets() -> Sequence[bytes]:
    text = encode_share(backup()[1][1])
    rows = "".join(f"  {row + 1}  {' '.join(text[row * 16 + i :][:4] for i in (0, 4, 8, 12))}\n" for row in range(5))
    return (f"Backup share 2 of 3; 2 of them rebuild the key\nKey 00\n\n{rows}".encode(), text.encode())


def _addresses() -> Sequence[bytes]:
    return tuple(f"https://majma.example/t/{text}#x".encode() for text in tokens())


def _openings() -> Sequence[bytes]:
    text = encode_opening(opening())
    code = opening_code(worlds()[1].small.election.uuid, text)
    return text.encode(), code.encode(), f"https://majma.example/challenge/#{text}".encode()


@lru_cache
def _known() -> Sequence[bytes]:
    one = worlds()[0]
    report = report_data(verify_bytes(one.prefixes()[3]))
    return json.dumps(report).encode(), one.prefixes()[2]


def _heads() -> Sequence[bytes]:
    return tuple(f"{event.height}:{event.hash}".encode() for event in _events())


def _states() -> Sequence[bytes]:
    said = Checkpoint(
        origin=ORIGIN, head=_events()[1].head, fingerprint=worlds()[0].small.election.fingerprint, time=NOW
    )
    note = sign_note(said.to_text(), ORIGIN, BOARD_KEY)
    return (encode_state({ORIGIN: Kept(seen=said.head, note=note.to_text())}),)


@lru_cache
def _pems() -> Sequence[bytes]:
    keys = (ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 1024))
    return (
        _pem(NoEncryption()),
        _pem(BestAvailableEncryption(b"x")),
        *(key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()) for key in keys),
    )


def _command(name: str, seeds: Callable[[], Sequence[bytes]], arguments: Arguments, mend: Mend = same) -> Target:
    changes = nothing if mend is same else json_changes
    read = run(arguments, _files)
    return Target(name=f"command: {name}", seeds=seeds, read=read, share=20, changes=changes, mend=mend)


COMMANDS: tuple[Target, ...] = (
    _command("token", _addresses, _token),
    _command("token's owner", lambda: (worlds()[0].small.election.fingerprint.encode(),), _token_of),
    _command("share", _sheets, _share),
    _command("share's sheet", _sheets, _sheet),
    _command("commitments", lambda: (backup()[0].to_bytes(),), _commitments, canonical),
    _command("challenge", _openings, _challenge),
    _command("slip batch", lambda: (encode_batch(slips()[0]),), _credentials, canonical),
    _command("earlier report", _known, _verify, canonical),
    _command("known head", _heads, _head),
    _command("board's key", lambda: (str(NOTE_KEY).encode(),), _board_key),
    _command("witness's state", _states, _state, state),
    _command("witness's key", _pems, _witness_key),
    _command("witness's name", lambda: (b"observer.example",), _witness_name),
    _command("lots' seed", lambda: (b"35164./%s./6./" % (b"AB" * 32),), _lots),
)
