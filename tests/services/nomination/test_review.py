"""Review: the checklist, decisions of two officers, who was first, mending, appeals, and what is too late."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from app.language.names import Names
from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.election import timetable
from app.services.election.timetable import TimetableValue
from app.services.nomination import nomination, review
from app.services.nomination.dossier import Dossier
from app.services.nomination.nomination import NominationValue
from app.services.register import institution
from app.services.voting import freeze
from tests.services.conftest import Hold
from tests.services.election.test_timetable import at, code_of
from tests.support.assemblies import Simulation


def waiting(held: Simulation) -> NominationValue:
    """The first nomination that was handed in."""
    with held.database.reading() as db:
        return next(one for one in nomination.nominations(db, held.election) if one.status != "accepted")


def look(held: Simulation, one: NominationValue) -> NominationValue:
    with held.database.reading() as db:
        return nomination.nomination(db, held.election, one.id)


def propose(
    held: Simulation, one: NominationValue, decision: str, role: str = "reviewer", reason: str = "", text: str = "متن"
) -> NominationValue:
    with held.database.transaction() as db:
        return review.propose(
            db, held.act(role), held.election, one.id, version=look(held, one).version, decision=decision,
            reason=reason, text=text,
        )  # fmt: skip


def confirm(held: Simulation, one: NominationValue, role: str = "secretary") -> NominationValue:
    with held.database.transaction() as db:
        return review.confirm(db, held.act(role), held.election, one.id, version=look(held, one).version)


def steps(held: Simulation, one: NominationValue) -> list[str]:
    with held.database.reading() as db:
        return [step.kind for step in nomination.history(db, one.id)]


def reject(held: Simulation, one: NominationValue) -> NominationValue:
    propose(held, one, "reject", reason="R2", text="پروانه گذشته است")
    return confirm(held, one)


def appeal(held: Simulation, one: NominationValue) -> NominationValue:
    with held.database.transaction() as db:
        return review.appeal(db, held.act(), held.election, one.institution.id, text="پروانه تمدید شده است")


def check(held: Simulation, one: NominationValue, verdicts: dict[str, str], remark: str = "") -> NominationValue:
    with held.database.transaction() as db:
        return review.check(
            db, held.act("reviewer"), held.election, one.id, version=look(held, one).version, verdicts=verdicts,
            remark=remark,
        )  # fmt: skip


def test_a_handed_in_nomination_has_a_receipt_of_its_own(hold: Hold) -> None:
    held = hold("nominating", candidates=3)
    with held.database.reading() as db:
        receipts = [one.receipt for one in nomination.nominations(db, held.election)]
    assert sorted(map(str, receipts)) == [f"{held.election}-{number:04d}" for number in (1, 2, 3)]


def test_the_checklist_is_kept_with_who_found_what(hold_on_both: Hold) -> None:
    held = hold_on_both("nominating")
    one = check(held, waiting(held), {"E1": "met", "E2": "unclear"}, "پروانه را ببینید")
    assert one.status == "review"
    assert {code: found["verdict"] for code, found in one.checks.items()} == {"E1": "met", "E2": "unclear"}
    assert one.checks["E1"]["by"] == held.act("reviewer").officers[0]
    again = check(held, one, {"E1": "met", "E2": "met"})
    assert again.checks["E1"] == one.checks["E1"]
    assert again.checks["E2"]["verdict"] == "met"
    assert steps(held, one) == ["submitted", "checked", "checked"]


def test_nothing_new_on_the_checklist_is_no_new_step(hold: Hold) -> None:
    held = hold("nominating")
    one = check(held, waiting(held), {"E1": "met"})
    assert check(held, one, {"E1": "met"}).version == one.version
    assert steps(held, one) == ["submitted", "checked"]


def test_an_unknown_rule_or_verdict_is_an_error_of_the_program(hold: Hold) -> None:
    held = hold("nominating")
    for verdicts in ({"E99": "met"}, {"E1": "perhaps"}):
        with pytest.raises(ValueError, match="no such rule"):
            check(held, waiting(held), verdicts)


@pytest.mark.parametrize(
    ("decision", "reason", "status"),
    [("accept", "", "accepted"), ("return", "", "returned"), ("reject", "R2", "rejected")],
)
def test_a_decision_takes_effect_when_a_second_officer_confirms_it(
    hold_on_both: Hold, decision: str, reason: str, status: str
) -> None:
    held = hold_on_both("nominating")
    one = waiting(held)
    proposed = propose(held, one, decision, reason=reason)
    assert proposed.status == "submitted"
    assert proposed.proposal is not None
    assert proposed.proposal.by == held.act("reviewer").officers[0]
    assert confirm(held, one).status == status
    with held.database.reading() as db:
        last = nomination.history(db, one.id)[-1]
        entry = journal.entries(db, timetable.find(db, held.election).id)[0]
    assert last.actors == held.act("reviewer", "secretary").officers
    assert (last.reason, last.text) == (reason, "متن")
    assert entry.kind == f"nomination-{status}"


def test_nobody_confirms_the_own_proposal(hold: Hold) -> None:
    held = hold("nominating")
    one = waiting(held)
    propose(held, one, "accept")
    assert code_of(lambda: confirm(held, one, "reviewer")) == "two-officers-needed"
    assert look(held, one).status == "submitted"


def test_a_proposal_put_aside_decides_nothing(hold: Hold) -> None:
    held = hold("nominating")
    one = waiting(held)
    propose(held, one, "accept")
    with held.database.transaction() as db:
        review.set_aside(db, held.act(), held.election, one.id, version=look(held, one).version)
    assert look(held, one).proposal is None
    assert code_of(lambda: confirm(held, one)) == "decided-meanwhile"


def test_a_return_and_a_rejection_need_words_and_a_rejection_a_reason(hold: Hold) -> None:
    held = hold("nominating")
    one = waiting(held)
    missing = [("return", "", " "), ("reject", "", "چرا"), ("reject", "R99", "چرا"), ("reject", "R2", "")]
    for decision, reason, text in missing:
        with pytest.raises(Refused) as said:
            propose(held, one, decision, reason=reason, text=text)
        assert said.value.code == "reason-missing"
    assert code_of(lambda: propose(held, one, "seat")) == "decision-unknown"


def test_who_decides_on_an_older_state_is_told_who_changed_it(hold: Hold) -> None:
    held = hold("nominating")
    one = waiting(held)
    propose(held, one, "accept")
    with held.database.transaction() as db, pytest.raises(Refused) as said:
        review.propose(
            db, held.act("secretary"), held.election, one.id, version=one.version, decision="reject", reason="R2",
            text="نه",
        )  # fmt: skip
    assert said.value.code == "decided-meanwhile"
    assert said.value.facts["by"] == held.act("reviewer").officers
    assert look(held, one).proposal.decision == "accept"  # type: ignore[union-attr]


def test_of_two_who_confirm_at_once_one_is_told_so(hold_on_both: Hold) -> None:
    held = hold_on_both("nominating")
    one = waiting(held)
    version = propose(held, one, "accept").version
    codes: list[str] = []
    gate = threading.Barrier(2)

    def press(role: str) -> None:
        gate.wait()
        try:
            with held.database.transaction() as db:
                review.confirm(db, held.act(role), held.election, one.id, version=version)
        except Refused as refusal:
            codes.append(refusal.code)

    threads = [threading.Thread(target=press, args=(role,)) for role in ("secretary", "returning-officer")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["decided-meanwhile"]
    assert steps(held, one).count("accepted") == 1


def test_what_was_returned_is_mended_and_keeps_its_receipt(hold: Hold) -> None:
    held = hold("nominating")
    one = waiting(held)
    propose(held, one, "return", text="نامهٔ نماینده نیست")
    confirm(held, one)
    mended = Dossier(introduction=Names("ما هستیم و نامه داریم"))
    with held.database.transaction() as db:
        again = nomination.submit(
            db, held.act(), held.election, one.institution.id, representative=Names("نگین"), dossier=mended
        )
    assert (again.status, again.receipt) == ("submitted", one.receipt)
    assert again.dossier == mended
    assert steps(held, one) == ["submitted", "proposed-return", "returned", "resubmitted"]


def test_what_was_handed_in_is_not_changed_by_its_institution(hold: Hold) -> None:
    held = hold("nominating")
    one = waiting(held)
    own = (held.act(), held.election, one.institution.id)
    again = {"representative": Names("x"), "dossier": one.dossier}
    with held.database.transaction() as db:
        assert code_of(lambda: nomination.save_draft(db, *own, "programmes", {"a": "b"})) == "nomination-sent"
        assert code_of(lambda: nomination.submit(db, *own, **again)) == "nomination-sent"  # type: ignore[arg-type]


# --- Appeals ----------------------------------------------------------------------------------------------


def test_an_appeal_is_decided_by_officers_who_have_not_rejected_it(hold_on_both: Hold) -> None:
    held = hold_on_both("nominating")
    one = waiting(held)
    reject(held, one)
    assert appeal(held, one).status == "appealed"
    assert code_of(lambda: propose(held, one, "accept", "reviewer")) == "appeal-same"
    assert code_of(lambda: propose(held, one, "accept", "secretary")) == "appeal-same"
    propose(held, one, "accept", "returning-officer")
    assert code_of(lambda: confirm(held, one, "secretary")) == "appeal-same"
    assert confirm(held, one, "signatory").status == "accepted"


def test_a_rejected_appeal_is_the_last_word(hold: Hold) -> None:
    held = hold("nominating")
    one = waiting(held)
    reject(held, one)
    appeal(held, one)
    assert code_of(lambda: propose(held, one, "return", "returning-officer")) == "decision-unknown"
    propose(held, one, "reject", "returning-officer", reason="R2")
    assert confirm(held, one, "signatory").status == "rejected"
    assert code_of(lambda: appeal(held, one)) == "appeal-spent"


def test_only_what_was_rejected_is_appealed(hold: Hold) -> None:
    held = hold("nominating")
    assert code_of(lambda: appeal(held, waiting(held))) == "phase-wrong"


# --- Too late ---------------------------------------------------------------------------------------------


def plan(held: Simulation) -> None:
    held.now = at(0)
    with held.database.transaction() as db:
        timetable.set_timetable(
            db, held.act(), held.election,
            TimetableValue(registration_opens=at(1), registration_closes=at(8), review_ends=at(14), appeals_end=at(18)),
        )  # fmt: skip


def test_after_the_end_of_the_review_nothing_is_decided_but_appeals(hold: Hold) -> None:
    held = hold("nominating")
    plan(held)
    one = waiting(held)
    held.now = at(9)
    reject(held, one)
    held.now = at(14) + timedelta(minutes=1)
    other = waiting_but(held, one)
    with pytest.raises(Refused) as said:
        propose(held, other, "accept")
    assert (said.value.code, said.value.facts["deadline"]) == ("deadline-passed", at(14))
    appeal(held, one)
    propose(held, one, "accept", "returning-officer")
    assert confirm(held, one, "signatory").status == "accepted"


def waiting_but(held: Simulation, one: NominationValue) -> NominationValue:
    with held.database.reading() as db:
        return next(
            found for found in nomination.nominations(db, held.election) if found.status == "submitted" and found != one
        )


def test_an_appeal_after_its_deadline_is_refused_with_the_deadline(hold: Hold) -> None:
    held = hold("nominating")
    plan(held)
    one = waiting(held)
    reject(held, one)
    held.now = at(18) + timedelta(seconds=1)
    with pytest.raises(Refused) as said:
        appeal(held, one)
    assert (said.value.code, said.value.facts["deadline"]) == ("deadline-passed", at(18))


def test_nobody_begins_before_registration_opens_or_after_it_closed(hold: Hold) -> None:
    held = hold("nominating", candidates=2, delegates=3)
    plan(held)
    with held.database.reading() as db:
        ids = {one.institution.id for one in nomination.nominations(db, held.election)}
        every = institution.introduced(db, held.value.session.assembly.id)
    free = next(one.id for one in every if one.id not in ids)

    def begin() -> NominationValue:
        with held.database.transaction() as db:
            return nomination.begin(db, held.act(), held.election, institution_id=free)

    held.now = at(0)
    assert code_of(begin) == "registration-later"
    held.now = at(8) + timedelta(seconds=1)
    assert code_of(begin) == "deadline-passed"
    held.now = at(8)
    assert begin().status == "draft"


# --- Freezing ---------------------------------------------------------------------------------------------


def test_an_election_is_not_frozen_while_a_nomination_waits(hold: Hold) -> None:
    held = hold("nominating", candidates=3)
    with held.database.transaction() as db:
        for one in nomination.nominations(db, held.election)[:2]:
            review.decide(db, held.two(), held.election, one.id, decision="accept")
    held.advance()
    held.invite("امین")
    with held.database.transaction() as db, pytest.raises(Refused) as said:
        freeze.freeze(db, held.two(), held.election)
    assert (said.value.code, said.value.facts["count"]) == ("nominations-waiting", 1)


def test_an_election_is_not_frozen_while_somebody_may_still_appeal(hold: Hold) -> None:
    held = hold("nominating", candidates=3)
    plan(held)
    held.now = at(9)
    one = waiting(held)
    reject(held, one)
    held.accept()
    held.invite("امین")
    with held.database.transaction() as db, pytest.raises(Refused) as said:
        freeze.freeze(db, held.two(), held.election)
    assert (said.value.code, said.value.facts["deadline"]) == ("appeals-open", at(18))
    held.now = at(18) + timedelta(minutes=1)
    with held.database.transaction() as db:
        assert freeze.freeze(db, held.two(), held.election, digits=held.balls(db)).phase == "frozen"


# --- The list ---------------------------------------------------------------------------------------------


def test_the_list_shows_what_waits_longest_first_and_finds_by_any_spelling(hold_on_both: Hold) -> None:
    held = hold_on_both("nominating", candidates=4)
    one = waiting(held)
    reject(held, one)
    with held.database.reading() as db:
        every = review.work_list(db, held.election)
        assert [item.status for item in every] == ["submitted"] * 3 + ["rejected"]
        assert [item.status for item in review.work_list(db, held.election, status="rejected")] == ["rejected"]
        assert review.count(db, held.election, status="open") == 3
        assert review.tallies(db, held.election) == {"submitted": 3, "rejected": 1}
        name = one.institution.name.fa.replace("ی", "ي").replace("ک", "ك")
        assert [item.id for item in review.work_list(db, held.election, search=name)] == [one.id]
        assert [item.id for item in review.work_list(db, held.election, search=str(one.receipt).lower())] == [one.id]
        assert review.work_list(db, held.election, search="%") == ()
        pages = [review.work_list(db, held.election, page=page, size=3) for page in (1, 2)]
    assert [len(page) for page in pages] == [3, 1]
