"""What stands at the top of every printed document."""

from base64 import b64encode
from dataclasses import dataclass

from markupsafe import Markup

from app.documents.emblem import emblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The assembly in whose name a document is printed.

    `assembly` and `office` (such as its secretariat; may be empty) are names in the document's language;
    `emblem` is the identity that `app.documents.emblem` draws; `demonstration` marks the document as a trial;
    `annulled` is the sentence that its first line says where its election is annulled, else ""; `corrections` are the
    sentences of corrigenda on that election. `lines` stand below the names, such as address and telephone; `logo` is an
    own picture of `logo_type` in the place of the drawn emblem. `open_line`: it was made in a trial without encryption.
    `rehearsal`: it is of a session for practice, and bears that on each page.
    """

    assembly: str
    office: str
    emblem: int | bytes
    demonstration: bool
    annulled: str = ""
    corrections: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    logo: bytes | None = None
    logo_type: str = ""
    open_line: bool = False
    rehearsal: bool = False


def mark(head: Letterhead) -> Markup:
    """The own logo of who issues a document, else the emblem that is drawn for it."""
    if head.logo is None:
        return emblem(head.emblem)
    source = b64encode(head.logo).decode()
    return Markup('<img class="own-logo" src="data:{};base64,{}" alt="">').format(head.logo_type, source)
