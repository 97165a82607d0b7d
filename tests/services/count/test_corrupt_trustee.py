"""A dishonest trustee before the door: a false part is refused there, the honest go on, and the result is the sum."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.count import tally
from app.services.voting import key_backup, proved
from ballots import hand_in
from ballots.backup import rebuild_key, split_key
from ballots.board import partial_decryption_event, read_archive, read_events, result_event
from ballots.hand_in import decode_hand_in
from ballots.record.bindings import OwnedBinding, encode_bindings
from ballots.record.verify import verify_path
from ballots.tally import decrypt, encode_result
from ballots.trustees import decode_trustees, verify_partial_decryption
from tests.support.archives import archive, verify_with
from tests.support.assemblies import Simulation, everything, refused, simulate_at
from tests.support.conspiracy import CHANGES, Conspiracy, conspire, conspire_all

FALSE: dict[str, Callable[[Conspiracy], bytes]] = {
    "aimed, bound as it is": lambda plot: plot.handed_in(plot.false_part()),
    "aimed, bound to the truth": lambda plot: plot.handed_in(plot.false_part(), plot.true_part()),
    "aimed, bound to nothing": lambda plot: plot.unbound(plot.false_part()),
    "spoiled, bound as it is": lambda plot: plot.handed_in(plot.spoiled_part()),
    "spoiled, bound to the truth": lambda plot: plot.handed_in(plot.spoiled_part(), plot.true_part()),
    "true, bound to the false": lambda plot: plot.handed_in(plot.true_part(), plot.false_part()),
}


@pytest.fixture
def plot(tmp_path: Path) -> Conspiracy:
    return conspire(simulate_at(tmp_path, "open", trustees=2))


@pytest.mark.parametrize("name", FALSE)
@pytest.mark.parametrize("order", ["first", "last"])
def test_a_false_part_is_refused_by_name_and_nothing_changes(plot: Conspiracy, name: str, order: str) -> None:
    if order == "last":
        plot.held.decrypt(plot.honest)
    before = everything(plot.held.database)
    with refused("decryption-invalid"):
        plot.held.decrypt(plot.corrupt, FALSE[name](plot))
    assert everything(plot.held.database) == before
    plot.held.decrypt(plot.corrupt)
    if order == "first":
        plot.held.decrypt(plot.honest)
    assert plot.held.phase == "tallied"
    counted = {line.candidate.number: line.votes for line in plot.held.result().lines}
    assert counted == {1: 4, 2: 2, 3: 0, 4: 0}
    assert plot.held.result().blank == 1


def test_all_trustees_but_one_get_no_further_than_one_alone(tmp_path: Path) -> None:
    """Two of three carry out one plan together with the last voter: each false part is refused, in any order."""
    plots = conspire_all(simulate_at(tmp_path, "open", trustees=3))
    held = plots[0].held
    for order in ("before the honest one", "after the honest one"):
        before = everything(held.database)
        for plot in plots:
            for name in FALSE:
                with refused("decryption-invalid"):
                    held.decrypt(plot.corrupt, FALSE[name](plot))
        assert everything(held.database) == before, order
        held.decrypt(plots[0].honest)
    held.decrypt(plots[0].corrupt)
    before = everything(held.database)
    with refused("decryption-invalid"):  # the last of all, beside the true part of the other
        held.decrypt(plots[1].corrupt, FALSE["aimed, bound as it is"](plots[1]))
    assert everything(held.database) == before
    held.decrypt(plots[1].corrupt)
    assert votes_of(held) == {1: 4, 2: 2, 3: 0, 4: 0}


def votes_of(held: Simulation) -> dict[int | None, int]:
    return {line.candidate.number: line.votes for line in held.result().lines}


def test_an_office_that_asks_two_of_three_for_no_binding_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plots = conspire_all(simulate_at(tmp_path, "open", trustees=3))
    monkeypatch.setattr(hand_in, "verify_binding", lambda *_: None)
    for plot in plots:
        plot.held.decrypt(plot.corrupt, FALSE["aimed, bound as it is"](plot))
    plots[0].held.decrypt(plots[0].honest)
    assert votes_of(plots[0].held) == {1: 2, 2: 4, 3: 0, 4: 0}


# The same by whoever opens the envelopes


def rebuilt(tmp_path: Path) -> Conspiracy:
    """The corrupt trustee stays away; two sheets of the backup give whoever opens them the key."""
    held = simulate_at(tmp_path, "open", trustees=2)
    absent = next(iter(held.private_keys))
    commitments, shares = split_key(held.private_keys[absent], 2, 3, held.random)
    with held.database.transaction() as db:
        key_backup.give_backup(
            db, held.act(), absent, secret=held.invitations[absent], commitments=commitments.to_bytes(), shares=3
        )
    plot = conspire(held)
    assert rebuild_key(shares[:2], commitments) == plot.private
    return plot


def give_rebuilt(plot: Conspiracy, data: bytes) -> None:
    held = plot.held
    with held.database.transaction() as db:
        tally.give_rebuilt_decryption(db, held.two(), held.election, plot.corrupt, hand_in=data, shares=(1, 2))


@pytest.mark.parametrize("name", FALSE)
def test_a_false_part_by_a_rebuilt_key_is_refused_too(tmp_path: Path, name: str) -> None:
    plot = rebuilt(tmp_path)
    plot.held.decrypt(plot.honest)
    before = everything(plot.held.database)
    with refused("decryption-invalid"):
        give_rebuilt(plot, FALSE[name](plot))
    assert everything(plot.held.database) == before
    give_rebuilt(plot, plot.handed_in(plot.true_part()))
    assert votes_of(plot.held) == {1: 4, 2: 2, 3: 0, 4: 0}


def test_an_office_that_asks_a_rebuilt_key_for_no_binding_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = rebuilt(tmp_path)
    monkeypatch.setattr(hand_in, "verify_binding", lambda *_: None)
    plot.held.decrypt(plot.honest)
    give_rebuilt(plot, FALSE["aimed, bound as it is"](plot))
    assert votes_of(plot.held) == {1: 2, 2: 4, 3: 0, 4: 0}


def test_a_part_that_gives_no_counts_is_refused_before_the_last_is_appended(
    plot: Conspiracy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bindings make it impossible; were they not there, the sums would still be worked out first."""
    monkeypatch.setattr(proved, "verify_hand_in", lambda *_: None)
    plot.held.decrypt(plot.honest)
    before = everything(plot.held.database)
    with refused("decryption-wrong"):
        plot.held.decrypt(plot.corrupt, plot.handed_in(plot.spoiled_part()))
    assert everything(plot.held.database) == before
    plot.held.decrypt(plot.corrupt)
    assert plot.held.phase == "tallied"


def test_an_office_that_asks_for_no_binding_is_caught(
    plot: Conspiracy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The broken twin publishes the false result; both checks of the record refuse it under the binding's number."""
    monkeypatch.setattr(hand_in, "verify_binding", lambda *_: None)
    plot.held.decrypt(plot.corrupt, FALSE["aimed, bound as it is"](plot))
    plot.held.decrypt(plot.honest)
    counted = {line.candidate.number: line.votes for line in plot.held.result().lines}
    assert counted == {1: 2, 2: 4, 3: 0, 4: 0}
    path = tmp_path / "false.record.zip"
    path.write_bytes(plot.held.record())
    report = verify_path(path)
    assert (report.ok, report.code) == (False, "binding-proof")
    assert [check.number for check in report.checks if check.verdict == "refused"] == ["8.2"]


def test_forced_into_the_record_it_is_refused_whatever_bindings_stand_beside_it(plot: Conspiracy) -> None:
    events = list(read_events(read_archive(io.BytesIO(plot.held.archive()))))
    keys = decode_trustees(events[0].data[1])
    parts = [plot.false_part().to_bytes(), decode_hand_in(plot.held.decryption(plot.honest)).decryption]
    for owner, (key, part) in enumerate(zip(keys, parts, strict=True), start=1):
        verify_partial_decryption(part, key, plot.held.sums(), plot.election)  # Belenios sees nothing
        events.append(partial_decryption_event(events[-1].head, owner, part))
    result = decrypt(plot.held.sums(), parts, keys, 5)
    assert result == ((1, 2, 4, 0, 0),)
    assert [count - change for count, change in zip(result[0], CHANGES, strict=True)] == [1, 4, 2, 0, 0]
    events.append(result_event(events[-1].head, encode_result(result)))
    data = archive(events)
    assert verify_with(data).code == "bindings-missing"
    honest = decode_hand_in(plot.held.decryption(plot.honest)).binding
    for given in FALSE.values():
        bindings = encode_bindings([OwnedBinding(1, decode_hand_in(given(plot)).binding), OwnedBinding(2, honest)])
        assert verify_with(data, bindings=bindings).code == "binding-proof"
