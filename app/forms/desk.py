"""A part of the roll for one desk: which, and how it is taken back."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField

from app.forms.fields import SecondOfficer, at_most, clean, offered, required, shown
from app.language.reference import provinces
from app.states.desk import PartWay

LETTERS = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"


class DeskPartForm(FlaskForm):
    """The name of the desk, and the part that it gets."""

    name = StringField(_("Name of this desk"), [required(), at_most(40)], filters=[clean])
    way = RadioField(
        _("Which part of the roll"),
        choices=offered((
            (PartWay.SHARE.value, _("One of several equal parts")),
            (PartWay.LETTERS.value, _("By the first letter of the institution")),
            (PartWay.PROVINCE.value, _("One province")),
        )),
        default=PartWay.SHARE.value,
    )  # fmt: skip
    which = SelectField(_("Which of the parts"))
    among = SelectField(_("Among how many desks"), default="2")
    first = SelectField(_("From the letter"), choices=offered((one, one) for one in LETTERS))
    last = SelectField(_("To the letter"), choices=offered((one, one) for one in LETTERS), default="ی")
    province = SelectField(_("Province"))

    def offer(self, language: str, most: int) -> None:
        """Offer so many desks, and the provinces."""
        self.which.choices = self.among.choices = offered((str(one), shown(one)) for one in range(1, most + 1))
        self.province.choices = offered((one.code, one.name(language)) for one in provinces())

    def chosen(self) -> tuple[PartWay, tuple[str, ...]]:
        """The way, and what it needs. A part that there is not is the last one."""
        way = PartWay(self.way.data)
        if way is PartWay.SHARE:
            return way, (min(self.which.data, self.among.data), self.among.data)
        return (way, (self.first.data, self.last.data)) if way is PartWay.LETTERS else (way, (self.province.data,))


class TakeBackForm(SecondOfficer):
    """Whom the desk has handed a slip, as its page says."""

    handed = SelectMultipleField(_("This desk has handed a slip to"))
    stopped = BooleanField(_("We were at this desk: it hands out no more slips"), [required()])

    def offer(self, persons: Iterable[tuple[str, str]]) -> None:
        """Offer these persons, by what is sent for each."""
        self.handed.choices = offered(persons)
