"""The booth as one file for a kiosk: an election's page with its scripts, style, fonts and pictures in it.

SPEC: checkpoints, the booth as one file. The same page gives everybody the same file; what it may run are the scripts
of the signed list, by their hashes, and it asks nobody but whoever serves it.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from ballots.booth_page import integrity_of, is_path
from ballots.custody_errors import FileError

ASKED: Final = ("slip", "ballot", "challenge", "stopped")
"""What the booth's scripts post: the names of the page's attributes that hold where."""
MAX_KEPT: Final = 40_000_000

_MARK: Final = "majma-booth"
"""The name of the element that holds the booth's address."""
_HIDDEN: Final = "\n.booth-language { display: none }\n"
"""A file has one language; the buttons of the others would lead nowhere."""
_ENDS: Final = re.compile(r"</(?:script|style)|<!--", re.IGNORECASE)
_FONT: Final = re.compile(r"""url\((["']?)\./([A-Za-z0-9._-]+\.woff2)\1\)""")
_VIEW: Final = re.compile(r'<view id="([A-Za-z0-9]+)" viewBox="([0-9 ]+)"/>')
_KINDS: Final = {b"<svg ": "svg+xml", b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"RIFF": "webp"}

Fetch = Callable[[str], bytes]
"""Gives the bytes at a whole address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBooth:
    """What a kept file says: whose booth it is, what it may run, and which paths its scripts ask for.

    `tablet` is the path below which a tablet speaks of itself.
    """

    address: str
    policy: str
    definition: str
    posts: frozenset[str]
    tablet: str


def keep(page: str, address: str, files: Mapping[str, bytes], fetch: Fetch) -> str:
    """Return the file of a page that was compared; `files` are those of the list, by path. Raises FileError."""
    keeper = _Keeper(page, address, files, fetch)
    keeper.feed(page)
    keeper.close()
    return keeper.whole()


def read_kept(data: bytes) -> KeptBooth:
    """Return what a kept file says of itself. Raises FileError."""
    reader = _KeptReader()
    try:
        reader.feed(data.decode("utf-8", "replace"))
        address = urlsplit(reader.address)
        is_here = address.scheme in ("https", "http") and bool(address.hostname) and address.port != 0
    except (ValueError, AssertionError) as error:  # no address; a declaration that the parser does not know
        raise FileError("this is no booth that was kept as one file") from error
    paths = [reader.booth.get(f"data-{name}", "") for name in ("election-json", *ASKED)]
    is_line = reader.policy.isascii() and reader.policy.isprintable()
    if not (reader.policy and is_line and is_here and all(is_path(path) for path in paths)):
        raise FileError("this is no booth that was kept as one file")
    tablet = reader.tablet if is_path(reader.tablet) else ""
    alive = [f"{tablet}/alive"] if tablet else []
    return KeptBooth(
        address=reader.address, policy=reader.policy, definition=paths[0], posts=frozenset([*paths[1:], *alive]),
        tablet=tablet,
    )  # fmt: skip


def _data(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _hash(text: str) -> str:
    return f"'{integrity_of(hashlib.sha256(text.encode()).hexdigest())}'"


class _Keeper(HTMLParser):
    """Copies a page, and puts in the place of each address what it leads to."""

    def __init__(self, page: str, address: str, files: Mapping[str, bytes], fetch: Fetch) -> None:
        super().__init__(convert_charrefs=True)
        self._page, self._address, self._files, self._fetch = page, address, files, fetch
        self._lines = [0, *(found.end() for found in re.finditer("\n", page))]
        self._made: list[str] = []
        self._at = 0
        self._head = 0
        self._scripts: list[str] = []
        self._styles: list[str] = []
        self._sheets: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "head":
            self._put("<head>")
            self._head = len(self._made)
        elif tag == "script":
            self._put(f"<script>{self._script(said['src'])}")
        elif tag == "link" and said.get("rel") == "stylesheet":
            self._put(f"<style>{self._style(said['href'])}</style>")
        elif tag == "meta" and said.get("name") == "csrf-token":
            self._put('<meta name="csrf-token" content="">')
        elif tag == "img":
            drawn = (f'{name}="{escape(value or "")}"' for name, value in attrs if name != "src")
            self._put(f'<img src="{self._picture(said["src"])}" {" ".join(drawn)}>')

    def whole(self) -> str:
        """The file, with what it may run before all else in its head."""
        policy = "; ".join((
            "default-src 'none'", f"script-src {' '.join(self._scripts)}", f"style-src {' '.join(self._styles)}",
            "img-src data:", "font-src data:", "connect-src 'self'", "worker-src blob:", "form-action 'none'",
            "base-uri 'none'",
        ))  # fmt: skip
        head = (
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            f'<meta name="{_MARK}" content="{escape(self._address)}">'
        )
        if not (self._head and self._scripts and self._styles):
            raise FileError(f"{self._address}: the page has no head, no script or no style")
        return "".join((*self._made[: self._head], head, *self._made[self._head :], self._page[self._at :]))

    def _put(self, text: str) -> None:
        """Write `text` in the place of the element's start, after what stands before it as it is."""
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        self._made += (self._page[self._at : start], text)
        self._at = start + len(self.get_starttag_text() or "")

    def _file(self, address: str) -> bytes:
        path = urlsplit(urljoin(self._address, address)).path
        if path not in self._files:
            raise FileError(f"{path}: is not in the list")
        return self._files[path]

    def _text(self, address: str) -> str:
        text = self._file(address).decode("utf-8")
        if _ENDS.search(text):
            raise FileError(f"{address}: would end within the page that it stands in")
        return text

    def _script(self, address: str) -> str:
        """The bytes of the list: what the page may run has the hash that was signed."""
        text = self._text(address)
        self._scripts.append(_hash(text))
        return text

    def _style(self, address: str) -> str:
        """The sheet with its fonts in it."""
        at = urljoin(self._address, address)
        text = _FONT.sub(
            lambda font: f"url({_data('font/woff2', self._file(urljoin(at, font[2])))})", self._text(address)
        )
        text += _HIDDEN
        self._styles.append(_hash(text))
        return text

    def _picture(self, address: str) -> str:
        """A picture's bytes; of many in one sheet, the one that the address names."""
        place, _, name = urljoin(self._address, address).partition("#")
        if place.startswith("data:"):
            return escape(address)
        if place not in self._sheets:
            data = self._fetch(place)
            kind = next((kind for begin, kind in _KINDS.items() if data.startswith(begin)), None)
            if kind is None:
                raise FileError(f"{place}: is no picture")
            self._sheets[place] = data.decode("utf-8", "replace") if kind == "svg+xml" else _data(f"image/{kind}", data)
        sheet = self._sheets[place]
        if sheet.startswith("data:"):
            return sheet
        return _data("image/svg+xml", (_part(sheet, name, place) if name else sheet).encode())


def _part(sheet: str, name: str, place: str) -> str:
    """One view of a sheet as a picture of its own."""
    for view in _VIEW.finditer(sheet):
        if view[1] == name:
            end = _VIEW.search(sheet, view.end())
            drawn = sheet[view.end() : end.start() if end else sheet.rindex("</svg>")]
            return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view[2]}">{drawn}</svg>'
    raise FileError(f"{place}: has no picture {name}")


class _KeptReader(HTMLParser):
    """Finds the first policy, the booth's address and attributes, and where a tablet speaks of itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.policy = ""
        self.address = ""
        self.tablet = ""
        self.booth: dict[str, str] = {}

    def handle_comment(self, data: str) -> None:
        """A kept page has none; Python 3.13 takes for one what 3.11 calls a declaration that it does not know."""
        raise FileError("this is no booth that was kept as one file")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if said.get("id") == "booth":
            self.booth = self.booth or said
        if tag == "meta" and said.get("name") == "tablet":
            self.tablet = self.tablet or said.get("content", "")
        if tag == "meta" and said.get("http-equiv") == "Content-Security-Policy":
            self.policy = self.policy or said.get("content", "")
        if tag == "meta" and said.get("name") == _MARK:
            self.address = self.address or said.get("content", "")
