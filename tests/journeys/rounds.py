"""One election after another of the same secretariat: keys, freezing, slips, votes, the count, its announcement."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass, field

from playwright.sync_api import expect

from ballots import board
from ballots.ballot import encrypt_ballot
from ballots.election import decode_election
from ballots.short import WHOLE, Kind, grouped, short
from tests.journeys.client import Client
from tests.journeys.holder import Holder
from tests.journeys.office import Office
from tests.journeys.secretariat import Secretariat, fill, press
from tests.journeys.voting import Booth, PaperSlip, read_slips
from tests.journeys.witness import leave

TRUSTEE = "فرهاد نیک‌اندیش"
WAIVER = "برگه‌های پشتیبان پیش از نشست آزموده نشد."
SECRETARY, RETURNING, SIGNATORY = "secretary", "returning-officer", "signatory"


@dataclass(slots=True, kw_only=True)
class Round:
    """An election and its trustee. The returning officer acts; secretary or signatory confirm on their own screens."""

    team: Secretariat
    election: str
    holders: list[Holder] = field(default_factory=list)
    slips: list[PaperSlip] = field(default_factory=list)

    @property
    def lead(self) -> Office:
        """The returning officer's browser."""
        return self.team.office(RETURNING, self.election)

    @property
    def desk(self) -> Office:
        """The secretary's browser."""
        return self.team.office(SECRETARY, self.election)

    def hold(self, marked: list[tuple[int, ...]], *, seen: int) -> None:
        """From the keys to the opened sums; a delegate for each vote, by its numbers on the ballot. The first so many
        are `seen` to vote at a tablet; of the others comes what their tablets send.
        """
        self.keys()
        self.freeze()
        self.print_slips()
        self.open()
        booth = Booth(witness=self.team.witness, address=self.team.address, election=self.election)
        votes = list(zip(self.slips, marked, strict=False))
        booth.cast_all(votes[:seen])
        for slip, numbers in votes[seen:]:
            self.send(slip, numbers)
        self.close(self.slips[len(marked) :])
        self.count()

    def send(self, slip: PaperSlip, numbers: tuple[int, ...]) -> None:
        """Make the ballot of a delegate and send it as a tablet does."""
        client, page = Client(self.team.address), f"/B/{self.election}"
        definition = decode_election(client.get(f"/elections/{self.election}/election.json").text.encode())
        question = definition.questions[0]
        blank = (int(not numbers),) if question.blank else ()
        chosen = (int(number in numbers) for number in range(1, len(question.answers) + 1))
        ballot = encrypt_ballot(definition, slip.credential, ((*blank, *chosen),), secrets.token_bytes)
        told = client.post(f"{page}/ballot", {"token": slip.token, "ballot": ballot.decode()}, page=page)
        assert told.status == 200, told.text

    def keys(self) -> None:
        """The trustee is invited and makes a key with a backup, or where the office asked again gets the new link."""
        desk = self.desk
        desk.follow("trustees")
        again = desk.page.locator("button[name=act][value=link]").count()
        if again:
            desk.press("link")
        else:
            fill(desk.page, name=TRUSTEE)
            desk.press("invite")
        desk.witness.look(desk.page, "trustees, with a link")
        link = desk.page.locator(".notice .tracker code").inner_text()
        folder = self.team.folder / f"{self.election}-keys"
        folder.mkdir()
        holder = Holder(name=TRUSTEE, witness=self.team.witness, invitation=link, folder=folder)
        holder.make_key(backup=not again)
        self.holders.append(holder)
        desk.page.goto(f"{desk.path}/trustees")
        press(desk.page, ".notice-success a.button")

    def freeze(self) -> None:
        """The list is announced, the balls are drawn, two officers freeze."""
        lead = self.lead
        lead.follow("acts/announce")
        press(lead.page, "main form .button-large")
        needed = int(lead.page.locator("[name=balls]").get_attribute("data-balls") or 0)
        fill(lead.page, balls="".join(str(secrets.randbelow(10)) for _ in range(needed)))
        lead.witness.look(lead.page, "freezing")
        self.team.together(lead, SECRETARY, say="انتخابات تثبیت شد")

    def print_slips(self) -> None:
        """Print the slips, have them confirmed, hand one to each delegate who is here."""
        lead, desk = self.lead, self.desk
        lead.follow("slips")
        folder = self.team.folder / f"{self.election}-slips"
        folder.mkdir()
        printed = lead.download("form[data-again] button", folder)
        self.slips = read_slips(printed, folder, f"{self.team.address}/B/{self.election}")
        lead.page.locator("[name=anew]").wait_for()
        fill(lead.page, counted=str(len(self.slips)))
        self.team.together(lead, SECRETARY, say="تعرفه‌ها تأیید")
        desk.page.goto(desk.path)
        press(desk.page, "main .task-list a[href$='/roll']")
        while desk.page.locator("button[name=act][value=hand]").count():
            desk.press("hand")
        desk.witness.look(desk.page, "roll, slips handed")

    def open(self) -> None:
        """The trustees find their keys in the sealed election; voting begins."""
        for holder in self.holders:
            holder.test_key()
        lead = self.lead
        lead.follow("acts/open")
        fill(lead.page, waiver=WAIVER)
        self.team.together(lead, SIGNATORY, say="رأی‌گیری آغاز شد")

    def close(self, unused: list[PaperSlip]) -> None:
        """Scan what was never handed out, and end the voting."""
        lead = self.lead
        lead.page.goto(lead.path)
        press(lead.page, "main .task-list a[href$='/close']")
        for number, slip in enumerate(unused, start=1):
            lead.page.locator("#scan").focus()
            lead.page.keyboard.insert_text(slip.address)
            lead.page.keyboard.press("Enter")
            expect(lead.page.locator("#scan-list li")).to_have_count(number)
        expect(lead.page.locator("#balance.balance-right")).to_be_visible()
        self.team.together(lead, SECRETARY, say="رأی‌گیری پایان یافت")

    def count(self) -> None:
        """Add up; each trustee hands in a share, against the head that an observer reads from an own copy."""
        lead = self.lead
        lead.follow("tally")
        lead.press("add")
        expect(lead.page.locator("#trustees")).to_be_visible(timeout=60_000)
        head = self._closing_head()
        for holder in self.holders:
            holder.open_sums(head)
        lead.page.locator("main a.button-large").wait_for(timeout=60_000)  # the page goes on by itself
        lead.witness.look(lead.page, "counted")
        press(lead.page, "main a.button-large")

    def publish(self) -> None:
        """Announce the provisional result."""
        lead = self.lead
        lead.follow("acts/publish")
        self.team.together(lead, SIGNATORY, say="نتیجهٔ مقدماتی اعلام شد")

    def finalise(self) -> None:
        """Nobody objects, so that the result is final at once."""
        desk, lead = self.desk, self.lead
        desk.page.goto(desk.path)
        press(desk.page, "main .task-list a[href$='/objections']")
        press(desk.page, "main a[href$='/waivers']")
        for box in desk.page.locator("[name$=-waived]").all():
            box.check()
        press(desk.page, "main form .button")
        desk.witness.look(desk.page, "who does not object")
        lead.follow("acts/finalise")
        self.team.together(lead, SIGNATORY, say="نتیجه قطعی است")

    def minutes(self) -> bytes:
        """Make the minutes and take them along."""
        desk = self.desk
        desk.follow("papers/make")
        press(desk.page, "main form .button-large")
        desk.made()
        desk.witness.look(desk.page, "minutes made")
        every = desk.page.locator("main a[href$='-fa.pdf']")
        mine = every.last.get_attribute("href")  # the first is the zero report
        return desk.download(f"main a[href='{mine}']", self.team.folder).read_bytes()

    def letters(self) -> list[bytes]:
        """The secretary drafts the letters, the signatory issues them."""
        desk, signatory = self.desk, self.team.office(SIGNATORY, self.election)
        desk.follow("letters")
        desk.press("draft")
        signatory.follow("letters")
        every = "a[href$='/letters/issue']"
        press(signatory.page, every if signatory.page.locator(every).count() else "tbody a[href$='/issue']")
        press(signatory.page, "main form .button-large")
        signatory.made()
        signatory.witness.look(signatory.page, "letters issued")
        links = signatory.page.locator("main a[href$='.pdf']")
        issued = [links.nth(place).get_attribute("href") for place in range(links.count())]
        return [signatory.download(f"main a[href='{one}']", self.team.folder).read_bytes() for one in issued]

    def _closing_head(self) -> str:
        page = self.team.witness.visitor()
        address = f"{self.team.address}/elections/{self.election}/election.bel"
        events = board.read_events(board.read_archive(io.BytesIO(page.context.request.get(address).body())))
        leave(page)
        head = next(event.hash for event in events if event.type == board.END_BALLOTS)
        return grouped(short(Kind.HEAD, head, WHOLE))
