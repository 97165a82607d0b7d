"""Checking a longer archive from the head of an earlier check: what goes on is accepted, what was changed is not."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ballots import board
from ballots.__main__ import main
from ballots.board import Head
from ballots.checks import Report, Verdict
from ballots.verify import verify_archive
from tests.support.archives import Link, archive, board_events, chain, links
from tests.support.elections import question, small_election

SMALL = small_election(question(2, 0, 1), voters=4, trustees=1)
EVENTS = board_events(SMALL, [(0, ((1, 0),)), (1, ((0, 0),)), (0, ((0, 1),)), (2, ((0, 1),))])
FORK = board_events(small_election(question(2, 0, 1), voters=4, trustees=1, seed=9), [(0, ((1, 0),)), (1, ((0, 0),))])


def verify(events: object, known: Head | None) -> Report:
    return verify_archive(io.BytesIO(archive(events)), known=known)  # type: ignore[arg-type]


def refused(report: Report) -> list[tuple[str, str | None]]:
    return [(check.number, report.code) for check in report.checks if check.verdict is Verdict.REFUSED]


def test_a_board_that_continues_a_known_head_gives_the_same_result() -> None:
    whole = verify(EVENTS, None)
    for event in EVENTS:
        report = verify(EVENTS, event.head)
        assert report.ok, report.detail
        assert (report.result, report.head, report.weight) == (whole.result, whole.head, whole.weight)
        verdicts = {check.number: check.verdict for check in report.checks}
        assert verdicts["2.5"] is Verdict.OK


def test_the_report_says_how_many_ballots_were_not_checked_in_full_again() -> None:
    details = {check.number: check.detail for check in verify(EVENTS, EVENTS[2].head).checks}
    assert details["2.5"] == "holds the known head at height 2"
    assert details["4.4"] == "4 ballots, 2 of them up to the known head"
    assert details["4.1"] == "4 ballots"


def test_a_shortened_board_is_refused() -> None:
    for count in range(1, len(EVENTS)):
        report = verify(EVENTS[:count], EVENTS[count].head)
        assert refused(report) == [("2.5", "board-shortened")]


def test_a_forked_board_is_refused_at_every_height() -> None:
    for event in FORK[1:]:
        report = verify(EVENTS, event.head)
        assert refused(report) == [("2.5", "board-forked")], event.height


def broken(place: int) -> tuple[board.BoardEvent, ...]:
    """The board with the proofs of the ballot at a place damaged, behind good hashes."""
    said = links(EVENTS)
    value = json.loads(said[place].data[0])
    value["signature"]["proof"]["challenge"] = "1"
    said[place] = Link(board.BALLOT, (json.dumps(value, separators=(",", ":")).encode(),))
    return chain(said)[: len(EVENTS)]


@pytest.mark.parametrize("parallel", [False, True])
def test_what_follows_the_known_head_is_checked_in_full(parallel: bool) -> None:
    executor = ThreadPoolExecutor(2) if parallel else None
    events = broken(4)
    for known in (None, *(event.head for event in events[:4])):
        report = verify_archive(io.BytesIO(archive(events)), executor, known=known)
        assert refused(report) == [("4.5", "ballot-signature")]


def test_a_known_head_stands_for_a_check_that_was_made_and_for_nothing_else() -> None:
    """Whoever gives a head that nobody checked trusts what stands before it: that is what the option says."""
    events = broken(4)
    assert verify(events[:5], events[4].head).ok
    assert refused(verify(events[:5], EVENTS[4].head)) == [("2.5", "board-forked")]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "early.bel").write_bytes(archive(EVENTS[:3]))
    (tmp_path / "late.bel").write_bytes(archive(EVENTS))
    (tmp_path / "fork.bel").write_bytes(archive(FORK))
    return tmp_path


def test_the_command_takes_a_head_a_report_or_an_archive(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(files / "early.bel"), "--jobs", "1", "--json"]) == 0
    (files / "early.json").write_text(capsys.readouterr().out)
    head = EVENTS[2].head
    texts = (f"{head.height}:{head.hash}", f"{head.height} {head.hash}")
    for known in (*texts, files / "early.json", files / "early.bel"):
        assert main(["verify", str(files / "late.bel"), "--jobs", "1", "--from", str(known)]) == 0
        assert "holds the known head at height 2" in capsys.readouterr().out
        assert main(["verify", str(files / "fork.bel"), "--jobs", "1", "--from", str(known)]) == 1
        assert "(continuation): board-forked" in capsys.readouterr().out.splitlines()[-1]
    assert main(["verify", str(files / "early.bel"), "--jobs", "1", "--from", str(files / "late.bel")]) == 1
    assert "board-shortened" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    "content",
    [None, b"", b"{}", b"[]", b'{"accepted":true,"head":null}', b'{"accepted":false}', b"BELENIOS", b"[" * 9**5],
)
def test_what_is_no_head_is_refused_before_anything_is_read(
    files: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    given = files / "given"
    if content is not None:
        given.write_bytes(content)
    assert main(["verify", str(files / "late.bel"), "--from", str(given)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("known-head: ")
