"""From a province's list to the booklet: officers and two institutions in their browsers, each with what they can do.

One assembly for both ways: what a language or a hand changes is gone through in each, what neither changes once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, ViewportSize

from app.config import load_settings
from app.db import Database
from app.language.dates import TEHRAN, after_working_days, in_tehran
from app.language.names import Names
from app.migrations.upgrade import migrate
from app.services.accounts import officer
from app.services.acts.act import Act
from app.services.election import election as elections
from app.services.election import timetable
from app.services.election.rule import Rule
from app.services.hall import session
from app.services.nomination import nomination, review
from app.services.nomination.dossier import Dossier, Programme
from app.services.register import assembly, body, institution
from app.signing import keys
from tests.documents.pictures import codes_on
from tests.journeys.hands import Fingers, Keyboard
from tests.journeys.office import Office, Person
from tests.journeys.witness import PHONE, TABLET, Witness, leave, watching
from tests.support.introductions import faulty_list, good_list
from tests.support.server import Program, serving

OFFICERS = {
    "first": ("reviewer", "نرگس بازبین"), "second": ("reviewer", "پیمان دقیق"),
    "third": ("returning-officer", "سامان دریابیگ"), "secretary": ("secretary", "مهرنوش آبان‌زاد"),
}  # fmt: skip
PASSWORD = "four-quiet-rivers-" + secrets.token_hex(6)
ASKED = "لطفاً مدرک دستاورد نخست را هم بفرستید."
REFUSED = "نهاد در سه سال گذشته فعالیتی گزارش نکرده است."
PLEA = "گزارش سه سال فعالیت پیوست پروندهٔ ماست؛ خواهشمندیم دوباره بررسی شود."
DONE = "برگزاری چهل نشست حقوقی رایگان"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Who travels: the language of the pages, the size of the screen, and whether the keyboard alone is used."""

    language: str
    viewport: ViewportSize
    keyboard: bool

    @property
    def name(self) -> str:
        """For the test's name."""
        return f"{self.language}-{'desktop' if self.keyboard else 'phone'}"


WAYS = (
    Way(language="fa", viewport=PHONE, keyboard=False),
    Way(language="ar", viewport=TABLET, keyboard=True),
)


@dataclass(slots=True, kw_only=True)
class Registration:
    """An assembly before its election, as those see it who go this way, and what they took home."""

    way: Way
    program: Program
    witness: Witness
    folder: Path
    election: str
    officers: dict[str, Person]
    invitations: bytes = b""
    receipts: list[str] = field(default_factory=list)
    receipt: bytes = b""
    notices: list[bytes] = field(default_factory=list)
    booklet: bytes = b""
    name: str = ""
    offices: dict[str, Office] = field(default_factory=dict)

    def office(self, who: str) -> Office:
        """An officer's browser, signed in once, in the language of this journey."""
        if who in self.offices:
            return self.offices[who]
        page = self.visitor()
        office = Office(
            page=page, witness=self.witness, address=self.program.address, election=self.election,
            second=self.officers["third"],
        )  # fmt: skip
        office.sign_in(self.officers[who])
        return self.offices.setdefault(who, office)

    def visitor(self) -> Page:
        """A fresh browser that speaks the language of this journey."""
        page = self.witness.visitor(touch=True, viewport=self.way.viewport)
        if self.way.language != "fa":
            page.goto(f"{self.program.address}/")
            with page.expect_navigation():
                page.click(f".language [value={self.way.language}]")
        return page

    def look(self, page: Page, name: str) -> None:
        """Examine a page."""
        self.witness.look(page, f"{self.way.name}: {name}", picture=f"registration/{self.way.name}-{name}")


@contextmanager
def prepared(folder: Path, pictures: Path | None = None) -> Iterator[tuple[Registration, ...]]:
    """A served assembly that is registering its candidates, without one institution; as each way has it."""
    with ExitStack() as stack:
        election, people = _furnish(folder / "instance")
        program = stack.enter_context(serving(folder))
        witness = stack.enter_context(watching(pictures))
        yield tuple(
            Registration(
                way=way, program=program, witness=witness, folder=folder, election=election, officers=people
            )
            for way in WAYS
        )  # fmt: skip


def register(journey: Registration, place: int) -> None:
    """From the invitation of the institution at `place` in the register to its acceptance."""
    link = invite(journey, journey.office("secretary").page, place)
    page = journey.visitor()
    hands = Keyboard(page) if journey.way.keyboard else Fingers(page)
    make_account(journey, hands, link)
    write_dossier(journey, hands)
    submit(journey, hands)
    decide(journey, "return", ("first", "second"), text=ASKED)
    mend(journey, hands)
    decide(journey, "reject", ("first", "second"), text=REFUSED, reason="R")
    appeal(journey, hands)
    decide(journey, "accept", ("third", "secretary"))
    read_papers(journey, hands)
    leave(page)


def bring_lists(first: Registration, second: Registration) -> None:
    """A hundred rows of which seven are wrong; then those seven, mended by a colleague with the other language."""
    whole = good_list(100)
    bad = faulty_list(100)
    page, colleague = first.office("secretary").page, second.office("secretary").page
    _bring(first, page, bad.xlsx(), "list")
    assert page.locator("table.data-table tbody tr").count() == len(bad.bad) == 7
    kept = Office.download(_office(first, page), "a[download]", first.folder)
    assert kept.suffix == ".xlsx"
    _confirm(page)
    first.look(page, "after the good rows")
    assert _introduced(first) == 93
    _bring(second, colleague, bad.mended(whole).csv(), "mended")
    assert colleague.locator("table.data-table tbody tr").count() == 0
    _confirm(colleague)
    assert _introduced(second) == 100
    _bring(first, page, whole.xlsx(), "again")
    assert page.locator("main form .button:not(.button-quiet)").count() == 0, "a list that is known changes something"


def invite(journey: Registration, page: Page, place: int) -> str:
    """Invite two institutions on paper, and read the square code of one sheet."""
    page.goto(f"{journey.program.address}/office/institutions")
    journey.look(page, "register")
    boxes = page.locator("input[name=institution]")
    boxes.nth(place).check()
    boxes.nth(place + 1).check()
    with page.expect_navigation():
        page.locator("main form:has(table) > button").click()
    journey.look(page, "invitations")
    with page.expect_navigation():
        page.locator("main form[method=post] .button:not(.button-quiet)").last.click()
    journey.look(page, "invitations made")
    office = _office(journey, page)
    journey.invitations = office.read(f".work-entry a[href*='language={journey.way.language}']")
    (code,) = codes_on(journey.invitations, journey.folder)
    return code


def publish(first: Registration, second: Registration) -> None:
    """The list is fixed once, and read in both ways."""
    fix_list(second, second.office("secretary"))
    read_list(first)
    read_list(second)


def make_account(journey: Registration, hands: Fingers, link: str) -> None:
    """One step: the user name stays as suggested, a password twice."""
    page = hands.page
    page.goto(link)
    journey.look(page, "invitation")
    journey.name = page.locator("h1").first.inner_text()
    hands.write("[name=password]", PASSWORD)
    hands.write("[name=again]", PASSWORD)
    hands.press("#by-password button")
    journey.look(page, "start")


def write_dossier(journey: Registration, hands: Fingers) -> None:
    """Four screens, with a letter, a picture and evidence."""
    page, files = hands.page, _files(journey.folder)
    hands.press("main .work-entry a.button")
    journey.look(page, "overview, nothing yet")
    hands.press("main a.button-large")
    hands.write("[name=representative_fa]", "آذر مهرگان")
    hands.give("[name=letter]", files["letter"])
    page.locator("#letter-kept a").wait_for()
    for name in ("declare_true", "declare_public", "declare_neutral"):
        hands.tick(f"[name={name}]")
    journey.look(page, "representative")
    hands.press("[name=act][value=next].button")
    hands.write("[name=introduction_fa]", "نهادی مردمی از همین استان.\n\nدر خدمت خانواده‌ها.")
    hands.give("[name=portrait]", files["portrait"])
    page.locator("#portrait-kept img").wait_for()
    journey.look(page, "presentation")
    hands.press("[name=act][value=next].button")
    hands.write("[name=participation-0-fa]", "آموزش حقوق شهروندی در مدرسه‌ها")
    hands.write("[name=interaction-0-fa]", "معرفی میانجی به شوراهای حل اختلاف")
    journey.look(page, "programmes")
    hands.press("[name=act][value=next].button")
    _achievement(hands, 0)
    journey.look(page, "achievements")
    hands.press("[name=act][value=next].button")


def submit(journey: Registration, hands: Fingers) -> None:
    """See it as delegates will, then hand it in."""
    page = hands.page
    journey.look(page, "overview, all written")
    hands.press("main form .button-quiet, main form a.button-quiet")
    journey.look(page, "preview")
    assert DONE in page.inner_text("main")
    hands.press("main form button")
    journey.look(page, "handed in")
    journey.receipts.append(page.locator(".receipt-number").inner_text())


def decide(journey: Registration, what: str, who: tuple[str, str], *, text: str = "", reason: str = "") -> None:
    """One officer checks and proposes, another confirms."""
    office = journey.office(who[0])
    page = office.page
    page.goto(f"{office.path}/candidates?status=open")
    journey.look(page, f"work list before {what}")
    with page.expect_navigation():
        page.locator("table.data-table tbody a").first.click()
    for met in page.locator("#checklist-title ~ form input[value=met]").all():
        met.check()
    with page.expect_navigation():
        page.locator("#checklist-title ~ form button").click()
    journey.look(page, f"review before {what}")
    page.check(f"[name=decision][value={what}]")
    if reason:
        page.locator("[name=reason]").select_option(index=2)
    page.locator("#decision-title ~ form textarea").fill(text)
    address = page.url  # what comes after it is the next nomination, where one waits
    with page.expect_navigation():
        page.locator("#decision-title ~ form button").click()
    second = journey.office(who[1])
    second.page.goto(address)
    journey.look(second.page, f"proposal to {what}")
    with second.page.expect_navigation():
        second.page.locator(".notice form .button-large").click()
    journey.look(second.page, f"after {what}")


def mend(journey: Registration, hands: Fingers) -> None:
    """Read what was asked, add the evidence, hand in again: the receipt stays."""
    page = hands.page
    _overview(journey, page)
    assert ASKED in page.inner_text("main")
    journey.look(page, "returned")
    hands.press("main .task-list li:last-child a")
    hands.give("[name=participation-0-file]", _files(journey.folder)["evidence"])
    page.locator("#participation-0-file-kept a").wait_for()
    hands.press("[name=act][value=next].button")
    hands.press("main form button.button-large")
    journey.receipts.append(page.locator(".receipt-number").inner_text())


def appeal(journey: Registration, hands: Fingers) -> None:
    """Read the rejection and ask for another decision."""
    page = hands.page
    _overview(journey, page)
    assert REFUSED in page.inner_text("main")
    journey.look(page, "rejected")
    hands.press("main a.button-large")
    hands.write("[name=text]", PLEA)
    journey.look(page, "appeal")
    hands.press("main form button.button-large")
    journey.look(page, "appealed")


def read_papers(journey: Registration, hands: Fingers) -> None:
    """The receipt and the notices of the return, the rejection and the acceptance."""
    page = hands.page
    _overview(journey, page)
    journey.look(page, "accepted")
    office = _office(journey, page)
    journey.receipt = office.read("a[href$='receipt.pdf']")
    links = page.locator("a[href*='/notices/']")
    found = {link.get_attribute("href") or "" for link in links.all()}
    for address in sorted(found):
        journey.notices.append(page.context.request.get(f"{journey.program.address}{address}").body())


def fix_list(journey: Registration, office: Office) -> None:
    """End the review, put the institutions' representatives on the roll, make a key, fix the ballot."""
    office.follow("acts/review")
    journey.look(office.page, "end of registration")
    with office.page.expect_navigation():
        office.page.click("main form .button-large")
    office.follow("trustees")
    office.page.click("details.more summary")
    office.page.fill("[name=passphrase]", PASSWORD)
    office.page.fill("[name=again]", PASSWORD)
    office.press("office-key")
    office.page.goto(f"{office.path}/roll")
    office.press("take-from-register")
    office.follow("acts/freeze")
    office.page.fill("[name=second_name]", office.second.username)
    office.page.fill("[name=second_password]", office.second.password)
    with office.page.expect_navigation():
        office.page.click("main form .button-large")


def read_list(journey: Registration) -> None:
    """Everybody finds the list, filters it, compares two candidates and takes the booklet."""
    page = journey.visitor()
    page.goto(f"{journey.program.address}/elections/{journey.election}/candidates")
    journey.look(page, "list of candidates")
    assert page.locator(".candidate-cards > li").count() == 4
    page.locator("[name=search]").fill(journey.name[:12])
    with page.expect_navigation():
        page.locator(".filters button").click()
    journey.look(page, "one candidate found")
    page.goto(f"{journey.program.address}/elections/{journey.election}/candidates")
    for place in range(2):
        page.locator("[name=c]").nth(place).check()
    with page.expect_navigation():
        page.locator(".compare-bar button").click()
    journey.look(page, "two candidates side by side")
    address = f"{journey.program.address}/elections/{journey.election}/booklet.pdf"
    page.goto(address)
    journey.look(page, "booklet, being printed")
    for _ in range(240):
        answer = page.context.request.get(address, timeout=120_000)
        if answer.status != 202:
            break
        page.wait_for_timeout(500)
    assert answer.status == 200
    journey.booklet = answer.body()
    leave(page)


def _furnish(instance: Path) -> tuple[str, dict[str, Person]]:
    """An assembly of its own with four officers, an election whose registration is open, two candidates on paper."""
    settings = load_settings(instance=instance)
    database = Database(settings.database)
    migrate(database)
    act = Act(officers=("set-up",), now=datetime.now(UTC) - timedelta(days=20), random=secrets.token_bytes)
    people = {who: Person(username=f"our-{who}", password=f"گذر‌{secrets.token_hex(10)}") for who in OFFICERS}
    with database.transaction() as db:
        home = assembly.create_assembly(
            db, act, address="mehr", name=Names("مجمع نهادهای مهر", "Mehr Assembly", "مجمع مؤسسات مهر"),
            demonstration=False,
        )  # fmt: skip
        seated = body.create_body(
            db,
            act,
            home.id,
            body.BodyDraft(code="group", name=Names("کارگروه همکاری", "Working group", "فريق التعاون"), seats=1),
        )
        for who, (role, name) in OFFICERS.items():
            officer.add_officer(
                db, act, assembly=home.address, username=people[who].username, name=name, post="", role=role,
                password=people[who].password, is_own=True,
            )  # fmt: skip
        held = session.create_session(
            db, act, assembly=home.address, number=1, held_on=in_tehran(act.now).date() + timedelta(days=60),
            place=Names("تالار", "Hall", "القاعة"), quorum="none", agenda="",
        )  # fmt: skip
        found = elections.create_election(
            db,
            act,
            held.id,
            body_id=seated.id,
            title=Names("انتخاب نماینده", "Election", "انتخاب الممثل"),
            rule=Rule(seats=1, maximum=1, order="alphabet", alternates=0),
        )
        elections.advance_early(db, act, found.public_id, to="nominating")
        timetable.set_timetable(db, act, found.public_id, _timetable(act.now))
        for name in ("انجمن آرامش", "بنیاد یاری"):
            _candidate(db, act, home.address, found.public_id, name)
    database.close()
    keys.authority(settings.keys, "مجمع نهادهای مهر", act.now)
    return found.public_id, people


def _timetable(start: datetime) -> timetable.TimetableValue:
    def working(count: int) -> datetime:
        day = after_working_days(start.astimezone(TEHRAN).date(), count)
        return datetime.combine(day, time(14), TEHRAN).astimezone(UTC)

    return timetable.TimetableValue(
        registration_opens=working(1), registration_closes=working(30), review_ends=working(40),
        appeals_end=working(45), list_final=working(46),
    )  # fmt: skip


def _candidate(db: Any, act: Act, address: str, election: str, name: str) -> None:
    draft = institution.InstitutionDraft(name=Names(name), province="IR-07", kind="K1", fields=(), tracks=())
    stored = institution.add_institution(db, act, draft, assembly=address, introduced_on=in_tehran(act.now).date())
    paper = Dossier(introduction=Names("نهادی مردمی."), programmes=(Programme(text=Names("یاری به خانواده‌ها")),))
    one = nomination.nominate(
        db, act, election, institution_id=stored.id, representative=Names("رها یکتا"), dossier=paper
    )
    both = Act(officers=("our-first", "our-second"), now=act.now, random=act.random)
    review.decide(db, both, election, one.id, decision="accept")


def _files(folder: Path) -> dict[str, Path]:
    """What an institution has at hand: a letter and a report as PDF, a photograph."""
    made = {
        name: folder / f"{name}.{kind}" for name, kind in (("letter", "pdf"), ("evidence", "pdf"), ("portrait", "jpg"))
    }
    out = BytesIO()
    Image.new("RGB", (900, 1200), (60, 110, 120)).save(out, "JPEG")
    made["portrait"].write_bytes(out.getvalue())
    for name in ("letter", "evidence"):
        page = Image.new("RGB", (600, 800), (250, 250, 245))
        page.save(made[name], "PDF", title=name)
    return made


def _achievement(hands: Fingers, place: int) -> None:
    start = f"participation-{place}"
    hands.write(f"[name={start}-fa]", DONE)
    hands.write(f"[name={start}-year]", "۱۴۰۳")
    hands.page.locator(f"[name={start}-field]").select_option(index=3)
    hands.write(f"[name={start}-number]", "۴۰")
    hands.write(f"[name={start}-indicator_fa]", "نشست")


def _bring(journey: Registration, page: Page, content: bytes, name: str) -> None:
    path = journey.folder / f"{name}.{'xlsx' if content[:2] == b'PK' else 'csv'}"
    path.write_bytes(content)
    page.goto(f"{journey.program.address}/office/institutions/lists")
    page.set_input_files("[name=file]", path)
    with page.expect_navigation():
        page.click("main form .button:not(.button-quiet)")
    journey.look(page, f"preview of the list, {name}")


def _confirm(page: Page) -> None:
    with page.expect_navigation():
        page.click("main form[action$=confirm] .button")


def _introduced(journey: Registration) -> int:
    """How many institutions stand in the register, beside the two that came on paper."""
    database = Database(load_settings(instance=journey.program.instance).database)
    with database.reading() as db:
        found = institution.count(db, assembly.assemblies(db)[0].id)
    database.close()
    return found - 2


def _overview(journey: Registration, page: Page) -> None:
    page.goto(f"{journey.program.address}/own/elections/{journey.election}")


def _office(journey: Registration, page: Page) -> Office:
    return Office(
        page=page, witness=journey.witness, address=journey.program.address, election=journey.election,
        second=journey.officers["third"],
    )  # fmt: skip
