"""Each sentence of the minutes with nobody, with one and with several: none says nothing, none says too much."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.documents.minutes import (
    Challenges,
    Leaver,
    Minutes,
    Presented,
    Remark,
    Resolved,
    Spoke,
    Substituted,
    Withdrawal,
)
from app.documents.templating import render_template
from app.language.wording import Wording
from tests.documents.samples import arabic, english, lots, minutes, persian

WHEN = datetime(2025, 11, 8, 7, 30, tzinfo=UTC)
NOBODY = tuple((role, "") for role, _ in minutes().signatories)


def said(paper: Minutes, wording: Wording | None = None) -> str:
    """The words of the minutes, without their layout."""
    values = {"minutes": paper, "head": paper.head, "emblem": "", "draft": not paper.number}
    html = render_template("minutes.html", values, wording or english())
    return " ".join(re.sub("<[^>]*>|[\u2066-\u2069]", " ", html).split())


def challenged(made: int, agrees: int, differs: int) -> str:
    return said(replace(minutes(), challenges=Challenges(made=made, agrees=agrees, differs=differs)))


@pytest.mark.parametrize(
    ("tests", "there", "not_there"),
    [
        ((0, 0, 0), "", ("tested the encryption", "never cast")),
        ((1, 1, 0), "tested the encryption once. The other device agreed. Tested", ("differed", "without an answer")),
        ((1, 0, 1), "once. Something differed once. Tested votes", ("agreed", "without an answer")),
        ((1, 0, 0), "once. One was left without an answer. Tested", ("agreed", "differed")),
        ((4, 4, 0), "4 times. The other device agreed each time. Tested", ("differed", "without an answer")),
        ((9, 1, 3), "9 times. The other device agreed once. Something differed 3 times. 5 were left", ("each time",)),
        ((4, 2, 1), "agreed 2 times. Something differed once. One was left without", ("each time",)),
    ],
)  # fmt: skip
def test_tests_of_the_encryption(tests: tuple[int, int, int], there: str, not_there: tuple[str, ...]) -> None:
    text = challenged(*tests)
    assert there in text
    assert not [word for word in not_there if word in text]


def test_without_a_quorum_no_number_is_needed_for_one() -> None:
    paper = minutes()
    assert "Needed for the quorum" in said(paper)
    none = replace(paper, attendance=replace(paper.attendance, needed=0))
    assert "Needed for the quorum" not in said(none)
    assert "duly constituted" in said(none)


def test_an_empty_hall_has_no_attendance_sheet() -> None:
    paper = minutes()
    one = replace(paper, attendance=replace(paper.attendance, present=paper.attendance.present[:1]))
    assert said(one).count("ttendance sheet") == 2
    empty = replace(paper, attendance=replace(paper.attendance, present=(), needed=0))
    assert "ttendance sheet" not in said(empty)


@pytest.mark.parametrize("observers", [(), ("آناهیتا گلشن‌راد",), ("آناهیتا گلشن‌راد", "فرهاد بیستون‌پناه")])
def test_observers_of_a_lot_are_named_or_not_mentioned(observers: tuple[str, ...]) -> None:
    text = said(replace(minutes(), lots=(lots(observers=observers),), order_lots=None))
    assert ("Observers:" in text) == bool(observers)
    assert all(name in text for name in observers)


def test_an_agenda_that_nobody_wrote_is_left_to_the_presidium() -> None:
    assert "The agenda; the presidium fills this in" in said(replace(minutes(), agenda=()))
    assert "The agenda; the presidium fills this in" not in said(replace(minutes(), agenda=("one",)))


def test_a_post_without_a_name_has_room_for_one() -> None:
    values = {"minutes": replace(minutes(), signatories=NOBODY, presidium=NOBODY), "head": minutes().head}
    html = render_template("minutes.html", {**values, "emblem": "", "draft": False}, english())
    assert "<b></b>" not in html
    assert html.count('<b><span class="gap">') == len(NOBODY)


def test_who_withdrew_is_told_with_when_by_whom_and_whether_voting_was_over() -> None:
    paper = minutes()
    nobody = tuple(replace(one, withdrew=None) for one in paper.candidates)
    assert "No candidate withdrew." in said(replace(paper, candidates=nobody, withdrawals=()))
    for late in (False, True):
        one = Withdrawal(institution="x", at=WHEN, officers=("نگار", "بهرام"), late=late)
        text = said(replace(paper, candidates=(replace(nobody[0], withdrew=one), *nobody[1:]), withdrawals=()))
        assert "recorded by نگار, بهرام" in text
        assert ("after the voting had closed" in text) == late
        assert "No candidate withdrew." not in text
    own = Withdrawal(institution="انجمن یاران خورشید", at=WHEN)
    text = said(replace(paper, candidates=nobody, withdrawals=(own, replace(own, at=None))))
    assert "in its own account" in text
    assert text.count("انجمن یاران خورشید") == 2


def test_objections_stand_there_or_it_is_said_that_there_were_none() -> None:
    assert "No objection had been lodged" in said(minutes())
    text = said(replace(minutes(), objections=("Objection no. 1 was received from x.", "y upheld objection no. 1.")))
    assert "Objection no. 1 was received from x." in text
    assert "No objection had been lodged" not in text


def test_who_stands_before_equals_does_so_by_lot() -> None:
    paper = minutes()
    drawn = tuple(replace(line, by_lot=line.standing == "alternate") for line in paper.votes)
    assert "(by lot)" not in said(paper)
    assert said(replace(paper, votes=drawn)).count("(by lot)") == 3


def test_the_signatures_name_number_pages_and_fingerprint() -> None:
    paper = minutes()
    for wording in (persian(), arabic(), english()):
        assert "%(" not in said(paper, wording)
    assert "Signed here are the minutes number" in said(paper)
    assert "Signed here are the minutes number" not in said(replace(paper, number=""))


def test_no_sentence_has_an_empty_place_in_any_language() -> None:
    bare = replace(
        minutes(), agenda=(), presidium=NOBODY, signatories=NOBODY, withdrawals=(), lots=(lots(observers=()),),
        order_lots=None, challenges=Challenges(made=0, agrees=0, differs=0),
    )  # fmt: skip
    for wording in (persian(), arabic(), english()):
        assert not re.search(r"[:،,]\s*\.|\(\s*\)|:\s*[،,]", said(bare, wording))


def test_hours_substitutes_and_leavers_stand_there_by_name() -> None:
    at = minutes().opened
    begun = replace(minutes(), began=at, agenda=("Opening", "Vote"), dealt=((at, at + timedelta(minutes=20)), None))
    assert "had not ended when these minutes were made" in said(begun)
    ranges = [said(one).partition("Attendance")[0].count("–") for one in (minutes(), begun)]
    assert ranges[1] == ranges[0] + 1
    came = Substituted(
        institution="انجمن یاران خورشید",
        delegate="نگار البرزی",
        former="آرش دنایی",
        letter_number="12/3",
        letter_day=at.date(),
    )
    left = Leaver(delegate="بهرام آذرپی", institution="خیریه سپیده", at=at)
    whole = said(replace(minutes(), substitutes=(came,), leavers=(left, left)))
    assert "came نگار البرزی in the place of آرش دنایی" in whole
    assert whole.count("بهرام آذرپی (خیریه سپیده)") == 2
    for wording in (persian(), arabic(), english()):
        assert "%(" not in said(replace(begun, substitutes=(came,), leavers=(left,)), wording)


def test_hours_and_presentations_that_were_recorded_leave_no_dotted_line() -> None:
    paper = minutes()
    assert "the presidium fills this in" in said(paper).partition("Agenda")[0]
    assert "fills in the minutes of the presentations" in said(paper)
    at = paper.opened
    first, second, *rest = paper.candidates
    spoke = replace(first, presented=Presented(at=at, seconds=295))
    absent = replace(second, presented=Presented(at=None, seconds=0))
    whole = said(replace(paper, candidates=(spoke, absent, *rest), began=at, ended=at + timedelta(hours=2)))
    assert "the presidium fills this in" not in whole.partition("Agenda")[0]
    assert "fills in the minutes of the presentations" not in whole
    assert "4:55" in whole
    assert "absent" in whole


def test_resolutions_stand_with_their_votes_in_the_place_of_the_lines() -> None:
    assert "no resolution was noted" in said(minutes())
    resolved = (
        Resolved(item="Reports", text="The report is approved.", at=WHEN, votes=(12, 0, 3)),
        Resolved(item="Deliberation", text="Thanks to the hosts.", at=WHEN, votes=None),
    )
    paper = replace(minutes(), resolutions=resolved)
    text = said(paper)
    assert "no resolution was noted" not in text
    assert "The report is approved. (Reports, 11:00) Votes for: 12, against: 0, abstentions: 3" in text
    assert "Thanks to the hosts. (Deliberation, 11:00) Taken by acclamation." in text
    assert "موافق: ۱۲" in said(paper, persian())
    assert "معارضون: ٠" in said(paper, arabic())


def test_speakers_stand_by_item_with_their_hours_and_what_they_said() -> None:
    assert "Spoke on" not in said(minutes())
    later = WHEN + timedelta(minutes=4)
    speeches = (
        Spoke(
            item="Rules", name="P. Zagrosi", house="Sepideh", at=WHEN, until=later, topic="Article 3", said="A note."
        ),
        Spoke(item="Rules", name="B. Azarpey", house="", at=None, until=None),
    )
    paper = replace(minutes(), speeches=speeches)
    text = said(paper)
    assert "Spoke on “Rules”: P. Zagrosi (Sepideh), 11:00–11:04, Article 3: A note." in text
    assert "Asked for the floor and did not speak: B. Azarpey." in text
    assert "سخن گفتند" in said(paper, persian())
    assert "طلبوا الكلمة ولم يتكلموا" in said(paper, arabic())


def test_notes_of_observers_are_an_annex_each_with_its_answer_or_without() -> None:
    assert "notes of the observers" not in said(minutes())
    later = WHEN + timedelta(minutes=4)
    remarks = (
        Remark(
            name="P. Zagrosi", house="Sepideh", at=WHEN, text="The door was open.", answer="It is shut now.",
            answered=later, answered_by="B. Azarpey",
        ),
        Remark(name="R. Alborzi", house="", at=later, text="The screen was dark."),
    )  # fmt: skip
    paper = replace(minutes(), remarks=remarks)
    text = said(paper)
    assert "Annex: notes of the observers" in text
    assert "P. Zagrosi (Sepideh), 11:00: The door was open. Answer of B. Azarpey, 11:04: It is shut now." in text
    assert "The screen was dark. Not answered before these minutes were made." in text
    assert "یادداشت‌های ناظران" in said(paper, persian())
    assert "ملاحظات المراقبين" in said(paper, arabic())


def test_a_paper_of_a_rehearsal_says_so_on_each_page() -> None:
    assert "Rehearsal" not in said(minutes())
    paper = replace(minutes(), head=replace(minutes().head, rehearsal=True))
    assert "Rehearsal – Made for practice; nobody was elected, and this paper is of no effect." in said(paper)
    assert "تمرین" in said(paper, persian())
