"""Votes on paper: two officers on two devices; a number and no mark; each wrong turn has its sentence."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from sqlalchemy import select

from app.models import BallotIndex, Base, PaperDesk, PaperEntry
from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.voting import balance, last_call, mishap, paper_desk, paper_entry, paper_vote, slip, tablet
from app.services.voting.paper_desk import CODE_LIFE
from app.services.voting.secrecy import secrecy
from app.services.voting.slip import credential_digest
from app.states.officer import Role
from app.states.paper_vote import PaperFault
from ballots.credential import public_credential
from ballots.election import Election
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, refused
from tests.support.paper import Device, allow, begin, code_for, enrolled

FIRST, SECOND = Role.SECRETARY, Role.RETURNING_OFFICER


@pytest.fixture
def hall(hold: Hold) -> Simulation:
    """An open election that takes papers."""
    return allow(hold("open"))


@pytest.fixture
def two(hall: Simulation) -> tuple[Device, Device]:
    """Two officers, each at an own device."""
    one, other = enrolled(hall)
    return begin(hall, one, FIRST), begin(hall, other, SECOND)


def counted(held: Simulation) -> tuple[int, int]:
    """How many papers were cast, and how many ruled invalid."""
    with held.database.reading() as db:
        found = paper_vote.need_allowed(db, held.value.id)
    return found.entered, found.invalid


def test_equal_entries_are_cast_by_the_first_and_leave_a_number(two: tuple[Device, Device]) -> None:
    first, second = two
    held = first.held
    assert first.enter(0, 1, 2).state == "waiting" and first.look(0) == "waiting"
    told = second.enter(0, 1, 2)
    assert (told.state, first.look(0), second.look(0)) == ("other", "mine", "other")
    assert len(told.paper) == 6 and told.paper == first.enter(0, 1, 2).paper != first.enter(1, 1).paper
    assert second.look(0) == "mine"  # what is entered anew is the second of the two
    second.enter(0, 1, 2)
    first.cast(0, 1, 2)
    assert (first.look(0), second.look(0)) == ("done", "done")
    assert counted(held) == (1, 0)
    with held.database.reading() as db:
        kept = db.scalars(select(PaperEntry.slip)).all()
    assert kept == [first.paper(1).digest]  # of the paper that still waits


def test_a_cast_paper_leaves_nothing_that_a_vote_of_a_tablet_does_not(two: tuple[Device, Device]) -> None:
    """Beside the one number, all rows that are new are of the same tables and shape as after a vote of a tablet."""
    first, second = two
    held = first.held

    def rows() -> dict[str, list[tuple[object, ...]]]:
        with held.database.reading() as db:
            return {
                name: [tuple(row) for row in db.execute(select(table))] for name, table in Base.metadata.tables.items()
            }

    held.vote(1, 1)
    before = rows()
    held.vote(2, 2)
    between = rows()
    first.enter(0, 1)
    second.enter(0, 1)
    first.cast(0, 1)
    after = rows()
    by_tablet = {name for name in before if len(between[name]) != len(before[name])}
    assert {name for name in before if len(after[name]) != len(between[name])} == by_tablet
    changed = {name for name in before if name not in by_tablet and after[name] != between[name]}
    assert changed - {"checkpoint"} == {"paper_vote"}


def test_unequal_entries_are_told_to_both_and_can_be_corrected_by_either(two: tuple[Device, Device]) -> None:
    first, second = two
    first.enter(0, 1)
    assert (second.enter(0, 2).state, first.look(0)) == ("unequal", "unequal")
    with refused("paper-unequal"):
        first.cast(0, 1)
    assert counted(first.held) == (0, 0)
    assert (second.enter(0, 1).state, first.look(0)) == ("other", "mine")
    assert second.enter(0, 2).state == "unequal" and first.enter(0, 2).state == "other"  # now the other one is first
    second.cast(0, 2)
    assert counted(first.held) == (1, 0)


def test_the_same_bytes_again_are_one_vote_and_one_paper(two: tuple[Device, Device]) -> None:
    first, second = two
    first.enter(0, 1)
    second.enter(0, 1)
    data = first.held.ballot(0, 1)
    assert not first.send(data).repeated and first.send(data).repeated
    assert counted(first.held) == (1, 0)


def test_the_second_device_does_not_cast_what_the_first_does(two: tuple[Device, Device]) -> None:
    first, second = two
    first.enter(0, 1)
    second.enter(0, 1)
    with refused("paper-unequal"):
        second.cast(0, 1)


def test_a_blank_paper_is_a_blank_vote(two: tuple[Device, Device]) -> None:
    first, second = two
    first.enter(0)
    assert second.enter(0).state == "other"
    first.cast(0)
    assert counted(first.held) == (1, 0)


def test_two_who_name_one_fault_rule_the_paper_and_its_slip_votes_no_more(two: tuple[Device, Device]) -> None:
    first, second = two
    held = first.held
    assert first.enter(0, fault=PaperFault.TOO_MANY).state == "waiting"
    assert second.enter(0, fault=PaperFault.UNCLEAR).state == "unequal"
    assert second.enter(0, 1).state == "unequal"
    assert second.enter(0, fault=PaperFault.TOO_MANY).state == "ruled" and first.look(0) == "ruled"
    assert counted(held) == (0, 1)
    with refused("slip-ruled"):
        held.vote(0, 1)
    with refused("slip-ruled"):
        first.enter(0, 1)
    with held.database.transaction() as db, refused("slip-ruled"):
        slip.void_slip(db, held.two(), held.election, held.slips[0].serial, spoiled=False)
    with held.database.reading() as db:
        (entry,) = journal.of_kind(db, held.value.id, journal.Kind.PAPER_RULED)
        stated = balance.balance(db, held.election)
    assert (len(entry.actors), entry.detail) == (2, {"fault": "too-many"})
    assert (stated.stated.invalid, stated.waiting, stated.broken) == (1, len(held.delegates) - 1, ())


def test_the_closing_states_both_numbers_and_balances(two: tuple[Device, Device]) -> None:
    first, second = two
    held = first.held
    for place in range(2, len(held.delegates)):
        held.vote(place, 1)
    for device in two:
        device.enter(0, 1)
        device.enter(1, fault=PaperFault.MARKED)
    with held.database.transaction() as db:
        last_call.announce_closing(db, held.act(), held.election, minutes=5)
    with refused("last-call-runs"):
        held.close()
    first.cast(0, 1)
    held.close()  # all who hold a slip have voted, or their papers are ruled
    stated = held.value.accounting or {}
    assert (stated["paper"], stated["invalid"], stated["cast"]) == (1, 1, len(held.delegates) - 1)
    with refused("election-closed"):
        second.enter(2, 1)
    with held.database.reading() as db:
        assert db.scalars(select(PaperDesk)).all() == []


def test_a_ruled_slip_is_not_taken_for_a_lost_one(two: tuple[Device, Device]) -> None:
    held = two[0].held
    with held.database.transaction() as db:
        mishap.note_lost(db, held.two(), held.election)
    for device in two:
        device.enter(0, fault=PaperFault.FOREIGN)
    for place in range(2, len(held.delegates) + 1):
        held.vote(place, 1)
    with held.database.transaction() as db:
        back = [one.serial for one in held.slips[len(held.delegates) + 1 :]]
        assert mishap.void_lost(db, held.value.id, back) == (held.slips[1].serial,)


def test_a_paper_that_waits_keeps_the_voting_open_until_it_is_settled(two: tuple[Device, Device]) -> None:
    first, _second = two
    held = first.held
    first.enter(0, 1)
    with refused("papers-wait"):
        held.close()
    with held.database.transaction() as db:
        paper_entry.lay_aside(db, held.election, first.token, first.paper(0))
    held.close(reason="همهٔ برگه‌ها شمرده شد؛ چند نفر رأی ندادند.")


def test_slips_that_may_not_vote_are_refused_with_their_own_words(two: tuple[Device, Device], hold: Hold) -> None:
    first, _second = two
    held = first.held
    held.vote(1, 1)
    with refused("slip-used"):
        first.enter(1, 1)
    with held.database.transaction() as db:
        slip.void_slip(db, held.two(), held.election, held.slips[2].serial, spoiled=True)
    with refused("slip-void"):
        first.enter(2, 1)
    with refused("slip-forged"):
        first.paper(3, proved_by=4)
    good = first.paper(3)
    with held.database.transaction() as db, refused("credential-unknown"):
        stranger = paper_entry.HeldPaper(public=good.public + "1")
        paper_entry.enter(db, held.act(), held.election, first.token, stranger, code="0" * 64, fault=None)
    for wrong in ("", "x" * 64, "0" * 63, "1,0,1"):
        with held.database.transaction() as db, refused("ballot-invalid"):
            paper_entry.enter(db, held.act(), held.election, first.token, good, code=wrong, fault=None)


def test_a_slip_that_votes_on_a_tablet_meanwhile_is_told_and_laid_aside(two: tuple[Device, Device]) -> None:
    first, second = two
    first.enter(0, 1)
    second.enter(0, 1)
    first.held.vote(0, 2)
    assert (first.look(0), second.look(0)) == ("used", "used")
    with refused("slip-used"):
        first.cast(0, 1)
    assert counted(first.held) == (0, 0)


def test_one_officer_and_one_device_are_not_two(hall: Simulation) -> None:
    one, other = enrolled(hall)
    device = begin(hall, one, FIRST)
    with refused("paper-officer-elsewhere"):
        begin(hall, other, FIRST)
    with refused("paper-device-taken"):
        begin(hall, one, SECOND)
    device.enter(0, 1)
    again = begin(hall, one, FIRST)  # the page was loaded anew: its marks are gone, and with them what waited
    with hall.database.reading() as db:
        assert paper_vote.waiting(db, hall.value.id) == 0
    with refused("paper-desk-over"):
        device.enter(0, 1)
    assert again.enter(0, 1).state == "waiting" and again.enter(0, 1).state == "waiting"


def test_a_third_officer_does_not_come_between(two: tuple[Device, Device]) -> None:
    held = two[0].held
    (key,) = enrolled(held, 1)
    third = begin(held, key, Role.SIGNATORY)
    for device in two:
        device.enter(0, 1)
    with refused("paper-entered"):
        third.enter(0, 2)
    two[0].cast(0, 1)


def test_a_dead_device_is_ended_from_the_office_and_another_takes_its_place(two: tuple[Device, Device]) -> None:
    first, second = two
    held = first.held
    first.enter(0, 1)
    assert second.enter(0, 1).state == "other"
    with held.database.transaction() as db:
        paper_desk.end_of(db, held.election, held.act(FIRST).officers[0])
    assert second.look(0) == "waiting"
    (key,) = enrolled(held, 1)
    anew = begin(held, key, FIRST)
    assert anew.enter(0, 1).state == "other" and second.look(0) == "mine"
    second.cast(0, 1)
    with held.database.transaction() as db:
        paper_desk.end(db, held.election, second.token)
    with refused("paper-desk-over"):
        second.enter(1, 1)


def test_a_revoked_tablet_enters_nothing(two: tuple[Device, Device]) -> None:
    held = two[0].held
    with held.database.transaction() as db:
        tablet.revoke(db, held.two(), held.session_id, 1, reason="گم شد")
    with refused("paper-desk-over"):
        two[0].enter(0, 1)
    assert two[1].enter(0, 1).state == "waiting"


def test_a_code_is_good_once_for_minutes_and_only_after_two_allowed_papers(hold: Hold) -> None:
    held = hold("open")
    with refused("paper-off"):
        code_for(held, FIRST)
    allow(held)
    with refused("paper-allowed"):
        allow(held)
    (key,) = enrolled(held, 1)
    first = code_for(held, FIRST)
    code_for(held, FIRST)
    with refused("paper-code-wrong"):
        paper_desk.begin(held.database, key, held.election, first, held.act())  # the newer one took its place
    late = code_for(held, FIRST)
    held.now += CODE_LIFE
    with refused("paper-code-wrong"):
        paper_desk.begin(held.database, key, held.election, late, held.act())
    with refused("paper-code-wrong"):
        paper_desk.begin(held.database, key, held.election, "", held.act())
    with refused("officer-role"):
        code_for(held, Role.DESK)
    with held.database.transaction() as db, refused("tablet-not-enrolled"):
        paper_desk.begin(held.database, "00", held.election, "1", held.act())
    with held.database.reading() as db:
        assert secrecy(db, held.election).paper


def test_it_is_allowed_while_voting_is_open_by_two_with_a_reason(hold: Hold) -> None:
    held = hold("frozen")
    with refused("phase-wrong"):
        allow(held)
    held.to("open")
    with held.database.transaction() as db, refused("paper-reason"):
        paper_vote.allow_paper(db, held.two(), held.election, reason="x")
    with held.database.reading() as db:
        assert not secrecy(db, held.election).paper


def test_two_at_the_same_moment_are_both_kept_and_cast_once(hold_on_both: Hold) -> None:
    held = allow(hold_on_both("open"))
    one, other = enrolled(held)
    both = begin(held, one, FIRST), begin(held, other, SECOND)
    with ThreadPoolExecutor(2) as threads:
        states = {found.state for found in threads.map(lambda device: device.enter(0, 1), both)}
        assert states == {"waiting", "other"}
        assert sum(threads.map(_has_cast, both)) == 1
    assert counted(held) == (1, 0)


def _has_cast(device: Device) -> bool:
    try:
        device.cast(0, 1)
    except Refused as refusal:
        assert refusal.code in ("paper-unequal", "slip-used")  # not its turn, or the other one has cast
        return False
    return True


# What the server could find: it tries every set of marks under every key that follows from what it holds.


def guesses(held: Simulation, code: str) -> Iterator[tuple[int, ...]]:
    """The marks that everything stored here lets somebody find behind a code."""
    definition = Device(held=held, token="").definition
    with held.database.reading() as db:
        every = [value for table in Base.metadata.tables.values() for row in db.execute(select(table)) for value in row]
        (slip_of,) = db.scalars(select(PaperEntry.slip)).all()
    stored = {one if isinstance(one, bytes) else str(one) for one in every}
    listed = [public_credential(one.credential, definition.uuid) for one in held.slips]  # they are on a public list
    (public,) = [one for one in listed if credential_digest(one) == slip_of]
    texts = [*map(str, stored), *listed, definition.fingerprint, definition.uuid]
    known = {one for text in texts for one in (text.encode(), hashlib.sha256(text.encode()).digest())}
    known |= {one for one in stored if isinstance(one, bytes) and len(one) < 200}
    known |= {int(text).to_bytes(256, "big") for text in listed} | {credential_digest(text) for text in listed}
    question = definition.questions[0]
    for marks in product((0, 1), repeat=len(question.answers) + question.blank):
        said = f"majma|paper|1|{definition.fingerprint}|{public}|{''.join(map(str, marks))}".encode()
        for key in known:
            if hmac.digest(key, said, "sha256").hex() == code:
                yield marks


def twin(definition: Election, credential: str, choices: tuple[tuple[int, ...], ...]) -> str:
    """A device whose key follows from the public half: the server knows it."""
    public = public_credential(credential, definition.uuid)
    said = f"majma|paper|1|{definition.fingerprint}|{public}|{''.join(map(str, choices[0]))}"
    return hmac.digest(credential_digest(public), said.encode(), "sha256").hex()


@pytest.mark.parametrize(("is_twin", "found"), [(False, []), (True, [(0, 1, 0, 1, 0)])])
def test_what_is_sent_tells_the_server_no_mark(hall: Simulation, is_twin: bool, found: list[tuple[int, ...]]) -> None:
    (key,) = enrolled(hall, 1)
    device = begin(hall, key, FIRST, twin) if is_twin else begin(hall, key, FIRST)
    device.enter(0, 1, 3)
    with hall.database.reading() as db:
        (sent,) = db.scalars(select(PaperEntry.code)).all()
        assert db.scalars(select(BallotIndex)).all() == []
    assert list(dict.fromkeys(guesses(hall, sent))) == found
