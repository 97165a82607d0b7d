"""Keys handed in as files and reserve keys: receipts, check values of each key, and a reserve that becomes the key."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Page, expect

from app.services.voting.trustee import ReserveValue
from ballots.__main__ import main
from ballots.backup import decode_commitments
from ballots.group import BELENIOS_2048 as GROUP
from ballots.keyfile import decode_key_file, seal_key
from ballots.short import Kind, short
from ballots.trustees import decode_trustee_key, verify_public_key
from tests.booth.office import PASSPHRASE, RECEIPT, Office, open_page, read_back, save_made, use_file
from tests.booth.test_trustee_file import kept_file
from tests.support.axe import violations
from tests.support.custody import OWN
from tests.support.elections import seeded


def open_files(page: Page, office: Office) -> None:
    """Open the part of the page that takes files."""
    open_page(page, office)
    page.locator("[data-part=files] summary").click()


def hand_in(page: Page, name: str, path: Path) -> None:
    page.locator(f"#hand-{name}").set_input_files(path)
    page.locator(f"#hand-{name}-form button").click()


def answered(page: Page) -> AbstractContextManager[object]:
    """The office has answered to what is handed in within."""
    return page.expect_response(lambda answer: answer.request.method == "POST")


def saved_receipt(page: Page, folder: Path) -> str:
    with page.expect_download() as saved:
        page.locator("#save-receipt").click()
    assert saved.value.suggested_filename == "trustee-key-receipt.txt"
    saved.value.save_as(folder / "receipt.txt")
    return (folder / "receipt.txt").read_text()


def kept_keys(page: Page, office: Office, folder: Path) -> dict[str, Path]:
    """Make key and reserves with the page that is kept, and sheets of each; every file that it saves, by its name."""
    page.context.set_offline(True)
    page.goto(kept_file(office, folder).as_uri())
    page.wait_for_selector("#trustee:not([hidden])")
    page.locator("#own-name").fill(OWN)
    saved: dict[str, Path] = {}

    def keep(download) -> None:  # type: ignore[no-untyped-def]
        saved[download.suggested_filename] = folder / download.suggested_filename
        download.save_as(saved[download.suggested_filename])

    paths = save_made(page, folder, reserves=True)
    page.on("download", keep)
    read_back(page, paths)
    expect(page.locator("#finished-title")).to_have_text("کلید شما ساخته شد")
    expect(page.locator("#save-receipt")).to_be_hidden()
    page.locator("#holders").fill("مانا\nبردیا\nسپیده")
    page.locator("#backup-form button").click()
    expect(page.locator(".share-sheet")).to_have_count(9)
    for _ in range(50):
        if len(saved) == 6:
            break
        page.wait_for_timeout(100)
    page.context.set_offline(False)
    return saved


def test_who_hands_in_a_key_made_by_command_saves_the_receipt(page: Page, office: Office, tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    key, public = tmp_path / "key.json", tmp_path / "public.json"
    arguments = ("make", key, "--public", public, "--name", OWN, "--passphrase-file", tmp_path / "passphrase")
    assert main(["trustee", *map(str, arguments)]) == 0
    open_files(page, office)
    hand_in(page, "key", public)
    expect(page.locator("#finished-title")).to_have_text("کلید عمومی شما رسید")
    assert saved_receipt(page, tmp_path) == RECEIPT


def test_all_that_the_kept_page_made_is_handed_in(page: Page, office: Office, tmp_path: Path) -> None:
    saved = kept_keys(page, office, tmp_path)
    names = ["public.json", "public-reserve-1.json", "public-reserve-2.json"]
    values = ["commitments.json", "commitments-reserve-1.json", "commitments-reserve-2.json"]
    assert sorted(saved) == sorted(names + values)
    open_files(page, office)
    hand_in(page, "key", saved["public.json"])
    for number in ("1", "2"):
        page.locator("#hand-reserve-number").select_option(number)
        with answered(page):  # the words of the one before stand until then
            hand_in(page, "reserve", saved[f"public-reserve-{number}.json"])
        expect(page.locator("#finished-title")).to_have_text("کلید ذخیره رسید")
    for name in values:
        page.locator("#commitments").set_input_files(saved[name])
        page.locator("#sheet-count").fill("۳")
        with answered(page):
            page.locator("#commitments-form button").click()
        expect(page.locator("#finished-title")).to_have_text("کدهای سنجش برگه‌ها رسید")
        expect(page.locator("#commitments")).to_have_value("")
    assert office.acts == ["key", "reserve", "reserve", "backup", "backup", "backup"]
    posted = [said for _, said in office.heard]
    assert [said.get("number") for said in posted[:3]] == [None, "1", "2"]
    assert [said["reserve"] for said in posted[3:]] == ["any"] * 3
    for given, backup, name in zip(posted[:3], posted[3:], names, strict=True):
        assert given["public_key"] == saved[name].read_text()
        key = decode_trustee_key(given["public_key"].encode())
        assert decode_commitments(backup["commitments"].encode(), key.public_key).threshold == 2
    assert saved_receipt(page, tmp_path) == RECEIPT


def test_a_key_file_is_not_handed_in_as_a_reserve(page: Page, office: Office, tmp_path: Path) -> None:
    office.public_key = "5"
    (tmp_path / "key.json").write_bytes(seal_key(12345, PASSPHRASE, seeded(5)).to_bytes())
    open_files(page, office)
    hand_in(page, "reserve", tmp_path / "key.json")
    expect(page.locator("#trustee-problem")).to_contain_text("فایل دیگری")
    assert office.heard == []
    assert violations(page) == []


def at_hand(private: int) -> ReserveValue:
    digits = short(Kind.KEY, str(GROUP.generator_power(private)))
    return ReserveValue(number=1, key_print=digits, threshold=2, shares=3, shares_seen=(1, 2, 3))


def test_a_reserve_key_file_becomes_the_key_of_a_second_round(page: Page, office: Office, tmp_path: Path) -> None:
    office.at_hand = (at_hand(12345),)
    path = tmp_path / "trustee-key-t1-reserve-1.json"
    path.write_bytes(seal_key(12345, PASSPHRASE, seeded(5)).to_bytes())
    open_page(page, office)
    assert violations(page) == []
    use_file(page, "reserve", path)
    expect(page.locator("#finished-title")).to_have_text("کلید ذخیره اکنون کلید شما در این انتخابات است")
    key = decode_trustee_key(office.posted("key", "public_key").encode())
    verify_public_key(key)
    assert (key.name, key.public_key) == (OWN, GROUP.generator_power(12345))
    assert office.acts == ["key"]
    assert saved_receipt(page, tmp_path) == RECEIPT


def test_a_reserve_key_that_was_used_elsewhere_is_not_sent(page: Page, office: Office, tmp_path: Path) -> None:
    """By its file, or by what this browser remembers of another copy."""
    office.at_hand = (at_hand(12345),)
    path, used = tmp_path / "reserve.json", tmp_path / "used.json"
    path.write_bytes(seal_key(12345, PASSPHRASE, seeded(5)).to_bytes())
    used.write_bytes(seal_key(12345, PASSPHRASE, seeded(5), election="A" * 43).to_bytes())
    open_page(page, office)
    problem = page.locator("#trustee-problem")
    use_file(page, "reserve", used)
    expect(problem).to_contain_text("مربوط به انتخابات دیگری است")
    kept = '{"election":"' + "A" * 43 + '","head":null}'
    name = decode_key_file(path.read_bytes()).key_print
    page.evaluate("([name, kept]) => localStorage.setItem(`majma-key-${name}`, kept)", [name, kept])
    use_file(page, "reserve", path)
    expect(problem).to_contain_text("مربوط به انتخابات دیگری است")
    assert office.heard == []


def test_without_reserves_at_hand_the_page_offers_none(page: Page, office: Office) -> None:
    open_page(page, office)
    expect(page.locator("#reserve-form")).to_have_count(0)
