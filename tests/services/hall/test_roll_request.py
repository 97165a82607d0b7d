"""Requests to look again at the roll: a number and a code, one answer, and no flood."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.language.text import digits
from app.models import JournalEntry, RollRequest
from app.services.hall import roll_request
from app.services.hall.roll_request import MadeRequest, RequestValue
from app.states.roll import RequestState
from tests.support.assemblies import Simulation, refused, simulate_at


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    return simulate_at(tmp_path, "draft")


def make(held: Simulation, wrong: str = "نام ما در فهرست نیست", *, institution: str = "انجمن رود") -> MadeRequest:
    with held.database.transaction() as db:
        return roll_request.make(
            db, held.act(), held.session_id, institution=institution, person="سارا بندری", wrong=wrong,
            contact="09120000000",
        )  # fmt: skip


def answer(held: Simulation, number: str, code: str) -> RequestValue:
    with held.database.reading() as db:
        return roll_request.answer(db, held.session_id, number=number, code=code)


def rule(held: Simulation, number: int, *, accepted: bool, reason: str = "معرفی‌نامه رسید.") -> RequestValue:
    with held.database.transaction() as db:
        return roll_request.rule(db, held.act("secretary"), held.session_id, number, accepted=accepted, reason=reason)


def test_a_request_is_ruled_once_and_read_under_number_and_code(held: Simulation) -> None:
    first, second = make(held), make(held, "نام خانوادگی غلط است")
    assert (first.request.number, second.request.number) == (1, 2)
    assert answer(held, "۱", f"{digits(first.code[:4], 'fa')} {first.code[4:]}").state is RequestState.WAITING
    with held.database.reading() as db:
        assert roll_request.waiting_in(db, [held.session_id]) == {held.session_id: 2}
    rule(held, 1, accepted=True)
    rule(held, 2, accepted=False, reason="نهاد معرفی نشده است.")
    said = answer(held, "2", second.code)
    assert (said.state, said.reason) == (RequestState.REJECTED, "نهاد معرفی نشده است.")
    with refused("request-ruled"):
        rule(held, 2, accepted=True)
    with refused("not-found"):
        rule(held, 9, accepted=True)
    with held.database.reading() as db:
        assert roll_request.waiting_in(db, [held.session_id]) == {}


def test_no_answer_without_the_code_of_its_own_number(held: Simulation) -> None:
    first, second = make(held), make(held, "چیز دیگر")
    for number, code in (("1", second.code), ("2", first.code), ("3", first.code), ("", ""), ("x", "۱۲"), ("1", "")):
        with refused("request-unknown"):
            answer(held, number, code)
    with held.database.reading() as db:
        row = db.get_one(RollRequest, 1)
        assert first.code not in (row.code_sha256, row.wrong)
        said = db.query(JournalEntry).filter(JournalEntry.kind == "roll-requested").all()
        assert [sorted(one.detail) for one in said] == [["number", "session"]] * 2  # nobody's name or telephone


def test_the_same_request_is_kept_once_while_it_waits(held: Simulation) -> None:
    make(held)
    with refused("request-twice"):
        make(held, "نام ما  در فهرست نيست")
    rule(held, 1, accepted=False)
    assert make(held).request.number == 2


def test_floods_pause_their_address_alone_and_fill_nothing(held: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roll_request, "MOST_BY_ADDRESS", 3)
    monkeypatch.setattr(roll_request, "MOST_WAITING", 4)

    def count(address: str) -> None:
        with held.database.transaction() as db:
            roll_request.count_making(db, address, held.now)

    for _ in range(3):
        count("192.0.2.7")
    with refused("requests-paused"):
        count("192.0.2.7")
    count("192.0.2.8")
    held.wait(minutes=11)
    count("192.0.2.7")
    for number in range(4):
        make(held, f"نکتهٔ {number}")
    with refused("requests-many"):
        make(held, "یکی دیگر")


def test_when_all_votes_are_closed_nobody_asks_any_more(tmp_path: Path) -> None:
    with refused("roll-closed"):
        make(simulate_at(tmp_path, "closed"))
