"""A day in the hall as its screen shows it: the real program, brought from one picture to the next as the office does.

Names are as long as they come; `python -m tests.look.hall_pictures FOLDER` photographs what is shown.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demonstration import institutions as invented
from app.demonstration.portrait import portrait
from app.language.dates import in_tehran
from app.language.names import Names
from app.language.text import sort_key
from app.models import Assembly, AssemblySession, Election, Institution, Nomination, Presentation, Speech
from app.received.file.fit import AcceptedFile
from app.services.count import lots
from app.services.day import presentation, speaking_order, speech
from app.services.hall import agenda, roll
from app.services.nomination import nomination, upload
from app.services.nomination.dossier import Dossier
from app.services.register import institution
from app.services.voting import freeze
from app.states.election import Quorum
from app.states.nomination import Purpose
from tests.support.assemblies import Simulation
from tests.support.visitors import Site, Visitor, open_site

HOME = Names(
    "مجمع نهادهای مردمی استان چهارمحال و بختیاری", "Assembly of the Popular Institutions of Chaharmahal and Bakhtiari",
    "مجمع المؤسسات الشعبية في محافظة جهارمحال وبختياري",
)  # fmt: skip
LONGER = Names(" و توانمندسازی خانواده‌های آسیب‌دیده", " and Empowerment of Families in Need", " وتمكين الأسر المتضررة")
"""What makes an institution's name as long as the longest of the second assembly."""
AGENDA = (
    "تلاوت قرآن و سرود ملی", "گزارش دبیرخانه از کار یک‌ساله", "معرفی نامزدها و ارائهٔ برنامه‌ها",
    "رایزنی دربارهٔ آیین‌نامهٔ همکاری نهادهای مردمی با شوراهای حل اختلاف", "رأی‌گیری", "شمارش و اعلام نتیجه",
)  # fmt: skip
MORE = (
    "خوشامدگویی استاندار", "گزارش بازرس", "رایزنی دربارهٔ بودجه", "بررسی پیشنهادهای استان‌ها",
    "گزارش کارگروه نوجوانان و جوانان", "تصویب برنامهٔ سال آینده", "پرسش و پاسخ", "پایان نشست و نماز",
)  # fmt: skip
SHORT = "لطفاً تلفن‌های همراه را خاموش کنید."
LONG = (
    "ناهار در سالن غذاخوری طبقهٔ همکف داده می‌شود.\nنشست ساعت ۱۴ با رأی‌گیری ادامه می‌یابد؛ "
    "لطفاً برگهٔ شناسهٔ خود را همراه داشته باشید و پنج دقیقه پیش از آغاز در جای خود بنشینید. سپاسگزاریم."
)
TOPIC = "نقش نهادهای مردمی در پیشگیری از آسیب‌های اجتماعی و راه‌های همکاری با دادگستری استان"
BALLOTS = (
    (1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 7, 8), (1, 2, 3, 4, 7, 8), (1, 2, 3, 9, 10, 11),
    (1, 2, 12, 13), (1, 14, 15), (),
)  # fmt: skip
"""Four have seats; four are tied for the two that are left."""


@dataclass(slots=True)
class Day:
    """A site of so many candidates and delegates, and its console."""

    site: Site
    console: Visitor
    candidates: int
    own: str = field(init=False)

    def __post_init__(self) -> None:
        self.own = f"/screen/{self.held.address}/{self.held.value.session.number}"

    @property
    def held(self) -> Simulation:
        """The assembly."""
        return self.site.held

    def show(self, name: str, message: str = "") -> None:
        """What the console's button of this name does."""
        act = {"act": "message", "message": message} if message else {"act": f"show:{name}"}
        self.touch(act)

    def touch(self, form: dict[str, object] | dict[str, str]) -> None:
        """One touch of the console."""
        answer = self.console.post(f"/office/sessions/{self.held.session_id}/screens", dict(form))
        assert answer.status_code == 302, answer.text

    def morning(self) -> Iterator[str]:
        """Before anybody spoke."""
        held = self.held
        for name in ("welcome", "how", "attendance", "pause", "black"):
            self.show(name)
            yield name
        self.touch({"act": "network", "network": "Majma-Hall", "network_password": "rood-chenar-1405"})
        self.show("welcome")
        yield "welcome with the network"
        with held.database.transaction() as db:
            agenda.lay_down(db, held.session_id, "\n".join(AGENDA))
            first, second = agenda.agenda(db, held.session_id).items[:2]
            agenda.start_item(db, held.act(), held.session_id, first.id)
            agenda.start_item(db, held.act(), held.session_id, second.id)
        self.show("agenda")
        yield "agenda"
        self.show("", SHORT)
        yield "message short"
        self.show("", LONG)
        yield "message long"
        self.show("pause")
        yield "pause with a message"
        with held.database.transaction() as db:
            agenda.lay_down(db, held.session_id, "\n".join(AGENDA + MORE))
        self.show("agenda")
        yield "agenda of fourteen"

    def order(self) -> Iterator[str]:
        """The order of the speakers is drawn."""
        held = self.held
        held.to("reviewing")
        with held.database.transaction() as db:
            speaking_order.announce_order(db, held.act(), held.session_id)
            needed = speaking_order.order_draw(db, held.session_id).balls_needed
        self.show("lots")
        yield f"lots of {self.candidates} speakers announced"
        drawn = "0416023597" * 9
        for seen, digit in enumerate(drawn[: needed - 1]):
            self.touch({"act": f"ball:{seen}:{digit}"})
        yield f"lots of {self.candidates} speakers being drawn"
        with held.database.transaction() as db:
            speaking_order.draw_order(db, held.act(), held.session_id, digits=drawn[:needed])
        yield f"lots of {self.candidates} speakers drawn"

    def speeches(self) -> Iterator[str]:
        """Candidates present themselves; then delegates have the floor."""
        held = self.held
        self.show("presenter")
        yield "presenter next"
        with held.database.transaction() as db:
            turns = presentation.presentations(db, held.session_id)
            longest = max(turns.turns, key=lambda one: len(one.speaker.candidate.institution.name.fa)).id
            presentation.start(db, held.act(), held.session_id, longest)
        for name, spent in (
            ("presenter", 47),
            ("presenter warned", turns.slot - 31),
            ("presenter over", turns.slot + 83),
        ):
            with held.database.transaction() as db:
                row = db.scalars(select(Presentation).where(Presentation.nomination_id == longest)).one()
                row.since = datetime.now(UTC) - timedelta(seconds=spent)
            yield name
        with held.database.transaction() as db:
            presentation.pause(db, held.act(), held.session_id, longest)
        yield "presenter paused"
        yield from self._floor()

    def _floor(self) -> Iterator[str]:
        held = self.held
        house = invented_names(2)[1].fa
        with held.database.transaction() as db:
            item = agenda.agenda(db, held.session_id).items[3]
            agenda.start_item(db, held.act(), held.session_id, item.id)
            speech.set_minutes(db, held.act(), held.session_id, item.id, 3)
            for name in ("پرستو زاگرسی هفت‌برادرانی", "سید محمدرضا کوهستانی"):
                speech.ask(db, held.act(), held.session_id, item.id, name=name, house=house)
            first = speech.speeches(db, held.session_id)[0].id
        self.show("speaker")
        yield "speaker next"
        with held.database.transaction() as db:
            speech.give(db, held.act(), held.session_id, first)
            row = db.get_one(Speech, first)
            row.topic, row.started = TOPIC, datetime.now(UTC)
        yield "speaker"

    def vote(self) -> Iterator[str]:
        """The ballot is fixed, and everybody votes."""
        held = self.held
        held.invite("پرنیان سپهری")
        with held.database.transaction() as db:
            held.trustees = 1
            needed = freeze.announce_order(db, held.act(), held.election).balls_needed
        self.show("lots")
        self.touch({"act": "ball:0:7"})
        yield "lots of the ballot"
        with held.database.transaction() as db:
            freeze.freeze(db, held.two(), held.election, digits="4" * needed)
        held.to("open")
        with held.database.reading() as db:
            every = nomination.candidates(db, held.election)
        numbers = [one.number for one in sorted(every, key=lambda one: -len(one.institution.name.fa))]
        for place, marks in enumerate(BALLOTS):
            held.vote(place, *(numbers[mark - 1] or 0 for mark in marks))
        held.sign()
        for name in ("turnout", "board", "closing", "attendance"):
            self.show(name)
            yield f"{name} while open"
        held.votes = ()
        held.to("closed")
        for name in ("turnout", "closing"):
            self.show(name)
            yield f"{name} when closed"

    def count(self) -> Iterator[str]:
        """The lots of those who are tied, the seats one after another, the whole."""
        held = self.held
        held.to("tallied")
        with held.database.transaction() as db:
            lots.announce(db, held.act(), held.election, tied=held.result().ties[0])
        self.show("lots")
        for seen, digit in enumerate("0416"):
            self.touch({"act": f"ball:{seen}:{digit}"})
        yield "lots of a tie being drawn"
        held.draw()
        yield "lots of a tie drawn"
        held.to("provisional")
        self.show("seats")
        for seen in range(6):
            yield f"seats {seen}"
            self.touch({"act": f"next:{seen}"})
        yield "seats 6"
        self.show("result")
        yield "result"


@functools.cache
def invented_names(count: int) -> tuple[Names, ...]:
    """So many names of institutions, the first six long ones."""
    made = invented.institutions(Random(14), count, invented.people(Random(1)))
    names = [Names(one.name.fa, one.name.en, one.name.ar) for one in made]
    return tuple(
        Names(one.fa + LONGER.fa, one.en + LONGER.en, one.ar + LONGER.ar) if place < 6 else one
        for place, one in enumerate(names)
    )


def open_day(folder: Path, candidates: int = 24, delegates: int = 22) -> Day:
    """A hall in the morning, with a quorum; its election fills six seats, and its first speaker has a picture."""
    site = open_site(folder, address="https://majma.mehr-shora.example")
    held = site.held
    with held.database.transaction() as db:
        row = db.scalars(select(Election).where(Election.public_id == held.election)).one()
        row.seats, row.maximum, row.alternates = 6, 6, 3
        db.get_one(AssemblySession, held.session_id).quorum = Quorum.INTRODUCED
        home = db.scalars(select(Assembly).where(Assembly.address == held.address)).one()
        home.demonstration, home.name_fa, home.name_en, home.name_ar = True, HOME.fa, HOME.en, HOME.ar
        mine = _institutions(db, held, max(candidates, delegates))
        standing = {one.institution.id: one.id for one in nomination.nominations(db, held.election)}
        for one in mine[len(standing) : candidates]:
            standing[one] = nomination.nominate(
                db, held.act(), held.election, institution_id=one, representative=Names("سید محمدرضا رودباری"),
                dossier=Dossier(introduction=Names("ما هستیم")),
            ).id  # fmt: skip
        for one in mine[len(held.delegates) : delegates]:
            roll.add_delegate(
                db, held.act(), held.session_id, institution_id=one, name=Names("آرش کوهستانی"), namesake=True
            )
        longest = max(range(6), key=lambda place: len(invented_names(24)[place].fa))
        _give_a_face(db, held, standing[mine[longest]])
    return Day(site, site.visitor("signatory"), candidates)


def _institutions(db: Session, held: Simulation, count: int) -> list[int]:
    """So many institutions with invented names; those that are there get new ones."""
    every = []
    for place, name in enumerate(invented_names(count)):
        there = db.scalars(select(Institution).where(Institution.name_fa == f"انجمن {held.address} {place}")).first()
        if there is None:
            draft = institution.InstitutionDraft(name=name, province=f"IR-{place:02}", kind="K1")
            day = in_tehran(held.now).date()
            every.append(
                institution.add_institution(db, held.act(), draft, assembly=held.address, introduced_on=day).id
            )
        else:
            there.name_fa, there.name_en, there.name_ar = name.fa, name.en, name.ar
            there.folded = there.sort_key = sort_key(name.fa)
            every.append(there.id)
    return every


def _give_a_face(db: Session, held: Simulation, nomination_id: int) -> None:
    """Let a candidate show a picture."""
    drawn = portrait(1, scarf=True)
    found = AcceptedFile(media_type="image/jpeg", content=drawn, width=600, height=800, small=drawn)
    face = upload.put(db, held.act(), nomination_id, purpose=Purpose.PORTRAIT, name="face.jpg", found=found)
    row = db.get_one(Nomination, nomination_id)
    row.dossier = {**row.dossier, "portrait": face}
