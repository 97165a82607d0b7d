"""The public record made by the services: at every stage belenios-tool and our own verifier accept it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from app.db import Database
from app.models import Base, Checkpoint, Trustee
from app.services.election.rows import find
from app.services.voting import record
from ballots.board import read_archive
from ballots.checks import Report
from ballots.record import container
from ballots.record.source import open_record
from ballots.record.verify import FOREIGN, Wish, verify_path
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, refused
from tests.support.belenios_tool import BeleniosTool
from tests.support.records import verify_data

TIE = ((1, 2), (1, 2), (3,), (3,), (1,))
"""Candidates 2 and 3 have as many votes: the second seat is drawn."""


def stages(held: Simulation) -> Iterator[str]:
    """Go through an election and stop after each event of the board."""
    held.to("frozen").print(len(held.delegates) + 2)
    held.seal()
    yield "Setup"
    held.pass_tests()
    held.hand_slips()
    held.open_poll()
    for place, marks in enumerate(held.votes):
        held.vote(place, *marks)
        yield "Ballot"
    held.close()
    yield "EndBallots"
    held.add_up()
    yield "EncryptedTally"
    first, *others = held.private_keys
    held.decrypt(first)
    yield "PartialDecryption"
    for trustee_id in others:
        held.decrypt(trustee_id)
    yield "Result"


def refusals(held: Simulation, folder: Path, stage: str) -> list[str]:
    folder.mkdir()
    report = verify_data(held.record(), folder)
    with open_record(folder / "verified.record.zip") as found:
        (folder / "tool").mkdir()
        (folder / "tool" / f"{held.value.uuid}.bel").write_bytes(found.archive.read())
    faults = [] if report.ok else [f"verify after {stage}: {report.code}: {report.detail}"]
    return faults + ([] if BeleniosTool(folder / "tool").accepts() else [f"belenios-tool after {stage}"])


@pytest.mark.parametrize("trustees", [1, 2])
def test_after_every_event_both_programs_accept_the_record(hold: Hold, tmp_path: Path, trustees: int) -> None:
    held = hold(trustees=trustees, votes=((1, 2), (1,), ()))
    seen = []
    for number, stage in enumerate(stages(held)):
        if trustees == 1 and stage == "PartialDecryption":
            continue  # with one trustee the result comes with it
        assert refusals(held, tmp_path / f"{number}", stage) == []
        seen.append(stage)
    assert seen[:1] + seen[-1:] == ["Setup", "Result"]
    assert held.phase == "tallied"


def test_a_record_with_one_altered_ballot_is_refused_by_both(hold: Hold, tmp_path: Path) -> None:
    held = hold("tallied")
    data = held.archive()
    place = data.index(held.sent[2]) + 60
    folder = tmp_path / "altered"
    folder.mkdir()
    altered = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    (folder / f"{held.value.uuid}.bel").write_bytes(altered)
    assert not verify_path(folder / f"{held.value.uuid}.bel").ok
    assert not BeleniosTool(folder).accepts()


def test_the_archive_is_the_same_bytes_whenever_it_is_written(hold: Hold) -> None:
    held = hold("tallied")
    first = held.archive()
    held.wait(days=3)
    held.to("final")
    assert held.archive() == first
    assert list(read_archive(io.BytesIO(first)))


def test_the_record_is_the_same_bytes_whenever_it_is_written(hold: Hold) -> None:
    held = hold("tallied", votes=TIE)
    first = held.record()
    assert held.record() == first
    held.publish()
    drawn = held.record()
    assert drawn != first
    held.wait(days=3)
    held.to("final")
    assert held.record() == drawn


def test_both_databases_give_a_record_that_is_accepted(hold_on_both: Hold, tmp_path: Path) -> None:
    held = hold_on_both("final", trustees=2, votes=TIE)
    report = verify_data(held.record(), tmp_path, Wish(board_key=held.signer.key(held.election)))
    assert report.ok, report.detail
    assert report.not_checked == ()
    absent = [one.number for one in report.checks if not one.detail]
    assert absent == ["2.5", "8.6"]
    assert [line.votes for line in held.result().lines] == [3, 2, 2, 0]


def copied(source: Simulation, url: str) -> Simulation:
    """The same rows in another database."""
    target = Database(url)
    with source.database.reading() as old, target.transaction() as new:
        for table in Base.metadata.sorted_tables:
            rows = [dict(row._mapping) for row in old.execute(select(table))]
            if rows:
                new.execute(insert(table), rows)
    return source.copied(target)


def test_the_same_election_is_the_same_record_on_both_databases(hold: Hold, postgres_url: str) -> None:
    held = hold("final", trustees=2, votes=TIE)
    assert copied(held, postgres_url).record() == held.record()


def test_a_record_holds_its_files_and_each_is_given_alone(hold: Hold, tmp_path: Path) -> None:
    held = hold("final", votes=TIE)
    path = tmp_path / "one.record.zip"
    path.write_bytes(held.record())
    with open_record(path) as found, held.database.reading() as db:
        assert found.members == len(container.LIMITS)
        for name, data in found.files.items():
            assert record.read_file(db, held.election, name, held.signer, held.ring.public) == data
        for name in ("other.txt", container.ARCHIVE):
            with refused("not-found"):
                record.read_file(db, held.election, name, held.signer, held.ring.public)


def test_what_is_not_there_yet_is_refused(hold: Hold) -> None:
    held = hold("open")
    with held.database.reading() as db:
        for name in (container.BINDINGS, container.ACCOUNTING):
            with refused("archive-missing"):
                record.read_file(db, held.election, name, held.signer, held.ring.public)
    frozen = hold("frozen")
    with refused("archive-missing"):
        frozen.record()


def written(held: Simulation, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    with held.database.reading() as db:
        record.write_folder(db, held.election, held.signer, held.ring.public, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_folder_holds_the_same_files_as_the_record(hold: Hold, tmp_path: Path) -> None:
    held = hold("final")
    assert container.record_bytes(written(held, tmp_path / "folder")) == held.record()


# While voting is open


def test_while_voting_is_open_the_record_ends_with_the_last_signed_head(hold: Hold, tmp_path: Path) -> None:
    held = hold("open", delegates=8)
    first = held.record()
    for place in range(4):
        held.vote(place, 1)
    assert held.record() == first
    held.vote(4, 1)
    held.wait(minutes=10)
    report = verify_data(held.record(), tmp_path)
    assert (report.ok, report.ballots) == (True, 5)
    held.vote(5, 2)
    assert verify_data(held.record(), tmp_path).ballots == 5
    held.close()
    assert verify_data(held.record(), tmp_path).ballots == 6


# Elections from before


def from_before(held: Simulation) -> Simulation:
    """What an older version stored: no bindings, no file of the accounting, and signed heads that name neither."""
    with held.database.transaction() as db:
        row = find(db, held.election)
        row.accounting_file = None
        db.execute(update(Trustee).values(binding=None, head_source=None))
        db.execute(delete(Checkpoint))
    held.sign()
    return held


def test_an_election_counted_before_bindings_is_a_foreign_record(hold: Hold, tmp_path: Path) -> None:
    held = from_before(hold("final"))
    assert not held.result().bound
    assert hold("final").result().bound
    files = written(held, tmp_path / "folder")
    assert not {container.BINDINGS, container.ACCOUNTING} & files.keys()
    assert verify_data(held.record(), tmp_path).code == "bindings-missing"
    report: Report = verify_data(held.record(), tmp_path, Wish(foreign=True))
    assert (report.foreign, report.ok) == (True, False)
    assert FOREIGN in report.not_checked
