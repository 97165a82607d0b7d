"""Paper against ballots: what lies on the table is named slip by slip, and the record says so for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import Slip
from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.election.rows import find
from app.services.voting import poll, slip
from app.states.slip import SlipState
from ballots.checks import Report, Verdict
from ballots.credential import public_credential
from ballots.encoding import hash_base64
from ballots.record.accounting import decode_accounting
from ballots.record.container import ACCOUNTING
from ballots.record.source import open_record
from ballots.record.verify import verify_path
from tests.services.conftest import Hold
from tests.support.assemblies import Simulation, everything, refused


def file_of(held: Simulation) -> bytes:
    with held.database.reading() as db:
        return find(db, held.election).accounting_file or b""


def public_of(held: Simulation, place: int) -> str:
    return public_credential(held.slips[place].credential, held.value.uuid)


def void(held: Simulation, place: int, *, spoiled: bool = False) -> None:
    with held.database.transaction() as db:
        slip.void_slip(db, held.two(), held.election, held.slips[place].serial, spoiled=spoiled)


def table(held: Simulation, *places: int) -> list[str]:
    return [held.slips[place].serial for place in places]


def opened(hold: Hold, **options: object) -> Simulation:
    """Nine slips, five of them handed out, and the poll is open."""
    held = hold("frozen", **options)
    held.print(9)
    held.seal()
    held.pass_tests()
    held.hand_slips()
    held.open_poll()
    return held


@pytest.fixture
def closed(hold: Hold) -> Simulation:
    """Nine slips: five handed out, of which three voted; one void, one spoiled, two on the table."""
    held = opened(hold)
    for place in range(3):
        held.vote(place, 1)
    void(held, 5)
    void(held, 6, spoiled=True)
    held.close(unused=table(held, 7, 8))
    return held


def test_the_file_lists_the_public_halves_of_what_is_in_nobodys_hands(closed: Simulation) -> None:
    stated = decode_accounting(file_of(closed))
    assert (stated.fingerprint, stated.handed_out, stated.reason) == (closed.value.fingerprint, 5, "")
    assert (set(stated.unused), stated.void, stated.spoiled) == (
        {public_of(closed, 7), public_of(closed, 8)}, (public_of(closed, 5),), (public_of(closed, 6),),
    )  # fmt: skip
    with closed.database.reading() as db:
        states = list(db.execute(select(Slip.serial, Slip.state)))
    by_serial = dict(map(tuple, states))
    assert [by_serial[one.serial] for one in closed.slips] == ["good"] * 5 + ["void", "spoiled", "unused", "unused"]


def test_the_record_holds_it_and_the_verifier_counts_it(closed: Simulation, tmp_path: Path) -> None:
    report = verify(closed, tmp_path)
    assert report.ok, report.detail
    (check,) = (one for one in report.checks if one.number == "8.3")
    assert (check.verdict, check.detail) == (Verdict.OK, "5 handed out, 4 not")


def verify(held: Simulation, folder: Path) -> Report:
    path = folder / "election.record.zip"
    path.write_bytes(held.record())
    return verify_path(path)


def test_the_signed_head_names_the_accounting(closed: Simulation, tmp_path: Path) -> None:
    path = tmp_path / "election.record.zip"
    path.write_bytes(closed.record())
    with open_record(path) as record:
        notes = record.files["checkpoints.txt"].decode()
        assert record.files[ACCOUNTING] == file_of(closed)
    assert f"\naccounting {hash_base64(file_of(closed))}\n" in notes


@pytest.mark.parametrize("place", [7, 8])
def test_an_unused_slip_that_was_cast_is_named_at_the_closing_and_nothing_is_closed(hold: Hold, place: int) -> None:
    held = with_spare_votes(hold)
    before = everything(held.database)
    for unused in (table(held, place), table(held, 5, 6, place), table(held, place, 5, place)):
        with pytest.raises(Refused) as refusal:
            held.close(unused=unused, reason="we would rather not say which")
        assert (refusal.value.code, refusal.value.facts) == ("slip-used", {"serial": held.slips[place].serial})
    assert everything(held.database) == before


def with_spare_votes(hold: Hold, **options: object) -> Simulation:
    """Somebody voted with two slips from the table."""
    held = opened(hold, **options)
    for place in (0, 1, 7, 8):
        held.vote(place, 1)
    return held


def test_such_a_slip_left_off_the_list_leaves_a_gap_that_needs_a_reason(hold: Hold) -> None:
    held = with_spare_votes(hold)
    with pytest.raises(Refused) as refusal:
        held.close(unused=table(held, 5, 6))
    assert (refusal.value.code, refusal.value.facts["difference"]) == ("accounting-unbalanced", 2)
    held.close(unused=table(held, 5, 6), reason="Two slips were voted with that nobody was handed.")
    assert decode_accounting(file_of(held)).reason == "Two slips were voted with that nobody was handed."


def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """An office that does not look whether there is a ballot: the broken twin of the closing."""
    real = slip._good_slip

    def take(db: object, row: object, serial: str) -> Slip:
        try:
            return real(db, row, serial)  # type: ignore[arg-type]
        except Refused as refusal:
            if refusal.code != "slip-used":
                raise
            return db.get(Slip, (row.id, serial))  # type: ignore[attr-defined,no-any-return]

    monkeypatch.setattr(slip, "_good_slip", take)


def test_such_a_slip_forced_into_the_record_is_named_by_the_verifier(
    hold: Hold, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = with_spare_votes(hold)
    careless(monkeypatch)
    held.close(unused=table(held, 5, 6, 7, 8))
    report = verify(held, tmp_path)
    assert (report.ok, report.code) == (False, "accounting-cast")
    assert [one.number for one in report.checks if one.verdict is Verdict.REFUSED] == ["8.3"]


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("serial-wrong", lambda held, other: held.slips[7].credential),
        ("serial-wrong", lambda held, other: held.slips[7].token),
        ("serial-wrong", lambda held, other: ""),
        ("serial-unknown", lambda held, other: other.slips[7].serial),
        ("serial-unknown", lambda held, other: "AAAA-AAAA"),
        ("slip-void", lambda held, other: held.slips[5].serial),
        ("slip-used", lambda held, other: held.slips[0].serial),
    ],
)  # fmt: skip
def test_what_is_not_an_unused_slip_is_refused_by_name_and_a_secret_is_never_repeated(
    hold: Hold, code: str, named: Callable[[Simulation, Simulation], str]
) -> None:
    held, other = with_spare_votes(hold), with_spare_votes(hold)
    void(held, 5)
    wrong = named(held, other)
    asked: list[Callable[[], object]] = [lambda: held.close(unused=[held.slips[6].serial, wrong])]
    for ask in (*asked, *(() if code == "slip-void" else (lambda: look(held, wrong),))):
        before = everything(held.database)
        with pytest.raises(Refused) as refusal:
            ask()
        assert refusal.value.code == code
        said = {name: fact for name, fact in refusal.value.facts.items() if name != "length"}
        assert said == ({} if code == "serial-wrong" else {"serial": wrong})
        assert everything(held.database) == before


def look(held: Simulation, serial: str) -> slip.SlipOnTable:
    with held.database.reading() as db:
        return slip.look_on_table(db, held.election, serial)


def test_a_slip_on_the_table_says_what_it_counts_as(hold: Hold) -> None:
    held = opened(hold)
    void(held, 5)
    void(held, 6, spoiled=True)
    said = [look(held, held.slips[place].serial) for place in (5, 6, 7)]
    assert [one.state for one in said] == [SlipState.VOID, SlipState.SPOILED, SlipState.UNUSED]
    assert [one.serial for one in said] == [held.slips[place].serial for place in (5, 6, 7)]


def test_a_slip_is_looked_at_only_while_the_poll_is_open(hold: Hold) -> None:
    held = with_spare_votes(hold)
    assert look(held, held.slips[6].serial.lower()).serial == held.slips[6].serial
    held.close(unused=table(held, 5, 6), reason="Two slips were voted with that nobody was handed.")
    with refused("phase-wrong"):
        look(held, held.slips[6].serial)


def test_nothing_changes_the_accounting_after_the_closing(closed: Simulation) -> None:
    held, file = closed, file_of(closed)
    acts: list[Callable[[], object]] = [
        lambda: void(held, 4), lambda: void(held, 3, spoiled=True), held.close, lambda: held.close(unused=[]),
        lambda: held.print(9), held.seal, lambda: held.open_poll(), lambda: held.vote(4, 1),
    ]  # fmt: skip
    while held.phase != "final":
        phase = held.phase
        for act in acts:
            with pytest.raises(Refused):
                act()
        held.to({"closed": "tallied", "tallied": "provisional", "provisional": "final"}[phase])
        assert file_of(held) == file
    numbers = held.value.accounting
    none = dict.fromkeys(("lost", "refused", "paper", "invalid", "spoiled_seen", "void_seen"), 0)
    assert numbers == none | {"printed": 9, "handed": 5, "unused": 2, "spoiled": 1, "void": 1, "cast": 3, "reason": ""}


def test_a_used_slip_on_the_table_is_journalled_once(hold: Hold) -> None:
    held = with_spare_votes(hold)
    for place in (7, 8, 7):
        with held.database.transaction() as db:
            poll.note_used(db, held.act(), held.election, held.slips[place].serial)
    with held.database.reading() as db:
        said = journal.of_kind(db, find(db, held.election).id, journal.Kind.USED_SLIP_FOUND)
    assert [one.detail for one in said] == [{"serial": held.slips[place].serial} for place in (7, 8)]


RULED = "The presidium ruled: the slip fell from a delegate's hand and was picked up by another."


def found_used(hold: Hold) -> Simulation:
    """The slip at place 8 was handed to nobody, has a vote, was scanned on the table and put aside.

    The one at place 4, which a delegate was handed and gave back, makes the numbers agree.
    """
    held = opened(hold)
    for place in (0, 8):
        held.vote(place, 1)
    with held.database.transaction() as db:
        poll.note_used(db, held.act(), held.election, held.slips[8].serial)
    return held


def test_a_used_slip_on_the_table_needs_a_reason_though_the_numbers_balance(hold: Hold, tmp_path: Path) -> None:
    held = found_used(hold)
    unused = table(held, 4, 5, 6, 7)
    with held.database.reading() as db:
        assert poll.account(db, held.election, unused=unused).balanced
    before = everything(held.database)
    for reason in ("", "too short", " " * 40):
        with pytest.raises(Refused) as refusal:
            held.close(unused=unused, reason=reason)
        assert refusal.value.code == "slip-used-reason"
        assert refusal.value.facts == {"serials": (held.slips[8].serial,)}
    assert everything(held.database) == before
    held.close(unused=unused, reason=RULED)
    assert held.value.accounting is not None
    assert held.value.accounting["reason"] == decode_accounting(file_of(held)).reason == RULED
    report = verify(held, tmp_path)
    assert report.ok, report.detail
    with held.database.reading() as db:
        assert poll.used_slips(db, held.election) == (held.slips[8].serial,)


def test_a_closing_that_forgets_what_was_found_is_caught(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin asks only whether the sums agree: the slip then leaves no trace outside the journal."""
    held = found_used(hold)
    monkeypatch.setattr(poll, "used_slips", lambda *_: ())
    held.close(unused=table(held, 4, 5, 6, 7))
    assert decode_accounting(file_of(held)).reason == ""


def test_a_used_slip_of_one_election_asks_nothing_of_another(hold: Hold) -> None:
    held = found_used(hold)
    other = opened(hold, database=held.database, address="sepehr")
    other.close(unused=table(other, 5, 6, 7, 8))
    assert other.phase == "closed"


def test_an_accounting_of_another_election_in_the_record_is_refused(
    closed: Simulation, hold: Hold, tmp_path: Path
) -> None:
    foreign = with_spare_votes(hold, address="sepehr")
    foreign.close(unused=table(foreign, 5, 6), reason="Two slips were voted with that nobody was handed.")
    with closed.database.transaction() as db:
        find(db, closed.election).accounting_file = file_of(foreign)
    assert verify(closed, tmp_path).code == "accounting-foreign"


def test_what_was_handed_out_is_the_offices_word_and_a_false_word_shows(closed: Simulation, tmp_path: Path) -> None:
    said = decode_accounting(file_of(closed))
    with closed.database.transaction() as db:
        find(db, closed.election).accounting_file = replace(said, handed_out=6).to_bytes()
    assert verify(closed, tmp_path).code == "accounting-sum"
