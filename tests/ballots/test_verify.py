"""The audit: good boards pass at every stage, each forgery is refused by its check, damage never raises."""

import io
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ballots import board
from ballots.checks import Report, Stage, Step, Verdict
from ballots.credential import public_credential
from ballots.tally import encode_result
from ballots.verify import verify_archive
from tests.support.archives import (
    Link,
    archive,
    board_events,
    chain,
    decryption_link,
    links,
    setup_link,
    signed_again,
    tally_link,
    verify_bytes,
)
from tests.support.elections import question, small_election

SMALL = small_election(question(2, 0, 1), voters=3)
EVENTS = board_events(SMALL, [(0, ((1, 0),)), (1, ((0, 0),))])
SAID = links(EVENTS)
"""Setup, Ballot, Ballot, EndBallots, EncryptedTally, PartialDecryption, PartialDecryption, Result."""

OTHER = small_election(question(2, 0, 1), voters=3, seed=2)
OTHER_EVENTS = board_events(OTHER, [(0, ((1, 0),))])


def refusal(said: list[Link]) -> tuple[str | None, str]:
    """Return the error's code and the number of the check that refused the board that says this."""
    return refused_by(verify_bytes(archive(chain(said))))


def refused_by(report: Report) -> tuple[str | None, str]:
    refused = [check.number for check in report.checks if check.verdict is Verdict.REFUSED]
    assert not report.ok
    assert report.head is None
    assert len(refused) == 1
    return report.code, refused[0]


def test_every_prefix_of_a_good_board_is_accepted_at_its_stage() -> None:
    reports = [verify_bytes(archive(EVENTS[:count])) for count in range(1, len(EVENTS) + 1)]
    stages = [report.stage if report.ok else None for report in reports]
    open_stages = [Stage.SETUP, Stage.OPEN, Stage.OPEN]
    closed = [Stage.CLOSED, Stage.TALLIED, Stage.DECRYPTING, Stage.DECRYPTED, Stage.RESULT]
    assert stages == open_stages + closed


def test_a_report_says_what_was_found() -> None:
    report = verify_bytes(archive(EVENTS))
    assert report.result == ((1, 0),)
    assert (report.ballots, report.voters, report.weight, report.credentials) == (2, 2, 2, 3)
    assert (report.trustees, report.decryptions) == (2, 2)
    assert (report.name, report.uuid) == (SMALL.election.name, SMALL.election.uuid)
    assert report.fingerprint == SMALL.election.fingerprint
    assert report.head == EVENTS[-1].head
    assert {check.number for check in report.checks if check.verdict is not Verdict.OK} == {Step.CONTINUATION}


def test_checks_of_later_stages_are_absent_and_those_after_a_refusal_unfinished() -> None:
    early = {check.number: check.verdict for check in verify_bytes(archive(EVENTS[:2])).checks}
    assert (early["4.4"], early["5.1"], early["7.2"]) == (Verdict.OK, Verdict.ABSENT, Verdict.ABSENT)
    said = [*SAID[:4], tally_link(SAID[4].data[0], 3, 2)]
    late = {check.number: check.verdict for check in verify_bytes(archive(chain(said))).checks}
    assert (late["3.5"], late["5.4"]) == (Verdict.OK, Verdict.REFUSED)
    assert (late["2.2"], late["6.1"]) == (Verdict.UNFINISHED, Verdict.UNFINISHED)


def test_the_numbers_and_names_in_the_specification_are_those_of_the_code() -> None:
    text = Path(board.__file__).with_name("SPEC.md").read_text("utf-8")
    section = text[text.index("## 7. Checks") : text.index("## 8.")]
    rows = re.findall(r"^\| (\d\.\d) \| ([a-z ]+) \|", section, re.MULTILINE)
    assert rows == [(step.value, step.label) for step in Step]
    assert {f"`{verdict}`" for verdict in Verdict if verdict is not Verdict.OK} <= set(
        re.findall(r"`[a-z]+`", section)
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ([], "setup-missing"),
        ([SAID[1]], "setup-missing"),
        ([SAID[3]], "setup-missing"),
        ([SAID[0], SAID[0]], "setup-repeated"),
        ([SAID[0], links(OTHER_EVENTS)[0]], "setup-repeated"),
        ([SAID[0], SAID[1], SAID[3], SAID[2]], "ballot-late"),
        ([*SAID, SAID[2]], "ballot-late"),
        ([*SAID[:4], SAID[3]], "end-repeated"),
        ([*SAID[:5], SAID[3]], "end-repeated"),
        ([*SAID[:3], SAID[4]], "tally-order"),
        ([*SAID[:5], SAID[4]], "tally-order"),
        ([*SAID[:4], SAID[5]], "decryption-order"),
        ([*SAID[:3], SAID[5]], "decryption-order"),
        ([*SAID, SAID[5]], "decryption-order"),
        ([*SAID[:3], SAID[7]], "result-order"),
        ([*SAID[:4], SAID[7]], "result-order"),
        ([*SAID, SAID[7]], "result-order"),
        ([*SAID[:5], Link(board.SHUFFLE, (b"{}", b"{}"))], "event-unsupported"),
        ([*SAID[:5], Link(board.END_SHUFFLES)], "event-unsupported"),
    ],
)
def test_an_event_out_of_order_is_refused(said: list[Link], code: str) -> None:
    assert refusal(said) == (code, "2.4")


def edited(data: bytes, change: Callable[[Any], None]) -> bytes:
    value = json.loads(data)
    change(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


ELECTION, TRUSTEES, CREDENTIALS = SAID[0].data[:3]
FIRST_CREDENTIAL = json.loads(CREDENTIALS)[0]
NOT_IN_GROUP = "5"


@pytest.mark.parametrize(
    ("parts", "code", "number"),
    [
        ((ELECTION + b"\n", TRUSTEES, CREDENTIALS), "encoding-not-canonical", "3.2"),
        ((b"[]", TRUSTEES, CREDENTIALS), "encoding-wrong-shape", "3.2"),
        (
            (edited(ELECTION, lambda e: e.update(note=1)), TRUSTEES, CREDENTIALS),
            "encoding-wrong-shape",
            "3.2",
        ),
        ((edited(ELECTION, lambda e: e.update(version=2)), TRUSTEES, CREDENTIALS), "election-version", "3.2"),
        (
            (edited(ELECTION, lambda e: e.update(group="Ed25519")), TRUSTEES, CREDENTIALS),
            "election-group",
            "3.2",
        ),
        (
            (edited(ELECTION, lambda e: e.update(public_key=NOT_IN_GROUP)), TRUSTEES, CREDENTIALS),
            "element-not-in-group",
            "3.2",
        ),
        ((ELECTION, TRUSTEES.replace(b"Single", b"Pedersen"), CREDENTIALS), "trustee-kind", "3.3"),
        ((ELECTION, edited(TRUSTEES, lambda t: t.append(t[0])), CREDENTIALS), "trustee-list", "3.3"),
        ((ELECTION, b"[]", CREDENTIALS), "trustee-list", "3.3"),
        (
            (ELECTION, edited(TRUSTEES, lambda t: t[0][1]["pok"].update(challenge="1")), CREDENTIALS),
            "trustee-proof",
            "3.3",
        ),
        ((ELECTION, edited(TRUSTEES, lambda t: t.pop()), CREDENTIALS), "election-key", "3.4"),
        ((ELECTION, OTHER_EVENTS[0].data[1], CREDENTIALS), "election-key", "3.4"),
        ((ELECTION, TRUSTEES, b"[]"), "credential-list", "3.5"),
        ((ELECTION, TRUSTEES, edited(CREDENTIALS, lambda c: c.reverse())), "credential-list", "3.5"),
        ((ELECTION, TRUSTEES, edited(CREDENTIALS, lambda c: c.insert(0, c[0]))), "credential-list", "3.5"),
        ((ELECTION, TRUSTEES, b'["5"]'), "element-not-in-group", "3.5"),
        ((ELECTION, TRUSTEES, b'["%s,0"]' % FIRST_CREDENTIAL.encode()), "credential-list", "3.5"),
        ((ELECTION, TRUSTEES, b'["%s,01"]' % FIRST_CREDENTIAL.encode()), "credential-list", "3.5"),
        ((ELECTION, TRUSTEES, b'["%s,"]' % FIRST_CREDENTIAL.encode()), "credential-list", "3.5"),
        ((ELECTION, TRUSTEES, CREDENTIALS.replace(b",", b", ")), "encoding-not-canonical", "3.5"),
    ],
)
def test_a_wrong_set_up_is_refused(parts: tuple[bytes, bytes, bytes], code: str, number: str) -> None:
    assert refusal([setup_link(*parts)]) == (code, number)


def test_a_set_up_that_names_its_parts_in_another_order_is_refused() -> None:
    swapped = Link(board.SETUP, (TRUSTEES, ELECTION, CREDENTIALS, SAID[0].data[3]))
    assert refusal([swapped]) == ("event-payload", "3.1")


def answer(body: dict[str, Any]) -> Any:
    return body["answers"][0]


def move_first_field_last(fields: dict[str, Any]) -> None:
    name = next(iter(fields))
    fields[name] = fields.pop(name)


@pytest.mark.parametrize(
    ("change", "code", "number"),
    [
        (lambda body: answer(body).update(note=1), "encoding-wrong-shape", "4.1"),
        (lambda body: move_first_field_last(answer(body)), "encoding-wrong-shape", "4.1"),
        (lambda body: move_first_field_last(answer(body)["choices"][0]), "encoding-wrong-shape", "4.1"),
        (
            lambda body: answer(body)["overall_proof"][0].update(
                challenge="0" + answer(body)["overall_proof"][0]["challenge"]
            ),
            "encoding-number-format",
            "4.1",
        ),
        (
            lambda body: answer(body)["choices"][0].update(
                alpha=hex(int(answer(body)["choices"][0]["alpha"]))
            ),
            "encoding-number-format",
            "4.1",
        ),
        (lambda body: answer(body)["choices"].pop(), "encoding-wrong-shape", "4.1"),
        (lambda body: answer(body)["choices"][0].update(alpha="0"), "element-out-of-range", "4.1"),
        (lambda body: answer(body)["choices"][0].update(alpha="5"), "element-not-in-group", "4.1"),
        (lambda body: body.update(election_hash="A" * 43), "ballot-foreign", "4.1"),
        (lambda body: answer(body)["choices"].reverse(), "ballot-individual-proof", "4.4"),
        (lambda body: answer(body)["overall_proof"].reverse(), "ballot-overall-proof", "4.4"),
    ],
)
def test_a_wrong_ballot_is_refused_although_its_voter_signed_it(
    change: Callable[[dict[str, Any]], None], code: str, number: str
) -> None:
    ballot = signed_again(SMALL, 0, SAID[1].data[0], change)
    assert refusal([SAID[0], Link(board.BALLOT, (ballot,))]) == (code, number)


def test_a_ballot_signed_again_without_a_change_is_accepted() -> None:
    ballot = signed_again(SMALL, 0, SAID[1].data[0], lambda body: None)
    assert verify_bytes(archive(chain([SAID[0], Link(board.BALLOT, (ballot,))]))).ok


def foreign_credential(body: dict[str, Any]) -> None:
    body["credential"] = public_credential(OTHER.credentials[0], SMALL.election.uuid)


def other_voters_credential(body: dict[str, Any]) -> None:
    body["credential"] = public_credential(SMALL.credentials[2], SMALL.election.uuid)


@pytest.mark.parametrize(
    ("ballot", "code", "number"),
    [
        (b"", "encoding-malformed", "4.1"),
        (b"\xff" * 40, "encoding-malformed", "4.1"),
        (b"[" * 5000, "encoding-too-deep", "4.1"),
        (b"9" * 100_000, "encoding-too-large", "4.1"),
        (SAID[1].data[0] + b"\n", "encoding-not-canonical", "4.1"),
        (SAID[1].data[0].replace(b'":', b'": ', 1), "encoding-not-canonical", "4.1"),
        (OTHER_EVENTS[1].data[0], "ballot-foreign", "4.1"),
        (edited(SAID[1].data[0], foreign_credential), "credential-unknown", "4.2"),
        (edited(SAID[1].data[0], other_voters_credential), "ballot-individual-proof", "4.4"),
        (edited(SAID[1].data[0], lambda b: b["signature"].update(hash="A" * 43)), "ballot-hash", "4.5"),
        (
            edited(SAID[1].data[0], lambda b: b["signature"]["proof"].update(challenge="1")),
            "ballot-signature",
            "4.5",
        ),
    ],
)
def test_a_ballot_that_is_no_ballot_of_a_listed_voter_is_refused(
    ballot: bytes, code: str, number: str
) -> None:
    assert refusal([SAID[0], Link(board.BALLOT, (ballot,))]) == (code, number)


def test_the_same_ballot_again_is_refused_even_after_another_one_of_that_voter() -> None:
    another = Link(board.BALLOT, (SMALL.ballot(0, ((0, 1),)),))
    assert refusal([*SAID[:2], SAID[1]]) == ("ballot-repeated", "4.3")
    assert refusal([*SAID[:2], another, SAID[1]]) == ("ballot-repeated", "4.3")


def test_a_refused_ballot_is_named_by_its_height() -> None:
    bad = Link(board.BALLOT, (edited(SAID[2].data[0], lambda b: b["signature"].update(hash="A" * 43)),))
    assert verify_bytes(archive(chain([*SAID[:2], bad]))).detail.startswith("height 2: ")


TALLY = SAID[4].data[0]


@pytest.mark.parametrize(
    ("link", "code", "number"),
    [
        (tally_link(b"{}", 2, 2), "encoding-wrong-shape", "5.2"),
        (tally_link(TALLY + b"\n", 2, 2), "encoding-not-canonical", "5.2"),
        (tally_link(b"[]", 2, 2), "tally-shape", "5.2"),
        (tally_link(edited(TALLY, lambda t: t[0][0].update(alpha="5")), 2, 2), "element-not-in-group", "5.2"),
        (tally_link(edited(TALLY, lambda t: t[0].reverse()), 2, 2), "tally-mismatch", "5.3"),
        (tally_link(OTHER_EVENTS[3].data[0], 2, 2), "tally-mismatch", "5.3"),
        (tally_link(TALLY, 1, 2), "tally-count", "5.4"),
        (tally_link(TALLY, 2, 3), "tally-count", "5.4"),
        (Link(board.ENCRYPTED_TALLY, (TALLY, b"{}")), "event-payload", "5.1"),
        (Link(board.ENCRYPTED_TALLY, (b"[]", SAID[4].data[1])), "event-payload", "5.1"),
        (
            Link(board.ENCRYPTED_TALLY, (TALLY, SAID[4].data[1].replace(b"2", b'"2"', 1))),
            "event-payload",
            "5.1",
        ),
    ],
)
def test_a_wrong_tally_is_refused_when_it_is_published(link: Link, code: str, number: str) -> None:
    assert refusal([*SAID[:4], link]) == (code, number)


FIRST, SECOND = SAID[5].data[0], SAID[6].data[0]


@pytest.mark.parametrize(
    ("said", "code", "number"),
    [
        ([decryption_link(3, FIRST)], "decryption-owner", "6.1"),
        ([SAID[5], decryption_link(1, SECOND)], "decryption-repeated", "6.1"),
        ([SAID[5], SAID[5]], "decryption-repeated", "6.1"),
        ([SAID[5], SAID[6], SAID[6]], "decryption-repeated", "6.1"),
        ([decryption_link(2, FIRST)], "partial-decryption-proof", "6.2"),
        ([decryption_link(1, FIRST + b"\n")], "encoding-not-canonical", "6.2"),
        (
            [decryption_link(1, edited(FIRST, lambda d: d["decryption_factors"][0].reverse()))],
            "partial-decryption-proof",
            "6.2",
        ),
        (
            [decryption_link(1, edited(FIRST, lambda d: d["decryption_factors"][0].__setitem__(0, "5")))],
            "element-not-in-group",
            "6.2",
        ),
        ([Link(board.PARTIAL_DECRYPTION, (FIRST, SAID[6].data[1]))], "event-payload", "6.1"),
    ],
)
def test_a_wrong_decryption_is_refused_when_it_is_published(said: list[Link], code: str, number: str) -> None:
    assert refusal([*SAID[:5], *said]) == (code, number)


def test_decryptions_are_accepted_in_any_order() -> None:
    assert verify_bytes(archive(chain([*SAID[:5], SAID[6], SAID[5], SAID[7]]))).ok


def test_a_result_before_the_last_decryption_is_refused() -> None:
    assert refusal([*SAID[:6], SAID[7]]) == ("decryption-missing", "7.1")
    assert refusal([*SAID[:5], SAID[7]]) == ("decryption-missing", "7.1")


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (encode_result(((0, 1),)), "result-mismatch"),
        (encode_result(((1, 3),)), "result-out-of-range"),
        (encode_result(((1,),)), "encoding-wrong-shape"),
        (b'{"result":[["1","0"]]}', "encoding-wrong-shape"),
        (b'{"result":[[1,0]],"note":1}', "encoding-wrong-shape"),
        (b'{"result":[[1, 0]]}', "encoding-not-canonical"),
        (b'{"result":[[1,-0]]}', "encoding-number-format"),
        (b'{"result":[[%d,0]]}' % (1 + SMALL.election.group.order), "encoding-number-format"),
        (b'{"result":[[1,0],[]]}', "encoding-wrong-shape"),
        (b"null", "encoding-wrong-shape"),
    ],
)
def test_a_wrong_result_is_refused(result: bytes, code: str) -> None:
    assert refusal([*SAID[:7], Link(board.RESULT, (result,))]) == (code, "7.2")
    assert refusal([*SAID[:7], Link(board.RESULT, (result,)), SAID[7]]) == (code, "7.2")


# Damage of every kind


def test_random_damage_is_refused_and_never_raises() -> None:
    good = archive(EVENTS)
    source = random.Random(20251108)
    for _ in range(200):
        position = source.randrange(len(good))
        damaged = bytearray(good)
        match source.randrange(4):
            case 0:
                damaged[position] ^= 1 << source.randrange(8)
            case 1:
                del damaged[position:]
            case 2:
                del damaged[position : position + source.randrange(1, 600)]
            case _:
                damaged[position:position] = source.randbytes(source.randrange(1, 600))
        report = verify_bytes(bytes(damaged))
        whole_events = position in cuts(good)
        assert report.ok == whole_events, position


def cuts(data: bytes) -> set[int]:
    """Return the places where an archive may end: behind each event."""
    lengths = {len(archive(EVENTS[:count])) for count in range(1, len(EVENTS) + 1)}
    return {length for length in lengths if length <= len(data)}


def test_a_flip_in_every_payload_is_refused_behind_good_hashes() -> None:
    source = random.Random(13880)
    for place, link in enumerate(SAID):
        for number, content in enumerate(link.data):
            for _ in range(3):
                changed = bytearray(content)
                changed[source.randrange(len(changed))] ^= 1 << source.randrange(7)
                data = (*link.data[:number], bytes(changed), *link.data[number + 1 :])
                said = [*SAID[:place], Link(link.type, data), *SAID[place + 1 :]]
                assert not verify_bytes(archive(chain(said))).ok, (link.type, number, bytes(changed))


@pytest.mark.parametrize("kind", ["missing", "folder", "no permission"])
def test_what_cannot_be_read_is_reported(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path if kind == "folder" else tmp_path / "election.bel"
    if kind == "no permission":

        def deny(*_: Any, **__: Any) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", deny)
    assert refused_by(verify_archive(path)) == ("archive-unreadable", "1.1")


def test_a_disk_that_fails_while_reading_is_reported() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 5000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    assert refused_by(verify_archive(Failing(archive(EVENTS)))) == ("archive-unreadable", "1.1")


def test_a_voter_voting_again_needs_an_archive_that_can_be_read_twice() -> None:
    class Once(io.BytesIO):
        def seek(self, offset: int, whence: int = 0, /) -> int:
            raise io.UnsupportedOperation("seek")

    events = board_events(SMALL, [(0, ((1, 0),)), (0, ((0, 0),))])
    assert refused_by(verify_archive(Once(archive(events)))) == ("archive-unreadable", "1.1")
