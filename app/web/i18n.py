"""Languages of the pages: which one a reader gets, and the filters that write digits and dates in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from flask import Flask, request, session
from flask_babel import Babel, get_locale
from jinja2 import pass_context
from markupsafe import Markup, escape

from app.language import dates, numerals, text
from app.language.catalogue import TRANSLATIONS, compile_catalogues
from app.language.text import LANGUAGES as LANGUAGES
from app.language.wording import RIGHT_TO_LEFT
from ballots.short import grouped


def language() -> str:
    """The language of this request: chosen by hand, else Persian.

    At a booth the choice stands in the address: it belongs to one visit, and the next delegate finds Persian again.
    """
    chosen = request.args.get("language", "fa") if at_booth() else session.get("language", "fa")
    return chosen if chosen in LANGUAGES else "fa"


def at_booth() -> bool:
    """Whether a page of the booth or of a tablet is asked for, or one that would stand among them."""
    return request.path == "/T" or request.path.startswith(("/B/", "/T/"))


def language_in_address() -> str | None:
    """The language in force as a booth's address names it: Persian, the usual one, is not named."""
    language = locale_code()
    return None if language == "fa" else language


def locale_code() -> str:
    """The language in force, also outside a request's own choice (tests, forced locale)."""
    return str(get_locale() or "fa").split("_")[0]


def install(app: Flask) -> None:
    """Give the application its languages and the templates their filters."""
    compile_catalogues()
    Babel(
        app, default_locale="fa", default_timezone="Asia/Tehran", locale_selector=language,
        default_translation_directories=str(TRANSLATIONS),
    )  # fmt: skip
    filters: dict[str, Callable[..., str]] = {
        "digits": digits, "jalali": jalali, "datetime": day_and_clock, "clock": clock, "day": day, "ordinal": ordinal,
        "gregorian": gregorian, "digit_groups": digit_groups,
    }  # fmt: skip
    app.jinja_env.filters.update({name: in_page_language(one) for name, one in filters.items()})
    app.jinja_env.filters["groups"] = groups
    app.context_processor(_page_language)


def in_page_language(work: Callable[..., str]) -> Callable[..., str]:
    """`work` as a filter that Jinja may not apply to a constant once and for all when it compiles a template."""

    @pass_context
    @wraps(work)
    def apply(_context: object, *arguments: Any, **named: Any) -> str:
        return work(*arguments, **named)

    return apply


def _page_language() -> dict[str, object]:
    code = locale_code()
    return {
        "locale": code,
        "direction": "rtl" if code in RIGHT_TO_LEFT else "ltr",
        "languages": LANGUAGES,
        "asked_path": request.path,
    }


def digits(value: int | str | None) -> str:
    """A number in the digits of the page."""
    return "" if value is None else text.digits(value, locale_code())


def jalali(value: date | None) -> str:
    """A day in the calendar of the page."""
    return "" if value is None else dates.with_weekday(value, locale_code())


def day_and_clock(value: datetime | None) -> str:
    """An instant in the calendar and the time of Tehran."""
    return "" if value is None else dates.with_clock(value, locale_code())


def day(value: datetime | None) -> str:
    """The day of an instant in figures, where there is little room."""
    return "" if value is None else dates.numeric(value, locale_code())


def gregorian(value: datetime | None) -> str:
    """The Gregorian day of an instant, on a page that writes Solar days; nothing where the page writes both."""
    return "" if value is None or locale_code() != "fa" else dates.gregorian(value)


def clock(value: datetime | None) -> str:
    """The time of day in Tehran."""
    return "" if value is None else dates.clock(value, locale_code())


def ordinal(value: int) -> str:
    """A number as an ordinal before its noun."""
    return numerals.ordinal(value, locale_code(), before_noun=True)


def groups(value: str, size: int = 4) -> Markup:
    """A long code in groups, isolated from the direction of the page."""
    parts = (value[start : start + size] for start in range(0, len(value), size))
    return Markup('<bdi class="code" dir="ltr">{}</bdi>').format(Markup(" ").join(escape(part) for part in parts))


def digit_groups(value: str) -> Markup:
    """Digits that people compare, as the page writes them: in groups of four, always from left to right.

    Each group stands for itself: Arabic digits with a gap between would else change places.
    """
    groups = (digits(group) for group in grouped(value).split(" "))
    parts = Markup(" ").join(Markup("<bdi>{}</bdi>").format(group) for group in groups)
    return Markup('<bdi class="digits" dir="ltr">{}</bdi>').format(parts)
