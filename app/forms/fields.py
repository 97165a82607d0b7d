"""Fields and checks that several forms share; every message is our own, so that it is in the page's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, time
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, SelectField, StringField, SubmitField, ValidationError
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, StopValidation

from app.language import dates, text
from app.language.identifier import is_identifier_shaped, is_spoilt


class _Filled(InputRequired):
    """Also what only looks filled, by spaces or invisible characters, is not."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        if isinstance(field.data, str) and not field.data.strip():
            field.errors = []
            raise StopValidation(self.message or "")
        super().__call__(form, field)


def required() -> InputRequired:
    """The field must be filled."""
    return _Filled(message=_("Please fill in this field."))


def shown(value: int | str | None) -> str:
    """A number, or what was typed for one, in the digits of the page and without invisible controls."""
    if value is None:
        return ""
    return text.digits(text.normalise(str(value)), _locale())


def _locale() -> str:
    return str(get_locale() or "fa").split("_")[0]


class _AtMost:
    """As the library's `Length`, with the number in the digits of the page."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.field_flags = {"maxlength": count}

    def __call__(self, form: BaseForm, field: Field) -> None:
        if len(field.data or "") > self.count:
            raise ValidationError(_("This is too long: at most %(max)s characters.", max=shown(self.count)))


def at_most(count: int) -> _AtMost:
    """No more than so many characters."""
    return _AtMost(count)


class _ShortName:
    """A short name for addresses, as `spelled_short` writes it."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        typed = field.data or ""
        if not (text.SHORT_NAME.fullmatch(typed)):
            raise ValidationError(_("Please use 2 to 40 Latin letters, digits or hyphens, such as tehran."))


def short_name() -> _ShortName:
    """A short name that stands in addresses."""
    return _ShortName()


def spelled_short(value: str | None) -> str | None:
    """A short name in its one spelling: small letters, Latin digits."""
    return None if value is None else text.ascii_digits(text.normalise(value)).lower()


def clean(value: str | None) -> str | None:
    """Text without spaces round it and without invisible controls."""
    return None if value is None else text.normalise(value)


def clean_arabic(value: str | None) -> str | None:
    """As `clean`, for text that may be Arabic: its letters stay as they are."""
    return None if value is None else text.normalise(value, "ar")


def clean_lines(value: str | None, locale: str = "fa") -> str | None:
    """Lines of text, each cleaned."""
    if value is None:
        return None
    return "\n".join(text.normalise(line, locale) for line in value.splitlines()).strip("\n")


def clean_arabic_lines(value: str | None) -> str | None:
    """As `clean_lines`, for text that may be Arabic."""
    return clean_lines(value, "ar")


_THOUSANDS = re.compile("[0-9]{1,3}(?:[٬،,’'\\s][0-9]{3})+")


class WholeNumberField(StringField):
    """A number in Persian, Arabic or Latin digits, between two bounds; `data` is an int.

    Signs between thousands are taken where they stand right, as in ۱۲٬۵۰۰.
    """

    data: Any  # an int, where the library's field has a text

    def __init__(self, label: Any, *, least: int, most: int, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most = least, most
        if optional:
            self.flags.optional = True

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError, which becomes the field's error."""
        typed = text.ascii_digits(valuelist[0]).strip() if valuelist else ""
        if _THOUSANDS.fullmatch(typed):
            typed = "".join(sign for sign in typed if sign.isdigit())
        if not typed and self.flags.optional:
            self.data = None
            return
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            self.data = None
            raise ValueError(_("Please enter a whole number."))
        number = int(typed)
        self.data = number
        if not self.least <= number <= self.most:
            raise ValueError(
                _("Please enter a number from %(least)s to %(most)s.", least=shown(self.least), most=shown(self.most))
            )

    def _value(self) -> str:
        return shown(self.raw_data[0] if self.raw_data else self.data)


def _meant(day: date) -> str:
    """What is asked where a day of the Gregorian calendar was typed; the field then holds the Solar one."""
    words = _(
        "%(gregorian)s is a day of the Gregorian calendar. In the Solar calendar it is %(day)s, which stands here now. "
        "Please check it and send it again.",
        gregorian=shown(day.isoformat().replace("-", "/")),
        day=dates.with_weekday(day, _locale()),
    )
    return str(words)


class JalaliDateField(StringField):
    """A day of the Solar calendar, such as 1404/08/17; `data` is a date. One of the other calendar is asked about."""

    data: Any  # a date, where the library's field has a text

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError, which becomes the field's error."""
        self.data = None
        try:
            self.data = dates.parse_jalali(valuelist[0] if valuelist else "")
        except dates.OtherCalendarError as other:
            self.raw_data = [dates.jalali_numeric(other.day, "en")]
            raise ValueError(_meant(other.day)) from None
        except ValueError:
            raise ValueError(_("Please enter a day such as 1404/08/17.")) from None

    def _value(self) -> str:
        if self.raw_data:
            return shown(str(self.raw_data[0]))
        return "" if self.data is None else shown(dates.jalali_numeric(self.data))


class JalaliMomentField(StringField):
    """A day of the Solar calendar and a time of Tehran's clock, such as 1404/08/17 14:00; `data` is an instant.

    Where only a day is typed, the time is `clock`.
    """

    data: Any  # an instant, where the library's field has a text

    def __init__(self, label: Any, *, clock: time, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.clock = clock

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError, which becomes the field's error."""
        typed = text.ascii_digits(valuelist[0] if valuelist else "").split()
        self.data = None
        if not typed:
            return
        try:
            at = time.fromisoformat(typed[1].zfill(5)) if len(typed) == 2 else self.clock
            if len(typed) > 2:
                raise ValueError
            self.data = dates.at_tehran(dates.parse_jalali(typed[0]), at)
        except dates.OtherCalendarError as other:
            self.raw_data = [" ".join((dates.jalali_numeric(other.day, "en"), *typed[1:]))]
            raise ValueError(_meant(other.day)) from None
        except ValueError:
            raise ValueError(_("Please enter a day and a time such as 1404/08/17 14:00.")) from None

    def _value(self) -> str:
        if self.raw_data:
            return shown(str(self.raw_data[0]))
        if self.data is None:
            return ""
        here = dates.in_tehran(self.data)
        return shown(f"{dates.jalali_numeric(here.date(), 'en')} {here:%H:%M}")


def offered(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """What a list offers, from (value, label) pairs."""
    return [SelectChoice(value, label) for value, label in pairs]


def one_of(codes: Callable[[], frozenset[str]]) -> Callable[[FlaskForm, Field], None]:
    """What is chosen, if anything, must be known codes."""

    def check(_form: FlaskForm, field: Field) -> None:
        chosen = field.data if isinstance(field.data, list) else [field.data] if field.data else []
        if not codes().issuperset(chosen):
            raise ValidationError(_("Please choose from the list."))

    return check


def same_password(form: FlaskForm, field: Field) -> None:
    """Refuse a password that is not what stands in the field `password`, where something does."""
    if form["password"].data and field.data != form["password"].data:
        raise ValidationError(_("The two passwords are not the same."))


class PaperLanguageField(SelectField):
    """The language of what is printed; Persian where nothing is chosen."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(
            label, [one_of(lambda: frozenset(text.LANGUAGES))], choices=offered(text.LANGUAGES.items()), default="fa",
            validate_choice=False, **kwargs,
        )  # fmt: skip


class _UnlessAsked(_Filled):
    """Name and password of the second officer are needed here, unless a colleague is asked on an own screen."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        if form["ask"].data:
            raise StopValidation
        super().__call__(form, field)


def _unless_asked() -> _UnlessAsked:
    return _UnlessAsked(message=_("Please fill in this field."))


def whole_number_text(_form: object, field: Field) -> None:
    """Refuse what a spreadsheet made of a number."""
    if is_spoilt(field.data or ""):
        raise ValidationError(_("A spreadsheet has spoilt this number. Please type it as it stands in the document."))


def identifier_text(_form: object, field: Field) -> None:
    """Refuse what cannot be an identifier."""
    if not is_identifier_shaped(field.data or ""):
        raise ValidationError(_("A national identifier has digits only. Please type it as it stands in the document."))


class SecondOfficer(FlaskForm):
    """The second signature of an act that two officers must agree on: given here, or asked for."""

    ask = SubmitField(_("Ask a colleague"))
    second_name = StringField(_("User name of the second officer"), [_unless_asked(), at_most(80)])
    second_password = PasswordField(_("Password of the second officer"), [_unless_asked(), at_most(200)])
