"""Observers: a code that is good once, for one session and one day; notes with their hour and one answer."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.language.dates import at_tehran, in_tehran
from app.services.acts import journal
from app.services.acts.journal_kind import OBSERVED_IN_ELECTION, OBSERVED_IN_SESSION
from app.services.acts.refusal import Refused
from app.services.day import observer, observer_note
from app.services.day.observer import Admitted, ObserverValue
from app.services.hall import electorate, presence, roll
from app.services.nomination import nomination
from app.states.day_code import CodeState
from tests.support.assemblies import Simulation, everything, simulate


@pytest.fixture
def held(tmp_path: Path) -> Simulation:
    return simulate(tmp_path).to("reviewing")


def admit(held: Simulation, name: str = "نگار البرزی", house: str = "انجمن ناظران") -> Admitted:
    with held.database.transaction() as db:
        return observer.admit(db, held.act(), held.session_id, name=name, house=house)


def enter(held: Simulation, code: str, session_id: int | None = None) -> str:
    with held.database.transaction() as db:
        return observer.enter(db, held.act(), code, session_id=session_id)


def inside(held: Simulation, secret: str, at: datetime | None = None) -> ObserverValue | None:
    with held.database.reading() as db:
        return observer.signed_in(db, secret, at or held.now)


def refused(held: Simulation, code: str, session_id: int | None = None) -> str:
    with pytest.raises(Refused) as why:
        enter(held, code, session_id)
    return why.value.code


def test_a_code_is_good_once_in_the_digits_of_any_script(held: Simulation) -> None:
    made = admit(held)
    assert len(made.code) == 12
    persian = made.code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    secret = enter(held, f"{persian[:4]} {persian[4:8]} {persian[8:]}", held.session_id)
    me = inside(held, secret)
    assert me is not None
    assert (me.name, me.house, me.state(held.now)) == ("نگار البرزی", "انجمن ناظران", CodeState.INSIDE)
    assert refused(held, made.code) == "day-code-used"
    assert inside(held, secret[::-1]) is None
    assert refused(held, "000000000000") == "day-code-unknown"


def test_neither_code_nor_sign_in_can_be_read_from_what_is_stored(held: Simulation) -> None:
    made = admit(held)
    secret = enter(held, made.code)
    stored = json.dumps(everything(held.database), default=str, ensure_ascii=False)
    assert "نگار البرزی" in stored
    assert made.code not in stored
    assert secret not in stored


def test_a_sign_in_ends_with_the_day_of_the_session_in_tehran(held: Simulation) -> None:
    made = admit(held)
    secret = enter(held, made.code)
    last = max(held.value.session.held_on, in_tehran(held.now).date())
    midnight = at_tehran(last + timedelta(days=1), datetime.min.time())
    assert made.observer.until == midnight
    assert inside(held, secret, midnight - timedelta(seconds=1)) is not None
    assert inside(held, secret, midnight) is None
    unused = admit(held, name="آرش زاگرسی")
    held.now = midnight
    assert refused(held, unused.code) == "day-code-over"


def test_what_is_taken_back_lets_nobody_in_and_a_new_code_ends_the_old_sign_in(held: Simulation) -> None:
    made = admit(held)
    secret = enter(held, made.code)
    with held.database.transaction() as db:
        observer.revoke(db, held.act(), held.session_id, made.observer.id)
        observer.revoke(db, held.act(), held.session_id, made.observer.id)
    assert inside(held, secret) is None
    assert refused(held, made.code) == "day-code-revoked"
    with held.database.transaction() as db:
        again = observer.renew(db, held.act(), held.session_id, made.observer.id)
    second = enter(held, again.code)
    with held.database.transaction() as db:
        third = observer.renew(db, held.act(), held.session_id, made.observer.id)
    assert inside(held, second) is None
    assert refused(held, again.code) == "day-code-unknown"
    enter(held, third.code)
    with held.database.transaction() as db, pytest.raises(Refused, match="not-found"):
        observer.renew(db, held.act(), held.session_id + 1, made.observer.id)


def test_a_code_of_another_session_is_told_so_and_not_spent(held: Simulation) -> None:
    made = admit(held)
    assert refused(held, made.code, held.session_id + 1) == "day-code-elsewhere"
    assert enter(held, made.code, held.session_id)


def test_nobody_is_admitted_twice_and_no_representative_of_a_candidate(held: Simulation) -> None:
    admit(held)
    with pytest.raises(Refused, match="observer-there"):
        admit(held, name="نگار  البرزي")
    assert admit(held, house="روزنامهٔ سپیده").observer.house == "روزنامهٔ سپیده"
    with held.database.reading() as db:
        one = nomination.candidates(db, held.election)[0]
    with pytest.raises(Refused, match="observer-candidate"):
        admit(held, name=one.representative.fa)


def test_who_leaves_comes_in_again_only_with_a_new_code(held: Simulation) -> None:
    made = admit(held)
    secret = enter(held, made.code)
    with held.database.transaction() as db:
        observer.leave(db, secret)
        observer.leave(db, "unknown")
    assert inside(held, secret) is None
    assert refused(held, made.code) == "day-code-used"


def test_a_note_keeps_its_hour_and_gets_one_answer(held: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    me = admit(held).observer
    began = held.now
    with held.database.transaction() as db:
        first = observer_note.write_note(db, held.act(), me.id, "در باز بود.")
        held.wait(minutes=1)
        assert observer_note.write_note(db, held.act(), me.id, "در باز بود.") == first
        observer_note.write_note(db, held.act(), me.id, "نمایشگر خاموش بود.")
        assert observer_note.unanswered(db, [held.session_id]) == {held.session_id: 2}
        by = {"by": "بهرام آذرپی"}
        answered = observer_note.answer_note(db, held.act(), held.session_id, first.id, "بسته شد.", **by)
        assert observer_note.answer_note(db, held.act(), held.session_id, first.id, "بسته شد.", **by) == answered
        with pytest.raises(Refused, match="note-answered"):
            observer_note.answer_note(db, held.act(), held.session_id, first.id, "نه.", **by)
        with pytest.raises(Refused, match="not-found"):
            observer_note.answer_note(db, held.act(), held.session_id + 1, first.id, "نه.", **by)
        kept = observer_note.notes(db, held.session_id)
        assert [(one.at, one.text, one.answer) for one in kept] == [
            (began, "در باز بود.", "بسته شد."), (held.now, "نمایشگر خاموش بود.", ""),
        ]  # fmt: skip
        assert observer_note.note(db, held.session_id, first.id) == kept[0]
        assert observer_note.unanswered(db, [held.session_id]) == {held.session_id: 1}
        with pytest.raises(Refused, match="not-found"):
            observer_note.write_note(db, held.act(), 999, "کسی نیست.")
        monkeypatch.setattr(observer_note, "MOST_NOTES", 2)
        with pytest.raises(Refused, match="notes-many"):
            observer_note.write_note(db, held.act(), me.id, "باز هم.")


def test_the_journal_of_an_observer_has_no_person_of_the_door_and_no_way_in(held: Simulation) -> None:
    enter(held, admit(held).code)
    with held.database.transaction() as db:
        presence.check_in(db, held.act(), held.session_id, roll.roll(db, held.session_id)[0].id)
    held.to("open")
    with held.database.transaction() as db:
        electorate.note_handed(db, held.act(), held.value.id)
    with held.database.reading() as db:
        entries = journal.observed(db, held.session_id, size=500)
        assert journal.count_observed(db, held.session_id) == len(entries)
        assert journal.observed(db, held.session_id + 1) == ()
        whole = {one.kind for one in journal.entries(db, held.value.id, size=1000)}
    seen = {one.kind for one in entries}
    assert {"observer-admitted", "phase-changed", "slips-sealed"} <= seen
    assert {"delegate-checked-in", "slip-handed", "observer-came"} <= whole - seen
    persons = ("delegate-", "guest-", "account-", "officer-", "slip-handed", "slip-taken-", "invitation", "act-")
    assert [one for one in OBSERVED_IN_ELECTION | OBSERVED_IN_SESSION if one.value.startswith(persons)] == []
