"""What the booth's scripts compute is what the protocol says: `ballots` and belenios-tool accept it to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from ballots.ballot import check_ballot, tracker
from ballots.challenge import decode_opening, reopen
from ballots.credential import generate, normalise, public_credential
from ballots.election import Question
from ballots.errors import BallotError, CredentialError
from ballots.holder import is_holder
from tests.booth.conftest import standing_hall, tablet
from tests.booth.hall import Hall
from tests.support.belenios_tool import BeleniosTool
from tests.support.elections import SmallElection, question, seeded, small_election

ENCRYPT = """async ({bytes, fingerprint, credential, choices}) => {
  const { Engine } = await import('/static/js/booth/engine.js');
  const engine = new Engine();
  await engine.open(new Uint8Array(bytes).buffer, fingerprint);
  await engine.identify(credential);
  try { return await engine.encrypt(choices); }
  catch (error) { return { refused: error.message }; }
  finally { engine.end(); }
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all: they only use the modules."""
    with tablet(browser) as page:
        yield page


@pytest.fixture(scope="module")
def hall(page: Page) -> Iterator[Hall]:
    """A hall on which the page stands open."""
    with standing_hall(page) as hall:
        yield hall


def encrypt(page: Page, small: SmallElection, choices: list[list[int]], voter: int = 0) -> dict[str, Any]:
    sealed: dict[str, Any] = page.evaluate(
        ENCRYPT,
        {
            "bytes": list(small.election.to_bytes()), "fingerprint": small.election.fingerprint,
            "credential": small.credentials[voter], "choices": choices,
        },
    )  # fmt: skip
    return sealed


def test_the_booth_proves_that_it_holds_the_slip_s_secret(page: Page, hall: Hall) -> None:
    small = small_election(question(3, maximum=2), voters=2)
    asked = {
        "bytes": list(small.election.to_bytes()), "fingerprint": small.election.fingerprint,
        "credential": small.credentials[0],
    }  # fmt: skip
    public, proof = page.evaluate(
        """async ({bytes, fingerprint, credential}) => {
          const { Engine } = await import('/static/js/booth/engine.js');
          const engine = new Engine();
          await engine.open(new Uint8Array(bytes).buffer, fingerprint);
          const found = [await engine.identify(credential), await engine.hold()];
          engine.end();
          return found; }""",
        asked,
    )
    assert is_holder(small.election, public, proof)
    assert not is_holder(small.election, public_credential(small.credentials[1], small.election.uuid), proof)


def elections() -> list[tuple[str, SmallElection, list[list[list[int]]]]]:
    """Elections of every shape, with choices to make in them."""
    return [
        ("none to two of three", small_election(question(3, 0, 2)), [[[0, 0, 0]], [[1, 0, 1]]]),
        ("one to two of three", small_election(question(3, 1, 2)), [[[0, 1, 0]], [[1, 1, 0]]]),
        ("exactly one", small_election(question(2, 1, 1)), [[[1, 0]], [[0, 1]]]),
        ("blank allowed", small_election(question(3, 1, 2, blank=True)), [[[1, 0, 0, 0]], [[0, 1, 0, 1]]]),
        ("blank or none", small_election(question(3, 0, 2, blank=True)), [[[1, 0, 0, 0]], [[0, 0, 0, 0]]]),
        (
            "several questions",
            small_election(question(3, 0, 2), question(2, 1, 1, blank=True), question(4, 4, 4)),
            [[[1, 1, 0], [1, 0, 0], [1, 1, 1, 1]], [[0, 0, 0], [0, 0, 1], [1, 1, 1, 1]]],
        ),
    ]


@pytest.mark.parametrize(("small", "votes"), [case[1:] for case in elections()], ids=[case[0] for case in elections()])
def test_ballots_of_every_shape_are_accepted_by_ours_and_by_the_reference_program(
    page: Page, hall: Hall, tmp_path: Path, small: SmallElection, votes: list[list[list[int]]]
) -> None:
    tool = BeleniosTool(tmp_path)
    tool.set_up(small)
    for voter, choices in enumerate(votes):
        sealed = encrypt(page, small, choices, voter)
        data = sealed["ballot"].encode()
        checked = check_ballot(data, small.election, small.public_credentials)
        assert checked.credential == public_credential(small.credentials[voter], small.election.uuid)
        assert sealed["tracker"] == tracker(data)
        tool.add("Ballot", data)
    assert tool.accepts()


OPEN = """async ({bytes, fingerprint, credential, choices}) => {
  const { Engine } = await import('/static/js/booth/engine.js');
  const { openElection } = await import('/static/js/protocol/election.js');
  const { decodeOpening, reopen } = await import('/static/js/protocol/opening.js');
  const { generatorTable, makeTable } = await import('/static/js/protocol/group.js');
  const engine = new Engine();
  await engine.open(new Uint8Array(bytes).buffer, fingerprint);
  await engine.identify(credential);
  const { ballot, tracker } = await engine.encrypt(choices);
  const opening = await engine.reveal();
  const again = await engine.reveal().then(() => 'revealed', () => 'nothing left');
  engine.end();
  const election = openElection(new Uint8Array(bytes), fingerprint);
  const bases = { g: generatorTable(), y: makeTable(election.publicKey) };
  return { ballot, tracker, opening, again, reopened: reopen(election, bases, decodeOpening(opening, election)) };
}"""


@pytest.mark.parametrize(("small", "votes"), [case[1:] for case in elections()], ids=[case[0] for case in elections()])
def test_the_opening_of_a_ballot_makes_it_again_here_and_in_python(
    page: Page, hall: Hall, small: SmallElection, votes: list[list[list[int]]]
) -> None:
    opened = page.evaluate(
        OPEN,
        {
            "bytes": list(small.election.to_bytes()), "fingerprint": small.election.fingerprint,
            "credential": small.credentials[0], "choices": votes[0],
        },
    )  # fmt: skip
    assert opened["reopened"] == {"ballot": opened["ballot"], "tracker": opened["tracker"]}
    assert opened["again"] == "nothing left"
    opening = decode_opening(opened["opening"], small.election)
    assert [list(marks) for marks in opening.choices] == votes[0]
    assert reopen(small.election, opening) == opened["ballot"].encode()
    check_ballot(opened["ballot"].encode(), small.election, small.public_credentials)


def test_a_text_that_is_no_opening_is_refused_by_the_browser(page: Page, hall: Hall) -> None:
    bytes_, fingerprint = list(hall.small.election.to_bytes()), hall.small.election.fingerprint
    codes = page.evaluate(
        """async ({bytes, fingerprint, texts}) => {
          const { openElection } = await import('/static/js/protocol/election.js');
          const { decodeOpening } = await import('/static/js/protocol/opening.js');
          const election = openElection(new Uint8Array(bytes), fingerprint);
          return texts.map((text) => { try { decodeOpening(text, election); return 'read'; }
            catch (error) { return error.message; } });
        }""",
        {"bytes": bytes_, "fingerprint": fingerprint, "texts": ["", "A", "*", "A" * 452, "A" * 30_000, "۱" * 452]},
    )
    assert codes == ["opening-format"] * 6


def test_two_hundred_candidates_are_encrypted_and_accepted(page: Page, hall: Hall) -> None:
    small = small_election(question(200, 0, 6))
    sealed = encrypt(page, small, [[1] * 6 + [0] * 194])
    check_ballot(sealed["ballot"].encode(), small.election, small.public_credentials)


def test_a_ballot_with_one_changed_digit_is_refused(page: Page, hall: Hall) -> None:
    sealed = encrypt(page, hall.small, [[1, 0, 1]])
    body = json.loads(sealed["ballot"])
    proof = body["answers"][0]["individual_proofs"][0][0]
    proof["response"] = str(int(proof["response"]) ^ 1)
    changed = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    with pytest.raises(BallotError):
        check_ballot(changed, hall.small.election, hall.small.public_credentials)


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ([[1, 1, 1]], "choice-too-many-marks"), ([[0, 0, 0]], "choice-too-few-marks"), ([[2, 0, 0]], "choice-shape"),
        ([[1, 0]], "choice-shape"), ([], "choice-shape"),
    ],
)  # fmt: skip
def test_choices_that_no_ballot_may_hold_are_not_encrypted(
    page: Page, hall: Hall, choices: list[list[int]], code: str
) -> None:
    assert encrypt(page, hall.small, choices) == {"refused": code}


def test_the_choices_decrypt_to_what_was_chosen(page: Page, hall: Hall) -> None:
    small = hall.small
    votes = enumerate(([1, 0, 1], [1, 1, 0]))
    data = [encrypt(page, small, [marks], voter)["ballot"].encode() for voter, marks in votes]
    assert [tuple(row) for row in small.result(small.tally(data))] == [(2, 1, 1)]


def test_two_ballots_of_one_choice_have_no_number_in_common(page: Page, hall: Hall) -> None:
    first, second = (json.loads(encrypt(page, hall.small, [[1, 0, 1]])["ballot"])["answers"][0] for _ in range(2))
    numbers = [{number for entry in answer["choices"] for number in entry.values()} for answer in (first, second)]
    assert not numbers[0] & numbers[1]


def test_the_number_of_products_does_not_depend_on_the_choice(page: Page, hall: Hall) -> None:
    small = small_election(question(4, 0, 3, blank=True))
    counts = page.evaluate(
        """async ({bytes, fingerprint, all}) => {
          const group = await import('/static/js/protocol/group.js');
          const { openElection } = await import('/static/js/protocol/election.js');
          const { encryptBallot } = await import('/static/js/protocol/ballot.js');
          const election = openElection(new Uint8Array(bytes), fingerprint);
          let reads = 0;
          const counted = (table) => ({ start: table.start, rows: table.rows.map((row) => new Proxy(row, {
            get(target, key) { reads += 1; return target[key]; } })) });
          const bases = { g: counted(group.generatorTable()), y: counted(group.makeTable(election.publicKey)) };
          const seed = new Uint8Array(16);
          return all.map((choices) => {
            reads = 0;
            encryptBallot(election, bases, 12345n, [choices], seed);
            return reads;
          });
        }""",
        {
            "bytes": list(small.election.to_bytes()), "fingerprint": small.election.fingerprint,
            "all": [[1, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 1, 1, 1, 0], [0, 0, 0, 1, 0]],
        },
    )  # fmt: skip
    assert len(set(counts)) == 1
    assert counts[0] > 1000


@pytest.mark.parametrize("seed", range(5))
def test_typed_credentials_are_read_as_ballots_reads_them(page: Page, hall: Hall, seed: int) -> None:
    credential = generate(seeded(seed))
    persian = credential.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    typed = [credential, credential.replace("-", ""), credential.replace("-", " "), persian, f" \u200f{credential}\n"]
    wrong = credential[:-1] + ("x" if credential[-1] != "x" else "y")
    read = page.evaluate(
        """async (texts) => { const slip = await import('/static/js/booth/slip.js');
          return texts.map((text) => slip.readTyped(text, 'K7QM2XPA')); }""",
        [*typed, wrong, credential[:-2], "سلام"],
    )
    assert [slip["credential"] for slip in read[:5]] == [normalise(text) for text in typed]
    assert [slip["fault"] for slip in read[5:]] == [
        "credential-checksum", "credential-length", "credential-foreign-letters",
    ]  # fmt: skip
    with pytest.raises(CredentialError):
        normalise(wrong)


def test_an_address_typed_by_a_hand_scanner_is_read_and_a_foreign_one_is_named(page: Page, hall: Hall) -> None:
    credential = hall.small.credentials[0]
    read = page.evaluate(
        """async (texts) => { const slip = await import('/static/js/booth/slip.js');
          return texts.map((text) => slip.readTyped(text, 'K7QM2XPA')); }""",
        [f"HTTPS://HALL.EXAMPLE/B/K7QM2XPA#ABC.{credential}", f"https://hall.example/B/OTHER234#ABC.{credential}"],
    )
    assert read == [{"token": "ABC", "credential": credential}, {"fault": "slip-foreign"}]


def test_an_election_whose_bytes_were_changed_is_refused(page: Page, hall: Hall) -> None:
    data = hall.small.election.to_bytes()
    refused = page.evaluate(
        """async ({bytes, fingerprint}) => {
          const { openElection } = await import('/static/js/protocol/election.js');
          try { openElection(new Uint8Array(bytes), fingerprint); return 'opened'; }
          catch (error) { return error.message; }
        }""",
        {
            "bytes": list(data.replace("آزمایشی".encode(), "ساختگیی".encode())),
            "fingerprint": hall.small.election.fingerprint,
        },
    )
    assert refused == "election-fingerprint"


def test_a_question_is_read_from_the_hashed_bytes(page: Page, hall: Hall) -> None:
    questions = page.evaluate(
        """async ({bytes, fingerprint}) => {
          const { openElection } = await import('/static/js/protocol/election.js');
          return openElection(new Uint8Array(bytes), fingerprint).questions; }""",
        {"bytes": list(hall.small.election.to_bytes()), "fingerprint": hall.small.election.fingerprint},
    )
    asked: Question = hall.small.election.questions[0]
    assert questions[0]["answers"] == list(asked.answers)
    assert (questions[0]["minimum"], questions[0]["maximum"]) == (asked.minimum, asked.maximum)
