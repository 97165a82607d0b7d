"""Scripts, style sheets, fonts: what static/js/build.js made, under names that carry the hash of their bytes.

WhiteNoise sends them, compressed once, to be kept for ever: a changed file has another name. A page that is kept as one
file has them inside.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise

from app.config import ROOT
from app.signing.published import published_list
from app.web.headers import HEADERS, READING
from ballots.bundles import encode_list

BUILT = ROOT / "static" / "built"
PREFIX = "/static/"
READS = "booth.js"
"""The script that is also the worker which reads codes by WebAssembly."""
AT_ONCE = frozenset({"booth-early.js", "fragment.js"})
"""Scripts that run before the page is read to its end."""
_END = re.compile(r"<(?=/script|!--)", re.IGNORECASE)
"""What would end a script within a page; scripts write it another way."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the pages: its name in the folder, and the SHA-256 of its bytes, base 16."""

    file: str
    sha256: str

    @property
    def integrity(self) -> str:
        """What a page says of the file, so that a browser takes no other in its place."""
        return f"sha256-{base64.b64encode(bytes.fromhex(self.sha256)).decode()}"


@cache
def assets() -> Mapping[str, Asset]:
    """Every file that pages use, by its name without a hash, such as `booth.js`."""
    said: dict[str, dict[str, str]] = json.loads((BUILT / "manifest.json").read_text("utf-8"))
    return {name: Asset(**one) for name, one in said.items()}


def address_of(name: str) -> str:
    """Where the browser gets a file. Raises KeyError for a name that was not built."""
    return PREFIX + assets()[name].file


def element_of(name: str) -> Markup:
    """The element that loads a script or a style sheet, bound to its bytes. Raises KeyError."""
    address, integrity = address_of(name), assets()[name].integrity
    if name.endswith(".css"):
        return Markup('<link rel="stylesheet" href="{}" integrity="{}">').format(address, integrity)
    script = (
        '<script src="{}" integrity="{}"></script>'
        if name in AT_ONCE
        else ('<script src="{}" integrity="{}" defer></script>')
    )
    return Markup(script).format(address, integrity)  # one of the two texts above  # noqa: S704


def inside(name: str) -> Markup:
    """The text of a script or a style sheet to stand inside a page; the fonts that it names stand in it too."""
    text = _read(name).decode()
    for other, asset in assets().items():
        if asset.file in text:
            text = text.replace(f"./{asset.file}", data_address(other))
    return Markup(_END.sub(r"\\x3c", text))  # our own file, not what somebody typed  # noqa: S704


def policy_alone(style: str, script: str) -> str:
    """The policy of a page with this style and script inside, which asks nobody for anything."""
    sheet, code = (_hash(inside(f"{style}.css")), _hash(inside(f"{script}.js")))
    return "; ".join((
        "default-src 'none'", f"script-src {code}", f"style-src {sheet}", "img-src data: blob:", "font-src data:",
        "worker-src blob:", "form-action 'none'", "base-uri 'none'",
    ))  # fmt: skip


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def list_of_pages() -> str:
    """The published pages, file by file, as they lie on the disk now."""
    return encode_list(published_list(BUILT))


@cache
def bundle_digest(bundle: str) -> str:
    """The version of a bundle of pages as this process sends them: a SHA-256 over its lines of the list, base 16."""
    mine = tuple(one for one in published_list(BUILT) if one.bundle == bundle)
    return hashlib.sha256(encode_list(mine).encode()).hexdigest()


@cache  # the icon stands on every page
def data_address(name: str) -> str:
    """A file as an address that holds its bytes."""
    kind = guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(_read(name)).decode()}"


def install(app: Flask) -> None:
    """Serve the files before the application is asked, and give templates their addresses."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=BUILT / "assets", prefix=PREFIX, allow_all_origins=False,
        immutable_file_test=_has_its_hash, add_headers_function=_dress,
    )  # fmt: skip
    app.jinja_env.globals.update(
        asset_element=element_of, asset_inside=inside, asset_data=data_address, asset_policy=policy_alone
    )


def _read(name: str) -> bytes:
    return (BUILT / "assets" / assets()[name].file).read_bytes()


def _has_its_hash(_path: str, _url: str) -> bool:
    """Every file of the folder is named by its bytes."""
    return True


def _dress(headers: Headers, path: Path | str, _url: str) -> None:
    """The headers of every answer; a script's own policy binds the worker that it starts."""
    for name, value in HEADERS.items():
        headers[name] = value
    if Path(path).name == assets()[READS].file:
        headers["Content-Security-Policy"] = READING
