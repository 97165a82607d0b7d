"""Keys: inviting a trustee, the office key and its passphrase."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField, TextAreaField, ValidationError

from app.forms.fields import SecondOfficer, at_most, clean, clean_lines, required


class InviteForm(FlaskForm):
    """The name of a trustee."""

    name = StringField(_("Name of the trustee"), [required(), at_most(100)], filters=[clean])


class OfficeKeyForm(FlaskForm):
    """The passphrase of the key that the office keeps, twice."""

    passphrase = PasswordField(_("Passphrase"), [required(), at_most(200)])
    again = PasswordField(_("Passphrase again"), [required(), at_most(200)])

    def validate_again(self, field: PasswordField) -> None:
        """Both must be the same."""
        if field.data != self.passphrase.data:
            raise ValidationError(_("The two passphrases differ."))


class PassphraseForm(FlaskForm):
    """The passphrase that opens the office key."""

    passphrase = PasswordField(_("Passphrase"), [required(), at_most(200)])


class RemoveTrusteeForm(SecondOfficer):
    """Why a trustee who has given a key is taken off."""

    reason = TextAreaField(_("Reason"), [required(), at_most(1000)], filters=[clean_lines])


class OpenForm(SecondOfficer):
    """Why voting opens although sheets of some key were not tested."""

    waiver = TextAreaField(_("Why you do without a tested backup"), [at_most(1000)], filters=[clean_lines], default="")


class DestroyKeysForm(SecondOfficer):
    """That trustees have destroyed what they kept."""

    stated = BooleanField(_("Each trustee has said: key file, copies and sheets are destroyed"))
