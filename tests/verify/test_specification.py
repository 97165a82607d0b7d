"""The verifier in JavaScript against SPEC.md, which it was written from: checks, group, limits."""

from __future__ import annotations

import re

import pytest

from ballots.alike import folded
from tests.verify.node import ROOT

SPEC = (ROOT / "ballots" / "SPEC.md").read_text("utf-8")
VERIFY = ROOT / "static" / "js" / "verify"


def source(name: str) -> str:
    return (VERIFY / name).read_text("utf-8")


def limits(text: str = SPEC) -> dict[str, int]:
    """The table of SPEC 3.5."""
    section = text[text.index("### 3.5") : text.index("## 4.")]
    return {
        name: int(most.replace(",", "")) for name, most in re.findall(r"^\| ([^|]+?) \| ([\d,]+) \|", section, re.M)
    }


def test_the_checks_are_those_of_section_7() -> None:
    section = SPEC[SPEC.index("## 7. Checks") : SPEC.index("## 8.")]
    rows = re.findall(r"^\| (\d\.\d) \| ([a-z ]+) \|", section, re.MULTILINE)
    assert re.findall(r"\['(\d\.\d)', '([a-z ]+)'\]", source("refusal.js")) == rows


def test_the_group_is_that_of_section_3_2() -> None:
    section = SPEC[SPEC.index("### 3.2") : SPEC.index("### 3.3")]
    given = {
        name: re.sub(r"\s", "", digits) for name, digits in re.findall(r"^ {6}([qpg]) = ([\d\s]+)$", section, re.M)
    }
    code = source("group.js")
    found = {
        name.lower(): "".join(re.findall(r"\d+", body))
        for name, body in re.findall(r"const ([PG]) = BigInt\(([^)]*)\)", code)
    }
    assert given == found | {"q": re.findall(r"const Q = (\d+)n;", code)[0]}
    p, q, g = (int(given[name]) for name in "pqg")
    assert pow(g, q, p) == 1 != g
    assert (p - 1) % q == 0


@pytest.mark.parametrize(
    ("limit", "module", "name"),
    [
        ("nesting of JSON", "json.js", "DEEPEST"),
        ("digits of a JSON number", "json.js", "MOST_DIGITS"),
        ("an election in bytes", "election.js", "MOST_BYTES"),
        ("questions", "election.js", "QUESTIONS"),
        ("answers of a question", "election.js", "ANSWERS"),
        ("entries of all questions", "election.js", "ENTRIES"),
        ("a text of an election in characters", "election.js", "TEXT"),
        ("trustees", "trustees.js", "TRUSTEES"),
        ("a trustee's name in characters", "trustees.js", "NAME"),
        ("credentials", "credentials.js", "CREDENTIALS"),
        ("total weight", "credentials.js", "WEIGHT"),
        ("bindings.json in bytes", "bindings.js", "MOST_BYTES"),
        ("accounting.json in bytes", "accounting.js", "MOST_BYTES"),
        ("keys.json in bytes", "keys.js", "MOST_BYTES"),
        ("lots.json in bytes", "lots.js", "MOST_BYTES"),
    ],
)
def test_a_limit_is_that_of_section_3_5(limit: str, module: str, name: str) -> None:
    (value,) = re.findall(rf"^const {name} = ([\d_]+);", source(module), re.MULTILINE)
    assert int(value) == limits()[limit]


def test_the_files_of_a_record_are_those_of_section_3_5() -> None:
    files = {name: int(most) for name, most in re.findall(r"\['([\w.]+)', ([\d_]+)\]", source("zip.js"))}
    named = {
        name.removesuffix(" in bytes"): most for name, most in limits().items() if re.match(r"\w+\.(json|txt) ", name)
    }
    assert files == named | {"election.bel": limits()["a record file in bytes"]}


def letters(text: str = SPEC) -> dict[str, str]:
    """The table of SPEC 4.2: letters that look the same, and what becomes of each."""
    section = text[text.index("| from | to |") : text.index("5. NFD; only")]
    rows = re.findall(r"^ *\| (U\+[^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    return {
        chr(int(code, 16)): "".join(chr(int(one, 16)) for one in re.findall(r"U\+(\w{4})", to))
        for of, to in rows
        for code in re.findall(r"U\+(\w{4})", of)
    }


def test_the_letters_that_look_the_same_are_those_of_section_4_2() -> None:
    read = {
        one.encode().decode("unicode-escape"): to.encode().decode("unicode-escape")
        for one, to in re.findall(r"^  '(\\u\w{4})': '((?:\\u\w{4})?)',$", source("alike.js"), re.MULTILINE)
    }
    assert read == letters()
    assert len(read) == 14
    assert {one: folded(one) for one in read} == {one: folded(to) for one, to in read.items()}
    assert letters(SPEC.replace("U+0640 ـ | nothing", "U+0640 ـ | U+0627 ا")) != read


def test_a_changed_limit_is_noticed() -> None:
    assert limits(SPEC.replace("| questions | 100 |", "| questions | 101 |"))["questions"] == 101
