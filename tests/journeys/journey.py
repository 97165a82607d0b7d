"""The whole day of an assembly through its pages, from the keys to six signed letters, and what it leaves behind."""

from __future__ import annotations

import io
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from app.config import load_settings
from app.db import Database
from app.services.accounts import officer as officers
from app.services.acts.act import Act
from app.services.election import election as elections
from app.services.register import assembly as assemblies
from ballots import board
from ballots.short import WHOLE, Kind, grouped, short
from tests.journeys.holder import Holder
from tests.journeys.office import Office, Person
from tests.journeys.voting import Booth, PaperSlip, Vote, read_slips
from tests.journeys.wire import Wire, listening
from tests.journeys.witness import Witness, leave, watching
from tests.support.demonstrations import copy_demonstration
from tests.support.server import Program, serving

PASSPHRASE = "چهار واژهٔ شب‌تاب " + secrets.token_hex(8)
PEOPLE = {"secretary": "مهرنوش آبان‌زاد", "returning-officer": "سامان دریابیگ", "signatory": "مهرداد پارسا"}
HOLDERS = ("فرهاد نیک‌اندیش", "شیدا رهنمون")
CHECKS = ("/letters", "/keys")


@dataclass(slots=True, kw_only=True)
class Journey:
    """The hall, and what everybody carried home from it; `office_key` is the sealed key, as it was before its end."""

    program: Program
    wire: Wire
    witness: Witness
    folder: Path
    election: str
    officers: dict[str, Person]
    holders: list[Holder] = field(default_factory=list)
    slips_pdf: Path | None = None
    slips: list[PaperSlip] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    letters: list[Path] = field(default_factory=list)
    zero: bytes = b""
    minutes: bytes = b""
    archive: bytes = b""
    record: bytes = b""
    root_certificate: bytes = b""
    office_key: bytes = b""

    @property
    def address(self) -> str:
        """What stands in square codes: browsers reach the program through the wire."""
        return self.wire.address

    def officer(self, role: str, *, second: str = "") -> Office:
        """An officer's own browser, signed in."""
        office = Office(
            page=self.witness.visitor(), witness=self.witness, address=self.address, election=self.election,
            second=self.officers[second or role],
        )  # fmt: skip
        office.sign_in(self.officers[role])
        return office


@contextmanager
def prepared(folder: Path, pictures: Path | None = None, *, closely: bool = True) -> Iterator[Journey]:
    """A served demonstration with three more officers whose passwords nobody else has, and a browser before it."""
    with ExitStack() as stack:
        wire = stack.enter_context(listening())
        copy_demonstration(folder / "instance")
        program = stack.enter_context(serving(folder, address=wire.address))
        wire.connect(program.address)
        election, people = _appoint(program.instance)
        witness = stack.enter_context(watching(pictures, closely=closely))
        yield Journey(program=program, wire=wire, witness=witness, folder=folder, election=election, officers=people)


def _appoint(instance: Path) -> tuple[str, dict[str, Person]]:
    """Give the demonstration officers of our own; return its election's id and them by role."""
    database = Database(load_settings(instance=instance).database)
    act = Act(officers=("set-up",), now=datetime.now(UTC), random=secrets.token_bytes)
    people = {role: Person(username=f"our-{role}", password=f"گذر‌{secrets.token_hex(10)}") for role in PEOPLE}
    with database.transaction() as db:
        home = assemblies.assemblies(db)[0]
        for role, person in people.items():
            officers.add_officer(
                db, act, assembly=home.address, username=person.username, name=PEOPLE[role], post="",
                role=role, password=person.password, is_own=True,
            )  # fmt: skip
        election = elections.elections(db)[0].public_id
    database.close()
    return election, people


def travel(journey: Journey) -> None:
    """Hold the whole assembly."""
    secretary = journey.officer("secretary", second="returning-officer")
    keys(journey, secretary)
    announce_list(journey, secretary)
    secretary.page.fill("[name=balls]", "۰۴۱۶ ۰۲۳۵ ۹۷۲۰ ۰۸۸۳ ۵۱۴۶")
    secretary.confirm("act freeze", say="انتخابات تثبیت شد")
    slips(journey, secretary)
    for holder in journey.holders:
        holder.test_key()
    secretary.follow("acts/open")
    secretary.page.fill("[name=waiver]", "تنها یکی از برگه‌ها پیش از نشست آزموده شده است.")
    secretary.confirm("act open", say="رأی‌گیری آغاز شد")
    journey.zero = zero(secretary)
    vote(journey)
    wait_for_signature(journey)
    close(journey, secretary)
    find_trackers(journey)
    count(journey, secretary)
    secretary.act("publish", say="نتیجهٔ مقدماتی اعلام شد")
    waive(secretary)
    secretary.follow("acts/finalise")
    secretary.confirm("act finalise", say="نتیجه قطعی است")
    make_minutes(secretary)
    write_letters(journey, secretary)
    secretary.follow("acts/destroy")
    secretary.page.check("[name=stated]")
    secretary.confirm("act destroy", say="کلیدها از میان رفت")
    look_round(journey, secretary)
    leave(secretary.page)


def keys(journey: Journey, office: Office) -> None:
    """One key in the office, two with trustees."""
    office.follow("trustees")
    office.witness.look(office.page, "trustees, none yet")
    office.page.click("details.more summary")
    office.page.fill("[name=passphrase]", PASSPHRASE)
    office.page.fill("[name=again]", PASSPHRASE)
    office.press("office-key")
    journey.office_key = sealed_key(journey.program.instance)
    for name in HOLDERS:
        office.page.fill("[name=name]", name)
        office.press("invite")
        office.witness.look(office.page, "trustees, with an invitation")
        link = office.page.locator(".notice .tracker code").inner_text()
        holder = Holder(name=name, witness=journey.witness, invitation=link, folder=journey.folder)
        holder.make_key()
        journey.holders.append(holder)
    journey.holders[0].check_sheet(2)


def sealed_key(instance: Path) -> bytes:
    """The office's key as it lies in the database."""
    with sqlite3.connect(f"file:{instance / 'majma.sqlite3'}?mode=ro", uri=True) as database:
        (row,) = database.execute("select sealed_key from trustee where sealed_key is not null").fetchall()
    return bytes(row[0])


def announce_list(journey: Journey, office: Office) -> None:
    """Announce the list whose order is drawn, and look at it as the hall does; then the digits are asked for."""
    office.follow("acts/announce")
    office.witness.look(office.page, "act announce")
    with office.page.expect_navigation():
        office.page.click("main form .button-large")
    assert office.page.url == f"{office.path}/acts/freeze"
    page = journey.witness.visitor()
    page.goto(f"{journey.address}/elections/{journey.election}/order")
    journey.witness.look(page, "the order, announced")
    leave(page)


def slips(journey: Journey, office: Office) -> None:
    """Print, read back, confirm, and hand three slips out at the door."""
    office.follow("slips")
    office.witness.look(office.page, "slips before printing")
    journey.slips_pdf = office.download("form[data-again] button", journey.folder)
    journey.slips = read_slips(journey.slips_pdf, journey.folder, f"{journey.address}/B/{journey.election}")
    office.page.locator("[name=anew]").wait_for()  # the page knows by itself that the slips are made
    office.page.fill("[name=counted]", str(len(journey.slips)))
    office.sign_beside()
    office.press("seal")
    office.witness.look(office.page, "slips confirmed")
    office.page.click("main .actions a.button")
    for _ in range(3):
        office.press("hand")
    office.witness.look(office.page, "roll", picture="roll")


def zero(office: Office) -> bytes:
    """The zero report, before the first ballot."""
    return office.read("a[href$='/zero.pdf']")


def vote(journey: Journey) -> None:
    """Three delegates: by touch after a test of the tablet, by the keyboard alone, and a blank vote."""
    booth = Booth(witness=journey.witness, address=journey.address, election=journey.election)
    first, second, third = journey.slips[3], journey.slips[11], journey.slips[0]
    journey.votes = [
        booth.by_address(first, (2, 5, 11, 14, 19, 23)), booth.by_keyboard(second, (2, 5, 11, 17)), booth.blank(third),
    ]  # fmt: skip


def wait_for_signature(journey: Journey) -> None:
    """While voting is open a vote waits for the next signed entry, and is not called missing."""
    page = journey.witness.visitor(touch=True)
    for one in journey.votes:
        _ask_board(journey, page, one.tracker)
        assert page.locator(".find .notice-plain").count() == 1
        assert page.locator(".event-table tbody tr").count() == 1
    journey.witness.look(page, "board with votes that wait")
    leave(page)


def find_trackers(journey: Journey) -> None:
    """Each delegate finds the own ballot on the public board, and nobody finds one that is not there."""
    page = journey.witness.visitor(touch=True)
    for one in journey.votes:
        _ask_board(journey, page, one.tracker)
        assert page.locator(".find .notice-success").count() == 1
    journey.witness.look(page, "board with a tracker", picture="board")
    _ask_board(journey, page, "A" * 43)
    assert page.locator(".find .notice-attention").count() == 1
    leave(page)


def _ask_board(journey: Journey, page: Page, tracker: str) -> None:
    page.goto(f"{journey.address}/elections/{journey.election}/board")
    page.fill("#tracker", tracker)
    with page.expect_navigation():
        page.press("#tracker", "Enter")


def close(journey: Journey, office: Office) -> None:
    """Scan every slip that was never handed out, and one that was and has a vote; then close."""
    office.follow("close", picture="office")
    used = [vote.slip for vote in journey.votes]
    left = [one for one in journey.slips if one not in used]
    for number, slip in enumerate((used[0], *left)):
        office.page.locator("#scan").focus()
        office.page.keyboard.insert_text(slip.address)  # a hand scanner is quick
        office.page.keyboard.press("Enter")
        expect(office.page.locator("#scan-wrong p")).to_have_count(1)
        expect(office.page.locator("#scan-list li")).to_have_count(number)
    refusals = [fault for fault in office.witness.faults if "/close: error" in fault and "409" in fault]
    assert len(refusals) == 1, "the slip with a vote was not refused, or another was"
    office.witness.faults.remove(refusals[0])
    expect(office.page.locator("#balance.balance-right")).to_be_visible()
    office.page.fill("[name=reason]", "تعرفه‌ای که رأی داشت روی میز مانده بود و هیئت رئیسه آن را داده‌شده شناخت.")
    office.confirm("close", say="رأی‌گیری پایان یافت")


def count(journey: Journey, office: Office) -> None:
    """Add up, open the sums with all keys, one of them rebuilt from envelopes, draw lots where they are asked for."""
    office.follow("tally")
    office.press("add")
    expect(office.page.locator("#trustees")).to_be_visible(timeout=60_000)
    office.witness.look(office.page, "tally, waiting for keys")
    office.page.fill("[name=passphrase]", PASSPHRASE)
    office.press("office-key")
    present, absent = journey.holders
    head = closing_head(journey)
    present.open_sums(head)
    office.page.reload()
    _open_envelopes(office, absent, head)
    office.witness.look(office.page, "tally, done")
    office.page.goto(office.path)
    while "/lots" in (office.page.locator(".next-act a.button-large").get_attribute("href") or ""):
        _draw(office)
        office.page.goto(office.path)


def closing_head(journey: Journey) -> str:
    """How the ballots ended, in the forty digits that an observer reads from an own copy of the board."""
    page = journey.witness.visitor()
    address = f"{journey.address}/elections/{journey.election}/election.bel"
    copy = io.BytesIO(page.context.request.get(address).body())
    leave(page)
    events = board.read_events(board.read_archive(copy))
    head = next(event.hash for event in events if event.type == board.END_BALLOTS)
    return grouped(short(Kind.HEAD, head, WHOLE))


def _open_envelopes(office: Office, absent: Holder, head: str) -> None:
    """Rebuild the key of a trustee who did not come, from the first and the third sheet."""
    office.page.click("a[href$='/rebuild']")
    office.page.locator("#share-form").wait_for()
    office.witness.look(office.page, "rebuild, no sheet yet")
    for sheet in (absent.sheets[0], absent.sheets[2]):
        office.page.fill("#share-text", sheet)
        office.page.click("#share-form button")
    office.page.locator("#finish").wait_for()
    office.page.check("#rebuilt-typed")
    office.page.fill("#rebuilt-typed-head", head)
    office.witness.look(office.page, "rebuild, enough sheets", picture="rebuild")
    office.page.fill("#second_name", office.second.username)
    office.page.fill("#second_password", office.second.password)
    office.page.click("#finish-form button.button-large")
    office.page.wait_for_url(f"{office.path}/tally")


def _draw(office: Office) -> None:
    office.follow("lots")
    office.witness.look(office.page, "lots, before the hall")
    with office.page.expect_navigation():
        office.page.click("main form .button-large")
    office.witness.look(office.page, "lots")
    needed = int(office.page.locator("[name=balls]").get_attribute("data-balls") or 0)
    office.page.fill("[name=balls]", "".join(str(secrets.randbelow(10)) for _ in range(needed)))
    office.page.fill("[name=second_name]", office.second.username)
    office.page.fill("[name=second_password]", office.second.password)
    with office.page.expect_navigation():
        office.page.click("main form .button-large")
    office.witness.look(office.page, "lots drawn")


def waive(secretary: Office) -> None:
    """Record that nobody objects, candidate by candidate."""
    secretary.page.goto(f"{secretary.path}/objections/waivers")
    secretary.witness.look(secretary.page, "who says not to object")
    boxes = secretary.page.locator("[name$=-waived]")
    for number in range(boxes.count()):
        boxes.nth(number).check()
    with secretary.page.expect_navigation():
        secretary.page.click("main form .button")
    secretary.witness.look(secretary.page, "objections")
    secretary.page.goto(secretary.path)


def make_minutes(secretary: Office) -> None:
    """Make the minutes: numbered, sealed, kept."""
    secretary.follow("papers/make")
    secretary.witness.look(secretary.page, "minutes before they are made")
    with secretary.page.expect_navigation():
        secretary.page.click("main form .button-large")
    assert secretary.page.url == f"{secretary.path}/papers"
    secretary.made()
    secretary.page.locator("[id^=paper-]").first.wait_for()
    secretary.witness.look(secretary.page, "sealed papers")


def write_letters(journey: Journey, secretary: Office) -> None:
    """The secretary drafts, the signatory issues, both may read."""
    secretary.follow("letters")
    secretary.witness.look(secretary.page, "letters before drafting")
    assert secretary.page.input_value("[name=signatory]"), "no signatory is named beforehand"
    secretary.page.fill("[name=signatory]", PEOPLE["signatory"])
    secretary.press("draft")
    assert secretary.page.locator("a[href$='/issue']").count() == 0, "a drafter may issue"
    assert secretary.read("a[href$='/draft.pdf']").startswith(b"%PDF")
    signatory = journey.officer("signatory")
    signatory.follow("letters")
    issue(signatory, "tbody a[href$='/issue']", "a letter before it is issued")
    issue(signatory, "a[href$='/letters/issue']", "the other letters before they are issued")
    signatory.witness.look(signatory.page, "letters issued")
    for number in range(signatory.page.locator("a[href$='.pdf']").count()):
        with signatory.page.expect_download() as waiting:
            signatory.page.locator("a[href$='.pdf']").nth(number).click()
        path = journey.folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        journey.letters.append(path)
    leave(signatory.page)


def issue(signatory: Office, selector: str, name: str) -> None:
    """Follow the first such link to what will be issued, issue it, and wait until it is signed."""
    signatory.page.locator(selector).first.click()
    signatory.page.wait_for_url("**/issue")
    signatory.witness.look(signatory.page, name)
    with signatory.page.expect_navigation():
        signatory.page.click("main form .button-large")
    signatory.made()


def look_round(journey: Journey, office: Office) -> None:
    """What anybody can read afterwards, and the papers of the office."""
    office.page.goto(office.path)
    office.witness.look(office.page, "office at the end")
    journey.minutes = office.read("a[href$='/minutes.pdf']")
    office.page.goto(f"{office.path}/journal")
    office.witness.look(office.page, "journal")
    office.page.goto(f"{journey.address}/office/")
    office.witness.look(office.page, "office home")
    page = journey.witness.visitor()
    own = f"/elections/{journey.election}"
    page.goto(f"{journey.address}{own}/candidates")
    candidate = page.locator(f"a[href^='{own}/candidates/']").first.get_attribute("href") or ""
    for path in ("/", own, candidate, f"{own}/result", f"{own}/board", f"{own}/secrecy", *CHECKS):
        page.goto(f"{journey.address}{path}")
        journey.witness.look(page, path, picture="result" if path.endswith("/result") else "")
    journey.archive = page.context.request.get(f"{journey.address}{own}/election.bel").body()
    journey.record = page.context.request.get(f"{journey.address}{own}/{journey.election}.record.zip").body()
    journey.root_certificate = page.context.request.get(f"{journey.address}/authority.pem").body()
    leave(page)
