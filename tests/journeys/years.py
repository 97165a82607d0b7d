"""From an empty installation to the second year of an assembly, in browsers alone: a tie for the last of six seats, a
second round that is annulled and repeated, letters for all six, and next year's session.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.language.dates import in_tehran, jalali_numeric
from tests.journeys.rounds import RETURNING, SECRETARY, SIGNATORY, Round
from tests.journeys.secretariat import Secretariat, fill, found, press, press_last
from tests.journeys.witness import Witness, leave, watching
from tests.support.server import Program, serving

PLACE = "تالار همایش شهر"
PRESIDIUM = {
    "chair": "هومن شایگان", "secretary": "نسترن پگاه", "first_observer": "آرش بهروزی",
    "second_observer": "ترانه کیهان",
}  # fmt: skip
CANDIDATES = {
    "انجمن آفتاب": "رها یکتا", "بنیاد باران": "کاوه نیک‌پی", "خانهٔ پرنیان": "شیرین سحرخیز",
    "کانون ترنج": "بهنام روشن‌دل", "گروه جوانه": "نگار مهرورز", "مؤسسهٔ چشمه": "پویا دل‌افروز",
    "هیئت خورشید": "سارا خوش‌کام",
}  # fmt: skip
DELEGATES = ("آوا رستگار", "سینا بامداد", "یاسمن نوری", "امیر پایدار")
"""As few as the quorum of half of seven institutions plus one allows."""
TIE = [(1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5, 7), (1, 2, 3, 4, 5), (1, 2, 3, 4, 5)]
"""The first five of the ballot are elected; 6 and 7 are tied for the last seat."""
REASON = "شمار تعرفه‌های دور دوم با فهرست حاضران برابر نبود و هیئت رئیسه رأی‌گیری را معتبر نشناخت."


@dataclass(slots=True, kw_only=True)
class Years:
    """What was held, and what everybody carried home; papers by election, in the order of the elections."""

    program: Program
    team: Secretariat
    rounds: list[Round] = field(default_factory=list)
    minutes: list[bytes] = field(default_factory=list)
    letters: list[list[bytes]] = field(default_factory=list)
    records: list[bytes] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    next_election: str = ""
    root_certificate: bytes = b""

    @property
    def witness(self) -> Witness:
        """Who looks over every shoulder."""
        return self.team.witness


@contextmanager
def prepared(folder: Path) -> Iterator[Years]:
    """An empty installation that the launcher serves, and a browser: nothing else is done by a command. Its pages are
    looked at closely in `tests/look`.
    """
    with serving(folder, empty=True) as program, watching(closely=False) as witness:
        yield Years(program=program, team=Secretariat(witness=witness, address=program.address, folder=folder))


def travel(years: Years) -> None:
    """Go all the way."""
    team = years.team
    link = re.search(rf"{re.escape(years.program.address)}/office/found/\S+", years.program.said())
    assert link is not None, years.program.said()
    found(team, link[0])
    call_session(team, today())
    call_session(team, today(), presidium=True)
    first = Round(team=team, election=make_election(team))
    nominate(first)
    decide(first)
    enrol(first)
    first.hold(TIE, seen=4)
    second = follow(first, "second-round", "انتخابات با نامزدهای آن ایجاد شد")
    first.publish()
    second.hold([(1,), (1,), (1,), (2,)], seen=1)
    second.publish()
    annul(second)
    last = follow(second, "repeat", "انتخابات با نامزدهای آن ایجاد شد")
    last.hold([(2,), (2,), (1,), (2,)], seen=1)
    last.publish()
    years.rounds = [first, second, last]
    for one in (first, last):
        one.finalise()
    years.minutes = [one.minutes() for one in years.rounds]
    years.letters = [one.letters() for one in (first, last)]
    years.next_election = next_year(last)
    look_round(years)


def today() -> str:
    """The present day as it is typed."""
    return jalali_numeric(in_tehran(datetime.now(UTC)).date())


def call_session(team: Secretariat, day: str, *, presidium: bool = False) -> None:
    """The secretary calls a session from the start page, and names its presidium."""
    page = team.home(SECRETARY)
    press(page, "main a[href='/office/sessions/new']")
    fill(page, held_on=day, place_fa=PLACE)
    team.witness.look(page, "a session is called")
    press_last(page)
    if presidium:
        fill(page, **PRESIDIUM)
        press_last(page)
    team.witness.look(page, "a session")


def make_election(team: Secretariat) -> str:
    """An election of six seats as it is proposed, in the session on the page; nominations are opened."""
    page = team.pages[SECRETARY]
    press(page, "main a[href$='/elections/new']")
    assert page.input_value("main [name=seats]") == "۶"
    team.witness.look(page, "an election is made")
    press_last(page)
    election = page.url.rsplit("/", 1)[1]
    lead = team.office(RETURNING, election)
    lead.follow("acts/nominate")
    press(lead.page, "main form .button-large")
    return election


def nominate(held: Round) -> None:
    """Seven candidates come on paper."""
    desk = held.desk
    desk.follow("candidates")
    for name, person in CANDIDATES.items():
        press(desk.page, "main a[href$='/candidates/new']")
        fill(
            desk.page, name_fa=name, representative_fa=person, introduction_fa=f"{name} به خانواده‌ها یاری می‌رساند.",
            programmes="آموزش حقوق شهروندی",
        )  # fmt: skip
        desk.page.select_option("[name=province]", label="فارس")
        desk.page.select_option("[name=kind]", label="سازمان مردم‌نهاد")
        press_last(desk.page)
    desk.witness.look(desk.page, "candidates on paper")


def decide(held: Round) -> None:
    """The secretary checks each and proposes, the signatory confirms, each led to the next; then nominations end."""
    desk, signatory, lead = held.desk, held.team.office(SIGNATORY, held.election), held.lead
    desk.page.goto(desk.path)
    press(desk.page, "main .task-list a[href$='/candidates']")
    press(desk.page, "main tbody tr a")
    for _ in CANDIDATES:
        for met in desk.page.locator("#checklist-title ~ form input[value=met]").all():
            met.check()
        press(desk.page, "#checklist-title ~ form button")
        desk.page.check("[name=decision][value=accept]")
        press(desk.page, "#decision-title ~ form button")
    signatory.page.goto(signatory.path)
    press(signatory.page, ".next-act a.button-large")
    press(signatory.page, "main tbody tr a")
    for _ in CANDIDATES:
        press(signatory.page, ".notice form .button-large")
    signatory.witness.look(signatory.page, "all candidates are accepted")
    lead.follow("acts/review")
    press(lead.page, "main form .button-large")


def enrol(held: Round) -> None:
    """Four delegates on the roll, all of them here."""
    desk = held.desk
    desk.page.goto(desk.path)
    press(desk.page, "main .task-list a[href$='/roll']")
    for name, delegate in zip(CANDIDATES, DELEGATES, strict=False):
        if not desk.page.locator("#add[open]").count():
            desk.page.click("#add summary")
        desk.page.select_option("#add [name=institution]", label=f"{name} (فارس)")
        desk.page.fill("#add [name=name_fa]", delegate)
        press(desk.page, "#add form[method=post] button")
    while desk.page.locator("button[name=act][value=check-in]").count():
        desk.press("check-in")
    desk.witness.look(desk.page, "roll, all here")


def follow(held: Round, way: str, say: str) -> Round:
    """A second round or a repeat, called by two from the page of the election before; its page leads to the new one."""
    lead = held.lead
    lead.page.goto(lead.path)
    press(lead.page, f"main a[href$='/{way}']")
    lead.witness.look(lead.page, way)
    held.team.together(lead, SIGNATORY, say=say)
    lead.page.goto(lead.path)
    press(lead.page, ".kin li:last-child a")
    return Round(team=held.team, election=lead.page.url.rsplit("/", 1)[1])


def annul(held: Round) -> None:
    """Two officers annul, with a reason."""
    lead = held.lead
    lead.page.goto(lead.path)
    press(lead.page, "main a[href$='/acts/annul']")
    fill(lead.page, reason=REASON)
    held.team.together(lead, SECRETARY, say="انتخابات ابطال شد")
    lead.witness.look(lead.page, "an annulled election")


def next_year(held: Round) -> str:
    """The next session from the page of the last election: called, an election made, a candidate known from before."""
    team, desk = held.team, held.desk
    desk.page.goto(desk.path)
    press(desk.page, "main a[href='/office/sessions/new']")
    assert desk.page.input_value("main [name=place_fa]") == PLACE
    press_last(desk.page)
    election = make_election(team)
    desk = team.office(SECRETARY, election)
    desk.follow("candidates")
    press(desk.page, "main a[href$='/candidates/new']")
    desk.page.select_option("main select[name=institution]", label="انجمن آفتاب")
    press(desk.page, "#known-title ~ form button")
    fill(desk.page, representative_fa="رها یکتا", introduction_fa="همان نهاد.", programmes="ادامهٔ همان برنامه")
    desk.witness.look(desk.page, "a candidate of the register")
    press_last(desk.page)
    desk.page.goto(desk.path)
    press(desk.page, "main .task-list a[href$='/roll']")
    desk.press("take-over")
    desk.witness.look(desk.page, "the roll of the year before")
    return election


def look_round(years: Years) -> None:
    """What anybody finds afterwards, from the first public page on."""
    page = years.witness.visitor()
    page.goto(f"{years.program.address}/")
    years.witness.look(page, "the first public page")
    for one in years.rounds:
        page.goto(f"{years.program.address}/")
        press(page, f"main a[href='/elections/{one.election}']")
        years.witness.look(page, "an election")
        with page.expect_download() as waiting:
            page.locator("main a[href$='.record.zip']").first.click()
        years.records.append(waiting.value.path().read_bytes())
        page.goto(f"{years.program.address}/elections/{one.election}/result")
        years.witness.look(page, "a result")
        years.results.append(page.locator("body").inner_text())
    years.root_certificate = page.context.request.get(f"{years.program.address}/authority.pem").body()
    leave(page)
