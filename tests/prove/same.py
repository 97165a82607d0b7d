"""`python -m tests.prove.same BEFORE AFTER`: whether two checkouts of this project do the same, after a move of files.

Each serves its demonstration in a folder of its own. Every page that a visitor and the secretary reach by links, the
papers among them (their text, and each page as a small picture), the export, the database's schema (SQLAlchemy writes
a table's constraints in no kept order: their lines are sorted) and the vectors are compared; what differs from one run
to the next (keys, dates, digests, marks of a form) is masked. Prints what differs; the status is 1 when something does.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import http.cookiejar
import io
import re
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

from tests.support import server

MOST = 400
"""As many addresses are looked at; the demonstration has fewer."""
LINK = re.compile(r'(?:href|src)="(/[^"#]*)')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SHADES = re.compile("[0-9a-f]{64}")
MASKED = (
    (re.compile(r"/static/[^\"]+"), "/static/…"),
    (re.compile(r'(name="csrf[_-]token"[^>]*(?:value|content)=)"[^"]+"'), r'\1"…"'),
    (re.compile(r"\b(?=[0-9A-Fa-f\s]*[0-9])[0-9A-Fa-f]{4,}(?:\s+[0-9A-Fa-f]{4,})+\b"), "…"),  # digests in groups
    (re.compile(r"(?<=>)(?=[a-f]*[0-9])[0-9a-f]{8,}(?=<)"), "…"),  # a digest's beginning, alone
    (re.compile(r"[A-Za-z0-9+_=-]{16,}"), "…"),  # keys, digests, tokens, trackers
    (re.compile(r"\b(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6,8}(?:-[A-Z0-9]{3,4})*\b"), "…"),  # codes of elections, letters, slips
    (re.compile(r"[0-9۰-۹٠-٩]+"), "9"),
    (re.compile(r"(?:…|9)(?:[\s:/–.-]*(?:…|9))+"), "9"),
)


def masked(text: str) -> str:
    """The text without what differs from one run to the next."""
    for pattern, mask in MASKED:
        text = pattern.sub(mask, text)
    return text


def look_at(checkout: Path) -> dict[str, str]:
    """What this checkout shows and keeps, masked, by a name for each."""
    seen = {f"vector {path}": digest for path, digest in _vectors(checkout)}
    with tempfile.TemporaryDirectory() as folder:
        with server.serving(Path(folder), root=checkout) as program:
            seen |= _pages(program)
        with sqlite3.connect(next(program.instance.rglob("*.sqlite*"))) as database:
            for name, text in database.execute("select name, sql from sqlite_master order by name"):
                seen[f"schema {name}"] = "\n".join(sorted(line.strip(" \t,") for line in (text or "").splitlines()))
    return seen


def _vectors(checkout: Path) -> list[tuple[str, str]]:
    folder = checkout / "tests" / "vectors"
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc"))
    return [(str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]


def _pages(program: server.Program) -> dict[str, str]:
    """Every page within reach, first of a visitor, then of the secretary."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    seen: dict[str, list[str]] = {}
    _walk(opener, program.address, "visitor", "/", seen)
    password = re.search(r"secretary\s+(\S+)", program.said())
    if password is None:
        raise RuntimeError("the demonstration names no sign-in of the secretary")
    page = opener.open(f"{program.address}/office/sign-in").read().decode()
    token = TOKEN.search(page)
    form = {"username": "secretary", "password": password[1], "csrf_token": token[1] if token else ""}
    opener.open(f"{program.address}/office/sign-in", urllib.parse.urlencode(form).encode())
    _walk(opener, program.address, "secretary", "/office/", seen)
    return {name: "\n".join(sorted(texts)) for name, texts in seen.items()}  # in no order: that of keys differs


def _walk(
    opener: urllib.request.OpenerDirector, address: str, who: str, start: str, seen: dict[str, list[str]]
) -> None:
    waiting, met = [start], {start}
    while waiting and len(met) < MOST:
        path = waiting.pop(0)
        try:
            with opener.open(address + path) as answer:
                kind, data = answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            kind, data = f"status {error.code}", b""
        seen.setdefault(f"{who} {_place(path)}", []).append(f"{kind}\n{_text(kind, data)}")
        if kind == "text/html":
            links = [link for link in LINK.findall(data.decode()) if not link.startswith("/static/")]
            fresh = [link.replace("&amp;", "&") for link in dict.fromkeys(links) if link not in met]
            met.update(fresh)
            waiting += fresh


def _place(path: str) -> str:
    """An address without the parts that name one thing among others."""
    parts = urllib.parse.urlsplit(path).path.split("/")
    return "/".join("…" if re.search("[A-Z0-9]", part) else part for part in parts)


def _text(kind: str, data: bytes) -> str:
    """What is compared of an answer."""
    if kind == "application/pdf":
        return _paper(data)
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            return "\n".join(f"{masked(name)} {masked(found.read(name).decode('utf-8', 'replace'))[:2000]}"
                             for name in sorted(found.namelist()))  # fmt: skip
    return masked(data.decode("utf-8", "replace")) if kind.startswith(("text/", "application/json")) else ""


def _paper(data: bytes) -> str:
    """The masked text of a PDF, and how dark each page of it is in eight rows of eight fields, sixteen shades."""
    text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    shades = subprocess.run(
        ["pdftoppm", "-gray", "-scale-to-x", "8", "-scale-to-y", "8", "-"], input=data, capture_output=True,
        check=True,
    )  # fmt: skip
    pages = shades.stdout.split(b"P5\n8 8\n255\n")[1:]
    drawn = "\n".join("".join(f"{value >> 4:x}" for value in page) for page in pages)
    return f"{masked(text)}\n{drawn}"


def _alike(before: str, after: str) -> bool:
    """Whether two things are the same; a field of a page may be one shade of sixteen lighter where a digest stands."""
    lines = before.splitlines(), after.splitlines()
    return len(lines[0]) == len(lines[1]) and all(
        one == other or (bool(SHADES.fullmatch(one) and SHADES.fullmatch(other)) and _near(one, other))
        for one, other in zip(*lines, strict=True)
    )


def _near(one: str, other: str) -> bool:
    return all(abs(int(first, 16) - int(second, 16)) <= 1 for first, second in zip(one, other, strict=True))


def _difference(before: str, after: str) -> str:
    """The first lines that differ."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", n=0, lineterm="")
    return "\n".join(f"    {line[:200]}" for line in list(lines)[2:10])


def main() -> int:
    """Compare two checkouts."""
    reader = argparse.ArgumentParser(prog="python -m tests.prove.same", description=__doc__)
    reader.add_argument("before", type=Path)
    reader.add_argument("after", type=Path)
    asked = reader.parse_args()
    before, after = (look_at(one.resolve()) for one in (asked.before, asked.after))
    faults = [f"only before: {name}" for name in before.keys() - after.keys()]
    faults += [f"only after: {name}" for name in after.keys() - before.keys()]
    both = before.keys() & after.keys()
    faults += [
        f"differs: {name}\n{_difference(before[name], after[name])}"
        for name in both
        if not _alike(before[name], after[name])
    ]
    print("\n".join([*sorted(faults), f"{len(before)} things before, {len(after)} after, {len(faults)} differ"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
