"""The page that devices of a hall see first, without TLS: what they are told to trust, and how; a file a language."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.documents.qr import encode_qr
from app.documents.templating import render_template
from app.language.text import LANGUAGES
from app.language.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustPage:
    """What the page says.

    `digest` is the SHA-256 of the hall's certificate (64 hexadecimal digits), `name` what devices list it as,
    `certificate` the path where they get it, `sheet` that of the page's styles, `public` the address of the public
    pages; `paths` is where the page stands in each language.
    """

    digest: str
    name: str
    certificate: str
    sheet: str
    public: str
    paths: Mapping[str, str]

    @property
    def home(self) -> str:
        """The first of the public pages."""
        return f"{self.public}/"

    @property
    def file(self) -> str:
        """What the certificate is saved as."""
        return self.certificate.rpartition("/")[2]


def print_lines(digest: str) -> tuple[str, ...]:
    """The print of a certificate as people compare it: lines of four groups of four characters."""
    groups = [digest.upper()[start : start + 4] for start in range(0, len(digest), 4)]
    return tuple(" ".join(groups[start : start + 4]) for start in range(0, len(groups), 4))


def print_code_text(digest: str) -> str:
    """What the QR code of a print holds, on the page and on the officers' paper."""
    return f"SHA-256 {' '.join(print_lines(digest))}"


def render_trust_page(page: TrustPage, wording: Wording) -> str:
    """The page in one language, as HTML."""
    values = {
        "page": page, "print": "\n".join(print_lines(page.digest)), "code": encode_qr(print_code_text(page.digest)),
        "languages": LANGUAGES,
    }  # fmt: skip
    return render_template("trust.html", values, wording)
