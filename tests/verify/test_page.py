"""check.html in Chromium, from the disk and without a network: what a person sees of a record."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import qrcode
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.support.archives import archive, board_events, chain, setup_link
from tests.support.assemblies import simulate
from tests.support.axe import violations
from tests.support.browser import open_browser
from tests.support.elections import question, small_election
from tests.verify.changes import good, receipt, told
from tests.verify.node import ROOT
from tests.verify.python import verify
from tests.verify.whole import b64_hash, data_of, events_of

PAGE = (ROOT / "static" / "built" / "check.html").as_uri()
FORGED = Path(__file__).with_name("forged-4-2-0-reads-0-6-0.bel")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


MISSING = receipt(hashlib.sha256(data_of(good()[1].files["election.bel"], 1)).digest(), bytes(32))
"""A receipt of a ballot that is not on the board of the small record."""


def film(picture: Image.Image, path: Path) -> None:
    """A film of one picture, as Chromium's made-up camera shows it (YUV4MPEG2)."""
    sized = picture.convert("L").resize((480, 480), Image.Resampling.NEAREST)
    frame = Image.new("L", (640, 480), 255)
    frame.paste(sized, (80, 0))
    body = b"FRAME\n" + frame.tobytes() + bytes([128]) * (640 * 480 // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + body * 3)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium whose camera looks at a receipt."""
    path = tmp_path_factory.mktemp("camera") / "receipt.y4m"
    film(qrcode.make(MISSING).get_image(), path)
    camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    with open_browser(*camera, f"--use-file-for-fake-video-capture={path}") as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The page in Persian; the test fails when it asks for anything outside itself, throws, or warns."""
    context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="fa-IR", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text))
    page.on("request", lambda asked: faults.append(asked.url) if not _is_own(asked.url) else None)
    page.goto(PAGE)
    yield page
    context.close()
    assert faults == []


def _is_own(address: str) -> bool:
    return address == PAGE or address.startswith(("blob:null/", "data:"))


def give(page: Page, folder: Path, *files: tuple[str, bytes]) -> str:
    """Give files to the page; what the verdict is called."""
    for name, data in files:
        (folder / name).write_bytes(data)
    page.set_input_files("#files", [str(folder / name) for name, _ in files])
    return page.inner_text("h2.notice-title")


def test_the_record_of_an_assembly_is_right_and_shows_what_people_compare(page: Page, tmp_path: Path) -> None:
    record = simulate(tmp_path, trustees=2).to("provisional").record()
    assert give(page, tmp_path, ("mehr.record.zip", record)) == "شمارش درست است"
    python = verify(record, tmp_path)
    text = page.inner_text("main")
    for one in python["prints"]:
        assert " ".join(re.findall("....", one["print"])).translate(PERSIAN) in text
    assert python["election"]["fingerprint"] in text
    assert python["keys"]["board"] in text
    votes = [line.split()[0] for line in page.locator(".bar-votes").all_inner_texts()]
    assert votes == [str(count).translate(PERSIAN) for count in sorted(python["result"][0], reverse=True)]
    marks = page.locator(".checks .chip").all_inner_texts()
    assert (len(marks), set(marks)) == (35, {"درست", "موردی نیست"})
    assert violations(page) == []


def test_the_closing_entry_is_shown_as_a_code_that_others_read(page: Page, tmp_path: Path) -> None:
    _, whole, _ = good()
    give(page, tmp_path, ("small.record.zip", whole.packed()))
    closing = next(event for event in events_of(whole.files["election.bel"]) if event["type"] == "EndBallots")
    page.locator("img.square-code").screenshot(path=tmp_path / "code.png")
    (found,) = zxingcpp.read_barcodes(Image.open(tmp_path / "code.png"))
    election = json.loads(data_of(whole.files["election.bel"], 1))
    assert found.text == f"majma head {election['uuid']} {closing['height']} {closing['hash']}"
    with page.expect_download() as saved:
        page.get_by_role("button", name="رمزینه را ذخیره کنید").click()
    assert saved.value.suggested_filename == f"majma-head-{election['uuid']}.svg"


def test_a_forged_result_is_refused_since_nothing_binds_it(page: Page) -> None:
    page.set_input_files("#files", str(FORGED))
    assert page.inner_text("h2.notice-title") == "هیچ چیز نشان نمی‌دهد که این نتیجه حاصل‌جمع رأی‌هاست"
    assert page.locator(".bars").count() == 0
    assert violations(page) == []
    page.get_by_role("button", name="تا همان‌جا بسنجید").click()
    page.wait_for_selector(".notice-attention")
    assert page.inner_text("h2.notice-title").startswith("پذیرفته نیست")


def test_files_that_lie_beside_each_other_are_one_record(page: Page, tmp_path: Path) -> None:
    files = good()[1].files
    assert give(page, tmp_path, *files.items()) == "شمارش درست است"
    gone = {name: data for name, data in files.items() if name not in ("bindings.json", "checkpoints.txt")}
    assert give(page, tmp_path, *gone.items()).startswith("هیچ چیز نشان نمی‌دهد")


def test_a_refused_record_says_what_to_do_in_three_languages(page: Page, tmp_path: Path) -> None:
    whole = good()[1]
    broken = whole.with_files(accounting=whole.files["accounting.json"].replace(b'"handed_out":4', b'"handed_out":9'))
    assert give(page, tmp_path, ("broken.record.zip", broken.packed())) == "پذیرفته نشد"
    assert "ناظران" in page.inner_text(".notice-danger")
    page.get_by_text("برای متخصصان").click()
    assert "accounting-sum" in page.inner_text("details.more[open]")
    for name, title, direction in (("العربية", "مرفوضة", "rtl"), ("English", "Refused", "ltr")):
        page.get_by_role("button", name=name).click()
        assert page.inner_text("h2.notice-title") == title
        assert page.get_attribute("html", "dir") == direction
        assert violations(page) == []


def test_a_ballot_is_found_by_its_tracker_its_beginning_and_twelve_digits(page: Page, tmp_path: Path) -> None:
    whole = good()[1]
    give(page, tmp_path, ("small.record.zip", whole.packed()))
    ballots = [link.data[0] for link in told(whole.files["election.bel"]) if link.type == "Ballot"]
    field = page.get_by_label("کد رهگیری: کامل")
    said = page.locator("section", has=field).locator("p.notice")
    twelve = short(b64_hash(ballots[1]))[:12].translate(PERSIAN)
    for typed, place in ((b64_hash(ballots[1]), "۲"), (b64_hash(ballots[1])[:9], "۲"), (twelve, "۲")):
        field.fill(typed)
        field.press("Enter")
        assert f"(ثبت {place})" in said.inner_text()
        assert "شمرده شده است" in said.inner_text()
    field.fill(b64_hash(ballots[0]))
    field.press("Enter")
    assert "دوباره رأی داده است" in said.inner_text()
    field.fill("A" * 43)
    field.press("Enter")
    assert "به ناظر بگویید" in said.inner_text()


def short(tracker: str) -> str:
    """The forty digits of a tracker (SPEC 3.4)."""
    number = int.from_bytes(hashlib.sha256(f"majma|short|tracker|{tracker}".encode()).digest(), "big")
    return f"{10**40 * number >> 256:040}"


def test_a_receipt_proves_a_missing_ballot(page: Page, tmp_path: Path) -> None:
    whole = good()[1]
    give(page, tmp_path, ("small.record.zip", whole.packed()))
    fingerprint = hashlib.sha256(data_of(whole.files["election.bel"], 1)).digest()
    held = hashlib.sha256(next(link.data[0] for link in told(whole.files["election.bel"]) if link.type == "Ballot"))
    field = page.get_by_label("رسید", exact=True)
    said = page.locator("section", has=field).locator("p.notice")
    for tracker, words in ((held.digest(), "در تابلو هست"), (bytes(32), "ندارد")):
        field.fill(receipt(fingerprint, tracker))
        field.press("Enter")
        assert words in said.inner_text()
    field.fill("abc")
    field.press("Enter")
    assert "رسید نیست" in said.inner_text()


def test_a_photo_of_a_receipt_is_read(page: Page, tmp_path: Path) -> None:
    whole = good()[1]
    give(page, tmp_path, ("small.record.zip", whole.packed()))
    fingerprint = hashlib.sha256(data_of(whole.files["election.bel"], 1)).digest()
    qrcode.make(receipt(fingerprint, bytes(32))).save(tmp_path / "photo.png")
    field = page.get_by_label("رسید", exact=True)
    section = page.locator("section", has=field)
    section.locator("input[type=file]").set_input_files(str(tmp_path / "photo.png"))
    section.locator("p.notice-danger").wait_for()
    assert field.input_value() == receipt(fingerprint, bytes(32))


def test_a_dropped_record_is_checked(page: Page, tmp_path: Path) -> None:
    data = list(good()[1].packed())
    page.evaluate(
        """data => {
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(data)], 'small.record.zip'));
            const dropped = new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true });
            document.querySelector('h1').dispatchEvent(dropped);
        }""",
        data,
    )
    assert page.inner_text("h2.notice-title") == "شمارش درست است"


def test_the_camera_reads_a_receipt(page: Page, tmp_path: Path) -> None:
    give(page, tmp_path, ("small.record.zip", good()[1].packed()))
    field = page.get_by_label("رسید", exact=True)
    section = page.locator("section", has=field)
    section.get_by_role("button", name="با دوربین بخوانید").click()
    section.locator("p.notice-danger").wait_for()
    assert field.input_value() == MISSING
    assert page.locator("video").count() == 0


def test_a_name_of_a_record_is_text_and_turns_no_line(page: Page, tmp_path: Path) -> None:
    set_up = (ROOT / "tests" / "vectors" / "broken" / "good" / "set-up.bel").read_bytes()
    election, trustees, credentials, _ = next(told(set_up)).data
    named = election.replace("مجمع آزمایشی".encode(), "<img src=x onerror=alert(1)>\u202eab".encode())
    give(page, tmp_path, ("h.bel", archive(chain([setup_link(named, trustees, credentials)]))))
    assert "<img src=x onerror=alert(1)>" in page.inner_text("main")
    assert "\u202e" not in page.inner_text("main")


def test_answers_that_cannot_be_told_apart_are_named_by_their_numbers(page: Page, tmp_path: Path) -> None:
    asked = replace(question(3, 0, 1), answers=("بنیاد کوشا", "کانون مهر", "بنياد كوشا"))
    data = archive(board_events(small_election(asked), []))
    give(page, tmp_path, ("alike.bel", data))
    page.get_by_role("button", name="تا همان‌جا بسنجید").click()
    page.locator("div.notice-attention").wait_for()
    assert "پرسش ۱: پاسخ‌های ۱ و ۳ را" in page.locator("div.notice-attention").inner_text()


def test_files_without_an_archive_are_no_record(page: Page, tmp_path: Path) -> None:
    assert give(page, tmp_path, ("notes.txt", b"x"), ("more.txt", b"y")).startswith("میان این فایل‌ها")
