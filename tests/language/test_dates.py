"""Dates as people read them."""

from datetime import UTC, date, datetime, time

import pytest

from app.language import dates

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


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        dates.jalali(datetime.now(), "fa")  # noqa: DTZ005


def test_a_typed_jalali_date_is_read_in_any_digits() -> None:
    assert dates.parse_jalali("۱۴۰۴/۸/۱۷") == SESSION
    assert dates.parse_jalali(" 1404-08-17 ") == SESSION


@pytest.mark.parametrize("typed", ["1404/12/30", "1405/07/31", "1404/13/01", "17 آبان", "", "14040817"])
def test_a_day_that_is_not_in_the_calendar_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"Jalali|must be|value|out of range"):
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
