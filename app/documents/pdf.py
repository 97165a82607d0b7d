"""The one renderer of PDFs: templates of `templates/print` with the sheet `static/css/print.css`.

WeasyPrint is imported on first use, so that the program starts on a machine without Pango; `check_printing`
names the system package that is missing. Nothing outside `static/` can be read by a document, whatever its
text says.
"""

import threading
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from app.documents.letterhead import Letterhead
from app.documents.templating import render_template
from app.language.wording import Wording

STATIC = Path(__file__).resolve().parents[2] / "static"
FONTS = ("Vazirmatn-Regular.ttf", "Vazirmatn-Bold.ttf", "AtkinsonHyperlegibleMono-SemiBold.woff2")

ARCHIVAL = "pdf/a-3u"

_ONE_AT_A_TIME = threading.Lock()  # Pango and the font map of one process are not made for several threads
_INLINE_PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")
_PACKAGES = {
    "libpangoft2": "libpangoft2-1.0-0",
    "libpango": "libpango-1.0-0",
    "libgobject": "libpango-1.0-0",
    "libharfbuzz": "libharfbuzz0b",
    "libfontconfig": "libfontconfig1",
}


class PrintingError(Exception):
    """A document cannot be made on this machine; the text says what to install."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside a PDF: `name` as the reader sees it, its bytes, a title, the moment it was made (UTC)."""

    name: str
    data: bytes
    title: str
    created: datetime


def make_pdf(
    template: str,
    values: Mapping[str, object],
    wording: Wording,
    *,
    variant: str | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> bytes:
    """Render a print template to a PDF; the same input gives the same bytes.

    It is tagged, says its language and shows its title, so that it can be heard. `variant` is one of WeasyPrint's names
    such as ARCHIVAL; without it the file is a plain PDF.
    Raises PrintingError when a system library is missing.
    """
    html = render_template(template, values, wording)
    return write_pdf(html, variant=variant, attachments=attachments, on_each_page=_above(values.get("head")))


def make_part(template: str, values: Mapping[str, object], wording: Wording) -> bytes:
    """Render some pages of a longer document, for `merge_pdfs`. Raises PrintingError when a system library is missing.

    Its objects are not packed: whoever joins the parts reads each by itself, and 28 slips took 19 s instead of 3 while
    every object was looked for in a packed stream from its beginning.
    """
    html = render_template(template, values, wording)
    return write_pdf(html, on_each_page=_above(values.get("head")), is_packed=False)


def _above(head: object) -> int:
    """How many characters stand in the upper margin of a paper's pages."""
    if not isinstance(head, Letterhead):
        return 0
    return len(head.annulled) + (_OPEN_LINE if head.open_line else 0)


def write_pdf(
    html: str,
    *,
    variant: str | None = None,
    attachments: tuple[Attachment, ...] = (),
    on_each_page: int = 0,
    is_packed: bool = True,
) -> bytes:
    """Lay out a whole HTML document with the print sheet. Raises what `make_pdf` raises.

    `on_each_page`: how many characters say in the upper margin of every page that it is annulled, or of a trial; it is
    made as high.
    """
    printer = _printer()
    identifier = sha256(html.encode(errors="replace"))
    for attachment in attachments:
        identifier.update(sha256(attachment.data).digest())
    with _ONE_AT_A_TIME:
        document = printer.library.HTML(string=html, base_url=STATIC.as_uri() + "/", url_fetcher=printer.fetcher)
        data: bytes = document.write_pdf(
            stylesheets=[printer.sheet, *([printer.upper(on_each_page)] if on_each_page else [])],
            font_config=printer.fonts,
            attachments=[printer.attach(attachment) for attachment in attachments],
            pdf_variant=variant,
            pdf_tags=True,
            pdf_identifier=identifier.digest()[:16],
            uncompressed_pdf=not is_packed,
        )
    return data


def read_static(url: str) -> Any:
    """The fetcher of every document: files below `static/`, and pictures (PNG, JPEG) that are part of the document.

    Raises PermissionError, which WeasyPrint logs and takes as a missing file.
    """
    from weasyprint.urls import URLFetcherResponse

    if url.startswith(_INLINE_PICTURES):
        return URLFetcherResponse(url, b64decode(url.partition(",")[2]))
    parts = urlsplit(url)
    path = Path(unquote(parts.path)).resolve()
    if parts.scheme != "file" or parts.netloc or not path.is_relative_to(STATIC):
        raise PermissionError("a document may read only its own fonts and styles")
    return URLFetcherResponse(url, path.read_bytes())


def check_printing() -> tuple[str, ...]:
    """Say what keeps this machine from printing well; empty when all is there.

    Each entry is a sentence for the operator that names the Debian package or the file. A word is rendered
    with the program's own font to be sure.
    """
    try:
        printer = _printer()
        from weasyprint.text.ffi import harfbuzz_subset
    except PrintingError as error:
        return (str(error),)
    faults = [f"the font {name} is missing in static/fonts" for name in FONTS if not _font(name).is_file()]
    if harfbuzz_subset is None:
        faults.append("install libharfbuzz-subset0: without it every document takes three times as long")
    if not faults and b"Vazirmatn" not in printer.library.HTML(string="<p>سلام", url_fetcher=printer.fetcher).write_pdf(
        stylesheets=[printer.sheet], font_config=printer.fonts, uncompressed_pdf=True
    ):
        faults.append("the font Vazirmatn in static/fonts cannot be used")
    return tuple(faults)


_OPEN_LINE = 180
"""Characters of the sentence on a line that is not encrypted, in the longest language."""
_KINDS = ("", "letter", "minutes", "receipt", "notice", "booklet", "cover", "invitations")
"""The pages that the print sheet names, all but those of slips, which have no margin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printer:
    library: Any
    fonts: Any
    sheet: Any
    fetcher: Any

    def upper(self, characters: int) -> Any:
        height = 18 + 5 * (1 + characters // 100)
        said = (
            f"margin-top: {height}mm; @top-center {{ content: element(annulled); width: 100%; vertical-align: bottom }}"
        )
        rules = "".join(f"@page {kind} {{ {said} }}" for kind in _KINDS)
        return self.library.CSS(string=rules, font_config=self.fonts, url_fetcher=self.fetcher)

    def attach(self, attachment: Attachment) -> Any:
        return self.library.Attachment(
            string=attachment.data,
            name=attachment.name,
            description=attachment.title,
            created=attachment.created,
            modified=attachment.created,
            relationship="Data",
        )


@lru_cache(maxsize=1)
def _printer() -> _Printer:
    """Load the library, the fonts and the sheet once per process."""
    library = _library()
    from weasyprint.text.fonts import FontConfiguration

    fonts, fetcher = FontConfiguration(), _static_fetcher()
    sheet = library.CSS(filename=str(STATIC / "css" / "print.css"), font_config=fonts, url_fetcher=fetcher)
    return _Printer(library=library, fonts=fonts, sheet=sheet, fetcher=fetcher)


def _static_fetcher() -> Any:
    """`read_static` in the shape that the library asks for: a plain function breaks it on a refusal."""
    from weasyprint.urls import URLFetcher

    class StaticFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:
            return read_static(url)

    return StaticFetcher(allowed_protocols=("file", "data"), allow_redirects=False)


def _library() -> Any:
    """Import WeasyPrint, or say which system package its libraries need."""
    try:
        import weasyprint
    except OSError as error:
        missing = next((package for library, package in _PACKAGES.items() if library in str(error)), None)
        advice = f"install {missing}" if missing else "install Pango"
        raise PrintingError(f"{advice}: a system library for PDF is missing ({error})") from error
    return weasyprint


def _font(name: str) -> Path:
    return STATIC / "fonts" / name
