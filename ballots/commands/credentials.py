"""`python -m ballots credentials`: make credentials and slips on a laptop of their own, after the office's order."""

import argparse
import secrets
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots.files import make_folder, read_file, write_file
from ballots.short import Kind, grouped, short
from ballots.slips import (
    FIRST_OFFICER_KEY,
    Batch,
    SlipsOf,
    TokenSigner,
    decode_batch,
    decode_order,
    encode_batch,
    encode_papers,
    make_slips,
)
from ballots.terminal import say

PAPERS: Final = "slips.json"
BATCH: Final = "credentials.json"

_MOST: Final = 120_000_000


def add(parsers: Any) -> None:
    """Add `credentials make | check`."""
    parser = parsers.add_parser("credentials", help="make credentials and slips away from the office")
    acts = parser.add_subparsers(required=True, metavar="ACT")
    make = acts.add_parser("make", help=f"make what an order asks for: {PAPERS} to print, {BATCH} for the office")
    make.add_argument("order", type=Path, metavar="ORDER", help="the office's order (slip-order.json)")
    make.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    make.set_defaults(run=_make)
    check = acts.add_parser("check", help=f"say what a {BATCH} holds, and its digits to be read aloud")
    check.add_argument("batch", type=Path, metavar="FILE")
    check.set_defaults(run=_check)


def _make(arguments: argparse.Namespace) -> int:
    order = decode_order(read_file(arguments.order, _MOST))
    key_id = FIRST_OFFICER_KEY + secrets.randbelow(2**16 - FIRST_OFFICER_KEY)
    signer = TokenSigner(key_id=key_id, private=Ed25519PrivateKey.generate())
    election = order.election
    bound = SlipsOf(uuid=election.uuid, fingerprint=election.fingerprint, expiry=order.expiry)
    made = make_slips(bound, [1] * order.count, signer, secrets.token_bytes)
    shuffled = secrets.SystemRandom().sample([slip for slip, _ in made], len(made))
    batch = Batch(
        uuid=election.uuid, fingerprint=election.fingerprint, key_id=key_id, key=signer.private.public_key(),
        records=tuple(record for _, record in made),
    )  # fmt: skip
    folder = make_folder(arguments.out)
    write_file(folder / PAPERS, encode_papers(order, shuffled), private=True)
    write_file(folder / BATCH, encode_batch(batch))
    say(f"made     {order.count} slips for {election.name}")
    say(f"print    {folder / PAPERS} with ./majma slips, then delete it")
    return _say(folder / BATCH)


def _check(arguments: argparse.Namespace) -> int:
    batch = decode_batch(read_file(arguments.batch, _MOST))
    votes = sum(one.weight for one in batch.records)
    say(f"slips    {len(batch.records)}, votes {votes}", f"election {batch.fingerprint}")
    say(f"key      {batch.key_id} {batch.key.public_bytes_raw().hex()}")
    return _say(arguments.batch)


def _say(file: Path) -> int:
    digest = sha256(read_file(file, _MOST)).hexdigest()
    say(f"office   {file}", f"sha256   {digest}", f"digits   {grouped(short(Kind.HEAD, digest))}")
    return 0
