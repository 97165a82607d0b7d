"""Dates and times as people read them: Jalali in Persian, Gregorian and Jalali elsewhere; Tehran's clock.

Instants are stored as UTC and arrive here as aware datetimes; a naive datetime is refused, since
nobody can say when it was. Names of Gregorian months and of weekdays are CLDR's, by Babel, which has none for the
months of the Solar year: those, and two weekdays that CLDR writes without the joint of the others, stand here.
"""

import re
import zoneinfo
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names
from persiantools import jdatetime

from app.language.text import ascii_digits, digits

zoneinfo.reset_tzpath(to=())  # the rules that are installed with the program, never those of an old machine
ZoneInfo.clear_cache(only_keys=("Asia/Tehran",))
TEHRAN = ZoneInfo("Asia/Tehran")

_JalaliDate: Any = jdatetime.JalaliDate  # the library has no types for its constructor

_SOLAR = {
    "fa": ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
    "en": (
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban", "Azar", "Dey", "Bahman",
        "Esfand",
    ),
    "ar": ("فروردين", "أرديبهشت", "خرداد", "تير", "مرداد", "شهريور", "مهر", "آبان", "آذر", "دي", "بهمن", "إسفند"),
}  # fmt: skip
_GREGORIAN = {code: get_month_names("wide", "stand-alone", code) for code in _SOLAR}
_WEEKDAYS = {code: dict(get_day_names("wide", "format", code)) for code in _SOLAR}
_WEEKDAYS["fa"] |= {3: "پنج\u200cشنبه", 6: "یک\u200cشنبه"}  # as the other days with a number in front, سه‌شنبه
_BEFORE_CLOCK = {"fa": "، ساعت ", "en": ", ", "ar": "، الساعة "}
_WEEKEND = (3, 4)  # Thursday and Friday, as `date.weekday` counts


def in_tehran(moment: datetime) -> datetime:
    """Return the same instant on Tehran's clock. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime is not an instant")
    return moment.astimezone(TEHRAN)


def _day(value: date) -> date:
    """Return the calendar day in Tehran of a date or an instant."""
    return in_tehran(value).date() if isinstance(value, datetime) else value


def jalali(value: date, locale: str) -> str:
    """Return the long date: «۱۷ آبان ۱۴۰۴», or «8 November 2025 (17 Aban 1404)» in any locale but fa.

    `value` is a date, or an aware datetime whose day in Tehran is meant.
    """
    day = _day(value)
    solar = _JalaliDate(day)
    text = f"{solar.day} {_SOLAR[locale][solar.month - 1]} {solar.year}"
    if locale != "fa":
        text = f"{day.day} {_GREGORIAN[locale][day.month]} {day.year} ({text})"
    return digits(text, locale)


def gregorian(value: date) -> str:
    """Return the Gregorian date as a Persian page writes it: «۸ نوامبر ۲۰۲۵»."""
    day = _day(value)
    return digits(f"{day.day} {_GREGORIAN['fa'][day.month]} {day.year}", "fa")


def numeric(value: date, locale: str) -> str:
    """Return the date in figures: Jalali in Persian, else Gregorian, «٢٠٢٥/١١/٠٨» or «2025-11-08»."""
    if locale == "fa":
        return jalali_numeric(value)
    joint = "/" if locale == "ar" else "-"  # a hyphen between Arabic digits would turn their order
    return digits(_day(value).isoformat().replace("-", joint), locale)


def jalali_numeric(value: date, locale: str = "fa") -> str:
    """Return the short Jalali date «۱۴۰۴/۰۸/۱۷», in the digits of `locale`."""
    solar = _JalaliDate(_day(value))
    return digits(f"{solar.year:04d}/{solar.month:02d}/{solar.day:02d}", locale)


def with_weekday(value: date, locale: str) -> str:
    """Return the long date with its weekday before it: «شنبه ۱۷ آبان ۱۴۰۴»."""
    return f"{_WEEKDAYS[locale][_day(value).weekday()]} {jalali(value, locale)}"


def clock(moment: datetime, locale: str) -> str:
    """Return the time of day in Tehran, 24 hours: «۰۹:۰۵» or «09:05»."""
    local = in_tehran(moment)
    return digits(f"{local.hour:02d}:{local.minute:02d}", locale)


def with_clock(moment: datetime, locale: str) -> str:
    """Return weekday, long date and time: «شنبه ۱۷ آبان ۱۴۰۴، ساعت ۰۹:۰۵»."""
    return f"{with_weekday(moment, locale)}{_BEFORE_CLOCK[locale]}{clock(moment, locale)}"


def jalali_year(value: date) -> int:
    """Return the Jalali year, by which letters are numbered."""
    return int(_JalaliDate(_day(value)).year)


SOLAR_YEARS = range(1200, 1601)
GREGORIAN_YEARS = range(1800, 2201)
"""The years that somebody may mean; no year is of both calendars, so a typed day tells its own."""


class OtherCalendarError(ValueError):
    """A day that was written in the Gregorian calendar where one of the Solar calendar was asked for."""

    def __init__(self, day: date) -> None:
        super().__init__("the day is of the Gregorian calendar")
        self.day = day


def parse_jalali(text: str) -> date:
    """Return the Gregorian date of «۱۴۰۴/۸/۱۷» (any digits; `/`, `-` or `.` between).

    Raises OtherCalendarError for a day such as 2025/11/08, which nobody means in the Solar year 2025, else ValueError.
    """
    compact = re.sub(r"\s", "", ascii_digits(text))
    found = re.fullmatch(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})", compact)
    if not found:
        raise ValueError("a Jalali date is written year/month/day")
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if year in GREGORIAN_YEARS:
        raise OtherCalendarError(date(year, month, day))
    if year not in SOLAR_YEARS:
        raise ValueError("a Jalali date has a year that somebody may mean")
    gregorian: date = _JalaliDate(year, month, day).to_gregorian()
    return gregorian


def at_tehran(day: date, wall_clock: time) -> datetime:
    """Return the instant at which Tehran's clock shows `wall_clock` on `day`."""
    return datetime.combine(day, wall_clock, TEHRAN)


def is_working_day(day: date) -> bool:
    """Whether offices work on this day of Iran's week: Thursday and Friday are off; public holidays are not known."""
    return day.weekday() not in _WEEKEND


def working_days_between(first: date, last: date) -> int:
    """Return how many working days come after `first`, up to and with `last`."""
    return sum(is_working_day(first + timedelta(days=number)) for number in range(1, (last - first).days + 1))


def after_working_days(day: date, count: int) -> date:
    """Return the working day that comes `count` working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def after_months(day: date, months: int) -> date:
    """Return the same day of the Solar month so many months later, or that month's last day where it is shorter."""
    start = _JalaliDate(day)
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    last: date = _JalaliDate(year, month, min(start.day, _JalaliDate.days_in_month(month, year))).to_gregorian()
    return last
