"""Dates as people read them."""

import struct
import subprocess
import sys
import zoneinfo
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from app.language import dates
from tests.rules.tree import ROOT

SESSION = date(2025, 11, 8)


def test_the_long_date_is_jalali_in_persian_and_both_in_english() -> None:
    assert dates.jalali(SESSION, "fa") == "۱۷ آبان ۱۴۰۴"
    assert dates.jalali(SESSION, "en") == "8 November 2025 (17 Aban 1404)"


def test_the_weekday_stands_before_the_date() -> None:
    assert dates.with_weekday(SESSION, "fa") == "شنبه ۱۷ آبان ۱۴۰۴"
    assert dates.with_weekday(SESSION, "en") == "Saturday 8 November 2025 (17 Aban 1404)"


def test_an_arabic_date_is_gregorian_first_and_in_arabic_digits() -> None:
    moment = datetime(2025, 11, 8, 5, 35, tzinfo=UTC)
    assert dates.with_clock(moment, "ar") == "السبت ٨ نوفمبر ٢٠٢٥ (١٧ آبان ١٤٠٤)، الساعة ٠٩:٠٥"
    shown = [dates.numeric(SESSION, locale) for locale in ("fa", "ar", "en")]
    assert shown == ["۱۴۰۴/۰۸/۱۷", "٢٠٢٥/١١/٠٨", "2025-11-08"]


def test_every_weekday_has_its_persian_name() -> None:
    names = [dates.with_weekday(date(2025, 11, day), "fa").split()[0] for day in range(8, 15)]
    assert names == ["شنبه", "یک\u200cشنبه", "دوشنبه", "سه\u200cشنبه", "چهارشنبه", "پنج\u200cشنبه", "جمعه"]


def test_the_short_date_has_two_digits_for_month_and_day() -> None:
    assert dates.jalali_numeric(date(2025, 3, 21)) == "۱۴۰۴/۰۱/۰۱"
    assert dates.jalali_numeric(SESSION, "en") == "1404/08/17"


@pytest.mark.parametrize(
    ("gregorian", "numeric"),
    [
        ((2025, 3, 20), "1403/12/30"),
        ((2024, 3, 20), "1403/01/01"),
        ((1921, 3, 21), "1300/01/01"),
        ((2121, 3, 20), "1499/12/29"),
    ],
)
def test_leap_years_of_two_centuries_are_right(gregorian: tuple[int, int, int], numeric: str) -> None:
    assert dates.jalali_numeric(date(*gregorian), "en") == numeric


def test_an_instant_is_shown_on_tehrans_clock_and_day() -> None:
    late = datetime(2025, 11, 7, 22, 35, tzinfo=UTC)
    assert dates.clock(late, "fa") == "۰۲:۰۵"
    assert dates.jalali(late, "fa") == "۱۷ آبان ۱۴۰۴"
    assert dates.with_clock(late, "fa") == "شنبه ۱۷ آبان ۱۴۰۴، ساعت ۰۲:۰۵"
    assert dates.with_clock(late, "en") == "Saturday 8 November 2025 (17 Aban 1404), 02:05"


def test_summer_time_of_old_years_is_kept() -> None:
    assert dates.clock(datetime(2022, 7, 1, 12, 0, tzinfo=UTC), "en") == "16:30"
    assert dates.clock(datetime(2023, 7, 1, 12, 0, tzinfo=UTC), "en") == "15:30"


OLD_RULES = """
import sys, zoneinfo
from datetime import UTC, datetime
before = zoneinfo.ZoneInfo("Asia/Tehran")
if sys.argv[1] == "ours":
    from app.language import dates
    tehran = dates.TEHRAN
else:
    tehran = zoneinfo.ZoneInfo("Asia/Tehran")
print(datetime(2026, 7, 1, 12, 0, tzinfo=UTC).astimezone(tehran).strftime("%H:%M"))
"""
"""A program that had already read the machine's rules."""


@pytest.mark.parametrize(("whose", "shown"), [("ours", "15:30"), ("theirs", "16:30")])
def test_the_rules_that_came_with_the_program_count(tmp_path: Path, whose: str, shown: str) -> None:
    """And its broken twin: a machine from before 2022, where a summer's clock is an hour ahead."""
    (tmp_path / "Asia").mkdir()
    (tmp_path / "Asia" / "Tehran").write_bytes(rules_of("<+0330>-3:30<+0430>,J79/24,J263/24"))
    environment = {"PYTHONTZPATH": str(tmp_path), "PYTHONPATH": str(ROOT)}
    asked = [sys.executable, "-c", OLD_RULES, whose]
    said = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert said.stdout.strip() == shown


def test_no_rules_of_the_machine_are_read() -> None:
    assert zoneinfo.TZPATH == ()


def rules_of(forever: str) -> bytes:
    """A file of time-zone rules that knows no change but those that come for ever (RFC 8536)."""
    header = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    body = struct.pack(">lBB", 12600, 0, 0) + b"+03\0"
    return header + body + header + body + b"\n" + forever.encode() + b"\n"


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        dates.jalali(datetime.now(), "fa")  # noqa: DTZ005


def test_a_typed_jalali_date_is_read_in_any_digits() -> None:
    assert dates.parse_jalali("۱۴۰۴/۸/۱۷") == SESSION
    assert dates.parse_jalali(" 1404-08-17 ") == SESSION


@pytest.mark.parametrize(
    ("typed", "meant"), [("2025/11/08", SESSION), ("۲۰۲۵-۱۱-۸", SESSION), ("1990.1.2", date(1990, 1, 2))]
)
def test_a_gregorian_day_is_told_apart_by_its_year(typed: str, meant: date) -> None:
    """R6: 2025/11/08 became the Solar year 2025, 28 January 2647."""
    with pytest.raises(dates.OtherCalendarError) as said:
        dates.parse_jalali(typed)
    assert said.value.day == meant


def test_no_year_is_of_both_calendars() -> None:
    assert not set(dates.SOLAR_YEARS) & set(dates.GREGORIAN_YEARS)


@pytest.mark.parametrize(
    "typed",
    [
        "0104/08/17",
        "1404/12/30",
        "1405/07/31",
        "1404/13/01",
        "17 آبان",
        "",
        "14040817",
        "2025/13/01",
        "2025/02/29",
        "3404/01/01",
    ],
)
def test_a_day_that_is_not_in_the_calendar_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"Jalali|must be|value|range"):
        dates.parse_jalali(typed)


def test_a_wall_clock_becomes_an_instant_and_comes_back() -> None:
    moment = dates.at_tehran(SESSION, time(9, 5))
    assert moment.astimezone(UTC).hour == 5
    assert dates.clock(moment, "en") == "09:05"
    assert dates.jalali_year(moment) == 1404


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2025, 11, 8), date(2025, 11, 11)),  # Saturday to Tuesday
        (date(2025, 11, 10), date(2025, 11, 15)),  # Monday: Tuesday, Wednesday, then Saturday
        (date(2025, 11, 12), date(2025, 11, 17)),  # Wednesday: Saturday to Monday
        (date(2025, 11, 13), date(2025, 11, 17)),  # a Thursday counts as little as a Friday
        (date(2025, 11, 14), date(2025, 11, 17)),
    ],
)
def test_working_days_leave_out_thursdays_and_fridays(day: date, end: date) -> None:
    assert dates.after_working_days(day, 3) == end
    assert dates.after_working_days(day, 0) == day
