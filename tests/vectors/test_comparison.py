"""docs/broken-records.md: the whole corpus, and what the installed belenios-tool says of a part of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from ballots import board
from tests.support.belenios_tool import BeleniosTool, Verdict, Version
from tests.vectors import verdicts
from tests.vectors.comparison import DOCUMENT, compare, document, views
from tests.vectors.faults import ARCHIVES as FAULTS
from tests.vectors.good import ARCHIVES as GOOD
from tests.vectors.verdicts import Ask, Column, Said, digest, renew

TEXT = DOCUMENT.read_text("utf-8")
COLUMNS = verdicts.load()
OLD, NEW = Version((2, 0)), Version((3, 0))
ADVICE = "run ./majma vectors --compare with this version of belenios-tool first on the path"
STRIKING = ("late-ballot-erases", "tally-is-no-tally", "alpha-minus", "too-many-marks", "signature-of-other-ballot")
PART = [fault for number, fault in enumerate(FAULTS) if number % 11 == 3 or fault.name in STRIKING]
SAMPLE = [fault.name for fault in PART if fault.check != "4.3"]
"""Not those in which a ballot stands twice: the newer version refuses them by chance, and no single ballot is wrong."""


@pytest.fixture
def tool(tmp_path: Path) -> BeleniosTool:
    return BeleniosTool(tmp_path)


def put(tool: BeleniosTool, name: str) -> BeleniosTool:
    (tool.directory / "record.bel").write_bytes(verdicts.record(name))
    return tool


def test_both_versions_were_asked_about_exactly_the_corpus_as_it_is() -> None:
    assert {OLD, NEW} <= COLUMNS.keys()
    for version, column in COLUMNS.items():
        assert column.keys() == verdicts.records().keys(), f"{version}: {ADVICE}"
        assert verdicts.fresh(column, verdicts.records()) == column, f"{version}: {ADVICE}"
        tries = 1 if version.waits_for_ballots else 10
        assert {said.tries for said in column.values()} == {tries}


def test_the_page_is_the_one_that_follows_from_what_the_versions_said() -> None:
    assert document(COLUMNS) == TEXT, "run ./majma vectors --compare"


def test_the_page_has_each_record_once_and_what_each_version_said_of_it() -> None:
    table = [cells(line) for line in TEXT.splitlines() if line.startswith("| ")]
    rows = {row[1].strip("`"): row[3:] for row in table if row[1].startswith("`")}
    (_, refused) = TEXT.split("## Refused by all")
    assert rows.keys() | set(re.findall(r"`([a-z0-9-]+)`", refused)) == {fault.name for fault in FAULTS}
    assert not rows.keys() & set(re.findall(r"`([a-z0-9-]+)`", refused))
    for fault in FAULTS:
        shown = [text for version in sorted(COLUMNS) for text in words(version, COLUMNS[version][fault.name])]
        assert rows.get(fault.name, REFUSED_BY_ALL) == shown, fault.name


REFUSED_BY_ALL = [
    text for version in sorted(COLUMNS) for text in (["no"] if version.waits_for_ballots else ["0 of 10", "no"])
]


def words(version: Version, said: Said) -> list[str]:
    if version.waits_for_ballots:
        return ["yes" if said.passed else "no"]
    return [f"{said.passed} of 10", "yes" if said.each_ballot else "no"]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_the_specification_names_the_checks_of_what_the_tool_lets_pass() -> None:
    text = Path(board.__file__).with_name("SPEC.md").read_text("utf-8")
    (listed,) = re.findall(r"accepts some of them\s+\(([\d., ]+):", text)
    assert listed.split(", ") == sorted({fault.check for fault in FAULTS if COLUMNS[OLD][fault.name].passed})


def test_a_yes_of_the_newer_version_says_nothing_of_ballots() -> None:
    """It lets pass almost every wrong ballot; with each ballot verified, it refuses what the older one refuses."""
    wrong = [fault.name for fault in FAULTS if fault.check in ("4.2", "4.4", "4.5")]
    assert sum(COLUMNS[NEW][name].passed > 0 for name in wrong) > 0.9 * len(wrong)
    assert not any(COLUMNS[NEW][name].each_ballot or COLUMNS[OLD][name].passed for name in wrong)


# --- What the installed tool says ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLE)
def test_the_tool_says_of_a_sample_what_the_page_says(tool: BeleniosTool, name: str) -> None:
    if tool.version not in COLUMNS:
        pytest.skip(f"the page has no column for belenios-tool {tool.version}")
    said = COLUMNS[tool.version][name]
    assert put(tool, name).accepts() is said.each_ballot
    if not said.passed:
        assert tool.verdict() is Verdict.REFUSED


def test_the_sample_has_records_of_every_kind() -> None:
    for column in (COLUMNS[OLD], COLUMNS[NEW]):
        said = [column[name] for name in SAMPLE]
        assert any(one.each_ballot for one in said) and not all(one.passed for one in said)
    assert any(COLUMNS[NEW][name].passed and not COLUMNS[NEW][name].each_ballot for name in SAMPLE)


@pytest.mark.parametrize("good", [good.name for good in GOOD])
def test_the_tool_accepts_the_good_records(tool: BeleniosTool, good: str) -> None:
    assert put(tool, f"good/{good}").accepts()


# --- Renewing -----------------------------------------------------------------------------------------------


class Asked:
    """Answers in place of the tool, and remembers what it was asked about."""

    def __init__(self) -> None:
        self.data: list[bytes] = []

    def __call__(self, data: bytes) -> Said:
        self.data.append(data)
        return Said(sha256=digest(data), passed=1, tries=1, each_ballot=True)


def column(**data: bytes) -> Column:
    return {name: Said(sha256=digest(one), passed=0, tries=1, each_ballot=False) for name, one in data.items()}


def test_only_new_and_changed_records_are_asked_about_and_gone_ones_are_dropped() -> None:
    asked, old = Asked(), column(same=b"1", changed=b"2", gone=b"3")
    renewed = renew(old, {"same": b"1", "changed": b"4", "new": b"5"}, asked)
    assert sorted(asked.data) == [b"4", b"5"]
    assert renewed == column(same=b"1") | {"changed": asked(b"4"), "new": asked(b"5")}


def test_a_column_survives_its_file(tmp_path: Path) -> None:
    for version, one in COLUMNS.items():
        verdicts.save(version, one, tmp_path / "verdicts")
    assert verdicts.load(tmp_path / "verdicts") == COLUMNS
    for version in COLUMNS:
        stored = verdicts.FOLDER / f"{version}.json"
        assert stored.read_bytes() == (tmp_path / "verdicts" / stored.name).read_bytes()


def test_a_run_renews_its_versions_column_and_keeps_the_others(tmp_path: Path) -> None:
    """Two records are new: until the other version was asked about them as well, the page says so."""
    page, new = tmp_path / "page.md", [FAULTS[0].name, FAULTS[1].name]
    for version, one in COLUMNS.items():
        verdicts.save(version, {name: said for name, said in one.items() if name not in new}, tmp_path)
    for version, cells_left in ((OLD, 4), (NEW, 0)):
        answers = {COLUMNS[version][name].sha256: COLUMNS[version][name] for name in new}
        said = compare(version, ask=answering(answers), folder=tmp_path, page=page)
        assert f"2 records asked about, {len(verdicts.records()) - 2} known from before" in said
        assert f"belenios-tool {version}" in said
        assert verdicts.load(tmp_path)[version] == COLUMNS[version]
        assert len(re.findall(r"\| not asked(?= \|)", page.read_text("utf-8"))) == cells_left
    assert page.read_text("utf-8") == TEXT


def answering(answers: Mapping[str, Said]) -> Ask:
    return lambda data: answers[digest(data)]


def test_all_records_are_asked_about_again_if_one_wants(tmp_path: Path) -> None:
    verdicts.save(NEW, COLUMNS[NEW], tmp_path)
    asked = Asked()
    compare(NEW, again=True, ask=asked, folder=tmp_path, page=tmp_path / "page.md")
    assert sorted(asked.data) == sorted(verdicts.records().values())


@pytest.mark.parametrize("change", [{"passed": 0}, {"passed": 7}, {"each_ballot": True}, {"sha256": "0"}])
def test_another_answer_is_noticed(change: dict[str, object]) -> None:
    said = COLUMNS[NEW]["too-many-marks"]
    other = {**COLUMNS, NEW: {**COLUMNS[NEW], "too-many-marks": replace(said, **change)}}  # type: ignore[arg-type]
    stale = verdicts.fresh(other[NEW], verdicts.records()) != other[NEW]
    assert stale or document(other) != TEXT


def test_a_good_record_that_is_refused_once_is_not_called_accepted() -> None:
    (shown,) = (view for view in views(COLUMNS) if view.head == "3.0")
    once = replace(COLUMNS[NEW]["good/plain"], passed=9)
    other = {**COLUMNS, NEW: {**COLUMNS[NEW], "good/plain": once}}
    assert f"| 3.0 | {sum(map(shown.lets_pass, FAULTS))} | {len(GOOD) - 1} of {len(GOOD)} |" in document(other)
