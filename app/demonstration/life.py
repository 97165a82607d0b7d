"""The demonstration as `serve` makes it: an assembly in the middle of its life.

Its first session is over, with seats filled and letters issued; its second is today, ready for the trustees' keys; for
its third institutions are registering, with dossiers in every state. Everything is stored by the services, in the order
of the instants: nothing on record comes before what was recorded earlier.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.demonstration import choices, holding, registering, values
from app.demonstration import store as stage
from app.demonstration.assembly import COMMITTEE
from app.demonstration.holding import Holding
from app.language.dates import in_tehran
from app.papers.issuer import Issuer
from app.services.acts.act import Act
from app.services.count import announcement, seating
from app.services.seats import seat
from app.services.voting import ballot
from app.services.voting.key_destruction import destroy_office_key

FIRST_SESSION = timedelta(days=700)
"""How long ago the first session was: its members' two years are nearly over, and their letters still valid."""
FIRST_CANDIDATES, FIRST_DELEGATES = 9, 11
"""Small, so that a first start takes seconds."""
FINAL_AFTER = timedelta(days=8)
"""Three working days for objections, whatever days of rest lie between."""


class Moments:
    """A clock that goes where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The time that it shows."""
        return self.at

    def pass_by(self, **more: float) -> None:
        """Let so much time go by, as `timedelta` takes it."""
        self.at += timedelta(**more)


def store_life(db: Session, issuer: Issuer, act: Act, shown: values.Assembly, *, password: str) -> None:
    """Store the demonstration; `act.now` is today, and every officer has this password."""
    past = Moments(act.now - FIRST_SESSION - timedelta(days=30))
    early = replace(act, now=past())
    home = stage.found(db, early, shown, password=password)
    ids = stage.introduce(db, early, shown)
    national = stage.make_body(db, early, home.id, shown.body, "national")
    committee = stage.make_body(db, early, home.id, COMMITTEE, "own")
    small = replace(
        shown, body=COMMITTEE, session=replace(shown.session, number=shown.session.number - 1),
        candidates=shown.candidates[:FIRST_CANDIDATES], delegates=shown.delegates[:FIRST_DELEGATES],
    )  # fmt: skip
    _hold_first(db, issuer, act, small, ids, body_id=committee, past=past)
    later = replace(shown, body=COMMITTEE)
    registering.store_registration(db, act, later, ids, home_id=home.id, body_id=committee)
    stage.prepare(db, act, shown, ids, body_id=national, check_in=True)


def _hold_first(
    db: Session, issuer: Issuer, act: Act, small: values.Assembly, ids: dict[int, int], *, body_id: int, past: Moments
) -> None:
    """A session and its election in the past, from nominations to letters."""
    past.pass_by(days=30)
    people = stage.prepare(db, replace(act, now=past()), small, ids, body_id=body_id, check_in=True)
    held = Holding(issuer=issuer, people=people, now=past)
    holding.freeze_election(db, held)
    printed = holding.make_slips(db, held, FIRST_DELEGATES + 2)
    holding.seal_slips(db, held)
    past.pass_by(minutes=30)
    holding.open_poll(db, held)
    marks = choices(1, FIRST_DELEGATES, FIRST_CANDIDATES, small.body.seats)
    box = ballot.open_box(db, held.id)
    for job in holding.jobs(box, printed[:FIRST_DELEGATES], marks):
        past.pass_by(minutes=4)
        holding.cast(db, held, ballot.check(box, holding.encrypt(job)))
    past.pass_by(minutes=30)
    holding.close_poll(db, held, printed[FIRST_DELEGATES:])
    holding.decrypt(db, held)
    for _ in holding.announce(db, held):
        past.pass_by(minutes=5)
    past.pass_by(hours=1)
    holding.keep_minutes(db, held)
    past.at += FINAL_AFTER
    announcement.certify(db, held.two(), held.id)
    past.pass_by(days=1)
    for one in holding.draft_letters(db, held):
        holding.issue_letter(db, held, one)
    past.pass_by(days=1)
    for taken in seating.seats(db, held.id):
        seat.accept(db, held.one(), held.id, taken.place, day=in_tehran(past()).date())
    destroy_office_key(db, held.two(), held.id)
