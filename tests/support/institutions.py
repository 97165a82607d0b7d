"""An institution before the pages: introduced, with an account, signed in, and what it types and sends."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image
from pypdf import PdfWriter
from werkzeug.test import TestResponse

from app.language.dates import in_tehran
from app.language.names import Names
from app.models import Account
from app.services.accounts import sign_in
from app.services.election import timetable
from app.services.election.timetable import TimetableValue
from app.services.nomination import nomination
from app.services.nomination.nomination import NominationValue
from app.services.register import institution as institutions
from tests.support.assemblies import Simulation
from tests.support.visitors import Site, Visitor

WHOLE: dict[str, dict[str, object]] = {
    "representative": {
        "representative_fa": "نگین رودباری", "declare_true": "y", "declare_public": "y", "declare_neutral": "y",
    },
    "presentation": {"introduction_fa": "ما هستیم.\n\nبند دوم."},
    "programmes": {"participation-0-fa": "برنامهٔ نخست", "interaction-0-fa": "برنامهٔ دوم"},
    "achievements": {
        "participation-0-fa": "همراهی با خانواده‌ها", "participation-0-year": "۱۴۰۳", "participation-0-field": "F14",
        "participation-0-number": "۱۲", "participation-0-indicator_fa": "خانواده",
    },
}  # fmt: skip
"""What a whole dossier needs, screen by screen, without its files."""


def pdf(change: Callable[[PdfWriter], object] = lambda writer: None) -> bytes:
    """The bytes of a PDF of one empty page, changed before it is written."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    change(writer)
    writer.write(out)
    return out.getvalue()


def picture(width: int = 60, height: int = 40, kind: str = "JPEG", colour: str = "teal", **more: object) -> bytes:
    """The bytes of a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind, **more)  # type: ignore[arg-type]
    return out.getvalue()


@dataclass(slots=True, kw_only=True)
class Registrant:
    """A signed-in institution; `institution_id` is one that stands for nothing yet."""

    site: Site
    held: Simulation
    institution_id: int
    account_id: int
    visitor: Visitor = field(repr=False)

    @property
    def address(self) -> str:
        """Where its registration is."""
        return f"/own/elections/{self.held.election}"

    def get(self, path: str = "") -> TestResponse:
        """A page of the registration."""
        return self.visitor.get(f"{self.address}{path}")

    def post(self, path: str, form: dict[str, object] | None = None, **more: object) -> TestResponse:
        """Send a form of the registration."""
        return self.visitor.post(f"{self.address}{path}", form, **more)

    def seen(self, part: str) -> str:
        """The version that the page of a screen carries."""
        return self.get(f"/{part}").text.partition('name="seen" value="')[2].partition('"')[0]

    def keep(self, part: str, form: dict[str, object], **more: object) -> TestResponse:
        """Keep one screen, as the newest page of it would."""
        return self.post(f"/{part}", {"seen": self.seen(part), "act": "save", **form}, **more)

    def fill(self) -> None:
        """Fill the four screens, the letter with them."""
        letter = {"letter": (io.BytesIO(pdf()), "letter.pdf")}
        for part, form in WHOLE.items():
            answer = self.keep(part, form | (letter if part == "representative" else {}))
            assert answer.status_code == 302, answer.text

    def hand_in(self) -> TestResponse:
        """Hand the dossier in."""
        return self.post("/submit")

    @property
    def nomination(self) -> NominationValue | None:
        """Its nomination."""
        with self.held.database.reading() as db:
            return nomination.own(db, self.held.election, self.institution_id)

    def again(self) -> Registrant:
        """The same institution on another device."""
        return signed_in(self.site, self.held, self.institution_id, self.account_id)


def registrant(site: Site, held: Simulation | None = None, name: str = "انجمن تازه") -> Registrant:
    """A new institution of an assembly (by default the visitor's), whose election takes nominations."""
    held = held or site.held
    if held.phase == "draft":
        held.advance()
    with held.database.transaction() as db:
        act = held.act()
        draft = institutions.InstitutionDraft(
            name=Names(name), province="IR-07", kind="K2", representative=Names("نگین رودباری", "Negin Rudbari")
        )
        found = institutions.add_institution(
            db, act, draft, assembly=held.address, introduced_on=in_tehran(held.now).date()
        )
        row = Account(institution_id=found.id, username=f"anjoman-{found.id}", password_hash=None, made=held.now)
        row.totp_secret, row.failures = None, 0
        db.add(row)
        db.flush()
        account_id = row.id
    return signed_in(site, held, found.id, account_id)


def signed_in_candidate(site: Site, place: int = 0) -> Registrant:
    """A candidate of the visitor's election, who opens an account only now."""
    held = site.held
    with held.database.transaction() as db:
        one = nomination.candidates(db, held.election)[place].institution.id
        row = Account(institution_id=one, username=f"anjoman-{one}", password_hash=None, made=held.now)
        row.totp_secret, row.failures = None, 0
        db.add(row)
        db.flush()
        account_id = row.id
    return signed_in(site, held, one, account_id)


def signed_in(site: Site, held: Simulation, institution_id: int, account_id: int) -> Registrant:
    """An institution in a browser of its own."""
    with held.database.transaction() as db:
        secret = sign_in.open_sign_in(db, held.act(), account_id)
    visitor = Visitor(site.app.test_client())
    with visitor.client.session_transaction() as session:
        session["sign_in"] = secret
    return Registrant(site=site, held=held, institution_id=institution_id, account_id=account_id, visitor=visitor)


def set_timetable(held: Simulation, wanted: TimetableValue) -> None:
    """Set the election's timetable."""
    with held.database.transaction() as db:
        election = timetable.find(db, held.election)
        timetable._store(db, election, wanted)
