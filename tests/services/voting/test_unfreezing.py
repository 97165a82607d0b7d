"""Unfreezing: two officers, a reason, no slip handed out; the ended board stays to read, the next board is another."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from app.services.acts import journal
from app.services.election.rows import find
from app.services.nomination import nomination as nominations
from app.services.voting import checkpoint, freeze, slip, trustee, unfreezing
from app.services.voting.slip_shown import ShownSlip, check_slip
from tests.support.archives import verify_bytes
from tests.support.assemblies import Simulation, everything, refused, simulate, simulate_at

REASON = "نام یک نامزد نادرست چاپ شده بود"


def unfreeze(held: Simulation, reason: str = REASON) -> None:
    with held.database.transaction() as db:
        unfreezing.unfreeze(db, held.two(), held.election, reason=reason)


def sealed(held: Simulation) -> Simulation:
    held.to("frozen").print(8)
    held.seal()
    return held


def test_the_next_freeze_has_another_board_and_old_slips_are_refused_in_words(tmp_path: Path) -> None:
    held = sealed(simulate(tmp_path))
    first, old = held.value, held.slips[0]
    unfreeze(held)
    back = held.value
    assert (back.phase, back.fingerprint) == ("reviewing", None)
    assert back.uuid != first.uuid
    with held.database.reading() as db:
        assert all(one.number is None for one in nominations.nominations(db, held.election))
        assert not trustee.trustees(db, held.election)[0].checked
        assert slip.counts(db, held.election).printed == 0
        (ended,) = unfreezing.ended(db, held.election)
        assert unfreezing.present_board(db, held.election) == (2, f"{held.election}/2")
    assert (ended.number, ended.fingerprint, ended.reason) == (1, first.fingerprint, REASON)
    held.wait(minutes=1)
    with refused("order-unannounced"), held.database.transaction() as db:
        freeze.freeze(db, held.two(), held.election, digits="0" * 10)
    held.freeze()
    assert held.value.fingerprint not in (None, first.fingerprint)
    held.open()
    with held.database.reading() as db:
        note = checkpoint.need_last(db, held.election).note
        assert note.startswith(f"vote.example/elections/{held.election}/2\n")
        with refused("slip-ended"):
            shown = ShownSlip(text=old.token, public=old.credential, proof=None)
            check_slip(db, held.election, shown, keys=held.ring.public, now=held.now)
    held.to("final")
    assert verify_bytes(held.archive()).ok


def test_the_record_of_the_ended_board_stays_and_verifies(tmp_path: Path) -> None:
    held = sealed(simulate(tmp_path))
    before = held.archive()
    unfreeze(held)
    out = io.BytesIO()
    with held.database.reading() as db:
        unfreezing.write_ended(db, held.election, 1, held.signer, held.ring.public, out)
    with zipfile.ZipFile(out) as record:
        inside = {name: record.read(name) for name in record.namelist()}
    assert before in inside.values()
    assert any(b"vote.example/elections" in data for data in inside.values())


@pytest.mark.parametrize(
    ("phase", "code"), [("reviewing", "phase-wrong"), ("open", "phase-wrong"), ("closed", "phase-wrong")]
)
def test_only_a_frozen_election_is_unfrozen(phase: str, code: str, tmp_path: Path) -> None:
    held = simulate_at(tmp_path, phase)
    before = everything(held.database)
    with refused(code):
        unfreeze(held)
    assert everything(held.database) == before


def test_after_the_first_slip_alone_or_without_a_reason_nothing_is_unfrozen(tmp_path: Path) -> None:
    held = sealed(simulate_at(tmp_path, "reviewing"))
    with refused("unfreezing-reason"):
        unfreeze(held, " ")
    with refused("two-officers-needed"), held.database.transaction() as db:
        unfreezing.unfreeze(db, held.act(), held.election, reason=REASON)
    held.hand_slips(1)
    with refused("slips-handed"):
        unfreeze(held)
    assert held.phase == "frozen"
    with held.database.reading() as db:
        assert not journal.has(db, find(db, held.election).id, journal.Kind.ELECTION_UNFROZEN)
