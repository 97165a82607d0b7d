"""Every file of the program with its first sentence: `python -m tests.rules.files` prints them.

It is the map for whoever looks for the place of a change and has not read the code.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.rules.tree import ROOT, parsed, written_files

FOLDERS = ("app", "ballots", "templates", "static", "tests")
SUFFIXES = (".py", ".html", ".js", ".css", ".md")
SILENT = {"static/js/verify/page/check.html": "each byte of it is in the page that people keep"}
"""Files that say nothing of themselves, and why."""
_COMMENT = {
    ".html": re.compile(r"\{#-?\s*(.*?)\s*-?#\}", re.S),
    ".js": re.compile(r"((?://[^\n]*\n)+|/\*.*?\*/)", re.S),
    ".css": re.compile(r"/\*\s*(.*?)\s*\*/", re.S),
    ".md": re.compile(r"#+ ([^\n]*)"),
}
_MARKS = re.compile(r"(?m)^\s*(?:///?|/?\*+/?)\s?|\*/\s*$")
_SENTENCE = re.compile(r".*?\.(?=\s|$)|.+", re.S)


def first_sentence(path: Path) -> str:
    """What a file says of itself first, in one line; empty where it says nothing."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        said = ast.get_docstring(parsed(text)) or ""
    else:
        found = _COMMENT[path.suffix].match(text)
        said = _MARKS.sub("", found[1]) if found else ""
    sentence = _SENTENCE.match(" ".join(said.split()))
    return sentence[0].rstrip(".") if sentence else ""


def files(root: Path) -> list[Path]:
    """The files of the list: code, templates, scripts, style sheets and pages of documentation."""
    found = [path for folder in FOLDERS for path in written_files(root, folder) if path.suffix in SUFFIXES]
    return [path for path in found if path.name != "__init__.py" or path.stat().st_size]


def main() -> None:
    """Print the list."""
    for path in files(ROOT):
        print(f"{path.relative_to(ROOT)}  {first_sentence(path)}".rstrip())


if __name__ == "__main__":
    main()
