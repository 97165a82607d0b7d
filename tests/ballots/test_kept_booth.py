"""A page is kept as one file with what it names in it; what is not in the list, or would end within it, is refused."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from ballots.booth_page import integrity_of
from ballots.custody_errors import FileError
from ballots.kept_booth import keep, read_kept

ADDRESS = "https://hall.example:8443/B/K7QM2XPA"
SCRIPT, STYLE, FONT = b"go();", b'@font-face { src: url("./A-1.woff2") }', b"wOF2"
SHEET = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 256">'
    b'<view id="i4" viewBox="0 0 128 128"/><circle r="4"/>'
    b'<view id="i7" viewBox="0 128 128 128"/><circle r="7"/></svg>'
)
PAGE = """<!doctype html>
<html lang="fa"><head>
  <link rel="stylesheet" href="/static/booth.css" integrity="sha256-x">
  <script src="/static/booth.js" integrity="sha256-y" defer></script>
  <meta name="csrf-token" content="of one visit">
</head><body><p title="a &amp; b">مهر</p>
<div id="booth" data-election-json="/elections/K7QM2XPA/election.json" data-slip="/B/K7QM2XPA/slip"
  data-ballot="/B/K7QM2XPA/ballot" data-challenge="/B/K7QM2XPA/challenge" data-stopped="/B/K7QM2XPA/stopped">
<img class="e" src="/emblems.svg#i7" alt=""><img src="/a.png" alt="&quot;">
<img src="data:image/png;base64,AA" alt=""></div>
</body></html>
"""
FILES = {"/static/booth.js": SCRIPT, "/static/booth.css": STYLE, "/static/A-1.woff2": FONT}
PICTURES = {"/emblems.svg": SHEET, "/a.png": b"\x89PNG\r\n"}


def fetch(address: str) -> bytes:
    return PICTURES[address.removeprefix("https://hall.example:8443")]


def kept(page: str = PAGE, **files: bytes) -> str:
    named = {"/static/booth." + kind: data for kind, data in files.items()}
    return keep(page, ADDRESS, {**FILES, **named}, fetch)


def test_everything_stands_in_the_file_and_nothing_else_was_changed() -> None:
    text = kept()
    assert not re.search(r'(?:src|href)="(?!data:)', text)
    assert "<script>go();</script>" in text
    assert f"url(data:font/woff2;base64,{base64.b64encode(FONT).decode()})" in text
    assert '<meta name="csrf-token" content="">' in text
    for line in (PAGE.splitlines()[0], '<p title="a &amp; b">مهر</p>', 'alt="&quot;">'):
        assert line in text
    (drawn,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', text)
    picture = base64.b64decode(drawn).decode()
    assert picture == '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 128 128 128"><circle r="7"/></svg>'


def test_the_policy_names_the_hash_of_the_list_before_anything_runs() -> None:
    text = kept()
    assert f"script-src '{integrity_of(hashlib.sha256(SCRIPT).hexdigest())}';" in text
    assert text.index("Content-Security-Policy") < text.index("<style>") < text.index("<script>")
    (style,) = re.findall(r"<style>(.*)</style>", text, re.DOTALL)
    assert f"style-src '{integrity_of(hashlib.sha256(style.encode()).hexdigest())}';" in text


def test_a_kept_file_says_whose_booth_it_is_and_what_it_asks_for() -> None:
    said = read_kept(kept().encode())
    assert (said.address, said.definition) == (ADDRESS, "/elections/K7QM2XPA/election.json")
    assert said.posts == {f"/B/K7QM2XPA/{act}" for act in ("slip", "ballot", "challenge", "stopped")}
    assert said.policy.startswith("default-src 'none'; script-src 'sha256-")


@pytest.mark.parametrize("end", [b"</script>", b"<!-- ", b"</STYLE>"])
def test_a_file_that_would_end_within_the_page_is_refused(end: bytes) -> None:
    with pytest.raises(FileError):
        kept(js=SCRIPT + end)
    with pytest.raises(FileError):
        kept(css=STYLE + end)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/static/booth.js", "/static/other.js"), ("/static/booth.css", "/other.css"), ("#i7", "#i9"),
        ("<head>", ""), ('<link rel="stylesheet"', '<link rel="icon"'),
    ],
)  # fmt: skip
def test_a_page_that_names_what_nobody_listed_is_refused(before: str, after: str) -> None:
    with pytest.raises(FileError):
        kept(PAGE.replace(before, after))


def test_what_is_no_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PICTURES, "/a.png", b"<html>")
    with pytest.raises(FileError):
        kept()


@pytest.mark.parametrize(
    "change",
    [
        (ADDRESS, "ftp://hall.example"), (ADDRESS, "https://["), (ADDRESS, "https://hall.example:x/"),
        (ADDRESS, "https:///B"), ("<p ", "<![zz x[<p "), ("<p ", "<!-- --><p "), ("default-src", "&#10;default-src"),
        ('"/B/K7QM2XPA/slip"', '"//elsewhere/slip"'), ("Content-Security", "X"),
        (" id=", " x="),
    ],
)  # fmt: skip
def test_what_is_no_kept_booth_is_refused(change: tuple[str, str]) -> None:
    with pytest.raises(FileError):
        read_kept(kept().replace(*change).encode())
