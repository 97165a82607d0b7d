"""Notices to candidates get their numbers with the decision and never change; what was handed in is kept."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

from app.language.names import Names
from app.models import Institution
from app.services.acts import journal, kept_paper
from app.services.election import timetable
from app.services.election.rows import find
from app.services.election.timetable import TimetableValue
from app.services.nomination import nomination, notice, review, submission, withdrawal
from app.services.nomination.dossier import Dossier, Programme
from app.services.nomination.notice import NoticeValue
from tests.services.conftest import Hold
from tests.services.nomination.test_review import appeal, propose, reject, waiting
from tests.support.assemblies import Simulation, refused


def told(held: Simulation, nomination_id: int) -> tuple[NoticeValue, ...]:
    with held.database.reading() as db:
        return notice.notices(db, held.election, nomination_id)


def decide(held: Simulation, nomination_id: int, decision: str, *roles: str) -> None:
    act = held.act(*roles) if roles else held.two()
    with held.database.transaction() as db:
        review.decide(
            db, act, held.election, nomination_id, decision=decision, reason="R2" if decision == "reject" else "",
            text="متن",
        )  # fmt: skip


def test_each_decision_is_numbered_at_once_in_one_series_without_gap(hold_on_both: Hold) -> None:
    held = hold_on_both("nominating")
    with held.database.reading() as db:
        first, second, third, fourth = nomination.nominations(db, held.election)
    decide(held, first.id, "accept")
    decide(held, second.id, "return")
    decide(held, third.id, "reject")
    with held.database.transaction() as db:
        withdrawal.withdraw(db, held.two(), held.election, fourth.id, reason="سفر")
        withdrawal.withdraw(db, held.two(), held.election, fourth.id, reason="دوباره")
    found = [told(held, one.id) for one in (first, second, third, fourth)]
    assert [one.number for (one,) in found] == [f"1404/ن/{number:05d}" for number in range(1, 5)]
    assert [one.kind for (one,) in found] == ["accepted", "returned", "rejected", "withdrawn"]


def test_an_act_that_fails_uses_up_no_number(hold: Hold) -> None:
    held = hold("nominating")
    one = waiting(held)
    with refused("two-officers-needed"), held.database.transaction() as db:
        review.decide(db, held.act(), held.election, one.id, decision="accept")
    decide(held, one.id, "accept")
    assert told(held, one.id)[0].number == "1404/ن/00001"


def test_a_proposal_is_no_notice(hold: Hold) -> None:
    held = hold("nominating")
    one = waiting(held)
    propose(held, one, "accept")
    assert told(held, one.id) == ()


def test_the_decision_on_an_appeal_comes_back_to_the_first_notice(hold: Hold) -> None:
    held = hold("nominating")
    one = waiting(held)
    reject(held, one)
    appeal(held, one)
    decide(held, one.id, "accept", "returning-officer", "signatory")
    first, second = told(held, one.id)
    assert (first.appeal, first.answers) == (False, "")
    assert (second.appeal, second.answers, second.appealed) == (True, first.number, held.now)


def test_a_notice_says_the_same_after_names_and_deadlines_have_changed(hold: Hold) -> None:
    held = hold("draft")
    ends = held.now + timedelta(days=30)
    with held.database.transaction() as db:
        timetable.set_timetable(db, held.act(), held.election, TimetableValue(review_ends=held.now + timedelta(days=2)))
    held.to("nominating")
    one = waiting(held)
    decide(held, one.id, "return")
    (before,) = told(held, one.id)
    with held.database.transaction() as db:
        timetable.extend(db, held.act(), held.election, "review_ends", ends, "تعطیلی")
        db.get_one(Institution, one.institution.id).name_fa = "نام دیگر"
        find(db, held.election).title_fa = "عنوان دیگر"
    assert before.deadline == held.now + timedelta(days=2)
    assert told(held, one.id) == (before,)


def test_a_notice_of_another_nomination_is_not_found(hold: Hold) -> None:
    held = hold("nominating")
    with held.database.reading() as db:
        first, second, *_ = nomination.nominations(db, held.election)
    decide(held, first.id, "accept")
    step = told(held, first.id)[0].step
    with held.database.reading() as db:
        assert notice.notice(db, held.election, first.id, step).kind == "accepted"
        with refused("not-found"):
            notice.notice(db, held.election, second.id, step)
        with refused("not-found"):
            notice.notices(db, held.election, 10**6)


def test_what_was_handed_in_is_kept_byte_for_byte_and_its_fingerprint_is_in_the_journal(hold: Hold) -> None:
    held = hold("nominating")
    one = waiting(held)
    with held.database.reading() as db:
        first = submission.submission(db, held.election, one.id)
        entries = journal.entries(db, find(db, held.election).id)
    assert hashlib.sha256(first.content).hexdigest() == first.sha256
    said = json.loads(first.content)
    assert (said["receipt"], said["dossier"]["introduction"]["fa"]) == (one.receipt, "ما هستیم")
    assert first.sha256 in [entry.detail.get("dossier") for entry in entries]
    decide(held, one.id, "return")
    dossier = Dossier(introduction=Names("ما هستیم"), programmes=(Programme(text=Names("میانجی‌گری")),))
    with held.database.transaction() as db:
        nomination.submit(
            db, held.act(), held.election, one.institution.id, representative=one.representative, dossier=dossier
        )
        second = submission.submission(db, held.election, one.id)
    assert (first.receipt, first.programmes) == (second.receipt, 0)
    assert (second.programmes, second.achievements, second.files) == (1, 0, 0)
    assert second.sha256 != first.sha256


def test_a_paper_is_kept_until_what_it_says_has_changed(hold: Hold) -> None:
    held = hold("draft")
    with held.database.transaction() as db:
        assert kept_paper.keep(db, "booklet/a/fa", "1", b"first", held.now) == b"first"
        assert kept_paper.keep(db, "booklet/a/fa", "1", b"twin", held.now) == b"first"
        assert kept_paper.find(db, "booklet/a/fa", "1") == b"first"
        assert kept_paper.find(db, "booklet/a/fa", "2") is None
        assert kept_paper.keep(db, "booklet/a/fa", "2", b"second", held.now) == b"second"
        assert kept_paper.find(db, "booklet/a/fa", "1") is None
