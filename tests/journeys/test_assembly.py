"""One assembly elects six in a real browser, from the keys to signed letters; then what it left is examined."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.services.voting.sealed_key import open_sealed
from ballots.backup import decode_share
from ballots.credential import derive_secret, normalise
from ballots.digits import encode_digits
from ballots.election import decode_election
from tests.documents.pictures import codes_on, page_count, signature_report, text_of
from tests.journeys.canary import (
    Canary,
    Request,
    kept_bytes,
    requests_in,
    traces_in,
    traces_on_wire,
    vote_canaries,
)
from tests.journeys.holder import Holder
from tests.journeys.journey import PASSPHRASE, Journey, prepared, travel
from tests.journeys.witness import Witness, leave
from tests.support.belenios_tool import BeleniosTool
from tests.support.memory import found_below, found_in, process_tree, swapped
from tests.support.tools import run_tool

pytestmark = pytest.mark.prove
CANDIDATES = 24
SLIPS = 28  # one for each of 24 delegates, and four spares
LETTER_CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """A held assembly, its program and its browser still running."""
    with prepared(tmp_path_factory.mktemp("assembly")) as held:
        travel(held)
        yield held


def archive_in(journey: Journey, folder: Path) -> Path:
    path = folder / "election.bel"
    path.write_bytes(journey.archive)
    return path


def test_no_page_of_the_day_has_a_fault(journey: Journey) -> None:
    assert journey.witness.faults == []
    assert len(journey.witness.seen) > 50


def test_the_witness_would_have_seen_a_fault(journey: Journey) -> None:
    """The broken twin: an image without text, a page too wide, from the left, with a script that throws."""
    lax = Witness(journey.witness.browser)
    page = lax.visitor()
    page.goto(f"{journey.address}/")
    page.evaluate("""() => {
        document.body.append(new Image());
        document.querySelector('main').style.minInlineSize = '2000px';
        document.documentElement.dir = 'ltr';
        setTimeout(() => { throw new Error('thrown'); });
        setTimeout(() => { new Function('1')(); });
        console.error('said');
    }""")
    page.wait_for_timeout(100)
    lax.look(page, "twin")
    leave(page)
    text = "\n".join(lax.faults)
    signs = ("image-alt", "too wide at 390", "thrown", "error: said", "not from right to left", "Evaluating a string")
    for sign in signs:
        assert sign in text, sign


def test_every_printed_slip_was_read_back_and_each_is_another(journey: Journey) -> None:
    assert len(journey.slips) == SLIPS
    assert len({slip.credential for slip in journey.slips}) == len({slip.token for slip in journey.slips}) == SLIPS
    assert {slip.code[:8] for slip in journey.slips} == {"MAJMA:S:"}


def test_both_programs_accept_the_archive_and_agree_on_three_ballots(journey: Journey, tmp_path: Path) -> None:
    archive_in(journey, tmp_path)
    assert BeleniosTool(tmp_path).accepts()
    path = tmp_path / "record" / "election.record.zip"
    path.parent.mkdir()
    path.write_bytes(journey.record)
    ours = subprocess.run(
        [sys.executable, "-m", "ballots", "verify", path, "--json"], capture_output=True, text=True, timeout=300
    )
    assert ours.returncode == 0, ours.stdout + ours.stderr
    report = json.loads(ours.stdout)
    assert (report["accepted"], report["stage"], report["ballots"]) == (True, "result", 3)


def test_six_letters_are_validly_signed(journey: Journey, tmp_path: Path) -> None:
    assert len(journey.letters) == 6
    for path in journey.letters:
        report = signature_report(path.read_bytes(), tmp_path, journey.root_certificate)
        assert "Signature is Valid" in report and "Total document signed" in report, path.name
        assert "Certificate is Trusted" in report, path.name
    changed = bytearray(journey.letters[0].read_bytes())
    changed[len(changed) // 2] ^= 1
    assert "Signature is Valid" not in signature_report(bytes(changed), tmp_path, journey.root_certificate)


def test_a_letter_is_valid_by_its_square_code_and_by_its_typed_code(journey: Journey, tmp_path: Path) -> None:
    pdf = journey.letters[2].read_bytes()
    (address,) = codes_on(pdf, tmp_path, dots=200)
    code = LETTER_CODE.search(text_of(pdf, tmp_path))
    assert code is not None
    page = journey.witness.visitor()
    page.goto(address)
    assert verdict(page) == "این معرفی‌نامه معتبر است"
    journey.witness.look(page, "letter by square code")
    for typed, said in (
        (code[0].lower().replace("-", " "), "این معرفی‌نامه معتبر است"),
        (address.rsplit("/", 1)[1], "این معرفی‌نامه معتبر است"),
        (code[0][:-1] + ("0" if code[0][-1] != "0" else "1"), "معرفی‌نامه‌ای با این شناسه شناخته نشد"),
    ):
        page.goto(f"{journey.address}/letters")
        page.fill("[name=code]", typed)
        page.press("[name=code]", "Enter")
        assert verdict(page) == said
    leave(page)
    assert journey.witness.faults == []


def verdict(page: Page) -> str:
    return page.locator("#verdict-title").inner_text()


def test_the_papers_of_the_day_open_and_say_the_numbers(journey: Journey, tmp_path: Path) -> None:
    assert page_count(journey.zero, tmp_path) >= 1
    assert page_count(journey.minutes, tmp_path) >= 2
    minutes = text_of(journey.minutes, tmp_path)
    for path in journey.letters:
        facts = json.loads(attachment(path, tmp_path))
        assert words(facts["institution"]) <= words(minutes), path.name
        assert facts["rank"] == 1 if facts["votes"] == 2 else facts["rank"] in (4, 5, 6), "not as in the minutes"
    assert decode_election(definition(journey)).fingerprint[:4] in minutes


def words(text: str) -> set[str]:
    """The words by their letters: a text layer joins half-spaces, moves the small hamza, turns joined letters round."""
    return {"".join(sorted(word)) for word in text.replace("\u200c", "").replace("\u0654", "").split()}


def attachment(pdf: Path, folder: Path) -> str:
    run_tool("pdfdetach", "-save", "1", "-o", folder / "letter.json", pdf)
    return (folder / "letter.json").read_text("utf-8")


def definition(journey: Journey) -> bytes:
    page = journey.witness.visitor()
    found = page.context.request.get(f"{journey.address}/elections/{journey.election}/election.json").body()
    leave(page)
    return found


def canaries(journey: Journey) -> list[Canary]:
    """Every secret and every choice of the day, with the requests that carry some of them by design."""
    every = [Canary(name="a passphrase", text=PASSPHRASE)]
    every += [canary for holder in journey.holders for canary in canaries_of(holder)]
    every += [Canary(name="a password", text=one.password, allowed=r"/office/.*") for one in journey.officers.values()]
    uuid = decode_election(definition(journey)).uuid
    every += vote_canaries(journey.slips, journey.votes, uuid, CANDIDATES, journey.election)
    return every


def canaries_of(holder: Holder) -> Iterator[Canary]:
    """What only a trustee and the keepers of the envelopes may have."""
    key = holder.private_key()
    yield Canary(name="a trustee's passphrase", text=holder.passphrase)
    yield Canary(name="a trustee's key", text=str(key))
    yield Canary(name="a trustee's key in hexadecimal", text=f"{key:x}")
    invited = r"/trustees/\w+/(key|reserve|test|check|backup|decryption)"
    yield Canary(name="an invitation", text=holder.invitation.split("#")[1], allowed=invited)
    for sheet in holder.sheets:
        yield Canary(name="a share as a number", text=str(decode_share(sheet).value))
        for row in re.findall("[A-Z2-7]{16}", sheet):
            yield Canary(name="a row of a sheet", text=row)


def requests_of(journey: Journey) -> list[Request]:
    return [request for stream in journey.wire.sent() for request in requests_in(stream)]


def names_of_candidates(journey: Journey) -> list[Canary]:
    answers = decode_election(definition(journey)).questions[0].answers
    return [Canary(name=answer, text=answer.split(" (")[0]) for answer in answers]


def test_no_request_of_the_day_carried_a_secret_or_a_choice(journey: Journey) -> None:
    requests = requests_of(journey)
    # Where the network gave no answer in time, page and browser send the same bytes again: counted once.
    assert len({request.body for request in requests if request.path.endswith("/ballot")}) == 3
    assert len({request.body for request in requests if request.path.endswith("/challenge") and request.body}) == 1
    assert traces_on_wire(requests, [*canaries(journey), *names_of_candidates(journey)]) == []


def test_nothing_the_program_keeps_holds_a_secret_or_a_choice(journey: Journey) -> None:
    places = kept_bytes(journey.program.instance, journey.program.log)
    assert {"majma.sqlite3", "majma.sqlite3-wal", "server log", "journal"} <= places.keys()
    assert traces_in(places, canaries(journey)) == []


def test_no_process_that_remains_and_no_file_holds_a_secret_after_the_count(journey: Journey) -> None:
    """Of a slip, of the office's key, of a trustee's: in the memory of all processes, on the disk, in the log.

    That the search finds them: `tests/security/test_memory.py` and `test_spellings.py`.
    """
    uuid = decode_election(definition(journey)).uuid
    credentials = [vote.slip.credential for vote in journey.votes] + [slip.credential for slip in journey.slips[-3:]]
    keys = [open_sealed(journey.office_key, PASSPHRASE), *(holder.private_key() for holder in journey.holders)]
    hidden = {
        PASSPHRASE, *(holder.passphrase for holder in journey.holders), *keys, *credentials,
        *(one.replace("-", "") for one in credentials), *(encode_digits(one) for one in credentials),
        *(derive_secret(normalise(one), uuid) for one in credentials),
    }  # fmt: skip
    every, program = process_tree(journey.program.process), journey.program
    assert len(every) >= 2, "the program and who works for it"
    assert swapped(every) == 0
    assert [(name, text[:4]) for _, text, name in found_in(every, hidden)] == []
    assert found_below((program.instance, program.temporary, program.log), hidden) == []


def test_the_search_finds_each_canary_where_it_was_let_out(journey: Journey) -> None:
    """The broken twin: the same search over places that do hold what they must not."""
    for canary in [*canaries(journey), *names_of_candidates(journey)]:
        for spelling in canary.spellings():
            assert traces_in({"log": b"at 10:31 " + spelling + b" came"}, [canary]), canary.name
        leaked = canary.text.encode()
        for request in (
            Request(path="/B/X", head=b"GET /B/X?" + leaked, body=b""),
            Request(path="/B/X/log", head=b"POST", body=leaked),
            Request(path=f"/B/{journey.election}/ballot", head=b"Referer: " + leaked, body=b""),
        ):
            assert traces_on_wire([request], [canary]), canary.name


def test_the_search_looks_into_the_real_requests(journey: Journey) -> None:
    """The broken twin: without its permission, a token is found in the posts that carry it by design."""
    token = Canary(name="token", text=journey.votes[0].slip.token)
    found = traces_on_wire(requests_of(journey), [token])
    assert len(set(found)) == 1, found
    assert traces_on_wire(requests_of(journey), [replace(token, allowed=r"/B/\w+/slip")]) == []
