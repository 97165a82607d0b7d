"""What `verifyRecord` gives a tool that goes on from a record, and what its options do."""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Iterator

import pytest

from tests.verify.changes import good, receipt
from tests.verify.node import ROOT, Verifier, node
from tests.verify.python import said
from tests.verify.whole import b64_hash, checkpoint_text, data_of, events_of, note_key, signed_note

SMALL, WHOLE, SAID = good()
LAST = len(events_of(WHOLE.files["election.bel"])) - 1


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with Verifier() as running:
        yield running


def test_up_to_the_tally_a_trustee_gets_what_the_own_tool_needs(verifier: Verifier) -> None:
    report = verifier.verify(WHOLE.with_files(bindings=b"x", keys=b"x").packed(), upto="EncryptedTally", remember=True)
    facts, events = report["facts"], events_of(WHOLE.files["election.bel"])
    assert (report["verdict"], report["stage"], report["result"]) == ("accepted", "tallied", None)
    assert facts["election"]["fingerprint"] == b64_hash(data_of(WHOLE.files["election.bel"], 1))
    assert facts["election"]["publicKey"] == str(SMALL.election.public_key)
    assert [one["publicKey"] for one in facts["trustees"]] == [str(key.public_key) for key in SMALL.keys]
    assert facts["encryptedTally"] == json.loads(SAID[-4].data[0])
    heads = {event["type"]: {"height": event["height"], "hash": event["hash"]} for event in events[:-3]}
    assert facts["heads"] == heads
    assert facts["closingHead"] == heads["EndBallots"]
    assert facts["counted"] == 4
    assert [one["counts"] for one in facts["trackers"].values()] == [False, True, True, True, True]


def test_files_behind_the_asked_event_and_beside_it_are_not_looked_at(verifier: Verifier) -> None:
    broken = WHOLE.with_files(accounting=b"{", lots=b"{").packed()
    assert verifier.verify(broken, upto="EndBallots", remember=True)["verdict"] == "accepted"
    assert said(verifier.verify(broken, remember=True)) == ("refused", "8.3", "encoding-malformed")


def test_a_change_of_the_published_pages_is_said_and_the_record_accepted(verifier: Verifier) -> None:
    one, other = (":".join([letter * 43] + ["B" * 43] * 3) for letter in "AC")
    said = []
    for last in (one, other, ""):
        texts = [checkpoint_text(WHOLE.files, height, minutes) for minutes, height in enumerate((0, LAST))]
        lines = [f"bundles {value}\n" if value else "" for value in (one, last)]
        notes = "".join(signed_note(text + line) + "\n" for text, line in zip(texts, lines, strict=True))
        report = verifier.verify(WHOLE.with_files(checkpoints=notes.encode()).packed(), remember=True)
        assert report["verdict"] == "accepted"
        said.append(("pages-changed" in report["notChecked"], report["checkpoints"]["changes"]))
    assert said == [(False, []), (True, [LAST]), (True, [LAST])]


def test_a_record_must_name_the_key_that_is_known_from_elsewhere(verifier: Verifier) -> None:
    report = verifier.verify(WHOLE.packed(), boardKey=note_key(), remember=True)
    assert (report["verdict"], report["notChecked"]) == ("accepted", [])
    other = note_key("vote.example/elections/OTHER")
    assert said(verifier.verify(WHOLE.packed(), boardKey=other, remember=True)) == ("refused", "8.4", "checkpoints-key")


def test_a_receipt_of_a_ballot_that_is_not_there_refuses_the_record(verifier: Verifier) -> None:
    fingerprint = bytes.fromhex(events_of(WHOLE.files["election.bel"])[0]["hash"])
    assert said(verifier.verify(WHOLE.packed(), receipt=receipt(fingerprint, bytes(32)), remember=True))[2] == (
        "receipt-foreign"
    )


def test_what_the_verdict_leaves_open_is_named(verifier: Verifier) -> None:
    bare = WHOLE.files["election.bel"]
    report = verifier.verify(bare, foreign=True, remember=True)
    assert report["notChecked"] == ["not-bound", "no-accounting", "no-heads", "own-keys"]
    early = WHOLE.signed((2,)).packed()
    assert verifier.verify(early, remember=True)["notChecked"] == ["behind-the-last-head", "own-keys"]


def test_a_file_beside_the_archive_that_is_too_long_is_refused_unread(verifier: Verifier) -> None:
    files = {"bel": WHOLE.files["election.bel"], "keys": bytes(65_537)}
    assert said(verifier.verify_files(files, remember=True)) == ("refused", "8.1", "record-too-large")


def test_what_a_refusal_cut_short_is_unfinished(verifier: Verifier) -> None:
    archive = WHOLE.files["election.bel"][:-512]
    marks = {one["number"]: one["verdict"] for one in verifier.verify(archive, remember=True)["checks"]}
    assert (marks["1.1"], marks["1.3"], marks["2.2"], marks["7.3"]) == ("ok", "refused", "unfinished", "unfinished")
    assert (marks["3.6"], marks["4.5"], marks["6.2"]) == ("ok", "ok", "ok")


BOUNDS = [(blank, low, high) for blank in (False, True) for low in (0, 1, 2) for high in (1, 2) if low <= high]


def plausible(blank: bool, low: int, high: int, counts: tuple[int, ...], weight: int) -> bool:
    """SPEC 7, check 7.3, word for word."""
    none, others = (counts[0], counts[1:]) if blank else (0, counts)
    marked = weight - none
    return none <= weight and all(one <= marked for one in others) and low * marked <= sum(others) <= high * marked


def test_a_result_is_plausible_when_the_specification_says_so() -> None:
    cases = [
        (blank, low, high, counts, weight)
        for blank, low, high in BOUNDS
        for counts in itertools.product(range(4), repeat=3)
        for weight in (0, 2, 3)
    ]
    script = f"""
        import {{ checkPlausible }} from {json.dumps(str(ROOT / "static/js/verify/result.js"))};
        const said = {json.dumps(cases)}.map(([blank, min, max, counts, weight]) => {{
            try {{ checkPlausible([counts], [{{ blank, min, max }}], weight); return null; }}
            catch (error) {{ return error.code; }}
        }});
        console.log(JSON.stringify(said));
    """
    done = subprocess.run([node(), "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    expected = [None if plausible(*case) else "result-implausible" for case in cases]
    assert json.loads(done.stdout) == expected
    assert len(set(expected)) == 2
