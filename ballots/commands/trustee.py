"""`python -m ballots trustee`: make, keep, back up, rebuild and use a trustee's key, with no server."""

import argparse
import secrets
from pathlib import Path
from typing import Any, Final

from ballots.backup import (
    Commitments,
    Share,
    decode_commitments,
    decode_share,
    encode_share,
    rebuild_key,
    split_key,
    verify_share,
)
from ballots.custody_errors import BackupError, FileError, ShareCountError
from ballots.election import decode_election
from ballots.encoding import decode_json, read_list, read_object
from ballots.files import ask_passphrase, make_folder, read_file, write_file
from ballots.group import BELENIOS_2048 as GROUP
from ballots.keyfile import decode_key_file, open_key, public_key_print, seal_key
from ballots.tally import decode_encrypted_tally
from ballots.trustees import (
    TrusteeKey,
    answer_test,
    decode_test,
    decode_trustee_key,
    make_public_key,
    partial_decryption,
    verify_answer,
    verify_partial_decryption,
)

_MOST: Final = 20_000_000


def add(parsers: Any) -> None:
    """Add `trustee make | check | split | share | rebuild | decrypt`."""
    parser = parsers.add_parser("trustee", help="a trustee's key: make, check, back up, rebuild, decrypt")
    acts = parser.add_subparsers(required=True, metavar="ACT")
    _add_make(acts)
    _add_check(acts)
    _add_split(acts)
    _add_share(acts)
    _add_rebuild(acts)
    _add_decrypt(acts)


def _add_make(acts: Any) -> None:
    parser = acts.add_parser("make", help="make a key: a sealed key file, and the public key for the office")
    parser.add_argument("key", type=Path, metavar="KEYFILE", help="the file to write; keep it, with one copy elsewhere")
    parser.add_argument("--public", type=Path, required=True, metavar="FILE", help="the public key to hand in")
    parser.add_argument("--name", help="the trustee's name, which stands on the board")
    _add_passphrase(parser)
    parser.set_defaults(run=_make)


def _make(arguments: argparse.Namespace) -> int:
    passphrase = ask_passphrase(arguments.passphrase_file, new=True)
    private = GROUP.random_scalar(secrets.token_bytes) or 1
    public = make_public_key(private, secrets.token_bytes, arguments.name)
    write_file(arguments.key, seal_key(private, passphrase, secrets.token_bytes).to_bytes(), private=True)
    write_file(arguments.public, public.to_bytes())
    print(f"made     {arguments.key}\npublic   {arguments.public}\nprint    {_print_of(public)}")
    return 0


def _add_check(acts: Any) -> None:
    parser = acts.add_parser("check", help="does the key file still open, and is it that of the public key?")
    parser.add_argument("key", type=Path, metavar="KEYFILE")
    parser.add_argument("--public", type=Path, required=True, metavar="FILE", help="the public key handed in")
    parser.add_argument("--test", type=Path, metavar="FILE", help="the office's test, to be answered with the key")
    parser.add_argument("--answer", type=Path, metavar="FILE", help="the answer to write and hand in; goes with --test")
    _add_passphrase(parser)
    parser.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    if (arguments.test is None) != (arguments.answer is None):
        raise FileError("--test and --answer go together")
    public = decode_trustee_key(read_file(arguments.public, _MOST).rstrip(b"\r\n"))
    private = _open(arguments)
    if GROUP.generator_power(private) != public.public_key:
        print("other    the file holds another key")
        return 1
    print(f"fits     {_print_of(public)}")
    if arguments.test:
        nonce = decode_test(read_file(arguments.test, _MOST).rstrip(b"\r\n"))
        answer = answer_test(private, nonce, secrets.token_bytes)
        verify_answer(answer, public, nonce)
        write_file(arguments.answer, answer)
        print(f"made     {arguments.answer}\nhand in  this file, on the trustee's page")
    return 0


def _add_split(acts: Any) -> None:
    parser = acts.add_parser("split", help="make backup shares for sealed envelopes: K of N rebuild the key")
    parser.add_argument("key", type=Path, metavar="KEYFILE")
    parser.add_argument("--threshold", type=int, required=True, metavar="K", help="how many shares rebuild it")
    parser.add_argument("--shares", type=int, required=True, metavar="N", help="how many are made")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--name", help="whose key; stands on each sheet")
    _add_passphrase(parser)
    parser.set_defaults(run=_split)


def _split(arguments: argparse.Namespace) -> int:
    commitments, shares = split_key(_open(arguments), arguments.threshold, arguments.shares, secrets.token_bytes)
    folder = make_folder(arguments.out)
    write_file(folder / "commitments.json", commitments.to_bytes())
    for share in shares:
        sheet = _sheet(share, len(shares), arguments.name)
        write_file(folder / f"share-{share.number}.txt", sheet.encode(), private=True)
    print(f"made     {len(shares)} shares in {folder}; any {commitments.threshold} rebuild the key")
    print("hand in  commitments.json; print each share, seal it in an envelope of its own, delete the files")
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
    _add_commitments(parser)
    parser.set_defaults(run=_share)


def _share(arguments: argparse.Namespace) -> int:
    share = _good_share(arguments.share, _commitments(arguments))
    print(f"good     share {share.number}; {share.threshold} shares rebuild the key")
    return 0


def _add_rebuild(acts: Any) -> None:
    parser = acts.add_parser("rebuild", help="rebuild an absent trustee's key from backup shares")
    parser.add_argument("shares", nargs="+", metavar="SHARE", help="the texts of the sheets, or their files")
    parser.add_argument("--out", type=Path, required=True, metavar="KEYFILE", help="the sealed key file to write")
    _add_commitments(parser)
    _add_passphrase(parser)
    parser.set_defaults(run=_rebuild)


def _rebuild(arguments: argparse.Namespace) -> int:
    commitments = _commitments(arguments)
    shares = [_good_share(text, commitments) for text in arguments.shares]
    if len({share.number for share in shares}) < commitments.threshold:
        raise ShareCountError(f"{commitments.threshold} different shares are needed")
    private = rebuild_key(shares, commitments)
    passphrase = ask_passphrase(arguments.passphrase_file, new=True)
    write_file(arguments.out, seal_key(private, passphrase, secrets.token_bytes).to_bytes(), private=True)
    print(f"rebuilt  {arguments.out} from shares {', '.join(str(share.number) for share in shares)}")
    print("use it once, then delete it, and say in the minutes whose envelopes were opened")
    return 0


def _add_decrypt(acts: Any) -> None:
    parser = acts.add_parser("decrypt", help="decrypt the sums: this trustee's part, for the office")
    parser.add_argument("key", type=Path, metavar="KEYFILE")
    parser.add_argument("--election", type=Path, required=True, metavar="FILE", help="election.json, as published")
    parser.add_argument("--tally", type=Path, required=True, metavar="FILE", help="encrypted-tally.json, as published")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the decryption to hand in")
    _add_passphrase(parser)
    parser.set_defaults(run=_decrypt)


def _decrypt(arguments: argparse.Namespace) -> int:
    election = decode_election(read_file(arguments.election, _MOST).rstrip(b"\r\n"))
    tally = decode_encrypted_tally(read_file(arguments.tally, _MOST).rstrip(b"\r\n"), election)
    private = _open(arguments)
    part = partial_decryption(private, tally, election, secrets.token_bytes)
    verify_partial_decryption(part, make_public_key(private, secrets.token_bytes), tally, election)
    write_file(arguments.out, part)
    print(f"made     {arguments.out}\nelection {election.fingerprint}")
    return 0


def _add_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="read the passphrase from a file instead of asking"
    )


def _add_commitments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--commitments", type=Path, required=True, metavar="FILE", help="commitments.json")


def _open(arguments: argparse.Namespace) -> int:
    file = decode_key_file(read_file(arguments.key, _MOST))
    return open_key(file, ask_passphrase(arguments.passphrase_file, new=False))


def _commitments(arguments: argparse.Namespace) -> Commitments:
    data = read_file(arguments.commitments, _MOST).rstrip(b"\r\n")
    first = read_list(read_object(decode_json(data, _MOST), ("commitments",))["commitments"], 1, _MOST)[0]
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
    lines = read_file(Path(text), _MOST).decode("utf-8", "replace").splitlines()
    rows = [line.split(maxsplit=1)[1] for line in lines if line.strip()[:1].isdigit() and len(line.split()) == 5]
    return decode_share("".join(rows) or "".join(lines))


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, or no name at all
        return False


def _print_of(public: TrusteeKey) -> str:
    mark = public_key_print(GROUP.encode_element(public.public_key))
    return " ".join(mark[start : start + 4] for start in range(0, 16, 4))
