"""A small record with every file that a record can have, made of parts that a test can change."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots.credential import public_credential
from ballots.election import Question
from ballots.elgamal import EncryptedTally
from ballots.hand_in import HeadSource, make_hand_in
from ballots.tally import decode_encrypted_tally, decrypt, encode_result
from tests.support.archives import Link, Votes, archive, board_events, chain, decryption_link, links
from tests.support.elections import SmallElection, small_election
from tests.vectors.drafts import canonical

NAMES = (
    "README.txt",
    "election.bel",
    "bindings.json",
    "accounting.json",
    "checkpoints.txt",
    "keys.json",
    "lots.json",
)
ORIGIN = "vote.example/elections/SMALL"
TIME = 1_762_600_020
BOARD_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TALLY = "EncryptedTally"


@dataclass(frozen=True, slots=True)
class Whole:
    """The files of a record by their names."""

    files: dict[str, bytes]

    def with_files(self, **changed: bytes | None) -> Whole:
        """The record with other files; `bel` is the archive, None takes a file out."""
        names = {name.split(".")[0]: name for name in NAMES} | {"bel": "election.bel"}
        files = self.files | {names[name]: data for name, data in changed.items() if data is not None}
        gone = {names[name] for name, data in changed.items() if data is None}
        return replace(self, files={name: data for name, data in files.items() if name not in gone})

    def signed(self, heights: Sequence[int] = (-1,)) -> Whole:
        """The record with signed heads of these events that fit the files as they are now."""
        return self.with_files(checkpoints=checkpoints_of(self.files, heights), keys=keys())

    def packed(self) -> bytes:
        """The record as one file."""
        return pack([(name, self.files[name]) for name in NAMES if name in self.files])


def unpack(record: bytes) -> Whole:
    """The files of a record file."""
    with zipfile.ZipFile(io.BytesIO(record)) as opened:
        return Whole({name: opened.read(name) for name in opened.namelist()})


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP of these files in the one spelling of SPEC 16, whatever they are called."""
    body, directory, count = b"", b"", 0
    for name, data in files:
        common = struct.pack("<HHHHHIIIHH", 10, 0, 0, 0, 33, zlib.crc32(data), len(data), len(data), len(name), 0)
        tail = struct.pack("<HHHII", 0, 0, 0, 0, len(body))
        directory += b"PK\1\2" + struct.pack("<H", 20) + common + tail + name.encode()
        body += b"PK\3\4" + common + name.encode() + data
        count += 1
    return body + directory + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)


def b64(data: bytes) -> str:
    """Base64 without padding."""
    return base64.b64encode(data).decode().rstrip("=")


def b64_hash(data: bytes) -> str:
    """The SHA-256 of data in base64 without padding."""
    return b64(hashlib.sha256(data).digest())


# --- The board --------------------------------------------------------------------------------------------


def bound_record(small: SmallElection, votes: Votes) -> tuple[bytes, bytes]:
    """The archive of an election in which these votes were cast, and the bindings of its decryptions."""
    said = links(board_events(small, votes))
    place = [link.type for link in said].index(TALLY)
    events = chain(said[: place + 1])
    tally = decode_encrypted_tally(said[place].data[0], small.election)
    hand_ins = [_hand_in(small, private, tally, events[-1].hash) for private in small.private_keys]
    decryptions = [hand_in["decryption"].encode() for hand_in in hand_ins]
    said = said[: place + 1] + [decryption_link(owner, data) for owner, data in enumerate(decryptions, start=1)]
    result = decrypt(tally, tuple(decryptions), small.keys, sum(small.weights))
    said.append(Link("Result", (encode_result(result),)))
    bindings = [{"owner": owner, **hand_in["binding"]} for owner, hand_in in enumerate(hand_ins, start=1)]
    return archive(chain(said)), canonical({"kind": "majma bindings", "version": 1, "bindings": bindings})


def _hand_in(small: SmallElection, private: int, tally: EncryptedTally, head: str) -> dict[str, Any]:
    made = make_hand_in(private, tally, small.election, head, HeadSource.OBSERVER, small.random)
    found: dict[str, Any] = json.loads(made.to_bytes())
    return found


def events_of(bel: bytes) -> list[dict[str, Any]]:
    """The events of an archive with their hashes, as they stand there."""
    found, at = [], 0
    while at + 512 <= len(bel):
        name, size = bel[at : at + 100].rstrip(b"\0").decode(), int(bel[at + 124 : at + 135], 8)
        content = bel[at + 512 : at + 512 + size]
        if name.endswith(".event.json"):
            found.append({**json.loads(content), "hash": hashlib.sha256(content).hexdigest()})
        at += 512 + size + -size % 512
    return found


def data_of(bel: bytes, place: int) -> bytes:
    """The content of the entry at `place`, counted from 0 at the BELENIOS entry."""
    at = 0
    for number in range(place + 1):
        size = int(bel[at + 124 : at + 135], 8)
        if number < place:
            at += 512 + size + -size % 512
    return bel[at + 512 : at + 512 + size]


# --- What stands beside it --------------------------------------------------------------------------------


def key_id(name: str, public: bytes) -> bytes:
    """The id of a note key."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def note_key(name: str = ORIGIN, key: Ed25519PrivateKey = BOARD_KEY) -> str:
    """A note key as it is written."""
    public = key.public_key().public_bytes_raw()
    return "+".join([name, key_id(name, public).hex(), base64.b64encode(b"\x01" + public).decode()])


def signed_note(text: str, name: str = ORIGIN, key: Ed25519PrivateKey = BOARD_KEY) -> str:
    """A note of this text, signed."""
    mark = key_id(name, key.public_key().public_bytes_raw()) + key.sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(mark).decode()}\n"


def keys(board: str | None = None) -> bytes:
    """keys.json with the board's key and one key of slips."""
    slips = [{"id": 1, "key": BOARD_KEY.public_key().public_bytes_raw().hex()}]
    return canonical({"kind": "majma keys", "version": 1, "board": board or note_key(), "slips": slips})


def checkpoint_text(files: dict[str, bytes], height: int, minutes: int = 0) -> str:
    """The text of the checkpoint of an event, which names the files that there must be."""
    events = events_of(files["election.bel"])
    types = [event["type"] for event in events[: height + 1]]
    text = f"{ORIGIN}\n{height + 1}\n{base64.b64encode(bytes.fromhex(events[height]['hash'])).decode()}\n"
    text += f"fingerprint {b64_hash(data_of(files['election.bel'], 1))}\ntime {TIME + 60 * minutes}\n"
    if "EndBallots" in types and "accounting.json" in files:
        text += f"accounting {b64_hash(files['accounting.json'])}\n"
    if "PartialDecryption" in types and "bindings.json" in files:
        text += f"bindings {b64_hash(first_bindings(files['bindings.json'], types.count('PartialDecryption')))}\n"
    return text


def first_bindings(data: bytes, count: int) -> bytes:
    """The bindings as they were when only the first `count` were there."""
    whole = json.loads(data)
    return canonical({**whole, "bindings": whole["bindings"][:count]})


def checkpoints_of(files: dict[str, bytes], heights: Sequence[int]) -> bytes:
    """checkpoints.txt of these heights, each a minute after the one before; -1 is the last."""
    total = len(events_of(files["election.bel"]))
    texts = [checkpoint_text(files, height % total, minutes) for minutes, height in enumerate(heights)]
    return "".join(signed_note(text) + "\n" for text in texts).encode()


def accounting(small: SmallElection, bel: bytes, voters: Iterable[int]) -> bytes:
    """accounting.json in which the slips of these voters were handed out and the others are unused."""
    listed = [text.split(",")[0] for text in json.loads(small.credentials_bytes)]
    handed = {public_credential(small.credentials[voter], small.election.uuid) for voter in voters}
    return canonical(
        {
            "kind": "majma accounting",
            "version": 1,
            "fingerprint": b64_hash(data_of(bel, 1)),
            "handed_out": len(handed),
            "unused": [text for text in listed if text not in handed],
            "spoiled": [],
            "void": [],
        }
    )


# --- Lots -------------------------------------------------------------------------------------------------


def drawn(seed: str, pool: int) -> list[int]:
    """All numbers of a pool in the order of RFC 3797."""
    left, order = list(range(1, pool + 1)), []
    for turn in range(pool):
        index = turn.to_bytes(2, "big")
        number = int.from_bytes(hashlib.md5(index + seed.encode() + index).digest(), "big")
        order.append(left.pop(number % len(left)))
    return order


def order_on_ballot(listed: Sequence[str], digits: str) -> list[int]:
    """The numbers of the listed in the order that the digits give."""
    text = "".join(f"{name}\n" for name in listed).encode()
    return drawn(f"{digits}./{hashlib.sha256(text).hexdigest().upper()}./", len(listed))


def tie(bel: bytes, rank: int, tied: Sequence[int], digits: str, method: str = "balls") -> dict[str, Any]:
    """A drawing among the tied, as lots.json tells it."""
    of = TALLY if method == "balls" else "Result"
    (head,) = (event["hash"] for event in events_of(bel) if event["type"] == of)
    order = drawn(f"{digits}./{head.upper()}./{rank}./", len(tied))
    found = [tied[number - 1] for number in order]
    return {"method": method, "rank": rank, "tied": list(tied), "digits": digits, "drawn": found}


def lots(order: object, *ties: object, seats: int = 1, alternates: int = 1, withdrawn: Sequence[int] = ()) -> bytes:
    """lots.json; without an order where it is None."""
    head = {"kind": "majma lots", "version": 1, "seats": seats, "alternates": alternates, "withdrawn": list(withdrawn)}
    return canonical({**head, **({"order": order} if order else {}), "ties": list(ties)})


LISTED = ("آرمان", "بهار", "پگاه")
DIGITS = "5325846989"


def small_whole() -> tuple[SmallElection, Whole]:
    """The record of three candidates, five slips and four voters; one voted twice, one voted blank, two are equal."""
    order = order_on_ballot(LISTED, DIGITS)
    answers = tuple(LISTED[number - 1] for number in order)
    asked = Question(text="نمایندگان", answers=answers, minimum=1, maximum=2, blank=True)
    small = small_election(asked, voters=5, seed=77)
    votes = (
        (0, ((0, 1, 0, 0),)),
        (1, ((0, 0, 1, 0),)),
        (2, ((1, 0, 0, 0),)),
        (0, ((0, 1, 1, 0),)),
        (3, ((0, 1, 0, 0),)),
    )
    bel, bindings = bound_record(small, votes)
    told = {"method": "balls", "digits": DIGITS, "listed": list(LISTED), "drawn": order}
    files = {
        "README.txt": b"A record of the tests.\n",
        "election.bel": bel,
        "bindings.json": bindings,
        "accounting.json": accounting(small, bel, range(4)),
        "lots.json": lots(told, tie(bel, 1, (1, 2), "0123456789")),
    }
    return small, Whole(files).signed((0, 5, -3, -1))
