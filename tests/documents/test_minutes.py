from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from app.documents.minutes import Accounting, Attendance, render_minutes
from app.documents.zero import render_zero_report
from tests.documents.pictures import information, page_count, text_of
from tests.documents.samples import (
    FINGERPRINT,
    HASH,
    HEAD,
    INSTITUTIONS,
    english,
    minutes,
    persian,
    zero_report,
)

HEADINGS = (
    "Time, place and call",
    "Agenda",
    "Attendance and quorum",
    "Presidium",
    "Candidates, presentations and withdrawals",
    "Voting and accounting of slips",
    "Table of votes",
    "Ties and lots",
    "Objections",
    "Resolutions, public record and annexes",
)


@lru_cache(maxsize=2)
def printed(locale: str) -> bytes:
    return render_minutes(minutes(), persian() if locale == "fa" else english())


def groups(code: str, size: int) -> str:
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def test_the_minutes_have_all_ten_headings_in_order(tmp_path: Path) -> None:
    text = text_of(printed("en"), tmp_path)
    places = [text.index(heading) for heading in HEADINGS]
    assert places == sorted(places)


def test_every_page_says_which_of_how_many_it_is(tmp_path: Path) -> None:
    data = printed("en")
    pages = page_count(data, tmp_path)
    assert pages > 2
    text = text_of(data, tmp_path)
    assert all(f"Page {page} of {pages}" in text for page in range(1, pages + 1))
    assert f"از {'۰۱۲۳۴۵۶۷۸۹'[pages]}" in text_of(printed("fa"), tmp_path)


def test_votes_stand_in_figures_and_words(tmp_path: Path) -> None:
    text = text_of(printed("en"), tmp_path)
    assert "seventeen" in text
    assert "principal" in text
    assert "alternate" in text
    persian_text = text_of(printed("fa"), tmp_path)
    assert "۱۷" in persian_text
    assert "هفده" in persian_text


def test_the_paper_is_tied_to_the_public_record(tmp_path: Path) -> None:
    text = text_of(printed("fa"), tmp_path)
    for expected in (groups(FINGERPRINT, 4), groups(HASH, 8), groups(HASH[::-1], 8)):
        assert expected in text


def test_an_election_under_the_office_key_says_so(tmp_path: Path) -> None:
    alone = "The office alone held the decryption key"
    assert alone in text_of(printed("en"), tmp_path)
    shared = replace(minutes(), office_key=False)
    assert alone not in text_of(render_minutes(shared, english()), tmp_path)


def test_an_unbalanced_accounting_is_shown_with_its_reason(tmp_path: Path) -> None:
    slips = replace(minutes().accounting, unused=5, reason="two slips were torn")
    assert slips.discrepancy == 2
    text = text_of(render_minutes(replace(minutes(), accounting=slips), english()), tmp_path)
    assert "two slips were torn" in text
    assert "The accounting balances" not in text
    assert isinstance(slips, Accounting)


def test_a_missed_quorum_is_not_called_reached(tmp_path: Path) -> None:
    missed = replace(minutes().attendance, needed=23)
    assert not missed.reached
    text = text_of(render_minutes(replace(minutes(), attendance=missed), english()), tmp_path)
    assert "The quorum was not reached" in text
    assert isinstance(missed, Attendance)


def test_what_did_not_happen_is_said(tmp_path: Path) -> None:
    calm = tuple(replace(one, withdrew=None) for one in minutes().candidates)
    quiet = replace(minutes(), lots=(), withdrawals=(), candidates=calm, resolutions=(), annexes=(), notice_date=None)
    text = text_of(render_minutes(quiet, english()), tmp_path)
    assert "no lot was drawn" in text
    assert "No candidate withdrew" in text


def test_what_the_program_cannot_know_is_left_to_the_presidium(tmp_path: Path) -> None:
    text = text_of(printed("en"), tmp_path)
    for left in ("It began at", "Objections raised and their rulings", "minutes of the presentations"):
        assert left in text
    assert text.count("the presidium fills this in") == 2
    for said in ("No objection", "zero report", "The board was empty"):
        assert said not in text


def test_withdrawals_stand_by_name_and_those_on_the_ballot_beside_it(tmp_path: Path) -> None:
    text = text_of(printed("en"), tmp_path)
    assert "Withdrawn before the candidates were fixed" in text
    assert "stayed on the ballot, marked" in " ".join(text.split())
    assert "No candidate withdrew" not in text


def test_objections_have_a_place_and_an_end_or_were_waived(tmp_path: Path) -> None:
    text = " ".join(text_of(printed("en"), tmp_path).split())
    assert "until the end of Tuesday 11 November 2025" in text
    waived = text_of(render_minutes(replace(minutes(), objections_waived=True), english()), tmp_path)
    assert "Objections were waived" in waived
    assert "until the end of" not in waived
    early = text_of(render_minutes(replace(minutes(), objections_until=None), english()), tmp_path)
    assert "three working days" in early


def test_a_hostile_name_is_text_on_every_document(tmp_path: Path) -> None:
    name = '<link rel="attachment" href="file:///etc/hostname">' + " word" * 2000
    lines = (replace(minutes().votes[0], institution=name), *minutes().votes[1:])
    data = render_minutes(replace(minutes(), votes=lines), english())
    assert information(data, "pdfdetach", tmp_path, "-list").startswith("0 embedded files")
    assert "<link" in text_of(data, tmp_path)
    report = replace(zero_report(), candidates=(name,))
    data = render_zero_report(report, persian())
    assert information(data, "pdfdetach", tmp_path, "-list").startswith("0 embedded files")


def test_a_zero_report_is_one_page_and_says_zero_for_every_candidate(tmp_path: Path) -> None:
    data = render_zero_report(zero_report(), english())
    assert page_count(data, tmp_path) == 1
    assert page_count(render_zero_report(zero_report(), persian()), tmp_path) == 1
    text = text_of(data, tmp_path)
    assert "the board of this election held no ballot" in text
    assert groups(HASH, 8) in text
    assert len(zero_report().candidates) == 2 * len(INSTITUTIONS)


def test_a_zero_report_of_a_board_with_ballots_is_refused() -> None:
    with pytest.raises(ValueError, match="no zero report"):
        render_zero_report(zero_report(ballots=1), persian())


def test_a_demonstration_is_marked_on_minutes_and_zero_report(tmp_path: Path) -> None:
    trial = replace(HEAD, demonstration=True)
    assert "of no effect" in text_of(render_minutes(minutes(trial), english()), tmp_path)
    assert "of no effect" in text_of(render_zero_report(zero_report(trial), english()), tmp_path)


def heads_at_an_end(data: bytes, folder: Path) -> list[str]:
    """The headings after which a page shows at most one more line before it ends."""
    found = []
    for page in text_of(data, folder).split("\f"):
        lines = [" ".join(line.split()) for line in page.splitlines() if line.strip()]
        body = [line for line in lines if not line.startswith("Page ") and "· Minutes" not in line]
        found += [line for line in body[-2:] for heading in HEADINGS if line.endswith(heading)]
    return found


@pytest.mark.parametrize("more", [10, 11, 12, 20, 27, 28])
def test_no_heading_stands_alone_at_the_end_of_a_page(tmp_path: Path, more: int) -> None:
    agenda = tuple(f"item {number}" for number in range(3 + more))
    assert heads_at_an_end(render_minutes(replace(minutes(), agenda=agenda), english()), tmp_path) == []
