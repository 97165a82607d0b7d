"""A whole session in Persian, from the empty hall to the announced result, in fifteen browsers at once; then what it
left: the minutes without a gap that the program could fill, a record that three programs accept.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import pytest

from tests.documents.pictures import text_of
from tests.journeys import hall_count, hall_door, hall_morning, hall_voting
from tests.journeys.hall_day import DELEGATES, HOUSES, HallDay, morning
from tests.journeys.hall_morning import REPLACED, SUBSTITUTE
from tests.journeys.hall_voting import ANSWER, LEAVER, NOTE, PAPER_REASON
from tests.journeys.test_assembly import words
from tests.support.belenios_tool import BeleniosTool
from tests.support.presidium import PRESIDIUM
from tests.support.server import ROOT
from tests.verify.node import Verifier

pytestmark = pytest.mark.prove
STEPS = (
    hall_morning.officers_come, hall_morning.freeze, hall_morning.print_slips, hall_morning.let_tablets_in,
    hall_morning.codes_of_the_day, hall_door.to_the_door, hall_door.a_substitute_comes, hall_door.come_in,
    hall_morning.present, hall_voting.open_the_poll, hall_voting.come_late, hall_voting.vote_on_tablets,
    hall_voting.spoil_one, hall_voting.lose_one, hall_voting.leave_early, hall_voting.observe,
    hall_voting.vote_on_paper, hall_count.close_the_poll, hall_count.count, hall_count.draw_lots, hall_count.announce,
    hall_count.make_final,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSession:
    """The day when it is over, and what anybody has of it."""

    day: HallDay
    minutes: bytes
    record: bytes
    result: str


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HeldSession]:
    """The whole day, step by step; each says when it is done."""
    with morning(tmp_path_factory.mktemp("session")) as day:
        for step in STEPS:
            step(day)
        minutes, record = hall_count.make_minutes(day), hall_count.take_record(day)
        yield HeldSession(day=day, minutes=minutes, record=record, result=hall_count.public_result(day))


def said(session: HeldSession, folder: Path) -> set[str]:
    """The words of the minutes, without their signs."""
    return words(re.sub("[«»،؛:.()]", " ", text_of(session.minutes, folder)))


def test_no_browser_of_the_hall_had_a_fault(session: HeldSession) -> None:
    assert session.day.faults == []
    assert len(session.day.pages) == 15
    assert session.day.pages["screen"].evaluate("window.mark") == "here", "the screen was loaded anew"


def test_the_minutes_name_what_happened_in_the_hall(session: HeldSession, tmp_path: Path) -> None:
    text = said(session, tmp_path)
    for sentence in (
        f"{SUBSTITUTE} به جای {DELEGATES[REPLACED - 1]}", "پیش از پایان رأی‌گیری تالار را ترک کردند",
        DELEGATES[LEAVER - 1], "تعرفه‌های گم‌شده که دو مسئول به جای هر یک تعرفهٔ دیگری دادند ۱",
        f"رأی روی کاغذ نیز گرفته شد زیرا {PAPER_REASON[:-1]}", "از روی کاغذ وارد شده ۲", "حساب تعرفه‌ها تراز است",
        "آرای برابر در رتبهٔ ۶", "اصلی به قید قرعه", "علی‌البدل", "پیش از پایان مهلت از اعتراض صرف‌نظر شد",
        "حد نصاب حاصل شد", NOTE[:-1], ANSWER[:-1], *HOUSES, *HOUSES.values(),
    ):  # fmt: skip
        assert words(sentence) <= text, sentence


def test_the_accounting_of_the_minutes_is_that_of_the_hall(session: HeldSession, tmp_path: Path) -> None:
    """From the left: discrepancy, blank, cast, void, spoiled, unused, handed out, printed."""
    figures = r"۰\s+۰\s+۱۰\s+۰\s+۱\s+۴\s+۱۰\s+۱۶"
    text = re.sub("[\u200e\u200f\u2066-\u2069\u202a-\u202e]", "", text_of(session.minutes, tmp_path))
    assert re.search(figures, text), text


def test_the_minutes_leave_nothing_to_the_pen_and_have_no_word_of_another_language(
    session: HeldSession, tmp_path: Path
) -> None:
    """Beside each dotted line of the minutes stands that the presidium fills it in, or it is that of a name."""
    text = said(session, tmp_path)
    assert not words("می‌نویسد") & text
    assert not words("هیئت رئیسه آن را پر می‌کند") <= text
    assert words(" ".join(astuple(PRESIDIUM))) <= text
    assert not re.search(r"\b(the|of|by|was|no)\b", text_of(session.minutes, tmp_path)), "an English sentence"


def test_the_public_page_says_who_is_elected_and_that_a_lot_decided(session: HeldSession) -> None:
    assert "نتیجهٔ قطعی" in session.result
    assert "قرعه تعیین کرد" in session.result
    assert session.result.count("(منتخب)") == session.result.count("(علی‌البدل)") == 1
    assert all(name in session.result for name in HOUSES)


def test_three_programs_accept_the_record(session: HeldSession, tmp_path: Path) -> None:
    path = tmp_path / "election.record.zip"
    path.write_bytes(session.record)
    done = subprocess.run(
        [ROOT / "majma", "verify", path, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert (report["accepted"], report["stage"], report["ballots"]) == (True, "result", 10)
    alone = tmp_path / "alone"
    alone.mkdir()
    with zipfile.ZipFile(io.BytesIO(session.record)) as record:
        (alone / "election.bel").write_bytes(record.read("election.bel"))
    assert BeleniosTool(alone).accepts()
    with Verifier() as second:
        told = second.verify(session.record)
    assert (told["verdict"], told["ballots"], told["accounting"]["difference"]) == ("accepted", 10, 0)
