"""The demonstration has a life: a session that is over, one today, one whose institutions are registering."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy.orm import Session

from app.config import Settings, load_settings
from app.db import Database
from app.language.dates import in_tehran
from app.services.acts import journal
from app.services.acts.signer import BoardSigner
from app.services.count import seating, tally
from app.services.election import election as elections
from app.services.letters import letter as letters
from app.services.nomination import review
from app.services.register import assembly as assemblies
from app.services.register import invitation as invitations
from app.services.voting import record
from app.signing.authority import verify_pdf
from app.signing.key_ring import key_ring
from app.signing.keys import authority, board_key
from app.states.letter import LetterStatus
from app.states.nomination import NominationStatus
from app.states.phase import Phase
from app.states.seat import SeatState
from ballots.checks import Stage
from ballots.record.verify import Wish, verify_path
from ballots.token import Kind
from tests.support.demonstrations import copy_demonstration


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("life")
    copy_demonstration(folder)
    return load_settings(folder)


@pytest.fixture
def db(settings: Settings) -> Iterator[Session]:
    database = Database(settings.database)
    with database.reading() as db:
        yield db
    database.close()


def test_one_election_is_over_one_is_today_and_one_is_in_registration(db: Session) -> None:
    found = elections.elections(db)
    assert [(one.phase, one.session.number) for one in found] == [
        (Phase.REVIEWING, 2),
        (Phase.NOMINATING, 3),
        (Phase.FINAL, 1),
    ]
    assert found[1].body.id == found[2].body.id != found[0].body.id


def test_the_first_one_can_be_checked_like_any_other(settings: Settings, db: Session, tmp_path: Path) -> None:
    first = elections.elections(db)[-1]
    signer = BoardSigner(host=urlsplit(settings.address).netloc, private=board_key(settings.keys))
    file = tmp_path / "first.record.zip"
    with file.open("wb") as out:
        record.write_record(db, first.public_id, signer, key_ring(settings.keys, datetime.now(UTC)).public, out)
    report = verify_path(file, wish=Wish(stage=Stage.RESULT))
    assert report.ok, report.detail
    assert len(tally.outcome(db, first.public_id).seated) == 3
    assert [one.state for one in seating.seats(db, first.public_id)] == [SeatState.ACCEPTED] * 3


def test_its_letters_are_signed_and_good_to_this_day(settings: Settings, db: Session) -> None:
    first = elections.elections(db)[-1]
    now = datetime.now(UTC)
    root = authority(settings.keys, first.session.assembly.name.fa, now)[0].root_certificate
    issued = letters.letters(db, first.public_id)
    assert [one.status for one in issued] == [LetterStatus.ISSUED] * 3
    for one in issued:
        assert verify_pdf(letters.document(db, one.id)[1], root, now=now).valid
        assert one.until > in_tehran(now).date()


def test_a_dossier_stands_in_every_state(db: Session) -> None:
    registering = elections.elections(db)[1]
    tallies = review.tallies(db, registering.public_id)
    assert tallies == dict.fromkeys(NominationStatus, 1)


def test_an_institution_holds_an_invitation_that_works(settings: Settings, db: Session) -> None:
    home = assemblies.assemblies(db)[0]
    now = datetime.now(UTC)
    (one,) = invitations.opened(db, home.id, now)
    ring = key_ring(settings.keys, now)
    text = invitations.sign(one, ring.signing[Kind.INVITATION])
    assert invitations.look(db, ring.public, text, now).institution == one.institution


def test_nothing_on_record_comes_before_what_was_recorded_earlier(db: Session) -> None:
    assert journal.first_broken(db) is None
    for found in elections.elections(db):
        times = [found.times[phase] for phase in Phase if phase in found.times]
        assert times == sorted(times)
