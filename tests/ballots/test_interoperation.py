"""Two programs, one record: belenios-tool and this one agree on archives that either of them made.

Where they differ over broken records is written in docs/broken-records.md, which tests/vectors holds to.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from ballots.board import BoardEvent, read_archive, read_events
from ballots.checks import Stage
from ballots.verify import verify_archive
from tests.support.archives import (
    archive,
    board_events,
    extract,
)
from tests.support.belenios_tool import BeleniosTool
from tests.support.elections import SmallElection, question, small_election

PLAIN = small_election(question(3, 0, 2), voters=3, trustees=3)
RICH = small_election(question(3, 0, 2), question(2, 1, 1, blank=True), voters=3, trustees=2, weights=(1, 4, 2))
AGAIN = small_election(question(2, 0, 1), voters=2, trustees=1)


@pytest.fixture
def tool(tmp_path: Path) -> BeleniosTool:
    return BeleniosTool(tmp_path)


def put(tool: BeleniosTool, events: Sequence[BoardEvent]) -> Path:
    path = tool.directory / "election.bel"
    path.write_bytes(archive(events))
    return path


@pytest.mark.parametrize(
    ("small", "votes"),
    [
        (PLAIN, [(0, ((1, 0, 1),)), (1, ((0, 0, 0),)), (2, ((1, 0, 0),))]),
        (RICH, [(0, ((1, 0, 1), (1, 0, 0))), (1, ((0, 1, 0), (0, 0, 1)))]),
        (AGAIN, [(0, ((1, 0),)), (1, ((1, 0),)), (0, ((0, 1),)), (0, ((0, 0),))]),
        (AGAIN, []),
    ],
    ids=["three trustees", "blank and weights", "voting again", "no ballots"],
)
def test_both_programs_accept_the_record_after_every_event(
    tool: BeleniosTool, small: SmallElection, votes: Sequence[tuple[int, tuple[tuple[int, ...], ...]]]
) -> None:
    events = board_events(small, votes)
    for count in range(1, len(events) + 1):
        path = put(tool, events[:count])
        assert tool.accepts(), events[count - 1].type
        assert verify_archive(path).ok, events[count - 1].type
    assert verify_archive(path).stage is Stage.RESULT


def test_the_archive_is_the_one_that_the_tool_rebuilds_from_the_extracted_files(tool: BeleniosTool) -> None:
    events = board_events(RICH, [(0, ((1, 0, 1), (1, 0, 0))), (1, ((0, 1, 0), (0, 0, 1)))])
    for count in (1, 2, 4, len(events)):
        extract(events[:count], tool.directory)
        assert tool.run("archive", "make").stdout == archive(events[:count])


def election_by_the_tool(
    tool: BeleniosTool, questions: list[dict[str, object]], voters: int, trustees: int
) -> list[str]:
    """Set an election up with nothing but the tool and return the private credentials."""
    uuid = tool.run("setup", "generate-token").stdout.decode().strip()
    group = "--group=BELENIOS-2048"
    made = tool.make_credentials(uuid, f"--count={voters}")
    for _ in range(trustees):
        tool.run("setup", "generate-trustee-key", group)
    keys = [path.with_suffix(".pubkey").read_bytes() for path in private_keys(tool)]
    (tool.directory / "public_keys.jsons").write_bytes(b"".join(keys))
    tool.run("setup", "make-trustees").check_returncode()
    template = {
        "description": "انتخابات آزمایشی «یک»\n\t\\ \x7f",
        "name": 'نام "مجمع"',
        "questions": questions,
        "administrator": "دبیر",
        "credential_authority": "مسئول",
    }
    (tool.directory / "template.json").write_text(json.dumps(template, ensure_ascii=False))
    done = tool.run("setup", "make-election", f"--uuid={uuid}", group, "--template=template.json")
    done.check_returncode()
    tool.run("archive", "init").check_returncode()
    return [made.private[str(number)] for number in range(1, voters + 1)]


def private_keys(tool: BeleniosTool) -> list[Path]:
    return sorted(tool.directory.glob("*.privkey"))


def add(tool: BeleniosTool, kind: str, lines: bytes) -> None:
    tool.run("archive", "add-event", f"--type={kind}", given=lines).check_returncode()


def output(tool: BeleniosTool, *arguments: str) -> bytes:
    done = tool.run("election", *arguments)
    done.check_returncode()
    return done.stdout


def accepted(tool: BeleniosTool) -> Stage | None:
    (path,) = tool.directory.glob("*.bel")
    report = verify_archive(path)
    return report.stage if report.ok and tool.accepts() else None


@pytest.mark.parametrize("blank", [False, True], ids=["plain", "blank"])
def test_an_election_made_by_the_tool_alone_is_accepted_after_every_event(tool: BeleniosTool, blank: bool) -> None:
    first = {"answers": ["الف", "ب", "ج"], "min": 0, "max": 2, "question": "کدام؟"}
    second = {
        "answers": ["آ", "ی"],
        **({"blank": True} if blank else {}),
        "min": 1,
        "max": 1,
        "question": "?",
    }
    credentials = election_by_the_tool(tool, [first, second], voters=3, trustees=3)
    assert accepted(tool) is Stage.SETUP
    choices = ["[[1,0,1],[0,1,0]]", "[[0,0,0],[1,0,0]]"] if blank else ["[[1,0,1],[1,0]]", "[[0,0,0],[0,1]]"]
    for credential, marks in zip([*credentials[:2], credentials[0]], [*choices, choices[1]], strict=True):
        ballot = tool.make_ballot(credential, marks.encode())
        add(tool, "Ballot", ballot + b"\n")
        assert accepted(tool) is Stage.OPEN
    add(tool, "EndBallots", b"")
    assert accepted(tool) is Stage.CLOSED
    add(tool, "EncryptedTally", output(tool, "compute-encrypted-tally"))
    assert accepted(tool) is Stage.TALLIED
    for owner, key in enumerate(private_keys(tool), start=1):
        decryption = output(tool, "decrypt", f"--privkey={key.name}", f"--trustee-id={owner}")
        add(tool, "PartialDecryption", decryption)
        assert accepted(tool) is (Stage.DECRYPTED if owner == 3 else Stage.DECRYPTING)
    add(tool, "Result", output(tool, "compute-result"))
    assert accepted(tool) is Stage.RESULT
    (path,) = tool.directory.glob("*.bel")
    assert verify_archive(path).result == ((0, 0, 0), (2, 0, 0) if blank else (0, 2))


def test_an_archive_made_by_the_tool_is_written_again_byte_for_byte(tool: BeleniosTool) -> None:
    election_by_the_tool(tool, [{"answers": ["a"], "min": 0, "max": 1, "question": "?"}], voters=2, trustees=1)
    (path,) = tool.directory.glob("*.bel")
    timestamp = int(json.loads(path.read_bytes()[512:1024].rstrip(b"\0"))["timestamp"])
    with path.open("rb") as source:
        events = tuple(read_events(read_archive(source)))
    assert archive(events, timestamp) == path.read_bytes()
