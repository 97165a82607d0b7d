"""What a hall gives out without TLS: the page in each language, its sheet, and the certificate that devices trust."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.config import ROOT, HallRoot
from app.documents.trust_page import TrustPage, render_trust_page
from app.language.catalogue import compile_catalogues, wording

PAGES = {"fa": "/", "ar": "/ar", "en": "/en"}
CERTIFICATE = "/majma.crt"
"""Android, iPadOS and Windows take a certificate of this name and type by themselves; an iPad needs no own profile."""
SHEET = "/trust.css"
SHEET_FILE = ROOT / "templates" / "hall" / "trust.css"
"""With the colours of tokens.css written out, since old browsers know no names for them."""


def write_trust_files(folder: Path, root: HallRoot, der: bytes, public: str) -> Mapping[str, tuple[Path, str]]:
    """Write the files of the trust door into `folder`: by path, the file and its media type.

    `der` is the certificate of `root`, `public` the address of the public pages.
    """
    compile_catalogues()
    page = TrustPage(
        digest=root.digest, name=root.name, certificate=CERTIFICATE, sheet=SHEET, public=public, paths=PAGES
    )
    certificate = folder / "majma.crt"
    certificate.write_bytes(der)
    files = {CERTIFICATE: (certificate, "application/x-x509-ca-cert"), SHEET: (SHEET_FILE, "text/css; charset=utf-8")}
    for language, path in PAGES.items():
        file = folder / f"trust-{language}.html"
        file.write_text(render_trust_page(page, wording(language)), "utf-8")
        files[path] = (file, "text/html; charset=utf-8")
    return files
