"""What a browser would load and run of a booth's page. SPEC: checkpoints, line `bundles`.

The page's own text differs by election and language, so it is in no list: it must load nothing but what the list names,
bound to the hashes there, and hold nothing that runs by itself.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
"""What the answer's Content-Security-Policy must say: nothing of elsewhere, nothing within the page, runs."""

_FOREIGN: Final = frozenset(
    ("iframe", "frame", "frameset", "object", "embed", "applet", "portal", "fencedframe", "base", "style")
)
_ADDRESSES: Final = frozenset(("src", "href", "action", "formaction", "poster", "data", "background", "ping", "srcset"))
_FORBIDDEN: Final = frozenset(("srcdoc", "style", "is"))
_PLAIN: Final = re.compile(
    r"""<!doctype\ html>|</[a-z][a-z0-9]*[ \n]*>|
    <[a-z][a-z0-9]*([ \n]+[a-z][a-z0-9:_-]*(=("[^"<>]*"|'[^'<>]*'|[^\s"'<>=`]+))?)*[ \n]*/?>""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
"""What may follow each `<`, so that no browser begins a tag where this reader saw a comment, a text or an attribute."""
_TOKEN: Final = re.compile(rb'(name="csrf-token" content=")[^"]*(")')


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A script or a style sheet that the page names: its whole address, and its `integrity`."""

    address: str
    integrity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoothPage:
    """A page as it was read: what it loads, what must not be there, the booth's own attributes, where links lead."""

    loads: tuple[Loaded, ...]
    faults: tuple[str, ...]
    booth: Mapping[str, str]
    links: tuple[str, ...]


def read_page(text: str, address: str) -> BoothPage:
    """Return what a page of this address holds; any text is a page, and raises nothing."""
    reader = _Reader(address)
    if not is_plain(text):
        reader.faults.append("the page is written in a form that a browser may read in another way")
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:  # of the parser: a declaration that it does not know
        reader.faults.append("a declaration stands in the page")
    if reader.in_script:
        reader.faults.append("a script has no end")
    return BoothPage(
        loads=tuple(reader.loads), faults=tuple(reader.faults), booth=reader.booth, links=tuple(reader.links)
    )


def is_plain(text: str) -> bool:
    """Tell whether every `<` begins a tag in its plainest form: no comments, no sections, no `<` or `>` in a value."""
    return all(_PLAIN.match(text, found.start()) for found in re.finditer("<", text))


def is_path(text: str) -> bool:
    """Tell whether an address leads to the own server, from its root."""
    return text.startswith("/") and not text.startswith("//") and text.isascii() and text.isprintable()


def integrity_of(sha256: str) -> str:
    """Return the `integrity` of a file, from its SHA-256 in base 16."""
    return f"sha256-{base64.b64encode(bytes.fromhex(sha256)).decode()}"


def without_token(page: bytes) -> str:
    """Return the SHA-256 of a page in base 16, its token against forged posts, which is each visit's own, left out."""
    return hashlib.sha256(_TOKEN.sub(rb"\1\2", page)).hexdigest()


def check_page(page: BoothPage, listed: Mapping[str, str]) -> Iterator[str]:
    """Give what is wrong with a page; `listed` are the SHA-256 of the files of the booth by their paths."""
    yield from page.faults
    if not any(urlsplit(one.address).path.endswith(".js") for one in page.loads):
        yield "the page loads no script at all"
    for one in page.loads:
        path = urlsplit(one.address).path
        if path not in listed:
            yield f"the page loads {path}, which is not in the list"
        elif one.integrity != integrity_of(listed[path]):
            yield f"the page binds {path} to another hash than the list: {one.integrity or 'none'}"


class _Reader(HTMLParser):
    """Collects what runs, what loads and where addresses lead."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.loads: list[Loaded] = []
        self.faults: list[str] = []
        self.booth: dict[str, str] = {}
        self.links: list[str] = []
        self._address = address
        self._origin = urlsplit(address)[:2]
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if len(said) < len(attrs):
            self.faults.append(f"<{tag}> names an attribute twice")
        if tag in _FOREIGN or (tag == "meta" and "http-equiv" in said):
            self.faults.append(f"<{tag}> stands in the page")
        for name, value in said.items():
            self._look_at(tag, name, value)
        if tag == "script":
            self.in_script = True
            self._take_script(said)
        elif tag == "link":
            self._take_link(said)
        elif said.get("id") == "booth":
            if self.booth:
                self.faults.append("two elements say that they are the booth")
            self.booth = {name.removeprefix("data-"): value for name, value in said.items()}

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.in_script = False

    def handle_data(self, data: str) -> None:
        if self.in_script and data.strip():
            self.faults.append("a script stands within the page")

    def _look_at(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in _FORBIDDEN:
            self.faults.append(f"<{tag}> has the attribute {name}")
        if name.startswith("data-") or name == "href":
            self.links.append(value)
        if name in _ADDRESSES or name.endswith(":href"):
            whole = urlsplit(self._whole(value))
            is_picture = value.startswith("data:image/") and tag in ("img", "link", "image")
            is_link = tag == "a" and whole.scheme in ("http", "https")
            if whole[:2] != self._origin and not is_picture and not is_link:
                self.faults.append(f"<{tag}> leads elsewhere: {value[:80]}")

    def _take_script(self, said: Mapping[str, str]) -> None:
        if not said.get("src"):
            self.faults.append("a script without an address stands in the page")
            return
        if any(name.endswith("href") for name in said):  # in a drawing this is where a script is loaded from
            self.faults.append("a script has a second address")
        self._take(said["src"], said)

    def _take_link(self, said: Mapping[str, str]) -> None:
        kinds = said.get("rel", "").lower().split()
        if kinds == ["stylesheet"]:
            self._take(said.get("href", ""), said)
        elif kinds != ["icon"]:
            self.faults.append(f"<link> of the kind {' '.join(kinds)} stands in the page")

    def _take(self, address: str, said: Mapping[str, str]) -> None:
        self.loads.append(Loaded(address=self._whole(address), integrity=said.get("integrity", "")))

    def _whole(self, address: str) -> str:
        """The whole address; "" where it is none, which leads elsewhere and is in no list."""
        try:
            whole = urljoin(self._address, address)
            urlsplit(whole)
        except ValueError:
            return ""
        return whole
