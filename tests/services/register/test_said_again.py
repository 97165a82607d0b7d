"""The register, nominations and seats where the same is said again, or what is asked for is another's."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from itertools import chain

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.language.names import Names
from app.models import Institution, LogoRow, Nomination, Submission, Upload, UploadContent
from app.received.file import AcceptedFile
from app.services.count import tally
from app.services.election import election
from app.services.nomination import candidate_list, draft, nomination, review, submission, taking_over, upload
from app.services.nomination.candidate_list import Wanted
from app.services.nomination.dossier import Dossier
from app.services.register import assembly, institution, introduction_list, invitation, letterhead
from app.services.seats import seat
from app.states.nomination import Purpose
from ballots import token
from tests.services.conftest import Hold
from tests.support.assemblies import SMALL_RULE, Simulation, everything, refused

PICTURE = AcceptedFile(media_type="image/png", content=b"a picture", small=b"small", width=9, height=9)


def home(held: Simulation) -> int:
    return int(held.value.session.assembly.id)


def first(db: Session) -> Nomination:
    return db.scalars(select(Nomination).order_by(Nomination.id)).first()  # type: ignore[return-value]


# The register


def test_an_assembly_gets_another_name_and_keeps_its_address(hold: Hold) -> None:
    held = hold()
    with held.database.transaction() as db:
        found = assembly.change_assembly(
            db, held.act(), home(held), address=held.address, name=Names("مجمع نو"), province="IR-01"
        )
        assert (found.address, found.name, found.province) == (held.address, Names("مجمع نو"), "IR-01")
        assert assembly.assembly(db, held.address) == found


def drafted(row: institution.InstitutionValue, **more: object) -> institution.InstitutionDraft:
    said = {name: getattr(row, name) for name in institution.InstitutionDraft.__dataclass_fields__ if name != "given"}
    return institution.InstitutionDraft(**{**said, **more})


def test_an_institution_said_again_is_as_it_was_and_a_new_spelling_is_kept_as_it_was_given(hold: Hold) -> None:
    held = hold()
    at = home(held)
    with held.database.reading() as db:
        known = institution.introduced(db, at)[0]
    before = everything(held.database)
    with held.database.transaction() as db:
        again = institution.change_institution(db, held.act(), known.id, drafted(known), assembly_id=at)
    assert again == known
    assert everything(held.database) == before
    name, given = Names("انجمن کتاب"), Names("انجمن كتاب")
    with held.database.transaction() as db:
        institution.change_institution(db, held.act(), known.id, drafted(known, name=name, given=given), assembly_id=at)
        row = db.get_one(Institution, known.id)
        assert (row.name_fa, row.given) == ("انجمن کتاب", asdict(given))
        other = drafted(known, name=name, given=Names("انجمن ﻛتاب"))
        institution.change_institution(db, held.act(), known.id, other, assembly_id=at)
        assert row.given == asdict(given)


def test_a_list_of_who_is_introduced_already_leaves_nothing_and_changes_nothing(hold: Hold) -> None:
    held = hold()
    at = home(held)
    table = introduction_list.read("نام,نوع,استان\nانجمن رود,خیریه,قم\n".encode())
    with held.database.transaction() as db:
        lists = [introduction_list.take(db, held.act(), at, "فهرست.csv", table) for _ in range(2)]
        made = introduction_list.confirm(db, held.act(), lists[0], assembly_id=at)
    assert (made.added, made.introduced, made.left) == (1, 0, 0)
    before = everything(held.database)["journal"]
    with held.database.transaction() as db:
        made = introduction_list.confirm(db, held.act(), lists[1], assembly_id=at)
    assert (made.added, made.introduced, made.left) == (0, 0, 0)
    assert everything(held.database)["journal"] == before


def test_a_token_of_another_kind_invites_nobody(hold: Hold) -> None:
    held = hold("frozen")
    (slip, *_) = held.print()
    before = everything(held.database)
    with held.database.reading() as db, refused("invitation-invalid"):
        invitation.look(db, held.ring.public, slip.token, held.now)
    assert everything(held.database) == before


def test_no_two_invitations_have_one_number(hold: Hold) -> None:
    held = hold()
    at = home(held)
    numbers = chain([b"\0\0\0\x02", b"\0\0\0\x02", b"\0\0\0\x04"], iter(lambda: secrets.token_bytes(4), b""))
    held.random = lambda size: next(numbers)
    with held.database.transaction() as db:
        ids = [one.id for one in institution.introduced(db, at)[:2]]
        made = invitation.open(db, held.act(), at, ids)
    assert [one.serial for one in made] == [1, 2]
    signer = held.ring.signing[token.Kind.INVITATION]
    with held.database.reading() as db:
        for one in made:
            found = invitation.look(db, held.ring.public, invitation.sign(one, signer), held.now)
            assert found.institution.id == one.institution.id


def test_a_logo_that_is_kept_already_is_kept_once(hold: Hold) -> None:
    held = hold()
    at = home(held)
    with held.database.transaction() as db:
        now = letterhead.letterhead(db, at)
        for series in ("پ", "ق"):
            found = letterhead.change_letterhead(
                db, held.act(), at, lines=now.lines, letter_series=series, notice_series=now.notice_series,
                picture=PICTURE,
            )  # fmt: skip
        assert len(db.scalars(select(LogoRow)).all()) == 1
        assert letterhead.logo(db, found.logo).data == b"small"


def test_a_seat_is_not_refused_without_a_reason(hold: Hold) -> None:
    held = hold("final")
    with held.database.reading() as db:
        seated = tally.outcome(db, held.election).seated[0].candidate.institution.id
    before = everything(held.database)
    with refused("seat-reason"), held.database.transaction() as db:
        seat.refuse_own(db, held.act(), held.election, seated, reason=" \n")
    assert everything(held.database) == before


# Nominations


def put(db: Session, held: Simulation, row: Nomination, found: AcceptedFile = PICTURE) -> int:
    return upload.put(db, held.act(), row.id, purpose=Purpose.PORTRAIT, name="نگین.png", found=found)


def begun(db: Session) -> Nomination:
    """The first nomination, as a draft."""
    row = first(db)
    row.status, row.number = "draft", None  # type: ignore[assignment]
    db.flush()
    return row


def test_a_dossier_with_a_file_of_another_nomination_is_not_taken(hold: Hold) -> None:
    held = hold("nominating")
    with held.database.transaction() as db:
        row = begun(db)
        other = db.scalars(select(Nomination).where(Nomination.id != row.id)).first()
        assert other is not None
        mine, others, owner = put(db, held, row), put(db, held, other), row.institution_id

    def submit(db: Session, portrait: int) -> nomination.NominationValue:
        dossier = Dossier(introduction=Names("ما هستیم"), portrait=portrait)
        return nomination.submit(db, held.act(), held.election, owner, representative=Names("نگین"), dossier=dossier)

    before = everything(held.database)
    with refused("not-found"), held.database.transaction() as db:
        submit(db, others)
    assert everything(held.database) == before
    with held.database.transaction() as db:
        submit(db, mine)
        assert nomination.nomination_value(db, first(db).id).dossier.portrait == mine


def test_a_field_or_a_file_is_taken_away_from_a_draft(hold: Hold) -> None:
    held = hold("nominating")
    with held.database.transaction() as db:
        row = begun(db)
        row.draft = {}
        owner, act = row.institution_id, held.act()

        def keep(typed: dict[str, list[str]], **more: object) -> dict[str, object]:
            draft.keep(db, act, held.election, owner, "achievements", typed, **more)  # type: ignore[arg-type]
            db.refresh(row)
            return row.draft

        sent = (draft.Sent(field="portrait", name="نگین.png", found=PICTURE),)
        assert upload.slots(keep({"a": ["1"], "b": ["2"]}, sent=sent)) != {}
        kept = keep({"a": ["1"], "b": ["2"]}, dropped="a")
        assert kept["achievements"] == {"a": [""], "b": ["2"]}
        assert upload.slots(keep({"a": ["1"]}, dropped="portrait")) == {}
        assert keep({"a": ["1"]}, dropped="elsewhere")["achievements"] == {"a": ["1"]}


def test_a_file_that_nobody_names_goes_and_its_bytes_with_the_last_that_had_them(hold: Hold) -> None:
    held = hold("nominating")
    with held.database.transaction() as db:
        row = begun(db)
        row.draft = {}
        other = db.scalars(select(Nomination).where(Nomination.id != row.id)).first()
        assert other is not None
        put(db, held, row)
        kept = put(db, held, other)
        upload.sweep(db, row.id)
        assert db.scalars(select(Upload.id)).all() == [kept]
        assert len(db.scalars(select(UploadContent.sha256)).all()) == 2
        upload.sweep(db, other.id)
        assert db.scalars(select(UploadContent.sha256)).all() == []


def test_of_a_file_without_a_small_picture_there_is_none(hold: Hold) -> None:
    held = hold("nominating")
    with held.database.transaction() as db:
        row = first(db)
        number = put(db, held, row, replace(PICTURE, small=None))
        assert upload.own_content(db, row.institution_id, number).data == b"a picture"
        with refused("not-found"):
            upload.own_content(db, row.institution_id, number, small=True)


def test_who_is_taken_over_brings_the_files_under_numbers_of_their_own(hold: Hold) -> None:
    held = hold("reviewing")
    with held.database.transaction() as db:
        title = Names("دور دوم")
        later = election.create_election(
            db, held.act(), held.session_id, body_id=held.value.body.id, title=title, rule=SMALL_RULE
        )
        row = first(db)
        number = put(db, held, row)
        row.dossier = {**row.dossier, "portrait": number}
        db.flush()
        assert taking_over.take_over(db, held.two(), held.election, later.public_id, [row.institution_id]) == 1
        (made,) = nomination.nominations(db, later.public_id)
        assert made.dossier.portrait not in (None, number)
        assert upload.own_content(db, row.institution_id, made.dossier.portrait or 0).data == b"a picture"
        assert len(db.scalars(select(UploadContent.sha256)).all()) == 2


def test_candidates_are_listed_by_field(hold: Hold) -> None:
    held = hold("reviewing")
    with held.database.transaction() as db:
        db.execute(update(Institution).values(fields=["F14"]))
        db.execute(update(Institution).where(Institution.id == first(db).institution_id).values(fields=["F01", "F1"]))
        assert candidate_list.count(db, held.election, Wanted(field="F01")) == 1
        (found,) = candidate_list.listing(db, held.election, Wanted(field="F1"))
        assert found.id == first(db).id
        assert candidate_list.count(db, held.election, Wanted(field="F")) == 0


def test_a_proposal_that_is_not_there_is_set_aside_without_a_word(hold: Hold) -> None:
    held = hold("nominating")
    with held.database.reading() as db:
        one, version = first(db).id, first(db).version
    before = everything(held.database)
    with held.database.transaction() as db:
        assert review.set_aside(db, held.act(), held.election, one, version=version).id == one
    assert everything(held.database) == before


def test_of_a_nomination_of_which_nothing_was_kept_nothing_is_told(hold: Hold) -> None:
    held = hold("nominating")
    with held.database.transaction() as db:
        one = first(db).id
        assert len(submission.fingerprint(db, one)) == 64
        db.execute(delete(Submission))
        with refused("not-found"):
            submission.fingerprint(db, one)
        with refused("not-found"):
            submission.submission(db, held.election, one)
