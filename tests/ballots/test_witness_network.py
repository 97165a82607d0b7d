"""A witness over the network: only what is new is fetched, a broken transfer is no verdict, memory does not grow."""

from __future__ import annotations

import shutil
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ballots import board
from ballots.checks import Report, Stage
from ballots.commands import board_copy, witness_look
from ballots.commands.board_copy import BoardCopy
from ballots.note import MAX_NOTE
from ballots.record import container
from tests.support.archives import archive, chain, links
from tests.support.board_server import BoardServer, serving_board
from tests.support.records import Publisher
from tests.support.witnesses import EVENTS, HELD, NOTE, Desk, fork, shown


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture
def server(desk: Desk) -> Iterator[BoardServer]:
    with serving_board() as serving:
        desk.board = serving.address + "/"
        yield serving


def fetched(server: BoardServer, name: str = container.ARCHIVE) -> list[tuple[int, int]]:
    """Status and bytes of each answer for a file, which are then forgotten."""
    found = [(status, size) for what, status, size in server.sent if what == name]
    server.sent.clear()
    return found


def test_only_what_is_new_is_fetched(desk: Desk, server: BoardServer) -> None:
    sizes = [len(archive(EVENTS[: height + 1])) for height in range(len(EVENTS))]
    for height, expected in ((1, (200, sizes[1])), (2, (206, sizes[2] - sizes[1])), (5, (206, sizes[5] - sizes[2]))):
        server.files = shown(height)
        desk.keep()
        assert fetched(server) == [expected]
        assert (desk.copy / container.ARCHIVE).read_bytes() == server.files[container.ARCHIVE]
    desk.keep()
    assert fetched(server) == [(416, 0)]
    server.tag = EVENTS[5].hash
    desk.keep()
    assert fetched(server) == [(304, 0)]


def test_where_nothing_is_new_nothing_is_checked_or_fetched_beside_the_archive(
    desk: Desk, server: BoardServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files = shown(5)
    desk.keep()
    server.sent.clear()
    monkeypatch.setattr(witness_look, "verify_record", None)
    desk.keep()
    assert {name for name, _, _ in server.sent} == {NOTE, container.ARCHIVE}


def test_a_server_without_ranges_serves_as_well(desk: Desk, server: BoardServer) -> None:
    server.ranges = False
    for height in (1, 2, 2, 5):
        server.files = shown(height)
        desk.keep()
        assert fetched(server) == [(200, len(server.files[container.ARCHIVE]))]


def test_a_fork_behind_a_range_is_told_from_the_whole(desk: Desk, server: BoardServer) -> None:
    server.files = shown(1)
    desk.keep()
    server.sent.clear()
    other = fork(EVENTS[0])
    longer = replace(HELD, events=chain([*links(other.events), *links(EVENTS[1:2])]))
    server.files = shown(3, longer)
    assert "board-forked" in desk.keep(status=1)
    assert [status for status, _ in fetched(server)] == [206, 200]
    assert (desk.proof(longer.note(3)) / container.ARCHIVE).read_bytes() == archive(longer.events)
    server.files = shown(2)
    desk.keep()
    assert [status for status, _ in fetched(server)] == [206]


def test_an_archive_with_another_time_in_its_headers_is_the_same_board(desk: Desk, server: BoardServer) -> None:
    server.files = shown(1)
    desk.keep()
    server.sent.clear()
    server.files = shown(2) | {container.ARCHIVE: archive(EVENTS[:3], 1_000_000_000)}
    desk.keep()
    assert [status for status, _ in fetched(server)] == [206, 200]
    assert (desk.copy / container.ARCHIVE).read_bytes() == server.files[container.ARCHIVE]


def test_an_archive_that_became_shorter_is_told(desk: Desk, server: BoardServer) -> None:
    server.files = shown(3)
    desk.keep()
    server.files = shown(2) | {NOTE: HELD.note(3).encode()}
    assert "board-shortened" in desk.keep(status=1)


def test_a_server_that_says_no_length_serves_as_well(desk: Desk, server: BoardServer) -> None:
    server.lengths = False
    for height in (1, 2):
        server.files = shown(height)
        desk.keep("--chain-only")
        assert (desk.copy / container.ARCHIVE).read_bytes() == archive(EVENTS[: height + 1])


def test_what_a_server_cannot_send_or_sends_too_much_of_is_no_verdict(
    desk: Desk, server: BoardServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files = {NOTE: bytes(MAX_NOTE + 1)}
    assert f"{NOTE}: longer than {MAX_NOTE} bytes" in desk.keep(status=1)
    server.files = shown(1)
    monkeypatch.setattr(board_copy, "MAX_ARCHIVE", 1000)
    assert "the archive is longer than 1000 bytes" in desk.keep(status=1)
    monkeypatch.setattr(server, "answer", lambda name, headers: (500, {}, b""))
    assert "500" in desk.keep(status=1)
    assert not desk.state.exists()


@pytest.mark.parametrize("fault", [{"shift": 512}, {"cut": 700}])
def test_a_transfer_that_went_wrong_is_no_verdict_on_the_board(
    desk: Desk, server: BoardServer, fault: dict[str, int]
) -> None:
    server.files = shown(1)
    desk.keep()
    server.files = shown(3)
    for name, value in fault.items():
        setattr(server, name, value)
    assert desk.keep(status=1).startswith("file-error")
    assert not (desk.copy / "refused").exists()
    for name in fault:
        setattr(server, name, 0)
    desk.keep()
    assert (desk.copy / container.ARCHIVE).read_bytes() == archive(EVENTS[:4])


def test_a_board_that_goes_on_meanwhile_is_looked_at_again(
    desk: Desk, server: BoardServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the archive and the files beside it the board is counted: that is no fault of the board."""
    server.files = shown(4)
    desk.keep()
    plain = server.answer

    def moving(name: str, headers: dict[str, str]) -> Any:
        if name == container.BINDINGS and container.BINDINGS not in server.files:
            server.files = shown(HELD.last)
        return plain(name, headers)

    monkeypatch.setattr(server, "answer", moving)
    server.files = shown(4, signed=4)
    shutil.rmtree(desk.copy)
    desk.state.unlink()
    assert f"height {HELD.last}" in desk.keep()


def test_a_board_that_never_stands_still_is_no_verdict(
    desk: Desk, server: BoardServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files = shown(2)
    plain, clock = server.answer, iter(range(1, 100))

    def moving(name: str, headers: dict[str, str]) -> Any:
        if name == NOTE:
            server.files[NOTE] = HELD.note(2, time=HELD.checkpoint(2).time + 60 * next(clock)).encode()
        return plain(name, headers)

    monkeypatch.setattr(server, "answer", moving)
    assert desk.keep("--chain-only", status=1).startswith("file-error")


BIG = 20_000_000


def big_board() -> Publisher:
    """Twenty megabytes of ballots that are only followed."""
    events = [EVENTS[0]]
    while 65_536 * len(events) < BIG:
        events.append(board.ballot_event(events[-1].head, b"%065535d" % len(events)))
    return replace(HELD, events=tuple(events))


def test_memory_does_not_grow_with_the_archive(
    desk: Desk, server: BoardServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check of a record reads a file (the ledger's own memory has its own test): here it is the witness's."""
    held = big_board()
    note = held.note(held.last).encode()
    server.files = {container.ARCHIVE: archive(held.events), NOTE: note}
    sizes = []

    def check(record: Any, wish: object) -> Report:
        sizes.append(tracemalloc.get_traced_memory()[1])
        return Report(checks=(), ok=True, stage=Stage.OPEN)

    monkeypatch.setattr(witness_look, "verify_record", check)
    most = {}
    for careless in (False, True):
        if careless:  # as it was: the whole archive in memory
            monkeypatch.setattr(
                BoardCopy, "fetch", lambda self, source, kept, **_: _whole(self, server.files[container.ARCHIVE] + b"")
            )
            desk.state.unlink()
        tracemalloc.start()
        desk.keep()
        most[careless] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(sizes) == 2
    assert most[False] < 8_000_000 < BIG < most[True]


def _whole(copy: BoardCopy, data: bytes) -> Path:
    held = bytearray(data)
    path = copy.folder / container.ARCHIVE
    path.write_bytes(held)
    copy.shown = path
    return path
