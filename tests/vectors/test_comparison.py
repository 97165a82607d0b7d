"""docs/broken-records.md: the whole corpus, and what the installed belenios-tool says of a part of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ballots import board
from tests.vectors.comparison import DOCUMENT, document, read_document, tool_version, verdicts
from tests.vectors.faults import FAULTS
from tests.vectors.good import GOOD

TEXT = DOCUMENT.read_text("utf-8")
VERSION, SAID = read_document(TEXT)
ALL_GOOD = {good.name: True for good in GOOD}
SAMPLE = {
    fault.name: fault.archive()
    for number, fault in enumerate(FAULTS)
    if number % 11 == 3 or fault.name in ("late-ballot-erases", "tally-is-no-tally", "alpha-minus")
}


def test_the_page_lists_exactly_the_corpus() -> None:
    assert set(SAID) == {fault.name for fault in FAULTS}


def test_the_page_is_the_one_that_follows_from_its_verdicts() -> None:
    assert document(SAID, ALL_GOOD, VERSION) == TEXT, "run ./majma vectors --compare"


def test_the_specification_names_the_checks_of_what_the_tool_lets_pass() -> None:
    text = Path(board.__file__).with_name("SPEC.md").read_text("utf-8")
    (listed,) = re.findall(r"accepts some of them\s+\(([\d., ]+):", text)
    assert listed.split(", ") == sorted({fault.check for fault in FAULTS if SAID[fault.name]})


def test_a_changed_verdict_or_sentence_is_noticed() -> None:
    other = SAID | {FAULTS[0].name: not SAID[FAULTS[0].name]}
    assert document(other, ALL_GOOD, VERSION) != TEXT
    assert read_document(document(other, {}, "9.9")) == ("9.9", other)


def test_the_tool_says_of_a_sample_what_the_page_says() -> None:
    if tool_version() != VERSION:
        pytest.skip(f"the page is of belenios-tool {VERSION}, installed is {tool_version()}")
    assert verdicts(SAMPLE) == {name: SAID[name] for name in SAMPLE}
    assert {SAID[name] for name in SAMPLE} == {True, False}


def test_the_tool_accepts_the_good_records() -> None:
    assert verdicts({good.name: good.archive() for good in GOOD}) == ALL_GOOD
