"""`python -m ballots witness`: keep a board's last head, follow it, refuse a fork, cosign."""

import argparse
import io
import sys
import time
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from ballots.checkpoint import Checkpoint, open_checkpoint
from ballots.custody_errors import FileError, NoteFormatError
from ballots.files import read_file, read_limited, replace_file, write_file
from ballots.note import COSIGNATURE, MAX_NOTE, NoteKey, cosign, decode_key, decode_note
from ballots.record_errors import ArchiveError
from ballots.verify import verify_archive
from ballots.witness import MAX_STATE, Kept, check_continuation, decode_state, encode_state

_MOST: Final = 8_000_000_000
_TIMEOUT: Final = 60


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
    keep.add_argument("--state", type=Path, required=True, metavar="FILE", help="where the last head is kept")
    keep.add_argument("--sign", type=Path, metavar="KEYFILE", help="cosign with this key")
    keep.add_argument("--name", help="the witness's name, where KEYFILE does not hold it")
    keep.add_argument("--every", type=int, metavar="SECONDS", help="look again and again")
    keep.add_argument("--chain-only", action="store_true", help="do not check ballots, only that the board continues")
    keep.set_defaults(run=_keep)


def _key(arguments: argparse.Namespace) -> int:
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    published = decode_key(str(NoteKey(name=arguments.name, kind=COSIGNATURE, public=private.public_key())))
    write_file(arguments.file, f"{arguments.name}\n".encode() + pem, private=True)
    print(f"made     {arguments.file}\npublish  {published}")
    return 0


def _keep(arguments: argparse.Namespace) -> int:
    key = decode_key(arguments.board_key)
    while True:
        try:
            _look(arguments, key)
        except FileError as error:
            if not arguments.every:
                raise
            print(f"{error.code}: {error}", file=sys.stderr, flush=True)
        if not arguments.every:
            return 0
        time.sleep(arguments.every)


def _look(arguments: argparse.Namespace, key: NoteKey) -> None:
    """Look once: check, keep durably, and only then say so."""
    kept = _kept(arguments.state)
    note = decode_note(_fetch(arguments.board, "checkpoint.txt", MAX_NOTE).decode("utf-8", "replace"))
    checkpoint = open_checkpoint(note, key)
    last = kept.get(key.name)
    archive = _fetch(arguments.board, "election.bel", _MOST)
    check_continuation(io.BytesIO(archive), checkpoint, last.head if last else None)
    if not arguments.chain_only:
        _check_meaning(archive, last)
    if arguments.sign is not None:
        note = cosign(note, *_signer(arguments), int(time.time()))
    replace_file(arguments.state, encode_state({**kept, key.name: Kept(checkpoint.head, note.to_text())}))
    is_news = not arguments.every or last is None or last.head != checkpoint.head
    _say(checkpoint, note.to_text() if arguments.sign is not None and is_news else "")


def _check_meaning(archive: bytes, last: Kept | None) -> None:
    report = verify_archive(io.BytesIO(archive), known=last.head if last else None)
    if not report.ok:
        raise ArchiveError(f"the archive is refused: {report.code}: {report.detail}")


def _say(checkpoint: Checkpoint, note: str) -> None:
    head = checkpoint.head
    print(f"kept     {checkpoint.origin}: height {head.height}, head {head.hash}", flush=True)
    if note:
        print(note, end="", flush=True)


def _kept(state: Path) -> dict[str, Kept]:
    return decode_state(read_file(state, MAX_STATE)) if state.exists() else {}


def _fetch(board: str, name: str, limit: int) -> bytes:
    if not board.startswith(("http://", "https://")):
        return read_file(Path(board) / name, limit)
    address = f"{board.rstrip('/')}/{name}"
    try:
        with urlopen(address, timeout=_TIMEOUT) as answer:  # only http and https come here  # nosec B310
            data = read_limited(answer, limit + 1)
    except (URLError, OSError, ValueError) as error:
        advice = "; the address ends with the election's code" if isinstance(error, HTTPError) else ""
        raise FileError(f"{address}: {getattr(error, 'reason', error)}{advice}") from error
    if len(data) > limit:
        raise FileError(f"{address}: longer than {limit} bytes")
    return data


def _signer(arguments: argparse.Namespace) -> tuple[str, Ed25519PrivateKey]:
    """Return the name and the key in the file that `_key` wrote: the name stands in the line before the key."""
    data = read_file(arguments.sign, 10_000)
    written = data.partition(b"-----")[0].decode("utf-8", "replace").strip()
    name = arguments.name or written
    if not name:
        raise NoteFormatError("the key file does not hold the witness's name: give --name")
    if written not in ("", name):
        raise NoteFormatError(f"this is the key of {written}")
    return name, _private(data)


def _private(data: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoteFormatError("the file does not hold a witness's key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoteFormatError("the file does not hold a witness's key")
    return key
