"""The next session of the demonstration: institutions are registering, and one of each state waits to be looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.demonstration import store as stage
from app.demonstration import values
from app.demonstration.dossiers import candidate
from app.language.dates import after_working_days, at_tehran, in_tehran
from app.services.acts.act import Act
from app.services.election import election as elections
from app.services.election import timetable as timetables
from app.services.election.timetable import TimetableValue
from app.services.nomination import draft, review, withdrawal
from app.services.nomination import nomination as nominations
from app.services.nomination.dossier import Dossier
from app.services.register import invitation as invitations
from app.states.nomination import Decision, Finding
from app.states.phase import Phase

BEGAN = timedelta(days=14)
"""How long ago the session was called."""
FIRST_NUMBER = 41
"""Who registers is no candidate of the other elections: institutions from this number on."""


def store_registration(
    db: Session, act: Act, shown: values.Assembly, ids: dict[int, int], *, home_id: int, body_id: int
) -> None:
    """Call the session after the one that is shown and open the registration for the body of this id; one institution
    comes to each state of a nomination."""
    began = replace(act, now=act.now - BEGAN)
    session = replace(shown.session, number=shown.session.number + 1)
    day = after_working_days(in_tehran(act.now).date(), 30)
    held = stage.hold_session(db, began, replace(shown, session=session), held_on=day)
    found = stage.make_election(db, began, shown, held.id, body_id=body_id)
    timetables.set_timetable(db, began, found.public_id, _timetable(began.now, in_tehran(act.now).date()))
    elections.advance_early(db, began, found.public_id, to=Phase.NOMINATING)
    people = _Registering(db, act, shown, ids, found.public_id)
    people.come()
    invited = ids[FIRST_NUMBER + len(people.steps)]
    invitations.open(db, replace(act, now=act.now - timedelta(hours=2)), home_id, [invited])


def _timetable(began: datetime, today: date) -> TimetableValue:
    """Registration is open, and every later step is still to come."""
    closes = after_working_days(today, 8)
    reviewed = after_working_days(closes, 6)
    appeals = after_working_days(reviewed, 4)

    def end_of(day: date) -> datetime:
        return at_tehran(day, time(18, 0))

    return TimetableValue(
        notice=began + timedelta(hours=1), registration_opens=began + timedelta(days=1),
        registration_closes=end_of(closes), review_ends=end_of(reviewed), appeals_end=end_of(appeals),
        list_final=end_of(after_working_days(appeals, 2)),
    )  # fmt: skip


class _Registering:
    """Institutions one after the other, each with its own act, in the order of the instants."""

    def __init__(self, db: Session, act: Act, shown: values.Assembly, ids: dict[int, int], public_id: str) -> None:
        self.db, self.today, self.public_id = db, act, public_id
        self.now = act.now - BEGAN + timedelta(days=2)
        self.officers = tuple(person.username for person in shown.officers)
        self.people = {one.number: one for one in shown.institutions}
        self.ids = ids
        self.chance = Random("majma demonstration, registration")  # invented people, not keys  # noqa: S311
        self.steps = (
            self._draft, self._submitted, self._in_review, self._returned, self._accepted, self._rejected,
            self._appealed, self._withdrawn,
        )  # fmt: skip

    def come(self) -> None:
        """Let each state be come to by an institution of its own."""
        for place, step in enumerate(self.steps):
            step(FIRST_NUMBER + place)

    def _act(self, *officers: str) -> Act:
        self.now += timedelta(hours=7)
        return replace(self.today, now=self.now, officers=officers)

    def _hand_in(self, number: int) -> nominations.NominationValue:
        one = self.people[number]
        mine = self.ids[number]
        act = self._act()
        nominations.begin(self.db, act, self.public_id, institution_id=mine)
        dossier: Dossier = stage.dossier_of(candidate(self.chance, one))
        person = stage.names(one.representative.name)
        return nominations.submit(self.db, act, self.public_id, mine, representative=person, dossier=dossier)

    def _decide(self, number: int, decision: Decision, *, reason: str = "", text: str = "") -> None:
        handed = self._hand_in(number)
        both = self._act(*self.officers[:2])
        review.decide(self.db, both, self.public_id, handed.id, decision=decision, reason=reason, text=text)

    def _draft(self, number: int) -> None:
        text = candidate(self.chance, self.people[number]).introduction.fa
        draft.keep(self.db, self._act(), self.public_id, self.ids[number], "presentation", {"introduction_fa": [text]})

    def _submitted(self, number: int) -> None:
        self._hand_in(number)

    def _in_review(self, number: int) -> None:
        handed = self._hand_in(number)
        verdicts = {"E1": Finding.MET, "E2": Finding.UNCLEAR}
        review.check(
            self.db, self._act("reviewer"), self.public_id, handed.id, version=handed.version, verdicts=dict(verdicts),
            remark="تاریخ پایان پروانه خوانا نیست؛ از نهاد پرسیده شد.",
        )  # fmt: skip

    def _returned(self, number: int) -> None:
        self._decide(number, Decision.RETURN, text="تصویر پروانهٔ فعالیت خوانا نیست. لطفاً تصویر تازه‌ای بفرستید.")

    def _accepted(self, number: int) -> None:
        self._decide(number, Decision.ACCEPT)

    def _rejected(self, number: int) -> None:
        self._decide(number, Decision.REJECT, reason="R2", text="پروانهٔ فعالیت در روز ثبت‌نام پایان یافته بود.")

    def _appealed(self, number: int) -> None:
        self._decide(number, Decision.REJECT, reason="R3", text="شمارهٔ ثبت با سند نمی‌خواند.")
        text = "شمارهٔ ثبت در سند تازه اصلاح شده است؛ رونوشت آن پیوست پرونده است."
        review.appeal(self.db, self._act(), self.public_id, self.ids[number], text=text)

    def _withdrawn(self, number: int) -> None:
        handed = self._hand_in(number)
        withdrawal.withdraw(self.db, self._act("secretary"), self.public_id, handed.id, "به درخواست کتبی نهاد")
