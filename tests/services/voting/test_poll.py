"""Opening and closing: the quorum, the roll, and the accounting of the paper."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.dates import in_tehran
from app.language.names import Names
from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.election.rows import find
from app.services.hall import electorate, presence, roll, session
from app.services.hall.session import Presidium
from app.services.voting import poll
from app.services.voting.poll import Accounting
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused

COUNTS = st.integers(min_value=0, max_value=10**6)


PRESENCE = (presence.check_in, presence.check_out)
"""What is of the session; the slips are an election's."""
SLIPS = (electorate.hand_slip, electorate.take_back_slip)


def desk(held: Simulation, service: Callable[..., roll.DelegateValue], place: int = 0) -> roll.DelegateValue:
    with held.database.transaction() as db:
        where = held.session_id if service in PRESENCE else held.value.id
        return service(db, held.act("desk"), where, held.delegates[place].id)


@given(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_accounting_balances_exactly_when_every_slip_is_somewhere(
    handed: int, unused: int, spoiled: int, void: int, cast: int
) -> None:
    printed = handed + unused + spoiled + void
    stated = Accounting(printed=printed, handed=handed, unused=unused, spoiled=spoiled, void=void, cast=cast)
    assert stated.difference == 0
    assert stated.balanced == (cast <= handed)
    assert (stated.surplus, stated.wrong) == (max(0, cast - handed), "handed" if cast > handed else "")
    one_more = Accounting(printed=printed + 1, handed=handed, unused=unused, spoiled=spoiled, void=void, cast=0)
    assert (one_more.difference, one_more.balanced, one_more.wrong) == (1, False, "unused")
    if printed:
        one_less = Accounting(printed=printed - 1, handed=handed, unused=unused, spoiled=spoiled, void=void, cast=0)
        assert (one_less.difference, one_less.balanced, one_less.wrong) == (-1, False, "handed")


def test_an_accounting_that_balances_closes(hold: Hold) -> None:
    held = hold("open")
    held.vote(0, 1)
    held.close(unused=[one.serial.lower().replace("-", " ") for one in held.slips[5:]])
    assert held.phase == "closed"
    assert held.value.accounting == {
        "printed": 7, "handed": 5, "unused": 2, "spoiled": 0, "void": 0, "cast": 1, "reason": "",
        "lost": 0, "refused": 0, "paper": 0, "invalid": 0, "spoiled_seen": 0, "void_seen": 0,
    }  # fmt: skip
    assert held.value.attendance == {"introduced": 5, "enrolled": 5, "present": 5, "handed": 5, "quorum": 0}


@pytest.mark.parametrize("first", [7, 6, 4, 0])
def test_a_difference_closes_only_with_a_written_reason(hold: Hold, first: int) -> None:
    """The slips from `first` on lie on the table; from the sixth on would be right."""
    held = hold("open")
    unused = [one.serial for one in held.slips[first:]]
    before = everything(held.database)
    for reason in ("", "         ", "lost"):
        with refused("accounting-unbalanced"):
            held.close(unused=unused, reason=reason)
    assert everything(held.database) == before
    held.close(unused=unused, reason="  یک تعرفه در تالار پیدا نشد.  ")
    assert held.value.accounting is not None
    assert held.value.accounting["reason"] == "یک تعرفه در تالار پیدا نشد."


def test_more_ballots_than_slips_handed_out_never_balance(hold: Hold) -> None:
    held = hold("frozen", delegates=3)
    held.print(3)
    held.seal()
    held.pass_tests()
    held.open_poll()
    held.vote(0, 1)
    with refused("accounting-unbalanced"):
        held.close(unused=[one.serial for one in held.slips[1:]])
    with held.database.reading() as db:
        stated = poll.account(db, held.election, unused=[one.serial for one in held.slips[1:]])
    assert (stated.difference, stated.surplus, stated.wrong) == (1, 1, "handed")


def test_a_quorum_of_half_the_introduced_plus_one_is_asked_at_the_opening(hold: Hold) -> None:
    held = hold("frozen", quorum="introduced")
    held.print()
    held.seal()
    held.pass_tests()
    for place in range(3):
        with refused("quorum-missing"):
            held.open_poll()
        desk(held, presence.check_in, place)
    held.open_poll()
    assert held.phase == "open"


def test_the_quorum_rule_is_not_changed_once_voting_has_opened(hold: Hold) -> None:
    held = hold("open", quorum="introduced")
    with refused("phase-wrong"), held.database.transaction() as db:
        session.change_session(
            db, held.act(), held.session_id, presidium=Presidium(), quorum="none", held_on=in_tehran(held.now).date(),
            place=Names("تالار"), agenda="",
        )  # fmt: skip


def test_checking_in_twice_is_once(hold: Hold) -> None:
    held = hold("frozen")
    first = desk(held, presence.check_in)
    before = everything(held.database)
    held.wait(minutes=5)
    assert desk(held, presence.check_in) == first
    assert everything(held.database) == before
    with held.database.reading() as db:
        assert electorate.attendance(db, held.value.id).present == 1


def test_a_slip_is_handed_only_to_who_is_here_and_only_once(hold: Hold) -> None:
    held = hold("frozen")
    with refused("delegate-absent"):
        desk(held, electorate.hand_slip)
    desk(held, presence.check_in)
    with refused("slips-missing"):
        desk(held, electorate.hand_slip)
    held.print()
    held.seal()
    desk(held, electorate.hand_slip)
    with refused("delegate-slip-handed"):
        desk(held, electorate.hand_slip)
    with refused("delegate-holds-slip"):
        desk(held, presence.check_out)
    desk(held, presence.check_in, 1)
    assert desk(held, presence.check_out, 1).checked_in is None
    with refused("delegate-absent"):
        desk(held, electorate.hand_slip, 1)


def test_a_wrong_record_of_a_slip_is_taken_back_and_both_are_journalled(hold: Hold) -> None:
    held = hold("open")
    assert not desk(held, electorate.take_back_slip).handed
    with refused("delegate-no-slip"):
        desk(held, electorate.take_back_slip)
    with held.database.reading() as db:
        kinds = [entry.kind for entry in journal.entries(db, find(db, held.election).id)]
        assert electorate.attendance(db, held.value.id).handed == 4
    assert kinds[0] == "slip-taken-back"
    desk(held, electorate.hand_slip)
    assert held.delegates[0].handed


def test_after_closing_the_roll_does_not_change(hold: Hold) -> None:
    held = hold("closed")
    before = everything(held.database)
    for service in PRESENCE:
        with refused("roll-closed"):
            desk(held, service)
    for service in SLIPS:
        with refused("handing-closed"):
            desk(held, service)
    assert everything(held.database) == before


def test_from_freezing_on_nobody_is_added_to_the_roll(hold: Hold) -> None:
    for phase in ("frozen", "open", "closed"):
        held = hold(phase)
        before = everything(held.database)
        with refused("roll-frozen"), held.database.transaction() as db:
            roll.add_delegate(db, held.two(), held.session_id, institution_id=1, name=Names("دیگری"))
        assert everything(held.database) == before


def test_one_institution_has_one_delegate(hold: Hold) -> None:
    held = hold()
    taken = held.delegates[0].institution.id
    with refused("delegate-duplicate"), held.database.transaction() as db:
        roll.add_delegate(db, held.act(), held.session_id, institution_id=taken, name=Names("دیگری"))


def test_a_delegate_of_another_session_is_not_found(hold: Hold) -> None:
    held = hold("frozen")
    other = hold(database=held.database, address="sepehr")
    for service in (*PRESENCE, *SLIPS):
        where = held.session_id if service in PRESENCE else held.value.id
        with refused("not-found"), held.database.transaction() as db:
            service(db, held.act(), where, other.delegates[0].id)


def test_two_desks_hand_one_delegate_one_slip(hold_on_both: Hold) -> None:
    held = hold_on_both("frozen")
    held.print()
    held.seal()
    desk(held, presence.check_in)
    got: list[str] = []
    start = threading.Barrier(2)

    def hand() -> None:
        start.wait()
        try:
            desk(held, electorate.hand_slip)
            got.append("handed")
        except Refused as refusal:
            got.append(refusal.code)

    desks = [threading.Thread(target=hand) for _ in range(2)]
    for one in desks:
        one.start()
    for one in desks:
        one.join()
    assert sorted(got) == ["delegate-slip-handed", "handed"]


def test_what_the_desk_hands_out_while_the_poll_closes_is_counted_or_refused(hold_on_both: Hold) -> None:
    held = hold_on_both("frozen")
    held.print()
    held.seal()
    desk(held, presence.check_in)
    held.pass_tests()
    held.open_poll()
    start = threading.Barrier(2)
    handed: list[bool] = []

    def hand() -> None:
        start.wait()
        try:
            desk(held, electorate.hand_slip)
            handed.append(True)
        except Refused as refusal:
            assert refusal.code == "handing-closed"

    handing = threading.Thread(target=hand)
    handing.start()
    start.wait()
    held.close(unused=[one.serial for one in held.slips], reason="closing while the desk is at work")
    handing.join()
    assert held.value.accounting is not None
    assert held.value.accounting["handed"] == len(handed) == sum(bool(one.handed) for one in held.delegates)


def test_the_preview_of_the_accounting_changes_nothing(hold: Hold) -> None:
    held = hold("open")
    before = everything(held.database)
    with held.database.reading() as db:
        assert poll.account(db, held.election, unused=[held.slips[6].serial]).difference == 1
        assert poll.account(db, held.election).difference == 2
    assert everything(held.database) == before


def test_what_cannot_be_counted_does_not_count_in_the_preview(hold: Hold) -> None:
    held = hold("open")
    held.vote(0, 1)
    named = [held.slips[5].serial, held.slips[5].serial.lower(), held.slips[0].serial, "AAAA-AAAA", "", "x" * 500]
    with held.database.reading() as db:
        assert poll.account(db, held.election, unused=named).unused == 1
