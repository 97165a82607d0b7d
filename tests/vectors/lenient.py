"""Verifiers that leave one check out: the broken twins of `ballots.record.verify`, one for each check.

Each function takes a monkeypatch and puts something lenient in the place of one check, and of nothing else.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from typing import Any, BinaryIO

import pytest

from ballots import answer, ballot, board, container, tally, trustees, verify
from ballots.archive_errors import EntryDigestError, EntryPaddingError
from ballots.board import BoardEvent, SizedTally
from ballots.checks import Stage
from ballots.container import BLOCK, ArchiveEntry
from ballots.credential_index import CredentialIndex
from ballots.group import Group
from ballots.ledger import Ledger
from ballots.record import container as record_container
from ballots.record import source as record_source
from ballots.record import verify as record_verify
from tests.support.archives import TIMESTAMP

Patch = pytest.MonkeyPatch
Twin = Callable[[Patch], None]


class Anything:
    """Equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = object.__hash__


def _nothing(*_: Any, **__: Any) -> None:
    """Check nothing."""


def any_start(patch: Patch) -> None:
    def read(source: BinaryIO) -> int:
        source.read(2 * BLOCK)
        return TIMESTAMP

    patch.setattr(verify, "read_start", read)


def any_header(patch: Patch) -> None:
    def parse(header: bytes, timestamp: int) -> tuple[int, Any]:
        name = header[:100].split(b"\0")[0].removeprefix(b"./").lower()
        found = container._NAME.match(name.replace(b".data.text", b".data.json"))
        return int(header[124:135], 8), found

    patch.setattr(container, "_parse_header", parse)


def any_filling(patch: Patch) -> None:
    patch.setattr(container, "_read_entry", _entry_reader(filled=False, named=True))


def any_digest(patch: Patch) -> None:
    patch.setattr(container, "_read_entry", _entry_reader(filled=True, named=False))


def _entry_reader(*, filled: bool, named: bool) -> Callable[..., tuple[ArchiveEntry, int]]:
    """Return a reader of entries that tests the filling, or that an entry is named by its digest."""

    def read(source: BinaryIO, header: bytes, timestamp: int, position: int, limit: int) -> tuple[ArchiveEntry, int]:
        size, found = container._parse_header(header, timestamp)
        content, padding = source.read(size), source.read(-size % BLOCK)
        digest = found[1].decode()
        if filled and padding.strip(b"\0"):
            raise EntryPaddingError("filling")
        if named and hashlib.sha256(content).hexdigest() != digest:
            raise EntryDigestError("digest")
        entry = ArchiveEntry(is_event=found[2] == b"event", digest=digest, content=content, position=position)
        return entry, BLOCK + size + len(padding)

    return read


def any_spelling_of_events(patch: Patch) -> None:
    def read(entry: ArchiveEntry, pending: tuple[ArchiveEntry, ...]) -> BoardEvent:
        fields = json.loads(entry.content)
        return BoardEvent(
            height=int(fields["height"]),
            type=fields["type"],
            parent=fields.get("parent"),
            payload=fields.get("payload"),
            data=tuple(data.content for data in pending),
            raw=entry.content,
        )

    patch.setattr(board, "_read_event", read)


def any_link(patch: Patch) -> None:
    patch.setattr(board, "_check_link", _nothing)


def any_data(patch: Patch) -> None:
    patch.setattr(board, "_check_data", _nothing)


def any_order(patch: Patch) -> None:
    patch.setattr(verify.Audit, "_check_place", _nothing)


def any_setup_data(patch: Patch) -> None:
    patch.setattr(board, "check_setup_data", lambda event: event.data[:3])


def any_number(patch: Patch) -> None:
    """No number is tested for membership, except those of ballots."""
    patch.setattr(Group, "check_member", _nothing)


def any_trustee(patch: Patch) -> None:
    patch.setattr(trustees, "verify_public_key", _nothing)


def any_election_key(patch: Patch) -> None:
    patch.setattr(verify, "election_key", lambda keys, group: Anything())


def any_list(patch: Patch) -> None:
    """The list of credentials may stand in any order and have any weights."""

    def index(data: bytes, *_: Any, **__: Any) -> CredentialIndex:
        entries = (text.partition(",") for text in json.loads(data))
        weights = {hashlib.sha256(key.encode()).digest(): int(weight or 1) for key, _, weight in entries}
        return CredentialIndex(b"".join(sorted(weights)), [weights[key] for key in sorted(weights)])

    patch.setattr(verify, "index_credentials", index)
    patch.setattr(verify, "read_public_credentials", lambda *_: ())


def any_number_of_ballots(patch: Patch) -> None:
    patch.setattr(Group, "member_powers", Group.powers)


def any_voter(patch: Patch) -> None:
    """Somebody who is not on the list votes in the place of a voter who has not voted yet."""

    def look_up(self: Ledger, data: bytes, height: int) -> tuple[str, int]:
        text = json.loads(data)["credential"]
        place = self._credentials.find(text)
        return text, self._sizes.index(0) if place is None else place

    patch.setattr(Ledger, "_look_up", look_up)


def any_repetition(patch: Patch) -> None:
    class Forgetful(set[bytes]):
        def __contains__(self, digest: object) -> bool:
            return False

    begin, put = Ledger.__init__, Ledger._place

    def init(self: Ledger, **arguments: Any) -> None:
        begin(self, **arguments)
        self._replaced = Forgetful()

    def place(self: Ledger, at: int, data: bytes, position: int) -> None:
        digest = hashlib.sha256(data).digest()
        if self._sizes[at] and digest == self._digests[at * 32 : (at + 1) * 32]:
            self._divide_out(at, digest)
        else:
            put(self, at, data, position)

    patch.setattr(Ledger, "__init__", init)
    patch.setattr(Ledger, "_place", place)


def any_proof(patch: Patch) -> None:
    patch.setattr(answer, "verify_one_of", lambda *_: True)


def any_signature(patch: Patch) -> None:
    patch.setattr(ballot, "verify_logarithm", lambda *_: True)


def any_sizes(patch: Patch) -> None:
    def read(event: BoardEvent) -> tuple[bytes, SizedTally]:
        fields = json.loads(event.data[1])
        return event.data[0], SizedTally(int(fields["num_tallied"]), int(fields["total_weight"]))

    patch.setattr(board, "check_sized_tally", read)


def any_spelling_of_tallies(patch: Patch) -> None:
    patch.setattr(tally, "decode_json", lambda data, *limits: json.loads(data))


def any_product(patch: Patch) -> None:
    patch.setattr(Ledger, "encrypted_tally", lambda self: Anything())


def any_counts(patch: Patch) -> None:
    class Whatever(SizedTally):
        """Says numbers that are always right."""

        def __ne__(self, other: object) -> bool:
            return False

    patch.setattr(board, "SizedTally", Whatever)


def any_owner(patch: Patch) -> None:
    """A trustee may decrypt again."""

    class Forgetful(dict[int, bytes]):
        def __contains__(self, owner: object) -> bool:
            return False

    begin = verify.Audit.__init__

    def init(self: verify.Audit, *arguments: Any, **more: Any) -> None:
        begin(self, *arguments, **more)
        self.decryptions = Forgetful()

    patch.setattr(verify.Audit, "__init__", init)


def any_decryption(patch: Patch) -> None:
    patch.setattr(trustees, "verify_equality", lambda *_: True)


def any_trustees_missing(patch: Patch) -> None:
    """A result is compared only if all trustees have decrypted."""
    take = verify.Audit._take_result

    def take_result(self: verify.Audit, event: BoardEvent) -> None:
        if len(self.decryptions) == len(self.begun.keys):
            take(self, event)
        self.stage = Stage.RESULT

    patch.setattr(verify.Audit, "_take_result", take_result)


def any_result(patch: Patch) -> None:
    patch.setattr(verify, "decrypt", lambda *_: Anything())


def any_continuation(patch: Patch) -> None:
    patch.setattr(verify.Audit, "_check_continuation", _nothing)


def any_dependent_number(patch: Patch) -> None:
    patch.setattr(verify, "check_independent", _nothing)


def any_counts_at_all(patch: Patch) -> None:
    patch.setattr(verify, "check_plausible", _nothing)


def any_record_file(patch: Patch) -> None:
    """Headers and the end are not compared with what they must be."""

    def read(source: BinaryIO) -> tuple[record_container.Member, ...]:
        with zipfile.ZipFile(source) as file:
            return tuple(
                record_container.Member(
                    name=info.filename, position=info.header_offset + 30 + len(info.filename), size=info.file_size,
                    checksum=info.CRC,
                )
                for info in file.infolist()
            )  # fmt: skip

    patch.setattr(record_source, "read_record", read)


def any_binding(patch: Patch) -> None:
    patch.setattr(record_verify, "verify_binding", _nothing)


def any_accounting(patch: Patch) -> None:
    patch.setattr(record_verify, "verify_accounting", lambda *_: "")


def any_checkpoint(patch: Patch) -> None:
    patch.setattr(record_verify, "verify_checkpoints", lambda *_: "")


def any_lots(patch: Patch) -> None:
    patch.setattr(record_verify, "verify_lots", lambda *_: "")


def any_receipt(patch: Patch) -> None:
    patch.setattr(record_verify._RecordAudit, "_check_receipt", lambda self: None)


TWINS: dict[str, tuple[Twin, str]] = {
    "1.1": (any_start, "start-version-2"),
    "1.2": (any_header, "header-mode"),
    "1.3": (any_filling, "filling-text"),
    "1.4": (any_digest, "digest-ballot-exchanged"),
    "2.1": (any_spelling_of_events, "event-field-extra"),
    "2.2": (any_link, "parent-before-the-last"),
    "2.3": (any_data, "payload-of-another"),
    "2.4": (any_order, "end-twice"),
    "2.5": (any_continuation, "board-closed-otherwise"),
    "3.1": (any_setup_data, "set-up-names-other-trustees"),
    "3.2": (any_number, "election-key-outside"),
    "3.3": (any_trustee, "trustee-rogue-key"),
    "3.4": (any_election_key, "key-of-one-trustee"),
    "3.5": (any_list, "credentials-descending"),
    "3.6": (any_dependent_number, "credential-of-five"),
    "4.1": (any_number_of_ballots, "alpha-minus"),
    "4.2": (any_voter, "voter-unknown"),
    "4.3": (any_repetition, "ballot-brought-back"),
    "4.4": (any_proof, "vote-of-two"),
    "4.5": (any_signature, "answers-with-mended-hash"),
    "5.1": (any_sizes, "sizes-field-extra"),
    "5.2": (any_spelling_of_tallies, "tally-line-feed"),
    "5.3": (any_product, "tally-ballot-left-out"),
    "5.4": (any_counts, "weight-of-everybody"),
    "6.1": (any_owner, "decryption-replaced"),
    "6.2": (any_decryption, "decryptions-false-together"),
    "7.1": (any_trustees_missing, "decryption-of-one-missing-false"),
    "7.2": (any_result, "result-exchanged"),
    "7.3": (any_counts_at_all, "counts-of-more-marks"),
    "8.1": (any_record_file, "record-directory-attributes"),
    "8.2": (any_binding, "forged-bound"),
    "8.3": (any_accounting, "unused-slip-was-cast"),
    "8.4": (any_checkpoint, "head-of-another-event"),
    "8.5": (any_lots, "tie-exchanged"),
    "8.6": (any_receipt, "ballot-of-a-receipt-dropped"),
}
"""For each check the verifier without it, and a record that this verifier lets pass."""
