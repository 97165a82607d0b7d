"""The container and the chain: exact bytes out, nothing but exact bytes in."""

import io
from collections.abc import Callable

import pytest

from ballots import board
from ballots.archive_errors import ArchiveStartError
from ballots.board import Head, read_archive, read_events, write_archive
from ballots.container import BLOCK, encode_data, encode_event, encode_start, read_start
from ballots.errors import BallotsError
from tests.support.archives import TIMESTAMP, Link, archive, chain

SETUP = Link(board.SETUP, board.setup_event(b"election", b"trustees", b"credentials").data)
BALLOT = Link(board.BALLOT, (b"ballot",))
EVENTS = chain([SETUP, BALLOT, Link(board.END_BALLOTS)])
GOOD = archive(EVENTS)
START = len(encode_start(TIMESTAMP))


def read(data: bytes) -> list[board.BoardEvent]:
    return list(read_events(read_archive(io.BytesIO(data))))


def code_of(data: bytes) -> str:
    with pytest.raises(BallotsError) as caught:
        read(data)
    return caught.value.code


def changed(data: bytes, position: int, value: bytes) -> bytes:
    return data[:position] + value + data[position + len(value) :]


def test_what_is_written_is_read_again_and_written_the_same() -> None:
    events = read(GOOD)
    out = io.BytesIO()
    write_archive(read_start(io.BytesIO(GOOD)), events, out)
    assert tuple(events) == EVENTS
    assert out.getvalue() == GOOD


def test_each_function_gives_the_event_that_follows_the_head() -> None:
    head = Head(4, "ab" * 32)
    made = [
        board.ballot_event(head, b"ballot"),
        board.end_ballots_event(head),
        board.encrypted_tally_event(head, b"tally", 2, 3),
        board.partial_decryption_event(head, 1, b"decryption"),
        board.result_event(head, b"result"),
    ]
    assert {(event.height, event.parent) for event in made} == {(5, head.hash)}
    assert made[1].raw == b'{"parent":"%s","height":5,"type":"EndBallots"}' % (b"ab" * 32)
    assert board.check_sized_tally(made[2]) == (b"tally", board.SizedTally(2, 3))
    assert board.check_owned(made[3]) == (1, b"decryption")


def test_the_first_event_has_no_parent_and_names_its_three_parts() -> None:
    event = board.setup_event(b"election", b"trustees", b"credentials")
    assert event.raw.startswith(b'{"height":0,"type":"Setup","payload":"')
    assert board.check_setup_data(event) == (b"election", b"trustees", b"credentials")


def test_an_event_knows_where_its_payload_stands_in_the_archive() -> None:
    ballot = read(GOOD)[1]
    assert GOOD[ballot.position : ballot.position + 6] == b"ballot"


def test_reading_is_lazy_so_that_a_long_archive_needs_little_memory() -> None:
    source = io.BytesIO(GOOD)
    events = read_events(read_archive(source))
    next(events)
    assert source.tell() < len(GOOD)


@pytest.mark.parametrize("timestamp", [-1, 8**11])
def test_a_timestamp_that_the_header_cannot_hold_is_refused(timestamp: int) -> None:
    with pytest.raises(ArchiveStartError):
        encode_start(timestamp)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "archive-empty"),
        (GOOD[:100], "archive-truncated"),
        (GOOD[: START - 1], "archive-truncated"),
        (GOOD[: START + 100], "archive-truncated"),
        (GOOD[: START + BLOCK], "archive-truncated"),
        (GOOD[:-1], "archive-truncated"),
        (GOOD[: -2 * BLOCK] + encode_data(b"left over", TIMESTAMP), "data-orphan"),
        (bytes(1024), "archive-start"),
        (changed(GOOD, 0, b"X"), "archive-start"),
        (GOOD.replace(b'"version":1', b'"version":2'), "archive-start"),
        (GOOD.replace(b'{"version":1', b'{"version": 1'), "archive-start"),
        (changed(GOOD, START - 1, b"x"), "archive-start"),
        (encode_start(TIMESTAMP + 1) + GOOD[START:], "archive-entry-header"),
        (GOOD[:START] + archive(EVENTS, TIMESTAMP + 1)[START:], "archive-entry-header"),
        (changed(GOOD, START, b"X"), "archive-entry-header"),
        (changed(GOOD, START + 101, b"7"), "archive-entry-header"),
        (changed(GOOD, START + 124, b"77777777777"), "archive-entry-header"),
        (changed(GOOD, START + 135, b" "), "archive-entry-header"),
        (changed(GOOD, START + 156, b"5"), "archive-entry-header"),
        (changed(GOOD, START + 257, b"ustar"), "archive-entry-header"),
        (changed(GOOD, START + 511, b"\1"), "archive-entry-header"),
        (changed(GOOD, START + BLOCK, b"E"), "archive-entry-digest"),
        (changed(GOOD, START + 2 * BLOCK - 1, b"\1"), "archive-padding"),
        (GOOD + bytes(BLOCK), "archive-trailer"),
        (GOOD + bytes(20 * BLOCK), "archive-trailer"),
        (GOOD + b"\n", "archive-truncated"),
        (GOOD + GOOD, "archive-entry-header"),
        (GOOD + encode_data(b"x", TIMESTAMP), "data-orphan"),
        (encode_start(TIMESTAMP) + encode_data(b"x" * ((1 << 20) + 1), TIMESTAMP), "data-orphan"),
    ],
)
def test_every_other_byte_of_the_container_is_refused(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_an_entry_that_claims_to_be_huge_is_refused_before_it_is_read() -> None:
    block = encode_data(b"x", TIMESTAMP)[:BLOCK]
    huge = changed(block, 124, b"%011o" % (1 << 32))
    checksum = sum(huge) - sum(huge[148:156]) + 8 * ord(" ")
    source = GOOD + changed(huge, 148, b"%06o\0 " % checksum)
    assert code_of(source) == "archive-entry-too-large"


def raw_archive(*events: tuple[tuple[bytes, ...], bytes]) -> bytes:
    blocks = [encode_start(TIMESTAMP)]
    for data, raw in events:
        blocks += [encode_data(content, TIMESTAMP) for content in data]
        blocks.append(encode_event(raw, TIMESTAMP))
    return b"".join(blocks)


def spelled(change: Callable[[bytes], bytes]) -> bytes:
    """Return the good archive with the second event's bytes changed."""
    first, second = EVENTS[0], EVENTS[1]
    return raw_archive((first.data, first.raw), (second.data, change(second.raw)))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda raw: raw + b"\n", "event-format"),
        (lambda raw: raw.replace(b'"height":1', b'"height":01'), "event-format"),
        (lambda raw: raw.replace(b'"height":1', b'"height": 1'), "event-format"),
        (lambda raw: raw.replace(b'"height":1', b'"height":1.0'), "event-format"),
        (lambda raw: raw.replace(b"}", b',"note":1}'), "event-format"),
        (lambda raw: raw.replace(b"Ballot", b"Vote"), "event-format"),
        (lambda raw: raw.replace(b'"height":1', b'"height":1,"height":1'), "event-format"),
        (lambda raw: raw[:12] + raw[12:76].upper() + raw[76:], "event-format"),
        (lambda raw: raw.replace(b'"height":1', b'"height":2'), "event-height"),
        (lambda raw: raw.replace(b'"height":1', b'"height":0'), "event-height"),
        (lambda raw: raw[:11] + b"0" * 64 + raw[75:], "event-parent"),
        (lambda raw: b"{" + raw[77:], "event-parent"),
        (lambda raw: raw[:-66] + b"0" * 64 + b'"}', "event-payload"),
        (lambda raw: raw[:-78] + b"}", "event-payload"),
        (lambda raw: raw.replace(b"Ballot", b"EndBallots"), "event-data"),
        (lambda raw: raw.replace(b"Ballot", b"EncryptedTally"), "event-data"),
    ],
)
def test_every_other_spelling_or_link_of_an_event_is_refused(change: Callable[[bytes], bytes], code: str) -> None:
    assert spelled(change) != spelled(bytes)
    assert code_of(spelled(change)) == code


def test_the_unchanged_twin_of_the_changed_events_is_read() -> None:
    assert len(read(spelled(bytes))) == 2


@pytest.mark.parametrize("data", [(), (b"ballot", b"another"), (b"1", b"2", b"3", b"4", b"5")])
def test_an_event_with_another_number_of_data_is_refused(data: tuple[bytes, ...]) -> None:
    first, second = EVENTS[0], EVENTS[1]
    assert code_of(raw_archive((first.data, first.raw), (data, second.raw))) == "event-data"


@pytest.mark.parametrize("data", [(), (b"other",)])
def test_a_wrong_link_is_named_before_wrong_data_of_the_same_event(data: tuple[bytes, ...]) -> None:
    first, second = EVENTS[0], EVENTS[1]
    raw = second.raw.replace(b'"height":1', b'"height":2')
    assert code_of(raw_archive((first.data, first.raw), (data, raw))) == "event-height"


def test_the_first_event_may_not_name_a_parent() -> None:
    raw = EVENTS[0].raw.replace(b"{", b'{"parent":"' + b"0" * 64 + b'",')
    assert code_of(raw_archive((EVENTS[0].data, raw))) == "event-parent"


@pytest.mark.parametrize(
    "payload",
    [
        b'{"owner":0,"payload":"%s"}',
        b'{"owner":01,"payload":"%s"}',
        b'{"owner":"1","payload":"%s"}',
        b'{"payload":"%s","owner":1}',
        b'{"owner":1,"payload":"%s","note":1}',
    ],
)
def test_an_owned_decryption_in_another_spelling_is_refused(payload: bytes) -> None:
    good = board.partial_decryption_event(Head(0, "00"), 1, b"decryption")
    digest = good.data[1][-66:-2]
    forged = chain([Link(board.PARTIAL_DECRYPTION, (b"decryption", payload % digest))])[0]
    with pytest.raises(BallotsError) as caught:
        board.check_owned(forged)
    assert caught.value.code == "event-payload"
