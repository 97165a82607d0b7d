"""Lots of ties: first before the hall, then as many balls as were said; the first draw counts, and anyone repeats."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update

from app.models import JournalEntry, Lot
from app.services.acts import journal
from app.services.count import announcement, lots
from app.services.election.rows import find
from ballots.counting.lots import Method, balls_needed, draw_order, seed_text
from ballots.record import container
from ballots.record.errors import LotsTieError
from ballots.record.lots import Lots, decode_lots, verify_lots
from ballots.verify import Audit
from tests.services.conftest import Hold
from tests.support.assemblies import SMALL_RULE, Simulation, everything, refused

ONE_TIE = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))
"""Candidates 2, 3 and 4 have two votes each, for one seat and one alternate's place."""
TIED = (2, 3, 4)
DIGITS = "0416023597"


def announce(held: Simulation, tied: tuple[int, ...] = TIED) -> None:
    with held.database.transaction() as db:
        lots.announce(db, held.act(), held.election, tied=tied)


def draw(held: Simulation, digits: str = DIGITS, tied: tuple[int, ...] = TIED) -> lots.Draw:
    with held.database.transaction() as db:
        return lots.draw_lots(db, held.two(), held.election, tied=tied, digits=digits)


def record_of(held: Simulation) -> tuple[Lots, Audit]:
    """The drawings in the record, and its archive, checked."""
    record = held.record()
    members = {one.name: one for one in container.read_record(io.BytesIO(record))}
    file = members[container.LOTS]
    audit = Audit(io.BytesIO(held.archive()))
    assert audit.run().ok
    return decode_lots(record[file.position : file.position + file.size]), audit


def test_a_tie_for_a_seat_stops_until_balls_are_drawn_and_anyone_can_repeat_the_draw(hold: Hold) -> None:
    held = hold("tallied", votes=ONE_TIE)
    result = held.result()
    assert (result.ties, result.balls_needed, result.announced) == ((TIED,), balls_needed(3), None)
    with refused("lots-pending"), held.database.transaction() as db:
        announcement.publish(db, held.two(), held.election)
    announce(held)
    assert held.result().announced == held.now
    drawn = draw(held)
    assert (drawn.method, drawn.digits, drawn.rank, drawn.tied) == ("balls", DIGITS, 2, TIED)
    assert drawn.seed == seed_text(DIGITS, held.tally_head(), 2) == f"{DIGITS}./{held.tally_head().upper()}./2./"
    order = tuple(place + 1 for place in draw_order((1, 2, 3), DIGITS, held.tally_head(), 2))
    assert drawn.drawn == order
    after = held.result()
    assert (after.ties, after.balls_needed, after.draws) == ((), 0, (drawn,))
    assert [line.candidate.number for line in (*after.seated, *after.alternates)] == [1, *order[:2]]
    with refused("lots-not-needed"):
        draw(held, tied=())
    held.publish()
    assert held.phase == "provisional"


def drawn_too_early(held: Simulation) -> list[str]:
    """What came of digits that were entered before the tie was put before the hall, or for another tie than it."""
    before = everything(held.database)
    with refused("lots-unannounced"):
        draw(held)
    with refused("lots-not-needed"):
        announce(held, (2, 3))
    with refused("lots-not-needed"):
        announce(held, TIED[::-1])
    with refused("lots-unannounced"):
        draw(held)
    return [] if everything(held.database) == before else ["a trace"]


def test_nothing_is_drawn_before_the_hall_has_seen_who_is_tied(hold: Hold) -> None:
    assert drawn_too_early(hold("tallied", votes=ONE_TIE)) == []


def test_a_draw_that_does_not_ask_for_the_announcement_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("tallied", votes=ONE_TIE)
    monkeypatch.setattr(lots, "announced", lambda *_: held.now)
    with pytest.raises(pytest.fail.Exception):
        drawn_too_early(held)


def test_the_announcement_says_tie_balls_and_tally_and_is_written_once(hold: Hold) -> None:
    held = hold("tallied", votes=ONE_TIE)
    announce(held)
    said = held.now
    before = everything(held.database)
    held.wait(minutes=5)
    announce(held)
    assert everything(held.database) == before
    with held.database.reading() as db:
        (entry,) = journal.of_kind(db, find(db, held.election).id, journal.Kind.LOTS_ANNOUNCED)
    assert entry.detail == {"rank": 2, "tied": [1, 2, 3], "balls": 10, "head": held.tally_head()}
    assert len(entry.actors) == 1
    assert draw(held).announced == said == held.result().draws[0].announced


def test_an_announcement_of_another_tally_counts_nothing(hold: Hold) -> None:
    """As when the journal of another board is brought: the digits would hang on a tally that nobody saw."""
    held = hold("tallied", votes=ONE_TIE)
    announce(held)
    kind = journal.Kind.LOTS_ANNOUNCED.value
    with held.database.transaction() as db:
        (row,) = db.scalars(select(JournalEntry).where(JournalEntry.kind == kind))
        row.detail = {**row.detail, "head": "0" * 64}
    with refused("lots-unannounced"):
        draw(held)


@pytest.mark.parametrize(
    "digits", ["", DIGITS[1:], "0" + DIGITS, "41602359 7", "416023597a", "۴۱۶۰۲۳۵۹۷۲", "416023597²", " " + DIGITS[1:]]
)
def test_there_are_exactly_as_many_digits_as_were_said(hold: Hold, digits: str) -> None:
    held = hold("tallied", votes=ONE_TIE)
    announce(held)
    before = everything(held.database)
    with refused("balls-count"):
        draw(held, digits)
    assert everything(held.database) == before


def test_leading_zeros_are_kept_in_the_journal_the_result_and_the_record(hold: Hold) -> None:
    held = hold("tallied", votes=ONE_TIE)
    announce(held)
    draw(held, "0000000001")
    assert held.result().draws[0].digits == "0000000001"
    said, audit = record_of(held)
    assert [tie.digits for tie in said.ties] == ["0000000001"]
    assert audit.setup is not None
    anchors = {Method.BALLS: held.tally_head()}
    assert verify_lots(said, audit.setup.election, audit.result, anchors).endswith("1 ties, repeated")
    with held.database.reading() as db:
        tie = journal.of_kind(db, find(db, held.election).id, journal.Kind.LOTS_DRAWN)[-1]
    assert (tie.detail["purpose"], tie.detail["digits"]) == ("tie", "0000000001")


def drawn_again(held: Simulation) -> list[str]:
    """Whether a second draw of a tie that has been drawn changed anything."""
    draw(held)
    before = everything(held.database)
    first = held.result()
    draw(held)
    for other in (DIGITS[::-1], "0" * 10, DIGITS[:9], ""):
        with refused("lots-drawn"):
            draw(held, other)
    with refused("lots-not-needed"):
        announce(held)
    with refused("lots-not-needed"):
        draw(held, tied=(1, 2))
    return [] if (everything(held.database), held.result()) == (before, first) else ["another result"]


def test_the_first_draw_counts(hold: Hold) -> None:
    held = hold("tallied", votes=ONE_TIE)
    announce(held)
    assert drawn_again(held) == []


def test_a_service_that_draws_anew_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("tallied", votes=ONE_TIE)
    announce(held)
    kept: Callable[..., lots.Draw] = lots.draw_lots

    def anew(db, act, public_id, *, tied, digits):  # type: ignore[no-untyped-def]
        db.execute(delete(Lot))
        return kept(db, act, public_id, tied=tied, digits=digits)

    monkeypatch.setattr(lots, "draw_lots", anew)
    with pytest.raises(pytest.fail.Exception):
        drawn_again(held)


def test_digits_that_arrive_twice_order_one_tie_and_no_other(hold: Hold) -> None:
    rule = replace(SMALL_RULE, alternates=3)
    held = hold("tallied", candidates=5, rule=rule, votes=((1, 2), (1, 2), (3, 4), (3, 4), (5,)))
    first, second = (1, 2, 3, 4), (2, 3, 1, 4)
    assert held.result().ties == (first,)
    with refused("lots-not-needed"):
        draw(held, tied=second)
    announce(held, first)
    draw(held, tied=first)
    before = everything(held.database)
    draw(held, tied=first)
    assert everything(held.database) == before


def test_two_ties_are_drawn_one_after_the_other_each_after_its_own_announcement(hold_on_both: Hold) -> None:
    rule = replace(SMALL_RULE, seats=1, alternates=2)
    held = hold_on_both("tallied", rule=rule, votes=((1, 2), (1, 2), (3,), (4,)))
    upper, lower = (1, 2), (3, 4)
    assert held.result().ties == (upper, lower)
    with refused("lots-not-needed"):
        announce(held, lower)
    announce(held, upper)
    draw(held, tied=upper)
    assert (held.result().ties, held.result().announced) == ((lower,), None)
    with refused("lots-unannounced"):
        draw(held, tied=lower)
    announce(held, lower)
    draw(held, "9" * 10, tied=lower)
    assert [one.tied for one in held.result().draws] == [upper, lower]
    said, audit = record_of(held)
    assert audit.setup is not None
    anchors = {Method.BALLS: held.tally_head()}
    verify_lots(said, audit.setup.election, audit.result, anchors)


def test_a_tie_that_decides_nothing_asks_for_no_lot(hold: Hold) -> None:
    held = hold("tallied", candidates=5, votes=((1, 2), (1, 2), (1, 3), (4,), (2,)))
    result = held.result()
    assert [line.votes for line in result.lines] == [3, 3, 1, 1, 0]
    assert [line.candidate.number for line in result.seated] == [1, 2]
    assert result.ties == ((3, 4),)  # for the one alternate
    rule = replace(SMALL_RULE, alternates=0)
    other = hold("tallied", candidates=5, rule=rule, votes=((1, 2), (1, 2), (1, 3), (4,), (2,)))
    assert other.result().ties == ()


def test_a_draw_by_dice_of_an_earlier_election_still_shows_and_repeats(hold: Hold) -> None:
    held = hold("tallied", votes=ONE_TIE)
    with_dice(held, "35164")
    (drawn,) = held.result().draws
    assert (drawn.method, drawn.digits, drawn.announced, held.result().ties) == ("dice", "35164", None, ())
    assert drawn.seed.startswith(f"35164./{held.result().result_hash.upper()}./2./")
    said, audit = record_of(held)
    assert audit.setup is not None
    verify_lots(said, audit.setup.election, audit.result, {Method.DICE: held.result().result_hash})
    with refused("lots-drawn"):
        draw(held)
    held.publish()
    assert held.phase == "provisional"


def with_dice(held: Simulation, digits: str) -> None:
    """Leave the draw in the tables as an earlier version of the program did."""
    anchor = held.result().result_hash
    with held.database.transaction() as db:
        row = find(db, held.election)
        db.add(
            Lot(
                election_id=row.id, tied=[1, 2, 3], rank=2, method="dice", digits=digits, drawn_at=held.now,
                seed=seed_text(digits, anchor, 2),
                drawn=list(draw_order((1, 2, 3), digits, anchor, 2, Method.DICE)),
            )
        )  # fmt: skip


def test_a_draw_whose_order_was_changed_in_the_database_is_found_in_the_record(hold: Hold) -> None:
    held = hold("tallied", votes=ONE_TIE)
    announce(held)
    order = draw(held).drawn
    with held.database.transaction() as db:
        db.execute(update(Lot).values(drawn=[number - 1 for number in order[::-1]]))
    said, audit = record_of(held)
    assert audit.setup is not None
    with pytest.raises(LotsTieError):
        verify_lots(said, audit.setup.election, audit.result, {Method.BALLS: held.tally_head()})
