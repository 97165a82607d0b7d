"""The audit: good boards pass at every stage, reports say what was found, damage and failing disks never raise.

Which check refuses what is said by the broken records of tests/vectors.
"""

import io
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from ballots import board
from ballots.checks import Report, Stage, Step, Verdict
from ballots.encoding import encode_json
from ballots.verify import verify_archive
from tests.support.archives import (
    Link,
    archive,
    board_events,
    chain,
    links,
    signed_again,
    tally_link,
    verify_bytes,
)
from tests.support.elections import question, small_election

SMALL = small_election(question(2, 0, 1), voters=3)
EVENTS = board_events(SMALL, [(0, ((1, 0),)), (1, ((0, 0),))])
SAID = links(EVENTS)
"""Setup, Ballot, Ballot, EndBallots, EncryptedTally, PartialDecryption, PartialDecryption, Result."""


def refused_by(report: Report) -> tuple[str | None, str]:
    refused = [check.number for check in report.checks if check.verdict is Verdict.REFUSED]
    assert not report.ok
    assert report.head is None
    assert len(refused) == 1
    return report.code, refused[0]


def test_every_prefix_of_a_good_board_is_accepted_at_its_stage() -> None:
    reports = [verify_bytes(archive(EVENTS[:count])) for count in range(1, len(EVENTS) + 1)]
    stages = [report.stage if report.ok else None for report in reports]
    open_stages = [Stage.SETUP, Stage.OPEN, Stage.OPEN]
    closed = [Stage.CLOSED, Stage.TALLIED, Stage.DECRYPTING, Stage.DECRYPTED, Stage.RESULT]
    assert stages == open_stages + closed


def test_a_report_says_what_was_found() -> None:
    report = verify_bytes(archive(EVENTS))
    assert report.result == ((1, 0),)
    assert (report.ballots, report.voters, report.weight, report.credentials) == (2, 2, 2, 3)
    assert (report.trustees, report.decryptions) == (2, 2)
    assert (report.name, report.uuid) == (SMALL.election.name, SMALL.election.uuid)
    assert report.fingerprint == SMALL.election.fingerprint
    assert report.head == EVENTS[-1].head
    others = {check.number for check in report.checks if check.verdict is not Verdict.OK}
    assert others == {Step.CONTINUATION} | {step for step in Step if step.startswith("8.")}


def test_checks_of_later_stages_are_absent_and_those_after_a_refusal_unfinished() -> None:
    early = {check.number: check.verdict for check in verify_bytes(archive(EVENTS[:2])).checks}
    assert (early["4.4"], early["5.1"], early["7.2"]) == (Verdict.OK, Verdict.ABSENT, Verdict.ABSENT)
    said = [*SAID[:4], tally_link(SAID[4].data[0], 3, 2)]
    late = {check.number: check.verdict for check in verify_bytes(archive(chain(said))).checks}
    assert (late["3.5"], late["5.4"]) == (Verdict.OK, Verdict.REFUSED)
    assert (late["2.2"], late["6.1"]) == (Verdict.UNFINISHED, Verdict.UNFINISHED)


def test_the_numbers_and_names_in_the_specification_are_those_of_the_code() -> None:
    text = Path(board.__file__).with_name("SPEC.md").read_text("utf-8")
    section = text[text.index("## 7. Checks") : text.index("## 8.")]
    rows = re.findall(r"^\| (\d\.\d) \| ([a-z ]+) \|", section, re.MULTILINE)
    assert rows == [(step.value, step.label) for step in Step]
    assert {f"`{verdict}`" for verdict in Verdict if verdict is not Verdict.OK} <= set(re.findall(r"`[a-z]+`", section))


def test_a_ballot_signed_again_without_a_change_is_accepted() -> None:
    ballot = signed_again(SMALL, 0, SAID[1].data[0], lambda body: None)
    assert verify_bytes(archive(chain([SAID[0], Link(board.BALLOT, (ballot,))]))).ok


def test_a_refused_ballot_is_named_by_its_height() -> None:
    ballot = json.loads(SAID[2].data[0])
    ballot["signature"]["hash"] = "A" * 43
    bad = Link(board.BALLOT, (encode_json(ballot),))
    assert verify_bytes(archive(chain([*SAID[:2], bad]))).detail.startswith("height 2: ")


# Damage of every kind


def test_random_damage_is_refused_and_never_raises() -> None:
    good = archive(EVENTS)
    source = random.Random(20251108)
    for _ in range(200):
        position = source.randrange(len(good))
        damaged = bytearray(good)
        match source.randrange(4):
            case 0:
                damaged[position] ^= 1 << source.randrange(8)
            case 1:
                del damaged[position:]
            case 2:
                del damaged[position : position + source.randrange(1, 600)]
            case _:
                damaged[position:position] = source.randbytes(source.randrange(1, 600))
        report = verify_bytes(bytes(damaged))
        whole_events = position in cuts(good)
        assert report.ok == whole_events, position


def cuts(data: bytes) -> set[int]:
    """Return the places where an archive may end: behind each event."""
    lengths = {len(archive(EVENTS[:count])) for count in range(1, len(EVENTS) + 1)}
    return {length for length in lengths if length <= len(data)}


@pytest.mark.parametrize("kind", ["missing", "folder", "no permission"])
def test_what_cannot_be_read_is_reported(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path if kind == "folder" else tmp_path / "election.bel"
    if kind == "no permission":

        def deny(*_: Any, **__: Any) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", deny)
    assert refused_by(verify_archive(path)) == ("archive-unreadable", "1.1")


def test_a_disk_that_fails_while_reading_is_reported() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 5000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    assert refused_by(verify_archive(Failing(archive(EVENTS)))) == ("archive-unreadable", "1.1")


def test_a_voter_voting_again_needs_an_archive_that_can_be_read_twice() -> None:
    class Once(io.BytesIO):
        def seek(self, offset: int, whence: int = 0, /) -> int:
            raise io.UnsupportedOperation("seek")

    events = board_events(SMALL, [(0, ((1, 0),)), (0, ((0, 0),))])
    assert refused_by(verify_archive(Once(archive(events)))) == ("archive-unreadable", "1.1")
