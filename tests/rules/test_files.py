"""Each file says first what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.files import SILENT, files, first_sentence
from tests.rules.tree import ROOT


def test_each_file_says_what_it_is() -> None:
    silent = {path.relative_to(ROOT).as_posix() for path in files(ROOT) if not first_sentence(path)}
    assert silent == set(SILENT)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.py", '"""A thing: more.\n\nAnd more."""\n', "A thing: more"),
        ("a.py", "x = 1\n", ""),
        ("a.html", "{#- The page of\n  a thing. Context: x. -#}\n<p>", "The page of a thing"),
        ("a.html", "<p>{# late #}</p>", ""),
        ("a.js", "// A thing\n// that goes on. More.\nlet x;\n", "A thing that goes on"),
        ("a.js", "/** A thing. */\nlet x;\n", "A thing"),
        ("a.js", "let x; // A thing.\n", ""),
        ("a.css", "/* The look\n * of a thing. */\n", "The look of a thing"),
    ],
)
def test_what_a_file_says_is_found(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    assert first_sentence(tmp_path / name) == said
