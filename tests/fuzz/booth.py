"""The readers of what a booth is made of: its page, the page kept as one file, the code of a hall slip."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from urllib.parse import urljoin, urlsplit

import tinyhtml5

from ballots.booth_page import BoothPage, check_page, integrity_of, read_page
from ballots.custody_errors import FileError
from ballots.kept_booth import ASKED, keep, read_kept
from ballots.slip_code import PREFIX, read_slip_code, slip_code
from tests.fuzz.custody import checked_digits
from tests.fuzz.seeds import tokens, worlds
from tests.fuzz.target import OddError, Target, bytes_of, text_of

_ADDRESS = "https://hall.example:8443/B/K7QM2XPA"
_FILES = {"/static/booth.js": b"go();", "/static/booth.css": b"p { color: red }"}
_LISTED = {"/static/booth.js": "11" * 32, "/static/booth.css": "22" * 32}
_CODE = re.compile(rb"MAJMA:S:([A-Z2-7]{160})([0-9]{30})")


def _page() -> str:
    posts = " ".join(f'data-{name}="/B/K7QM2XPA/{name}"' for name in ASKED)
    style, script = (integrity_of(_LISTED[f"/static/booth.{kind}"]) for kind in ("css", "js"))
    return f"""<!doctype html>
<html lang="fa"><head><meta name="tablet" content="/T">
<link rel="stylesheet" href="/static/booth.css" integrity="{style}">
<script src="/static/booth.js" integrity="{script}" defer></script></head><body><p title="a &amp; b">مهر</p>
<div id="booth" data-election-json="/elections/K7QM2XPA/election.json" {posts}><a href="/elections">a</a></div>
<svg><use href="#i7"/></svg></body></html>
"""


def _pages() -> Sequence[bytes]:
    return (_page().encode(), b"<!doctype html><p id=booth>" + _page().encode())


def _read_page(data: bytes) -> bytes:
    """A page is never refused; here it is when something is wrong with it, and nothing may be raised."""
    found: BoothPage = read_page(text_of(data), _ADDRESS)
    faults = list(check_page(found, _LISTED))
    if faults or not json.dumps({**asdict(found), "booth": dict(found.booth)}):
        raise FileError("; ".join(faults))
    return data


def _runs_listed(data: bytes) -> bool:
    """What a browser's parser makes of a page: each script in it is one of the list, and none stands in the page."""
    page = tinyhtml5.parse(data.decode("utf-8", "replace"), namespace_html_elements=False)
    scripts = [one for one in page.iter() if str(one.tag).rpartition("}")[2] == "script"]
    return all(_is_listed(one.attrib) and not (one.text or "").strip() for one in scripts)


def _is_listed(said: Mapping[str, str]) -> bool:
    here = urlsplit(urljoin(_ADDRESS, said.get("src", "")))
    no_other = not any(name.rpartition("}")[2] == "href" for name in said)
    return no_other and here[:2] == urlsplit(_ADDRESS)[:2] and here.path in _LISTED


def _kept_files() -> Sequence[bytes]:
    return (keep(_page(), _ADDRESS, _FILES, lambda _: b"").encode(),)


def _kept(data: bytes) -> bytes:
    """A kept file's text has no form of its own: what it says is looked at instead."""
    said = read_kept(data)
    if not all(path.startswith("/") and path[1:2] != "/" for path in (*said.posts, said.definition)):
        raise OddError("a path leads elsewhere")
    if urlsplit(said.address).hostname is None or not said.policy.isprintable():
        raise OddError("no address, or a policy that is no header")
    return data


def _is_kept(data: bytes) -> bool:
    """A policy and the booth's mark are named somewhere."""
    text = text_of(data).lower()
    return "content-security-policy" in text and "majma-booth" in text


def _codes() -> Sequence[bytes]:
    credentials = worlds()[0].small.credentials
    return tuple(slip_code(token, text).encode() for token, text in zip(tokens(), credentials, strict=False))


def _code(data: bytes) -> bytes:
    return bytes_of(slip_code(*read_slip_code(text_of(data))))


def _checked_code(data: bytes) -> bytes:
    """A code whose credential has the check digit of every group right."""
    found = _CODE.fullmatch(data)
    return PREFIX.encode() + found[1] + checked_digits(found[2]).replace(b" ", b"") if found else data


BOOTH: tuple[Target, ...] = (
    Target(name="booth's page", seeds=_pages, read=_read_page, genuine=_runs_listed),
    Target(name="booth, kept", seeds=_kept_files, read=_kept, genuine=_is_kept),
    Target(name="slip's code", seeds=_codes, read=_code, mend=_checked_code),
)
