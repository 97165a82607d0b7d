"""The trustee's key page: the key is made, kept, checked and used in the browser; only public halves are sent."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ballots.__main__ import main
from ballots.backup import decode_commitments, decode_share, rebuild_key
from ballots.custody_errors import ShareCountError
from ballots.election import Election
from ballots.errors import PartialDecryptionError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.keyfile import decode_key_file, open_key, seal_key
from ballots.tally import decrypt
from ballots.trustees import (
    decode_trustee_key,
    election_key,
    verify_answer,
    verify_partial_decryption,
    verify_public_key,
)  # fmt: skip
from tests.booth.office import PASSPHRASE, SECRET, Office, make_key, open_page, save_key, use_file
from tests.documents.pictures import codes_on, page_count
from tests.support.axe import violations
from tests.support.belenios_tool import BeleniosTool
from tests.support.elections import SmallElection, seeded, small_election


def opened_key(path: Path) -> int:
    """The private key in a file, as `ballots` opens it."""
    return open_key(decode_key_file(path.read_bytes()), PASSPHRASE)


def other_file(folder: Path) -> Path:
    """The sound key file of another key."""
    path = folder / "other.json"
    path.write_bytes(seal_key(12345, PASSPHRASE, seeded(5)).to_bytes())
    return path


def test_a_key_made_in_the_browser_is_a_trustees_key_and_its_file_a_private_key(
    page: Page, office: Office, tmp_path: Path
) -> None:
    path = make_key(page, office, tmp_path)
    assert [act for act, _ in office.heard] == ["key", "test", "check"]
    posted = office.heard[0][1]
    assert posted["secret"] == SECRET
    key = decode_trustee_key(posted["public_key"].encode())
    verify_public_key(key)
    verify_answer(office.posted("check", "answer").encode(), key, office.test)
    assert key.name == "هما راستین"
    assert key.to_bytes() == posted["public_key"].encode()
    assert GROUP.generator_power(opened_key(path)) == key.public_key


def test_the_private_key_is_never_sent(page: Page, office: Office, tmp_path: Path) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    private = opened_key(make_key(page, office, tmp_path))
    assert sent
    assert not [text for text in sent if str(private) in text or f"{private:x}" in text or PASSPHRASE in text]
    assert SECRET not in page.url


def test_a_key_is_sent_only_when_its_file_was_read_back(page: Page, office: Office, tmp_path: Path) -> None:
    path = save_key(page, office, tmp_path)
    (tmp_path / "letter.json").write_text("{}")
    problem = page.locator("#trustee-problem")
    use_file(page, "load-back", other_file(tmp_path))
    expect(problem).to_contain_text("کلید دیگری")
    use_file(page, "load-back", tmp_path / "letter.json")
    expect(problem).to_contain_text("این پروندهٔ کلید نیست")
    use_file(page, "load-back", path, "another passphrase")
    expect(problem).to_contain_text("عبارت عبور پرونده را باز نمی‌کند")
    assert office.heard == []


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [("short", "short", "ده نویسه"), (PASSPHRASE, PASSPHRASE + "x", "یکسان نیستند")],
)
def test_a_weak_or_mistyped_passphrase_makes_no_key(
    page: Page, office: Office, first: str, second: str, said: str
) -> None:
    open_page(page, office)
    page.locator("#passphrase").fill(first)
    page.locator("#passphrase-again").fill(second)
    page.locator("#make-form button").click()
    expect(page.locator("#trustee-problem")).to_contain_text(said)
    expect(page.locator("#save-key")).to_be_hidden()


def test_a_kept_file_must_prove_the_public_key_over_the_nonce(page: Page, office: Office, tmp_path: Path) -> None:
    path = make_key(page, office, tmp_path)
    key = decode_trustee_key(office.posted("key", "public_key").encode())
    office.heard.clear()
    office.test = "f" * 32
    open_page(page, office)
    use_file(page, "check", other_file(tmp_path))
    expect(page.locator("#trustee-problem")).to_contain_text("کلید دیگری")
    assert office.heard == []
    use_file(page, "check", path)
    expect(page.locator("#finished-title")).to_have_text("پروندهٔ کلید شما درست است")
    assert [act for act, _ in office.heard] == ["test", "check"]
    verify_answer(office.posted("check", "answer").encode(), key, "f" * 32)


@pytest.mark.parametrize("test", ["", "F" * 32, "f" * 33, "f" * 32 + "|", str(GROUP.generator)])
def test_what_is_no_nonce_gets_no_answer(page: Page, office: Office, tmp_path: Path, test: str) -> None:
    office.public_key, office.test = str(GROUP.generator_power(12345)), test
    open_page(page, office)
    use_file(page, "check", other_file(tmp_path))
    expect(page.locator("#trustee-problem")).to_be_visible()
    assert [act for act, _ in office.heard] == ["test"]


def test_a_key_sealed_by_the_command_opens_in_the_browser(page: Page, office: Office, tmp_path: Path) -> None:
    path = other_file(tmp_path)
    office.public_key = str(GROUP.generator_power(12345))
    open_page(page, office)
    use_file(page, "check", path)
    expect(page.locator("#finished-title")).to_have_text("پروندهٔ کلید شما درست است")


# Keys on a computer without a network


def hand_in(page: Page, name: str, path: Path) -> None:
    page.locator(f"#hand-{name}").set_input_files(path)
    page.locator(f"#hand-{name}-form button").click()


def command(*arguments: object) -> None:
    assert main(["trustee", *map(str, arguments)]) == 0


def test_a_trustee_without_a_network_hands_in_what_the_commands_made(
    page: Page, office: Office, tmp_path: Path
) -> None:
    sealed = ("--passphrase-file", tmp_path / "passphrase")
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    key, public = tmp_path / "key.json", tmp_path / "public.json"
    command("make", key, "--public", public, *sealed)
    command("split", key, "--threshold", 2, "--shares", 3, "--name", "هما", "--out", tmp_path / "shares", *sealed)
    open_page(page, office)
    page.locator("[data-part=files] summary").click()
    hand_in(page, "key", key)
    expect(page.locator("#trustee-problem")).to_contain_text("پروندهٔ دیگری")
    assert office.heard == []
    hand_in(page, "key", public)
    with page.expect_download() as saved:
        page.locator("#save-test").click()
    saved.value.save_as(tmp_path / "test.json")
    test, answer = tmp_path / "test.json", tmp_path / "answer.json"
    command("check", key, "--public", public, "--test", test, "--answer", answer, *sealed)
    hand_in(page, "answer", test)
    expect(page.locator("#trustee-problem")).to_contain_text("پروندهٔ دیگری")
    hand_in(page, "answer", answer)
    expect(page.locator("#finished-title")).to_have_text("پروندهٔ کلید شما درست است")
    page.locator("#commitments").set_input_files(tmp_path / "shares" / "commitments.json")
    page.locator("#sheet-count").fill("۳")
    page.locator("#commitments-form button").click()
    expect(page.locator("#finished-title")).to_have_text("تعهدهای برگه‌ها رسید")
    assert office.posted("key", "public_key").encode() == public.read_bytes()
    verify_answer(office.posted("check", "answer").encode(), decode_trustee_key(public.read_bytes()), office.test)
    assert office.posted("backup", "shares") == "3"


def test_a_decryption_made_by_command_is_handed_in_as_it_is(page: Page, office: Office, tmp_path: Path) -> None:
    office.public_key = str(GROUP.generator_power(12345))
    office.tally = office.small.tally([office.small.ballot(0, ((1, 0, 1, 0),))])
    text = '{"decryption_factors":[],"decryption_proofs":[]}'
    (tmp_path / "decryption.json").write_text(text + "\n")
    open_page(page, office)
    page.locator("[data-part=files] summary").click()
    hand_in(page, "decryption", tmp_path / "decryption.json")
    expect(page.locator("#finished-title")).to_have_text("سهم شما از رمزگشایی رسید")
    assert office.posted("decryption", "decryption") == text


# Backups


def make_backup(page: Page, office: Office, folder: Path, holders: str, threshold: str) -> Path:
    path = make_key(page, office, folder)
    page.locator("#holders").fill(holders)
    page.locator("#threshold").fill(threshold)
    page.locator("#backup-form button").click()
    return path


def sheet_texts(page: Page) -> list[str]:
    """The text of each sheet on the page, its rows together."""
    sheets = page.locator(".share-sheet")
    expect(sheets.first).to_be_visible()
    return ["".join(sheet.locator("code").all_inner_texts()) for sheet in sheets.all()]


def test_any_two_sheets_of_three_rebuild_the_key_and_one_does_not(page: Page, office: Office, tmp_path: Path) -> None:
    path = make_backup(page, office, tmp_path, "مانا\nبردیا\nسپیده", "2")
    shares = [decode_share(text) for text in sheet_texts(page)]
    key = decode_trustee_key(office.posted("key", "public_key").encode())
    commitments = decode_commitments(office.posted("backup", "commitments").encode(), key.public_key)
    assert [share.number for share in shares] == [1, 2, 3]
    for chosen in combinations(shares, 2):
        assert rebuild_key(chosen, commitments) == opened_key(path)
    with pytest.raises(ShareCountError):
        rebuild_key(shares[:1], commitments)
    assert office.posted("backup", "shares") == "3"
    posted = json.dumps(office.heard)
    assert not [share for share in shares if str(share.value) in posted]


def test_the_number_of_sheets_may_be_left_as_it_stands_or_typed_in_persian_digits(
    page: Page, office: Office, tmp_path: Path
) -> None:
    make_key(page, office, tmp_path)
    expect(page.locator("#threshold")).to_have_value("۲")
    page.locator("#holders").fill("مانا\nبردیا\nسپیده")
    page.locator("#threshold").fill("۳")
    page.locator("#backup-form button").click()
    assert [decode_share(text).threshold for text in sheet_texts(page)] == [3, 3, 3]


def test_sheets_print_one_to_a_page_and_are_gone_afterwards(page: Page, office: Office, tmp_path: Path) -> None:
    make_backup(page, office, tmp_path, "مانا\nبردیا", "2")
    texts = sheet_texts(page)
    pdf = page.pdf(format="A4")
    assert page_count(pdf, tmp_path) == 2
    for number, text in enumerate(texts, start=1):
        (code,) = codes_on(pdf, tmp_path, page=number)
        assert code.endswith(f"/share#{text.replace(' ', '')}")
    page.locator("#sheets-done").click()
    expect(page.locator("#finished-title")).to_have_text("پشتیبان ساخته شد")
    assert not [text for text in texts if text[:14] in page.content()]


@pytest.mark.parametrize(
    ("holders", "threshold"), [("مانا", "1"), ("مانا\nبردیا", "3"), ("مانا\nبردیا", "1"), ("", "2")]
)
def test_a_backup_that_is_none_is_explained(
    page: Page, office: Office, tmp_path: Path, holders: str, threshold: str
) -> None:
    make_key(page, office, tmp_path)
    page.locator("#holders").fill(holders or " ")
    page.locator("#threshold").fill(threshold)
    page.locator("#backup-form button").click()
    expect(page.locator("#trustee-problem")).to_contain_text("دست‌کم دو")
    assert "backup" not in [act for act, _ in office.heard]


def test_after_voting_no_backup_is_offered(page: Page, office: Office, tmp_path: Path) -> None:
    office.phase = "closed"
    make_key(page, office, tmp_path)
    expect(page.locator("#backup-form")).to_be_hidden()


def test_decryptions_made_in_the_browser_give_the_result_and_satisfy_the_reference_program(
    page: Page, office: Office, tmp_path: Path
) -> None:
    path = make_key(page, office, tmp_path)
    posted = office.posted("key", "public_key").encode()
    key, private = decode_trustee_key(posted), opened_key(path)
    base = small_election(*office.small.election.questions, voters=3)
    small = with_trustee(base, key, private)
    ballots = [small.ballot(0, ((1, 0, 1, 0),)), small.ballot(1, ((1, 1, 1, 0),))]
    office.small, office.tally = small, small.tally(ballots)
    office.heard.clear()
    open_page(page, office)
    use_file(page, "decrypt", path)
    expect(page.locator("#finished-title")).to_have_text("سهم شما از رمزگشایی رسید")
    ((act, said),) = office.heard
    assert act == "decryption"
    data = said["decryption"].encode()
    verify_partial_decryption(data, key, office.tally, small.election)
    assert [tuple(row) for row in decrypt(office.tally, (data,), (key,), 2)] == [(2, 1, 2, 0)]
    (tmp_path / "tool").mkdir()
    tool = BeleniosTool(tmp_path / "tool")
    tool.set_up(small)
    for ballot in ballots:
        tool.add("Ballot", ballot)
    tool.add("EndBallots")
    tool.add_tally(office.tally.to_bytes(GROUP), 2, 2)
    tool.add_decryption(1, data)
    tool.add("Result", b'{"result":[[2,1,2,0]]}')
    assert tool.accepts()
    with pytest.raises(PartialDecryptionError):
        spoiled = json.loads(data)
        spoiled["decryption_proofs"][0][0]["response"] = spoiled["decryption_proofs"][0][1]["response"]
        changed = json.dumps(spoiled, separators=(",", ":")).encode()
        verify_partial_decryption(changed, key, office.tally, small.election)


def with_trustee(small: SmallElection, key: Any, private: int) -> SmallElection:
    """The same election with that one trustee."""
    election = small.election
    renewed = Election(
        uuid=election.uuid, name=election.name, description=election.description, public_key=election_key((key,)),
        questions=election.questions, administrator=election.administrator,
        credential_authority=election.credential_authority,
    )  # fmt: skip
    return SmallElection(
        election=renewed, credentials=small.credentials, weights=small.weights, private_keys=(private,), keys=(key,),
        random=small.random,
    )  # fmt: skip


def test_between_the_closing_and_the_sums_the_page_asks_for_patience(page: Page, office: Office) -> None:
    office.public_key, office.phase = str(GROUP.generator_power(12345)), "closed"
    open_page(page, office)
    expect(page.locator("#trustee")).to_contain_text("به‌زودی نوبت شماست")
    expect(page.locator("form.key-form")).to_have_count(0)


def test_a_foreign_election_is_not_decrypted(page: Page, office: Office, tmp_path: Path) -> None:
    path = make_key(page, office, tmp_path)
    office.tally = office.small.tally([office.small.ballot(0, ((1, 0, 1, 0),))])
    office.heard.clear()
    open_page(page, office)
    page.route("**/election.json", lambda route: route.fulfill(body="{}"))
    use_file(page, "decrypt", path)
    expect(page.locator("#trustee-problem")).to_contain_text("همان انتخابات اعلام‌شده نیست")
    assert office.heard == []


def test_without_the_invitation_the_page_asks_for_it(page: Page, office: Office) -> None:
    page.goto(office.address)
    expect(page.locator("#no-invitation")).to_be_visible()
    expect(page.locator("#trustee")).to_be_hidden()


def test_another_language_keeps_the_invitation(page: Page, office: Office) -> None:
    open_page(page, office)
    assert SECRET not in page.content()
    with page.expect_navigation():
        page.locator("form.language button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#trustee")).to_be_visible()
    assert SECRET not in page.url


@pytest.mark.parametrize("size", [(1024, 768), (390, 844)], ids=["tablet", "phone"])
def test_the_page_has_no_barrier(page: Page, office: Office, tmp_path: Path, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    make_backup(page, office, tmp_path, "مانا\nبردیا", "2")
    sheet_texts(page)
    assert violations(page) == []
    assert not page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
