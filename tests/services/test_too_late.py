"""What comes twice, too late, too early or for nothing, room by room: refused by its name, and nothing is changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.language.dates import in_tehran
from app.language.names import Names
from app.models import (
    Account,
    AssemblySession,
    Election,
    Letter,
    Nomination,
    Upload,
    UploadContent,
)
from app.services.accounts import officer, passkey, sign_in
from app.services.accounts.sign_in import Door
from app.services.count import objection
from app.services.day import desk_queue, resolution, screen, speaking_order
from app.services.day.resolution import Votes
from app.services.election import drafting, timetable
from app.services.election.rows import find
from app.services.hall import agenda, desk_part, roll_instant
from app.services.letters import letter, overturning, replacement
from app.services.nomination import nomination, upload, withdrawal
from app.services.nomination.dossier import Dossier
from app.services.register import assembly, institution
from app.services.voting import poll, summons, torn_page
from app.states.objection import Ruling
from app.states.officer import Role
from tests.services.conftest import Hold
from tests.support.accounts import cheap_passwords
from tests.support.annulments import REASON
from tests.support.assemblies import PASSWORD, TERMS, Simulation, everything, refused
from tests.support.institutions import set_timetable

Do = Callable[..., Any]
"""What is done with a session and a simulation, or, where it is among `ALONE`, with the simulation by itself."""
ALONE: set[Do] = set()


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


def alone(do: Do) -> Do:
    """Mark what opens its own transactions."""
    ALONE.add(do)
    return do


def run(held: Simulation, do: Do) -> None:
    """Do it, in one transaction where it opens none."""
    if do in ALONE:
        do(held)
        return
    with held.database.transaction() as db:
        do(db, held)


@alone
def nothing(held: Simulation) -> None:
    """Nothing is prepared."""


def today(held: Simulation) -> Any:
    return in_tehran(held.now).date()


# The register


def entered(english: str, province: str, later: int = 0, issued: int = 0) -> Do:
    def act(db: Session, held: Simulation) -> None:
        permit = institution.Permit(issued=today(held) + timedelta(days=issued)) if issued else institution.Permit()
        draft = institution.InstitutionDraft(
            name=Names("انجمن mehr 0", english), province=province, kind="K1", permit=permit
        )
        day = today(held) + timedelta(days=later)
        institution.add_institution(db, held.act(), draft, assembly=held.address, introduced_on=day)

    return act


def of_no_body(db: Session, held: Simulation) -> None:
    made = assembly.create_assembly(db, held.act(), address="tohi", name=Names("مجمع"), demonstration=False)
    drafting.propose(db, made.id)


# Accounts


def known(username: str) -> Do:
    return lambda db, held: officer.add_known(
        db, held.two(), assembly=held.address, username=username, post="", role=Role.DESK
    )


def given_password(db: Session, held: Simulation) -> None:
    db.execute(update(Account).where(Account.username == "bahram.mehr").values(password_given=True))


@alone
def signs_second(held: Simulation) -> None:
    with held.database.reading() as db:
        first = next(one for one in officer.officers(db, 1) if one.username == "negar.mehr")
    sign_in.countersign(held.database, first, "bahram.mehr", PASSWORD, held.now)


def strange_passkey(db: Session, held: Simulation) -> None:
    party = passkey.Party(id="vote.example", origin="https://vote.example")
    answer = passkey.Answer(
        party=party, challenge=passkey.Challenge(value=b"0" * 32, made=held.now), response=json.dumps({"rawId": "AAAA"})
    )
    passkey.by_passkey(db, Door.OFFICER, answer, held.now)


# Nominations


def first(db: Session) -> Nomination:
    return db.scalars(select(Nomination).order_by(Nomination.id)).first()  # type: ignore[return-value]


def nominate(db: Session, held: Simulation) -> None:
    nomination.nominate(
        db, held.act(), held.election, institution_id=first(db).institution_id, representative=Names("نگین"),
        dossier=Dossier(introduction=Names("ما")),
    )  # fmt: skip


@alone
def opens_tomorrow(held: Simulation) -> None:
    set_timetable(held, replace(timetable_of(held), registration_opens=held.now + timedelta(days=1)))


def timetable_of(held: Simulation) -> timetable.TimetableValue:
    with held.database.reading() as db:
        return timetable.timetable(db, held.election)


def too_much(db: Session, held: Simulation) -> None:
    row = first(db)
    db.add(UploadContent(sha256="0" * 64, content=b"x"))
    db.flush()
    big = Upload(
        nomination_id=row.id, purpose="portrait", name="x.jpg", media_type="image/jpeg", size=upload.MOST_ALL + 1,
        sha256="0" * 64, made=held.now,
    )  # fmt: skip
    db.add(big)
    db.flush()
    row.dossier = {**row.dossier, "portrait": big.id}


# Voting


def removed_link(db: Session, held: Simulation) -> None:
    summons.make_link(db, held.act(), held.election, next(iter(held.private_keys)))


@alone
def used(held: Simulation) -> None:
    for place, marks in enumerate(held.votes):
        held.vote(place, *marks)
    with held.database.transaction() as db:
        poll.note_used(db, held.act(), held.election, held.slips[0].serial)


def opens(db: Session, held: Simulation) -> None:
    poll.open_poll(db, held.two(), held.election, waiver="در این آزمون برگهٔ پشتیبان ساخته نمی‌شود.")


def prepared(**session: Any) -> Do:
    """Printed, sealed and tested, and nobody was handed a slip; then the session or election is of another kind."""

    def act(held: Simulation) -> None:
        held.print()
        held.seal()
        held.pass_tests()
        with held.database.transaction() as db:
            kind = update(AssemblySession).values(**session) if session else update(Election).values(devices="enrolled")
            db.execute(kind)

    return alone(act)


@alone
def page_voided(held: Simulation) -> None:
    held.print()
    run(held, void_page)


def void_page(db: Session, held: Simulation) -> None:
    torn_page.void_page(db, held.two(), held.election, "1")


def announced_and_rejected(db: Session, held: Simulation) -> None:
    speaking_order.announce_order(db, held.act(), held.session_id)
    db.execute(update(Nomination).values(status="rejected"))


# After


def object_to(**said: Any) -> Do:
    return lambda db, held: objection.object_to(
        db, held.act(), held.election, text="تعداد برگه‌ها درست شمرده نشده است.", **said
    )


@alone
def after_forty_days(held: Simulation) -> None:
    held.wait(days=40)


def rule(db: Session, held: Simulation) -> None:
    objection.rule(db, held.two(), held.election, 1, ruling=Ruling.DISMISSED, body="هیئت", reasons="شمارش درست بود.")


def objected_and_ruled(db: Session, held: Simulation) -> None:
    object_to(person="آرش کوهستانی")(db, held)
    rule(db, held)


def drafted(db: Session, held: Simulation) -> None:
    letter.draft_letters(db, held.act(), held.election, TERMS, until=today(held) + timedelta(days=700))


def letters(**values: Any) -> Do:
    def act(db: Session, held: Simulation) -> None:
        drafted(db, held)
        oldest = db.scalars(select(Letter).order_by(Letter.id)).first()
        assert oldest is not None
        for name, value in values.items():
            setattr(oldest, name, value)

    return act


def in_place(db: Session, held: Simulation) -> None:
    oldest = db.scalars(select(Letter.id).order_by(Letter.id)).first() or 0
    replacement.draft_in_place(
        db, held.act(), held.election, oldest, TERMS, representative=Names("نگین"), reason="نام نادرست بود"
    )


def followed(db: Session, held: Simulation) -> None:
    letters(status="issued")(db, held)
    in_place(db, held)
    newest = db.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert newest is not None
    newest.status = "issued"  # type: ignore[assignment]


def changes_draft(db: Session, held: Simulation) -> None:
    replacement.change_draft(db, held.act(), held.election, 1, TERMS, representative=Names("نگین"), seen=0)


def voids_draft(db: Session, held: Simulation) -> None:
    replacement.void_draft(db, held.act(), held.election, 1, reason="نوشته نشود")


def overturn(authority: str) -> Do:
    return lambda db, held: overturning.overturn(
        db, held.two(), held.election, authority=authority, number="۱", day=today(held), reason=REASON
    )


def resolve(db: Session, held: Simulation) -> None:
    item = agenda.agenda(db, held.session_id).items[0].id
    votes = Votes(in_favour=0, against=0, abstained=0)
    resolution.resolve(db, held.act(), held.session_id, item, text="چنین شد.", votes=votes)


def put_down(db: Session, held: Simulation) -> None:
    agenda.put_down(db, held.session_id, "گزارش\nرایزنی")


TABLE: dict[str, tuple[str, str, Do, Do]] = {
    "an institution of the same name and province": (
        "draft", "institution-duplicate", nothing, entered("Society", "IR-00"),
    ),
    "an introduction of tomorrow": ("draft", "introduced-to-come", nothing, entered("Society", "IR-09", later=1)),
    "a permit of tomorrow": ("draft", "permit-to-come", nothing, entered("Society", "IR-09", issued=1)),
    "an election without a body": ("draft", "body-missing", nothing, of_no_body),
    "an officer whom nobody knows": ("draft", "officer-unknown", nothing, known("ghost")),
    "an officer who is here already": ("draft", "username-taken", nothing, known("Bahram.mehr")),
    "a second whose password another chose": ("draft", "password-first", given_password, signs_second),
    "a passkey that is nobody's": ("draft", "passkey-unknown", nothing, strange_passkey),
    "a desk that has no part sends": (
        "draft", "desk-unknown", nothing,
        lambda db, held: desk_queue.merge(db, held.act(), held.session_id, "k" * 20, sent=held.now, entries=()),
    ),
    "a desk that has no part gives it back": (
        "draft", "desk-unknown", nothing,
        lambda db, held: desk_part.give_back(db, held.act(), held.session_id, "k" * 20, last=0),
    ),
    "a question that nobody asked": (
        "draft", "not-found", nothing, lambda db, held: desk_queue.note_seen(db, held.act(), held.session_id, 1),
    ),
    "an instant of the roll that is over": (
        "draft", "roll-until-past", nothing,
        lambda db, held: roll_instant.state(db, held.two(), held.session_id, held.now - timedelta(minutes=1)),
    ),
    "an order of no speakers": (
        "draft", "nothing-to-order", nothing,
        lambda db, held: speaking_order.announce_order(db, held.act(), held.session_id),
    ),
    "an order of speakers who are gone": (
        "reviewing", "nothing-to-order", announced_and_rejected,
        lambda db, held: speaking_order.draw_order(db, held.act(), held.session_id, digits="1"),
    ),
    "a vote in which nobody voted": ("reviewing", "no-votes", put_down, resolve),
    "a screen of another session's election": (
        "reviewing", "not-found", nothing,
        lambda db, held: screen.show(db, held.session_id, "welcome", election="ELSEWHERE"),  # type: ignore[arg-type]
    ),
    "a second nomination": ("nominating", "nomination-duplicate", nothing, nominate),
    "a nomination once it is frozen": ("frozen", "nomination-closed", nothing, nominate),
    "a registration before its day": (
        "nominating", "registration-later", opens_tomorrow,
        lambda db, held: timetable.need_open(db, find(db, held.election).id, held.now),
    ),
    "a dossier with too large files": (
        "nominating", "upload-quota", too_much, lambda db, held: upload.sweep(db, first(db).id),
    ),
    "a withdrawal of a ballot's candidate without a reason": (
        "frozen", "withdrawal-reason", nothing,
        lambda db, held: withdrawal.withdraw(db, held.two(), held.election, first(db).id, " "),
    ),
    "a withdrawal that nobody asked for": (
        "frozen", "not-found", nothing,
        lambda db, held: withdrawal.take_back(db, held.act(), held.election, first(db).institution_id),
    ),
    "a link that was given": ("frozen", "link-given", nothing, removed_link),
    "a page of slips that were never printed": ("frozen", "pages-unknown", nothing, void_page),
    "a page that is void": ("frozen", "page-void", page_voided, void_page),
    "a poll without tablets": ("frozen", "tablets-missing", prepared(), opens),
    "a poll without a quorum": ("frozen", "quorum-missing", prepared(quorum="introduced"), opens),
    "a close that says nothing of a used slip": (
        "open", "slip-used-reason", used,
        lambda db, held: poll.close_poll(db, held.two(), held.election, unused=held.unused(), reason=""),
    ),
    "an objection of who did not stand": (
        "provisional", "objection-others", nothing, object_to(institution_id=10_000),
    ),
    "an objection after its days": (
        "provisional", "objection-late", after_forty_days,
        object_to(person="آرش کوهستانی"),
    ),
    "an objection that is ruled": ("provisional", "objection-ruled", objected_and_ruled, rule),
    "an objection that nobody made": ("provisional", "not-found", nothing, rule),
    "a waiver of who did not stand": (
        "provisional", "not-found", nothing,
        lambda db, held: objection.waive(db, held.act(), held.election, {10_000: "x"}),
    ),
    "a decision of nobody": ("final", "decision-unnamed", nothing, overturn(" ")),
    "letters when all are drafted": ("final", "letter-none-due", drafted, drafted),
    "a letter in the place of a draft": ("final", "letter-not-ready", letters(), in_place),
    "a letter of who has no seat": ("final", "letter-seatless", letters(status="issued", institution_id=5), in_place),
    "a letter in the place of one that was replaced": ("final", "letter-followed", followed, in_place),
    "a change of an issued letter": ("final", "letter-not-ready", letters(status="issued"), changes_draft),
    "an issued letter put away": ("final", "letter-not-ready", letters(status="issued"), voids_draft),
}  # fmt: skip
"""Phase, refusal, what was done before, and the act."""


@pytest.mark.parametrize("name", TABLE)
def test_it_is_refused_and_changes_nothing(hold: Hold, name: str) -> None:
    phase, code, before, act = TABLE[name]
    held = hold(phase)
    run(held, before)
    known_state = everything(held.database)
    with refused(code):
        run(held, act)
    assert everything(held.database) | {"tries": ()} == known_state | {"tries": ()}


AGAIN: dict[str, tuple[str, Do, Do]] = {
    "a waiver": (
        "provisional", nothing,
        lambda db, held: objection.waive(
            db, held.act(), held.election, {objection.entitled(db, held.election)[0].institution.id: "نگین"}
        ),
    ),
    "the list of speakers": (
        "reviewing", nothing, lambda db, held: speaking_order.announce_order(db, held.act(), held.session_id),
    ),
    "a picture of a screen": (
        "reviewing", nothing, lambda db, held: screen.show(db, held.session_id, "welcome"),  # type: ignore[arg-type]
    ),
    "a withdrawal": (
        "reviewing", nothing,
        lambda db, held: withdrawal.withdraw(db, held.two(), held.election, first(db).id, "به خواست خود"),
    ),
    "the instant of the roll": (
        "draft", nothing,
        lambda db, held: roll_instant.state(db, held.two(), held.session_id, held.now + timedelta(days=1)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", AGAIN)
def test_a_second_time_changes_nothing(hold: Hold, name: str) -> None:
    phase, before, act = AGAIN[name]
    held = hold(phase)
    states = []
    for do in (before, act, act):
        run(held, do)
        states.append(everything(held.database))
    assert states[0] != states[1] == states[2]
