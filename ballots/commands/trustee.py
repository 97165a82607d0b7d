"""`python -m ballots trustee`: make, keep, back up, rebuild and use a trustee's key, with no server."""

import argparse
import secrets
from pathlib import Path
from typing import Any

from ballots.backup import (
    Commitments,
    Share,
    decode_commitments,
    decode_share,
    encode_share,
    prove_share,
    rebuild_key,
    split_key,
    verify_share,
)
from ballots.commands.trustee_use import MOST, add_check, add_decrypt, add_passphrase, open_file, print_of
from ballots.custody_errors import BackupError, ShareCountError
from ballots.encoding import decode_json, read_list, read_object
from ballots.files import ask_passphrase, make_folder, read_file, write_file
from ballots.group import BELENIOS_2048 as GROUP
from ballots.keyfile import seal_key
from ballots.terminal import say
from ballots.trustees import generate_private_key, make_public_key


def add(parsers: Any) -> None:
    """Add `trustee make | check | split | share | rebuild | decrypt`."""
    parser = parsers.add_parser("trustee", help="a trustee's key: make, check, back up, rebuild, decrypt")
    acts = parser.add_subparsers(required=True, metavar="ACT")
    _add_make(acts)
    add_check(acts)
    _add_split(acts)
    _add_share(acts)
    _add_rebuild(acts)
    add_decrypt(acts)


def _add_make(acts: Any) -> None:
    parser = acts.add_parser("make", help="make a key: a sealed key file, and the public key for the office")
    parser.add_argument("key", type=Path, metavar="KEYFILE", help="the file to write; keep it, with one copy elsewhere")
    parser.add_argument("--public", type=Path, required=True, metavar="FILE", help="the public key to hand in")
    parser.add_argument("--name", help="the trustee's name, as the office writes it; an office takes no key without")
    add_passphrase(parser)
    parser.set_defaults(run=_make)


def _make(arguments: argparse.Namespace) -> int:
    passphrase = ask_passphrase(arguments.passphrase_file, new=True)
    private = generate_private_key(secrets.token_bytes)
    public = make_public_key(private, secrets.token_bytes, arguments.name)
    write_file(arguments.key, seal_key(private, passphrase, secrets.token_bytes).to_bytes(), private=True)
    write_file(arguments.public, public.to_bytes())
    say(f"made     {arguments.key}", f"public   {arguments.public}", f"print    {print_of(public.public_key)}")
    return 0


def _add_split(acts: Any) -> None:
    parser = acts.add_parser("split", help="make backup shares for sealed envelopes: K of N rebuild the key")
    parser.add_argument("key", type=Path, metavar="KEYFILE")
    parser.add_argument("--threshold", type=int, required=True, metavar="K", help="how many shares rebuild it")
    parser.add_argument("--shares", type=int, required=True, metavar="N", help="how many are made")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--name", help="whose key; stands on each sheet")
    add_passphrase(parser)
    parser.set_defaults(run=_split)


def _split(arguments: argparse.Namespace) -> int:
    commitments, shares = split_key(open_file(arguments)[2], arguments.threshold, arguments.shares, secrets.token_bytes)
    folder = make_folder(arguments.out)
    write_file(folder / "commitments.json", commitments.to_bytes())
    for share in shares:
        sheet = _sheet(share, len(shares), arguments.name)
        write_file(folder / f"share-{share.number}.txt", sheet.encode(), private=True)
    say(f"made     {len(shares)} shares in {folder}; any {commitments.threshold} rebuild the key")
    say("hand in  commitments.json; print each share, seal it in an envelope of its own, delete the files")
    return 0


def _sheet(share: Share, count: int, name: str | None) -> str:
    text = encode_share(share)
    rows = [" ".join(text[start + part : start + part + 4] for part in range(0, 16, 4)) for start in range(0, 80, 16)]
    numbered = "".join(f"  {place}  {row}\n" for place, row in enumerate(rows, start=1))
    return (
        f"Backup share {share.number} of {count}; {share.threshold} of them rebuild the key\n"
        f"Key {share.key_print.hex()}{f' of {name}' if name else ''}\n\n{numbered}"
    )


def _add_share(acts: Any) -> None:
    parser = acts.add_parser("share", help="is a backup share good? checks it against the commitments")
    parser.add_argument("share", metavar="SHARE", help="the text of the sheet, or its file")
    parser.add_argument("--proof", type=Path, metavar="FILE", help="write the proof that this sheet was seen whole")
    _add_commitments(parser)
    parser.set_defaults(run=_share)


def _share(arguments: argparse.Namespace) -> int:
    commitments = _commitments(arguments)
    share = _good_share(arguments.share, commitments)
    say(f"good     share {share.number}; {share.threshold} shares rebuild the key")
    if arguments.proof is not None:
        write_file(arguments.proof, prove_share(share, commitments, secrets.token_bytes))
        say(f"made     {arguments.proof}", "hand in  this file, on the page of the sheet; it tells nothing of it")
    return 0


def _add_rebuild(acts: Any) -> None:
    parser = acts.add_parser("rebuild", help="rebuild an absent trustee's key from backup shares")
    parser.add_argument("shares", nargs="+", metavar="SHARE", help="the texts of the sheets, or their files")
    parser.add_argument("--out", type=Path, required=True, metavar="KEYFILE", help="the sealed key file to write")
    _add_commitments(parser)
    add_passphrase(parser)
    parser.set_defaults(run=_rebuild)


def _rebuild(arguments: argparse.Namespace) -> int:
    commitments = _commitments(arguments)
    shares = [_good_share(text, commitments) for text in arguments.shares]
    if len({share.number for share in shares}) < commitments.threshold:
        raise ShareCountError(f"{commitments.threshold} different shares are needed")
    private = rebuild_key(shares, commitments)
    passphrase = ask_passphrase(arguments.passphrase_file, new=True)
    write_file(arguments.out, seal_key(private, passphrase, secrets.token_bytes).to_bytes(), private=True)
    say(f"rebuilt  {arguments.out} from shares {', '.join(str(share.number) for share in shares)}")
    say("use it once, then delete it, and say in the minutes whose envelopes were opened")
    return 0


def _add_commitments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--commitments", type=Path, required=True, metavar="FILE", help="commitments.json")


def _commitments(arguments: argparse.Namespace) -> Commitments:
    data = read_file(arguments.commitments, MOST).rstrip(b"\r\n")
    first = read_list(read_object(decode_json(data, MOST), ("commitments",))["commitments"], 1, MOST)[0]
    return decode_commitments(data, GROUP.decode_element(first))


def _good_share(text: str, commitments: Commitments) -> Share:
    """Return a share that fits the commitments; the error of one that does not says which it is."""
    try:
        share = _read_share(text)
        verify_share(share, commitments)
    except BackupError as error:
        error.args = (f"{text if _is_file(text) else text[:16]}: {error}",)
        raise
    return share


def _read_share(text: str) -> Share:
    if not _is_file(text):
        return decode_share(text)
    lines = read_file(Path(text), MOST).decode("utf-8", "replace").splitlines()
    rows = [line.split(maxsplit=1)[1] for line in lines if line.strip()[:1].isdigit() and len(line.split()) == 5]
    return decode_share("".join(rows) or "".join(lines))


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, or no name at all
        return False
