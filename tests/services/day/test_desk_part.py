"""A desk with a part of the roll of its own: hours, numbers, what is refused meanwhile, what becomes a question."""

from __future__ import annotations

from datetime import timedelta

from app.models import AssemblySession
from app.services.acts.refusal import Refused
from app.services.day import desk_queue
from app.services.day.desk_queue import DeskNote
from app.services.hall import by_video, calling, desk_part, electorate, presence
from app.services.hall.desk_part import Choice, PartValue
from app.states.desk import DeskAct, DeskDoubt, PartWay
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, refused

DELEGATES = 4


def test_hours_are_set_right_and_noted_as_the_desks(hold: Hold) -> None:
    """A desk whose clock is three hours ahead notes what happened twenty minutes ago."""
    held = ready(hold)
    first = held.delegates[0].id
    part = give(held)
    came = held.now + timedelta(minutes=10)
    held.wait(minutes=30)
    wrong = timedelta(hours=3)
    send(held, DeskNote(number=1, what=DeskAct.CAME, delegate_id=first, at=came + wrong), wrong=wrong)
    with held.database.reading() as db:
        (stay,) = presence.stays(db, [first])[first]
    assert (stay.came, stay.came_at_desk) == (came, True)
    assert part.size == DELEGATES


def test_an_hour_that_cannot_be_is_the_nearest_that_can(hold: Hold) -> None:
    held = ready(hold)
    one, other = (one.id for one in held.delegates[:2])
    give(held)
    begun = held.now
    held.wait(minutes=30)
    send(
        held, DeskNote(number=1, what=DeskAct.CAME, delegate_id=one, at=held.now - timedelta(days=3)),
        DeskNote(number=2, what=DeskAct.CAME, delegate_id=other, at=held.now + timedelta(days=3)),
    )  # fmt: skip
    with held.database.reading() as db:
        found = presence.stays(db, [one, other])
    assert (found[one][0].came, found[other][0].came) == (begun, held.now)


def test_what_is_sent_twice_counts_once_and_nothing_is_taken_after_a_gap(hold: Hold) -> None:
    held = ready(hold)
    one = held.delegates[0].id
    give(held)
    first = DeskNote(number=1, what=DeskAct.CAME, delegate_id=one, at=held.now)
    slip = DeskNote(number=2, what=DeskAct.HANDED, delegate_id=one, election_id=held.value.id)
    back = DeskNote(number=3, what=DeskAct.BACK, delegate_id=one, election_id=held.value.id)
    assert send(held, back, slip) == 0
    assert send(held, slip, first) == 2
    assert held.delegates[0].handed
    assert send(held, back) == 3
    assert send(held, first, slip) == 3
    assert not held.delegates[0].handed


def test_other_desks_refuse_a_slip_until_the_part_is_given_back(hold: Hold) -> None:
    held = ready(hold)
    one = held.delegates[0].id
    give(held)
    with held.database.transaction() as db:
        presence.check_in(db, held.act("desk"), held.session_id, one)
    with held.database.transaction() as db, refused("slip-at-desk"):
        electorate.hand_slip(db, held.act("desk"), held.value.id, one)
    with held.database.transaction() as db, refused("desk-waited-for"):
        desk_part.give_back(db, held.act("desk"), held.session_id, KEY, last=1)
    with held.database.transaction() as db:
        desk_part.give_back(db, held.act("desk"), held.session_id, KEY, last=0)
        electorate.hand_slip(db, held.act("desk"), held.value.id, one)
    assert held.delegates[0].handed


def test_what_a_desk_says_of_slips_after_two_took_its_part_back_is_a_question(hold: Hold) -> None:
    held = ready(hold)
    known, unknown = (one.id for one in held.delegates[:2])
    part = give(held)
    with held.database.transaction() as db, refused("two-officers-needed"):
        desk_queue.take_back(db, held.act(), held.session_id, part.id, handed=())
    with held.database.transaction() as db:
        handed = [(held.value.id, known)]
        desk_queue.take_back(db, held.two(), held.session_id, part.id, handed=handed)
    said = [
        entry
        for number, one in enumerate((known, unknown))
        for entry in (
            DeskNote(number=2 * number + 1, what=DeskAct.CAME, delegate_id=one, at=held.now),
            DeskNote(number=2 * number + 2, what=DeskAct.HANDED, delegate_id=one, election_id=held.value.id),
        )
    ]
    send(held, *said)
    found = held.delegates
    assert [bool(one.handed) for one in found[:2]] == [True, False]
    assert all(one.checked_in for one in found[:2])
    with held.database.transaction() as db:
        (question,) = desk_queue.questions(db, held.session_id)
        assert (question.delegate_id, question.doubt) == (unknown, DeskDoubt.SLIP_NOT_OURS)
        desk_queue.note_seen(db, held.act("desk"), held.session_id, question.id)
        assert desk_queue.questions(db, held.session_id) == ()


def test_a_slip_that_was_handed_and_came_back_before_the_part_was_taken_back_is_no_question(hold: Hold) -> None:
    held = ready(hold)
    one = held.delegates[0].id
    part = give(held)
    with held.database.transaction() as db:
        desk_queue.take_back(db, held.two(), held.session_id, part.id, handed=())
    send(held, DeskNote(number=1, what=DeskAct.HANDED, delegate_id=one, election_id=held.value.id))
    with held.database.reading() as db:
        assert [one.doubt for one in desk_queue.questions(db, held.session_id)] == [DeskDoubt.SLIP_NOT_OURS]
    send(held, DeskNote(number=2, what=DeskAct.BACK, delegate_id=one, election_id=held.value.id))
    with held.database.reading() as db:
        assert desk_queue.questions(db, held.session_id) == ()


def test_who_was_marked_meanwhile_as_attending_by_video_is_a_question_and_gets_no_slip(hold: Hold) -> None:
    """A desk without network noted a coming before the mark; it is kept, and one act on the line sets it right."""
    held = ready(hold)
    known, other = (one.id for one in held.delegates[:2])
    part = give(held)
    with held.database.transaction() as db:
        desk_queue.take_back(db, held.two(), held.session_id, part.id, handed=())
        db.get_one(AssemblySession, held.session_id).chair = "حسین آذرنوش"
    came = held.now
    held.wait(minutes=5)
    with held.database.transaction() as db:
        for one in (known, other):
            by_video.mark(db, held.two(), held.session_id, one, by_video=True)
        by_video.state_present(db, held.act(), held.session_id, [other])
    held.wait(minutes=5)
    send(
        held, DeskNote(number=1, what=DeskAct.CAME, delegate_id=known, at=came),
        DeskNote(number=2, what=DeskAct.HANDED, delegate_id=known, election_id=held.value.id),
        DeskNote(number=3, what=DeskAct.CAME, delegate_id=other, at=came),
        DeskNote(number=4, what=DeskAct.WENT, delegate_id=other, at=held.now),
    )  # fmt: skip
    doubts = [(known, DeskDoubt.BY_VIDEO), (known, DeskDoubt.SLIP_NOT_OURS), *[(other, DeskDoubt.BY_VIDEO)] * 2]
    with held.database.reading() as db:
        assert [(one.delegate_id, one.doubt) for one in desk_queue.questions(db, held.session_id)] == doubts
        stays = presence.stays(db, [known, other])
        counted = calling.figures(db, held.session_id)
    assert [(one.came, one.stated_by) for one in stays[known]] == [(came, "")]
    assert [(one.came, one.went is None) for one in stays[other]] == [
        (came, False),
        (came + timedelta(minutes=5), True),
    ]
    assert (counted.present, counted.by_video) == (2, 1)
    with held.database.transaction() as db, refused("delegate-by-video"):
        electorate.hand_slip(db, held.act("desk"), held.value.id, known)
    with held.database.transaction() as db:
        by_video.mark(db, held.two(), held.session_id, known, by_video=False)
        electorate.hand_slip(db, held.act("desk"), held.value.id, known)
    with held.database.transaction() as db, refused("video-present"):
        by_video.mark(db, held.two(), held.session_id, other, by_video=False)


def test_voting_is_not_closed_while_a_desk_may_have_handed_out_more(hold: Hold) -> None:
    held = ready(hold, "open")
    give(held)
    with refused("desk-awaited"):
        held.close()


def test_the_roll_is_split_by_letters_provinces_and_shares(hold: Hold) -> None:
    held = ready(hold)
    everybody = {one.id for one in held.delegates}
    halves = [meant(held, Choice(way=PartWay.SHARE, chosen=(str(one), "2"))) for one in (1, 2)]
    assert halves[0] | halves[1] == everybody
    assert not halves[0] & halves[1]
    assert meant(held, Choice(way=PartWay.LETTERS, chosen=("آ", "ب"))) == everybody
    assert meant(held, Choice(way=PartWay.LETTERS, chosen=("پ", "ی"))) == set()
    province = held.delegates[0].institution.province
    alone = {one.id for one in held.delegates if one.institution.province == province}
    assert meant(held, Choice(way=PartWay.PROVINCE, chosen=(province,))) == alone
    give(held)
    with refused("desk-part-empty"):
        give(held, key="another")
    with refused("desk-has-part"):
        give(held)


KEY = "the key of a desk"


def ready(hold: Hold, phase: str = "frozen") -> Simulation:
    held = hold(phase, delegates=DELEGATES) if phase == "frozen" else hold(phase)
    if phase == "frozen":
        held.print(DELEGATES + 2)
        held.seal()
    return held


def give(held: Simulation, key: str = KEY) -> PartValue:
    everything = Choice(way=PartWay.SHARE, chosen=("1", "1"))
    with held.database.transaction() as db:
        return desk_part.give(db, held.act("desk"), held.session_id, name="میز ۱", choice=everything, key=key)


def meant(held: Simulation, choice: Choice) -> set[int]:
    with held.database.transaction() as db:
        try:
            part = desk_part.give(db, held.act("desk"), held.session_id, name="x", choice=choice, key="tried")
        except Refused:
            return set()
        found = set(desk_part.members(db, part.id))
        db.rollback()
    return found


def send(held: Simulation, *entries: DeskNote, wrong: timedelta = timedelta(0)) -> int:
    with held.database.transaction() as db:
        act = held.act("desk")
        return desk_queue.merge(db, act, held.session_id, KEY, sent=held.now + wrong, entries=entries).merged
