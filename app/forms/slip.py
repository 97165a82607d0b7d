"""Making slips, here or on a credential officer's laptop."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from app.forms.fields import PaperLanguageField, WholeNumberField


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
