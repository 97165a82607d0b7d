"""Making slips, lots and the acts that two officers confirm."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, StringField, ValidationError

from app.forms.fields import (
    PaperLanguageField,
    SecondOfficer,
    WholeNumberField,
    at_most,
    required,
    shown,
)
from app.language import text


class SlipsForm(FlaskForm):
    """How many slips to print, and that an earlier printing is given up."""

    number = WholeNumberField(_("Number of slips"), least=1, most=100_000)
    language = PaperLanguageField(_("Language of the slips"))
    anew = BooleanField(_("I know that the former slips become waste paper"))


class OrderSlipsForm(FlaskForm):
    """How many slips a credential officer makes on another laptop."""

    ordered = WholeNumberField(_("Number of slips"), least=1, most=100_000)


class TakeSlipsForm(FlaskForm):
    """The public halves that the credential officer made."""

    batch = FileField(_("The credential officer’s file"), [FileRequired(_("Please choose a file."))])


class FinaliseForm(SecondOfficer):
    """That objections were waived, where their time is not over."""

    waived = BooleanField(_("Objections were waived: everybody who may object has said so"))


def digits_of(typed: str | None) -> str:
    """The digits in what was typed, with anything that separates; zeros stay, also the leading ones."""
    return "".join(character for character in text.ascii_digits(typed or "") if character in "0123456789")


class BallsForm(SecondOfficer):
    """The digits of numbered balls in the order drawn; the page sets how many are `needed`, 0 where nobody knows."""

    needed = 0

    balls = StringField(
        _("Digits of the balls"), [required(), at_most(200)],
        render_kw={"class": "code-input balls-input", "dir": "ltr", "inputmode": "numeric", "autocomplete": "off"},
    )  # fmt: skip

    def validate_balls(self, field: StringField) -> None:
        """There are as many digits as balls are drawn."""
        given = len(self.digits())
        if not given:
            raise ValidationError(_("Please enter the digits of the balls, 0 to 9."))
        if self.needed and given != self.needed:
            raise ValidationError(_(
                "These are %(given)s digits, and %(needed)s balls are drawn. Compare each with what was shown.",
                given=shown(given), needed=shown(self.needed),
            ))  # fmt: skip

    def digits(self) -> str:
        """The digits drawn."""
        return digits_of(self.balls.data)


class LotsForm(BallsForm):
    """The balls for the tie that the page showed, told by its ballot numbers."""

    tied = HiddenField()

    def numbers(self) -> tuple[int, ...]:
        """The ballot numbers of the tie."""
        return tuple(int(number) for number in (self.tied.data or "").split() if re.fullmatch("[0-9]{1,4}", number))

    def show(self, tied: tuple[int, ...]) -> None:
        """Ask for the balls of this tie, whatever was typed for another one before."""
        if self.numbers() != tied:
            self.tied.data, self.balls.data = " ".join(map(str, tied)), ""


class FreezeForm(BallsForm):
    """The balls for the order on the ballot, and the hash of the list that they were drawn for."""

    listed = HiddenField(default="")
