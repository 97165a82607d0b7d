"""What leaves in tables and comes back in a copy is whole, and numbers go on where they ended."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from sqlalchemy import insert, select, update

from app.db import Database
from app.language.names import Names
from app.models import Assembly, Election, Nomination, SealedPaper
from app.received.file import AcceptedFile
from app.services.letters import letter, signed_scan
from app.services.nomination.dossier import Achievement, Dossier, Programme
from app.services.whole import dump, duty, export, successor
from app.states.duty import Duty
from app.states.paper import PaperKind
from app.states.phase import StepState
from tests.services.conftest import Hold
from tests.support.assemblies import NOW, Simulation, everything, refused
from tests.support.sealed import keep_minutes

TIE = ((1, 2), (1, 3), (1, 4), (2, 3), (4,))


def test_a_copy_on_postgresql_is_the_same_and_its_numbers_go_on(hold: Hold, postgres_url: str) -> None:
    held = hold()
    other = Database(postgres_url)
    with held.database.reading() as db:
        given = list(dump.parts(db.connection()))
        last = max(db.scalars(select(Assembly.id)))
    with other.transaction() as db:
        dump.load(db.connection(), given)
    assert everything(other) == everything(held.database)
    with other.transaction() as db:
        made = insert(Assembly).values(
            address="nou", name_fa="مجمع نو", name_en="", name_ar="", demonstration=False, created=NOW
        )
        assert db.scalar(made.returning(Assembly.id)) == last + 1
    other.close()


def test_every_part_of_a_dossier_is_a_line_of_its_table(hold: Hold) -> None:
    held = hold("nominating")
    whole = Dossier(
        introduction=Names("ما هستیم"), programmes=(Programme(text=Names("برنامه")),),
        achievements=(Achievement(year=1403, field="F14", text=Names("کار"), indicator=Names("خانواده"), number=12),),
    )  # fmt: skip
    with held.database.transaction() as db:
        one = db.scalars(select(Nomination.id).order_by(Nomination.id)).first()
        db.execute(update(Nomination).where(Nomination.id == one).values(dossier=asdict(whole)))
        home = db.scalars(select(Assembly.id)).one()
        sheet = next(sheet for sheet in export.sheets(db, home) if sheet.columns == export.DOSSIER)
        lines = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    mine = [line for line in lines if line["nomination_id"] == one]
    assert [(line["part"], line["place"], line["text_fa"]) for line in mine] == [
        ("introduction", 1, "ما هستیم"), ("programme", 1, "برنامه"), ("achievement", 1, "کار"),
    ]  # fmt: skip
    assert (mine[2]["year"], mine[2]["field"], mine[2]["number"]) == (1403, "F14", 12)


def test_a_dossier_of_another_shape_leaves_in_no_table(hold: Hold) -> None:
    held = hold("nominating")
    with held.database.transaction() as db:
        db.execute(update(Nomination).values(dossier=["x"]))
        home = db.scalars(select(Assembly.id)).one()
        sheet = next(sheet for sheet in export.sheets(db, home) if sheet.columns == export.DOSSIER)
        with pytest.raises(TypeError, match="another shape"):
            list(sheet.rows)


def test_no_second_round_is_held_among_fewer_than_each_voter_must_mark(hold: Hold) -> None:
    held = hold("tallied", votes=TIE)
    with held.database.transaction() as db:
        db.execute(update(Election).values(minimum=4, maximum=4))
    before = everything(held.database)
    with refused("candidates-left-few"), held.database.transaction() as db:
        successor.second_round(db, held.two(), held.election, title=Names("دور دوم"), tied_alone=True)
    assert everything(held.database) == before


def duties(held: Simulation) -> dict[Duty, StepState]:
    with held.database.reading() as db:
        return {one.duty: one.state for one in duty.duties(db, held.election)}


def test_an_election_without_alternates_tells_none(hold: Hold) -> None:
    held = hold("final")
    assert Duty.ALTERNATES_TOLD in duties(held)
    with held.database.transaction() as db:
        db.execute(update(Election).values(alternates=0))
    assert Duty.ALTERNATES_TOLD not in duties(held)


def test_only_the_scan_of_the_minutes_says_that_the_minutes_are_signed(hold: Hold) -> None:
    held = hold("provisional")
    paper = keep_minutes(held)
    for kind, state in ((PaperKind.ZERO, StepState.NOW), (PaperKind.MINUTES, StepState.DONE)):
        with held.database.transaction() as db:
            db.execute(update(SealedPaper).values(kind=kind))
            found = AcceptedFile(media_type="application/pdf", content=f"%PDF-1.7 {kind}".encode())
            signed_scan.keep_scan(db, held.act(), held.election, paper.id, found)
        assert duties(held)[Duty.MINUTES_SIGNED] is state


def test_a_letter_of_another_election_is_not_found(hold: Hold) -> None:
    held = hold("final")
    (one, *_) = held.draft()
    with held.database.reading() as db:
        assert letter.letter(db, held.election, one.id) == one
        with refused("not-found"):
            letter.letter(db, "ELSEWHERE", one.id)
