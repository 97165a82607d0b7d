"""Slips, closing, lots and the acts that two officers confirm."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField, ValidationError

from app import text
from app.forms.fields import (
    PaperLanguageField,
    SecondOfficer,
    WholeNumberField,
    at_most,
    clean_lines,
    offered,
    required,
)


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


class VoidSlipForm(SecondOfficer):
    """Which slip is void, and why."""

    serial = StringField(_("Serial on the slip"), [required(), at_most(20)])
    spoiled = RadioField(
        _("What happened"),
        choices=offered([("void", _("Lost, or handed out by mistake")), ("spoiled", _("Torn or unreadable"))]),
        default="void",
    )


class CloseForm(SecondOfficer):
    """The unused slips counted on the table, and a reason when the numbers differ."""

    unused = WholeNumberField(_("Unused slips"), least=0, most=100_000)
    reason = TextAreaField(_("Reason of the difference"), [at_most(1000)], filters=[clean_lines])


class FinaliseForm(SecondOfficer):
    """That objections were waived, where their time is not over."""

    waived = BooleanField(_("Objections were waived: everybody who may object has said so"))


def faces_of(typed: str | None) -> tuple[int, ...]:
    """The throws in what was typed, with anything that separates."""
    return tuple(int(character) for character in text.ascii_digits(typed or "") if character.isdigit())


class DiceForm(SecondOfficer):
    """Dice in the order thrown."""

    dice = StringField(
        _("Dice"), [required(), at_most(200)],
        render_kw={"class": "code-input", "dir": "ltr", "inputmode": "numeric", "autocomplete": "off"},
    )  # fmt: skip

    def validate_dice(self, field: StringField) -> None:
        """Only 1 to 6, with anything that separates."""
        if not self.faces() or not set(self.faces()) <= set(range(1, 7)):
            raise ValidationError(_("Dice show 1 to 6."))

    def faces(self) -> tuple[int, ...]:
        """The numbers thrown."""
        return faces_of(self.dice.data)


class LotsForm(DiceForm):
    """The dice for the tie that the page showed, told by its ballot numbers."""

    tied = HiddenField()

    def numbers(self) -> tuple[int, ...]:
        """The ballot numbers of the tie."""
        return tuple(int(number) for number in (self.tied.data or "").split() if re.fullmatch("[0-9]{1,4}", number))


class FreezeForm(DiceForm):
    """The dice for the order on the ballot, and the hash of the list that they were thrown for."""

    listed = HiddenField(default="")
