"""A hall in the morning of its session: served as on the day, its election listed and not yet frozen, nobody in it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy.orm import Session

from app.config import load_settings
from app.db import Database
from app.language.dates import in_tehran
from app.language.names import Names
from app.services.accounts import officer
from app.services.acts.act import Act
from app.services.acts.signer import BoardSigner
from app.services.election import election
from app.services.election.rule import Rule
from app.services.hall import roll, session
from app.services.nomination import nomination
from app.services.nomination.dossier import Dossier
from app.services.register import assembly, body, institution
from app.signing.key_ring import key_ring
from app.signing.keys import board_key
from app.states.election import Devices, Quorum
from app.states.officer import Role
from tests.journeys.secretariat import press
from tests.journeys.voting import PaperSlip
from tests.journeys.witness import TABLET
from tests.support.assemblies import Simulation, fresh_sqlite, user_name
from tests.support.browser import open_browser
from tests.support.hall import HOST, ServedHall, free_ports, start, stop, wait_for
from tests.support.presidium import name_presidium

ADDRESS = "hamyar"
OFFICERS = {
    Role.SECRETARY: "مهرنوش آبان‌زاد", Role.RETURNING_OFFICER: "سامان دریابیگ", Role.SIGNATORY: "لاله دشتی",
    Role.DESK: "امید نیک‌پور",
}  # fmt: skip
PASSWORDS = {str(role): f"سه رود آرام {secrets.token_hex(8)}" for role in OFFICERS}
HOUSES = {
    "انجمن آفتاب": "رها یکتا", "بنیاد باران": "کاوه نیک‌پی", "خانهٔ پرنیان": "شیرین سحرخیز", "کانون ترنج": "بهنام روشن‌دل",
    "گروه جوانه": "نگار مهرورز", "مؤسسهٔ چشمه": "پویا دل‌افروز", "هیئت خورشید": "سارا خوش‌کام",
    "انجمن دماوند": "آرمان پارسی",
}  # fmt: skip
"""The candidates and who represents each."""
DELEGATES = (
    "آوا رستگار", "سینا بامداد", "یاسمن نوری", "امیر پایدار", "لیلا فرزان", "بابک شکیبا", "مریم گلزار", "داوود نیکو",
    "هانیه صبا", "کامران اختر",
)  # fmt: skip
AGENDA = "گشایش نشست\nمعرفی نامزدها\nرأی‌گیری\nشمارش و اعلام نتیجه"
RULE = Rule(seats=6, minimum=1, maximum=6, alternates=1, devices=Devices.ENROLLED)
PATIENCE = 60_000
PROJECTOR: ViewportSize = {"width": 1920, "height": 1080}


@dataclass(slots=True, kw_only=True)
class HallDay:
    """The hall and everybody's browser in it, by name; `said` is what went before, with seconds."""

    hall: ServedHall
    browser: Browser
    folder: Path
    began: float = field(default_factory=time.monotonic)
    pages: dict[str, Page] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    slips: list[PaperSlip] = field(default_factory=list)
    serials: dict[str, str] = field(default_factory=dict)

    @property
    def held(self) -> Simulation:
        """The election."""
        return self.hall.held

    @property
    def office(self) -> str:
        """The address of the office, whose consoles stand in the hall."""
        return f"https://{HOST}:{self.hall.port + 2}/office"

    @property
    def public(self) -> str:
        """The address of the public pages."""
        return f"https://{HOST}:{self.hall.port + 1}"

    @property
    def booth(self) -> str:
        """The address of the booth."""
        return f"https://{HOST}:{self.hall.port}/B/{self.held.election}"

    @property
    def election(self) -> str:
        """The address of the election in the office."""
        return f"{self.office}/elections/{self.held.election}"

    @property
    def session(self) -> str:
        """The address of the session in the office."""
        return f"{self.office}/sessions/{self.held.session_id}"

    def tell(self, what: str) -> None:
        """Say how far the day is."""
        print(f"{time.monotonic() - self.began:6.1f} s  {what}", flush=True)

    def enter(self, name: str, *, viewport: ViewportSize = TABLET, touch: bool = False) -> Page:
        """One more browser, empty, whose faults are noted."""
        context = self.browser.new_context(
            viewport=viewport, has_touch=touch, locale="fa-IR", timezone_id="Asia/Tehran", reduced_motion="reduce",
            ignore_https_errors=True,
        )  # fmt: skip
        page = self.pages[name] = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.faults.append(f"{name}: {error}"))
        return page

    def sign_in(self, name: str, role: str) -> Page:
        """An officer at an own browser, before the start page."""
        page = self.enter(name)
        page.goto(f"{self.office}/")
        page.fill("[name=username]", user_name(ADDRESS, role))
        page.fill("[name=password]", PASSWORDS[role])
        with page.expect_navigation():
            page.keyboard.press("Enter")
        return page

    def at(self, name: str, address: str) -> Page:
        """The page of this name, gone to an address."""
        page = self.pages[name]
        page.goto(address)
        return page

    def together(self, first: str, other: str, *, say: str) -> None:
        """Ask a colleague, who finds it on the own start page and confirms it with the own password."""
        page, second = self.pages[first], self.pages[other]
        press(page, "button[name=ask]")
        second.goto(f"{self.office}/")
        press(second, "a[href*='/office/waiting/']")
        second.fill("[name=password]", PASSWORDS[other])
        press(second, "form[action$='/confirm'] button")
        told = second.locator("main > .notice-success").first.inner_text()
        assert say in told, f"{told!r} instead of {say!r}"
        expect(page.locator("#waiting-done")).to_be_visible(timeout=PATIENCE)  # by itself
        self.tell(say)


def _found(db: Session, act: Act, now: datetime) -> tuple[str, int]:
    """An assembly that has called a session, with nominations and a roll; the ids of election and session."""
    today = in_tehran(now).date()
    home = assembly.create_assembly(db, act, address=ADDRESS, name=Names("مجمع نهادهای همیار"), demonstration=False)
    group = body.BodyDraft(code="group", name=Names("کارگروه ملی"), seats=RULE.seats)
    seated = body.create_body(db, act, home.id, group)
    for role, name in OFFICERS.items():
        officer.add_officer(
            db, act, assembly=ADDRESS, username=user_name(ADDRESS, role), name=name, post="", role=role,
            password=PASSWORDS[role], is_own=True,
        )  # fmt: skip
    held = session.create_session(
        db, act, assembly=ADDRESS, number=2, held_on=today, place=Names("تالار همایش شهر"),
        quorum=Quorum.INTRODUCED, agenda=AGENDA, begins="08:00", ends="13:00",
    )  # fmt: skip
    name_presidium(db, held.id)
    title = Names("انتخاب شش عضو کارگروه ملی")
    made = election.create_election(db, act, held.id, body_id=seated.id, title=title, rule=RULE)
    names = (*HOUSES, "خیریهٔ سپیده", "جمعیت رود")
    ids = [_introduce(db, act, place, name, today) for place, name in enumerate(names)]
    for house, person in zip(ids, HOUSES.values(), strict=False):
        nomination.nominate(
            db, act, made.public_id, institution_id=house, representative=Names(person),
            dossier=Dossier(introduction=Names("ما با داوطلبان محلی به خانواده‌ها یاری می‌رسانیم.")),
        )  # fmt: skip
    for house, person in zip(ids, DELEGATES, strict=True):
        roll.add_delegate(db, act, held.id, institution_id=house, name=Names(person))
    return made.public_id, held.id


def _introduce(db: Session, act: Act, place: int, name: str, day: date) -> int:
    draft = institution.InstitutionDraft(name=Names(name), province=f"IR-0{place % 8}", kind="K1")
    return institution.add_institution(db, act, draft, assembly=ADDRESS, introduced_on=day).id


@contextmanager
def morning(folder: Path) -> Iterator[HallDay]:
    """The hall served over https while the block runs, with a browser for everybody."""
    instance, port, now = folder / "instance", free_ports(3), datetime.now(UTC)
    instance.mkdir(parents=True, mode=0o700)
    settings = load_settings(instance, f"https://{HOST}")
    database = Database(fresh_sqlite(instance))
    act = Act(officers=("set-up",), now=now, random=secrets.token_bytes)
    with database.transaction() as db:
        public_id, session_id = _found(db, act, now)
    held = Simulation(
        database=database, ring=key_ring(settings.keys, now), address=ADDRESS, election=public_id,
        session_id=session_id, trustees=0, votes=(), now=now,
        signer=BoardSigner(host=settings.board, private=board_key(settings.keys)),
    )  # fmt: skip
    held.to("reviewing")
    with ExitStack() as stack:
        log = stack.enter_context((folder / "log").open("wb"))
        process = start(instance, database, port, log.fileno(), ("--office-in-hall",))
        stack.callback(stop, process)
        hall = ServedHall(held=held, port=port, log=folder / "log", process=process, instance=instance)
        wait_for(hall)
        yield HallDay(hall=hall, browser=stack.enter_context(open_browser()), folder=folder)
