"""The end of the keys: destroyed when the result is final or the election annulled, by two officers."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models import Trustee
from app.services.acts.refusal import Refused
from app.services.count import tally
from app.services.voting import key_destruction, trustee
from tests.services.conftest import Hold
from tests.support.annulments import annul
from tests.support.assemblies import PASSPHRASE, Simulation, everything, refused

NAME = "هما راستین"


def destroy(held: Simulation, *, stated: bool = True) -> None:
    with held.database.transaction() as db:
        key_destruction.destroy_office_key(db, held.two(), held.election, stated=stated)


def with_office_key(hold: Hold, phase: str, trustees: int) -> Simulation:
    held = hold("reviewing", trustees=trustees)
    with held.database.transaction() as db:
        trustee.make_office_key(db, held.act(), held.election, name="کلید دبیرخانه", passphrase=PASSPHRASE)
    held.to("closed")
    held.add_up()
    with held.database.transaction() as db:
        tally.decrypt_with_office_key(db, held.act(), held.election, passphrase=PASSPHRASE)
    for trustee_id in held.private_keys:
        held.decrypt(trustee_id)
    return held.to(phase)


def sealed_keys(held: Simulation) -> list[bytes]:
    with held.database.reading() as db:
        return [key for key in db.scalars(select(Trustee.sealed_key)) if key is not None]


def test_the_offices_key_is_destroyed_when_the_result_is_final(hold: Hold) -> None:
    held = with_office_key(hold, "final", 0)
    assert len(sealed_keys(held)) == 1
    with refused("two-officers-needed"), held.database.transaction() as db:
        key_destruction.destroy_office_key(db, held.act(), held.election)
    with held.database.reading() as db:
        assert key_destruction.keys_destroyed(db, held.election) is None
    destroy(held, stated=False)
    assert sealed_keys(held) == []
    after = everything(held.database)
    held.wait(minutes=5)
    destroy(held)
    assert everything(held.database) == after
    with held.database.reading() as db:
        said = key_destruction.keys_destroyed(db, held.election)
    assert said is not None
    assert (said.office, said.trustees) == (True, ())
    assert str(after["journal"]).count("office-key-destroyed") == 1


@pytest.mark.parametrize("phase", ["reviewing", "open", "closed"])
def test_the_keys_of_an_annulled_election_are_destroyed_too(hold: Hold, phase: str) -> None:
    held = hold("reviewing", trustees=1)
    with held.database.transaction() as db:
        trustee.make_office_key(db, held.act(), held.election, name="کلید دبیرخانه", passphrase=PASSPHRASE)
    held.invite(NAME)
    held.to(phase)
    with refused("phase-wrong"):
        destroy(held)
    annul(held)
    with refused("keys-kept"):
        destroy(held, stated=False)
    assert len(sealed_keys(held)) == 1
    destroy(held)
    assert sealed_keys(held) == []
    with held.database.reading() as db:
        said = key_destruction.keys_destroyed(db, held.election)
    assert said is not None
    assert (said.office, said.trustees) == (True, (NAME,))


@pytest.mark.parametrize("phase", ["tallied", "provisional"])
def test_before_the_result_is_final_no_key_is_destroyed(hold: Hold, phase: str) -> None:
    held = with_office_key(hold, phase, 0)
    with refused("phase-wrong"):
        destroy(held)
    assert len(sealed_keys(held)) == 1


def test_keys_of_one_election_end_and_those_of_another_stay(hold: Hold) -> None:
    held = with_office_key(hold, "final", 0)
    other = hold("reviewing", database=held.database, address="sepehr")
    with other.database.transaction() as db:
        trustee.make_office_key(db, other.act(), other.election, name="کلید دبیرخانه", passphrase=PASSPHRASE)
    destroy(held)
    assert len(sealed_keys(held)) == 1


def test_what_trustees_said_of_their_keys_stands_beside_it(hold: Hold) -> None:
    held = with_office_key(hold, "final", 2)
    before = everything(held.database)
    with pytest.raises(Refused) as caught:
        destroy(held, stated=False)
    assert (caught.value.code, caught.value.facts["names"]) == ("keys-kept", ("امین 1", "امین 2"))
    assert everything(held.database) == before
    destroy(held)
    with held.database.reading() as db:
        said = key_destruction.keys_destroyed(db, held.election)
    assert said is not None
    assert (said.office, said.trustees, said.at) == (True, ("امین 1", "امین 2"), held.now)


def test_trustees_alone_state_the_end_of_their_keys(hold: Hold) -> None:
    held = hold("final")
    destroy(held)
    with held.database.reading() as db:
        said = key_destruction.keys_destroyed(db, held.election)
    assert said is not None
    assert (said.office, said.trustees) == (False, ("امین 1",))
