"""What a day in the hall brings to pages: who came in with a code of the day, an agenda and a speaker, a tablet, a
rehearsal that was called; and a desk with a part of the roll of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.language.names import Names
from app.services.day import chair, observer, speech
from app.services.election import election as elections
from app.services.hall import agenda, by_video, desk_part
from app.services.hall.desk_part import Choice
from app.states.desk import PartWay
from tests.services.voting.test_tablet import admit, enrol

if TYPE_CHECKING:
    from tests.look.scenes import Scene
    from tests.support.assemblies import Simulation

OBSERVER, CHAIR = "observer", "chair"
SECRETARY = "secretary"


def let_the_day_come(found: Scene, anybody: str) -> None:
    """Let all of it be there; `anybody` is who has not signed in."""
    held = found.site.held
    office = f"/office/sessions/{held.session_id}"
    _come_in(found, anybody)
    with held.database.transaction() as db:
        agenda.lay_down(db, held.session_id, "گزارش\nگفت‌وگو")
        item = agenda.agenda(db, held.session_id).items[1]
        speech.ask(db, held.act(), held.session_id, item.id, name="پرستو زاگرسی", house="")
    admit(held)
    enrol(held)
    secretary = found.people[SECRETARY]
    day = re.search(r'name="held_on"[^>]*value="([^"]*)"', secretary.get("/office/sessions/new").text)
    assert day is not None
    form = {"number": "9", "held_on": day[1], "place_fa": "تالار", "quorum": "none", "agenda": "", "rehearsal": "y"}
    rehearsal = secretary.post("/office/sessions/new", form).location
    found.doors.append((SECRETARY, rehearsal))
    with held.database.transaction() as db:
        made = elections.create_election(
            db, held.act(), int(rehearsal.rpartition("/")[2]), body_id=held.value.body.id, title=Names("تمرین رأی"),
            rule=held.value.rule,
        )  # fmt: skip
    found.doors.append((SECRETARY, f"/office/elections/{made.public_id}/simulated"))
    found.doors.append((anybody, f"/screen/{held.address}/{held.value.session.number}"))
    for page in ("observers", "chairs"):
        found.wrongly(SECRETARY, f"{office}/{page}", name="نگین رودباری", house="انجمن ناظران")


def give_a_desk_its_part(held: Simulation) -> None:
    """Give a desk half of the roll; the closing waits until it is given back."""
    choice = Choice(way=PartWay.SHARE, chosen=("1", "2"))
    with held.database.transaction() as db:
        desk_part.give(db, held.act("desk"), held.session_id, name="میز ۱", choice=choice, key="a key of a desk")


def let_some_attend_by_video(held: Simulation) -> None:
    """Mark two of the roll so; of one the chair has stated that the person is there."""
    with held.database.transaction() as db:
        for one in held.delegates[:2]:
            by_video.mark(db, held.act(), held.session_id, one.id, by_video=True)
        by_video.state_present(db, held.act(), held.session_id, [held.delegates[0].id])


def _come_in(found: Scene, anybody: str) -> None:
    """An observer, who leaves a note, and the chair, each with a code that is good once."""
    held = found.site.held
    with held.database.transaction() as db:
        watches = observer.admit(db, held.act(), held.session_id, name="پرستو زاگرسی", house="خانهٔ ناظران").code
        presides = chair.give_code(db, held.act(), held.session_id, name="کاوه دماوندی").code
    for who, door, code, page in (
        (OBSERVER, "/observe", watches, "/observing"), (CHAIR, "/chair", presides, "/chairing"),
    ):  # fmt: skip
        there = f"{door}/{held.address}/{held.value.session.number}"
        visitor = found.people[who] = found.site.visitor()
        assert visitor.post(there, {"code": code}).location == page
        found.doors += [(who, page), (anybody, there)]
        found.wrongly(anybody, there)
    assert found.people[OBSERVER].post("/observing", {"text": "درِ تالار باز بود."}).status_code == 302
    found.wrongly(OBSERVER, "/observing")
