"""The board's door (SPEC 6.3): what is asked first ends it, and nobody without a slip costs a proof."""

from __future__ import annotations

import re

import pytest

from app.services.acts.refusal import Refused
from app.services.election.rows import find
from app.services.voting import ballot, slip
from app.services.voting.ballot import Arrived, Receipt
from ballots.ballot import check_proofs, decode_ballot
from ballots.credential import public_credential
from ballots.door import find_fault
from ballots.election import decode_election
from ballots.errors import BallotsError, OverallProofError
from ballots.group import BELENIOS_2048
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused
from tests.support.forged_ballots import Forgery, blank_election, forgeries, plain_election

FALSE_PROOFS = {"ballot-individual-proof", "ballot-overall-proof", "ballot-blank-proof", "element-not-in-group"}


class Proofs:
    """Counts how often proofs were asked for, and finds no fault."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, _definition: bytes, _data: bytes) -> BallotsError | None:
        self.asked += 1
        return None


def meet(held: Simulation, data: bytes) -> Arrived | Receipt:
    with held.database.reading() as db:
        return ballot.meet(db, held.election, data, signer=held.signer)


def come(held: Simulation, data: bytes, proofs: ballot.ProofCheck) -> tuple[str, str]:
    """The code of the refusal of these bytes, with the protocol's reason, or what became of them."""
    try:
        met = meet(held, data)
        if isinstance(met, Receipt):
            return "repeated", ""
        ballot.check_arrived(met, proofs)
    except Refused as refusal:
        return refusal.code, str(refusal.facts.get("reason", ""))
    return "checked", ""


def changed(data: bytes, name: bytes = b"response", last: bool = False) -> bytes:
    """The same with another last digit in the first number of this name, or the last."""
    found = list(re.finditer(rb'"%b":"[0-9]+([0-9])"' % name, data))[-1 if last else 0]
    return data[: found.start(1)] + (b"1" if found[1] != b"1" else b"2") + data[found.end(1) :]


def of_another(held: Simulation, data: bytes, credential: str) -> bytes:
    """The same ballot under another public credential."""
    mine = public_credential(held.slips[0].credential, held.value.uuid)
    return data.replace(mine.encode(), credential.encode(), 1)


def test_what_is_asked_first_ends_it(hold: Hold) -> None:
    held = hold("open")
    data, proofs = held.ballot(0, 1), Proofs()
    held.vote(1, 1)
    with held.database.transaction() as db:
        slip.void_slip(db, held.two(), held.election, held.slips[2].serial, spoiled=False)
    used, void = (public_credential(held.slips[place].credential, held.value.uuid) for place in (1, 2))
    broken = changed(data) + b" "  # another spelling, no signature, no proof
    again = held.ballot(1, 2)
    told = {
        "too long": come(held, data + b" " * 100_000, proofs),
        "of another election": come(held, broken.replace((held.value.fingerprint or "").encode(), b"0" * 43), proofs),
        "of no slip": come(held, of_another(held, broken, "12"), proofs),
        "of a used slip": come(held, again, proofs),
        "of a used slip, by its public half": come(held, of_another(held, changed(data), used), proofs),
        "of a used slip, without its signature": come(held, changed(again, last=True), proofs),
        "of a void slip": come(held, of_another(held, broken, void), proofs),
        "spelled otherwise": come(held, broken, proofs),
        "another number": come(held, changed(data), proofs),
        "another signature": come(held, changed(data, last=True), proofs),
    }
    assert told == {
        "too long": ("ballot-invalid", "encoding-too-large"),
        "of another election": ("slip-foreign", ""),
        "of no slip": ("credential-unknown", ""),
        "of a used slip": ("slip-used", ""),
        "of a used slip, by its public half": ("ballot-invalid", "ballot-hash"),
        "of a used slip, without its signature": ("ballot-invalid", "ballot-signature"),
        "of a void slip": ("slip-void", ""),
        "spelled otherwise": ("ballot-invalid", "encoding-not-canonical"),
        "another number": ("ballot-invalid", "ballot-hash"),
        "another signature": ("ballot-invalid", "ballot-signature"),
    }
    assert proofs.asked == 0
    assert come(held, data, proofs) == ("checked", "")
    assert proofs.asked == 1


def test_a_door_that_asks_for_proofs_before_the_signature_is_caught(
    hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, asked = hold("open"), []

    def dear(data: bytes, definition: object) -> object:
        found = decode_ballot(data, decode_election(held.box().definition))
        asked.append(found)
        check_proofs(found, decode_election(held.box().definition))
        return found

    monkeypatch.setattr(ballot, "decode_signed", dear)
    come(held, changed(held.ballot(0, 1)), Proofs())
    assert asked  # the test above would see it asked for


def test_bytes_that_are_on_the_board_get_their_receipt_in_any_phase_and_cost_nothing(hold: Hold) -> None:
    held = hold("open")
    data, proofs = held.ballot(0, 1), Proofs()
    first = held.cast(data)
    for marks in ((1, 2), (1, 2), (1, 3)):
        held.vote(len(held.sent), *marks)
    for phase in ("open", "closed", "tallied", "final"):
        held.close() if phase == "closed" else held.to(phase)
        before = everything(held.database)
        again = meet(held, data)
        assert isinstance(again, Receipt)
        assert (again.signed, again.repeated) == (first.signed, True)
        assert everything(held.database) == before
    assert come(held, changed(data), proofs) == ("election-closed", "")
    assert proofs.asked == 0


@pytest.mark.parametrize("part", ["election", "credentials", "tally"])
def test_nothing_else_on_the_board_gets_a_receipt(hold: Hold, part: str) -> None:
    """A receipt for what is no ballot would convict an honest board."""
    held = hold("tallied")
    with refused("ballot-invalid"):
        meet(held, _part(held, part))


def test_a_door_that_takes_all_of_the_board_for_ballots_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    held = hold("tallied")
    monkeypatch.setattr(ballot, "_claimed", lambda _box, _data: "")
    assert isinstance(meet(held, _part(held, "election")), Receipt)


def _part(held: Simulation, name: str) -> bytes:
    if name == "tally":
        return held.sums().to_bytes(BELENIOS_2048)
    with held.database.reading() as db:
        row = find(db, held.election)
        return (row.definition if name == "election" else row.credentials) or b""


def test_proofs_are_asked_for_last_and_their_fault_is_told(hold: Hold) -> None:
    held = hold("open")
    data = held.ballot(0, 1)
    assert come(held, data, lambda *_: OverallProofError("")) == ("ballot-invalid", "ballot-overall-proof")


@pytest.mark.parametrize("forgery", [one for one in forgeries() if one.code in FALSE_PROOFS], ids=lambda one: one.name)
def test_what_is_signed_and_proves_nothing_is_found_by_the_worker(forgery: Forgery) -> None:
    """The forger is a voter: every one of these is signed as it should be."""
    election = (blank_election() if forgery.blank else plain_election()).election
    fault = find_fault(election.to_bytes(), forgery.data)
    assert fault is not None
    assert fault.code == forgery.code
