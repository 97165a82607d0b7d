"""The commands that read records, key files, receipts, notes and orders: `verify`, `trustee`, `lots`, `challenge`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

from ballots import board, keyfile, token
from ballots.challenge import encode_opening
from ballots.counting.lots import order_seed
from ballots.keyfile import seal_key
from ballots.record import container
from ballots.slips import encode_order
from ballots.token import sign_token
from tests.fuzz import genuine
from tests.fuzz.custody import is_own_head
from tests.fuzz.mending import canonical, json_changes
from tests.fuzz.seeds import TOKEN_KEY, TOKEN_KEYS, WITNESS, order, prefixes, worlds
from tests.fuzz.target import Change, Target, anything, nothing, same
from tests.fuzz.terminal import QUICK, Arguments, run
from tests.fuzz.whole import is_receipt, is_record, members, record_changes, repacked
from tests.support.elections import seeded
from tests.support.records import KEY
from tests.vectors.openings import made

Bytes = Callable[[bytes], bytes]
_LISTED = tuple(genuine.candidates().decode().splitlines())


# --- Good files -------------------------------------------------------------------------------------------


@lru_cache
def _key_files() -> tuple[bytes, ...]:
    """Return key files that open quickly: new, and used for the tally."""
    private, random = genuine.desk().small.private_keys[0], seeded(521)
    with patch.object(keyfile, "_COST", QUICK):
        new = seal_key(private, genuine.PASSPHRASE, random)
        used = seal_key(private, genuine.PASSPHRASE, random, election=genuine.fingerprint(), head=genuine.tally_head())
    return new.to_bytes(), used.to_bytes()


@lru_cache
def _setup_record() -> bytes:
    return container.record_bytes(genuine.desk_files(board.SETUP))


@lru_cache
def _summed_record() -> bytes:
    return container.record_bytes(genuine.desk_files(board.ENCRYPTED_TALLY))


@lru_cache
def _tied_record() -> bytes:
    return container.record_bytes(genuine.tied_files())


def _opening() -> str:
    return encode_opening(made(genuine.tied().small, "an opening", ((0, 1),)))


def _files() -> Mapping[str, bytes]:
    """Return the good files beside the input."""
    beside = {f"folder/{name}": data for name, data in genuine.tied_files().items()}
    return {
        **beside,
        "alone/election.bel": genuine.tied_files()[container.ARCHIVE],
        "key": _key_files()[0],
        "passphrase": genuine.PASSPHRASE.encode(),
        "public": genuine.desk().small.keys[0].to_bytes(),
        "setup.record.zip": _setup_record(),
        "summed.record.zip": _summed_record(),
        "receipt": genuine.key_receipts()[0],
        "test": b'{"nonce":"000102030405060708090a0b0c0d0e0f"}',
        "keys": token.encode_public_keys(TOKEN_KEYS),
    }


# --- Command lines ----------------------------------------------------------------------------------------


def _verify(*more: str) -> Arguments:
    return lambda folder, text: ("verify", *(one.format(folder=folder, text=text) for one in more), "--jobs=1")


def _said(option: str, *more: str) -> Arguments:
    """A command line whose option holds the text, whatever braces are in it."""
    return lambda folder, text: ("verify", *(str(folder / one) for one in more), f"{option}={text}", "--jobs=1")


def _trustee_check(*more: str, key: str = "key", option: str = "") -> Arguments:
    def arguments(folder: Path, text: str) -> Sequence[str]:
        given = [one.format(folder=folder) for one in more] + ([f"{option}={text}"] if option else [])
        return "trustee", "check", str(folder / key), f"--passphrase-file={folder / 'passphrase'}", *given

    return arguments


def _decrypt(*more: str, option: str = "", key: str = "key", passphrase: str = "passphrase") -> Arguments:
    def arguments(folder: Path, text: str) -> Sequence[str]:
        given = [one.format(folder=folder) for one in more] + ([f"{option}={text}"] if option else [])
        common = (f"--passphrase-file={folder / passphrase}", f"--out={folder / 'out'}", "--jobs=1")
        return "trustee", "decrypt", str(folder / key), *common, f"--name={genuine.OWN}", *given

    return arguments


def _lots_record(name: str) -> Arguments:
    return lambda folder, _: ("lots", f"--record={folder / name}")


def _lots_list(folder: Path, _: str) -> Sequence[str]:
    return "lots", f"--list={folder / 'given'}", "--", order_seed(genuine.DIGITS, _LISTED)


def _lots_seed(folder: Path, text: str) -> Sequence[str]:
    (folder / "list").write_bytes(genuine.candidates())
    return "lots", f"--list={folder / 'list'}", "--", text


def _challenge_record(folder: Path, _: str) -> Sequence[str]:
    return "challenge", f"--record={folder / 'given'}", "--", _opening()


def _challenge_election(folder: Path, _: str) -> Sequence[str]:
    return "challenge", f"--election={folder / 'given'}", "--", _opening()


def _make(folder: Path, _: str) -> Sequence[str]:
    return "credentials", "make", str(folder / "given"), f"--out={folder / 'out'}"


def _token_keys(folder: Path, _: str) -> Sequence[str]:
    return "token", f"--keys={folder / 'given'}", "--", sign_token(genuine.letter_token(), TOKEN_KEY)


def _letter(folder: Path, _: str) -> Sequence[str]:
    letter = ("--letter", str(folder / "given"), "--", sign_token(genuine.letter_token(), TOKEN_KEY))
    return "token", f"--keys={folder / 'keys'}", *letter


def _split(folder: Path, _: str) -> Sequence[str]:
    wanted = ("--threshold=2", "--shares=3", f"--out={folder / 'out'}", f"--passphrase-file={folder / 'passphrase'}")
    return "trustee", "split", str(folder / "given"), *wanted


# --- Good inputs ------------------------------------------------------------------------------------------


def _passphrases() -> Sequence[bytes]:
    return (genuine.PASSPHRASE.encode(), genuine.PASSPHRASE.encode() + b"\r\nmore")


def _archives() -> Sequence[bytes]:
    held = genuine.tied()
    return (genuine.tied_files()[container.ARCHIVE], held.files(0)[container.ARCHIVE])


def _small_archives() -> Sequence[bytes]:
    return tuple(one.prefixes()[1] for one in worlds()[:2] if one.prefixes()[1] in prefixes())


def _one(data: Callable[[], bytes]) -> Callable[[], Sequence[bytes]]:
    return lambda: (data(),)


def _beside(name: str) -> Callable[[], Sequence[bytes]]:
    return lambda: (genuine.tied_files()[name],)


# --- All of them ------------------------------------------------------------------------------------------


def _is_summed(data: bytes) -> bool:
    """A record of the board as the trustee's tool must have it: a key is used for no other."""
    archive = members(data).get(container.ARCHIVE) if data[:2] == b"PK" else data
    return archive == genuine.desk_files(board.ENCRYPTED_TALLY)[container.ARCHIVE]


def _is_key_file(data: bytes) -> bool:
    return data.rstrip(b"\r\n") in _key_files()


def _command(
    name: str,
    seeds: Callable[[], Sequence[bytes]],
    arguments: Arguments,
    mend: Bytes = same,
    given: str = "given",
    is_good: Callable[[bytes], bool] = anything,
) -> Target:
    changes: Callable[[bytes], Sequence[Change]] = nothing
    if mend is not same:
        changes = record_changes if mend is repacked else json_changes
    return Target(
        name=f"command: {name}", seeds=seeds, read=run(arguments, _files, given), share=5, changes=changes, mend=mend,
        genuine=is_good,
    )  # fmt: skip


_FOLDER_FILES: tuple[Target, ...] = tuple(
    _command(
        f"verify a folder with {name}", _beside(name), _verify("{folder}/folder"),
        same if name in (container.CHECKPOINTS, container.ARCHIVE) else canonical, f"folder/{name}",
    )
    for name in container.LIMITS if name != container.README
)  # fmt: skip

RECORD_COMMANDS: tuple[Target, ...] = (
    *_FOLDER_FILES,
    _command("verify a record file", _one(_tied_record), _verify("{folder}/given"), repacked, is_good=is_record),
    _command("verify, said as JSON", _one(_setup_record), _verify("{folder}/given", "--json"), repacked),
    _command("verify an archive alone", _small_archives, _verify("{folder}/given")),
    _command("verify a foreign archive", _archives, _verify("{folder}/given", "--foreign")),
    _command(
        "verify with bindings", _beside(container.BINDINGS),
        _verify("{folder}/alone/election.bel", "--bindings={folder}/given"), canonical,
    ),
    _command(
        "verify with a receipt", lambda: genuine.tied_receipts()[:2], _said("--receipt", "folder"), is_good=is_receipt
    ),
    _command("verify with a key", _one(str(KEY).encode), _said("--key", "folder")),
    _command("verify to a stage", _one(lambda: b"result"), _said("--stage", "folder")),
    _command("lots of a record file", _one(_tied_record), _lots_record("given"), repacked),
    _command("lots of a folder", _beside(container.LOTS), _lots_record("folder"), canonical, "folder/lots.json"),
    _command("list of candidates", _one(genuine.candidates), _lots_list),
    _command("seed of a list", _one(order_seed(genuine.DIGITS, _LISTED).encode), _lots_seed),
    _command("key file", _key_files, _trustee_check(key="given"), canonical, is_good=_is_key_file),
    _command("key file in an election", _key_files, _trustee_check(
        "--record={folder}/setup.record.zip", f"--name={genuine.OWN}", key="given"
    ), canonical),
    _command("key file to split", _key_files, _split, canonical),
    _command("public key", lambda: (genuine.desk().small.keys[0].to_bytes(),), _trustee_check(
        "--public={folder}/given"
    ), canonical),
    _command("key receipt", genuine.key_receipts, _trustee_check("--receipt={folder}/given", f"--board-key={KEY}")),
    _command("key receipt's board", _one(str(KEY).encode), _trustee_check(
        "--receipt={folder}/receipt", option="--board-key"
    )),
    _command("trustee's name", _one(genuine.OWN.encode), _trustee_check(
        "--record={folder}/setup.record.zip", option="--name"
    )),
    _command("trustee's record", _one(_setup_record), _trustee_check(
        "--record={folder}/given", f"--name={genuine.OWN}"
    ), repacked),
    _command("trustee's test", _one(lambda: b'{"nonce":"000102030405060708090a0b0c0d0e0f"}'), _trustee_check(
        "--record={folder}/setup.record.zip", "--test={folder}/given", "--answer={folder}/answer",
        f"--name={genuine.OWN}",
    ), canonical),
    _command("decrypt a record", _one(_summed_record), _decrypt(
        "--record={folder}/given", "--head-from-office"
    ), repacked, is_good=_is_summed),
    _command("decrypt with a key file", _key_files, _decrypt(
        "--record={folder}/summed.record.zip", "--head-from-office", key="given"
    ), canonical, is_good=_is_key_file),
    _command("decrypt with a passphrase", _passphrases, _decrypt(
        "--record={folder}/summed.record.zip", "--head-from-office", passphrase="given"
    )),
    _command("decrypt behind a closing head", genuine.closing_heads, _decrypt(
        "--record={folder}/summed.record.zip", option="--head"
    ), is_good=is_own_head),
    _command("decrypt behind a witness", genuine.witnessed, _decrypt(
        "--record={folder}/summed.record.zip", "--witness={folder}/given", f"--witness-key={WITNESS}"
    )),
    _command("challenge against a record", _one(_tied_record), _challenge_record, repacked),
    _command("challenge of an election", lambda: (genuine.tied().small.election.to_bytes(),), _challenge_election,
        canonical),
    _command("order of slips", lambda: (encode_order(order()),), _make, canonical),
    _command("keys of tokens", lambda: (token.encode_public_keys(TOKEN_KEYS),), _token_keys),
    _command("letter's file", genuine.letters, _letter),
)  # fmt: skip
