"""The minutes: figures and words, what is missing, names that are long."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from app.documents.minutes import Accounting, Attendance, Lots, render_minutes
from app.documents.zero_report import render_zero_report
from app.language.wording import Wording
from ballots.short import WHOLE, Kind, short
from tests.documents.pictures import information, page_count, text_of
from tests.documents.samples import (
    FINGERPRINT,
    HASH,
    HEAD,
    INSTITUTIONS,
    arabic,
    english,
    holder,
    lots,
    minutes,
    order_lots,
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
    pages = page_count(printed("fa"), tmp_path)
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
    """By what nobody can choose: fingerprint, entries, digests that entries name; each to be compared by eye too."""
    text = text_of(printed("en"), tmp_path)
    board = minutes().board
    for code, size in (
        (FINGERPRINT, 4), (HASH, 8), (HASH[::-1], 8), (board.accounting or "", 4), (board.bindings or "", 4),
        (short(Kind.ELECTION, FINGERPRINT, WHOLE), 4), (short(Kind.HEAD, HASH, WHOLE), 4),
        (short(Kind.HEAD, HASH[::-1], WHOLE), 4),
    ):  # fmt: skip
        assert groups(code, size) in text, code
    assert "K7QM2XPA.record.zip" in text
    assert board.board_key in "".join(text.split())


def test_the_digest_of_a_file_is_no_identity_and_is_not_printed(tmp_path: Path) -> None:
    """Another time in every header makes another file of the same board."""
    assert "SHA-256" not in text_of(printed("en"), tmp_path)


def test_digits_read_from_left_to_right_in_every_language(tmp_path: Path) -> None:
    key = minutes().trustees[0].digits
    for wording, zero in ((persian(), "۰"), (arabic(), "٠"), (english(), "0")):
        local = key.translate({ord(str(value)): chr(ord(zero) + value) for value in range(10)})
        said = [line.split() for line in text_of(render_minutes(minutes(), wording), tmp_path).splitlines()]
        wanted = groups(local, 4).split()
        assert any(wanted == line[at : at + 5] or wanted[::-1] == line[at : at + 5] for line in said for at in range(9))


def test_who_held_a_key_stands_there_with_its_digits_and_the_source_of_the_closing_entry(tmp_path: Path) -> None:
    text = text_of(printed("en"), tmp_path)
    for one in minutes().trustees:
        assert groups(one.digits, 4) in text
    for said in ("an observer’s own device", "a witness’s signature", "typed in by the trustee"):
        assert said in text
    assert "taken from the office itself by" not in text
    trusting = replace(minutes(), trustees=(holder("One", "office"), holder("Two"), holder("Three", "office")))
    text = " ".join(text_of(render_minutes(trusting, english()), tmp_path).split())
    assert "taken from the office itself by: One, Three. The office could have shown them" in text


def test_an_election_under_the_office_key_says_so_and_whether_the_key_is_destroyed(tmp_path: Path) -> None:
    alone = "The office alone held the decryption key"
    office = holder("Office key", "office", is_office=True)
    kept = replace(minutes(), trustees=(office,))
    text = text_of(render_minutes(kept, english()), tmp_path)
    assert alone in text
    assert "has not been destroyed yet" in text
    assert "taken from the office itself by" not in text
    destroyed = replace(kept, trustees=(office, holder("One")), key_destroyed=minutes().closed)
    text = text_of(render_minutes(destroyed, english()), tmp_path)
    assert alone not in text
    assert "The office’s key was destroyed on" in text
    text = text_of(printed("en"), tmp_path)
    assert alone not in text
    assert "office’s key" not in text


def test_one_trustee_alone_is_named(tmp_path: Path) -> None:
    text = text_of(render_minutes(replace(minutes(), trustees=(holder("One"),)), english()), tmp_path)
    assert "One alone held the decryption key" in text


def test_a_used_slip_on_the_table_is_named_with_the_reason(tmp_path: Path) -> None:
    assert "had a vote" not in text_of(printed("en"), tmp_path)
    told = replace(minutes().accounting, used=("ABCD-EFG2", "HJKM-NPQ3"), reason="The presidium let both stand.")
    text = " ".join(text_of(render_minutes(replace(minutes(), accounting=told), english()), tmp_path).split())
    assert "had a vote: ABCD-EFG2, HJKM-NPQ3." in text
    assert "What two officers stated of it: The presidium let both stand." in text
    assert "Reason of the discrepancy" not in text


def test_a_missing_backup_that_two_officers_accepted_stands_there_with_the_reason(tmp_path: Path) -> None:
    assert "backup whose sheets" not in text_of(printed("en"), tmp_path)
    text = text_of(render_minutes(replace(minutes(), backup_waived="no printer"), english()), tmp_path)
    assert "two officers accepted this. Reason: no printer" in " ".join(text.split())


def test_a_count_from_before_bindings_says_so_and_why_it_matters(tmp_path: Path) -> None:
    assert "earlier version" not in text_of(printed("en"), tmp_path)
    old = replace(minutes(), board=replace(minutes().board, bindings=None, accounting=None))
    text = " ".join(text_of(render_minutes(old, english()), tmp_path).split())
    assert "without bindings" in text
    assert "could have announced other sums" in text


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


@pytest.mark.parametrize(("wording", "digits"), [(persian, "۰۴۱۶۰۲۳۵۹۷"), (english, "0416023597")])
def test_a_drawing_stands_with_its_digits_in_one_run_and_its_seed_text_on_one_line(
    wording: Callable[[], Wording], digits: str, tmp_path: Path
) -> None:
    text = text_of(render_minutes(minutes(), wording()), tmp_path)
    assert digits in text
    lines = {line.strip() for line in text.splitlines()}
    assert {lots().seed, order_lots().seed} <= lines


def told(drawn: Lots, tmp_path: Path) -> str:
    return " ".join(text_of(render_minutes(replace(minutes(), lots=(drawn,)), english()), tmp_path).split())


def test_what_is_said_of_a_drawing_is_what_was(tmp_path: Path) -> None:
    text = told(lots(observers=("A. Golshan", "F. Bistun")), tmp_path)
    assert "Equal votes at rank 7" in text
    assert "The tie was put before the hall on Saturday 8 November 2025" in text
    assert "Numbered balls were drawn by different hands" in text
    assert "Observers: A. Golshan, F. Bistun." in text
    assert text.index("The list with its fingerprint was announced") < text.index("The tie was put before the hall")


def test_a_sentence_about_a_drawing_appears_only_when_it_has_something_to_say(tmp_path: Path) -> None:
    alone = replace(minutes(), order_lots=None, lots=(lots(observers=(), announced=None),))
    text = " ".join(text_of(render_minutes(alone, english()), tmp_path).split())
    assert "Digits in the order drawn: 0416023597" in text
    for missing in ("Observers:", "put before the hall", "was announced"):
        assert missing not in text
    assert "Order on the ballot" in text


def test_a_drawing_of_an_earlier_election_is_told_without_balls(tmp_path: Path) -> None:
    earlier = lots(balls=False, digits="35164", seed=f"35164./{HASH.upper()}./7./", announced=None)
    paper = replace(minutes(), lots=(earlier,), order_lots=None)
    text = " ".join(text_of(render_minutes(paper, english()), tmp_path).split())
    assert "in the manner of that time, each from 1 to 6: 35164" in text
    assert "balls" not in text


def test_what_did_not_happen_is_said(tmp_path: Path) -> None:
    calm = tuple(replace(one, withdrew=None) for one in minutes().candidates)
    quiet = replace(minutes(), lots=(), withdrawals=(), candidates=calm, annexes=())
    text = text_of(render_minutes(quiet, english()), tmp_path)
    assert "no lot was drawn" in text
    assert "No candidate withdrew" in text


def test_what_the_program_cannot_know_is_left_to_the_presidium(tmp_path: Path) -> None:
    text = text_of(printed("en"), tmp_path)
    for left in ("It began at", "minutes of the presentations"):
        assert left in text
    assert text.count("the presidium fills this in") == 1
    for said in ("zero report", "The board was empty"):
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
        if body and body[-1].endswith("fills this in:"):
            body.append("")  # the lines to write on, which have no text
        found += [line for line in body[-2:] for heading in HEADINGS if line.endswith(heading)]
    return found


@pytest.mark.parametrize("more", [10, 11, 12, 20, 27, 28])
def test_no_heading_stands_alone_at_the_end_of_a_page(tmp_path: Path, more: int) -> None:
    agenda = tuple(f"item {number}" for number in range(3 + more))
    assert heads_at_an_end(render_minutes(replace(minutes(), agenda=agenda), english()), tmp_path) == []
