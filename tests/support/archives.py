"""Whole boards of small elections, and forged ones: an attack is a change of a list, then `chain`."""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ballots import board
from ballots.board import BoardEvent
from ballots.checks import Report
from ballots.credential import derive_secret
from ballots.elgamal import EncryptedTally
from ballots.encoding import encode_json, hash_base64
from ballots.proofs import encode_proof, prove_logarithm
from ballots.record import container
from ballots.record.source import Record
from ballots.record.verify import Wish, verify_record
from ballots.tally import decrypt, encode_result
from ballots.verify import verify_archive
from tests.support.elections import Marks, SmallElection

TIMESTAMP = 1_762_600_000
"""Saturday 8 November 2025, in the morning in Tehran."""

Votes = Sequence[tuple[int, Marks]]


@dataclass(frozen=True, slots=True)
class Link:
    """What one event says, before it is chained: its type and its data entries, the payload last."""

    type: str
    data: tuple[bytes, ...] = ()


def board_events(small: SmallElection, votes: Votes) -> tuple[BoardEvent, ...]:
    """Return all events of an election in which these voters (by index) cast these marks, in this order."""
    events = [
        board.setup_event(small.election.to_bytes(), small.trustees_bytes, small.credentials_bytes),
    ]
    ballots: dict[int, bytes] = {}
    for voter, marks in votes:
        ballots[voter] = small.ballot(voter, marks)
        events.append(board.ballot_event(events[-1].head, ballots[voter]))
    events.append(board.end_ballots_event(events[-1].head))
    weight = sum(small.weights[voter] for voter in ballots)
    tally = small.tally(tuple(ballots.values()))
    tally_bytes = tally.to_bytes(small.election.group)
    events.append(board.encrypted_tally_event(events[-1].head, tally_bytes, len(ballots), weight))
    return (*events, *_closing_events(small, events[-1], tally, weight))


def _closing_events(small: SmallElection, last: BoardEvent, tally: EncryptedTally, weight: int) -> Iterable[BoardEvent]:
    decryptions = small.decryptions(tally)
    for owner, decryption in enumerate(decryptions, start=1):
        last = board.partial_decryption_event(last.head, owner, decryption)
        yield last
    result = decrypt(tally, decryptions, small.keys, weight)
    yield board.result_event(last.head, encode_result(result))


def archive(events: Iterable[BoardEvent], timestamp: int = TIMESTAMP) -> bytes:
    """Return the archive of these events."""
    out = io.BytesIO()
    board.write_archive(timestamp, events, out)
    return out.getvalue()


def links(events: Iterable[BoardEvent]) -> list[Link]:
    """Return what the events say, to be changed and chained again."""
    return [Link(event.type, event.data) for event in events]


def chain(said: Iterable[Link]) -> tuple[BoardEvent, ...]:
    """Return events that say this, in a chain without fault, whatever it is that they say."""
    events: list[BoardEvent] = []
    for link in said:
        events.append(_forged(events[-1] if events else None, link))
    return tuple(events)


def _forged(last: BoardEvent | None, link: Link) -> BoardEvent:
    fields: dict[str, object] = {"parent": last.hash} if last else {}
    fields |= {"height": last.height + 1 if last else 0, "type": link.type}
    payload = hashlib.sha256(link.data[-1]).hexdigest() if link.data else None
    fields |= {"payload": payload} if payload else {}
    return BoardEvent(
        height=last.height + 1 if last else 0,
        type=link.type,
        parent=last.hash if last else None,
        payload=payload,
        data=link.data,
        raw=json.dumps(fields, separators=(",", ":")).encode(),
    )


def setup_link(election: bytes, trustees: bytes, credentials: bytes) -> Link:
    """Return a Setup of these parts."""
    return Link(board.SETUP, board.setup_event(election, trustees, credentials).data)


def tally_link(tally: bytes, num_tallied: int, total_weight: int) -> Link:
    """Return an EncryptedTally with these sizes."""
    head = board.Head(0, "")
    return Link(board.ENCRYPTED_TALLY, board.encrypted_tally_event(head, tally, num_tallied, total_weight).data)


def decryption_link(owner: int, decryption: bytes) -> Link:
    """Return a PartialDecryption of this owner."""
    event = board.partial_decryption_event(board.Head(0, ""), owner, decryption)
    return Link(board.PARTIAL_DECRYPTION, event.data)


def signed_again(small: SmallElection, voter: int, ballot: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the ballot with its body changed and a good signature of the voter over the changed body."""
    body = json.loads(ballot)
    del body["signature"]
    change(body)
    digest = hash_base64(encode_json(body))
    secret = derive_secret(small.credentials[voter], small.election.uuid)
    proof = prove_logarithm(small.election.group, f"sig|{digest}|", secret, small.random)
    return encode_json({**body, "signature": {"hash": digest, "proof": encode_proof(proof)}})


def setup_events(small: SmallElection, ballots: Iterable[bytes]) -> Iterable[BoardEvent]:
    """Return the Setup of an election and the events of these ballots."""
    last = board.setup_event(small.election.to_bytes(), small.trustees_bytes, small.credentials_bytes)
    yield last
    for data in ballots:
        last = board.ballot_event(last.head, data)
        yield last


def result_link(result: Sequence[Sequence[int]]) -> Link:
    """Return a Result of these counts."""
    return Link(board.RESULT, (encode_result(tuple(map(tuple, result))),))


def verify_with(data: bytes, *, bindings: bytes | None = None, foreign: bool = False) -> Report:
    """Return the report on a record of an archive in memory, with bindings or none."""
    files = {} if bindings is None else {container.BINDINGS: bindings}
    return verify_record(Record(archive=io.BytesIO(data), files=files), wish=Wish(foreign=foreign))


def verify_bytes(data: bytes) -> Report:
    """Return the report on an archive in memory."""
    return verify_archive(io.BytesIO(data))


def extract(events: Iterable[BoardEvent], folder: Path, timestamp: int = TIMESTAMP) -> None:
    """Put the archive's entries into a folder as files, as GNU tar would."""
    (folder / "BELENIOS").write_bytes(b'{"version":1,"timestamp":"%d"}' % timestamp)
    for event in events:
        for content in event.data:
            (folder / f"{hashlib.sha256(content).hexdigest()}.data.json").write_bytes(content)
        (folder / f"{event.hash}.event.json").write_bytes(event.raw)
