"""The templates of printed documents: escaping always on, every value defined, the language given as a value.

A template sees `_` and `ngettext` for messages and `number`, `date`, … for what differs between languages.
All of
it comes from the `Wording` of the call; the environment itself knows no language.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.language.dates import clock, gregorian, jalali, jalali_numeric, with_clock, with_weekday
from app.language.text import apart, digits, grouped, isolate, ordinal, words
from app.language.wording import Wording
from ballots.short import grouped as by_four

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "print"
HALL = TEMPLATES.parent / "hall"

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ufffe\uffff\ud800-\udfff]")


def render_template(name: str, values: Mapping[str, object], wording: Wording) -> str:
    """Render `templates/print/<name>` to HTML in the language of `wording`.

    Raises jinja2.UndefinedError when the template asks for a value that was not given.
    """
    return _environment().get_template(name).render(**_language(wording), **values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader((TEMPLATES, HALL)),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _printable(value: object) -> object:
    """Drop control characters and bidi overrides from what a template prints; nobody means to print them."""
    if isinstance(value, str) and _UNPRINTABLE.search(value):
        return type(value)(_UNPRINTABLE.sub("", value))
    return value


def _language(wording: Wording) -> dict[str, object]:
    """The names that every template may use."""
    locale = wording.locale
    return {
        "locale": locale,
        "direction": wording.direction,
        "_": partial(_message, wording.gettext),
        "ngettext": partial(_counted_message, wording),
        "number": partial(grouped, locale=locale),
        "plain_number": partial(digits, locale=locale),
        "in_words": partial(words, locale=locale),
        "ordinal": partial(ordinal, locale=locale),
        "ordinal_before": partial(ordinal, locale=locale, before_noun=True),
        "date": partial(jalali, locale=locale),
        "weekday_date": partial(with_weekday, locale=locale),
        "short_date": partial(short_date, locale=locale),
        "clock": partial(clock, locale=locale),
        "moment": partial(with_clock, locale=locale),
        "gregorian": gregorian,
        "isolate": isolate,
        "apart": apart,
        "reference": partial(reference_number, locale=locale),
        "in_groups": in_groups,
        "digit_groups": partial(digit_groups, locale=locale),
    }


def _message(translate: Callable[[str], str], message: str, **values: object) -> Markup:
    """Translate, then put the escaped values into the named places."""
    return Markup(translate(message)) % values  # our own catalogue; % escapes the values  # noqa: S704


def _counted_message(wording: Wording, singular: str, plural: str, count: int, **values: object) -> Markup:
    """Translate by `count`; the message shows it as `%(count)s` in the digits of the language."""
    text = wording.ngettext(singular, plural, count)
    return Markup(text) % {"count": grouped(count, wording.locale), **values}  # as above  # noqa: S704


def short_date(value: date | datetime, locale: str) -> str:
    """The Jalali date in figures in Persian, day by day isolated; the long date in other languages."""
    return isolate(jalali_numeric(value, locale)) if locale == "fa" else jalali(value, locale)


def reference_number(text: str, locale: str) -> str:
    """A number of the registry such as `1404/ص/00127`, shown from left to right.

    Each part is an island of its own inside a left-to-right island: a Persian letter between two numbers
    would else turn the order of the numbers after it.
    """
    islands = "/".join(isolate(digits(part, locale)) for part in text.split("/"))
    return f"\u2066{islands}\u2069"


def in_groups(text: str, size: int = 4) -> str:
    """Break a code without dashes into groups of `size` characters, isolated; a code with dashes stays."""
    if "-" in text and len(text) < 40:
        return isolate(text)
    groups = (text[start : start + size] for start in range(0, len(text), size))
    return isolate(" ".join(groups))


def digit_groups(text: str, locale: str) -> str:
    """Digits that people compare: in groups of four in the digits of the language, always from left to right.

    Each group is an island of its own: Arabic digits with a gap between would else change places.
    """
    islands = " ".join(isolate(digits(group, locale)) for group in by_four(text).split(" "))
    return f"\u2066{islands}\u2069"
