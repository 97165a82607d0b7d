"""Act × role × same or other officer × phase: every act of the table refuses one person, whoever it is."""

from __future__ import annotations

import functools
import inspect
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from app.db import Database
from app.language.dates import in_tehran
from app.language.names import Names
from app.services.accounts import officer
from app.services.acts import clock_release, two
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.count import lots, objection, tally
from app.services.day import desk_queue
from app.services.election import corrigendum, timetable, title_corrigendum
from app.services.hall import by_video, calling, roll, session, substitute
from app.services.letters import letter, sealed_paper
from app.services.nomination import nomination, withdrawal
from app.services.seats import seat
from app.services.voting import mishap, poll, setup, slip, tablet, tablet_enrolment, torn_page, trustee
from app.services.whole import rehearsal, steps, successor
from app.services.whole.backup import BackupContent, check_backup, write_backup
from app.services.whole.restore import need_two_officers
from app.services.whole.two_person import CONFIRM_PAGE, TABLE, TwoPersonAct
from app.states.election import Corrects
from app.states.letter import LetterStatus
from app.states.objection import Ruling
from app.states.officer import ROLES, Permission, Role
from app.states.phase import Phase
from tests.services.conftest import Hold
from tests.support.accounts import cheap_passwords
from tests.support.assemblies import NOW, OFFICERS, PASSWORD, TERMS, Simulation

OF_THE_DAY = (Role.RETURNING_OFFICER, Role.SECRETARY, Role.SIGNATORY)
REFUSES_ONE = frozenset({"two-officers-needed"})
REFUSES_ROLES = frozenset({"two-officers-needed", "officer-role"})

Do = Callable[[Session, Act, Simulation], object]
REASON = "دو برگهٔ رأی بیگانه در صندوق یافت شد."
NAMES = Names("نام", "Name")


def on_confirm_page(code: str) -> Do:
    """An act that the confirm page does, with whatever stands in its fields."""

    def do(db: Session, act: Act, held: Simulation) -> object:
        done: Any = steps.step(code).do
        asked = inspect.signature(done).parameters
        fields = {
            "reason": REASON, "authority": "x", "number": "1", "day": date(2025, 1, 1), "digits": "", "waiver": "",
            "listed": "", "stated": True, "waived": True,
        }  # fmt: skip
        return done(db, act, held.election, **{name: value for name, value in fields.items() if name in asked})

    return do


def change_session(db: Session, act: Act, held: Simulation) -> object:
    found = session.sessions(db, 1)[0]
    return session.change_session(
        db, act, held.session_id, presidium=found.presidium, quorum=found.quorum, held_on=found.held_on,
        place=Names("جای دیگر"), agenda=found.agenda,
    )  # fmt: skip


def call_again(db: Session, act: Act, held: Simulation) -> object:
    return calling.call_again(db, act, held.session_id, calling.draft_of(session.sessions(db, 1)[0]))


def remove_trustee(db: Session, act: Act, held: Simulation) -> object:
    one = next(one for one in trustee.trustees(db, held.election) if one.public_id in held.private_keys)
    return trustee.remove(db, act, held.election, one.public_id, reason="x")


def rebuild(db: Session, act: Act, held: Simulation) -> object:
    key = next(iter(held.private_keys))
    return tally.give_rebuilt_decryption(db, act, held.election, key, hand_in=b"", shares=())


def correct(db: Session, act: Act, held: Simulation) -> object:
    one = nomination.candidates(db, held.election)[0]
    return corrigendum.correct(db, act, held.election, one.id, name=NAMES, representative=NAMES, reason="x")


def withdraw(db: Session, act: Act, held: Simulation) -> object:
    one = nomination.candidates(db, held.election)[-1]  # who is not elected
    return withdrawal.withdraw(db, act, held.election, one.id, reason="x")


def change_officer(db: Session, act: Act, held: Simulation) -> object:
    desk = next(one for one in officer.officers(db, 1) if one.role == Role.DESK)
    return officer.change_officer(
        db, act, 1, desk.id, name=desk.name, post="", role=Role.SIGNATORY, disabled=False, password=""
    )


def restore_older(db: Session, act: Act, held: Simulation) -> object:
    """Say that an older state is restored, as at the machine: each with the own password."""
    said = [(name, PASSWORD) for name in act.officers]
    return need_two_officers(_content(held.database), said, held.now, [held.election])


@functools.lru_cache(maxsize=1)
def _content(database: Database) -> BackupContent:
    out = io.BytesIO()
    with database.reading() as db:
        write_backup(db, out, files={}, made=NOW)
    out.seek(0)
    return check_backup(out)


DO: dict[str, Do] = {
    "restore": restore_older,
    "close": lambda db, act, held: poll.close_poll(db, act, held.election, unused=(), reason=""),
    "lots": lambda db, act, held: lots.draw_lots(db, act, held.election, tied=(1, 2), digits="1"),
    "corrigendum": correct,
    "corrigendum-titles": lambda db, act, held: title_corrigendum.correct_titles(
        db, act, held.election, right={Corrects.TITLE: NAMES}, reason="x"
    ),
    "corrigendum-voter": lambda db, act, held: title_corrigendum.correct_voter(
        db, act, held.election, held.delegates[0].id, right={Corrects.DELEGATE: NAMES}, reason="x"
    ),
    "seal": lambda db, act, held: setup.seal_setup(
        db, act, held.election, counted=slip.counts(db, held.election).good
    ),
    "session": change_session,
    "substitute": lambda db, act, held: substitute.substitute(
        db, act, held.session_id, held.delegates[0].id, name=NAMES, letter_number="1", letter_day=NOW.date()
    ),
    "add-delegate": lambda db, act, held: roll.add_delegate(
        db, act, held.session_id, institution_id=1, name=NAMES, reason="x"
    ),
    "remove-delegate": lambda db, act, held: roll.remove_delegate(
        db, act, held.session_id, held.delegates[0].id, reason="x"
    ),
    "by-video": lambda db, act, held: by_video.mark(
        db, act, held.session_id, held.delegates[0].id, by_video=True, reason="x"
    ),
    "take-back-part": lambda db, act, held: desk_queue.take_back(db, act, held.session_id, 1, handed=()),
    "first-call": lambda db, act, held: calling.note_failed_call(db, act, held.session_id),
    "second-call": call_again,
    "objection": lambda db, act, held: objection.rule(
        db, act, held.election, 1, ruling=Ruling.DISMISSED, body="x", reasons="x"
    ),
    "lost-slip": lambda db, act, held: mishap.note_lost(db, act, held.election),
    "void": lambda db, act, held: slip.void_slip(db, act, held.election, "AAAAAAAA", spoiled=False),
    "discard-rehearsal": lambda db, act, held: rehearsal.discard_rehearsal(db, act, held.session_id),
    "admit-tablets": lambda db, act, held: tablet_enrolment.admit(db, act, held.session_id),
    "revoke-tablet": lambda db, act, held: tablet.revoke(db, act, held.session_id, 1, reason="x"),
    "void-page": lambda db, act, held: torn_page.void_page(db, act, held.election, "1"),
    "remove-trustee": remove_trustee,
    "rebuild": rebuild,
    "revoke": lambda db, act, held: letter.revoke_letter(
        db, act, letter.letters(db, held.election)[0].id, reason="x"
    ),
    "withdraw": withdraw,
    "correct": lambda db, act, held: timetable.correct(
        db, act, held.election, timetable.timetable(db, held.election), "x"
    ),
    "amend-minutes": lambda db, act, held: sealed_paper.amend(
        db, act, held.election, cast("sealed_paper.Slot", None), {}, text="x"
    ),
    "second-round": lambda db, act, held: successor.second_round(
        db, act, held.election, title=NAMES, tied_alone=False
    ),
    "repeat": lambda db, act, held: successor.repeat(db, act, held.election, title=NAMES),
    "vacate-seat": lambda db, act, held: seat.vacate(
        db, act, held.election, 1, day=in_tehran(held.now).date(), reason="x"
    ),
    "release-clock": lambda db, act, held: clock_release.release(db, act, 1, held.now),
    "admit": lambda db, act, held: officer.add_officer(
        db, act, assembly=held.address, username="ghost", name="نو", post="", role=Role.SIGNATORY,
        password="ten quiet days",
    ),
    "change-officer": change_officer,
}  # fmt: skip


def answer(held: Simulation, one: TwoPersonAct, act: Act) -> str:
    """What an act answers these officers; nothing is kept of it."""
    do = on_confirm_page(one.code) if one.page == CONFIRM_PAGE else DO[one.code]
    with held.database.transaction() as db:
        try:
            do(db, act, held)
        except Refused as refusal:
            code = refusal.code
        else:
            code = ""
        db.rollback()
    return code


def ready(hold: Hold, phase: Phase) -> Simulation:
    """An election in this phase, with what its acts are about."""
    if phase == Phase.ANNULLED:
        held = hold(Phase.DRAFT)
        with held.database.transaction() as db:
            on_confirm_page("annul")(db, held.two(), held)
        return held
    held = hold(phase)
    if phase in (Phase.DRAFT, Phase.NOMINATING, Phase.REVIEWING):
        held.invite("امین دیگر")
    if phase == Phase.FINAL:
        held.draft()
    return held


def faults(held: Simulation) -> list[str]:
    """Acts of this phase that one officer can do, or a pair that may not, or that refuse two of the day as such."""
    found = []
    for one in TABLE:
        if held.phase not in (one.phases or (Phase.DRAFT, Phase.FROZEN)):
            continue
        for role in Role:
            for officers in ((role,), (role, role)):
                if answer(held, one, held.act(*officers)) not in REFUSES_ONE:
                    found.append(f"{one.code}: {', '.join(officers)}")
        decides = one.permission == Permission.DECIDE
        for pair in combinations(Role, 2):
            said = answer(held, one, held.act(*pair))
            if decides and not set(pair) <= set(OF_THE_DAY) and said not in REFUSES_ROLES:
                found.append(f"{one.code}: {' and '.join(pair)} may")
            if set(pair) <= set(OF_THE_DAY) and said in REFUSES_ROLES:
                found.append(f"{one.code}: {' and '.join(pair)} may not")
    return found


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


@pytest.mark.parametrize("phase", list(Phase))
def test_each_act_of_the_table_refuses_one_person_whoever_it_is(hold: Hold, phase: Phase) -> None:
    assert faults(ready(hold, phase)) == []


def test_every_act_of_the_table_is_tried() -> None:
    assert {one.code for one in TABLE if one.page != CONFIRM_PAGE} == set(DO)


def test_an_act_that_asks_for_nobody_else_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = ready(hold, Phase.FROZEN)
    monkeypatch.setattr(two, "need_two", lambda act: None)
    assert [one for one in faults(held) if one.startswith("seal: ")]


@pytest.mark.parametrize("pair", list(combinations(OF_THE_DAY, 2)), ids="-".join)
def test_any_two_of_three_officers_hold_the_whole_day(
    hold: Hold, monkeypatch: pytest.MonkeyPatch, pair: tuple[Role, Role]
) -> None:
    only(monkeypatch, *pair)
    held = hold(Phase.REVIEWING)
    held.shelf = None  # what is kept was made by others
    assert held.to(Phase.FINAL).phase == Phase.FINAL
    for drafting, issuing in (pair, pair[::-1]):
        terms = replace(TERMS, signatory=OFFICERS[issuing])
        with held.database.transaction() as db:
            until = date(2027, 11, 8)
            drafted = letter.draft_letters(db, held.act(drafting), held.election, terms, until=until)[-1]
            both = held.act(drafting, issuing)
            issued = letter.issue_letter(db, both, drafted.id, signed_token="", pdf=b"%PDF-", printed=drafted)
            assert issued.status == LetterStatus.ISSUED
            letter.revoke_letter(db, held.two(), drafted.id, reason="x")


def only(monkeypatch: pytest.MonkeyPatch, *pair: Role) -> None:
    """Let nobody act but these two: what one does alone, does the first of them whose role includes it."""
    real = Simulation.act

    def act(held: Simulation, *roles: str) -> Act:
        assert set(roles) <= set(pair), roles
        return real(held, *(roles or (next(one for one in pair if Permission.PREPARE in ROLES[one]),)))

    monkeypatch.setattr(Simulation, "act", act)
    monkeypatch.setattr(Simulation, "two", lambda held: act(held, *pair))
