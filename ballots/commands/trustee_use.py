"""`python -m ballots trustee check | decrypt`: what is done with a kept key, after the record has been checked."""

import argparse
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ballots.closing_head import ClosingHead, read_closing_head
from ballots.custody import CheckedTally, WitnessedHead, check_setup, check_tally
from ballots.custody_errors import FileError, KeyFileError
from ballots.files import ask_passphrase, read_file, replace_file, write_file
from ballots.group import BELENIOS_2048 as GROUP
from ballots.group import Element
from ballots.hand_in import HeadSource, make_hand_in, verify_hand_in
from ballots.key_receipt import open_key_receipt, verify_key_receipt
from ballots.keyfile import KeyFile, decode_key_file, open_key, seal_key, use_key
from ballots.note import MAX_NOTE, decode_key, decode_note
from ballots.record.source import Record, open_record
from ballots.short import Kind, grouped, short
from ballots.terminal import say
from ballots.trustees import answer_test, decode_test, decode_trustee_key, make_public_key, verify_answer
from ballots.workers import processes

MOST: Final = 20_000_000

OFFICE_WARNING: Final = (
    "You take the closing head from the office alone. If the office kept another board beside this one, without one",
    "ballot, then your two decryptions together would tell that ballot's vote. The minutes say that you took it so.",
)


def add_passphrase(parser: argparse.ArgumentParser) -> None:
    """Add --passphrase-file."""
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="read the passphrase from a file instead of asking"
    )


def open_file(arguments: argparse.Namespace) -> tuple[KeyFile, str, int]:
    """Return the key file of the command line, its passphrase and the private key. Raises KeyFileError, FileError."""
    file = decode_key_file(read_file(arguments.key, MOST))
    passphrase = ask_passphrase(arguments.passphrase_file, new=False)
    return file, passphrase, open_key(file, passphrase)


def add_check(acts: Any) -> None:
    """Add `trustee check`."""
    parser = acts.add_parser("check", help="does the key file still open? With --record: is its key in the election?")
    parser.add_argument("key", type=Path, metavar="KEYFILE")
    _add_own(parser)
    parser.add_argument("--receipt", type=Path, metavar="FILE", help="the board's receipt for the public key")
    parser.add_argument("--board-key", metavar="KEY", help="the board's published key; goes with --receipt")
    parser.add_argument("--record", type=Path, metavar="RECORD", help="the record after the slips were confirmed")
    parser.add_argument("--test", type=Path, metavar="FILE", help="the office's test, to be answered with the key")
    parser.add_argument("--answer", type=Path, metavar="FILE", help="the answer to write and hand in")
    add_passphrase(parser)
    parser.set_defaults(run=_check)


def _add_own(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--public", type=Path, metavar="FILE", help="the public key handed in, to be compared")
    parser.add_argument("--name", metavar="NAME", help="the trustee's own name; by default that of --public")


def _check(arguments: argparse.Namespace) -> int:
    given = (arguments.record, arguments.test, arguments.answer)
    if any(given[1:]) and not all(given):
        raise FileError("a test needs --record, --test and --answer together")
    if (arguments.receipt is None) != (arguments.board_key is None):
        raise FileError("--receipt and --board-key go together")
    file, passphrase, private = open_file(arguments)
    public = GROUP.generator_power(private)
    name = _own_name(arguments, public)
    say("opens    the key file opens", f"print    {print_of(public)}")
    if arguments.receipt is not None:
        _check_receipt(arguments, public, name)
    if arguments.record is None:
        return 0
    with _record(arguments.record) as record:
        election, owner = check_setup(record, public, _need_name(name))
    say(f"in       your key is number {owner} of {election.name}", f"election {election.fingerprint}")
    _write_use(arguments.key, file, passphrase, private, election.fingerprint)
    if arguments.test is not None:
        _answer(arguments, private, election.fingerprint)
    return 0


def print_of(public: Element) -> str:
    """Return the twenty digits of a public key, in groups, as pages and papers show them."""
    return grouped(short(Kind.KEY, GROUP.encode_element(public)))


def _own_name(arguments: argparse.Namespace, public: Element) -> str | None:
    """Return the trustee's name, None where it was not said. Raises KeyFileError when --public is another key."""
    name: str | None = arguments.name
    if arguments.public is None:
        return name
    listed = decode_trustee_key(read_file(arguments.public, MOST).rstrip(b"\r\n"))
    if listed.public_key != public:
        raise KeyFileError(f"the file holds the key {print_of(public)}, not {print_of(listed.public_key)}")
    return name if name is not None else listed.name or ""


def _need_name(name: str | None) -> str | None:
    """Return the name under which the key must stand, None of a key without one. Raises FileError."""
    if name is None:
        raise FileError("under which name must the key stand? Give --name, or --public with the key handed in")
    return name or None


def _check_receipt(arguments: argparse.Namespace, public: Element, name: str | None) -> None:
    text = read_file(arguments.receipt, MAX_NOTE).decode("utf-8", "replace")
    receipt = open_key_receipt(text, decode_key(arguments.board_key))
    verify_key_receipt(receipt, public, name)
    say(f"taken    {receipt.origin} took this key for {receipt.name}")


def _answer(arguments: argparse.Namespace, private: int, fingerprint: str) -> None:
    nonce = decode_test(read_file(arguments.test, MOST).rstrip(b"\r\n"))
    answer = answer_test(private, nonce, fingerprint, secrets.token_bytes)
    verify_answer(answer, make_public_key(private, secrets.token_bytes), nonce, fingerprint)
    write_file(arguments.answer, answer)
    say(f"made     {arguments.answer}", "hand in  this file, on the trustee's page")


def add_decrypt(acts: Any) -> None:
    """Add `trustee decrypt`."""
    parser = acts.add_parser("decrypt", help="check the record, then decrypt its sums: this trustee's part")
    parser.add_argument("key", type=Path, metavar="KEYFILE")
    _add_own(parser)
    parser.add_argument("--record", type=Path, required=True, metavar="RECORD", help="the record with the sums")
    head = parser.add_mutually_exclusive_group(required=True)
    head.add_argument(
        "--head", metavar="TEXT", help="the closing head from an observer's own device: its text, or 40 digits"
    )
    head.add_argument("--witness", type=Path, metavar="NOTE", help="a signed head that a witness has cosigned")
    head.add_argument(
        "--head-from-office", action="store_true", help="only the office says how the board ended; minutes say so"
    )
    parser.add_argument("--witness-key", metavar="KEY", help="the witness's key; goes with --witness")
    parser.add_argument("--scanned", action="store_true", help="--head came by a scan of an observer's device")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: all)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the decryption to hand in")
    add_passphrase(parser)
    parser.set_defaults(run=_decrypt)


def _decrypt(arguments: argparse.Namespace) -> int:
    given, source = _given(arguments)
    file, passphrase, private = open_file(arguments)
    public = GROUP.generator_power(private)
    name = _need_name(_own_name(arguments, public))
    with _record(arguments.record) as record, processes(arguments.jobs) as (executor, in_flight):
        checked = check_tally(record, public, given, name, executor, in_flight)
    if given is None:
        say(*OFFICE_WARNING)
    _write_use(arguments.key, file, passphrase, private, checked.election.fingerprint, checked.head)
    _hand_in(arguments.out, private, checked, source)
    return 0


def _hand_in(out: Path, private: int, checked: CheckedTally, source: HeadSource) -> None:
    made = make_hand_in(private, checked.tally, checked.election, checked.head, source, secrets.token_bytes)
    key = make_public_key(private, secrets.token_bytes)
    verify_hand_in(made, key, checked.tally, checked.election, checked.head)
    write_file(out, made.to_bytes())
    say(f"checked  {checked.ballots} ballots, closing head {checked.closing_head.hash}")
    say(f"made     {out}", f"election {checked.election.fingerprint}")
    say("hand it in, on the trustee's page; a copy of the key file does not know of this use: destroy copies with it")


def _given(arguments: argparse.Namespace) -> tuple[ClosingHead | WitnessedHead | None, HeadSource]:
    """Return the closing head of the command line and where it came from. Raises FileError or ClosingHeadError."""
    if arguments.head is not None:
        return read_closing_head(arguments.head), HeadSource.OBSERVER if arguments.scanned else HeadSource.TYPED
    if arguments.witness is None:
        return None, HeadSource.OFFICE
    if arguments.witness_key is None:
        raise FileError("--witness needs --witness-key")
    note = decode_note(read_file(arguments.witness, MAX_NOTE).decode("utf-8", "replace"))
    return WitnessedHead(note=note, key=decode_key(arguments.witness_key)), HeadSource.WITNESS


def _write_use(
    path: Path, file: KeyFile, passphrase: str, private: int, election: str, head: str | None = None
) -> None:
    """Write into the key file what the key is about to be used for, durably, before it is. Raises KeyUsedError."""
    election, head = use_key(file, election, head)
    if (file.election, file.head) != (election, head):
        sealed = seal_key(private, passphrase, secrets.token_bytes, election=election, head=head)
        replace_file(path, sealed.to_bytes())


@contextmanager
def _record(path: Path) -> Iterator[Record]:
    try:
        with open_record(path) as record:
            yield record
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or 'cannot be read'}") from error
