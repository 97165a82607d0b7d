"""`python -m ballots witness`: follow a board, check all that is new on it, refuse a fork, cosign."""

import argparse
import time
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from ballots.board import Head
from ballots.checkpoint import CLOCK, RELEASED
from ballots.commands.board_source import board_at
from ballots.commands.witness_look import Looked, Witness
from ballots.custody_errors import FileError, NoteFormatError
from ballots.files import read_file, write_file
from ballots.note import COSIGNATURE, Note, NoteKey, cosign, decode_key
from ballots.terminal import complain, say, shown


def add(parsers: Any) -> None:
    """Add `witness key | keep`."""
    parser = parsers.add_parser("witness", help="keep a board's head, refuse a shorter or forked board, cosign")
    acts = parser.add_subparsers(required=True, metavar="ACT")
    key = acts.add_parser("key", help="make a witness's own key")
    key.add_argument("file", type=Path, metavar="KEYFILE")
    key.add_argument("--name", required=True, help="the witness's name, without spaces, such as observer.example")
    key.set_defaults(run=_key)
    keep = acts.add_parser("keep", help="look at a board now, or again and again")
    keep.add_argument(
        "board", metavar="BOARD", help="the election's address, or a folder with election.bel and checkpoint.txt"
    )
    keep.add_argument("--board-key", required=True, metavar="KEY", help="the board's key, as its page gives it")
    keep.add_argument(
        "--state",
        type=Path,
        required=True,
        metavar="FILE",
        help="what is kept: the heads; the copy of the board lies beside it, in FILE.boards",
    )
    keep.add_argument("--sign", type=Path, metavar="KEYFILE", help="cosign with this key")
    keep.add_argument("--name", help="the witness's name, where KEYFILE does not hold it")
    keep.add_argument("--every", type=int, metavar="SECONDS", help="look again and again")
    keep.add_argument(
        "--chain-only",
        action="store_true",
        help="do not check ballots, only that the board continues; nothing counts as checked then",
    )
    keep.set_defaults(run=_keep)


def _key(arguments: argparse.Namespace) -> int:
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    name = _showable(arguments.name)
    published = decode_key(str(NoteKey(name=name, kind=COSIGNATURE, public=private.public_key())))
    write_file(arguments.file, f"{arguments.name}\n".encode() + pem, private=True)
    say(f"made     {arguments.file}", f"publish  {published}")
    return 0


def _keep(arguments: argparse.Namespace) -> int:
    key = decode_key(arguments.board_key)
    _showable(key.name)
    witness = Witness(
        source=board_at(arguments.board), key=key, state=arguments.state,
        is_checking=not arguments.chain_only,
    )  # fmt: skip
    signer = None if arguments.sign is None else _signer(arguments)
    told: Head | None = None
    while True:
        try:
            looked = witness.look(int(time.time()))
        except FileError as error:
            if not arguments.every:
                raise
            complain(f"{error.code}: {error}")
        else:
            _say(looked, signer if looked.kept.signed.head != told else None)
            told = looked.kept.signed.head
        if not arguments.every:
            return 0
        time.sleep(arguments.every)


def _say(looked: Looked, signer: tuple[str, Ed25519PrivateKey] | None) -> None:
    kept = looked.kept
    said = kept.signed
    lines = [f"kept     {said.origin}: height {said.head.height}, head {said.head.hash}"]
    if kept.seen.height > said.head.height:
        lines.append(f"seen     up to height {kept.seen.height}, not signed yet; it may not vanish")
    checked = f"every rule up to height {kept.checked.height}" if kept.checked else "nothing yet but the chain"
    lines.append(f"checked  {checked}")
    if said.lines.get(CLOCK) == RELEASED:
        lines.append("clock    two officers released the server's clock before this head; the minutes say why")
    if looked.pages:
        lines.append(f"pages    the server sends other pages than at the last signed head: {', '.join(looked.pages)}")
    if looked.is_first:
        lines.append("first    look at this board: whatever happened to it before, nobody here can tell")
    say(*lines)
    if signer is not None:
        note = cosign(_without_odd_lines(looked.note), *signer, int(time.time()))
        say(*note.to_text().splitlines())


def _without_odd_lines(note: Note) -> Note:
    """Return the note without lines of names that a terminal would not show as they are: what is printed is published.

    Such a line is by nobody known here, and no part of what is signed.
    """
    return Note(note.text, tuple(one for one in note.signatures if shown(one.name) == one.name))


def _showable(name: str) -> str:
    """Return the name of a key if it can be shown as it is. Raises NoteFormatError."""
    if shown(name) != name:
        raise NoteFormatError("a key's name has characters that cannot be shown")
    return name


def _signer(arguments: argparse.Namespace) -> tuple[str, Ed25519PrivateKey]:
    """Return the name and the key in the file that `_key` wrote: the name stands in the line before the key."""
    data = read_file(arguments.sign, 10_000)
    written = data.partition(b"-----")[0].decode("utf-8", "replace").strip()
    name = arguments.name or written
    if not name:
        raise NoteFormatError("the key file does not hold the witness's name: give --name")
    if written not in ("", name):
        raise NoteFormatError(f"this is the key of {written}")
    return _showable(name), _private(data)


def _private(data: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoteFormatError("the file does not hold a witness's key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoteFormatError("the file does not hold a witness's key")
    return key
