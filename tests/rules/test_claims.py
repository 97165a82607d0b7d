"""No page promises what SPEC does not argue: every sentence on secrecy and verification has its row in SPEC 14."""

from __future__ import annotations

import re

import pytest

from tests.rules.claims import GUIDES, SPEC, Claim, claims, draw, of_the_kind, others, sentences
from tests.rules.tree import ROOT

TEXT = SPEC.read_text("utf-8")
TABLE = claims(TEXT)


def without_row(texts: tuple[str, ...], table: tuple[Claim, ...]) -> list[str]:
    """The sentences of the kind that stand neither in the table nor among those that claim nothing."""
    known = {one.sentence for one in table} | set(others())
    return [text for text in of_the_kind(texts) if text not in known]


def has_section(spec: str, number: str) -> bool:
    """Whether SPEC has this section, or within it this heading, numbered paragraph or numbered check."""
    section, _, part = number.partition(".")
    found = re.search(rf"^## {section}\. .*?(?=^## |\Z)", spec, re.MULTILINE | re.DOTALL)
    if found is None or not part:
        return found is not None
    checks = spec[spec.index("\n## 7. ") : spec.index("\n## 8. ")]
    mark = re.escape(number)
    return bool(
        re.search(rf"^(### {mark} |{part}\. )", found[0], re.MULTILINE)
        or re.search(rf"^\| {mark} \|", checks, re.MULTILINE)
    )


@pytest.fixture(scope="module")
def written() -> set[str]:
    return set(sentences())


def test_every_sentence_of_the_kind_has_a_row(written: set[str]) -> None:
    assert without_row(tuple(written), TABLE) == []


def test_every_row_is_a_sentence_of_the_program_or_of_a_guide(written: set[str]) -> None:
    guides = " ".join(" ".join(path.read_text("utf-8").split()) for path in GUIDES)
    assert len(TABLE) > 300
    assert [one.sentence for one in TABLE if one.sentence not in written and one.sentence not in guides] == []


def test_no_sentence_has_two_rows() -> None:
    every = [one.sentence for one in TABLE]
    assert len(set(every)) == len(every)


def test_every_row_names_sections_and_tests_that_are_there() -> None:
    assert [one for one in TABLE if not one.sections or not all(has_section(TEXT, at) for at in one.sections)] == []
    assert [one for one in TABLE if not one.tests or not all((ROOT / name).is_file() for name in one.tests)] == []


def test_what_claims_nothing_is_still_said_and_has_no_row(written: set[str]) -> None:
    rows = {one.sentence for one in TABLE}
    assert [line for line in others() if line not in written or line in rows] == []


def test_thirty_sentences_of_a_draw_stand_in_the_table() -> None:
    assert set(draw(20261130, 30)) <= {one.sentence for one in TABLE}


def test_a_new_promise_a_lost_row_and_a_wrong_section_are_caught() -> None:
    promise = "Nobody can ever learn how you voted, and anyone can verify it."
    assert without_row((promise,), TABLE) == [promise]
    assert without_row((TABLE[0].sentence,), TABLE[1:]) == [TABLE[0].sentence]
    assert not has_section(TEXT, "21")
    assert not has_section(TEXT, "7.9")
    assert not has_section(TEXT, "6.9"), "the ninth paragraph of another section is none of this one"
