"""What is asked for and is not there, and acts on what is as it should be: a clear refusal, or nothing is changed."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.language.dates import in_tehran
from app.language.names import Names
from app.models import AgendaItem, Election, Letter, Nomination
from app.services.acts.refusal import Refused
from app.services.count import proving, tally
from app.services.day import observer_note, presentation, resolution, screen, speaking_order, speech
from app.services.election.rows import find
from app.services.hall import agenda, guest, look_up, roll, roll_request
from app.services.letters import letter, overturning
from app.services.nomination import nomination, review, submission, withdrawal
from app.services.nomination.dossier import Dossier, need_small, read_dossier
from app.services.register import assembly, body, institution, invitation, letterhead
from app.services.seats import seat
from app.services.voting import (
    ballot_order,
    freeze,
    key_test,
    paper_entry,
    record,
    summons,
    tablet,
    tablet_enrolment,
    trustee,
    unfreezing,
)
from app.services.whole import backup, duty, export, job
from app.services.whole.steps import step
from app.states.duty import Duty
from tests.services.conftest import Hold
from tests.support.annulments import AUTHORITY, DECISION, REASON
from tests.support.assemblies import TERMS, Simulation, everything, refused

Do = Callable[[Session, Simulation], Any]
NOBODY = 10_000


def first(db: Session) -> Nomination:
    return db.scalars(select(Nomination).order_by(Nomination.id)).first()  # type: ignore[return-value]


def home(held: Simulation) -> int:
    return held.value.session.assembly.id


MISSING: dict[str, tuple[str, str, Do]] = {
    "an act": ("draft", "not-found", lambda db, held: step("dance")),
    "an observer's note": ("draft", "not-found", lambda db, held: observer_note.note(db, held.session_id, 1)),
    "a request of the roll": ("draft", "not-found", lambda db, held: roll_request.request(db, held.session_id, 1)),
    "somebody whom no word names": (
        "draft", "door-nobody", lambda db, held: look_up.look_up(db, held.session_id, " ", most=9),
    ),
    "a screen's election": (
        "draft", "not-found",
        lambda db, held: screen.show(db, held.session_id, "welcome", election="ELSEWHERE"),  # type: ignore[arg-type]
    ),
    "a speech": ("draft", "not-found", lambda db, held: speech.speech(db, held.session_id, 1)),
    "a letter": ("draft", "not-found", lambda db, held: letter.letter(db, held.election, 1)),
    "an institution that is introduced": (
        "draft", "not-found",
        lambda db, held: institution.introduce(
            db, held.act(), NOBODY, assembly_id=home(held), introduced_on=in_tehran(held.now).date()
        ),
    ),
    "a dossier that was never handed in": (
        "draft", "not-found",
        lambda db, held: nomination.submit(
            db, held.act(), held.election, NOBODY, representative=Names("نگین"),
            dossier=Dossier(introduction=Names("ما")),
        ),
    ),
    "an appeal of who never stood": (
        "reviewing", "not-found", lambda db, held: review.appeal(db, held.act(), held.election, NOBODY, text="خواهش"),
    ),
    "a submission": ("draft", "not-found", lambda db, held: submission.submission(db, held.election, NOBODY)),
    "an own withdrawal of nobody": (
        "draft", "not-found", lambda db, held: withdrawal.withdraw_own(db, held.act(), held.election, NOBODY),
    ),
    "sums before there are any": (
        "draft", "phase-wrong", lambda db, held: proving.tallied_of(db, find(db, held.election).id),
    ),
    "a frozen election": ("draft", "archive-missing", lambda db, held: freeze.definition(db, held.election)),
    "a result before it is frozen": ("draft", "phase-wrong", lambda db, held: tally.outcome(db, held.election)),
    "a key of tablets": ("draft", "tablet-not-enrolled", lambda db, held: tablet.shared_key(db, held.session_id)),
    "a board that ended": (
        "draft", "not-found",
        lambda db, held: unfreezing.write_ended(db, held.election, 1, held.signer, held.ring.public, io.BytesIO()),
    ),
    "a key of the office": ("frozen", "not-found", lambda db, held: trustee.office_key(db, held.election)),
    "a file beside the archive": (
        "tallied", "not-found",
        lambda db, held: record.read_file(db, held.election, "secret.json", held.signer, held.ring.public),
    ),
    "a paper before it is frozen": (
        "draft", "election-not-open", lambda db, held: paper_entry.hold(db, held.election, "1", None),
    ),
    "a link of another election's trustee": (
        "frozen", "not-found",
        lambda db, held: (
            db.execute(update(Election).values(public_id="OTHER")),
            summons.make_link(db, held.act(), held.election, next(iter(held.private_keys))),
        ),
    ),
    "balls for an order by the alphabet": (
        "reviewing", "lots-not-needed",
        lambda db, held: (
            db.execute(update(Election).values(order="alphabet")),
            ballot_order.announce(db, held.act(), find(db, held.election).id),
        ),
    ),
    "work": ("draft", "not-found", lambda db, held: job.job(db, 1)),
    "work that is cancelled": ("draft", "not-found", lambda db, held: job.cancel(db, 1, held.now)),
    "a duty that nobody notes": (
        "draft", "not-found", lambda db, held: duty.note_duty(db, held.act(), held.election, Duty.ALTERNATES_TOLD),
    ),
    "a letter's file before it is issued": (
        "final", "not-found",
        lambda db, held: letter.document(
            db, letter.draft_letters(db, held.act(), held.election, TERMS, until=date(2027, 11, 8))[0].id
        ),
    ),
    "a withdrawal from what was annulled": (
        "reviewing", "phase-wrong",
        lambda db, held: (
            db.execute(update(Election).values(phase="annulled")),
            withdrawal.withdraw(db, held.two(), held.election, first(db).id, "به خواست خود"),
        ),
    ),
    "a withdrawal of who is on no ballot": (
        "frozen", "phase-wrong",
        lambda db, held: (
            db.execute(update(Nomination).values(number=None, status="rejected")),
            withdrawal.withdraw(db, held.two(), held.election, first(db).id, "به خواست خود"),
        ),
    ),
    "a draft that is far too long": ("draft", "draft-long", lambda db, held: need_small({"x": "ا" * 2_000_000})),
    "an address that stands on what was issued": (
        "final", "address-used",
        lambda db, held: (
            letter.draft_letters(db, held.act(), held.election, TERMS, until=date(2027, 11, 8)),
            db.execute(update(Letter).values(status="issued", token="x")),
            assembly.change_assembly(
                db, held.act(), home(held), address="digar", name=Names("مجمع"), province=None
            ),
        ),
    ),
}  # fmt: skip
"""What is not there: the phase, the refusal, and who asks."""


@pytest.mark.parametrize("name", MISSING)
def test_what_is_not_there_is_refused(hold: Hold, name: str) -> None:
    phase, code, ask = MISSING[name]
    held = hold(phase)
    before = everything(held.database)
    with refused(code), held.database.transaction() as db:
        ask(db, held)
    assert everything(held.database) == before


def spoken(db: Session, held: Simulation) -> None:
    agenda.put_down(db, held.session_id, "گزارش\nرایزنی")
    item = db.scalars(select(AgendaItem.id).order_by(AgendaItem.id)).first() or 0
    speech.set_minutes(db, held.act(), held.session_id, item, 3)
    one = speech.ask(db, held.act(), held.session_id, item, name="آرش", house="انجمن")
    speech.note_speech(db, held.act(), held.session_id, one.id, name="آرش", house="انجمن", topic="راه", said="چنین")
    resolution.resolve(db, held.act(), held.session_id, item, text="چنین شد.", votes=None)


def speakers(db: Session, held: Simulation) -> None:
    speaking_order.announce_order(db, held.act(), held.session_id)
    needed = speaking_order.order_draw(db, held.session_id).balls_needed
    speaking_order.draw_order(db, held.act(), held.session_id, digits="6" * needed)


def waits(db: Session, held: Simulation, place: int = 0) -> int:
    return presentation.presentations(db, held.session_id).turns[place].id


def absent(db: Session, held: Simulation) -> None:
    speakers(db, held)
    presentation.mark_absent(db, held.act(), held.session_id, waits(db, held))


def refused_seat(db: Session, held: Simulation) -> None:
    seat.refuse_own(db, held.act(), held.election, seated(db, held), reason="توان آن را نداریم")


def seated(db: Session, held: Simulation) -> int:
    return tally.outcome(db, held.election).seated[0].candidate.institution.id


def same_assembly(db: Session, held: Simulation) -> None:
    now = assembly.assembly(db, held.address)
    assembly.change_assembly(db, held.act(), now.id, address=now.address, name=now.name, province=now.province)


def same_letterhead(db: Session, held: Simulation) -> None:
    now = letterhead.letterhead(db, home(held))
    letterhead.change_letterhead(
        db, held.act(), home(held), lines=now.lines, letter_series=now.letter_series, notice_series=now.notice_series
    )


def nothing(db: Session, held: Simulation) -> None:
    """Nothing is prepared."""


STILL: dict[str, tuple[str, Do, Do]] = {
    "an assembly that stays as it is": ("draft", nothing, same_assembly),
    "a letterhead that stays as it is": ("draft", same_letterhead, same_letterhead),
    "nobody is invited": ("draft", nothing, lambda db, held: invitation.open(db, held.act(), home(held), ())),
    "tablets that nobody let in": ("draft", nothing, lambda db, held: tablet_enrolment.end(db, held.session_id)),
    "the minutes of speakers": (
        "draft", spoken,
        lambda db, held: speech.set_minutes(
            db, held.act(), held.session_id, db.scalars(select(AgendaItem.id).order_by(AgendaItem.id)).first() or 0, 3
        ),
    ),
    "a speech that was never begun": (
        "draft", spoken, lambda db, held: speech.finish(db, held.act(), held.session_id, 1),
    ),
    "a speech that waits, put back": (
        "draft", spoken, lambda db, held: speech.put_back(db, held.act(), held.session_id, 1),
    ),
    "a speech noted as it is": (
        "draft", spoken,
        lambda db, held: speech.note_speech(
            db, held.act(), held.session_id, 1, name="آرش", house="انجمن", topic="راه", said="چنین"
        ),
    ),
    "a resolution written as it is": (
        "draft", spoken,
        lambda db, held: resolution.correct(db, held.act(), held.session_id, 1, text="چنین شد.", votes=None),
    ),
    "an item that was not begun": (
        "draft", spoken, lambda db, held: agenda.take_back_item(db, held.act(), held.session_id, 1),
    ),
    "a pause of who does not speak": (
        "reviewing", speakers, lambda db, held: presentation.pause(db, held.act(), held.session_id, waits(db, held)),
    ),
    "what nobody began, taken back": (
        "reviewing", speakers,
        lambda db, held: presentation.take_back(db, held.act(), held.session_id, waits(db, held)),
    ),
    "who is absent already": (
        "reviewing", absent,
        lambda db, held: presentation.mark_absent(db, held.act(), held.session_id, waits(db, held)),
    ),
    "the last one moved to the end": (
        "reviewing", speakers,
        lambda db, held: presentation.move_to_end(db, held.act(), held.session_id, waits(db, held, -1)),
    ),
    "a screen that follows the hall's": ("reviewing", nothing, lambda db, held: screen.follow(db, held.session_id, 3)),
    "a seat that was refused": ("final", refused_seat, refused_seat),
    "a seat that is kept": (
        "final", nothing, lambda db, held: seat.keep_own(db, held.act(), held.election, seated(db, held)),
    ),
}  # fmt: skip
"""What changes nothing: the phase, what was done before, and the act."""


@pytest.mark.parametrize("name", STILL)
def test_what_is_as_it_should_be_stays(hold: Hold, name: str) -> None:
    phase, before, act = STILL[name]
    held = hold(phase)
    with held.database.transaction() as db:
        before(db, held)
    known = everything(held.database)
    with held.database.transaction() as db:
        act(db, held)
    assert everything(held.database) == known


def test_no_turn_is_there_by_another_number(hold: Hold) -> None:
    held = hold("reviewing")
    with held.database.transaction() as db:
        speakers(db, held)
    with refused("not-found"), held.database.transaction() as db:
        presentation.pause(db, held.act(), held.session_id, NOBODY)


def test_a_search_finds_by_word_and_place_and_nothing_else(hold: Hold) -> None:
    held = hold("draft")
    with held.database.reading() as db:
        every = institution.introduced(db, home(held))
        some = every[0]
        assert {one.id for one in every} > {one.id for one in every if one.province == some.province}
        by_place = institution.count(db, home(held), province=some.province)
        assert 0 < by_place == sum(one.province == some.province for one in every) < len(every)
        assert institution.count(db, home(held), search="هیچ چنین") == 0
        draft = institution.InstitutionDraft(name=some.name, province=some.province, kind=some.kind)
        assert some.id in {one.id for one in institution.likely_twins(db, draft)}
        assert some.id not in {one.id for one in institution.likely_twins(db, draft, but=some.id)}
        left = nomination.absent(db, held.election, most=9)
        assert len(left) == 1
        assert nomination.absent(db, held.election, search="هیچ چنین", most=9) == {}
        assert roll.absent(db, held.session_id, search="انجمن", most=9) == {}
        assert guest.guests_like(db, held.session_id, " ", most=9) == ()
        found = review.count(db, held.election, province=some.province)
        assert 0 < found < review.count(db, held.election)


def test_an_outside_decision_ends_every_letter_that_counts_and_leaves_the_others(hold: Hold) -> None:
    held = hold("final")
    ids = [one.id for one in held.draft()]
    with held.database.transaction() as db:
        db.execute(update(Letter).where(Letter.id == ids[0]).values(status="revoked"))
        overturning.overturn(
            db, held.two(), held.election, authority=AUTHORITY, number=DECISION, day=in_tehran(held.now).date(),
            reason=REASON,
        )  # fmt: skip
        assert [db.get_one(Letter, one).status for one in ids] == ["revoked", "void"]
    assert held.phase == "annulled"


@pytest.mark.parametrize(
    "spoilt",
    [{"achievements": "x"}, {"programmes": 7}, {"introduction": "x"}],
)
def test_a_stored_dossier_of_another_shape_is_not_guessed_at(spoilt: dict[str, object]) -> None:
    whole = asdict(Dossier(introduction=Names("ما هستیم")))
    assert read_dossier(whole).introduction == Names("ما هستیم")
    with pytest.raises(TypeError, match="another shape"):
        read_dossier({**whole, **spoilt})
    (old,) = read_dossier({**whole, "programmes": [{"fa": "برنامه", "en": "", "ar": ""}]}).programmes
    assert old.text == Names("برنامه")


@pytest.mark.parametrize(("seats", "months"), [(0, 24), (6, 0)])
def test_a_body_has_seats_and_a_term(hold: Hold, seats: int, months: int) -> None:
    held = hold()
    draft = body.BodyDraft(code="tohi", name=Names("تهی"), seats=seats, term_months=months)
    with held.database.transaction() as db, pytest.raises(ValueError, match="elected seats"):
        body.create_body(db, held.act(), home(held), draft)


@pytest.mark.parametrize("data", [b"", b"no archive at all", b"\0" * 10240])
def test_what_is_no_backup_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(backup.BackupUnfitError):
        backup.check_backup(io.BytesIO(data))


def test_a_value_that_no_sheet_holds_leaves_in_none() -> None:
    with pytest.raises(TypeError, match="no place in a table"):
        export._cell(object())


def test_a_key_that_was_never_made_is_neither_tested_nor_shown(hold: Hold) -> None:
    held = hold("reviewing")
    with held.database.transaction() as db:
        found, secret = trustee.invite(db, held.act(), held.election, name="نگین رودباری")
    for ask in (
        lambda db: trustee.need_public_key(db, found.public_id),
        lambda db: key_test.begin_test(db, held.act(), found.public_id, secret=secret),
    ):
        with pytest.raises(Refused), held.database.transaction() as db:
            ask(db)
    with held.database.reading() as db:
        assert trustee.trustee(db, found.public_id).has_key is False
