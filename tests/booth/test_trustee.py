"""The trustee's key page: the key is made and kept in the browser and in envelopes; only public halves are sent."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ballots.__main__ import main
from ballots.backup import decode_commitments, decode_share, rebuild_key
from ballots.custody_errors import ShareCountError
from ballots.group import BELENIOS_2048 as GROUP
from ballots.keyfile import decode_key_file, open_key, seal_key
from ballots.short import Kind, grouped, short
from ballots.trustees import decode_trustee_key, verify_public_key
from tests.booth.office import (
    PASSPHRASE,
    RECEIPT,
    SECRET,
    Office,
    make_key,
    open_page,
    read_back,
    save_keys,
    use_file,
)
from tests.documents.pictures import codes_on, page_count
from tests.support.axe import violations
from tests.support.custody import OWN
from tests.support.elections import seeded

LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


def opened_key(path: Path) -> int:
    """The private key in a file, as `ballots` opens it."""
    return open_key(decode_key_file(path.read_bytes()), PASSPHRASE)


def other_file(folder: Path) -> Path:
    """The sound key file of another key."""
    path = folder / "other.json"
    path.write_bytes(seal_key(12345, PASSPHRASE, seeded(5)).to_bytes())
    return path


def print_of(public: int) -> str:
    return grouped(short(Kind.KEY, str(public)))


# Making


def test_a_key_made_in_the_browser_is_a_trustees_key_and_its_file_a_private_key(
    page: Page, office: Office, tmp_path: Path
) -> None:
    (path,) = make_key(page, office, tmp_path)
    assert office.acts == ["key"]
    assert office.posted("key", "secret") == SECRET
    posted = office.posted("key", "public_key").encode()
    key = decode_trustee_key(posted)
    verify_public_key(key)
    assert (key.name, key.to_bytes()) == (OWN, posted)
    assert GROUP.generator_power(opened_key(path)) == key.public_key
    file = decode_key_file(path.read_bytes())
    assert (file.version, file.election, file.head) == (2, None, None)


def test_the_page_shows_the_twenty_digits_that_the_command_shows(page: Page, office: Office, tmp_path: Path) -> None:
    (path,) = save_keys(page, office, tmp_path)
    shown = page.locator("#key-files code").inner_text().translate(LATIN)
    assert shown == print_of(GROUP.generator_power(opened_key(path)))


def test_the_private_key_is_never_sent_and_no_storage_holds_it(page: Page, office: Office, tmp_path: Path) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    private = opened_key(make_key(page, office, tmp_path)[0])
    kept = page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")
    assert sent
    assert not [text for text in (*sent, kept) if str(private) in text or f"{private:x}" in text or PASSPHRASE in text]
    assert SECRET not in page.url + kept


def test_a_key_is_sent_only_when_its_file_was_read_back(page: Page, office: Office, tmp_path: Path) -> None:
    paths = save_keys(page, office, tmp_path)
    (tmp_path / "letter.json").write_text("{}")
    problem = page.locator("#trustee-problem")
    for given, passphrase, said in (
        ([other_file(tmp_path)], PASSPHRASE, "همهٔ فایل‌هایی نیست"),
        ([tmp_path / "letter.json"], PASSPHRASE, "این فایل کلید نیست"),
        (paths, "another passphrase", "عبارت عبور فایل را باز نمی‌کند"),
    ):
        read_back(page, given, passphrase)
        expect(problem).to_contain_text(said)
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
    expect(page.locator("#key-files")).to_be_hidden()


def test_two_reserve_keys_are_made_in_the_same_visit(page: Page, office: Office, tmp_path: Path) -> None:
    paths = make_key(page, office, tmp_path, reserves=True)
    assert office.acts == ["key", "reserve", "reserve"]
    keys = [decode_trustee_key(said["public_key"].encode()) for _, said in office.heard]
    assert [said.get("number") for _, said in office.heard] == [None, "1", "2"]
    assert [GROUP.generator_power(opened_key(path)) for path in paths] == [key.public_key for key in keys]
    assert len({key.public_key for key in keys}) == 3
    page.locator("#holders").fill("مانا\nبردیا")
    page.locator("#backup-form button").click()
    expect(page.locator(".share-sheet")).to_have_count(6)
    backups = [said for act, said in office.heard if act == "backup"]
    assert [said["reserve"] for said in backups] == ["0", "1", "2"]
    for key, said in zip(keys, backups, strict=True):
        decode_commitments(said["commitments"].encode(), key.public_key)


def test_a_reserve_that_was_not_read_back_is_not_sent(page: Page, office: Office, tmp_path: Path) -> None:
    paths = save_keys(page, office, tmp_path, reserves=True)
    read_back(page, paths[:2])
    expect(page.locator("#trustee-problem")).to_contain_text("همهٔ فایل‌هایی نیست")
    assert office.heard == []


def test_the_receipt_for_the_key_is_saved(page: Page, office: Office, tmp_path: Path) -> None:
    make_key(page, office, tmp_path)
    with page.expect_download() as saved:
        page.locator("#save-receipt").click()
    saved.value.save_as(tmp_path / "receipt.txt")
    assert (tmp_path / "receipt.txt").read_text() == RECEIPT


# Keeping, before the slips are confirmed


def test_who_finds_a_key_that_is_not_the_own_is_told_what_that_means(page: Page, office: Office) -> None:
    office.public_key = str(GROUP.generator_power(12345))
    open_page(page, office)
    expect(page.locator("[data-part=load]")).to_contain_text("کس دیگری دعوت شما را به کار برده است")
    expect(page.locator("#make-form")).to_have_count(0)


def test_a_kept_file_is_opened_and_compared_with_what_the_office_lists(
    page: Page, office: Office, tmp_path: Path
) -> None:
    office.public_key = str(GROUP.generator_power(12345))
    open_page(page, office)
    use_file(page, "keep", other_file(tmp_path))
    expect(page.locator("#finished-title")).to_have_text("فایل کلید شما باز می‌شود")
    expect(page.locator("#backup-form")).to_be_visible()
    assert office.heard == []


def test_an_exchanged_key_is_called_so_with_both_prints(page: Page, office: Office, tmp_path: Path) -> None:
    office.public_key = str(GROUP.generator_power(54321))
    open_page(page, office)
    use_file(page, "keep", other_file(tmp_path))
    said = page.locator("#trustee-problem")
    expect(said).to_contain_text("کلیدتان عوض شده است")
    text = said.inner_text().translate(LATIN)
    for private in (12345, 54321):
        assert print_of(GROUP.generator_power(private)) in text
    expect(page.locator("#backup-form")).to_be_hidden()


def test_a_removed_trustee_reads_the_reason(page: Page, office: Office) -> None:
    office.public_key, office.task = str(GROUP.generator_power(12345)), "removed"
    office.reason = "دستگاه امین گم شده است."
    page.goto(office.address)
    expect(page.locator("main")).to_contain_text("دستگاه امین گم شده است.")
    expect(page.locator("form.key-form")).to_have_count(0)


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
    command("make", key, "--public", public, "--name", OWN, *sealed)
    command("split", key, "--threshold", 2, "--shares", 3, "--name", "هما", "--out", tmp_path / "shares", *sealed)
    open_page(page, office)
    page.locator("[data-part=files] summary").click()
    hand_in(page, "key", key)
    expect(page.locator("#trustee-problem")).to_contain_text("فایل دیگری")
    assert office.heard == []
    hand_in(page, "key", public)
    expect(page.locator("#finished-title")).to_have_text("کلید عمومی شما رسید")
    page.locator("#commitments").set_input_files(tmp_path / "shares" / "commitments.json")
    page.locator("#sheet-count").fill("۳")
    page.locator("#commitments-form button").click()
    expect(page.locator("#finished-title")).to_have_text("کدهای سنجش برگه‌ها رسید")
    assert office.posted("key", "public_key").encode() == public.read_bytes()
    assert office.posted("backup", "shares") == "3"


# Backups


def make_backup(page: Page, office: Office, folder: Path, holders: str, threshold: str) -> Path:
    (path,) = make_key(page, office, folder)
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
    expect(page.locator("#finished-title")).to_have_text("نسخهٔ پشتیبان ساخته شد")
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
    assert "backup" not in office.acts


def test_after_voting_no_backup_is_offered(page: Page, office: Office, tmp_path: Path) -> None:
    office.may_backup = False
    make_key(page, office, tmp_path)
    expect(page.locator("#backup-form")).to_be_hidden()


# A server that does not answer, and one that refuses


def test_a_refusal_is_shown_at_once_in_the_servers_words(page: Page, office: Office, tmp_path: Path) -> None:
    paths = save_keys(page, office, tmp_path)
    office.refusals = [409]
    read_back(page, paths)
    expect(page.locator("#trustee-problem")).to_contain_text("اکنون ممکن نیست.")
    read_back(page, paths)
    expect(page.locator("#finished-title")).to_have_text("کلید عمومی شما رسید")


def test_after_some_tries_the_page_stops_and_says_whom_to_call(page: Page, office: Office, tmp_path: Path) -> None:
    paths = save_keys(page, office, tmp_path)
    office.refusals = [503] * 20
    page.clock.install()
    read_back(page, paths)
    problem = page.locator("#trustee-problem")
    for _ in range(40):
        page.clock.run_for(1000)
        page.wait_for_timeout(20)
        if problem.is_visible():
            break
    expect(problem).to_contain_text("دبیرخانه را خبر کنید")
    asked = 20 - len(office.refusals)
    assert 2 <= asked <= 6
    office.refusals = []
    read_back(page, paths)
    expect(page.locator("#finished-title")).to_have_text("کلید عمومی شما رسید")


# The page


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
