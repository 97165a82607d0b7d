"""Corrigenda: a right name beside a frozen one, by two officers, journalled; another undoes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.language.names import Names
from app.services.acts import journal
from app.services.acts.act import Act
from app.services.election import corrigendum, election
from app.services.letters import letter
from app.services.nomination import candidate_list, nomination
from app.services.register import institution
from ballots.election import decode_election
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, refused

RIGHT = Names("انجمن مهر یک", "Society Mehr One", "جمعية مهر")


def first(held: Simulation) -> nomination.NominationValue:
    with held.database.reading() as db:
        return nomination.candidates(db, held.election)[0]


def correct(held: Simulation, name: Names = RIGHT, act: Act | None = None, one: int | None = None) -> None:
    found = first(held)
    with held.database.transaction() as db:
        corrigendum.correct(
            db, act or held.two(), held.election, one or found.id, name=name, representative=found.representative,
            reason="یک حرف افتاده بود",
        )  # fmt: skip


def made(held: Simulation) -> tuple[corrigendum.CorrigendumValue, ...]:
    with held.database.reading() as db:
        return corrigendum.corrigenda(db, held.election)


def test_the_right_name_stands_beside_the_frozen_one_which_stays(hold: Hold) -> None:
    held = hold("open")
    before, definition = first(held), held.definition()
    correct(held)
    after = first(held)
    assert after == replace(before, corrected=corrigendum.Corrected(name=RIGHT))
    assert held.definition() == definition
    with held.database.reading() as db:
        lines = candidate_list.listing(db, held.election)
        entry = journal.of_kind(db, held.value.id, journal.Kind.NAME_CORRECTED)[0]
    assert [one.institution.corrected for one in lines] == [RIGHT, None, None, None]
    assert entry.actors == held.two().officers
    assert entry.detail["was"] == {"fa": before.institution.name.fa, "en": before.institution.name.en, "ar": ""}
    assert entry.detail["now"] == {"fa": RIGHT.fa, "en": RIGHT.en, "ar": RIGHT.ar}
    (only,) = made(held)
    assert (only.number, only.corrects, only.about, only.now) == (1, "name", before.institution.name, RIGHT)


def test_another_corrigendum_undoes_the_first_and_both_are_listed(hold: Hold) -> None:
    held = hold("frozen")
    before = first(held)
    correct(held)
    correct(held, before.institution.name)
    assert first(held) == before
    assert [(one.number, one.was, one.now) for one in made(held)] == [
        (1, before.institution.name, RIGHT), (2, RIGHT, before.institution.name),
    ]  # fmt: skip


def test_what_cannot_be_corrected_is_refused_and_nothing_is_written(hold: Hold) -> None:
    held = hold("frozen")
    found = first(held)
    with held.database.reading() as db:
        other = nomination.candidates(db, held.election)[1].institution.name
    with refused("two-officers-needed"):
        correct(held, act=held.act())
    with refused("corrigendum-same"):
        correct(held, found.institution.name)
    with refused("corrigendum-alike"):
        correct(held, Names(other.fa.replace("ی", "ي")))
    with refused("not-found"):
        correct(held, one=999)
    assert made(held) == ()


@pytest.mark.parametrize("phase", ["reviewing", "annulled"])
def test_in_other_phases_no_name_is_corrected(hold: Hold, phase: str) -> None:
    held = hold("reviewing")
    if phase == "annulled":
        with held.database.transaction() as db:
            election.move(db, held.two(), held.value.id, "annulled")  # type: ignore[arg-type]
    with refused("phase-wrong"):
        correct(held)


def test_a_draft_letter_says_what_is_right_by_now_and_an_issued_one_what_it_said(hold: Hold) -> None:
    held = hold("final")
    drafted = next(one for one in held.draft() if one.institution.id == first(held).institution.id)
    correct(held)

    def stored() -> letter.LetterValue:
        with held.database.reading() as db:
            return letter.letter(db, held.election, drafted.id)

    assert stored().corrected.name == RIGHT
    with held.database.transaction() as db, refused("letter-not-ready"):
        issue(db, held, drafted)  # printed before the corrigendum
    with held.database.transaction() as db:
        issue(db, held, stored())
    correct(held, Names("نامی دیگر"))
    assert stored().corrected.name == RIGHT
    assert stored().institution.name == drafted.institution.name


def issue(db: Session, held: Simulation, printed: letter.LetterValue) -> None:
    both = held.act("secretary", "signatory")
    letter.issue_letter(db, both, printed.id, signed_token="A" * 160, pdf=b"%PDF-", printed=printed)


def test_voting_goes_on_when_the_register_changes_while_it_is_open(hold: Hold) -> None:
    """The booth refuses a page whose names are not those of the hashed election: they still are."""
    held = hold("open")
    found = first(held).institution
    with held.database.transaction() as db:
        home = held.value.session.assembly.id
        draft = institution.InstitutionDraft(name=Names("نامی نو"), province="IR-07", kind=found.kind)
        institution.change_institution(db, held.act(), found.id, draft, assembly_id=home)
        assert institution.named(db, [found.id])[found.id].fa == "نامی نو"
    with held.database.reading() as db:
        people = nomination.candidates(db, held.election)
    answers = decode_election(held.definition()).questions[0].answers
    assert all(one.institution.name.fa in answer for one, answer in zip(people, answers, strict=True))
    held.vote(0, 1)
