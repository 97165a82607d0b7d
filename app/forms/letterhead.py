"""The letterhead of an assembly."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField, TextAreaField, ValidationError

from app.forms.fields import at_most, clean, clean_arabic_lines, clean_lines, required
from app.language.names import Names

MOST_LINES = 4


class LetterheadForm(FlaskForm):
    """Logo, lines and series."""

    logo = FileField(_("Own logo"))
    drop_logo = BooleanField(_("Take the logo away: the drawn emblem stands again"))
    lines_fa = TextAreaField(_("Lines in Persian"), [at_most(400)], filters=[clean_lines])
    lines_en = TextAreaField(_("Lines in English"), [at_most(400)], filters=[clean_lines])
    lines_ar = TextAreaField(_("Lines in Arabic"), [at_most(400)], filters=[clean_arabic_lines])
    letter_series = StringField(_("Series of letters"), [required()], filters=[clean])
    notice_series = StringField(_("Series of notices"), [required()], filters=[clean])

    def validate_lines_fa(self, field: TextAreaField) -> None:
        """No more lines than a letterhead has room for."""
        _need_few(field)

    def validate_lines_en(self, field: TextAreaField) -> None:
        """As in Persian."""
        _need_few(field)

    def validate_lines_ar(self, field: TextAreaField) -> None:
        """As in Persian."""
        _need_few(field)

    def validate_letter_series(self, field: StringField) -> None:
        """A sign that can stand between year and number."""
        _need_series(field)

    def validate_notice_series(self, field: StringField) -> None:
        """The same."""
        _need_series(field)

    @property
    def lines(self) -> Names:
        """The lines that were typed."""
        return Names(self.lines_fa.data or "", self.lines_en.data or "", self.lines_ar.data or "")


def _need_few(field: TextAreaField) -> None:
    if len((field.data or "").splitlines()) > MOST_LINES:
        raise ValidationError(_("There is room for four lines."))


def _need_series(field: StringField) -> None:
    if not re.fullmatch(r"[^\W\d_]{1,6}", field.data or ""):
        raise ValidationError(_("Please use one to six letters, without digits and spaces."))
