"""The good inputs of custody and of whole records, made once: a board with two trustees, and a tie that was drawn."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ballots import board
from ballots.backup import prove_share
from ballots.binding import bind_decryption
from ballots.checkpoint import Checkpoint
from ballots.closing_head import closing_head_text
from ballots.counting.lots import Method, draw, draw_order, order_seed
from ballots.digits import encode_digits
from ballots.encoding import hash_base64
from ballots.hand_in import HandIn, HeadSource
from ballots.key_receipt import KeyReceipt, sign_key_receipt
from ballots.keyfile import seal_key
from ballots.note import cosign, sign_note
from ballots.record import container
from ballots.record.lots import Lots, OrderDraw, TieDraw
from ballots.record.receipt import sign_receipt
from ballots.short import WHOLE, Kind, grouped, short
from ballots.token import Kind as TokenKind
from ballots.token import Token, context_of, letter_digest
from ballots.trustees import decode_partial_decryption
from tests.fuzz.seeds import NOW, WITNESS, WITNESS_KEY, backup
from tests.support.archives import board_events
from tests.support.custody import OWN, two_trustees, version_1
from tests.support.elections import Marks, question, seeded, small_election
from tests.support.records import BOARD_KEY, ORIGIN, Publisher

PASSPHRASE = "گذرواژهٔ امین é"
DIGITS = "0061384415"
LETTER = '{"body":"سلام","lines":["a","b"],"number":"7"}'.encode()
VOTES: tuple[tuple[int, Marks], ...] = ((0, ((1, 0),)), (1, ((0, 1),)), (2, ((0, 0),)))


# --- A board with two trustees who have names -------------------------------------------------------------


@lru_cache
def desk() -> Publisher:
    """Return the board that a trustee's own tool looks at, up to its result."""
    small = two_trustees(seed=511, voters=4)
    return Publisher(small, board_events(small, VOTES), key=BOARD_KEY)


def desk_files(until: str) -> dict[str, bytes]:
    """Return the files of that board's record up to the first event of a type."""
    held = desk()
    return held.files(next(event.height for event in held.events if event.type == until))


def fingerprint() -> str:
    """Return its election's fingerprint."""
    return desk().small.election.fingerprint


def tally_head() -> str:
    """Return the hash of its EncryptedTally event."""
    return desk().events[desk().height(board.ENCRYPTED_TALLY)].hash


@lru_cache
def hand_ins() -> tuple[bytes, ...]:
    """Return the first trustee's hand-in, once for every source of the closing head."""
    held = desk()
    small = held.small
    raw = next(board.check_owned(one)[1] for one in held.events if one.type == board.PARTIAL_DECRYPTION)
    decryption = decode_partial_decryption(raw, held.sums, small.election.group)
    private = small.private_keys[0]
    binding = bind_decryption(private, held.sums, decryption, small.election, tally_head(), seeded(512))
    return tuple(
        HandIn(head=tally_head(), source=one, decryption=raw, binding=binding).to_bytes() for one in HeadSource
    )


@lru_cache
def key_files() -> tuple[bytes, ...]:
    """Return the first trustee's key files: new, with the election, with the tally too, and of the first version."""
    private, random = desk().small.private_keys[0], seeded(513)
    uses: tuple[dict[str, str], ...] = ({}, {"election": fingerprint()})
    uses = (*uses, {"election": fingerprint(), "head": tally_head()})
    made = [seal_key(private, PASSPHRASE, random, **use) for use in uses]
    return (*(file.to_bytes() for file in made), version_1(private, PASSPHRASE).to_bytes())


@lru_cache
def other_key_files() -> tuple[bytes, ...]:
    """Return key files that have been used for another election, and for another tally of this one."""
    private, random = desk().small.private_keys[0], seeded(514)
    uses = ({"election": hash_base64(b"another")}, {"election": fingerprint(), "head": "0" * 64})
    return tuple(seal_key(private, PASSPHRASE, random, **use).to_bytes() for use in uses)


@lru_cache
def key_receipts() -> tuple[bytes, ...]:
    """Return the board's receipts for the first trustee's key, with and without a witness's line."""
    said = KeyReceipt(origin=ORIGIN, name=OWN, public_key=desk().small.keys[0].public_key)
    note = sign_key_receipt(said, BOARD_KEY)
    return note.to_text().encode(), cosign(note, WITNESS.name, WITNESS_KEY, NOW).to_text().encode()


@lru_cache
def closing_heads() -> tuple[bytes, ...]:
    """Return every way to give the closing head: scanned, in hexadecimal, in forty digits, with Persian ones."""
    end = desk().events[desk().height(board.END_BALLOTS)].head
    digits = grouped(short(Kind.HEAD, end.hash, WHOLE))
    persian = digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    scanned = closing_head_text(desk().small.election.uuid, end)
    return tuple(text.encode() for text in (scanned, end.hash, end.hash.upper(), digits, persian))


@lru_cache
def witnessed() -> tuple[bytes, ...]:
    """Return the signed head of the EncryptedTally, cosigned by the witness."""
    said: Checkpoint = desk().checkpoint(desk().height(board.ENCRYPTED_TALLY))
    note = sign_note(said.to_text(), ORIGIN, BOARD_KEY)
    return (cosign(note, WITNESS.name, WITNESS_KEY, NOW + 60).to_text().encode(),)


@lru_cache
def digits() -> tuple[bytes, ...]:
    """Return credentials in thirty digits, one of them with groups that stand in each other's place."""
    texts = [encode_digits(one) for one in desk().small.credentials]
    parts = texts[0].split()
    moved = " ".join((parts[1], parts[0], *parts[2:]))
    persian = texts[1].translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    return tuple(text.encode() for text in (*texts, persian, moved, texts[2].replace(" ", "")))


@lru_cache
def share_proofs() -> tuple[bytes, ...]:
    """Return the proofs that sheets of a backup were seen whole."""
    commitments, shares = backup()
    return tuple(prove_share(share, commitments, seeded(515)) for share in shares)


# --- Letters ----------------------------------------------------------------------------------------------


def letter_token() -> Token:
    """Return what the token of the letter says."""
    return Token(
        kind=TokenKind.LETTER, key_id=7, context=context_of("majma.example"), subject=7, expiry=0,
        digest=letter_digest(LETTER),
    )  # fmt: skip


def letters() -> tuple[bytes, ...]:
    """Return files that hold the letter's text: itself, and PDF files with it plain and deflated."""
    parts = (b"x" * 40, LETTER, zlib.compress(b"y" * 5000), zlib.compress(LETTER))
    pdfs = (parts[:2], (parts[0], *parts[2:]))
    bodies = (b"".join(b"1 0 obj\nstream\r\n" + one + b"\nendstream\n" for one in held) for held in pdfs)
    return (LETTER, LETTER + b"\n", *(b"%PDF-1.7\n" + body + b"%%EOF\n" for body in bodies))


# --- A whole record, with a tie that was drawn ------------------------------------------------------------


@lru_cache
def tied() -> Publisher:
    """Return a board of two candidates with a vote each, whose order on the ballot and whose tie were drawn."""
    small = small_election(question(2, 0, 1), voters=3, trustees=1, seed=516)
    plain = Publisher(small, board_events(small, VOTES[:2]))
    return Publisher(small, plain.events, more={container.LOTS: _lots(plain).to_bytes()})


def _lots(held: Publisher) -> Lots:
    answers = held.small.election.questions[0].answers
    anchor = held.events[held.height(board.ENCRYPTED_TALLY)].hash
    drawn = tuple(place + 1 for place in draw_order((0, 1), DIGITS, anchor, 1))
    tie = TieDraw(method=Method.BALLS, rank=1, tied=(1, 2), digits=DIGITS, drawn=drawn)
    return Lots(seats=1, alternates=1, order=_order(answers), ties=(tie,))


def _order(answers: tuple[str, ...]) -> OrderDraw:
    for listed in (answers, answers[::-1]):
        for last in "0123456789":
            said = DIGITS[:-1] + last
            drawn = draw(order_seed(said, listed), len(listed), len(listed))
            if tuple(listed[place - 1] for place in drawn) == answers:
                return OrderDraw(method=Method.BALLS, digits=said, listed=listed, drawn=drawn)
    raise AssertionError("one of twenty drawings gives the order")


@lru_cache
def tied_files() -> Mapping[str, bytes]:
    """Return the files of its record."""
    return tied().files()


def tied_receipts() -> Sequence[bytes]:
    """Return the board's receipts for the two ballots, and for one that is not on the board."""
    ballots = [event.data[0] for event in tied().events if event.type == board.BALLOT]
    trackers = [hash_base64(data) for data in (*ballots, b"taken out")]
    said = tied().small.election.fingerprint
    return tuple(sign_receipt(said, one, BOARD_KEY).encode() for one in trackers)


def candidates() -> bytes:
    """Return a list of candidates as it is published."""
    return "نامزد ۱\nنامزد ۲\nsomebody\n".encode()
