"""Reserve keys over the line: made by command, handed in as files, and used in a second round with their key files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.services.voting import trustee
from app.web.installation import Installation
from ballots.__main__ import main
from ballots.key_receipt import open_key_receipt, verify_key_receipt
from ballots.trustees import decode_trustee_key
from tests.support.assemblies import Simulation
from tests.support.second_round import next_election
from tests.support.visitors import Site, open_site

NAME, OTHER = "نگین رودباری", "پرنیان سپهری"
PASSPHRASE = "a passphrase of the command"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path / "site")


def command(folder: Path, *arguments: object) -> None:
    (folder / "passphrase").write_text(PASSPHRASE)
    assert main(["trustee", *map(str, arguments), "--passphrase-file", str(folder / "passphrase")]) == 0


def make(folder: Path, name: str, *, whose: str = NAME) -> str:
    """Make a key by command; the text of its public half."""
    public = folder / f"public{name}.json"
    command(folder, "make", folder / f"key{name}.json", "--name", whose, "--public", public)
    return public.read_text()


def invite(held: Simulation, name: str = NAME) -> tuple[str, str]:
    with held.database.transaction() as db:
        found, secret = trustee.invite(db, held.act(), held.election, name=name)
    return f"/trustees/{found.public_id}", secret


def answered(response: TestResponse) -> dict[str, str]:
    assert response.status_code == 200, response.text
    return dict(response.json or {})


def refused(response: TestResponse) -> tuple[int, str]:
    return response.status_code, (response.json or {})["error"]


def test_a_reserve_key_made_by_command_serves_a_whole_second_round(site: Site, tmp_path: Path) -> None:
    visitor, first = site.visitor(), site.held
    path, secret = invite(first)
    own, reserve = make(tmp_path, ""), make(tmp_path, "-reserve-1")
    answered(visitor.send(f"{path}/key", {"secret": secret, "public_key": own}))
    said = answered(visitor.send(f"{path}/reserve", {"secret": secret, "number": "1", "public_key": reserve}))
    assert said == {"reserves": 1}
    command(
        tmp_path, "split", tmp_path / "key-reserve-1.json", "--threshold", 2, "--shares", 3, "--out", tmp_path / "out"
    )
    values = (tmp_path / "out" / "commitments.json").read_text()
    answered(visitor.send(
        f"{path}/backup", {"secret": secret, "commitments": values, "shares": "3", "reserve": "any"}
    ))  # fmt: skip
    assert visitor.get(f"{path}/reserve-1/commitments.json").text == values
    assert visitor.get(f"{path}/commitments.json").status_code == 404

    second = next_election(first)
    path, secret = invite(second)
    page = visitor.get(path).text
    assert 'id="reserve-form"' in page
    said = answered(visitor.send(f"{path}/key", {"secret": secret, "public_key": reserve}))
    installation: Installation = site.app.extensions["installation"]
    receipt = open_key_receipt(said["receipt"], installation.signer.key(second.election))
    verify_key_receipt(receipt, decode_trustee_key(reserve.encode()).public_key, NAME)
    assert visitor.get(f"{path}/commitments.json").text == values
    assert 'id="keep-form"' in visitor.get(path).text

    second.trustees = 0
    second.to("frozen").print(len(second.delegates) + 2)
    second.seal()
    key, public = tmp_path / "key-reserve-1.json", tmp_path / "public-reserve-1.json"
    record, test, answer = (tmp_path / name for name in ("election.bel", "test.json", "answer.json"))
    record.write_bytes(second.archive())
    test.write_text(visitor.send(f"{path}/test", {"secret": secret}).text)
    command(tmp_path, "check", key, "--public", public, "--record", record, "--test", test, "--answer", answer)
    answered(visitor.send(f"{path}/check", {"secret": secret, "answer": answer.read_text()}))
    second.hand_slips()
    second.open_poll()
    second.vote_and_close()
    second.add_up()
    record.write_bytes(second.archive())
    command(
        tmp_path, "decrypt", key, "--public", public, "--record", record, "--head-from-office",
        "--out", tmp_path / "decryption.json",
    )  # fmt: skip
    hand_in = (tmp_path / "decryption.json").read_text()
    answered(visitor.send(f"{path}/decryption", {"secret": secret, "hand_in": hand_in}))
    assert second.phase == "tallied"


def test_another_trustee_or_a_second_election_gets_no_reserve(site: Site, tmp_path: Path) -> None:
    visitor = site.visitor()
    path, secret = invite(site.held)
    reserve = make(tmp_path, "-reserve-1")
    answered(visitor.send(f"{path}/key", {"secret": secret, "public_key": make(tmp_path, "")}))
    answered(visitor.send(f"{path}/reserve", {"secret": secret, "number": "1", "public_key": reserve}))
    second = next_election(site.held)
    for held, name, status in (
        (second, OTHER, 409), (next_election(site.held, session=2), NAME, 409), (second, NAME, 200),
        (next_election(site.held), NAME, 409),
    ):  # fmt: skip
        path, secret = invite(held, name)
        if status == 409:
            assert 'id="reserve-form"' not in visitor.get(path).text
        answer = visitor.send(f"{path}/key", {"secret": secret, "public_key": reserve.replace(NAME, name)})
        assert answer.status_code == status, (name, answer.text)
        if status == 409:
            assert refused(answer) == (409, "key-known")


def test_the_offices_page_says_which_reserve_is_in_use(site: Site, tmp_path: Path) -> None:
    visitor = site.visitor("secretary")
    path, secret = invite(site.held)
    answered(visitor.send(f"{path}/key", {"secret": secret, "public_key": make(tmp_path, "")}))
    for number in (1, 2):
        key = make(tmp_path, f"-reserve-{number}")
        answered(visitor.send(f"{path}/reserve", {"secret": secret, "number": str(number), "public_key": key}))
    path, secret = invite(next_election(site.held))
    answered(visitor.send(f"{path}/key", {"secret": secret, "public_key": key}))
    page = visitor.get(f"/office/elections/{site.held.election}/trustees").text
    rows = re.findall(r"کلید ذخیرهٔ شمارهٔ [۱۲].*?</small>", page, re.DOTALL)
    assert ["به کار رفته است" in row for row in rows] == [False, True]
