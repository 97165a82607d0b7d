"""Tablets: let in by two officers, one code each; they cast by one key that none of them is told apart by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.models import BoothTablet, CastingKey, Election, JournalEntry, SlipBatch
from app.services.acts.refusal import Refused
from app.services.voting import ballot, tablet, tablet_enrolment
from app.services.voting.ballot import Arrived
from app.services.voting.tablet_enrolment import CODE_LIFE, LEAVING_TRIES, OPEN_FOR, Enrolled
from app.states.election import Devices
from app.states.tablet import TabletState
from ballots.device import device_code
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, refused


def demand(held: Simulation) -> None:
    """Let the election ask for enrolled tablets."""
    with held.database.transaction() as db:
        db.scalars(select(Election).where(Election.public_id == held.election)).one().devices = Devices.ENROLLED


def admit(held: Simulation) -> None:
    with held.database.transaction() as db:
        tablet_enrolment.admit(db, held.two(), held.session_id)


def code(held: Simulation) -> str:
    with held.database.reading() as db:
        found = tablet_enrolment.present_code(db, held.session_id, held.now)
    assert found is not None
    return found.secret


def enrol(held: Simulation, secret: str = "") -> Enrolled:
    with held.database.transaction() as db:
        return tablet_enrolment.enrol(db, held.act(), secret or code(held))


def shared(held: Simulation) -> bytes:
    with held.database.reading() as db:
        return tablet.shared_key(db, held.session_id)


def meet(held: Simulation, data: bytes, device: str = "") -> ballot.Arrived | ballot.Receipt:
    with held.database.reading() as db:
        return ballot.meet(db, held.election, data, signer=held.signer, device=device)


def revoke(held: Simulation, number: int) -> None:
    with held.database.transaction() as db:
        tablet.revoke(db, held.two(), held.session_id, number, reason="گم شد")


def listed(held: Simulation) -> tuple[tablet.TabletValue, ...]:
    with held.database.reading() as db:
        return tablet.tablets(db, held.session_id)


@pytest.fixture
def hall(hold: Hold) -> Simulation:
    """An open election that asks for enrolled tablets, and one of them."""
    held = hold("open")
    demand(held)
    admit(held)
    enrol(held)
    return held


def test_each_tablet_takes_a_code_of_its_own_and_gets_the_next_number(hold: Hold) -> None:
    held = hold()
    admit(held)
    first = code(held)
    assert enrol(held).tablet.number == 1
    with refused("enrolment-over"):
        enrol(held, first)
    assert enrol(held).tablet.number == 2
    assert [one.number for one in listed(held)] == [1, 2]
    with held.database.reading() as db:
        kept = db.scalars(select(BoothTablet.key)).all()
        assert len(set(kept)) == 2 and all(len(one) == 32 for one in kept)


@pytest.mark.parametrize(
    ("wait", "answer"),
    [
        (CODE_LIFE, ""),
        (2 * CODE_LIFE, "enrolment-over"),
        (OPEN_FOR, "enrolment-closed"),
        (-CODE_LIFE, "enrolment-closed"),
    ],
)
def test_a_code_lives_some_minutes_and_no_tablet_enters_afterwards(hold: Hold, wait: timedelta, answer: str) -> None:
    held = hold()
    admit(held)
    secret = code(held)
    held.now += wait
    if answer:
        with refused(answer):
            enrol(held, secret)
    else:
        assert enrol(held, secret).tablet.number == 1


def test_forged_codes_and_those_of_an_ended_enrolment_are_refused(hold: Hold) -> None:
    held = hold()
    with refused("enrolment-closed"):
        enrol(held, f"{held.session_id}-{'0' * 32}")
    admit(held)
    secret = code(held)
    for wrong in ("", "x", f"{held.session_id}-{'0' * 32}", f"999-{secret.partition('-')[2]}", secret.upper() + "A"):
        with refused("enrolment-closed" if wrong.startswith("999-") else "enrolment-over"):
            _enrol(held, wrong)
    with held.database.transaction() as db:
        tablet_enrolment.end(db, held.session_id)
    with refused("enrolment-closed"):
        enrol(held, secret)


def _enrol(held: Simulation, secret: str) -> Enrolled:
    with held.database.transaction() as db:
        return tablet_enrolment.enrol(db, held.act(), secret)


def test_no_ballot_is_taken_without_the_code_of_a_tablet_over_its_very_bytes(hall: Simulation) -> None:
    data, other = hall.ballot(0, 1), hall.ballot(0, 2)
    right = device_code(shared(hall), data)
    for wrong in ("", "0" * 64, device_code(shared(hall), other), device_code(b"\0" * 32, data), right.upper(), "ب"):
        with refused("tablet-not-enrolled"):
            meet(hall, data, wrong)
    assert isinstance(meet(hall, data, right), Arrived)


def test_any_device_casts_where_the_election_does_not_ask_for_tablets(hold: Hold) -> None:
    held = hold("open")
    assert isinstance(meet(held, held.ballot(0, 1)), Arrived)


def test_a_personal_slip_votes_on_the_own_device_and_no_other_slip_does(hall: Simulation) -> None:
    """The last slips in the order of serials are the personal ones; a slip that is on no list is none."""
    order = sorted(range(len(hall.slips)), key=lambda place: hall.slips[place].serial)
    with hall.database.transaction() as db:
        db.scalars(select(SlipBatch)).one().personal = 2
    for place in order[-2:]:
        assert isinstance(meet(hall, hall.ballot(place, 1)), Arrived)
    for place in order[:-2]:
        with refused("tablet-not-enrolled"):
            meet(hall, hall.ballot(place, 1))
    for data in (b"{}", b"", hall.ballot_of("111-111-111-111-12u", 1)):
        with refused("tablet-not-enrolled"):
            meet(hall, data)


def test_the_device_is_asked_for_before_the_slip_and_after_the_phase_and_known_bytes(hall: Simulation) -> None:
    sent = hall.ballot(0, 1)
    hall.cast(sent)
    found = meet(hall, sent)
    assert isinstance(found, ballot.Receipt) and found.repeated
    with refused("tablet-not-enrolled"):
        meet(hall, b"{}")
    with refused("ballot-invalid"):
        meet(hall, b"{}", device_code(shared(hall), b"{}"))
    later = hall.ballot(1, 1)
    hall.close()
    with refused("election-closed"):
        meet(hall, later)
    found = meet(hall, sent)
    assert isinstance(found, ballot.Receipt) and found.repeated


def test_a_revoked_tablet_casts_no_more_and_the_others_get_a_new_key(hall: Simulation) -> None:
    other, old, data = enrol(hall), shared(hall), hall.ballot(0, 1)
    revoke(hall, 1)
    with refused("tablet-not-enrolled"):
        meet(hall, data, device_code(old, data))
    assert isinstance(meet(hall, data, device_code(shared(hall), data)), Arrived)
    with hall.database.reading() as db:
        assert tablet.by_key(db, other.key).number == 2
    assert [one.state for one in listed(hall)] == [TabletState.REVOKED, TabletState.ENROLLED]
    with refused("tablet-revoked"):
        revoke(hall, 1)
    with refused("not-found"):
        revoke(hall, 9)


def test_a_revocation_that_forgets_the_shared_key_is_caught(hall: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    old, data = shared(hall), hall.ballot(0, 1)
    monkeypatch.setattr(tablet, "renew", lambda *_: None)
    revoke(hall, 1)
    assert isinstance(meet(hall, data, device_code(old, data)), Arrived)


def test_a_revoked_tablet_learns_nothing_more(hall: Simulation) -> None:
    mine = enrol(hall)
    revoke(hall, 2)
    for said in (
        lambda db: tablet.by_key(db, mine.key),
        lambda db: tablet.note_alive(db, mine.key, battery=1, charging=None, bundle="", now=hall.now),
        lambda db: tablet.note_report(db, mine.key, {}),
    ):
        with refused("tablet-not-enrolled"):
            _do(hall, said)


def _do(held: Simulation, what: Callable[..., object]) -> None:
    with held.database.transaction() as db:
        what(db)


def test_only_whole_minutes_are_kept_of_a_tablet_and_nothing_when_it_casts(hall: Simulation) -> None:
    mine = enrol(hall)
    hall.now = hall.now.replace(second=41)
    with hall.database.transaction() as db:
        assert tablet.is_news(db, mine.key, bundle="a", now=hall.now)
        tablet.note_alive(db, mine.key, battery=80, charging=True, bundle="a", now=hall.now)
        assert not tablet.is_news(db, mine.key, bundle="a", now=hall.now.replace(second=59))
    before = listed(hall), _casting(hall)
    seen = before[0][1].seen
    assert seen is not None and (seen.second, seen.microsecond) == (0, 0)
    data = hall.ballot(0, 1)
    meet(hall, data, device_code(shared(hall), data))
    hall.cast(data)
    assert (listed(hall), _casting(hall)) == before
    assert before[0][1].is_alive(hall.now) and not before[0][0].is_alive(hall.now)
    hall.wait(minutes=5)
    assert not before[0][1].is_alive(hall.now)


def _casting(held: Simulation) -> tuple[bytes, str, int, datetime | None]:
    with held.database.reading() as db:
        row = db.get_one(CastingKey, held.session_id)
        return row.key, row.code, row.failures, row.failed_at


def test_the_browser_of_one_computer_is_booth_one_and_no_further_one(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        assert tablet_enrolment.enrol_alone(db, held.act(), held.session_id).tablet.number == 1
    with held.database.transaction() as db, refused("tablets-there"):
        tablet_enrolment.enrol_alone(db, held.act(), held.session_id)
    revoke(held, 1)
    with held.database.transaction() as db:
        assert tablet_enrolment.enrol_alone(db, held.act(), held.session_id).tablet.number == 2


def test_leaving_asks_the_offices_code_and_tires_of_wrong_ones(hall: Simulation) -> None:
    mine = enrol(hall)
    with hall.database.reading() as db:
        right = tablet.leaving_code(db, hall.session_id)
    assert len(right) == 6 and right.isdigit()
    wrong = f"{(int(right) + 1) % 10**6:06}"

    def leave(typed: str) -> None:
        tablet_enrolment.leave(hall.database, mine.key, typed, hall.now)

    with refused("leaving-code-wrong"):
        leave(wrong)
    leave(f" {right[:3]} {right[3:]} ".translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))
    for _ in range(LEAVING_TRIES):
        with refused("leaving-code-wrong"):
            leave(wrong)
    with refused("leaving-paused"):
        leave(right)
    hall.wait(minutes=11)
    leave(right)
    with refused("tablet-not-enrolled"):
        tablet_enrolment.leave(hall.database, "x", right, hall.now)


def test_the_journal_tells_who_let_in_and_took_out_and_no_key(hall: Simulation) -> None:
    with hall.database.transaction() as db:
        tablet.rename(db, hall.act(), hall.session_id, 1, "کنار پنجره" + "." * 99)
    revoke(hall, 1)
    with refused("tablet-revoked"):
        _do(hall, lambda db: tablet.rename(db, hall.act(), hall.session_id, 1, "x"))
    with hall.database.reading() as db:
        rows = db.scalars(select(JournalEntry).where(JournalEntry.kind.startswith("tablet"))).all()
        said = [(one.kind, len(one.actors), one.detail) for one in rows]
    assert [(kind, actors) for kind, actors, _ in said] == [
        ("tablets-admitted", 2), ("tablet-enrolled", 1), ("tablet-renamed", 1), ("tablet-revoked", 2),
    ]  # fmt: skip
    assert said[-1][2] == {"session": 1, "tablet": 1, "name": ("کنار پنجره" + "." * 99)[:40], "reason": "گم شد"}
    assert set(said[1][2]) == {"session", "tablet"}


@pytest.mark.parametrize("by", ["desk", "administrator", "secretary"])
def test_one_officer_lets_nobody_in(hold: Hold, by: str) -> None:
    held = hold()
    with held.database.transaction() as db, pytest.raises(Refused) as told:
        tablet_enrolment.admit(db, held.act(by), held.session_id)
    assert told.value.code == "two-officers-needed"
