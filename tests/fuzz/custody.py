"""The readers of what trustees and voters bring: hand-ins, key files that remember, receipts, digits, closing heads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from ballots import board
from ballots.backup import verify_share_proof
from ballots.board import Head
from ballots.closing_head import closing_head_text, read_closing_head, verify_closing_head
from ballots.custody import WitnessedHead
from ballots.custody_errors import FileError
from ballots.digits import decode_digits, encode_digits, fits
from ballots.hand_in import decode_hand_in, verify_hand_in
from ballots.key_receipt import KeyReceipt, open_key_receipt, sign_key_receipt, verify_key_receipt
from ballots.keyfile import decode_key_file, open_key, use_key
from ballots.letter_text import find_text
from ballots.note import Note, decode_note, sign_note, verify_note
from ballots.short import grouped, ungrouped
from tests.fuzz import genuine
from tests.fuzz.mending import canonical, json_changes, signed_note
from tests.fuzz.seeds import WITNESS, backup
from tests.fuzz.target import Target, bytes_of, text_of
from tests.support.records import BOARD_KEY, KEY, ORIGIN

_GAPS = re.compile("[\\s\\-\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SOURCE = re.compile(rb'"source":"[a-z]+"')
_PERSIAN_OR_ARABIC = re.compile("[۰-۹٠-٩]")


def latin(text: str) -> str:
    """Return a typed text without gaps, its Persian and Arabic digits as Latin ones."""
    return _GAPS.sub("", _PERSIAN_OR_ARABIC.sub(lambda found: str(unicodedata.digit(found[0])), text))


# --- Hand-ins and key files -------------------------------------------------------------------------------


def _hand_in(data: bytes) -> bytes:
    held = genuine.desk()
    found = decode_hand_in(data)
    verify_hand_in(found, held.small.keys[0], held.sums, held.small.election, genuine.tally_head())
    return found.to_bytes()


def _is_hand_in(data: bytes) -> bool:
    """Whatever the source is called, the rest is what the trustee's tool made: nothing else has its proofs."""
    return _SOURCE.sub(b"", data) in {_SOURCE.sub(b"", one) for one in genuine.hand_ins()}


def _used(data: bytes) -> bytes:
    file = decode_key_file(data)
    election, head = use_key(file, genuine.fingerprint(), genuine.tally_head())
    if (election, head) != (genuine.fingerprint(), genuine.tally_head()):
        raise ValueError("a key is used for something else than was asked for")
    return file.to_bytes()


def _is_unused(data: bytes) -> bool:
    said = dict(re.findall(rb'"(election|head)":"([^"]*)"', data))
    wanted = {b"election": genuine.fingerprint().encode(), b"head": genuine.tally_head().encode()}
    return said.items() <= wanted.items()


def _opened(data: bytes) -> bytes:
    file = decode_key_file(data)
    if open_key(file, genuine.PASSPHRASE) != genuine.desk().small.private_keys[0]:
        raise ValueError("another key was sealed")
    return file.to_bytes()


def _all_key_files() -> Sequence[bytes]:
    return (*genuine.key_files(), *genuine.other_key_files())


def _without_line_ends(data: bytes) -> bytes:
    return data.rstrip(b"\r\n")


# --- Receipts and heads -----------------------------------------------------------------------------------


def _receipt(data: bytes) -> bytes:
    found = open_key_receipt(text_of(data), KEY)
    again = sign_key_receipt(KeyReceipt(origin=found.origin, name=found.name, public_key=found.public_key), BOARD_KEY)
    return bytes_of(Note(again.text, decode_note(text_of(data)).signatures).to_text())


def _own_receipt(data: bytes) -> bytes:
    verify_key_receipt(open_key_receipt(text_of(data), KEY), genuine.desk().small.keys[0].public_key, genuine.OWN)
    return data


def _says_own(data: bytes) -> bool:
    return data.rpartition(b"\n\n")[0] == genuine.key_receipts()[0].rpartition(b"\n\n")[0]


def _signed_note(data: bytes) -> bytes:
    return signed_note(lambda text: sign_note(text, ORIGIN, BOARD_KEY).to_text(), data)


def _witnessed(data: bytes) -> bytes:
    given = WitnessedHead(note=decode_note(text_of(data)), key=WITNESS)
    verify_note(given.note, given.key)
    return bytes_of(given.note.to_text())


def _says_witnessed(data: bytes) -> bool:
    return data.rpartition(b"\n\n")[0] == genuine.witnessed()[0].rpartition(b"\n\n")[0]


@lru_cache
def _end() -> Head:
    return genuine.desk().events[genuine.desk().height(board.END_BALLOTS)].head


def _closing_head(data: bytes) -> bytes:
    found = read_closing_head(text_of(data))
    if found.uuid is not None and found.height is not None:
        return closing_head_text(found.uuid, Head(found.height, found.hash)).encode()
    return bytes_of(found.hash or found.digits)


def _closing_head_form(data: bytes) -> bytes:
    text = text_of(data)
    return bytes_of(" ".join(text.split()) if "majma head" in " ".join(text.split()) else latin(text).lower())


def _own_head(data: bytes) -> bytes:
    verify_closing_head(read_closing_head(text_of(data)), genuine.desk().small.election.uuid, _end())
    return _closing_head(data)


def is_own_head(data: bytes) -> bool:
    """Tell whether this is the closing head of the desk's board, in one of its spellings."""
    return _closing_head_form(data) in {_closing_head_form(one) for one in genuine.closing_heads()}


# --- Digits -----------------------------------------------------------------------------------------------


def _digits(data: bytes) -> bytes:
    return encode_digits(decode_digits(text_of(data))).encode()


def _digits_form(data: bytes) -> bytes:
    plain = latin(text_of(data))
    return bytes_of(" ".join(plain[start : start + 6] for start in range(0, len(plain), 6)))


def checked_digits(data: bytes) -> bytes:
    """Return thirty digits with the check digit of every group right."""
    plain = latin(data.decode("utf-8", "replace"))
    if not re.fullmatch("[0-9]{30}", plain):
        return data
    groups = [plain[start : start + 5] for start in range(0, 30, 6)]
    return " ".join(
        next(group + last for last in "0123456789" if fits(place, group + last))
        for place, group in enumerate(groups, start=1)
    ).encode()


def _short(data: bytes) -> bytes:
    plain = ungrouped(text_of(data))
    if len(plain) > 40 or not re.fullmatch("[0-9]+", plain):
        raise FileError("no short fingerprint")
    if ungrouped(grouped(plain)) != plain:
        raise ValueError("groups cannot be taken apart")
    return grouped(plain).encode()


def _short_form(data: bytes) -> bytes:
    return bytes_of(re.sub(r"(.{4})(?=.)", r"\1 ", latin(text_of(data)), flags=re.DOTALL))


# --- Proofs and letters -----------------------------------------------------------------------------------


def _share_proof(data: bytes) -> bytes:
    if verify_share_proof(data, backup()[0]) not in (1, 2, 3):
        raise ValueError("a sheet of no such number")
    return data


def _letter(data: bytes) -> bytes:
    return data if find_text(genuine.letter_token(), data) == genuine.LETTER else b""


def _message(name: str, seeds: Callable[[], Sequence[bytes]], read: Callable[[bytes], bytes], **more: object) -> Target:
    return Target(name=name, seeds=seeds, read=read, **{"changes": json_changes, "mend": canonical, **more})  # type: ignore[arg-type]


_LINE_END = "line ends behind the text"
_TYPED = "blanks, dashes, invisible marks, Persian and Arabic digits"

CUSTODY: tuple[Target, ...] = (
    _message("hand-in", genuine.hand_ins, lambda data: decode_hand_in(data).to_bytes()),
    _message("hand-in, verified", genuine.hand_ins, _hand_in, genuine=_is_hand_in, share=50),
    _message(
        "key file, used", _all_key_files, _used, form=_without_line_ends, forgives=_LINE_END, genuine=_is_unused
    ),
    _message(
        "key file, opened", genuine.key_files, _opened, form=_without_line_ends, forgives=_LINE_END, share=2,
        genuine=lambda data: data.rstrip(b"\r\n") in genuine.key_files(),
    ),
    Target(name="key receipt", seeds=genuine.key_receipts, read=_receipt, mend=_signed_note),
    Target(
        name="key receipt, own", seeds=genuine.key_receipts, read=_own_receipt, mend=_signed_note, genuine=_says_own
    ),
    Target(name="witnessed head", seeds=genuine.witnessed, read=_witnessed, genuine=_says_witnessed),
    Target(
        name="closing head", seeds=genuine.closing_heads, read=_closing_head, form=_closing_head_form, forgives=_TYPED
    ),
    Target(
        name="closing head, own", seeds=genuine.closing_heads, read=_own_head, form=_closing_head_form,
        forgives=_TYPED, genuine=is_own_head,
    ),
    Target(
        name="thirty digits", seeds=genuine.digits, read=_digits, form=_digits_form, forgives=_TYPED,
        mend=checked_digits,
    ),
    Target(
        name="short fingerprint", seeds=lambda: (b"0123 4567 8901", "۰۱۲۳-4567".encode()), read=_short,
        form=_short_form, forgives=_TYPED,
    ),
    _message(
        "share's proof", genuine.share_proofs, _share_proof, share=50,
        genuine=lambda data: data in genuine.share_proofs(),
    ),
    Target(
        name="letter's file", seeds=genuine.letters, read=_letter,
        genuine=lambda data: genuine.LETTER in data or data.startswith(b"%PDF-"),
    ),
)  # fmt: skip
