"""A page as one file that works without a server: its style sheets, scripts, fonts and pictures inside it.

Scripts stay the same modules: an import map leads their names to the very bytes. Links lead back to the server.
"""

from __future__ import annotations

import base64
import json
import re
from mimetypes import guess_type
from pathlib import Path
from posixpath import dirname, join, normpath

_SHEET = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)">')
_MODULE = re.compile(r'<script type="module" src="/static/([^"]+)"></script>')
_SCRIPT = re.compile(r'<script src="/static/([^"]+)"></script>')
_PICTURE = re.compile(r'(<link rel="icon"[^>]*href=")/static/([^"]+)"')
_URL = re.compile(r'url\("?([^")]+)"?\)')
_IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*)(['"])(\.[^'"]+)\2""")
_LINK = re.compile(r'(<a [^>]*href="|action=")/(?!/)')
_FORM = re.compile(r'<form class="language".*?</form>', re.DOTALL)


def single_file(html: str, static: Path, address: str) -> str:
    """Return the page `html` with everything of the folder `static` that it needs inside; links go to `address`."""
    html = _FORM.sub("", html)  # no server, no session: the file stays in its language
    html = _SHEET.sub(lambda found: f"<style>{_sheet(static, found[1])}</style>", html)
    html = _SCRIPT.sub(lambda found: f"<script>{_text(static, found[1])}</script>", html)
    html = _PICTURE.sub(lambda found: f'{found[1]}{_data(static / found[2])}"', html)
    html = _LINK.sub(lambda found: f"{found[1]}{address}/", html)
    entries = _MODULE.findall(html)
    imports = "".join(f"import {json.dumps(name)};" for name in entries)
    modules = f'<script type="importmap">{json.dumps({"imports": _import_map(static, entries)})}</script>'
    html = _MODULE.sub("", html)
    return html.replace("</body>", f'{modules}<script type="module">{imports}</script></body>')


def _import_map(static: Path, entries: list[str]) -> dict[str, str]:
    """Every module that the entries reach, by its path in the folder, as the data address of its bytes."""
    found: dict[str, str] = {}
    waiting = list(entries)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        folder = dirname(name)
        source = _text(static, name)
        reached = [normpath(join(folder, path)) for _, _, path in _IMPORT.findall(source)]
        waiting += reached
        found[name] = f"data:text/javascript;base64,{base64.b64encode(_bare(source, folder).encode()).decode()}"
    return found


def _bare(source: str, folder: str) -> str:
    """A module that names what it imports by its path in the folder: a data address has no place to be relative to."""
    return _IMPORT.sub(lambda found: f"{found[1]}{found[2]}{normpath(join(folder, found[3]))}{found[2]}", source)


def _sheet(static: Path, name: str) -> str:
    folder = (static / name).parent
    return _URL.sub(lambda found: f'url("{_data((folder / found[1]).resolve())}")', _text(static, name))


def _text(static: Path, name: str) -> str:
    return (static / name).read_text("utf-8")


def _data(file: Path) -> str:
    kind = guess_type(file.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
