"""The booklet of a session: how the vote goes, and each candidate on a page of its own, in the order of the ballot."""

import json
from base64 import b64encode
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from markupsafe import Markup

from app.documents.emblem import emblem
from app.documents.letterhead import Letterhead, mark
from app.documents.pdf import make_pdf
from app.language.wording import Wording
from app.states.way_in import WayIn


@dataclass(frozen=True, slots=True)
class Picture:
    """A portrait or a logo: the bytes of a JPEG or PNG, which were re-encoded when they were taken in."""

    data: bytes
    media_type: str

    def image(self, kind: str) -> Markup:
        """An `<img>` of the class `kind` that holds the picture itself."""
        return Markup('<img class="{}" src="data:{};base64,{}" alt="">').format(
            kind, self.media_type, b64encode(self.data).decode()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """One row: the Solar year, the field, what was done, how many of what."""

    year: int
    field: str
    text: str
    number: int
    indicator: str


@dataclass(frozen=True, slots=True)
class Heading:
    """One of the heads of the report with its programmes."""

    head: str
    programmes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One candidate, in the booklet's language; `number` is None before the ballot is fixed.

    `identity` is the number from which the emblem is drawn where there is no portrait and no logo.
    """

    number: int | None
    identity: int
    institution: str
    province: str
    kind: str
    founded: int | None
    representative: str
    fields: tuple[str, ...]
    tracks: tuple[str, ...]
    introduction: str
    headings: tuple[Heading, ...]
    achievements: tuple[Achievement, ...]
    withdrawn: bool
    portrait: Picture | None = None
    logo: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Booklet:
    """Everything that the booklet says. `final`: the list is fixed and numbered; `by_lot`: how it was ordered; `way`:
    how a slip comes into the booth."""

    head: Letterhead
    election: str
    session: int
    session_date: date
    place: str
    seats: int
    least_marks: int
    most_marks: int
    blank_allowed: bool
    final: bool
    by_lot: bool
    way: WayIn
    candidates: tuple[Candidate, ...]

    def digest(self) -> str:
        """The SHA-256 (hex) of all that it says: equal booklets look equal."""
        said = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=_plain)
        return sha256(said.encode(errors="replace")).hexdigest()


def render_booklet(booklet: Booklet, wording: Wording) -> bytes:
    """Print the booklet on A4. Raises PrintingError when a system library is missing."""
    drawn = [(one, emblem(one.identity)) for one in booklet.candidates]
    values = {"booklet": booklet, "head": booklet.head, "emblem": mark(booklet.head), "candidates": drawn}
    return make_pdf("booklet.html", values, wording)


def _plain(value: object) -> str:
    return sha256(value).hexdigest() if isinstance(value, bytes) else str(value)
