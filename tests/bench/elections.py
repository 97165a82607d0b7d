"""Archives of any size for the benchmarks: everybody votes once, ballots made by a pool of processes."""

import secrets
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from ballots import board
from ballots.ballot import decode_ballot, encrypt_ballot
from ballots.binding import bind_decryption
from ballots.board import BoardEvent
from ballots.credential import encode_public_credentials, public_credential
from ballots.election import Election, decode_election
from ballots.elgamal import EncryptedTally, multiply_tallies
from ballots.record.bindings import OwnedBinding, encode_bindings
from ballots.tally import accumulate, decrypt, encode_result
from ballots.trustees import decode_partial_decryption
from tests.support.archives import TIMESTAMP
from tests.support.elections import SmallElection, question, small_election

CHUNK = 8


def make_archive(path: Path, ballots: int, jobs: int, *, candidates: int, most: int) -> Path:
    """Write an archive of that many ballots of one question, up to `most` marks on each; return its bindings' path."""
    small = small_election(question(candidates, 0, most), voters=ballots, trustees=3)
    bound: list[OwnedBinding] = []
    with path.open("wb") as out, ProcessPoolExecutor(jobs) as pool:
        board.write_archive(TIMESTAMP, _events(small, pool, bound), out)
    beside = bindings_of(path)
    beside.write_bytes(encode_bindings(bound))
    return beside


def bindings_of(archive: Path) -> Path:
    """Return where the bindings of an archive stand."""
    return archive.with_suffix(".bindings.json")


def _events(small: SmallElection, pool: ProcessPoolExecutor, bound: list[OwnedBinding]) -> Iterator[BoardEvent]:
    election = small.election
    last = board.setup_event(election.to_bytes(), small.trustees_bytes, _credentials(small, pool))
    yield last
    tally = accumulate(election, ())
    for ballots, product in pool.map(partial(_make_ballots, election.raw), _chunks(small.credentials)):
        tally = multiply_tallies(election.group, tally, product)
        for data in ballots:
            last = board.ballot_event(last.head, data)
            yield last
    last = board.end_ballots_event(last.head)
    yield last
    yield from _closing(small, last, tally, bound)


def _closing(
    small: SmallElection, last: BoardEvent, tally: EncryptedTally, bound: list[OwnedBinding]
) -> Iterator[BoardEvent]:
    count = len(small.credentials)
    group = small.election.group
    last = board.encrypted_tally_event(last.head, tally.to_bytes(group), count, count)
    yield last
    head = last.hash
    decryptions = small.decryptions(tally)
    for owner, (private, decryption) in enumerate(zip(small.private_keys, decryptions, strict=True), start=1):
        part = decode_partial_decryption(decryption, tally, group)
        binding = bind_decryption(private, tally, part, small.election, head, secrets.token_bytes)
        bound.append(OwnedBinding(owner, binding))
        last = board.partial_decryption_event(last.head, owner, decryption)
        yield last
    yield board.result_event(last.head, encode_result(decrypt(tally, decryptions, small.keys, count)))


def _credentials(small: SmallElection, pool: ProcessPoolExecutor) -> bytes:
    publics = pool.map(partial(public_credential, uuid=small.election.uuid), small.credentials, chunksize=200)
    return encode_public_credentials((public, 1) for public in publics)


def _chunks(credentials: tuple[str, ...]) -> Iterator[list[tuple[int, str]]]:
    numbered = list(enumerate(credentials))
    return (numbered[start : start + CHUNK] for start in range(0, len(numbered), CHUNK))


def _make_ballots(raw: bytes, voters: Iterable[tuple[int, str]]) -> tuple[list[bytes], EncryptedTally]:
    """Return some ballots and their product; what a worker process runs."""
    election = _decoded(raw)
    made = [
        encrypt_ballot(election, credential, (_marks(election, index),), secrets.token_bytes)
        for index, credential in voters
    ]
    return made, accumulate(election, ((decode_ballot(data, election), 1) for data in made))


def _marks(election: Election, voter: int) -> tuple[int, ...]:
    """Return the marks of a voter: none to the most, every candidate met."""
    count, most = len(election.questions[0].answers), election.questions[0].maximum
    chosen = {(voter * 7 + step * 5) % count for step in range(voter % (most + 1))}
    return tuple(int(candidate in chosen) for candidate in range(count))


_kept: dict[bytes, Election] = {}


def _decoded(raw: bytes) -> Election:
    if raw not in _kept:
        _kept[raw] = decode_election(raw)
    return _kept[raw]
