"""An assembly from its first link to its second year: a tie, a second round annulled and repeated; all papers right."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from tests.documents.pictures import codes_on, signature_report, text_of
from tests.journeys.secretariat import ASSEMBLY, OTHER
from tests.journeys.test_assembly import LETTER_CODE, attachment, verdict, words
from tests.journeys.witness import leave
from tests.journeys.years import CANDIDATES, REASON, Years, prepared, travel
from tests.support.belenios_tool import BeleniosTool
from tests.support.server import ROOT

pytestmark = pytest.mark.prove
FIRST, SECOND, REPEAT = range(3)


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    """Two years of an assembly, its program and its browser still running."""
    with prepared(tmp_path_factory.mktemp("years")) as held:
        travel(held)
        yield held


def said(years: Years, place: int, folder: Path) -> set[str]:
    """The words of one election's minutes, without their signs."""
    return words(re.sub("[«»،؛:.()]", " ", text_of(years.minutes[place], folder)))


def elected(years: Years, folder: Path) -> list[list[str]]:
    """Whom the letters of the first election and of the repeat are about."""
    found = []
    for place, pdfs in enumerate(years.letters):
        found.append([])
        for pdf in pdfs:
            (folder / "letter.pdf").write_bytes(pdf)
            found[place].append(json.loads(attachment(folder / "letter.pdf", folder))["institution"])
    return found


def test_no_page_of_the_years_has_a_fault(years: Years) -> None:
    assert years.witness.faults == []
    assert len(years.witness.seen) > 80


def test_both_assemblies_stand_on_the_first_public_page(years: Years) -> None:
    page = years.witness.visitor()
    page.goto(f"{years.program.address}/")
    shown = page.locator("main").inner_text()
    leave(page)
    assert all(name in shown for name in (ASSEMBLY, OTHER))


def test_the_minutes_of_the_first_election_name_its_five_and_leave_the_last_seat_to_the_repeat(
    years: Years, tmp_path: Path
) -> None:
    text = said(years, FIRST, tmp_path)
    five, _ = elected(years, tmp_path)
    assert len(five) == 5
    for name in CANDIDATES:
        assert words(name) <= text
    for sentence in (
        "برای کرسی‌های مانده برگزار و سپس ابطال شد", "تکلیف کرسی‌های مانده را", "دور دوم تکرار روشن می‌کند",
        "میان آن‌ها قرعه‌ای کشیده نشد و تکلیف کرسی‌های مانده", "به دور دوم سپرده شد",
    ):  # fmt: skip
        assert words(sentence) <= text, sentence
    assert not words("مؤثر نبود") <= text
    assert not words("ابطال‌شده") <= text


def test_the_minutes_of_the_annulled_round_say_so_with_the_reason(years: Years, tmp_path: Path) -> None:
    text = said(years, SECOND, tmp_path)
    assert words(f"ابطال‌شده {REASON[:-1]}") <= text
    assert words("سامان دریابیگ مهرنوش آبان‌زاد") <= text


def test_the_minutes_of_the_repeat_name_whom_it_elects_and_what_it_repeats(years: Years, tmp_path: Path) -> None:
    text = said(years, REPEAT, tmp_path)
    _, (name,) = elected(years, tmp_path)
    assert words(f"{name} این انتخابات تکرار که ابطال شد اصلی") <= text
    assert not words("معتبر نشناخت") <= text


def test_six_different_institutions_have_letters_that_anybody_finds_valid(years: Years, tmp_path: Path) -> None:
    names = [name for one in elected(years, tmp_path) for name in one]
    assert len(set(names)) == len(names) == 6
    page = years.witness.visitor()
    for pdf in [pdf for one in years.letters for pdf in one]:
        report = signature_report(pdf, tmp_path, years.root_certificate)
        assert "Signature is Valid" in report
        assert "Certificate is Trusted" in report
        code = LETTER_CODE.search(text_of(pdf, tmp_path))
        assert code is not None
        page.goto(f"{years.program.address}/letters")
        page.fill("[name=code]", code[0])
        page.press("[name=code]", "Enter")
        assert verdict(page) == "این معرفی‌نامه معتبر است"
        sentence = words("مربوط به دور دوم است که برای کرسی‌های باقی‌مانده از دور نخست برگزار شد")
        assert (sentence <= words(text_of(pdf, tmp_path).replace(".", ""))) == (pdf in years.letters[1])
    for pdf, *_ in years.letters:
        (address,) = codes_on(pdf, tmp_path, dots=200)
        page.goto(address)
        assert verdict(page) == "این معرفی‌نامه معتبر است"
    leave(page)


def test_the_results_say_who_is_elected_and_what_became_of_the_second_round(years: Years, tmp_path: Path) -> None:
    first, second, repeat = years.results
    five, (last,) = elected(years, tmp_path)
    assert (first.count("منتخب"), first.count("رأی برابر؛ دور دوم")) == (5, 4)  # in the bars and in the table
    assert "پایان ۵ کرسی پرشده از ۶ کرسی" in first
    assert all(name in first for name in five)
    assert ("نتیجه‌ای ندارد" in second, REASON in second, "منتخب" in second) == (True, True, False)
    assert (repeat.count("منتخب"), last in repeat) == (1, True)


@pytest.mark.parametrize("place", [FIRST, SECOND, REPEAT])
def test_both_programs_accept_each_record(years: Years, place: int, tmp_path: Path) -> None:
    path = tmp_path / "election.record.zip"
    path.write_bytes(years.records[place])
    done = subprocess.run(
        [ROOT / "majma", "verify", path, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert (report["accepted"], report["stage"], report["ballots"]) == (True, "result", 4)
    alone = tmp_path / "alone"
    alone.mkdir()
    with zipfile.ZipFile(BytesIO(years.records[place])) as record:
        (alone / "election.bel").write_bytes(record.read("election.bel"))
    assert BeleniosTool(alone).accepts()


def test_next_year_has_its_session_with_the_people_of_the_year_before(years: Years) -> None:
    desk = years.team.office("secretary", years.next_election)
    page = years.team.home("secretary")
    assert "سومین نشست" in page.locator("main").inner_text()
    page.goto(f"{desk.path}/candidates")
    assert page.locator("main tbody tr").count() == 1
    page.goto(f"{desk.path}/roll")
    assert page.locator("main tbody tr").count() == 4
