"""Keys: inviting a trustee, taking one off, opening, destroying."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from app.forms.fields import PaperLanguageField, SecondOfficer, at_most, clean, clean_lines, required


class InviteForm(FlaskForm):
    """The name of a trustee."""

    name = StringField(_("Name of the trustee"), [required(), at_most(100)], filters=[clean])


class TrusteeSheetForm(FlaskForm):
    """The secret of an invitation that was just made, to be printed with its link, and in which language."""

    secret = HiddenField(validators=[required(), at_most(100)])
    language = PaperLanguageField(_("Language of the sheet"))


class RemoveTrusteeForm(SecondOfficer):
    """Why a trustee who has given a key is taken off."""

    reason = TextAreaField(_("Reason"), [required(), at_most(1000)], filters=[clean_lines])


class OpenForm(SecondOfficer):
    """Why voting opens although sheets of some key were not tested."""

    waiver = TextAreaField(_("Why you do without a tested backup"), [at_most(1000)], filters=[clean_lines], default="")


class DestroyKeysForm(SecondOfficer):
    """That trustees have destroyed what they kept."""

    stated = BooleanField(_("Each trustee has said: key file, copies and sheets are destroyed"))
