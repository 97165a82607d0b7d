"""The readers of the public record: the archive, and every message in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import sha256

from ballots import board
from ballots.answer import encode_answer
from ballots.ballot import Ballot, ballot_credential, check_ballot, decode_ballot
from ballots.board import BoardEvent, Head
from ballots.container import read_entries, read_start
from ballots.credential import decode_public_credentials, encode_public_credentials
from ballots.credential_index import index_credentials
from ballots.door import decode_signed
from ballots.election import decode_election
from ballots.encoding import decode_json, encode_json, hash_base64
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.proofs import encode_proof, prove_logarithm
from ballots.report import report_data, report_lines
from ballots.tally import decode_encrypted_tally, decode_result, encode_result
from ballots.trustees import (
    decode_partial_decryption,
    decode_trustee_key,
    decode_trustees,
    encode_trustees,
    verify_partial_decryption,
)
from ballots.verify import verify_archive
from tests.fuzz.mending import archive_changes, canonical, json_changes, relinked, spelled
from tests.fuzz.seeds import World, prefixes, source, worlds
from tests.fuzz.target import Target
from tests.support.archives import archive
from tests.support.elections import seeded
from tests.vectors.cheating import credential_of

_SIGNATURE = b',"signature":'


# --- The archive ------------------------------------------------------------------------------------------


def read_board(data: bytes) -> bytes:
    """Return the archive written anew from what its events mean."""
    file = source(data)
    timestamp = read_start(file)
    again: list[BoardEvent] = []
    for event in board.read_events(read_entries(file, timestamp)):
        again.append(_again(event, again[-1].head if again else Head(-1, "")))
    return archive(again, timestamp)


def _again(event: BoardEvent, last: Head) -> BoardEvent:
    """Return the event that says the same, made from its meaning."""
    match event.type:
        case board.SETUP if event.parent is None:
            return board.setup_event(*board.check_setup_data(event))
        case board.ENCRYPTED_TALLY if event.parent:
            tally, sizes = board.check_sized_tally(event)
            return board.encrypted_tally_event(last, tally, sizes.num_tallied, sizes.total_weight)
        case board.PARTIAL_DECRYPTION if event.parent:
            return board.partial_decryption_event(last, *board.check_owned(event))
    return event


def read_record(data: bytes) -> bytes:
    """Return the archive written anew if the whole check accepts it; else raise the error that the report names."""
    report = verify_archive(source(data))
    lines, said = report_lines(report), json.dumps(report_data(report))
    if not lines or not said:
        raise ValueError("the report is empty")
    if not report.ok:
        raise refused(report.code)
    if report.result is not None and report.result != true_sums(data):
        raise ValueError(f"accepted with the result {report.result}, the ballots say {true_sums(data)}")
    return read_board(data)


def refused(code: str | None) -> BallotsError:
    """Return the error that a report names. Raises KeyError for a code that no error has."""
    error = BallotsError(code or "")
    error.code = known_codes()[code]
    return error


@lru_cache
def known_codes() -> dict[str | None, str]:
    """Return the codes of all errors, each by itself."""
    kinds = [BallotsError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return {kind.code: kind.code for kind in kinds}


def true_sums(data: bytes) -> tuple[tuple[int, ...], ...]:
    """Return the plain sums of the marks in the last ballot of each voter, each ballot one of the seeds'."""
    events = list(board.read_events(board.read_archive(source(data))))
    known = {ballot: one for one in worlds() for ballot in one.ballots}
    weights = dict(re.findall(rb'"([0-9]+)(?:,([0-9]+))?"', events[0].data[2]))
    last = {json.loads(event.data[0])["credential"]: event.data[0] for event in events if event.type == board.BALLOT}
    sums = [[0] * asked.entries for asked in decode_election(events[0].data[0]).questions]
    for credential, ballot in last.items():
        weight = int(weights[credential.encode()] or 1)
        for row, marks in zip(sums, known[ballot].marks[ballot], strict=True):
            row[:] = [count + weight * mark for count, mark in zip(row, marks, strict=True)]
    return tuple(map(tuple, sums))


def _archives() -> Sequence[bytes]:
    least, rich, again = (one.prefixes() for one in worlds())
    return least[1], least[-1], rich[1], rich[-1], again[4]


def _small_archives() -> Sequence[bytes]:
    least, rich, _ = (one.prefixes() for one in worlds())
    return least[1], least[2], least[-1], rich[-1]


# --- Ballots ----------------------------------------------------------------------------------------------


def _world() -> World:
    return worlds()[1]


def _ballots() -> Sequence[bytes]:
    return _world().ballots


def write_ballot(ballot: Ballot) -> bytes:
    """Return a ballot's bytes written from its fields."""
    election = _world().small.election
    return encode_json({
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": ballot.credential,
        "answers": [encode_answer(answer, GROUP) for answer in ballot.answers],
        "signature": {"hash": ballot.signature_hash, "proof": encode_proof(ballot.signature)},
    })  # fmt: skip


def _known_body(data: bytes) -> bool:
    return data.rpartition(_SIGNATURE)[0] in {ballot.rpartition(_SIGNATURE)[0] for ballot in _ballots()}


def _signed_body(data: bytes) -> bool:
    """Whether its voter signed it: a reader that looks at no proof takes every body that is."""
    return _known_body(data) or data == signed_again(data)


def signed_again(data: bytes) -> bytes:
    """Return a ballot in its one spelling, signed by the voter whose credential it bears."""
    data = canonical(data)
    body, mark, _ = data.rpartition(_SIGNATURE)
    voter = next((place for place, key in enumerate(_world().credentials) if key.encode() in body), None)
    if not mark or voter is None:
        return data
    digest = hash_base64(body + b"}")
    secret = credential_of(_world().small, voter)[1]
    proof = prove_logarithm(GROUP, f"sig|{digest}|", secret, seeded(sha256(body).digest()[0]))
    return body + mark + spelled({"hash": digest, "proof": encode_proof(proof)}) + b"}"


# --- Set-up, tally, decryption, result --------------------------------------------------------------------


def _parts(place: int) -> Callable[[], Sequence[bytes]]:
    return lambda: tuple(one.events[0].data[place] for one in worlds()[:2])


def _data(event_type: str) -> Callable[[], Sequence[bytes]]:
    return lambda: (_world().data_of(event_type),)


def _keys() -> Sequence[bytes]:
    return tuple(key.to_bytes() for key in _world().small.keys)


def _texts() -> Sequence[bytes]:
    return b'{"a":[1,"x",null,true,{"b":[]}],"c":"\\u007f"}', _world().events[0].data[0]


def read_credentials(data: bytes) -> bytes:
    """Return the list of credentials written anew; both readers of it must agree."""
    try:
        index = index_credentials(data)
    except BallotsError as error:
        decode_public_credentials(data)
        raise ValueError("only one of two readers accepts the list") from error
    weights = decode_public_credentials(data)
    if len(index) != len(weights) or any(index.weight(index.find(key) or 0) != one for key, one in weights.items()):
        raise ValueError("two readers of the list read another thing")
    return encode_public_credentials(weights.items())


def _without_ones(data: bytes) -> bytes:
    return data.replace(b',1"', b'"')


def _read_decryption(data: bytes) -> bytes:
    return decode_partial_decryption(data, _world().tally, GROUP).to_bytes(GROUP)


def _verify_decryption(data: bytes) -> bytes:
    verify_partial_decryption(data, _world().small.keys[0], _world().tally, _world().small.election)
    return data


def _read_credential(data: bytes) -> bytes:
    return ballot_credential(data).encode("utf-8", "surrogatepass")


def _claimed(data: bytes) -> bytes:
    return str(json.loads(data)["credential"]).encode("utf-8", "surrogatepass")


def _signed(data: bytes) -> bytes:
    return write_ballot(decode_signed(data, _world().small.election))


def _checked(data: bytes) -> bytes:
    small = _world().small
    return write_ballot(check_ballot(data, small.election, _weights()))


@lru_cache
def _weights() -> dict[str, int]:
    return _world().small.public_credentials


def _message(name: str, seeds: Callable[[], Sequence[bytes]], read: Callable[[bytes], bytes], **more: object) -> Target:
    return Target(name=name, seeds=seeds, read=read, **{"changes": json_changes, "mend": canonical, **more})  # type: ignore[arg-type]


RECORDS: tuple[Target, ...] = (
    Target(name="archive", seeds=_archives, read=read_board, genuine=lambda data: data in prefixes(), share=300),
    Target(name="chain", seeds=_archives, read=read_board, changes=archive_changes, mend=relinked, share=300),
    Target(
        name="record", seeds=_small_archives, read=read_record, genuine=lambda data: data in prefixes(), share=40,
    ),
    Target(
        name="record, mended", seeds=_small_archives, read=read_record, changes=archive_changes, mend=relinked,
        share=40,
    ),
    _message("ballot", _ballots, lambda data: write_ballot(decode_ballot(data, _world().small.election)), share=400),
    _message("ballot, signed", _ballots, _signed, mend=signed_again, genuine=_signed_body, share=100),
    _message("ballot, checked", _ballots, _checked, mend=signed_again, genuine=_known_body, share=100),
    _message(
        "ballot's credential", _ballots, _read_credential, form=_claimed, forgives="any spelling of the ballot"
    ),
    _message("election", _parts(0), lambda data: decode_election(data).to_bytes(), share=200),
    _message("trustees", _parts(1), lambda data: encode_trustees(decode_trustees(data))),
    _message("trustee's key", _keys, lambda data: decode_trustee_key(data).to_bytes()),
    _message("credentials", _parts(2), read_credentials, form=_without_ones, forgives="a written weight of 1"),
    _message(
        "encrypted tally", _data(board.ENCRYPTED_TALLY),
        lambda data: decode_encrypted_tally(data, _world().small.election).to_bytes(GROUP),
    ),
    _message("partial decryption", _data(board.PARTIAL_DECRYPTION), _read_decryption),
    _message(
        "partial decryption, verified", _data(board.PARTIAL_DECRYPTION), _verify_decryption, share=50,
        genuine=lambda data: data == _world().data_of(board.PARTIAL_DECRYPTION),
    ),
    _message("result", _data(board.RESULT), lambda data: encode_result(decode_result(data, _world().small.election))),
    _message("json", _texts, lambda data: encode_json(decode_json(data, 100_000))),
)  # fmt: skip
