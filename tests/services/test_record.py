"""The public record made by the services: at every stage belenios-tool and our own verifier accept it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from ballots.board import read_archive
from tests.services.conftest import Hold
from tests.support.archives import verify_bytes
from tests.support.assemblies import Simulation
from tests.support.belenios_tool import BeleniosTool


def stages(held: Simulation) -> Iterator[str]:
    """Go through an election and stop after each event of the board."""
    held.to("frozen").print()
    held.seal()
    yield "Setup"
    held.open_poll()
    for place, marks in enumerate(held.votes):
        held.vote(place, *marks)
        yield "Ballot"
    held.close(unused=7, reason="the desk did not record who drew a slip")
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
    data = held.archive()
    folder.mkdir()
    (folder / f"{held.value.uuid}.bel").write_bytes(data)
    faults = [] if verify_bytes(data).ok else [f"ballots.verify after {stage}"]
    return faults + ([] if BeleniosTool(folder).accepts() else [f"belenios-tool after {stage}"])


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
    assert not verify_bytes(altered).ok
    assert not BeleniosTool(folder).accepts()


def test_the_archive_is_the_same_bytes_whenever_it_is_written(hold: Hold) -> None:
    held = hold("tallied")
    first = held.archive()
    held.wait(days=3)
    held.to("final")
    assert held.archive() == first
    assert list(read_archive(io.BytesIO(first)))


def test_both_databases_give_a_record_that_verifies(hold_on_both: Hold) -> None:
    held = hold_on_both("final")
    assert verify_bytes(held.archive()).ok
    assert [line.votes for line in held.result().lines] == [4, 3, 1, 0]
