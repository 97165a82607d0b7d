"""Checking a longer archive from the head of an earlier check: what goes on is accepted, what was changed is not."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ballots import board
from ballots.__main__ import main
from ballots.board import Head
from ballots.checks import BaseHead, Report, Source, Verdict
from ballots.verify import verify_archive
from tests.support.archives import Link, archive, board_events, chain, links
from tests.support.elections import question, small_election
from tests.support.records import publish, put_folder

HELD = publish([(0, ((1, 0),)), (1, ((0, 0),)), (0, ((0, 1),)), (2, ((0, 1),))], voters=4, trustees=1)
EVENTS = HELD.events
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
    """Records of one board at two heights, of another board, and one with a ballot whose proof is false."""
    early, late = tmp_path / "early", tmp_path / "late"
    put_folder(HELD.files(2), early)
    put_folder(HELD.files(), late)
    (tmp_path / "fork.bel").write_bytes(archive(FORK[:4]))
    (tmp_path / "broken.bel").write_bytes(archive(broken(4)[:5]))
    return tmp_path


def report_of(capsys: pytest.CaptureFixture[str], path: Path, *more: str) -> dict[str, Any]:
    """The report as data of a record that is accepted."""
    assert main(["verify", str(path), "--jobs", "1", "--json", *more]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_the_command_takes_a_head_a_report_or_a_record(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "early.json").write_text(json.dumps(report_of(capsys, files / "early")))
    (files / "early.bel").write_bytes(archive(EVENTS[:3]))
    (files / "early.record.zip").write_bytes(HELD.record(2))
    head = EVENTS[2].head
    texts = (f"{head.height}:{head.hash}", f"{head.height} {head.hash}")
    for known in (*texts, "early.json", "early", "early.bel", "early.record.zip"):
        given = known if known in texts else str(files / known)
        assert main(["verify", str(files / "late"), "--jobs", "1", "--from", given]) == 0
        said = capsys.readouterr().out
        assert "holds the known head at height 2" in said
        assert said.splitlines()[-1].startswith("Accepted from height 2 on: ")
        assert "Not checked: Ballots up to height 2 were not checked again" in said
        assert main(["verify", str(files / "fork.bel"), "--jobs", "1", "--from", given]) == 1
        assert "(continuation): board-forked" in capsys.readouterr().out.splitlines()[-1]
    assert main(["verify", str(files / "early"), "--jobs", "1", "--from", str(files / "late")]) == 1
    assert "board-shortened" in capsys.readouterr().out.splitlines()[-1]


# What one check goes on from is itself checked, or said not to be


def test_a_record_that_is_refused_is_no_base_not_even_of_itself(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example of the finding: X.bel is refused, and so is X.bel from X.bel."""
    path = str(files / "broken.bel")
    assert main(["verify", path, "--jobs", "1"]) == 1
    assert "ballot-signature" in capsys.readouterr().out.splitlines()[-1]
    assert main(["verify", path, "--jobs", "1", "--from", path]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("known-head: the earlier record is refused: ballot-signature")


def test_a_base_that_is_not_checked_is_caught(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was: the head of whatever file was given, with no look at its ballots."""

    def careless(path: Path, *_: object) -> BaseHead:
        with path.open("rb") as file:
            *_, last = board.read_events(board.read_archive(file))
        return BaseHead(head=last.head, source=Source.RECORD)

    monkeypatch.setattr("ballots.commands.verify._checked", careless)
    path = str(files / "broken.bel")
    assert main(["verify", path, "--jobs", "1", "--from", path]) == 0
    assert "Accepted" in capsys.readouterr().out


def test_the_report_says_where_it_went_on_from_and_how_that_was_known(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = EVENTS[2].head
    base = {"height": 2, "hash": head.hash}
    of_record = report_of(capsys, files / "late", "--from", str(files / "early"))
    assert of_record["checked_from"] == {**base, "source": "record", "root": None}
    of_text = report_of(capsys, files / "late", "--from", f"2:{head.hash}")
    assert of_text["checked_from"] == {**base, "source": "given", "root": None}
    assert any("nothing shows that it was ever checked" in said for said in of_text["not_checked"])


def test_a_chain_of_reports_keeps_its_root(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A head that somebody merely gave stays at the root of every later report."""
    first = report_of(capsys, put_folder(HELD.files(3), files / "next"), "--from", f"1:{EVENTS[1].hash}")
    (files / "first.json").write_text(json.dumps(first))
    second = report_of(capsys, files / "late", "--from", str(files / "first.json"))
    assert second["checked_from"] == {
        "height": 3, "hash": EVENTS[3].hash, "source": "report",
        "root": {"height": 1, "hash": EVENTS[1].hash, "source": "given", "root": None},
    }  # fmt: skip
    said = "\n".join(second["not_checked"])
    assert "an earlier report, which is believed" in said
    assert "went on from height 1: " in said
    assert "a head that somebody gave" in said


def test_a_report_that_did_not_accept_is_no_base(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = files / "alone.bel"
    alone.write_bytes(archive(EVENTS))
    for more, status in (((), 1), (("--foreign",), 3)):
        assert main(["verify", str(alone), "--jobs", "1", "--json", *more]) == status
        (files / "no.json").write_text(capsys.readouterr().out)
        assert main(["verify", str(files / "late"), "--jobs", "1", "--from", str(files / "no.json")]) == 1
        assert "known-head" in capsys.readouterr().err


def nested(depth: int) -> dict[str, Any] | None:
    one = {"height": 0, "hash": EVENTS[0].hash, "source": "report"}
    return {**one, "root": nested(depth - 1)} if depth else None


def test_a_report_goes_on_from_a_hundred_others_at_most(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = report_of(capsys, files / "early")
    for depth, status in ((101, 0), (102, 1)):
        (files / "deep.json").write_text(json.dumps({**report, "checked_from": nested(depth)}))
        assert main(["verify", str(files / "late"), "--jobs", "1", "--from", str(files / "deep.json")]) == status
    assert "too many others" in capsys.readouterr().err


def test_a_report_from_before_this_was_kept_is_no_base(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = report_of(capsys, files / "early")
    del report["checked_from"]
    (files / "old.json").write_text(json.dumps(report))
    assert main(["verify", str(files / "late"), "--jobs", "1", "--from", str(files / "old.json")]) == 1
    assert "known-head" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [
        None, b"", b"{}", b" {}", b"[]", b'{"accepted":true,"head":null}', b'{"accepted":false}', b"BELENIOS", b"PK",
        b"[" * 9**5, b"{" * 9**5, b'{"accepted":true,"checked_from":null,"head":{"height":"x","hash":"y"}}',
        b'{"accepted":true,"checked_from":{"height":1,"hash":"%s","source":"dream","root":null}}' % (b"a" * 64),
    ],
)  # fmt: skip
def test_what_is_no_head_is_refused_before_anything_is_read(
    files: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    given = files / "given"
    if content is not None:
        given.write_bytes(content)
    assert main(["verify", str(files / "late"), "--from", str(given), "--jobs", "1"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("known-head: ")
