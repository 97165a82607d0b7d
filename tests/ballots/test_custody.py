"""An office that cheats asks a trustee's tool for single votes; each way is refused, and by the rule that it breaks.

SPEC: decrypting. Each rule has a broken twin: a tool without it answers, and the answer gives a vote away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import board, custody
from ballots.board import BoardEvent, Head
from ballots.checkpoint import Checkpoint
from ballots.closing_head import ClosingHead, read_closing_head
from ballots.custody import WitnessedHead
from ballots.custody_errors import ClosingHeadError, KeyExchangedError, NoteSignatureError
from ballots.elgamal import EncryptedTally
from ballots.errors import BallotsError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.hand_in import HandIn, verify_hand_in
from ballots.note import COSIGNATURE, SIGNATURE, Note, NoteKey, cosign, sign_note
from ballots.short import WHOLE, Kind, grouped, short
from ballots.tally import decode_encrypted_tally
from ballots.trustees import decode_partial_decryption, partial_decryption
from tests.support.archives import chain, links, tally_link
from tests.support.custody import Board, Tool, cast, closing, record_of, seen, two_trustees, with_keys
from tests.support.elections import seeded

SMALL = two_trustees()
BOX = cast(SMALL, ((0, ((1, 0),)), (1, ((0, 1),)), (2, ((1, 0),)), (3, ((1, 0),)), (6, ((1, 0),)), (7, ((0, 0),))))
TRUE = BOX.events((0, 1, 2, 3))
SEEN = seen(SMALL, TRUE)
VICTIM = 1


def tool() -> Tool:
    return Tool.with_key(SMALL.private_keys[0])


def marks_of(hand_in: HandIn, events: tuple[BoardEvent, ...]) -> tuple[int, ...]:
    """What the office reads out of a hand-in together with the other key, which is the office's own here."""
    sums = decode_encrypted_tally(events[-1].data[0], SMALL.election)
    own = decode_partial_decryption(hand_in.decryption, sums, GROUP)
    other = partial_decryption(SMALL.private_keys[1], sums, SMALL.election, seeded(3))
    second = decode_partial_decryption(other, sums, GROUP)
    found = []
    for place, entry in enumerate(sums.questions[0]):
        mask = GROUP.multiply(own.factors[0][place], second.factors[0][place])
        power = GROUP.multiply(entry.beta, GROUP.power(mask, GROUP.order - 1))
        found.append(next(count for count in range(10) if GROUP.generator_power(count) == power))
    return tuple(found)


def difference(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(one - other for one, other in zip(first, second, strict=True))


# What an honest office asks


def test_the_sums_of_the_board_that_everybody_saw_are_decrypted_and_bound() -> None:
    own = tool()
    own.test(TRUE[:1])
    given = own.decrypt(TRUE, SEEN)
    assert marks_of(given, TRUE) == (3, 1)
    sums = decode_encrypted_tally(TRUE[-1].data[0], SMALL.election)
    verify_hand_in(given, SMALL.keys[0], sums, SMALL.election, TRUE[-1].hash)
    assert (own.file.election, own.file.head) == (SMALL.election.fingerprint, TRUE[-1].hash)


def test_the_same_tally_is_decrypted_again_and_bound_anew() -> None:
    own = tool()
    first, second = own.decrypt(TRUE, SEEN), own.decrypt(TRUE, SEEN)
    assert first.binding != second.binding


def test_others_may_have_handed_in_before() -> None:
    sums = decode_encrypted_tally(TRUE[-1].data[0], SMALL.election)
    part = partial_decryption(SMALL.private_keys[1], sums, SMALL.election, seeded(4))
    events = (*TRUE, board.partial_decryption_event(TRUE[-1].head, 2, part))
    assert marks_of(tool().decrypt(events, SEEN), TRUE) == (3, 1)


# The ways to a vote. Each brings a record and a closing head; `code` is the rule that it breaks.


def one_ballot_as_the_tally(own: Tool) -> HandIn:
    """The victim's own ciphertexts, said to be the sums of all."""
    ballot = SMALL.tally([BOX.ballots[VICTIM]]).to_bytes(GROUP)
    forged = chain([*links(TRUE[:-1]), tally_link(ballot, 4, 4)])
    return own.decrypt(forged, None)


def one_ballot_as_the_whole_board(own: Tool) -> HandIn:
    return own.decrypt(BOX.events((VICTIM,)), None)


def one_ballot_among_the_offices_own(own: Tool) -> HandIn:
    """The victim's ballot and two from spare slips, whose marks the office knows; before the true board is shown."""
    return own.decrypt(BOX.events((6, VICTIM, 7)), SEEN)


def a_fork_without_the_victim_first(own: Tool) -> HandIn:
    return own.decrypt(BOX.events((0, 2, 3)), SEEN)


def a_fork_without_the_victim_afterwards(own: Tool) -> HandIn:
    own.decrypt(TRUE, SEEN)
    return own.decrypt(BOX.events((0, 2, 3)), None)


def the_same_ballots_in_another_order_afterwards(own: Tool) -> HandIn:
    own.decrypt(TRUE, SEEN)
    return own.decrypt(BOX.events((3, 2, 1, 0)), None)


def a_rebuilt_key_after_the_own(own: Tool) -> HandIn:
    own.decrypt(TRUE, SEEN)
    return Tool.with_key(own.private).decrypt(BOX.events((0, 2, 3)), SEEN)


def another_election_with_the_same_keys(own: Tool) -> HandIn:
    """The ballots cannot be moved there, so that the office lets people vote once more."""
    own.test(TRUE[:1])
    return own.decrypt(again().events((0, 1, 2)), None)


def again() -> Board:
    second = with_keys(two_trustees(seed=5), SMALL.private_keys)
    return cast(second, ((0, ((1, 0),)), (1, ((0, 1),)), (2, ((1, 0),))))


def three_rows_of_single_ballots(own: Tool) -> HandIn:
    """Three ballots as three questions, which asks for three votes at once."""
    rows = tuple(SMALL.tally([BOX.ballots[voter]]).questions[0] for voter in (0, 1, 2))
    forged = chain([*links(TRUE[:-1]), tally_link(EncryptedTally(rows).to_bytes(GROUP), 4, 4)])
    return own.decrypt(forged, None)


def a_board_without_its_set_up(own: Tool) -> HandIn:
    return own.decrypt(chain(links(TRUE[1:])), None)


def a_board_whose_sums_are_not_there(own: Tool) -> HandIn:
    return own.decrypt(TRUE[:-1], None)


def a_fork_with_a_witness_of_before_the_end(own: Tool) -> HandIn:
    return own.decrypt(BOX.events((0, 2, 3)), witnessed(TRUE[1].head))


def a_fork_with_a_witness_of_the_true_board(own: Tool) -> HandIn:
    return own.decrypt(BOX.events((0, 2, 3)), witnessed(closing(TRUE)))


def a_key_under_another_name(own: Tool) -> HandIn:
    own.name = "هما"
    return own.decrypt(TRUE, SEEN)


WAYS: dict[Callable[[Tool], HandIn], str] = {
    one_ballot_as_the_tally: "record-refused",
    one_ballot_as_the_whole_board: "tally-small",
    one_ballot_among_the_offices_own: "closing-head-other",
    a_fork_without_the_victim_first: "closing-head-other",
    a_fork_without_the_victim_afterwards: "key-used",
    the_same_ballots_in_another_order_afterwards: "key-used",
    a_rebuilt_key_after_the_own: "closing-head-other",
    another_election_with_the_same_keys: "key-used",
    three_rows_of_single_ballots: "record-refused",
    a_board_without_its_set_up: "record-refused",
    a_board_whose_sums_are_not_there: "record-stage",
    a_fork_with_a_witness_of_before_the_end: "closing-head-other",
    a_fork_with_a_witness_of_the_true_board: "closing-head-other",
    a_key_under_another_name: "key-exchanged",
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_way_to_a_single_vote_is_refused(way: Callable[[Tool], HandIn]) -> None:
    with pytest.raises(BallotsError) as refused:
        way(tool())
    assert refused.value.code == WAYS[way]


def test_what_is_refused_leaves_the_key_as_it_was() -> None:
    for way in WAYS:
        own = tool()
        own.decrypt(TRUE, SEEN)
        before = own.file
        with pytest.raises(BallotsError):
            way(own)
        assert own.file == before, way.__name__


# The broken twins: a tool without the rule answers, and the vote of the victim is read.


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A rule left out (`place`, what stands there instead) and the way that it then leaves open."""

    place: str
    instead: Callable[..., Any]
    way: Callable[[Tool], HandIn]
    events: tuple[BoardEvent, ...]
    vote: tuple[int, ...]


def believed(audit: Any) -> Any:
    """The record is read and its verdict is not looked at; the sums are those that stand in it."""
    audit.run()
    if audit.tally is None:
        audit.tally = decode_encrypted_tally(SINGLE[-1].data[0], SMALL.election)
        audit.heads[board.ENCRYPTED_TALLY] = SINGLE[-1].head
    return audit


def other_key(keys: Any, *_: object) -> int:
    return 1


SINGLE = chain([*links(TRUE[:-1]), tally_link(SMALL.tally([BOX.ballots[VICTIM]]).to_bytes(GROUP), 4, 4)])
WITHOUT, AMONG, ALONE = BOX.events((0, 2, 3)), BOX.events((6, VICTIM, 7)), BOX.events((VICTIM,))
TWINS = {
    "checks-no-record": Twin(
        place="ballots.custody._accepted", instead=believed, way=one_ballot_as_the_tally, events=SINGLE, vote=(0, 1)
    ),
    "asks-for-no-head": Twin(
        place="ballots.custody.verify_closing_head", instead=lambda *_: None, way=one_ballot_among_the_offices_own,
        events=AMONG, vote=(1, 1),
    ),
    "forks-first": Twin(
        place="ballots.custody.verify_closing_head", instead=lambda *_: None, way=a_fork_without_the_victim_first,
        events=WITHOUT, vote=(3, 0),
    ),
    "remembers-nothing": Twin(
        place="tests.support.custody.use_key", instead=lambda _file, *said: said,
        way=a_fork_without_the_victim_afterwards, events=WITHOUT, vote=(3, 0),
    ),
    "has-no-floor": Twin(
        place="ballots.custody.LEAST_BALLOTS", instead=1, way=one_ballot_as_the_whole_board, events=ALONE, vote=(0, 1)
    ),
    "looks-at-no-witness": Twin(
        place="ballots.custody._check_witnessed", instead=lambda *_: None, way=a_fork_with_a_witness_of_the_true_board,
        events=WITHOUT, vote=(3, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TWINS)
def test_a_tool_without_a_rule_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the forks the difference to the true sums (3, 1) is the vote; among the office's own (1, 0) it is the rest."""
    twin = TWINS[name]
    with pytest.raises(BallotsError):
        twin.way(tool())
    monkeypatch.setattr(twin.place, twin.instead)
    assert marks_of(twin.way(tool()), twin.events) == twin.vote
    if twin.events is WITHOUT:
        assert difference((3, 1), twin.vote) == (0, 1)


# The key at the test


def test_an_exchanged_key_is_seen_at_the_test_and_both_prints_are_said() -> None:
    """The office put a key of its own in the trustee's place, under the trustee's name."""
    private = 4711
    exchanged = with_keys(two_trustees(), (private, SMALL.private_keys[1]))
    setup = cast(exchanged).events(range(4))[:1]
    own = tool()
    with pytest.raises(KeyExchangedError) as refused:
        own.test(setup)
    for key in (own.public_key, GROUP.generator_power(private)):
        assert grouped(short(Kind.KEY, str(key))) in str(refused.value)
    assert own.file.election is None


def test_a_tool_that_looks_for_no_key_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    exchanged = with_keys(two_trustees(), (4711, SMALL.private_keys[1]))
    monkeypatch.setattr(custody, "_owner", other_key)
    tool().test(cast(exchanged).events(range(4))[:1])


def test_a_set_up_whose_key_is_not_the_product_is_refused_at_the_test() -> None:
    """Then the trustee's key would be in the list and not in what ballots are encrypted with."""
    false = replace(SMALL, election=replace(SMALL.election, public_key=GROUP.generator_power(4711)))
    setup = board.setup_event(false.election.to_bytes(), SMALL.trustees_bytes, SMALL.credentials_bytes)
    with pytest.raises(BallotsError) as refused:
        tool().test((setup,))
    assert refused.value.code == "record-refused"
    assert "election-key" in str(refused.value)


def test_a_key_that_was_tested_in_one_election_is_tested_in_no_other() -> None:
    own = tool()
    own.test(TRUE[:1])
    own.test(TRUE[:1])
    with pytest.raises(BallotsError) as refused:
        own.test(again().events((0,))[:1])
    assert refused.value.code == "key-used"


def test_a_key_without_a_name_stands_under_none() -> None:
    unnamed = replace(SMALL, keys=tuple(replace(key, name=None) for key in SMALL.keys))
    setup = board.setup_event(unnamed.election.to_bytes(), unnamed.trustees_bytes, unnamed.credentials_bytes)
    custody.check_setup(record_of((setup,)), SMALL.keys[0].public_key, None)
    with pytest.raises(KeyExchangedError):
        custody.check_setup(record_of((setup,)), SMALL.keys[0].public_key, "هما راستین")


# The closing head, from whoever saw it


def test_the_head_is_taken_scanned_in_hex_or_in_forty_digits() -> None:
    head = closing(TRUE)
    digits = short(Kind.HEAD, head.hash, WHOLE)
    persian = digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for text in (
        f"majma head {SMALL.election.uuid} {head.height} {head.hash}", f"  {head.hash.upper()}\n", digits,
        grouped(digits), f"\u2066{grouped(persian)}\u2069",
    ):  # fmt: skip
        tool().decrypt(TRUE, read_closing_head(text))


@pytest.mark.parametrize(
    "text", ["", "majma head", "1234 5678 9012", "f" * 63, "g" * 64, "1" * 39, "1" * 41, "majma head x 5 " + "f" * 64]
)
def test_what_is_no_head_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ClosingHeadError):
        read_closing_head(text)


def test_a_head_of_another_election_or_height_is_another_head() -> None:
    head = closing(TRUE)
    for given in (
        replace(SEEN, uuid="1" * 14), replace(SEEN, height=head.height + 1), ClosingHead(hash="0" * 64),
        ClosingHead(digits=short(Kind.HEAD, "0" * 64, WHOLE)), ClosingHead(),
    ):  # fmt: skip
        with pytest.raises(BallotsError) as refused:
            tool().decrypt(TRUE, given)
        assert refused.value.code == "closing-head-other"


# A witness

ORIGIN = "majma.example/elections/K7QM2XPA"
BOARD, WITNESS = (Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32)) for seed in (1, 2))
WITNESS_KEY = NoteKey(name="observer.example", kind=COSIGNATURE, public=WITNESS.public_key())
BOARD_KEY = NoteKey(name=ORIGIN, kind=SIGNATURE, public=BOARD.public_key())


def witnessed(head: Head, fingerprint: str = SMALL.election.fingerprint) -> WitnessedHead:
    said = Checkpoint(origin=ORIGIN, head=head, fingerprint=fingerprint, time=1_762_600_000)
    note = cosign(sign_note(said.to_text(), ORIGIN, BOARD), WITNESS_KEY.name, WITNESS, 1_762_600_100)
    return WitnessedHead(note=note, key=WITNESS_KEY)


def test_a_witness_vouches_for_the_closing_head_or_one_behind_it() -> None:
    for head in (closing(TRUE), TRUE[-1].head):
        assert marks_of(tool().decrypt(TRUE, witnessed(head)), TRUE) == (3, 1)


def test_a_note_of_another_election_vouches_for_nothing() -> None:
    with pytest.raises(BallotsError) as refused:
        tool().decrypt(TRUE, witnessed(closing(TRUE), "A" * 43))
    assert refused.value.code == "closing-head-other"


def test_a_note_that_the_witness_did_not_sign_vouches_for_nothing() -> None:
    good = witnessed(closing(TRUE))
    unsigned = Note(good.note.text, good.note.signatures[:1])
    later = replace(good, note=Note(good.note.text.replace("time 1", "time 2"), good.note.signatures))
    for given in (replace(good, note=unsigned), later):
        with pytest.raises(NoteSignatureError):
            tool().decrypt(TRUE, given)


def test_the_boards_own_key_is_no_witness() -> None:
    """Else the office's signature would pass for somebody who looked."""
    good = witnessed(closing(TRUE))
    with pytest.raises(ClosingHeadError):
        WitnessedHead(note=good.note, key=BOARD_KEY)
