"""The browser's readers against the tables that Python is held against: digits, fingerprints, openings, receipts."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from ballots.challenge import verdict_key, verdict_lock
from ballots.credential import derive_secret, public_credential
from ballots.digits import fits
from ballots.encoding import hash_base64
from ballots.paper import paper_code
from ballots.record.receipt import sign_receipt
from ballots.short import ungrouped
from tests.booth.conftest import standing_hall, tablet
from tests.booth.hall import Hall
from tests.support.assemblies import fresh_signer
from tests.vectors.openings import FOLDER as OPENINGS
from tests.vectors.spellings import FOLDER

CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(OPENINGS.glob("*.json"))}
ELECTION = (OPENINGS / "election.json").read_bytes()
del CASES["election"]


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


def table(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((FOLDER / name).read_text("utf-8"))
    return rows


def test_digits_are_read_as_the_table_says(page: Page, hall: Hall) -> None:
    rows = table("digits.json")
    read = page.evaluate(
        """async (texts) => { const { decodeDigits } = await import('/static/js/protocol/digits.js');
          return texts.map((text) => ({ typed: text, ...decodeDigits(text) })); }""",
        [row["typed"] for row in rows],
    )
    assert read == rows


def test_slip_codes_are_read_as_the_table_says(page: Page, hall: Hall) -> None:
    rows = table("slip-codes.json")
    read = page.evaluate(
        """async (texts) => { const { readSlipCode } = await import('/static/js/protocol/slip-code.js');
          return texts.map((text) => ({ text, slip: readSlipCode(text) })); }""",
        [row["text"] for row in rows],
    )
    assert read == rows


def test_papers_have_the_same_code_in_both_programs(page: Page, hall: Hall) -> None:
    election = hall.small.election
    given, wanted = [], []
    for credential in hall.small.credentials[:2]:
        secret = derive_secret(credential, election.uuid)
        for choices in ([[0, 1, 1, 0]], [[1, 0, 0, 0]], [[0, 1], [1]]):
            given.append([election.fingerprint, public_credential(credential, election.uuid), str(secret), choices])
            wanted.append(paper_code(election, credential, choices))
    given.append([election.fingerprint, "4", "7", [[1]]])  # a secret with many leading zeros
    read = page.evaluate(
        """async (given) => { const { paperCode } = await import('/static/js/protocol/paper.js');
          return given.map(([print, credential, secret, choices]) =>
            paperCode(print, credential, BigInt(secret), choices)); }""",
        given,
    )
    extracted = hmac.digest(election.fingerprint.encode(), (7).to_bytes(32, "big"), "sha256")
    key = hmac.digest(extracted, b"majma|paper|1\x01", "sha256")
    assert read == [*wanted, hmac.digest(key, f"majma|paper|1|{election.fingerprint}|4|1".encode(), "sha256").hex()]


HELD = {
    "https://hall.example/L/MFRGG": "scan-letter", "HTTPS://HALL.EXAMPLE/I/MFRGG": "scan-invitation",
    "A" * 208: "scan-receipt", "majma opening 4Qk7xTn2bYc8Lw A": "scan-test",
    "majma tracker 4Qk7xTn2bYc8Lw A": "scan-test",
    "https://hall.example/en/elections/K7QM2XPA/challenge#A": "scan-test", "javascript:alert(1)": "scan-unknown",
    "WIFI:S:hall;P:secret;;": "scan-unknown", "https://hall.example/": "scan-unknown", "": "scan-unknown",
    "MAJMA:S:" + "A" * 190: "scan-damaged", "https://hall.example/B/OTHER234#A.B": "slip-foreign",
    "https://hall.example/B/K7QM2XPA#A.111-111-111-111-11x": "credential-checksum",
}  # fmt: skip
"""Codes that people hold before a booth, and what it says of them."""


def test_what_is_no_slip_of_this_election_is_told_by_its_kind(page: Page, hall: Hall) -> None:
    read = page.evaluate(
        """async (texts) => { const { readScanned } = await import('/static/js/booth/slip.js');
          return texts.map((text) => readScanned(text, 'K7QM2XPA').fault); }""",
        list(HELD),
    )
    assert dict(zip(HELD, read, strict=True)) == HELD


def test_old_addresses_and_codes_of_scanners_are_one_slip(page: Page, hall: Hall) -> None:
    code = next(row["text"] for row in table("slip-codes.json") if row["slip"])
    slip = table("slip-codes.json")[0]["slip"]
    address = f"HTTPS://HALL.EXAMPLE/B/k7qm2xpa#{slip['token']}.{slip['credential']}"
    exchanged = code[8:].translate(str.maketrans("YZ", "ZY"))
    read = page.evaluate(
        """async ([code, address, lost, german]) => {
          const { readKeys, readScanned, readTyped } = await import('/static/js/booth/slip.js');
          const id = 'K7QM2XPA';
          return [readScanned(code, id), readScanned(address, id), readTyped(address, id), readTyped(code, id),
            readKeys(code.toLowerCase(), id), readKeys(lost, id), readKeys(german, id)]; }""",
        [code, address, code.replace(":", ";"), f"majma>s>{exchanged}"],
    )
    assert read == [slip] * 7


def test_a_group_fits_in_the_browser_where_it_fits_in_python(page: Page, hall: Hall) -> None:
    groups = [f"{number:06d}" for number in range(0, 10**6, 997)] + ["", "12345", "1234567", "۱۲۳۴۵۶", "12345x"]
    read = page.evaluate(
        """async (groups) => { const { fits } = await import('/static/js/protocol/digits.js');
          return groups.map((group) => [1, 2, 3, 4, 5].map((place) => fits(place, group))); }""",
        groups,
    )
    assert read == [[fits(place, group) for place in range(1, 6)] for group in groups]


def test_short_fingerprints_are_those_of_the_table(page: Page, hall: Hall) -> None:
    rows = table("short.json")
    read = page.evaluate(
        """async (rows) => { const { short } = await import('/static/js/protocol/short.js');
          return rows.map(({ kind, value }) => [short(kind, value), short(kind, value, 12)]); }""",
        rows,
    )
    assert read == [[row["digits"], row["digits"][:12]] for row in rows]


def test_gaps_are_forgiven_alike_over_the_whole_basic_plane(page: Page, hall: Hall) -> None:
    characters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    read = page.evaluate(
        """async (all) => { const { ungrouped } = await import('/static/js/protocol/short.js');
          return all.map((one) => ungrouped(`1${one}2`)); }""",
        characters,
    )
    differing = [hex(ord(one)) for one, found in zip(characters, read, strict=True) if found != ungrouped(f"1{one}2")]
    assert differing == []


READ = """async ({ bytes, fingerprint, texts, record }) => {
  const { openElection } = await import('/static/js/protocol/election.js');
  const { decodeOpening, reopen } = await import('/static/js/protocol/opening.js');
  const { readCode } = await import('/static/js/protocol/codes.js');
  const { generatorTable, makeTable } = await import('/static/js/protocol/group.js');
  const { holds } = await import('/static/js/challenge/record.js');
  const election = openElection(new Uint8Array(bytes), fingerprint);
  const bases = { g: generatorTable(), y: makeTable(election.publicKey) };
  const file = new Blob([new Uint8Array(record)]);
  const read = async (text) => {
    try {
      const opening = decodeOpening(readCode(text, election.uuid).opening, election);
      const { tracker } = reopen(election, bases, opening);
      if (await holds(file, fingerprint, tracker)) throw new Error('opening-cast');
      return { code: '', marks: opening.choices, tracker };
    } catch (error) { return { code: error.message, marks: [], tracker: '' }; }
  };
  const found = {};
  for (const [name, text] of Object.entries(texts)) found[name] = await read(text);
  return found;
}"""


def read_openings(page: Page) -> dict[str, dict[str, Any]]:
    """What the browser says of each case of the table."""
    found: dict[str, dict[str, Any]] = page.evaluate(
        READ,
        {
            "bytes": list(ELECTION), "fingerprint": hash_base64(ELECTION),
            "texts": {name: case["text"] for name, case in CASES.items()},
            "record": list((OPENINGS / "record.bel").read_bytes()),
        },
    )  # fmt: skip
    return found


def test_openings_are_read_or_refused_as_the_table_says(page: Page, hall: Hall) -> None:
    """P16: the browser takes what Python takes, and nothing else."""
    said = {name: {key: case[key] for key in ("code", "marks", "tracker")} for name, case in CASES.items()}
    assert read_openings(page) == said


@pytest.mark.parametrize(
    ("look", "taken"),
    [
        ("decodeElement(credential) === 1n", "credential-2"), ("decodeScalar(proof.challenge)", "challenge-order"),
        ("decodeScalar(proof.response)", "response-order"), ("checkMarks(question, choices[i])", "marks-too-many"),
        ("encodeOpening(opening) !== text ||", "unused-bits"),
    ],
)  # fmt: skip
def test_a_reader_without_one_of_its_looks_is_caught(browser: Browser, hall: Hall, look: str, taken: str) -> None:
    less = "decodeElement" in look
    path = Path("static/js/protocol/opening.js")
    source = path.read_text("utf-8")
    assert look in source
    twin = source.replace(look, "credential === '1'" if less else "false ||" if look.endswith("||") else "(() => {})()")
    assert CASES[taken]["code"] == "opening-format"
    with tablet(browser) as page:
        page.route("**/js/protocol/opening.js", lambda route: route.fulfill(body=twin, content_type="text/javascript"))
        page.goto(f"{hall.address}/nothing")
        assert read_openings(page)[taken]["code"] != "opening-format"


def test_key_and_lock_of_a_verdict_are_pythons(page: Page, hall: Hall) -> None:
    seeds = [bytes(16), bytes(range(16)), b"\xff" * 16]
    read = page.evaluate(
        """async (seeds) => { const { verdictKey, verdictLock } = await import('/static/js/protocol/opening.js');
          return seeds.map((seed) => [verdictKey(new Uint8Array(seed)), verdictLock(new Uint8Array(seed))]); }""",
        [list(seed) for seed in seeds],
    )
    assert read == [[verdict_key(seed), verdict_lock(verdict_key(seed))] for seed in seeds]


def test_a_receipt_is_known_by_its_election_and_its_ballot(page: Page, hall: Hall) -> None:
    election, mine, other = (hash_base64(text) for text in (b"an election", b"my ballot", b"another"))
    key = fresh_signer().private
    good = sign_receipt(election, mine, key)
    given = [
        good, sign_receipt(election, other, key), sign_receipt(other, mine, key), good[:-1], good + "A", good.lower(),
        "B" + good[1:], good[:3] + ("A" if good[3] != "A" else "B") + good[4:], "", "A" * 208, None, 7, {},
    ]  # fmt: skip
    read = page.evaluate(
        """async ([given, election, tracker]) => {
          const { isReceiptOf } = await import('/static/js/protocol/receipt.js');
          return given.map((text) => isReceiptOf(text, election, tracker)); }""",
        [given, election, mine],
    )
    assert read == [True] + [False] * (len(given) - 1)
