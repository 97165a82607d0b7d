"""What services refuse or say once, in many rooms: a table would not hold it, but each is a few lines."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.language.dates import in_tehran
from app.language.names import Names
from app.models import Account, JournalEntry, Letter, Nomination, PrintedPaper, Trustee
from app.services.accounts import account, officer, sign_in, ways_in
from app.services.accounts import password as passwords
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.count import proving, tally
from app.services.hall import session
from app.services.letters import letter_check, letter_code
from app.services.nomination import candidate_list, upload
from app.services.register import institution
from app.services.voting import ballot, freeze, key_destruction, poll
from app.services.whole import export
from app.states.letter import LetterStatus
from app.states.nomination import Purpose
from tests.services.conftest import Hold
from tests.support.accounts import WORD, cheap_passwords
from tests.support.assemblies import NOW, Simulation, everything, refused
from tests.support.institutions import picture
from tests.support.one_process import one_process as one_process


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


def introduced(held: Simulation, english: str) -> institution.InstitutionValue:
    with held.database.transaction() as db:
        draft = institution.InstitutionDraft(name=Names("انجمن نام", english), province="IR-01", kind="K1")
        return institution.add_institution(
            db, held.act(), draft, assembly=held.address, introduced_on=in_tehran(held.now).date()
        )


def opened(held: Simulation, name: str, institution_id: int, password: str | None = None) -> int:
    with held.database.transaction() as db:
        row = Account(institution_id=institution_id, username=name, password_hash=password, made=held.now)
        row.totp_secret, row.failures = None, 0
        db.add(row)
        db.flush()
        return row.id


@pytest.mark.parametrize(
    ("english", "free", "taken"),
    [
        ("Children’s Rights Society of Tehran", "childrens-rights-society", "childrens-rights-society-{id}"),
        ("", "nahad-{id}", "nahad-{id}-1{id}"),
        ("A", "a-{id}", "nahad-{id}"),
    ],
)
def test_a_user_name_is_suggested_that_is_free(hold: Hold, english: str, free: str, taken: str) -> None:
    held = hold()
    home = introduced(held, english)

    def suggested() -> str:
        with held.database.reading() as db:
            return account.suggest(db, home)

    first = suggested()
    assert first == free.format(id=home.id)
    made = opened(held, first, home.id)
    again = suggested()
    assert again == (f"nahad-{home.id}-{made + 1}" if not english else taken.format(id=home.id))
    with held.database.reading() as db:
        assert account.is_free(db, again)


def test_who_sits_at_a_signed_in_browser_guesses_no_faster_than_others(hold: Hold) -> None:
    held = hold()
    mine = opened(held, "nikan", introduced(held, "Nikan").id, passwords.seal(WORD))
    for _ in range(10):
        with refused("password-wrong"):
            ways_in.turn_code_off(held.database, held.act(), mine, "wrong")
    with refused("sign-in-paused"):
        ways_in.turn_code_off(held.database, held.act(), mine, WORD)
    held.wait(hours=1)
    ways_in.turn_code_off(held.database, held.act(), mine, WORD)


def changed(held: Simulation, **more: Any) -> session.SessionValue:
    with held.database.transaction() as db:
        now = session.session_values(db, [held.session_id])[held.session_id]
        known = {
            "presidium": now.presidium, "quorum": now.quorum, "held_on": now.held_on, "place": now.place,
            "agenda": now.agenda,
        }  # fmt: skip
        return session.change_session(db, held.two(), held.session_id, **{**known, **more})


@pytest.mark.parametrize(
    ("phase", "more", "code"),
    [
        ("final", {"place": Names("جای دیگر")}, "session-final"),
        ("open", {"quorum": "none"}, "phase-wrong"),
        ("draft", {"held_on": timedelta(days=4000)}, "session-far"),
    ],
)
def test_a_session_is_not_changed_behind_what_was_done_in_it(
    hold: Hold, phase: str, more: dict[str, Any], code: str
) -> None:
    held = hold(phase)
    if "held_on" in more:
        more = {"held_on": in_tehran(held.now).date() + more["held_on"]}
    before = everything(held.database)
    with refused(code):
        changed(held, **more)
    assert everything(held.database) == before
    if phase != "final":
        assert changed(held, place=Names("جای دیگر")).place == Names("جای دیگر")


def test_before_it_is_frozen_no_ballot_has_a_box(hold: Hold) -> None:
    held = hold("reviewing")
    with held.database.reading() as db:
        with refused("election-not-open"):
            ballot.open_box(db, held.election)
        with refused("not-found"):
            ballot.open_box(db, "A" * 8)


def test_dossiers_come_in_the_order_asked_for_and_of_candidates_alone(hold: Hold) -> None:
    held = hold("frozen")
    with held.database.reading() as db:
        first, second = db.scalars(select(Nomination.id).order_by(Nomination.id).limit(2)).all()
        assert [one.id for one in candidate_list.dossiers(db, held.election, (second, first))] == [second, first]
        with refused("not-found"):
            candidate_list.dossiers(db, held.election, (first, 10_000))


def paths(held: Simulation) -> list[str]:
    with held.database.reading() as db:
        return [one.path for one in export.files(db, held.value.session.assembly.id)]


def test_an_export_holds_what_there_is_and_nothing_before_it_is(hold: Hold) -> None:
    held = hold("frozen")
    assert [path for path in paths(held) if not path.startswith("submissions/")] == ["journal-heads.txt"]
    held = hold("final")
    (drafted, *_) = held.draft()
    with held.database.transaction() as db:
        db.get_one(Letter, drafted.id).pdf = b"%PDF"
        for name in (f"booklet/{held.election}/fa", "booklet/ELSEWHERE/fa"):
            db.add(PrintedPaper(name=name, made_of="0" * 64, content=b"%PDF", made=held.now))
    found = paths(held)
    assert [path for path in found if path.startswith("elections/")] == [
        f"elections/{held.election}/election.bel",
        f"elections/{held.election}/booklet-fa.pdf",
    ]
    (letter,) = (path for path in found if path.startswith("letters/"))
    assert letter.removesuffix(".pdf").rpartition("-")[2].lstrip("0") in drafted.number


def test_with_too_few_candidates_nothing_is_frozen(hold: Hold) -> None:
    held = hold("reviewing", candidates=1)
    held.invite("امین")
    with held.database.transaction() as db, refused("candidates-missing"):
        freeze.freeze(db, held.two(), held.election, digits="")
    assert held.phase == "reviewing"


def test_while_trustees_hold_keys_their_end_is_not_recorded_unsaid_and_then_once(hold: Hold) -> None:
    held = hold("final")
    with refused("keys-kept"), held.database.transaction() as db:
        key_destruction.destroy_office_key(db, held.two(), held.election)
    for _ in range(2):
        with held.database.transaction() as db:
            key_destruction.destroy_office_key(db, held.two(), held.election, stated=True)
        held.wait(minutes=1)
    assert str(everything(held.database)["journal"]).count("office-key-destroyed") == 1
    with held.database.reading() as db:
        at = key_destruction.office_key_destroyed(db, held.election)
    assert at == held.now - timedelta(minutes=2)


def test_a_used_slip_on_the_table_is_noted_once(hold: Hold) -> None:
    held = hold("open")
    serials = [one.serial for one in held.slips[:2]]
    with held.database.transaction() as db:
        for serial in (*serials, serials[0]):
            poll.note_used(db, held.act(), held.election, serial)
        assert poll.used_slips(db, held.election) == tuple(serials)


def test_a_trustee_who_hands_in_again_changes_nothing(hold: Hold) -> None:
    held = hold("closed", trustees=2)
    held.add_up()
    trustee_id = next(iter(held.private_keys))
    part = held.decryption(trustee_id)
    held.decrypt(trustee_id, part)
    before = everything(held.database)
    held.decrypt(trustee_id, b"{}")
    assert everything(held.database) == before
    with held.database.transaction() as db, refused("invitation-invalid"):
        tally.give_decryption(db, held.act(), trustee_id, secret="A" * 22, hand_in=part)


def test_the_part_of_the_office_comes_before_that_of_a_trustee(hold: Hold) -> None:
    held = hold("closed", trustees=2)
    held.add_up()
    with held.database.transaction() as db:
        db.execute(update(Trustee).where(Trustee.owner == 1).values(kind="office"))
        last = db.scalars(select(Trustee.id).where(Trustee.owner == 2)).one()
    with held.database.reading() as db, refused("office-first"):
        proving.part(db, last, hand_in=b"")


CHANGES: tuple[tuple[dict[str, object], bool, bool], ...] = (
    ({}, False, False),
    ({"post": "دبیر دوم"}, True, False),
    ({"role": "administrator"}, True, True),
    ({"role": "desk"}, True, False),
    ({"disabled": True}, True, True),
)
"""What is changed of an officer, whether anything is noted, and whether the officer signs in anew."""


@pytest.mark.parametrize(("more", "noted", "anew"), CHANGES)
def test_only_what_is_changed_of_an_officer_is_noted(
    hold: Hold, more: dict[str, object], noted: bool, anew: bool
) -> None:
    held = hold()
    with held.database.transaction() as db:
        one = next(one for one in officer.officers(db, 1) if one.role == "reviewer")
        known: dict[str, Any] = {"name": one.name, "post": one.post, "role": one.role, "disabled": one.disabled}
        sign_in.open_sign_in(db, held.act(), one.account_id)
    before = everything(held.database)
    with held.database.transaction() as db:
        found = officer.change_officer(db, held.act("administrator", "signatory"), 1, one.id, **{**known, **more})
    after = everything(held.database)
    assert (after["journal"] != before["journal"]) is noted
    assert (not after["sign_in"]) is anew
    assert {name: getattr(found, name) for name in more} == more


def test_an_officer_who_is_none_is_not_found_and_the_last_administrator_stays(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        last = next(one for one in officer.officers(db, 1) if one.role == "administrator")
    for number, code in ((10_000, "not-found"), (last.id, "officer-last")):
        with refused(code), held.database.transaction() as db:
            officer.change_officer(db, held.two(), 1, number, name="نو", post="", role="desk", disabled=False)  # type: ignore[arg-type]


def test_a_file_is_its_institutions_and_of_a_dossier_that_was_handed_in_its_assemblys(
    hold: Hold, one_process: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    held = hold("nominating")
    home = held.value.session.assembly.id
    found = upload.accept(picture(), picture=True, room=tmp_path_factory.mktemp("room"))
    with held.database.transaction() as db:
        one = db.scalars(select(Nomination).order_by(Nomination.id)).first()
        assert one is not None
        number = upload.put(db, held.act(), one.id, purpose=Purpose.PORTRAIT, name="نگین.png", found=found)
        owner = one.institution_id
    with held.database.reading() as db:
        assert upload.own_content(db, owner, number).name == "نگین.jpg"
        assert len(upload.own_content(db, owner, number, small=True).data) > 0
        for look in (
            lambda: upload.own_content(db, owner + 1, number),
            lambda: upload.own_content(db, owner, number + 1),
            lambda: upload.office_content(db, home, number),
            lambda: upload.public_content(db, number),
        ):
            with refused("not-found"):
                look()
    with held.database.transaction() as db:
        one = db.get_one(Nomination, one.id)
        one.dossier = {**one.dossier, "portrait": number}
    with held.database.reading() as db:
        assert upload.office_content(db, home, number).media_type == "image/jpeg"
        with refused("not-found"):
            upload.office_content(db, home + 1, number)
        (attached,) = (one for one in export.files(db, home) if one.path.startswith("files/"))
        attached.write(out := io.BytesIO())
        assert attached.path == f"files/{owner}/portrait-{number}.jpg"
        assert out.getvalue() == upload.own_content(db, owner, number).data
        assert [one.path for one in export.files(db, home + 1)] == ["journal-heads.txt"]


def test_an_export_is_of_one_moment_whatever_is_written_meanwhile(postgres_url: str) -> None:
    """On PostgreSQL a transaction sees by itself what others commit; on SQLite none does."""
    database = Database(postgres_url)

    def note(kind: journal.Kind) -> None:
        with database.transaction() as db:
            journal.record(db, Act(officers=("negar",), now=NOW, random=secrets.token_bytes), kind)

    def seen(db: Session) -> list[str]:
        return list(db.scalars(select(JournalEntry.kind).order_by(JournalEntry.id)))

    note(journal.Kind.EXPORTED)
    with database.reading() as still, database.reading() as moving:
        export.hold_still(still)
        assert seen(still) == seen(moving) == ["exported"]
        note(journal.Kind.RESTORED)
        assert (len(seen(still)), len(seen(moving))) == (1, 2)
    database.close()


def test_a_letter_that_was_never_issued_is_unknown_to_its_check(hold: Hold) -> None:
    held = hold("final")
    (drafted, *_) = held.draft()
    assert drafted.status == LetterStatus.DRAFT
    assert letter_code.code_number(drafted.code) is not None
    with held.database.reading() as db:
        for text in (drafted.code, "nonsense"):
            assert letter_check.check_letter(db, text, held.ring.public, held.now).state == "unknown"
