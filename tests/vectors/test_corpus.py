"""The corpus of broken records: made again to the byte, refused for its reasons, and sharp."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ballots import archive_errors, custody_errors, ledger, pool
from ballots.__main__ import main
from ballots.board import Head
from ballots.checks import BaseHead, Report, Source, Verdict
from ballots.errors import BallotsError
from ballots.note import decode_key
from ballots.record.verify import FOREIGN, Wish, verify_path
from ballots.verify import verify_archive
from tests.support.archives import verify_bytes
from tests.support.sampling import every_third
from tests.vectors.corpus import CHECKS, FOLDER, INDEX, README, changes, files, readme, stored
from tests.vectors.faults import FAULTS, Fault
from tests.vectors.good import GOOD, Good
from tests.vectors.lenient import TWINS, any_number

BY_NAME = {fault.name: fault for fault in FAULTS}
INDEXED = json.loads((FOLDER / INDEX).read_text("utf-8"))
Checks = Callable[..., Any]
SAMPLE = [FAULTS[0], *FAULTS[7::40]]


def path_of(one: Fault | Good) -> Path:
    return FOLDER / one.file


def wish_of(options: dict[str, str]) -> Wish:
    """What the reader brings, as the index says it."""
    height, _, digest = options.get("from", "").partition(":")
    return Wish(
        base=BaseHead(head=Head(int(height), digest), source=Source.GIVEN) if digest else None,
        board_key=decode_key(options["key"]) if "key" in options else None,
        receipt=options.get("receipt"),
    )


def checked(one: Fault | Good) -> Report:
    return verify_path(path_of(one), wish=wish_of(one.options()))


def refusals(report: Report) -> tuple[str | None, list[str]]:
    assert report.ok == (report.code is None)
    return report.code, [check.number for check in report.checks if check.verdict is Verdict.REFUSED]


# --- The files --------------------------------------------------------------------------------------------


def test_the_corpus_made_again_is_the_same_to_the_byte() -> None:
    assert changes(files(), stored()) == {"new": [], "changed": [], "gone": []}, "run ./majma vectors"


def test_a_file_changed_added_or_removed_by_hand_is_noticed() -> None:
    made = {"a.bel": b"1", "b.bel": b"2"}
    old = {"a.bel": b"0", "c.bel": b"3"}
    assert changes(made, old) == {"new": ["b.bel"], "changed": ["a.bel"], "gone": ["c.bel"]}


def test_the_files_are_small() -> None:
    assert max(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 200_000


def test_names_are_words_and_each_names_one_fault() -> None:
    assert len(BY_NAME) == len(FAULTS)
    assert len({fault.about for fault in FAULTS}) == len(FAULTS)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", fault.name) for fault in FAULTS)
    assert all(fault.about.endswith(".") for fault in FAULTS)


def test_the_index_names_every_archive_with_check_code_and_sentence() -> None:
    names = {entry["file"] for entry in (*INDEXED["broken"], *INDEXED["good"])}
    assert names == {name for name in stored() if name.endswith((".bel", ".record.zip"))}
    assert all(tuple(entry)[:4] == ("file", "check", "code", "about") for entry in INDEXED["broken"])


def test_the_readme_counts_the_faults_of_every_check() -> None:
    text = (FOLDER / README).read_text("utf-8")
    assert text == readme(text)
    assert re.findall(r"^\| (\d\.\d) \|", text, re.MULTILINE) == [step.value for step in CHECKS]


# --- What `ballots` says ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def checks() -> Checks:
    """What `ballots` says of chunks of ballots, each looked at once: most records share theirs with the good one."""
    return cache(ledger.check_chunk)


@pytest.fixture
def sparing(checks: Checks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of one ballot, and none checked twice."""
    monkeypatch.setattr(ledger, "chunk_size", lambda election: 1)
    monkeypatch.setattr(ledger, "check_chunk", checks)


@pytest.mark.usefixtures("sparing")
@pytest.mark.parametrize("fault", every_third(FAULTS))
def test_a_broken_record_is_refused_by_its_check_with_its_code(fault: Fault) -> None:
    assert refusals(checked(fault)) == (fault.code, [fault.check])


@pytest.mark.usefixtures("sparing")
@pytest.mark.parametrize("good", GOOD, ids=lambda good: good.name)
def test_a_good_record_is_accepted(good: Good) -> None:
    report = checked(good)
    assert (report.code, report.stage, report.result) == (good.alone, good.stage, good.result)


@pytest.mark.parametrize("good", [good for good in GOOD if good.alone], ids=lambda good: good.name)
def test_a_good_record_without_bindings_is_foreign_where_that_is_asked(good: Good) -> None:
    report = verify_path(path_of(good), wish=Wish(foreign=True))
    assert (report.ok, report.foreign, report.code, report.result) == (False, True, None, good.result)
    assert FOREIGN in report.not_checked


@pytest.mark.parametrize("good", [good for good in GOOD if not good.record], ids=lambda good: good.name)
def test_a_good_archive_passes_every_check_of_its_own(good: Good) -> None:
    report = verify_archive(path_of(good))
    assert (report.ok, report.stage, report.result) == (True, good.stage, good.result)


@pytest.mark.parametrize("fault", SAMPLE, ids=lambda fault: fault.name)
def test_the_command_says_the_same_as_data(fault: Fault, capsys: pytest.CaptureFixture[str]) -> None:
    brought = [part for name, value in fault.options().items() for part in (f"--{name}", value)]
    assert main(["verify", str(path_of(fault)), "--json", "--jobs", "1", *brought]) == 1
    said = capsys.readouterr()
    report = json.loads(said.out)
    refused = [check["number"] for check in report["checks"] if check["verdict"] == "refused"]
    assert (report["accepted"], report["code"], refused, said.err) == (False, fault.code, [fault.check], "")


@pytest.mark.parametrize("name", ["start-none", "ballot-too-deep", "late-ballot-erases", "result-plus-order"])
def test_the_program_ends_with_status_one_and_no_traceback(name: str) -> None:
    command = [
        sys.executable,
        "-m",
        "ballots",
        "verify",
        str(path_of(BY_NAME[name])),
        "--json",
        "--jobs",
        "1",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["code"] == BY_NAME[name].code


# --- What the corpus reaches ------------------------------------------------------------------------------


def test_every_check_has_faults() -> None:
    numbers = [fault.check for fault in FAULTS]
    assert {step.value: numbers.count(step.value) for step in CHECKS if numbers.count(step.value) < 3} == {}


def codes(kind: type[BallotsError]) -> Iterator[str]:
    """The codes of the protocol; what the program around it derives from them is its own."""
    if kind.__module__.startswith("ballots"):
        yield kind.code
    for more in kind.__subclasses__():
        yield from codes(more)


def test_every_code_is_reached_or_is_said_to_be_out_of_reach() -> None:
    text = (FOLDER / README).read_text("utf-8")
    section = text[text.index("## Codes without a record") : text.index("## How it is made")]
    named = re.findall(r"`([a-z-]+)`", section)
    reached = {fault.code for fault in FAULTS}
    assert {custody_errors.FileError, archive_errors.ArchiveError} <= set(BallotsError.__subclasses__())
    assert pool.PoolFullError.code in named
    assert len(named) == len(set(named))
    assert set(named) & reached == set()
    assert set(named) | reached == set(codes(BallotsError))


# --- Sharpness: a verifier without one check lets a record of this check pass -----------------------------


def test_there_is_a_twin_for_every_check() -> None:
    assert list(TWINS) == [step.value for step in CHECKS]
    assert all(BY_NAME[name].check == check for check, (_, name) in TWINS.items())


@pytest.mark.parametrize("check", TWINS)
def test_a_verifier_without_a_check_is_caught_by_the_corpus(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out, name = TWINS[check]
    fault = BY_NAME[name]
    assert not checked(fault).ok
    leave_out(monkeypatch)
    report = checked(fault)
    # An archive of the corpus has no bindings, so that the whole check ends with that, all others having passed.
    assert report.ok or (not fault.record and report.code == "bindings-missing"), report.detail


@pytest.mark.parametrize(
    "name", ["election-key-outside", "trustee-keys-outside", "credential-outside", "factors-outside"]
)
def test_every_equation_of_a_number_outside_the_group_holds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    any_number(monkeypatch)
    assert verify_bytes(path_of(BY_NAME[name]).read_bytes()).ok


@pytest.mark.parametrize("name", ["alpha-minus", "beta-minus", "alpha-third-root"])
def test_every_equation_of_a_ballot_outside_the_group_holds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out, _ = TWINS["4.1"]
    leave_out(monkeypatch)
    assert verify_bytes(path_of(BY_NAME[name]).read_bytes()).ok
